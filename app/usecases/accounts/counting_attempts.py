"""Counting attempts before they are made, so that many at once gain nothing."""

from datetime import datetime

from app.usecases.accounts.refusals import TOO_MANY_ATTEMPTS
from app.usecases.errors import TooManyRequests
from app.usecases.ports import UnitOfWork

_FREE_PER_ACCOUNT, _LONGEST_PER_ACCOUNT = 5, 300
_FREE_PER_SOURCE, _LONGEST_PER_SOURCE = 100, 60


async def count_attempt_from(uow: UnitOfWork, source_key: str, at: datetime) -> None:
    """Count one from a place. Raises TooManyRequests."""
    await _count(uow, source_key, at, free=_FREE_PER_SOURCE, longest=_LONGEST_PER_SOURCE)


async def count_attempt_on(uow: UnitOfWork, account_key: str, at: datetime) -> None:
    """Count one on an account. Raises TooManyRequests."""
    await _count(uow, account_key, at, free=_FREE_PER_ACCOUNT, longest=_LONGEST_PER_ACCOUNT)


async def _count(uow: UnitOfWork, key: str, at: datetime, *, free: int, longest: int) -> None:
    seconds = await uow.attempts.begin(key, at, free=free, longest=longest)
    if seconds:
        raise TooManyRequests(TOO_MANY_ATTEMPTS, seconds)
