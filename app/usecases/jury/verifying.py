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
    the number: before anything is looked up, so that many at once gain nothing. Raises TooManyRequests.
    """
    written = as_written(number)
    by_source, by_number = of_verification_from(source), of_verification_of(written)
    async with uow:
        await _count(uow, by_source, at, free=_FREE_PER_SOURCE, longest=_LONGEST_PER_SOURCE)
        await _count(uow, by_number, at, free=_FREE_PER_NUMBER, longest=_LONGEST_PER_NUMBER)
        found = await uow.certificates.get(written)
        await uow.commit()
    expected = found.verification_code if found is not None else ""
    if not compare_digest(expected.encode(), as_written(code).encode()) or found is None:
        raise NotFound
    async with uow:
        await uow.attempts.take_back(by_source)
        await uow.attempts.forget(by_number)
        await uow.commit()
    return found


async def _count(uow: UnitOfWork, key: str, at: datetime, *, free: int, longest: int) -> None:
    seconds = await uow.attempts.begin(key, at, free=free, longest=longest)
    if seconds:
        raise TooManyRequests(TOO_MANY_VERIFICATIONS, seconds)
