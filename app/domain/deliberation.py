"""What the jury decides: competence by competence, the outcome computed and never typed (D4, D5)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.jury import Votes
from app.domain.text import Text


class Outcome(StrEnum):
    """What follows from the competences held after the jury (R63, R72–R74, D4)."""

    AWARDED = "awarded"
    PARTIALLY_AWARDED = "partially_awarded"
    NOT_AWARDED = "not_awarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceDecision:
    """The jury's word on one competence; ``reason`` where it departs from the evaluators' result (D5)."""

    code: str
    validated: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """A competence that stays acquired, until the last day included (None: for good while unchanged, R67)."""

    competence_code: str
    until: date | None


class DecisionKind(StrEnum):
    """A first decision, or one that corrects another and cites it (D39)."""

    DELIBERATION = "deliberation"
    MATERIAL_ERROR = "material_error"
    REDELIBERATION = "redeliberation"


DECISION_KIND_LABELS = {
    DecisionKind.DELIBERATION: Text("Délibération", "Deliberation"),
    DecisionKind.MATERIAL_ERROR: Text("Rectification d'une erreur matérielle", "Correction of a material error"),
    DecisionKind.REDELIBERATION: Text("Nouvelle délibération", "New deliberation"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision of the jury: never edited; a correction is another decision that names it in ``replaces`` (D39).

    ``taken_at``: the instant of the vote, by which its voters are known (D55), None where hours were not kept;
    ``presided_by``: who recorded it in the place of a chair who stood back.

    A material error keeps the jury's day in ``decided_on``, has no votes, and says who put it right, and when (D56).
    """

    id: UUID
    kind: DecisionKind
    session_id: UUID
    decided_on: date
    competences: tuple[CompetenceDecision, ...]
    outcome: Outcome
    retained: tuple[Retained, ...]
    votes: Votes | None
    recused: tuple[UUID, ...] = ()
    replaces: UUID | None = None
    reason: str | None = None
    taken_at: datetime | None = None
    presided_by: UUID | None = None
    corrected_on: date | None = None
    corrected_by: str | None = None


def outcome_of(asked: frozenset[str], held: frozenset[str]) -> Outcome:
    """The outcome that follows when ``held`` of the ``asked`` competences are held after the jury (D4)."""
    if asked <= held:
        return Outcome.AWARDED
    return Outcome.PARTIALLY_AWARDED if asked & held else Outcome.NOT_AWARDED
