"""Whether what somebody shows is a second factor of their account. It is taken as it is recognised: it serves once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.text import Text
from app.usecases.accounts.factor_context import FactorContext
from app.usecases.accounts.factor_mails import tell_of_recovery_code
from app.usecases.accounts.recovery_codes import plain
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, User
from app.usecases.ports.factors import Passkey, PasskeyAnswer, PasskeyChallenge, PasskeyNotProven, PasskeyPurpose

_SIX_FIGURES = re.compile(r"[0-9]{6}")

WRONG_FACTOR = Text(
    fr="Ce code ou cette clé ne conviennent pas, ou ont déjà servi.",
    en="This code or passkey does not match, or has been used.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFactor:
    """What somebody shows: a code, of an application or of recovery, or what their passkey signed."""

    code: str | None = field(default=None, repr=False)
    passkey: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyTerms:
    """For what the passkey must have been asked: its purposes, and the sign-in that it completes if it does."""

    purposes: Sequence[PasskeyPurpose]
    sign_in: bytes | None = None


async def recognise_factor(
    uow: UnitOfWork,
    user: User,
    shown: ShownFactor,
    terms: PasskeyTerms,
    *,
    factors: FactorContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> Factor | None:
    """Which of the account's factors ``shown`` is, None where it is none, or has served (``at``: the system's clock).

    ``user`` was read under its lock, under which all use of their factors happens.
    """
    if shown.passkey is not None:
        return Factor.PASSKEY if await _is_own_passkey(uow, user, shown.passkey, terms, factors, at) else None
    code = without_spaces(shown.code or "")
    if _SIX_FIGURES.fullmatch(code):
        return Factor.TOTP if await _is_own_totp(uow, user, code, factors, at) else None
    if not await uow.factors.use_recovery_code(user.id, factors.secrets.digest(plain(code)), at):
        return None
    await tell_of_recovery_code(uow, user, mail_writer=factors.mail_writer, now=now, new_id=new_id)
    return Factor.RECOVERY_CODE


def without_spaces(code: str) -> str:
    """The code as it is: applications show it in two groups."""
    return "".join(code.split())


async def _is_own_totp(uow: UnitOfWork, user: User, code: str, factors: FactorContext, at: datetime) -> bool:
    sealed = await uow.factors.totp(user.id)
    if sealed is None:
        return False
    counter = factors.totp.counter_of(code, factors.cipher.decrypt(sealed), at)
    return counter is not None and await uow.factors.use_totp(user.id, counter)


async def _is_own_passkey(
    uow: UnitOfWork,
    user: User,
    answer: Mapping[str, Any],
    terms: PasskeyTerms,
    factors: FactorContext,
    at: datetime,
) -> bool:
    try:
        told = factors.passkeys.read(answer)
        passkey = await uow.factors.passkey_by_credential(told.credential_id)
        asked = await uow.factors.spend_passkey_challenge(told.challenge, terms.purposes, at)
        if passkey is None or asked is None or not _fit(user, passkey, asked, terms):
            return False
        count = factors.passkeys.signed(answer, told.challenge, passkey)
    except PasskeyNotProven:
        return False
    await uow.factors.use_passkey(passkey.id, count, at)
    return True


def _fit(user: User, passkey: Passkey, asked: PasskeyChallenge, terms: PasskeyTerms) -> bool:
    """Whether the passkey is the account's, and signed what this account, or anybody, was given to sign here."""
    return passkey.user_id == user.id and asked.user_id in {None, user.id} and asked.sign_in == terms.sign_in


def read_passkey(answer: Mapping[str, Any], factors: FactorContext) -> PasskeyAnswer | None:
    """What the answer says before anything of it is verified; None where it is unreadable."""
    try:
        return factors.passkeys.read(answer)
    except PasskeyNotProven:
        return None
