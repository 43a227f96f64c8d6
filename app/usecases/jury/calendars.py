"""The sessions of a member of the jury, in the calendar of their choice."""

from uuid import UUID

from app.domain.calendar import add_years
from app.domain.jury import JurySession
from app.usecases.access import Caller
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets


async def create_calendar_link(uow: UnitOfWork, caller: Caller, *, secrets: Secrets, now: Moment) -> str:
    """The token of a link to the caller's calendar, told once and kept as a digest; the link before it is dead.

    Programs of that kind send no token of ours: who holds the address reads the days and places, and nothing else.
    """
    token = secrets.new()
    async with uow:
        await uow.calendar_links.replace(_account(caller), secrets.digest(token), now.at)
        await uow.commit()
    return token


async def revoke_calendar_link(uow: UnitOfWork, caller: Caller) -> None:
    """The caller's link opens nothing any more."""
    async with uow:
        await uow.calendar_links.revoke(_account(caller))
        await uow.commit()


async def read_calendar(uow: UnitOfWork, *, token: str, secrets: Secrets, now: Moment) -> tuple[JurySession, ...]:
    """The sessions of whose link it is, those of the last year included, cancelled ones too. Raises NotFound."""
    async with uow:
        owner = await uow.calendar_links.owner(secrets.digest(token))
        if owner is None:
            raise NotFound
        return await uow.jury_sessions.of_member(owner, add_years(now.on, -1))


def _account(caller: Caller) -> UUID:
    if caller.user_id is None:
        raise NotFound
    return caller.user_id
