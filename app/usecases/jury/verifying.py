"""Verifying a certificate: anybody may, nobody learns to guess by it."""

from datetime import datetime
from hmac import compare_digest

from app.domain.certificates import Certificate, as_written
from app.domain.text import Text
from app.usecases.accounts.attempt_keys import of_verification_from, of_verification_of
from app.usecases.errors import NotFound, TooManyRequests
from app.usecases.ports import UnitOfWork

_FREE_PER_SOURCE, _LONGEST_PER_SOURCE = 30, 300
_FREE_PER_NUMBER, _LONGEST_PER_NUMBER = 10, 60

TOO_MANY_VERIFICATIONS = Text(
    "Trop de vérifications infructueuses : attendez avant de recommencer.",
    "Too many unsuccessful verifications: wait before you try again.",
)


async def verify_certificate(uow: UnitOfWork, *, number: str, code: str, source: str, at: datetime) -> Certificate:
    """The certificate, to whoever holds its number and its code; ``at`` is the system's clock.

    A wrong one of either is the same NotFound after the same statements, and counts against its source and against
    the number; who is right writes nothing, so that everybody may read one code at once. Of many guesses at once no
    more are looked up than there are connections, before the first is counted: nothing beside a code of 50 bits.
    Raises TooManyRequests.
    """
    written = as_written(number)
    by_source, by_number = of_verification_from(source), of_verification_of(written)
    async with uow:
        held_against = await uow.attempts.counted({by_source: _FREE_PER_SOURCE, by_number: _FREE_PER_NUMBER}, at)
        _refuse_while_it_waits(max(held_against.values(), default=0))
        found = await uow.certificates.get(written)
    expected = found.verification_code if found is not None else ""
    if not compare_digest(expected.encode(), as_written(code).encode()) or found is None:
        await _count_failure(uow, by_source, by_number, at)
        raise NotFound
    if by_number in held_against:
        async with uow:
            await uow.attempts.forget(by_number)
            await uow.commit()
    return found


async def _count_failure(uow: UnitOfWork, by_source: str, by_number: str, at: datetime) -> None:
    """Raises TooManyRequests for one of many guesses at once, whose turn has not come: it learns nothing."""
    async with uow:
        of_source = await uow.attempts.begin(by_source, at, free=_FREE_PER_SOURCE, longest=_LONGEST_PER_SOURCE)
        of_number = await uow.attempts.begin(by_number, at, free=_FREE_PER_NUMBER, longest=_LONGEST_PER_NUMBER)
        await uow.commit()
    _refuse_while_it_waits(max(of_source, of_number))


def _refuse_while_it_waits(seconds: int) -> None:
    if seconds:
        raise TooManyRequests(TOO_MANY_VERIFICATIONS, seconds)
