"""A funder's dossiers on the wire, from what the store holds of them: no model stands between the two.

They are read by the hundred thousand; a test holds the answer against the model that the contract shows.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.api.bodies import AnswerBody
from app.api.language import spoken
from app.api.v1.labels import pathway_label, training_scheme_label
from app.domain.certificates import CERTIFICATE_STATE_LABELS, CertificateState
from app.domain.deliberation import Outcome
from app.domain.dossier import CLOSURE_LABELS, STATUS_LABELS, ClosureReason, Status
from app.domain.pathways import PathwayCode
from app.usecases.ports.fundings import FundedDossier
from app.usecases.ports.pseudonyms import Pseudonym

_STATUS_LABELS = {status.value: label for status, label in STATUS_LABELS.items()}
_CLOSURE_LABELS = {reason.value: label for reason, label in CLOSURE_LABELS.items()}
_CERTIFICATE_LABELS = {state.value: label for state, label in CERTIFICATE_STATE_LABELS.items()}
_OUTCOME_LABELS = {outcome.value: _STATUS_LABELS[outcome.value] for outcome in Outcome}


class KeyDates(AnswerBody):
    """The days on which a dossier went on; null where it has not, or where the funding is not confirmed."""

    created_on: date | None
    requested_on: date | None
    admissibility_decided_on: date | None
    training_starts_on: date | None
    training_ends_on: date | None
    registered_on: date | None
    planned_assessment_on: date | None
    assessment_completed_on: date | None
    jury_registered_on: date | None
    jury_on: date | None
    decided_on: date | None
    closed_on: date | None


class FundedClosure(AnswerBody):
    """How a dossier ended that no jury decided: withdrawn, lapsed, not admissible, the candidate deceased (D69)."""

    reason: ClosureReason
    reason_label: str
    on: date


class FundingRejection(AnswerBody):
    """Since when a funding is rejected, and why, where you said so."""

    on: date
    reason: str | None


class OwnFunding(AnswerBody):
    """One of your fundings of the dossier, and what you answered."""

    reference: str
    confirmed: bool
    confirmed_on: date | None
    rejected: FundingRejection | None


class FundedCertificate(AnswerBody):
    """A certificate that came of the dossier, revoked ones included."""

    number: str
    certification_code: str
    state: CertificateState
    state_label: str


class FundedDossierOut(AnswerBody):
    """A dossier as its funder sees it. Before it confirmed the funding: number, certification and status (D44).

    `holder_key` tells the people of several dossiers apart, and is the same for one person: a pseudonym of yours, that
    no other funder has, and that nobody is known by elsewhere. It becomes another one, without an event, where two are
    found to be one person or one to be two. `training_hours`: those of the whole training plan.
    """

    id: UUID
    number: str
    confirmed: bool
    references: list[str]
    fundings: list[OwnFunding]
    status: Status
    status_label: str
    certification_code: str
    rncp_code: str | None
    pathway: PathwayCode | None
    pathway_label: str | None
    holder_key: str | None
    company_siret: str | None
    training_scheme: str | None
    training_scheme_label: str | None
    training_body_siret: str | None
    training_hours: int | None
    key_dates: KeyDates
    outcome: Outcome | None
    outcome_label: str | None
    closure: FundedClosure | None
    certificates: list[FundedCertificate]
    updated_at: datetime | None


def members_of(found: FundedDossier, pseudonym: Pseudonym) -> dict[str, Any]:
    """The members of a ``FundedDossierOut``; ``pseudonym``: by what the funder knows somebody."""
    return {
        "id": found.id,
        "number": found.number,
        "confirmed": found.confirmed,
        "references": found.references,
        "fundings": found.fundings,
        "status": found.status,
        "status_label": spoken(_STATUS_LABELS[found.status]),
        "certification_code": found.certification_code,
        "rncp_code": found.rncp_code,
        "pathway": found.pathway,
        "pathway_label": None if found.pathway is None else pathway_label(found.pathway),
        "holder_key": None if found.holder is None else pseudonym(found.holder),
        "company_siret": found.company_siret,
        "training_scheme": found.training_scheme,
        "training_scheme_label": training_scheme_label(found.training_scheme),
        "training_body_siret": found.training_body_siret,
        "training_hours": found.training_hours,
        "key_dates": found.key_dates,
        "outcome": found.outcome,
        "outcome_label": None if found.outcome is None else spoken(_OUTCOME_LABELS[found.outcome]),
        "closure": _closure(found),
        "certificates": [_labelled(certificate) for certificate in found.certificates],
        "updated_at": found.updated_at,
    }


def _labelled(certificate: Mapping[str, str]) -> dict[str, str]:
    return {**certificate, "state_label": spoken(_CERTIFICATE_LABELS[certificate["state"]])}


def tag_of(found: FundedDossier) -> str:
    """The ETag: the dossier's version, and what stands around it that changes without one."""
    around = (found.key_dates["jury_on"], found.rncp_code)
    return f'"{"-".join((str(found.version), *(each for each in around if each is not None)))}"'


def _closure(found: FundedDossier) -> dict[str, str | None] | None:
    if found.closure_reason is None:
        return None
    label = spoken(_CLOSURE_LABELS[found.closure_reason])
    return {"reason": found.closure_reason, "reason_label": label, "on": found.key_dates["closed_on"]}
