"""What a candidate may obtain: certifications, and the versions of what each of them asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

CertificationKind = Literal["cqp", "cqpi"]
Family = Literal[
    "fabrication", "conditionnement", "logistique", "maintenance", "encadrement", "commercialisation", "qhse"
]
CertificationOption = Literal["production", "logistique"]
CoefficientKind = Literal["value", "to_be_defined", "not_applicable"]
Lineage = Literal["unchanged", "modified", "new", "removed"]
"""What became of a competence since the version before (D9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """The classification coefficient that goes with a certification (R3); ``value`` for that kind alone."""

    kind: CoefficientKind
    value: int | None = None

    def __post_init__(self) -> None:
        if (self.kind == "value") is not (self.value is not None):
            raise ValueError("a coefficient has a value, or says why it has none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A certification's entry in the RNCP, as its parchemin has to cite it.

    ``level`` is that of the national framework of 2019, ``european_level`` that of the European one; ``nsf`` are the
    codes of its specialities. ``decided_on`` is the day of the decision of France compétences' director.
    """

    code: str
    decided_on: date
    level: int
    european_level: int
    nsf: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A CQP or a CQPI that the chemical branch delivers.

    ``pathways`` are the codes of the pathways that lead to it (D28); ``by_equivalence`` CQPI have none, being
    delivered on request beside a CQP (R5). ``modalities_confirmed`` says whether ``written_work_required`` and
    ``observation_required`` (R51, D29) were read in the certification's own documents. ``registration`` is None
    where no source that we could read tells it: nothing of it is then printed. ``rncp_code`` is what the secretariat
    settled, and ``rncp_until`` the last day of that entry.
    """

    code: str
    kind: CertificationKind
    title: str
    family: Family
    coefficient: Coefficient
    source: str
    pathways: tuple[str, ...] = ()
    options: tuple[CertificationOption, ...] = ()
    by_equivalence: bool = False
    written_work_required: bool = False
    observation_required: bool = True
    modalities_confirmed: bool = False
    registration: Registration | None = None
    rncp_code: str | None = None
    rncp_until: date | None = None

    def __post_init__(self) -> None:
        if self.by_equivalence is bool(self.pathways):
            raise ValueError(f"{self.code}: either pathways lead to it, or it is delivered by equivalence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """One competence of a framework, and the precise criteria by which it is assessed (R50).

    ``shared_key`` is the same wherever other certifications have the same competence (R65);
    ``chemistry_specific`` marks what the holder of a CQPI is still assessed on (R8); ``options`` are those that it
    belongs to, none meaning all (D53).
    """

    code: str
    label: str
    criteria: tuple[str, ...]
    shared_key: str | None = None
    chemistry_specific: bool = False
    lineage: Lineage | None = None
    options: tuple[CertificationOption, ...] = ()

    def __post_init__(self) -> None:
        if not self.code or not self.label:
            raise ValueError("a competence has a code and a label")
        if not self.is_removed and not (self.criteria and all(self.criteria)):
            raise ValueError(f"{self.code}: a competence is assessed by at least one criterion")

    @property
    def is_removed(self) -> bool:
        """Whether it is listed only to say that the framework no longer asks it."""
        return self.lineage == "removed"

    def belongs_to(self, option: str | None) -> bool:
        """Whether it is asked of who takes that option; None where the certification has none (D53)."""
        return option is None or not self.options or option in self.options

    @property
    def is_common(self) -> bool:
        """Whether it is asked whatever the option."""
        return all(self.belongs_to(option) for option in get_args(CertificationOption))


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One version of a certification's référentiel; ``confirmed`` once the branch's document was read (D26).

    ``competences`` holds the removed ones too, for their lineage: what is asked is ``current``.
    """

    certification_code: str
    version: str
    in_force_from: date
    source: str
    confirmed: bool
    competences: tuple[Competence, ...]

    def __post_init__(self) -> None:
        codes = [competence.code for competence in self.competences]
        if len(codes) != len(set(codes)):
            raise ValueError(f"{self.certification_code} {self.version}: each competence has its own code")
        if not self.current:
            raise ValueError(f"{self.certification_code} {self.version}: a framework asks at least one competence")

    @property
    def current(self) -> tuple[Competence, ...]:
        """The competences that this version asks, in its order."""
        return tuple(competence for competence in self.competences if not competence.is_removed)

    def of_option(self, option: str | None) -> "Framework":
        """The same version with the competences of that option alone, those of all options included (D53)."""
        return replace(self, competences=tuple(each for each in self.competences if each.belongs_to(option)))

    def by_code(self, code: str) -> Competence | None:
        """The competence of that code, removed ones included, or None."""
        return next((competence for competence in self.competences if competence.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CqpiEquivalence:
    """A CQPI that may be delivered with a CQP awarded in full (R5), once ``confirmed`` (D26, D27)."""

    cqp: str
    cqpi: str
    in_force_from: date
    source: str
    confirmed: bool


def registration_type(code: str) -> str:
    """The register that an entry's code is of: RNCP, or RS."""
    return "RS" if code.upper().startswith("RS") else "RNCP"


def framework_in_force(frameworks: Iterable[Framework], on: date) -> Framework | None:
    """The version that applies on ``on`` among those of one certification, or None before the first.

    Of two that start on the same day, the confirmed one.
    """
    begun = (framework for framework in frameworks if framework.in_force_from <= on)
    return max(
        begun, key=lambda framework: (framework.in_force_from, framework.confirmed, framework.version), default=None
    )
