"""Signing in as somebody for whom an identity provider vouches."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from app.usecases.access import Role
from app.usecases.accounts.accept_invitation import granted_by, named_by
from app.usecases.accounts.begin_session import SessionContext, SessionRequest, begin_session, chosen_role
from app.usecases.accounts.due_factor import Proof
from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.refusals import (
    ACCOUNT_DISABLED,
    IDENTITY_NOT_LINKED,
    IDENTITY_NOT_PROVEN,
    IDENTITY_OF_ANOTHER,
    ROLE_NOT_SERVED,
    SIGN_IN_TO_LINK,
)
from app.usecases.accounts.signing_in import SignedIn
from app.usecases.errors import AlreadyDone, Forbidden, NotFound, Unauthenticated
from app.usecases.identities.linking import link_to
from app.usecases.identities.trips import ReturnedTrip, end_trip
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, Language, LinkPurpose, Origin, User
from app.usecases.ports.openid import (
    IdentityNotProven,
    IdentityProvider,
    LinkedIdentity,
    OpenIdConnect,
    VouchedIdentity,
    VouchedSession,
)
from app.usecases.ports.webhooks import SecretCipher


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySignIn:
    """What completes a sign-in by another: the trip that is over, from where, and under which role where several are
    held. ``invitation`` is the token of one that it accepts, ``language`` that of an account that it opens."""

    trip: ReturnedTrip
    origin: Origin
    role: Role | None = None
    invitation: str | None = field(default=None, repr=False)
    language: Language = "fr"


async def complete_sign_in(
    uow: UnitOfWork,
    openid: OpenIdConnect,
    *,
    asked: IdentitySignIn,
    cipher: SecretCipher,
    context: SessionContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> SignedIn:
    """Open a session of the account that the identity is linked to; with an invitation's token, of the one it opens.

    Nothing else that the provider says of the person, an address least of all, leads to an account (``at``: the
    system's clock). Raises Unauthenticated (one sentence for whatever proves nothing), SecondFactorRequired where the
    provider has not asked for several, Forbidden, NotFound and AlreadyDone for the invitation, InvalidInput when
    several roles are held and none is named, ProviderUnavailable.
    """
    try:
        provider, vouched = await end_trip(uow, openid, trip=asked.trip, secrets=context.secrets, at=at)
    except IdentityNotProven:
        raise Unauthenticated(IDENTITY_NOT_PROVEN) from None
    async with uow:
        role = asked.role
        if asked.invitation is None:
            user, identity = await _linked(uow, vouched)
        else:
            user, identity, invited_to = await _invited(
                uow, provider, vouched, asked, context=context, now=now, new_id=new_id
            )
            role = role or invited_to
        several = provider.counts_as_several_factors(vouched.acr, vouched.amr)
        request = SessionRequest(
            session_id=new_id(),
            role=_role_through(provider, user, role),
            origin=asked.origin,
            proof=Proof(factor=Factor.IDENTITY_PROVIDER, is_several=several),
        )
        await uow.identities.used(identity.id, at)
        await uow.vouched_sessions.add(
            VouchedSession(
                session_id=request.session_id,
                identity_id=identity.id,
                provider=provider.code,
                acr=vouched.acr,
                amr=vouched.amr,
                several_factors=several,
                vouched_at=at,
                sealed_id_token=cipher.encrypt(vouched.id_token),
            )
        )
        return await begin_session(uow, user, request, context=context, at=at, now=now, new_id=new_id)


def _role_through(provider: IdentityProvider, user: User, role: Role | None) -> Role:
    """The role of the session, among those that the provider opens. Raises Forbidden, InvalidInput as chosen_role."""
    served = replace(user, roles=tuple(held for held in user.roles if held.role in provider.roles))
    if user.roles and (not served.roles or (role is not None and user.held(role) and not served.held(role))):
        raise Forbidden(ROLE_NOT_SERVED)
    return chosen_role(served, role)


async def _linked(uow: UnitOfWork, vouched: VouchedIdentity) -> tuple[User, LinkedIdentity]:
    """The account, locked, that its owner linked to the identity."""
    identity = await uow.identities.find(vouched.issuer, vouched.subject)
    user = await uow.users.get_locked(identity.user_id) if identity is not None else None
    if user is None or identity is None:
        raise Forbidden(IDENTITY_NOT_LINKED)
    return user, identity


async def _invited(
    uow: UnitOfWork,
    provider: IdentityProvider,
    vouched: VouchedIdentity,
    asked: IdentitySignIn,
    *,
    context: SessionContext,
    now: Moment,
    new_id: Callable[[], UUID],
) -> tuple[User, LinkedIdentity, Role]:
    """The invited account with its new role, linked to the identity where nobody had opened it before.

    One that was opened is linked by who signs in to it: a mailbox alone gives nobody a second way in.
    """
    digest = context.secrets.digest(asked.invitation or "")
    link = await redeem_link(uow, LinkPurpose.INVITATION, digest, now.at)
    user = await uow.users.get_locked(link.user_id) if link.user_id is not None else None
    if user is None:
        raise NotFound
    if user.disabled:
        raise Forbidden(ACCOUNT_DISABLED)
    identity = await uow.identities.find(vouched.issuer, vouched.subject)
    if identity is not None and identity.user_id != user.id:
        raise AlreadyDone(IDENTITY_OF_ANOTHER)
    if identity is None and user.was_opened:
        raise AlreadyDone(SIGN_IN_TO_LINK)
    saved = await uow.users.save(granted_by(named_by(user, link, asked.language), link, now))
    if identity is None:
        identity = await link_to(uow, saved, provider, vouched, mail_writer=context.mail_writer, now=now, new_id=new_id)
    return saved, identity, Role(link.payload["role"])
