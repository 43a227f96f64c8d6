"""The registry of pathways: a fifth one is one file, and one line here."""

from app.domain.dossier import Variant
from app.domain.pathway import Pathway
from app.domain.pathways.bridge import BRIDGE
from app.domain.pathways.common_law_vae import COMMON_LAW_VAE
from app.domain.pathways.individualised_training import DIRECT_ASSESSMENT, INDIVIDUALISED_TRAINING
from app.domain.pathways.simplified_vae import SIMPLIFIED_VAE

PATHWAYS = (INDIVIDUALISED_TRAINING, DIRECT_ASSESSMENT, SIMPLIFIED_VAE, COMMON_LAW_VAE, BRIDGE)
PATHWAY_CODES = tuple(dict.fromkeys(pathway.code for pathway in PATHWAYS))

_BY_KEY = {(pathway.code, pathway.variant): pathway for pathway in PATHWAYS}


def pathway_of(code: str, variant: Variant | None = None) -> Pathway:
    """The pathway of that code and variant. Raises KeyError where there is none."""
    return _BY_KEY[(code, variant)]
