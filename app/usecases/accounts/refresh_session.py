"""Prolonging a session."""

from datetime import datetime

from app.usecases.accounts.lifetimes import lifetime_of
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.accounts.signing_in import SignedIn, caller_of
from app.usecases.errors import Forbidden, Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets


async def refresh_session(uow: UnitOfWork, *, refresh_token: str, secrets: Secrets, at: datetime) -> SignedIn:
    """Exchange a refresh token for the next; the old one is dead.

    One that comes back was copied: the whole session ends, for the thief and for its owner.
    Raises Unauthenticated, and Forbidden when the person has lost the role or the account.
    """
    digest, following = secrets.digest(refresh_token), secrets.new()
    async with uow:
        found = await uow.sessions.refresh_token(digest)
        if found is None or found.session.ended_at is not None or min(found.expires_at, found.session.expires_at) <= at:
            raise Unauthenticated(SESSION_OVER)
        if found.used_at is not None:
            await uow.sessions.end(found.session.id, at)
            await uow.commit()
            raise Unauthenticated(SESSION_OVER)
        try:
            caller = await caller_of(uow, found.session)
        except Forbidden:
            await uow.sessions.end(found.session.id, at)
            await uow.commit()
            raise
        until = lifetime_of(found.session.role).prolonged(at, found.session.expires_at)
        await uow.sessions.rotate(found.session.id, digest, secrets.digest(following), at=at, expires_at=until)
        await uow.commit()
    return SignedIn(caller=caller, refresh_token=following)
