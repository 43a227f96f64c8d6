"""Signing in with a second factor after the first, or with a passkey alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.accounts.attempt_keys import of_second_factor, of_source
from app.usecases.accounts.begin_session import SessionContext, SessionRequest, begin_session, chosen_role
from app.usecases.accounts.counting_attempts import count_attempt_from, count_attempt_on
from app.usecases.accounts.due_factor import Proof
from app.usecases.accounts.factor_context import FactorContext
from app.usecases.accounts.shown_factor import WRONG_FACTOR, PasskeyTerms, ShownFactor, read_passkey, recognise_factor
from app.usecases.accounts.signing_in import SignedIn
from app.usecases.accounts.step_up import PASSKEY_CHALLENGES_LAST
from app.usecases.errors import Unauthenticated
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, Origin
from app.usecases.ports.factors import PasskeyChallenge, PasskeyPurpose, SignInChallenge

CHALLENGE_OVER = Text(
    fr="Cette connexion n'attend plus de second facteur : recommencez-la par le mot de passe.",
    en="This sign-in awaits no second factor any more: begin again with the password.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What completes a sign-in: the challenge that its first factor was answered with, and the second one.

    Without a challenge a passkey signs in alone, under ``role`` where several are held.
    """

    challenge: str | None = field(default=None, repr=False)
    shown: ShownFactor
    role: Role | None = None
    origin: Origin


async def complete_session(
    uow: UnitOfWork,
    *,
    completion: Completion,
    context: SessionContext,
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> SignedIn:
    """Open the session (``at``: the system's clock). The attempt is counted before the factor is looked at.

    A wrong code leaves the challenge for another try, as a right one does not. Raises TooManyRequests, Unauthenticated,
    InvalidInput, Forbidden.
    """
    if completion.challenge is None:
        return await _alone(uow, completion, context=context, factors=factors, at=at, now=now, new_id=new_id)
    digest, by_source = context.secrets.digest(completion.challenge), of_source(completion.origin.address)
    pending = await _counted(uow, digest, by_source, at)
    by_account = of_second_factor(pending.user_id)
    terms = PasskeyTerms(purposes=(PasskeyPurpose.SIGN_IN,), sign_in=digest)
    async with uow:
        user = await uow.users.get_locked(pending.user_id)
        if user is None or not await uow.factors.spend_sign_in(digest, at):
            raise Unauthenticated(CHALLENGE_OVER)
        shown = await recognise_factor(
            uow, user, completion.shown, terms, factors=factors, at=at, now=now, new_id=new_id
        )
        if shown is None:
            raise Unauthenticated(WRONG_FACTOR)
        await uow.attempts.take_back(by_source)
        await uow.attempts.forget(by_account)
        request = SessionRequest(
            session_id=pending.session_id,
            role=pending.role,
            origin=completion.origin,
            proof=Proof(factor=shown, is_several=True),
        )
        return await begin_session(uow, user, request, context=context, at=at, now=now, new_id=new_id)


async def start_passkey_sign_in(
    uow: UnitOfWork, *, challenge: str | None, factors: FactorContext, at: datetime
) -> Mapping[str, Any]:
    """What a passkey is asked to sign: one of the account that ``challenge`` belongs to, or any without one.

    Raises Unauthenticated where that sign-in awaits no factor any more.
    """
    digest = factors.secrets.digest(challenge) if challenge is not None else None
    asked = factors.passkeys.new_challenge()
    async with uow:
        pending = await uow.factors.sign_in(digest, at) if digest is not None else None
        if digest is not None and pending is None:
            raise Unauthenticated(CHALLENGE_OVER)
        kept = PasskeyChallenge(
            purpose=PasskeyPurpose.SIGN_IN,
            user_id=pending.user_id if pending is not None else None,
            sign_in=digest,
            expires_at=at + PASSKEY_CHALLENGES_LAST,
        )
        await uow.factors.add_passkey_challenge(asked, kept)
        allowed = await uow.factors.passkeys(pending.user_id) if pending is not None else []
        await uow.commit()
    return factors.passkeys.request_options(asked, allowed=allowed)


async def _counted(uow: UnitOfWork, digest: bytes, by_source: str, at: datetime) -> SignInChallenge:
    """The sign-in that awaits its second factor, once this attempt at it is counted."""
    async with uow:
        pending = await uow.factors.sign_in(digest, at)
        if pending is None:
            raise Unauthenticated(CHALLENGE_OVER)
        await count_attempt_from(uow, by_source, at)
        await count_attempt_on(uow, of_second_factor(pending.user_id), at)
        await uow.commit()
    return pending


async def _alone(
    uow: UnitOfWork,
    completion: Completion,
    *,
    context: SessionContext,
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> SignedIn:
    """A passkey that its authenticator kept: it names its account, and stands for several factors."""
    by_source = of_source(completion.origin.address)
    async with uow:
        await count_attempt_from(uow, by_source, at)
        await uow.commit()
    told = read_passkey(completion.shown.passkey or {}, factors)
    async with uow:
        passkey = await uow.factors.passkey_by_credential(told.credential_id) if told is not None else None
        user = await uow.users.get_locked(passkey.user_id) if passkey is not None else None
        if user is None:
            raise Unauthenticated(WRONG_FACTOR)
        terms = PasskeyTerms(purposes=(PasskeyPurpose.SIGN_IN,))
        if (
            await recognise_factor(uow, user, completion.shown, terms, factors=factors, at=at, now=now, new_id=new_id)
            is None
        ):
            raise Unauthenticated(WRONG_FACTOR)
        await uow.attempts.take_back(by_source)
        request = SessionRequest(
            session_id=new_id(),
            role=chosen_role(user, completion.role),
            origin=completion.origin,
            proof=Proof(factor=Factor.PASSKEY, is_several=True),
        )
        return await begin_session(uow, user, request, context=context, at=at, now=now, new_id=new_id)
