"""The places that people take in a dossier, and what is known of who takes them (D58)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.text import Text


class Seat(StrEnum):
    """The places that people take in a dossier."""

    CANDIDATE = "candidate"
    TUTOR = "tutor"
    TRAINER = "trainer"
    TECHNICAL_EXPERT = "technical_expert"
    INTERVIEW_EXPERT = "interview_expert"
    TRADE_EVALUATOR = "trade_evaluator"
    EVALUATOR = "evaluator"


SEAT_LABELS = {
    Seat.CANDIDATE: Text("le candidat", "the candidate"),
    Seat.TUTOR: Text("le tuteur", "the tutor"),
    Seat.TRAINER: Text("un formateur", "a trainer"),
    Seat.TECHNICAL_EXPERT: Text("l'expert métier", "the technical expert"),
    Seat.INTERVIEW_EXPERT: Text("l'expert en conduite d'entretien", "the interview expert"),
    Seat.TRADE_EVALUATOR: Text("l'évaluateur métier", "the trade evaluator"),
    Seat.EVALUATOR: Text("l'évaluateur habilité", "the authorised evaluator"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatDistinction:
    """The secretariat's word that people of one name in those seats are different people, and why."""

    seats: tuple[Seat, ...]
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerAccount:
    """An account that acts for the dossier's company; ``evaluator_id``: which evaluator its holder is, if any."""

    email: str
    evaluator_id: UUID | None = None
