"""Signing out."""

from datetime import datetime

from app.usecases.access import Caller
from app.usecases.ports import UnitOfWork


async def close_session(uow: UnitOfWork, caller: Caller, *, at: datetime) -> None:
    """End the caller's session: its access tokens and its refresh token are dead at once."""
    if caller.session_id is None:
        return
    async with uow:
        await uow.sessions.end(caller.session_id, at)
        await uow.commit()
