"""Prolonging a session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from app.usecases.access import Caller
from app.usecases.accounts.lifetimes import lifetime_of
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.accounts.signing_in import SignedIn, caller_of
from app.usecases.errors import Forbidden, Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import RefreshToken
from app.usecases.ports.credentials import Secrets

REPEATED_FOR = timedelta(seconds=30)
"""How long the answer to a refresh can be had again, where the network lost it or two tabs asked for it at once."""


async def refresh_session(
    uow: UnitOfWork, *, refresh_token: str, issue: Callable[[Caller], str], secrets: Secrets, at: datetime
) -> SignedIn:
    """Exchange a refresh token for the next pair; ``issue`` makes the access token. The old one is dead.

    For thirty seconds it answers the same pair again. One that comes back later was copied: the whole session ends, for
    the thief and for its owner. Raises Unauthenticated, and Forbidden when the person has lost the role or the account.
    """
    digest = secrets.digest(refresh_token)
    async with uow:
        found = await uow.sessions.refresh_token(digest)
        if found is None or found.session.ended_at is not None or min(found.expires_at, found.session.expires_at) <= at:
            raise Unauthenticated(SESSION_OVER)
        if found.used_at is not None and at - found.used_at > REPEATED_FOR:
            await uow.sessions.end(found.session.id, at)
            await uow.commit()
            raise Unauthenticated(SESSION_OVER)
        try:
            caller = replace(await caller_of(uow, found.session), awaits_enrolment=found.session.awaits_enrolment)
        except Forbidden:
            await uow.sessions.end(found.session.id, at)
            await uow.commit()
            raise
        if found.used_at is not None:
            return _again(found, caller, refresh_token, secrets)
        await uow.sessions.forget_answers(found.session.id, at - REPEATED_FOR)
        following, access_token = secrets.new(), issue(caller)
        await uow.sessions.rotate(
            found.session.id,
            digest,
            secrets.digest(following),
            sealed_answer=secrets.seal(f"{access_token} {following}", under=refresh_token),
            at=at,
            expires_at=lifetime_of(found.session.role).prolonged(at, found.session.expires_at),
        )
        await uow.commit()
    return SignedIn(caller=caller, refresh_token=following, access_token=access_token, issued_at=at)


def _again(found: RefreshToken, caller: Caller, refresh_token: str, secrets: Secrets) -> SignedIn:
    """What the token's use was answered. Raises Unauthenticated where that was not kept, by a former release."""
    if found.sealed_answer is None:
        raise Unauthenticated(SESSION_OVER)
    access_token, following = secrets.unseal(found.sealed_answer, under=refresh_token).split(" ")
    return SignedIn(caller=caller, refresh_token=following, access_token=access_token, issued_at=found.used_at)
