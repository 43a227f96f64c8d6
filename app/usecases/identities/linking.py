"""Linking one's account to an identity elsewhere, and undoing it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.domain.law import Violation
from app.usecases.access import Caller
from app.usecases.accounts.mail_kinds import IDENTITY_LINKED, IDENTITY_UNLINKED
from app.usecases.accounts.means_of_sign_in import check_still_opens
from app.usecases.accounts.owner_mails import write_to_owner
from app.usecases.accounts.refusals import (
    IDENTITY_LINKED_ALREADY,
    IDENTITY_NOT_PROVEN,
    IDENTITY_OF_ANOTHER,
    ROLE_NOT_SERVED,
    SESSION_OVER,
)
from app.usecases.errors import AlreadyDone, Forbidden, InvalidInput, NotFound, Unauthenticated
from app.usecases.identities.trips import ReturnedTrip, end_trip
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.openid import (
    IdentityNotProven,
    IdentityProvider,
    LinkedIdentity,
    OpenIdConnect,
    VouchedIdentity,
)


async def list_my_identities(uow: UnitOfWork, caller: Caller) -> list[LinkedIdentity]:
    """The identities that open the caller's account, the first linked first."""
    if caller.user_id is None:
        return []
    async with uow:
        return await uow.identities.of_user(caller.user_id)


async def link_identity(
    uow: UnitOfWork,
    caller: Caller,
    openid: OpenIdConnect,
    *,
    trip: ReturnedTrip,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> LinkedIdentity:
    """Let the identity open the caller's account from now on, and tell its owner by mail (``at``: the system's clock).

    Raises InvalidInput where nobody's identity is proven, Forbidden where the provider opens none of the account's
    roles, AlreadyDone, ProviderUnavailable, Unauthenticated when the account is gone.
    """
    try:
        provider, vouched = await end_trip(uow, openid, trip=trip, secrets=mail_writer.secrets, at=at)
    except IdentityNotProven:
        raise InvalidInput(_NOT_PROVEN) from None
    async with uow:
        user = await _own_account(uow, caller)
        if not _opens(provider, user):
            raise Forbidden(ROLE_NOT_SERVED)
        identity = await link_to(uow, user, provider, vouched, mail_writer=mail_writer, now=now, new_id=new_id)
        await uow.commit()
    return identity


async def link_to(
    uow: UnitOfWork,
    user: User,
    provider: IdentityProvider,
    vouched: VouchedIdentity,
    *,
    mail_writer: MailWriter,
    now: Moment,
    new_id: Callable[[], UUID],
) -> LinkedIdentity:
    """Link ``user``'s account and tell its owner, in the open transaction.

    Raises AlreadyDone where the identity opens an account already.
    """
    identity = LinkedIdentity(
        id=new_id(),
        user_id=user.id,
        provider=provider.code,
        issuer=vouched.issuer,
        subject=vouched.subject,
        linked_at=now.at,
    )
    if not await uow.identities.add(identity):
        known = await uow.identities.find(vouched.issuer, vouched.subject)
        own = known is not None and known.user_id == user.id
        raise AlreadyDone(IDENTITY_LINKED_ALREADY if own else IDENTITY_OF_ANOTHER)
    await write_to_owner(
        uow,
        user,
        IDENTITY_LINKED,
        about=identity.id,
        mail_writer=mail_writer,
        now=now,
        new_id=new_id,
        provider=provider.name,
    )
    return identity


async def unlink_identity(
    uow: UnitOfWork,
    caller: Caller,
    openid: OpenIdConnect,
    *,
    identity_id: UUID,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Let the identity open the caller's account no more, end the other sessions that it opened, and tell by mail.

    Raises NotFound, InvalidInput where nothing else would open the account.
    """
    async with uow:
        user = await _own_account(uow, caller)
        linked = {identity.id: identity for identity in await uow.identities.of_user(user.id)}
        identity = linked.pop(identity_id, None)
        if identity is None:
            raise NotFound
        await check_still_opens(uow, user, [each for each in linked.values() if _still_opens_by(each, openid, user)])
        await uow.vouched_sessions.end_of_identity(identity.id, at, but=caller.session_id)
        await uow.identities.remove(identity.id)
        await write_to_owner(
            uow,
            user,
            IDENTITY_UNLINKED,
            about=identity.id,
            mail_writer=mail_writer,
            now=now,
            new_id=new_id,
            provider=_name_of(identity, openid),
        )
        await uow.commit()


async def _own_account(uow: UnitOfWork, caller: Caller) -> User:
    user = await uow.users.get_locked(caller.user_id) if caller.user_id is not None else None
    if user is None:
        raise Unauthenticated(SESSION_OVER)
    return user


def _opens(provider: IdentityProvider, user: User) -> bool:
    return any(held.role in provider.roles for held in user.roles)


def _still_opens_by(identity: LinkedIdentity, openid: OpenIdConnect, user: User) -> bool:
    """Whether the settings still name the provider, for a role of the account."""
    provider = openid.providers.get(identity.provider)
    return provider is not None and _opens(provider, user)


def _name_of(identity: LinkedIdentity, openid: OpenIdConnect) -> str:
    """What the provider is called; one that the settings name no more, by its address."""
    provider = openid.providers.get(identity.provider)
    return provider.name if provider is not None else identity.issuer


_NOT_PROVEN = Violation(code="identity_not_proven", detail=IDENTITY_NOT_PROVEN, pointer="/code")
