"""The pools of connections, measured: what is in use, what lies ready, who waits and for how long."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from time import perf_counter

from prometheus_client import Gauge, Histogram
from sqlalchemy import AsyncAdaptedQueuePool, Pool, PoolProxiedConnection, QueuePool

from app.telemetry.looking import looking

_SECONDS_BETWEEN_SAMPLES = 1.0

_CONNECTIONS = Gauge(
    "cqp_database_pool_connections",
    "Connections of a pool, by what they do: in_use, idle.",
    ("pool", "state"),
    multiprocess_mode="livesum",
)
_MAX = Gauge(
    "cqp_database_pool_max_connections",
    "The connections that a pool opens at most.",
    ("pool",),
    multiprocess_mode="livesum",
)
_WAITING = Gauge(
    "cqp_database_pool_waiting_requests",
    "Who waits for a connection of a pool at this moment.",
    ("pool",),
    multiprocess_mode="livesum",
)
_WAITS = Histogram(
    "cqp_database_pool_wait_seconds",
    "Seconds waited for a connection of a pool, those in which it was opened among them.",
    ("pool",),
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10),
)

TRANSACTIONS = "transactions"
"""The pool of SQLAlchemy's, on which all acts run."""
HOT = "hot"
"""The pool of the driver's, for what is read all day."""


@dataclass(frozen=True, slots=True)
class PoolState:
    """What a pool holds at one moment."""

    in_use: int
    idle: int
    most: int
    waiting: int


class Turnstile:
    """Who waits before a pool: counted while they do, timed when they are through."""

    def __init__(self, pool: str) -> None:
        self.waiting = 0
        self._waits = _WAITS.labels(pool)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for a connection."""
        self.waiting += 1
        begun = perf_counter()
        try:
            yield
        finally:
            self.waiting -= 1
            self._waits.observe(perf_counter() - begun)


_TURNSTILE = Turnstile(TRANSACTIONS)


# What SQLAlchemy's own pools say of each connection is below what is logged; a class of ours would be heard.
logging.getLogger(__name__).setLevel(logging.WARNING)


class MeasuredQueuePool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool, whose waits are measured."""

    def connect(self) -> PoolProxiedConnection:
        """A connection, once there is one."""
        with _TURNSTILE.passing():
            return super().connect()


def state_of(pool: Pool) -> PoolState:
    """What a pool of SQLAlchemy's holds; of another kind of pool than ours, who waits before it alone."""
    if not isinstance(pool, QueuePool):
        return PoolState(in_use=0, idle=0, most=0, waiting=_TURNSTILE.waiting)
    most = pool.size() + pool._max_overflow  # noqa: SLF001 - told nowhere else
    return PoolState(in_use=pool.checkedout(), idle=pool.checkedin(), most=most, waiting=_TURNSTILE.waiting)


class PoolWatch:
    """Looks at the pools of this process every second, and whenever somebody asks."""

    def __init__(self, pools: Mapping[str, Callable[[], PoolState | None]]) -> None:
        self._pools = pools

    def sample(self) -> None:
        """Note what each holds; one that is not open says nothing."""
        for name, look in self._pools.items():
            if (state := look()) is not None:
                _CONNECTIONS.labels(name, "in_use").set(state.in_use)
                _CONNECTIONS.labels(name, "idle").set(state.idle)
                _MAX.labels(name).set(state.most)
                _WAITING.labels(name).set(state.waiting)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look for as long as this lasts."""
        async with looking(self._look):
            yield

    async def _look(self) -> None:
        while True:
            self.sample()
            await asyncio.sleep(_SECONDS_BETWEEN_SAMPLES)
