"""Permits to make requests, counted for all processes together."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Batch:
    """Permits taken: how many, how many of the limit nobody has taken yet, and for how many seconds they count."""

    permits: int
    untaken: int
    seconds: float


class TakePermits(Protocol):
    """Where the permits of all processes are counted."""

    async def __call__(self, key: str, *, wanted: int, limit: int, window: int) -> Batch:
        """Take up to ``wanted`` of the permits that ``limit`` leaves to ``key`` in this window of so many seconds."""
        ...
