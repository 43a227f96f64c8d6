"""National networks of training bodies: an employee of one may not assess whom another body of it trained (R16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network that training bodies belong to; a body may belong to several (D18)."""

    code: str
    label: str
    source: str


_GUIDE = "Mode d'emploi des CQP/CQPI, édition 2017 : « Sont concernés par exemple, les GRETA, les AFPI, l'AFPA »"

NETWORKS: Mapping[str, Network] = MappingProxyType(
    {
        "GRETA": Network(code="GRETA", label="GRETA, groupements d'établissements publics", source=_GUIDE),
        "AFPI": Network(code="AFPI", label="AFPI, formation professionnelle de l'industrie", source=_GUIDE),
        "AFPA": Network(code="AFPA", label="AFPA, formation professionnelle des adultes", source=_GUIDE),
    }
)
"""The networks that the guide names, by their code; its list is of examples."""
