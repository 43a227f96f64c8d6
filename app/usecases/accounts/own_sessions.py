"""One's own sessions: where they are open, and ending them from afar."""

from datetime import datetime
from uuid import UUID

from app.usecases.access import Caller
from app.usecases.accounts.lifetimes import lifetime_of
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Session


async def list_my_sessions(uow: UnitOfWork, caller: Caller, *, at: datetime) -> list[Session]:
    """The caller's sessions that are open, under whichever role; a guest's own one (``at``: the system's clock)."""
    async with uow:
        return await _open(uow, caller, at)


async def end_session(uow: UnitOfWork, caller: Caller, *, session_id: UUID, at: datetime) -> None:
    """End one of the caller's sessions at once. Raises NotFound where it is nobody's, another's, or over."""
    async with uow:
        if session_id not in {session.id for session in await _open(uow, caller, at)}:
            raise NotFound
        await uow.sessions.end(session_id, at)
        await uow.commit()


async def end_other_sessions(uow: UnitOfWork, caller: Caller, *, at: datetime) -> None:
    """End all of the caller's sessions at once, save the one that asks."""
    if caller.user_id is None:
        return
    async with uow:
        await uow.sessions.end_all(caller.user_id, at, but=caller.session_id)
        await uow.commit()


async def _open(uow: UnitOfWork, caller: Caller, at: datetime) -> list[Session]:
    if caller.user_id is not None:
        found = await uow.sessions.alive(caller.user_id, at)
    else:
        own = await uow.sessions.get(caller.session_id) if caller.session_id is not None else None
        found = [own] if own is not None else []
    return [session for session in found if session.last_used_at + lifetime_of(session.role).idle > at]
