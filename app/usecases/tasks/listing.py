"""The inbox of each role: what somebody may do now and is waited for, what is due first."""

from datetime import date
from uuid import UUID

from app.domain.jury import JurySession, SessionState
from app.domain.pathway import Actor
from app.usecases.access import Caller, Role
from app.usecases.deadlines.listing import next_closing
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.tasks import Inbox, Task, TaskFilter


async def list_tasks(
    uow: UnitOfWork, caller: Caller, *, narrowed: TaskFilter, page: PageRequest, now: Moment
) -> Page[Task]:
    """What the caller is waited for. Raises InvalidInput for a cursor of another list."""
    async with uow:
        inbox = await _inbox_of(uow, caller, now.on)
        return await uow.awaited_acts.page(inbox, narrowed, page, closing=await next_closing(uow, now.on))


async def _inbox_of(uow: UnitOfWork, caller: Caller, on: date) -> Inbox:
    match caller.role:
        case Role.SECRETARIAT:
            return Inbox(actor=Actor.SECRETARIAT, on=on)
        case Role.JURY:
            presided = await _presided_by(uow, caller)
            return Inbox(
                actor=Actor.JURY,
                on=on,
                owners=[each.id for each in presided if each.state is SessionState.OPEN],
                to_countersign=[each.id for each in presided if each.state is SessionState.AWAITING_COUNTERSIGNATURE],
            )
        case Role.EVALUATOR:
            return Inbox(actor=Actor.EVALUATOR, on=on, owners=_known(caller.evaluator_id))
        case _:
            return Inbox(actor=Actor.EMPLOYER, on=on, owners=_known(caller.company_id))


def _known(owner: UUID | None) -> list[UUID]:
    return [] if owner is None else [owner]


async def _presided_by(uow: UnitOfWork, caller: Caller) -> list[JurySession]:
    """The sessions that sit and that the caller presides: of a jury, the chair alone acts."""
    if caller.user_id is None:
        return []
    sitting = await uow.jury_sessions.sitting_with(caller.user_id)
    return [session for session in sitting if session.presides(caller.user_id)]
