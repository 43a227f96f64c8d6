"""The registry of pathways: a fifth one is one file, and one line here.

Everything that is a list of pathways elsewhere is computed from it: the codes of the contract, who has which right, the
acts and the documents of a dossier, the certifications that each leads to, the pathways that a rule is about.
"""

from enum import StrEnum

from app.domain.certification import CertificationKind
from app.domain.dossier import Dossier
from app.domain.law import Rule
from app.domain.pathway import Pathway
from app.domain.pathways.bridge import BRIDGE
from app.domain.pathways.common_law_vae import COMMON_LAW_VAE
from app.domain.pathways.individualised_training import DIRECT_ASSESSMENT, INDIVIDUALISED_TRAINING
from app.domain.pathways.simplified_vae import SIMPLIFIED_VAE

PATHWAYS = (INDIVIDUALISED_TRAINING, DIRECT_ASSESSMENT, SIMPLIFIED_VAE, COMMON_LAW_VAE, BRIDGE)
"""Every pathway and special case, in the guide's order."""

PATHWAY_CODES = tuple(dict.fromkeys(pathway.code for pathway in PATHWAYS))

PathwayCode = StrEnum("PathwayCode", [(code.upper(), code) for code in PATHWAY_CODES])  # type: ignore[misc]

Variant = StrEnum("Variant", [(each.variant.upper(), each.variant) for each in PATHWAYS if each.variant])  # type: ignore[misc]
Variant.__doc__ = "A special case within a pathway (R30)."

StepCode = StrEnum(  # type: ignore[misc]
    "StepCode", [(code.upper(), code) for code in dict.fromkeys(step.code for each in PATHWAYS for step in each.steps)]
)
StepCode.__doc__ = "A step of one pathway at least."

_BY_KEY = {(pathway.code, pathway.variant): pathway for pathway in PATHWAYS}


def pathway_of(code: str, variant: str | None = None) -> Pathway:
    """The pathway of that code and variant. Raises KeyError where there is none."""
    return _BY_KEY[(code, variant)]


def is_a_pathway(code: str, variant: str | None) -> bool:
    """Whether there is a pathway of that code with that special case."""
    return (code, variant) in _BY_KEY


def pathway_followed_by(dossier: Dossier) -> Pathway:
    """The pathway that the dossier follows."""
    return pathway_of(dossier.pathway, dossier.variant)


def pathways_concerned_by(rule: Rule) -> tuple[str, ...]:
    """The codes of the pathways that a rule is about, in the guide's order."""
    return tuple(dict.fromkeys(pathway.code for pathway in PATHWAYS if pathway.is_concerned_by(rule)))


def pathways_towards(kind: CertificationKind) -> tuple[str, ...]:
    """The codes of the pathways that lead to certifications of that kind, in the guide's order."""
    return tuple(dict.fromkeys(pathway.code for pathway in PATHWAYS if kind in pathway.leads_to))
