"""Port to what a verification looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.certificates import Certificate
from app.domain.former_register import FormerAward


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifiable:
    """What has a number: a certificate, or an award of the former register; and which keys something is held against,
    with the seconds that each must wait."""

    certificate: Certificate | None
    award: FormerAward | None
    held_against: Mapping[str, int]


class Verifications(Protocol):
    """What is looked at as one, however it ends: nobody learns by the time that it takes."""

    async def look_up(self, number: str, free: Mapping[str, int], at: datetime) -> Verifiable:
        """What has that number, as anybody writes it; nothing is counted.

        ``free``: how many attempts each key has before it waits.
        """
        ...
