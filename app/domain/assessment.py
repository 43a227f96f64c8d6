"""The assessment by the two evaluators: what is recorded of it, and what it must contain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.regions import region_of_postal_code
from app.domain.text import Text
from app.domain.wording import says_something


class ObserverCapacity(StrEnum):
    """In which capacity somebody attends without assessing (R19)."""

    TUTOR = "tutor"
    TRAINER = "trainer"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What the evaluator has made sure of before the interview (R39, R46–R49)."""

    candidate_informed: bool
    professional_informed: bool
    guide_delivered: bool
    outil_3_delivered: bool
    branch_documents_used: bool
    admissibility_letter_presented: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """Somebody who attends and does not assess."""

    name: str
    capacity: ObserverCapacity


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedProfessional:
    """The trade professional of a common-law VAE, named in the assessment (R18, D2)."""

    name: str
    employer_siren: str
    employer_idcc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Acquired or not (R56), with the comment that goes with it."""

    competence_code: str
    acquired: bool
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRecord:
    """A value that the result of a competence took (D57, D63); ``acquired`` None: the result was taken out.

    ``evaluator_id`` is its author's, ``recorded_on`` the day of entry, None where it was entered before days were kept.
    ``confirmed_by``, ``confirmed_on``: the evaluator who took over from the author, and sent the same value.
    """

    competence_code: str
    acquired: bool | None
    comment: str
    evaluator_id: UUID
    recorded_on: date | None
    confirmed_by: UUID | None = None
    confirmed_on: date | None = None

    def is_answered_for_by(self, evaluator_id: UUID) -> bool:
        """Whether that evaluator recorded it, or confirmed it."""
        return evaluator_id in {self.evaluator_id, self.confirmed_by}


class ExemptionKind(StrEnum):
    """Why a competence is not assessed again (D23)."""

    RETAINED = "retained"
    SHARED = "shared"
    CQPI = "cqpi"
    BRIDGE = "bridge"


EXEMPTION_LABELS = {
    ExemptionKind.RETAINED: Text("Acquise lors d'un jury précédent", "Retained from an earlier jury"),
    ExemptionKind.SHARED: Text("Commune à un CQP déjà détenu", "Shared with a CQP held"),
    ExemptionKind.CQPI: Text("Couverte par un CQPI détenu", "Covered by a CQPI held"),
    ExemptionKind.BRIDGE: Text("Apportée par une passerelle", "Brought by a bridge"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A competence that is held already: its ``source`` in words of the register, and until when (None: for good).

    ``source_dossier_id``: the earlier dossier that it comes from; ``held_code``, ``held_number``: the certification
    held that it rests on. By them the source is looked at again while the exemption is used (D51).
    """

    competence_code: str
    kind: ExemptionKind
    source: str
    until: date | None = None
    source_dossier_id: UUID | None = None
    held_code: str | None = None
    held_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is assessed, and what is not again: frozen when the assessment starts (D23)."""

    framework_version: str
    assessed: tuple[str, ...]
    exemptions: tuple[Exemption, ...]
    frozen_on: date

    @property
    def exempted(self) -> frozenset[str]:
        """The codes of the competences that are held already."""
        return frozenset(exemption.competence_code for exemption in self.exemptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where people met: a French postal code, and the town."""

    postal_code: str
    city: str

    @property
    def region(self) -> str | None:
        """The INSEE region that it lies in (R12, D19), or None."""
        return region_of_postal_code(self.postal_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One day, or part of it, that was elsewhere than the rest: its region, and its place or ``remote`` (D61)."""

    on: date
    region: str
    place: Place | None = None
    remote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the authorised evaluator records (R46–R56). ``held_on``: each day of the interview, in order.

    ``place``, or ``remote``, tells of every day that ``sittings`` do not tell apart.
    """

    held_on: tuple[date, ...]
    observed_on: tuple[date, ...]
    briefing: Briefing
    concertation_held_on: date | None
    observers: tuple[Observer, ...] = ()
    professional: NamedProfessional | None = None
    results: tuple[Result, ...]
    candidate_observations: str
    evaluator_observations: str
    place: Place | None = None
    remote: bool = False
    sittings: tuple[Sitting, ...] = ()

    @property
    def results_by_code(self) -> dict[str, Result]:
        """Each result under the code of its competence."""
        return {result.competence_code: result for result in self.results}


def missing_results(assessment: Assessment, scope: Scope) -> tuple[str, ...]:
    """The competences in scope that have no result yet, in the framework's order."""
    recorded = assessment.results_by_code
    return tuple(code for code in scope.assessed if code not in recorded)


def without_comment(results: Iterable[Result]) -> tuple[str, ...]:
    """The competences whose result has no comment."""
    return tuple(result.competence_code for result in results if not says_something(result.comment))
