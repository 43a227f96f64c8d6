"""Another dossier is read while something goes on, again and again: how long does that keep its reader waiting?"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Self

import httpx

from app.usecases.access import Role
from benchmarks.closing.desk import Desk

_PROBED_EACH = 0.02


@dataclass(slots=True)
class Probe:
    """How long each reading of another dossier takes, counted from when it was due: who is late asks at once."""

    seconds: list[float] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def asking(cls, address: str, desk: Desk, path: str) -> AsyncIterator[Self]:
        """One, on a connection of its own, for as long as the block lasts."""
        probe = cls()
        headers = desk.headers(Role.EMPLOYER)
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=120) as client:
            (await client.get(path)).raise_for_status()
            task = asyncio.create_task(probe._ask(client, path))
            try:
                yield probe
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _ask(self, client: httpx.AsyncClient, path: str) -> None:
        due = time.perf_counter()
        while True:
            (await client.get(path)).raise_for_status()
            self.seconds.append(time.perf_counter() - due)
            due += _PROBED_EACH
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    def told(self) -> str:
        """Its median, its worst hundredth and its worst."""
        told = median(self.seconds), percentile(self.seconds, 99), max(self.seconds)
        return " / ".join(f"{1000 * each:.0f}" for each in told)


def percentile(taken: Sequence[float], percent: int) -> float:
    """What so many hundredths took at most."""
    return sorted(taken)[ceil(len(taken) * percent / 100) - 1]
