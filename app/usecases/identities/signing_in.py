"""Signing in as somebody for whom an identity provider vouches."""

from uuid import UUID

from app.usecases.access import Role
from app.usecases.accounts.accept_invitation import granted_by, named_by
from app.usecases.accounts.beginning import SessionEntry, begin_session, choose_role
from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.refusals import (
    ACCOUNT_DISABLED,
    IDENTITY_NOT_LINKED,
    IDENTITY_NOT_PROVEN,
    IDENTITY_OF_ANOTHER,
    SIGN_IN_TO_LINK,
)
from app.usecases.accounts.signing_in import SignedIn
from app.usecases.errors import AlreadyDone, Forbidden, NotFound, Unauthenticated
from app.usecases.identities.linking import link_to
from app.usecases.identities.trips import ReturnedTrip, end_trip
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, Language, LinkPurpose, User
from app.usecases.ports.openid import (
    IdentityNotProven,
    IdentityProvider,
    LinkedIdentity,
    OpenIdConnect,
    VouchedIdentity,
    VouchedSession,
)
from app.usecases.ports.webhooks import SecretCipher


async def complete_sign_in(
    uow: UnitOfWork,
    openid: OpenIdConnect,
    *,
    trip: ReturnedTrip,
    role: Role | None,
    invitation: str | None,
    language: Language,
    cipher: SecretCipher,
    entry: SessionEntry,
) -> SignedIn:
    """Open a session of the account that the identity is linked to; with an invitation's token, of the one it opens.

    Nothing else that the provider says of the person, an address least of all, leads to an account. Raises
    Unauthenticated (one sentence for whatever proves nothing), Forbidden, NotFound and AlreadyDone for the invitation,
    InvalidInput when several roles are held and none is named, ProviderUnavailable.
    """
    try:
        provider, vouched = await end_trip(uow, openid, trip=trip, secrets=entry.secrets, at=entry.at)
    except IdentityNotProven:
        raise Unauthenticated(IDENTITY_NOT_PROVEN) from None
    async with uow:
        if invitation is None:
            user, identity = await _linked(uow, vouched)
        else:
            user, identity, invited_to = await _invited(uow, provider, vouched, invitation, language, entry)
            role = role or invited_to
        chosen = choose_role(user, role, provider.roles)
        session, signed_in = await begin_session(uow, user, chosen, Factor.IDENTITY_PROVIDER, entry)
        await _keep(uow, session.id, provider, vouched, identity, cipher)
        await uow.identities.used(identity.id, entry.at)
        await uow.commit()
    return signed_in


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
    token: str,
    language: Language,
    entry: SessionEntry,
) -> tuple[User, LinkedIdentity, Role]:
    """The invited account with its new role, linked to the identity where nobody had opened it before.

    One that was opened is linked by who signs in to it: a mailbox alone gives nobody a second way in.
    """
    link = await redeem_link(uow, LinkPurpose.INVITATION, entry.secrets.digest(token), entry.now.at)
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
    saved = await uow.users.save(granted_by(named_by(user, link, language), link, entry.now))
    if identity is None:
        identity = await link_to(
            uow, saved, provider, vouched, mail_writer=entry.mail_writer, now=entry.now, new_id=entry.new_id
        )
    return saved, identity, Role(link.payload["role"])


async def _keep(
    uow: UnitOfWork,
    session_id: UUID,
    provider: IdentityProvider,
    vouched: VouchedIdentity,
    identity: LinkedIdentity,
    cipher: SecretCipher,
) -> None:
    """Keep beside the session how the provider said that the person signed in there."""
    await uow.vouched_sessions.add(
        VouchedSession(
            session_id=session_id,
            identity_id=identity.id,
            provider=provider.code,
            acr=vouched.acr,
            amr=vouched.amr,
            several_factors=provider.counts_as_several_factors(vouched.acr, vouched.amr),
            sealed_id_token=cipher.encrypt(vouched.id_token),
        )
    )
