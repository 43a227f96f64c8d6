"""Signing in with an address and a password."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.usecases.access import Role
from app.usecases.accounts.attempt_keys import of_address, of_known_device, of_source
from app.usecases.accounts.begin_session import SessionContext, SessionRequest, begin_session, chosen_role
from app.usecases.accounts.counting_attempts import count_attempt_from, count_attempt_on
from app.usecases.accounts.due_factor import Proof
from app.usecases.accounts.new_device import REMEMBERED_FOR
from app.usecases.accounts.refusals import WRONG_CREDENTIALS
from app.usecases.accounts.signing_in import SignedIn
from app.usecases.errors import Unauthenticated
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, Origin, User
from app.usecases.ports.credentials import Passwords


async def open_session(
    uow: UnitOfWork,
    *,
    email: str,
    password: str,
    role: Role | None,
    origin: Origin,
    passwords: Passwords,
    context: SessionContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> SignedIn:
    """Open a session under one of the person's roles; ``at`` is the system's clock, never the sandbox's.

    The attempt is counted before the password is looked at, so that many at once gain nothing. Looking takes long:
    the account is read again where the session opens, and locked, so that no session outlives what closed it.
    A device that its owner signed in from has a count of its own, which no stranger's attempts fill; a new one is told
    by mail.
    Raises TooManyRequests, Unauthenticated (one sentence for every wrong pair), SecondFactorRequired, InvalidInput when
    several roles are held and none is named, Forbidden when the role is not held or its company not approved.
    """
    email = email.lower()
    by_source = of_source(origin.address)
    async with uow:
        user = await uow.users.by_email(email)
        known = await uow.sessions.knows(user.id if user else new_id(), origin, at - REMEMBERED_FOR)
        by_account = of_known_device(email, origin) if known else of_address(email)
        await count_attempt_from(uow, by_source, at)
        await count_attempt_on(uow, by_account, at)
        await uow.commit()
    if not await passwords.verify(password, user.password_hash if user else None) or user is None:
        raise Unauthenticated(WRONG_CREDENTIALS)
    async with uow:
        await uow.attempts.take_back(by_source)  # in the order in which they were counted, or two could wait for ever
        await uow.attempts.forget(by_account)
        await uow.commit()
    renewed = await _renewed(password, user, passwords)
    async with uow:
        current = await uow.users.get_locked(user.id)
        if current is None or not await _still_opens(password, user, current, passwords):
            raise Unauthenticated(WRONG_CREDENTIALS)
        if renewed is not None and current.password_hash == user.password_hash:
            await uow.users.renew_hash(user.id, renewed)
        request = SessionRequest(
            session_id=new_id(),
            role=chosen_role(current, role),
            origin=origin,
            proof=Proof(factor=Factor.PASSWORD),
        )
        return await begin_session(uow, current, request, context=context, at=at, now=now, new_id=new_id)


async def _renewed(password: str, user: User, passwords: Passwords) -> str | None:
    """Another hash of the password that has just been verified, where hashes cost more, or less, since it was made."""
    if user.password_hash is None or not passwords.is_outdated(user.password_hash):
        return None
    return await passwords.hash(password)


async def _still_opens(password: str, verified: User, current: User, passwords: Passwords) -> bool:
    """Whether the password opens the account as it is now: its hash may have been renewed by another sign-in."""
    return current.password_hash == verified.password_hash or await passwords.verify(password, current.password_hash)
