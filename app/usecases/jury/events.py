"""What a session decided, told when it is closed and not before (D39)."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from app.domain.deliberation import Decision
from app.domain.dossier import Dossier, Status
from app.domain.event_types import EventType
from app.domain.jury import JurySession
from app.domain.progress import status_of
from app.domain.unsigned_decisions import signed
from app.usecases.bridge_requests.partner_events import record_with_partners
from app.usecases.dossiers.events import event_of
from app.usecases.jury.closed_sessions import closed_session_of
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.events import Event


async def record_decision_events(
    uow: UnitOfWork, session: JurySession, decided: Iterable[Dossier], *, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Record, for each dossier that the session decided, its decision and its change of status; then the closing."""
    happened = [
        (dossier, _events(dossier, dossier.decision, await _last_told(uow, dossier, session), now, new_id))
        for dossier in map(signed, decided)
        if dossier.decision is not None and dossier.decision.session_id == session.id
    ]
    await record_with_partners(uow, happened, new_id)
    await record_session_event(uow, EventType.JURY_SESSION_CLOSED, session, now=now, new_id=new_id)


async def record_session_event(
    uow: UnitOfWork,
    event_type: EventType,
    session: JurySession,
    *,
    now: Moment,
    new_id: Callable[[], UUID],
    **details: str,
) -> None:
    """Record what happened to the session as a whole."""
    await uow.events.record(
        Event(
            id=new_id(),
            type=event_type,
            at=now.at,
            about=session.id,
            dossier_id=None,
            data={"jury_session_id": str(session.id), "held_on": session.held_on.isoformat()},
            details={**details, "operation_id": _OPERATIONS[event_type]},
        )
    )


_OPERATIONS: Mapping[EventType, str] = {
    EventType.JURY_SESSION_CLOSED: "closeJurySession",
    EventType.JURY_SESSION_CANCELLED: "cancelJurySession",
    EventType.JURY_SESSION_POSTPONED: "postponeJurySession",
}


async def _last_told(uow: UnitOfWork, dossier: Dossier, session: JurySession) -> Decision | None:
    """The last decision of another session that is closed: of one that still sits, nobody has been told."""
    for decision in reversed(dossier.decisions):
        if decision.session_id != session.id and await closed_session_of(uow, decision) is not None:
            return decision
    return None


def _events(
    dossier: Dossier, decision: Decision, former: Decision | None, now: Moment, new_id: Callable[[], UUID]
) -> tuple[Event, ...]:
    was = Status.AWAITING_JURY if former is None else Status(former.outcome)
    happened = EventType.DECISION_RECORDED if former is None else EventType.DECISION_CORRECTED
    types = (happened,) if was is status_of(dossier) else (happened, EventType.DOSSIER_STATUS_CHANGED)
    details = {
        "session_id": str(decision.session_id),
        "decision_id": str(decision.id),
        "outcome": decision.outcome,
        "operation_id": _OPERATIONS[EventType.JURY_SESSION_CLOSED],
    }
    return tuple(
        event_of(each, dossier, at=now.at, new_id=new_id, previous_status=was, details=details) for each in types
    )
