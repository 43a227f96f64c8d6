"""Bridges: what a certification of one branch opens in the other's (R75–R78)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from app.domain.certification import Framework
from app.domain.text import Text

Branch = Literal["chemistry", "pharma"]
BridgeKind = Literal["total", "partial"]

BRANCH_LABELS: Mapping[Branch, Text] = MappingProxyType(
    {
        "chemistry": Text("Industries Chimiques", "Chemical industries"),
        "pharma": Text("Industrie Pharmaceutique", "Pharmaceutical industry"),
    }
)
BRIDGE_KIND_LABELS: Mapping[BridgeKind, Text] = MappingProxyType(
    {
        "total": Text("Équivalence totale et réciproque", "Total and reciprocal equivalence"),
        "partial": Text("Équivalence partielle", "Partial equivalence"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerUnit:
    """A unit of competences of a partner's certification."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RncpEntry:
    """An entry in the national register (RNCP): its code, and the last day on which it is registered."""

    code: str
    until: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCertification:
    """A certification that another branch delivers; ``units`` are those that were published, perhaps not all.

    ``rncp``: its entry in the national register, None where no source that we could read tells it.
    """

    code: str
    branch: Branch
    title: str
    source: str
    units: tuple[PartnerUnit, ...] = ()
    units_source: str | None = None
    rncp: RncpEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Competences of a chemical certification on one side, units of the partner's on the other."""

    chemical_competences: tuple[str, ...]
    partner_units: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.chemical_competences or not self.partner_units:
            raise ValueError("a correspondence has two sides")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """One row of the lost table (D26): two certifications, wholly or partly equivalent, in both directions."""

    id: UUID
    kind: BridgeKind
    chemical_certification: str
    partner_certification: str
    in_force_from: date
    source: str
    confirmed: bool
    correspondences: tuple[Correspondence, ...] = ()

    def __post_init__(self) -> None:
        if self.kind == "partial" and not self.correspondences:
            raise ValueError("a partial bridge says what corresponds to what")

    @property
    def pair(self) -> tuple[str, str]:
        """The two certifications that it joins: of two rows that join the same two, the later follows the earlier."""
        return self.chemical_certification, self.partner_certification

    @property
    def chemical_competences(self) -> frozenset[str]:
        """Every competence of the chemical certification that its correspondences name."""
        return frozenset(code for each in self.correspondences for code in each.chemical_competences)

    def brings(self, framework: Framework) -> frozenset[str]:
        """The competences of ``framework`` that it opens: all by a total bridge, those named by a partial one (R78)."""
        current = frozenset(competence.code for competence in framework.current)
        return current if self.kind == "total" else current & self.chemical_competences

    def units_for(self, competence_code: str) -> tuple[str, ...]:
        """The partner's units to which that competence corresponds, in the order of the correspondences."""
        matched = (each for each in self.correspondences if competence_code in each.chemical_competences)
        return tuple(dict.fromkeys(unit for each in matched for unit in each.partner_units))

    def competences_for(self, unit_code: str) -> tuple[str, ...]:
        """The way back: the chemical competences to which that unit of the partner's corresponds."""
        matched = (each for each in self.correspondences if unit_code in each.partner_units)
        return tuple(dict.fromkeys(code for each in matched for code in each.chemical_competences))


def bridges_in_force(bridges: Iterable[Bridge], on: date) -> Mapping[tuple[str, str], Bridge]:
    """By the certifications that each joins, the bridge that applies on ``on``: the last confirmed one to begin."""
    begun = (bridge for bridge in bridges if bridge.confirmed and bridge.in_force_from <= on)
    return {bridge.pair: bridge for bridge in sorted(begun, key=lambda each: (each.in_force_from, each.id))}
