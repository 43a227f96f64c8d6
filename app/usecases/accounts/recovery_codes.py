"""Recovery codes: ten for a day without the telephone, each of which serves once."""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets

HOW_MANY = 10
FEW = 3
"""From how few on their owner is told to make others."""
_LETTERS, _GROUP = 24, 4
"""120 bits in Base32: nobody can try them all, so that a quick digest is enough (ASVS 6.5.2)."""


async def new_recovery_codes(uow: UnitOfWork, user_id: UUID, *, secrets: Secrets, at: datetime) -> tuple[str, ...]:
    """Ten codes in the place of the account's former ones, to be shown once; only their digests are kept."""
    codes = tuple(_code(secrets) for _ in range(HOW_MANY))
    await uow.factors.replace_recovery_codes(user_id, [secrets.digest(plain(code)) for code in codes], at)
    return codes


def plain(typed: str) -> str:
    """The code as it is kept: whoever copies one from paper may forget its dashes, or write in capitals."""
    return "".join(typed.split()).replace("-", "").lower()


def _code(secrets: Secrets) -> str:
    letters = b32encode(sha256(secrets.new().encode()).digest()).decode().lower()[:_LETTERS]
    return "-".join(letters[place : place + _GROUP] for place in range(0, _LETTERS, _GROUP))
