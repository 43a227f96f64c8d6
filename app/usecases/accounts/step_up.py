"""Critical acts ask for a factor that was shown of late; showing one again (RFC 9470)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.attempt_keys import of_own_password, of_second_factor
from app.usecases.accounts.counting_attempts import count_attempt_on
from app.usecases.accounts.factor_context import FactorContext
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.accounts.shown_factor import WRONG_FACTOR, PasskeyTerms, ShownFactor, recognise_factor
from app.usecases.errors import InvalidInput, StepUpRequired, Unauthenticated
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.credentials import Passwords
from app.usecases.ports.factors import PasskeyChallenge, PasskeyPurpose

FRESH_FOR = timedelta(minutes=15)
"""How long a factor that was shown counts for critical acts."""
PASSKEY_CHALLENGES_LAST = timedelta(minutes=5)
DECIDING_ROLES = frozenset({Role.SECRETARIAT, Role.JURY})
"""Those whose accounts it is critical to open to somebody, or to change: they decide diplomas."""
PASSWORD = "password"  # noqa: S105 - a kind of proof, not one
"""By what an account without a second factor steps up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFactors:
    """When a factor was last shown in a session, and by which methods its account can show one."""

    proved_at: datetime | None
    methods: tuple[str, ...]


def methods_to_step_up(
    known: SessionFactors, role: Role, *, roles_with_second_factor: Collection[Role], at: datetime
) -> tuple[str, ...]:
    """By what the caller has to step up before a critical act; empty where nothing is asked of them.

    It is asked of accounts that have a factor, or whose role must have one; these, without one, show their password.
    """
    if known.proved_at is not None and at - known.proved_at < FRESH_FOR:
        return ()
    if known.methods:
        return known.methods
    return (PASSWORD,) if role in roles_with_second_factor else ()


def check_step_up(caller: Caller) -> None:
    """Raise StepUpRequired where the act is critical, and no factor was shown of late."""
    if caller.must_step_up:
        raise StepUpRequired(int(FRESH_FOR.total_seconds()), caller.must_step_up)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """What is shown to step up: one of these."""

    shown: ShownFactor
    password: str | None = field(default=None, repr=False)


async def step_up(
    uow: UnitOfWork,
    caller: Caller,
    *,
    proof: StepUp,
    factors: FactorContext,
    passwords: Passwords,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> datetime:
    """Make the caller's session fresh; until when it is (``at``: the system's clock).

    Attempts are counted as those of signing in. Raises InvalidInput, TooManyRequests, Unauthenticated.
    """
    user = await _counted(uow, caller, proof, at)
    if proof.password is not None and not await passwords.verify(proof.password, user.password_hash):
        raise InvalidInput(_WRONG_PASSWORD)
    async with uow:
        locked = await uow.users.get_locked(user.id)
        if locked is None or caller.session_id is None:
            raise Unauthenticated(SESSION_OVER)
        if proof.password is not None:
            await _check_password_counts(uow, user, locked)
        elif (
            await recognise_factor(uow, locked, proof.shown, _TERMS, factors=factors, at=at, now=now, new_id=new_id)
            is None
        ):
            raise InvalidInput(_WRONG_CODE if proof.shown.passkey is None else _WRONG_PASSKEY)
        await uow.sessions.note_factor(caller.session_id, at)
        await uow.attempts.forget(_key(proof, user.id))
        await uow.commit()
    return at + FRESH_FOR


async def start_passkey_step_up(
    uow: UnitOfWork, caller: Caller, *, factors: FactorContext, at: datetime
) -> Mapping[str, Any]:
    """What the caller's passkeys are asked to sign. Raises Unauthenticated when the account is gone."""
    if caller.user_id is None:
        raise Unauthenticated(SESSION_OVER)
    challenge = factors.passkeys.new_challenge()
    kept = PasskeyChallenge(
        purpose=PasskeyPurpose.STEP_UP, user_id=caller.user_id, expires_at=at + PASSKEY_CHALLENGES_LAST
    )
    async with uow:
        await uow.factors.add_passkey_challenge(challenge, kept)
        known = await uow.factors.passkeys(caller.user_id)
        await uow.commit()
    return factors.passkeys.request_options(challenge, allowed=known)


_TERMS = PasskeyTerms(purposes=(PasskeyPurpose.STEP_UP, PasskeyPurpose.SIGN_IN))
"""A passkey that was asked to sign in alone may step up as well: it is the same proof."""


async def _counted(uow: UnitOfWork, caller: Caller, proof: StepUp, at: datetime) -> User:
    """The caller's account, once this attempt is counted."""
    if caller.user_id is None:
        raise Unauthenticated(SESSION_OVER)
    async with uow:
        await count_attempt_on(uow, _key(proof, caller.user_id), at)
        user = await uow.users.get(caller.user_id)
        await uow.commit()
    if user is None:
        raise Unauthenticated(SESSION_OVER)
    return user


async def _check_password_counts(uow: UnitOfWork, verified: User, locked: User) -> None:
    """A password is no second factor of who has one; and it must still be the account's."""
    if await uow.factors.methods_of(locked.id):
        raise InvalidInput(_FACTOR_NEEDED)
    if locked.password_hash != verified.password_hash:
        raise InvalidInput(_WRONG_PASSWORD)


def _key(proof: StepUp, user_id: UUID) -> str:
    return of_second_factor(user_id) if proof.password is None else of_own_password(user_id)


_WRONG_CODE = Violation(code="wrong_code", detail=WRONG_FACTOR, pointer="/code")
_WRONG_PASSKEY = Violation(code="wrong_passkey", detail=WRONG_FACTOR, pointer="/passkey")
_WRONG_PASSWORD = Violation(
    code="wrong_password",
    detail=Text(fr="Ce n'est pas le mot de passe de ce compte.", en="This is not the password of this account."),
    pointer="/password",
)
_FACTOR_NEEDED = Violation(
    code="factor_needed",
    detail=Text(
        fr="Ce compte a un second facteur : c'est lui qui est demandé, non le mot de passe.",
        en="This account has a second factor: that is what is asked for, not the password.",
    ),
    pointer="/password",
)
