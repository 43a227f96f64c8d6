"""One's own passkeys: making one, seeing them, taking one away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.enrolled import (
    account_that_enrols,
    check_not_the_last,
    has_a_factor,
    locked_account,
    open_in_full,
)
from app.usecases.accounts.factor_context import FactorContext
from app.usecases.accounts.factor_mails import named_passkey, tell_of_added, tell_of_removed
from app.usecases.accounts.means_of_sign_in import check_still_opens
from app.usecases.accounts.recovery_codes import new_recovery_codes
from app.usecases.accounts.refusals import PASSKEY_KNOWN, SESSION_OVER
from app.usecases.accounts.step_up import PASSKEY_CHALLENGES_LAST
from app.usecases.errors import AlreadyDone, InvalidInput, NotFound, Unauthenticated
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.factors import Passkey, PasskeyChallenge, PasskeyNotProven, PasskeyPurpose

MOST_PASSKEYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPasskey:
    """A passkey that has just been added, and the recovery codes that come with an account's first factor."""

    passkey: Passkey
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


async def start_passkey_registration(
    uow: UnitOfWork, caller: Caller, *, factors: FactorContext, at: datetime
) -> Mapping[str, Any]:
    """How the caller's browser makes a passkey. Raises StepUpRequired where another factor was not shown of late."""
    challenge = factors.passkeys.new_challenge()
    async with uow:
        user = await account_that_enrols(uow, caller)
        known = await uow.factors.passkeys(user.id)
        if len(known) >= MOST_PASSKEYS:
            raise InvalidInput(_TOO_MANY)
        kept = PasskeyChallenge(
            purpose=PasskeyPurpose.REGISTRATION, user_id=user.id, expires_at=at + PASSKEY_CHALLENGES_LAST
        )
        await uow.factors.add_passkey_challenge(challenge, kept)
        await uow.commit()
    return factors.passkeys.registration_options(
        challenge, user_id=user.id, name=user.email, display_name=user.name, known=known
    )


async def register_passkey(
    uow: UnitOfWork,
    caller: Caller,
    *,
    name: str,
    answer: Mapping[str, Any],
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> RegisteredPasskey:
    """Keep the passkey that was made (``at``: the system's clock).

    Raises InvalidInput where the answer proves none, AlreadyDone where that passkey is an account's already.
    """
    async with uow:
        user = await locked_account(uow, caller)
        is_first = not await has_a_factor(uow, user)
        passkey = await _made(uow, user, name, answer, factors, at, new_id)
        if not await uow.factors.add_passkey(passkey):
            raise AlreadyDone(PASSKEY_KNOWN)
        codes = await new_recovery_codes(uow, user.id, secrets=factors.secrets, at=at) if is_first else ()
        await open_in_full(uow, caller, user, at)
        await tell_of_added(uow, user, named_passkey(name), mail_writer=factors.mail_writer, now=now, new_id=new_id)
        await uow.commit()
    return RegisteredPasskey(passkey=passkey, recovery_codes=codes)


async def list_passkeys(uow: UnitOfWork, caller: Caller) -> list[Passkey]:
    """The caller's, the last added first."""
    if caller.user_id is None:
        raise Unauthenticated(SESSION_OVER)
    async with uow:
        return await uow.factors.passkeys(caller.user_id)


async def remove_passkey(
    uow: UnitOfWork,
    caller: Caller,
    *,
    passkey_id: UUID,
    roles_with_second_factor: frozenset[Role],
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Take one of the caller's away; without another factor the recovery codes go with it.

    Raises NotFound where it is nobody's or another's, InvalidInput where a role needs a factor and it was the last one,
    or where nothing else would open the account.
    """
    async with uow:
        user = await locked_account(uow, caller)
        removed = next((each for each in await uow.factors.passkeys(user.id) if each.id == passkey_id), None)
        if removed is None:
            raise NotFound
        await uow.factors.remove_passkey(user.id, passkey_id)
        await check_not_the_last(uow, user, roles_with_second_factor)
        await check_still_opens(uow, user, await uow.identities.of_user(user.id))
        if not await has_a_factor(uow, user):
            await uow.factors.replace_recovery_codes(user.id, (), at)
        await tell_of_removed(
            uow, user, named_passkey(removed.name), mail_writer=factors.mail_writer, now=now, new_id=new_id
        )
        await uow.commit()


async def _made(
    uow: UnitOfWork,
    user: User,
    name: str,
    answer: Mapping[str, Any],
    factors: FactorContext,
    at: datetime,
    new_id: Callable[[], UUID],
) -> Passkey:
    try:
        told = factors.passkeys.read(answer)
        asked = await uow.factors.spend_passkey_challenge(told.challenge, (PasskeyPurpose.REGISTRATION,), at)
        if asked is None or asked.user_id != user.id:
            raise InvalidInput(_NOT_MADE)
        made = factors.passkeys.registered(answer, told.challenge)
    except PasskeyNotProven:
        raise InvalidInput(_NOT_MADE) from None
    return Passkey(
        id=new_id(),
        user_id=user.id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        created_at=at,
    )


_NOT_MADE = Violation(
    code="wrong_passkey",
    detail=Text(
        fr="Cette réponse n'est pas celle d'une clé qui vient d'être demandée à ce compte.",
        en="This is not the answer of a passkey that was just asked of this account.",
    ),
    pointer="/passkey",
)
_TOO_MANY = Violation(
    code="too_many_passkeys",
    detail=Text(
        fr=f"Ce compte a déjà {MOST_PASSKEYS} clés d'accès : retirez-en une.",
        en=f"This account has {MOST_PASSKEYS} passkeys already: remove one.",
    ),
)
