"""A funder's dossiers on the wire, from what the store holds of them: no model stands between the two.

They are read by the hundred thousand; a test holds the answer against the model that the contract shows.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.api.bodies import AnswerBody
from app.api.language import spoken
from app.domain.deliberation import Outcome
from app.domain.dossier import CLOSURE_LABELS, STATUS_LABELS, ClosureReason, Status
from app.usecases.ports.fundings import FundedDossier

_STATUS_LABELS = {status.value: label for status, label in STATUS_LABELS.items()}
_CLOSURE_LABELS = {reason.value: label for reason, label in CLOSURE_LABELS.items()}
_OUTCOME_LABELS = {outcome.value: _STATUS_LABELS[outcome.value] for outcome in Outcome}


class KeyDates(AnswerBody):
    """The days on which a dossier went on; null where it has not, or where the funding is not confirmed."""

    created_on: date | None
    requested_on: date | None
    registered_on: date | None
    planned_assessment_on: date | None
    assessment_completed_on: date | None
    jury_registered_on: date | None
    decided_on: date | None
    closed_on: date | None


class FundedClosure(AnswerBody):
    """How a dossier ended that no jury decided: withdrawn, lapsed, not admissible, the candidate deceased (D69)."""

    reason: ClosureReason
    reason_label: str
    on: date


class FundedDossierOut(AnswerBody):
    """A dossier as its funder sees it. Before it confirmed the funding: number, certification and status (D44)."""

    id: UUID
    number: str
    confirmed: bool
    references: list[str]
    status: Status
    status_label: str
    certification_code: str
    company_siret: str | None
    training_scheme: str | None
    key_dates: KeyDates
    outcome: Outcome | None
    outcome_label: str | None
    closure: FundedClosure | None
    updated_at: datetime | None


def members_of(found: FundedDossier) -> dict[str, Any]:
    """The members of a ``FundedDossierOut``."""
    return {
        "id": found.id,
        "number": found.number,
        "confirmed": found.confirmed,
        "references": found.references,
        "status": found.status,
        "status_label": spoken(_STATUS_LABELS[found.status]),
        "certification_code": found.certification_code,
        "company_siret": found.company_siret,
        "training_scheme": found.training_scheme,
        "key_dates": found.key_dates,
        "outcome": found.outcome,
        "outcome_label": None if found.outcome is None else spoken(_OUTCOME_LABELS[found.outcome]),
        "closure": _closure(found),
        "updated_at": found.updated_at,
    }


def _closure(found: FundedDossier) -> dict[str, str | None] | None:
    if found.closure_reason is None:
        return None
    label = spoken(_CLOSURE_LABELS[found.closure_reason])
    return {"reason": found.closure_reason, "reason_label": label, "on": found.key_dates["closed_on"]}
