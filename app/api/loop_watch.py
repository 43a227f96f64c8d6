"""How long the event loop stood still: whatever runs on it too long keeps everybody else waiting."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import Gauge, Histogram

from app.telemetry.looking import looking

_SECONDS_BETWEEN_LOOKS = 0.02

_STALLS = Histogram(
    "cqp_event_loop_stall_seconds",
    "By how much the event loop was late, at each look: what ran on it kept it from turning.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
_LONGEST = Gauge(
    "cqp_event_loop_longest_stall_seconds",
    "The longest since the process began, of all processes.",
    multiprocess_mode="max",
)


class LoopWatch:
    """Looks at the clock again and again; ``longest`` is by how much it came too late, at worst.

    ``longest_computing`` is how much of it the loop's own thread spent computing, at worst: not what it waited for,
    when the machine had other things to do.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self.longest_computing = 0.0

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look for as long as this lasts."""
        async with looking(self._look):
            yield

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, computed = loop.time() + _SECONDS_BETWEEN_LOOKS, time.thread_time()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            self.note(late=loop.time() - due, computing=time.thread_time() - computed)

    def note(self, *, late: float, computing: float) -> None:
        """Count one look."""
        _STALLS.observe(max(0.0, late))
        self.longest_computing = max(self.longest_computing, min(late, computing))
        if late > self.longest:
            self.longest = late
            _LONGEST.set(late)
