"""Port to a clock whose hands may be moved; only the sandbox has one."""

from datetime import datetime
from typing import Protocol


class MovableClock(Protocol):
    """Gives the instant from which legal days are read. Tokens never expire by it."""

    async def now(self) -> datetime: ...
    async def set(self, now: datetime) -> None: ...
    async def reset(self) -> None: ...
