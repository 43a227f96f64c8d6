"""An application of codes (TOTP): proposing a secret to it, confirming that it has it, taking it away."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.attempt_keys import of_second_factor
from app.usecases.accounts.counting_attempts import count_attempt_on
from app.usecases.accounts.enrolled import (
    account_that_enrols,
    check_not_the_last,
    has_a_factor,
    locked_account,
    open_in_full,
)
from app.usecases.accounts.factor_context import FactorContext
from app.usecases.accounts.factor_mails import TOTP_APPLICATION, tell_of_added, tell_of_removed
from app.usecases.accounts.recovery_codes import new_recovery_codes
from app.usecases.accounts.shown_factor import without_spaces
from app.usecases.errors import InvalidInput, NotFound, StepNotOpen
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

PROPOSALS_LAST = timedelta(minutes=15)
"""How long a secret waits for its first code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedTotp:
    """A secret, shown this once, and the address that an application reads from a square code."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


async def enrol_totp(uow: UnitOfWork, caller: Caller, *, factors: FactorContext, at: datetime) -> ProposedTotp:
    """Propose a new secret to the caller's application; the one in force stays until this one is confirmed.

    Raises StepUpRequired where the account has a factor that was not shown of late.
    """
    secret = factors.totp.new_secret()
    async with uow:
        user = await account_that_enrols(uow, caller)
        await uow.factors.propose_totp(user.id, factors.cipher.encrypt(secret), at + PROPOSALS_LAST)
        await uow.commit()
    return ProposedTotp(secret=secret, uri=factors.totp.uri(secret, user.email))


async def confirm_totp(
    uow: UnitOfWork,
    caller: Caller,
    *,
    code: str,
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> tuple[str, ...]:
    """Put the proposed secret in force, once a code shows that the application has it; ten new recovery codes.

    Raises StepNotOpen where no secret is proposed, InvalidInput for a wrong code, TooManyRequests.
    """
    async with uow:
        user = await locked_account(uow, caller)
        await count_attempt_on(uow, of_second_factor(user.id), at)
        await uow.commit()
    async with uow:
        user = await locked_account(uow, caller)
        proposed = await uow.factors.proposed_totp(user.id, at)
        if proposed is None:
            raise StepNotOpen([_NOT_PROPOSED], now.on)
        counter = factors.totp.counter_of(without_spaces(code), factors.cipher.decrypt(proposed), at)
        if counter is None:
            raise InvalidInput(_WRONG_CODE)
        await uow.factors.confirm_totp(user.id, counter=counter, at=at)
        codes = await new_recovery_codes(uow, user.id, secrets=factors.secrets, at=at)
        await open_in_full(uow, caller, user, at)
        await uow.attempts.forget(of_second_factor(user.id))
        await tell_of_added(uow, user, TOTP_APPLICATION, mail_writer=factors.mail_writer, now=now, new_id=new_id)
        await uow.commit()
    return codes


async def remove_totp(
    uow: UnitOfWork,
    caller: Caller,
    *,
    roles_with_second_factor: frozenset[Role],
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Take the application away; without another factor the recovery codes go with it.

    Raises NotFound where there is none, InvalidInput where a role needs a factor and this was the last one.
    """
    async with uow:
        user = await locked_account(uow, caller)
        if not await uow.factors.remove_totp(user.id):
            raise NotFound
        await check_not_the_last(uow, user, roles_with_second_factor)
        if not await has_a_factor(uow, user):
            await uow.factors.replace_recovery_codes(user.id, (), at)
        await tell_of_removed(uow, user, TOTP_APPLICATION, mail_writer=factors.mail_writer, now=now, new_id=new_id)
        await uow.commit()


_NOT_PROPOSED = Violation(
    code="totp_not_proposed",
    detail=Text(
        fr="Aucun secret n'attend de code, ou plus aucun : demandez-en un nouveau.",
        en="No secret awaits a code, or none any more: ask for a new one.",
    ),
)
_WRONG_CODE = Violation(
    code="wrong_code",
    detail=Text(
        fr="Ce n'est pas le code que ce secret donne à cette heure : vérifiez l'heure du téléphone.",
        en="This is not the code that this secret gives at this time: check the telephone's clock.",
    ),
    pointer="/code",
)
