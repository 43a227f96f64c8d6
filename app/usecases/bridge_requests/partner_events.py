"""What the partner branch is told: of the requests that it brought, and of certificates that it decided on (D73).

Its events stand beside those of the dossiers, which it sees none of: they name requests, reports and certificates.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.bridge_requests import BridgeRequest
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.partner_decisions import PartnerDecision
from app.domain.pathways import pathway_followed_by
from app.domain.unsigned_decisions import as_told, told_status
from app.usecases.ports import UnitOfWork
from app.usecases.ports.events import Event
from app.usecases.scopes import ProgramScope

_OF_A_REQUEST: Mapping[EventType, EventType] = {
    EventType.DECISION_RECORDED: EventType.BRIDGE_REQUEST_DECIDED,
    EventType.DECISION_CORRECTED: EventType.BRIDGE_REQUEST_DECIDED,
    EventType.DOSSIER_CLOSED: EventType.BRIDGE_REQUEST_CLOSED,
    EventType.DOSSIER_REOPENED: EventType.BRIDGE_REQUEST_REOPENED,
    EventType.DOSSIER_STATUS_CHANGED: EventType.BRIDGE_REQUEST_STATUS_CHANGED,
}


async def record_with_partners(
    uow: UnitOfWork, happened: Iterable[tuple[Dossier, Iterable[Event]]], new_id: Callable[[], UUID]
) -> None:
    """Record what happened to each dossier, and what of it the partner branch is told."""
    recorded: list[Event] = []
    for dossier, told in happened:
        events = tuple(told)
        theirs = [event async for event in _theirs(uow, dossier, events, new_id)]
        recorded += [*events, *theirs]
    await uow.events.record(*recorded)


def event_of_request(
    event_type: EventType, request: BridgeRequest, dossier: Dossier | None, *, at: datetime, new_id: Callable[[], UUID]
) -> Event:
    """The event that tells its branch what became of a request, with the dossier that was opened from it."""
    told: dict[str, Any] = {"bridge_request_id": str(request.id)}
    if dossier is not None:
        decision = as_told(dossier).decision
        told |= {
            "dossier_number": dossier.number,
            "status": str(told_status(dossier)),
            "outcome": str(decision.outcome) if decision is not None else None,
        }
    return _event(
        event_type,
        about=request.id,
        at=at,
        new_id=new_id,
        data={
            "branch": request.branch,
            "scope": ProgramScope.BRIDGES_REQUEST.value,
            "certification_code": request.presented.certification_code,
            **told,
        },
    )


def event_of_report(
    event_type: EventType, report: PartnerDecision, certification_code: str, *, at: datetime, new_id: Callable[[], UUID]
) -> Event:
    """The event that tells a branch that one of its reports was written, corrected or taken back, by whomever."""
    return _of_report(event_type, report, certification_code, at=at, new_id=new_id, outcome=str(report.report.outcome))


async def _theirs(
    uow: UnitOfWork, dossier: Dossier, events: Iterable[Event], new_id: Callable[[], UUID]
) -> AsyncIterator[Event]:
    for event in events:
        if event.type is EventType.CERTIFICATE_REVOKED:
            for report in await uow.partner_decisions.standing_on(str(event.details["number"])):
                yield _of_certificate(event, report, new_id)
        told = _OF_A_REQUEST.get(event.type) if pathway_followed_by(dossier).names_a_bridge else None
        request = await uow.bridge_requests.of_dossier(dossier.id) if told is not None else None
        if told is not None and request is not None:
            yield event_of_request(told, request, dossier, at=event.at, new_id=new_id)


def _of_certificate(event: Event, report: PartnerDecision, new_id: Callable[[], UUID]) -> Event:
    """That a certificate on which the branch decided is worth nothing more, or replaced by another."""
    return _of_report(
        event.type,
        report,
        str(event.details["certification_code"]),
        at=event.at,
        new_id=new_id,
        replaced_by=event.details.get("replaced_by"),
    )


def _of_report(
    event_type: EventType,
    report: PartnerDecision,
    certification_code: str,
    *,
    at: datetime,
    new_id: Callable[[], UUID],
    **told: Any,
) -> Event:
    return _event(
        event_type,
        about=report.id,
        at=at,
        new_id=new_id,
        data={
            "branch": PARTNER_CERTIFICATIONS[report.report.partner_certification].branch,
            "scope": ProgramScope.BRIDGES_REPORT.value,
            "certification_code": certification_code,
            "partner_decision_id": str(report.id),
            "certificate_number": report.report.certificate_number,
            **told,
        },
    )


def _event(
    event_type: EventType, *, about: UUID, at: datetime, new_id: Callable[[], UUID], data: Mapping[str, Any]
) -> Event:
    return Event(id=new_id(), type=event_type, at=at, about=about, dossier_id=None, data=data)
