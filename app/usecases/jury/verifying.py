"""Verifying a certificate: anybody may, nobody learns to guess by it."""

from datetime import datetime
from hmac import compare_digest

from app.domain.certificates import Certificate, as_written
from app.domain.former_register import FormerAward, birth_date_typed
from app.domain.text import Text
from app.usecases.accounts.attempt_keys import of_verification_from, of_verification_of
from app.usecases.errors import NotFound, TooManyRequests
from app.usecases.ports import UnitOfWork

_FREE_PER_SOURCE, _LONGEST_PER_SOURCE = 30, 300
_FREE_PER_NUMBER, _LONGEST_PER_NUMBER = 10, 60
_LONGEST_PER_BIRTH_DATE = 3600
"""Of days there are far fewer than of codes: who guesses one waits longer."""

TOO_MANY_VERIFICATIONS = Text(
    "Trop de vérifications infructueuses : attendez avant de recommencer.",
    "Too many unsuccessful verifications: wait before you try again.",
)


async def verify_certificate(
    uow: UnitOfWork, *, number: str, code: str, source: str, at: datetime
) -> Certificate | FormerAward:
    """The certificate, to whoever holds its number and its code; ``at`` is the system's clock.

    A paper of the former register has no code: its holder's birth date stands for it (D77).

    A wrong one of either is the same NotFound after the same statements, and counts against its source and against
    the number; who is right writes nothing, so that everybody may read one code at once. Of many guesses at once no
    more are looked up than there are connections, before the first is counted: nothing beside a code of 50 bits.
    Raises TooManyRequests.
    """
    written = as_written(number)
    by_source, by_number = of_verification_from(source), of_verification_of(written)
    async with uow:
        free = {by_source: _FREE_PER_SOURCE, by_number: _FREE_PER_NUMBER}
        looked_at = await uow.verifications.look_up(number, free, at)
    _refuse_while_it_waits(max(looked_at.held_against.values(), default=0))
    found, former = looked_at.certificate, looked_at.award
    born_on = birth_date_typed(code)
    right: Certificate | FormerAward | None = None
    if found is not None and compare_digest(found.verification_code.encode(), as_written(code).encode()):
        right = found
    elif former is not None and former.holder.birth_date == born_on:
        right = former
    if right is None:
        longest = _LONGEST_PER_NUMBER if born_on is None else _LONGEST_PER_BIRTH_DATE
        await _count_failure(uow, by_source, by_number, at, longest)
        raise NotFound
    if by_number in looked_at.held_against:
        async with uow:
            await uow.attempts.forget(by_number)
            await uow.commit()
    return right


async def _count_failure(uow: UnitOfWork, by_source: str, by_number: str, at: datetime, longest: int) -> None:
    """Raises TooManyRequests for one of many guesses at once, whose turn has not come: it learns nothing."""
    async with uow:
        of_source = await uow.attempts.begin(by_source, at, free=_FREE_PER_SOURCE, longest=_LONGEST_PER_SOURCE)
        of_number = await uow.attempts.begin(by_number, at, free=_FREE_PER_NUMBER, longest=longest)
        await uow.commit()
    _refuse_while_it_waits(max(of_source, of_number))


def _refuse_while_it_waits(seconds: int) -> None:
    if seconds:
        raise TooManyRequests(TOO_MANY_VERIFICATIONS, seconds)
