"""A replica that is asked what may be a little old; how old is bounded, and told.

How far behind it is cannot be read from its clock: one that nothing reaches any more believes itself up to date, and
one to which nothing was written seems late. So the primary is asked every second how far its journal (WAL) has come;
the replica knows all that was committed before the latest moment whose place it has passed.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from types import TracebackType
from typing import Any, Self

import asyncpg
from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.readings import Readings
from app.db.transient import transient_fault_of
from app.db.unit_of_work import SqlUnitOfWork
from app.telemetry.looking import looking

_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_TO_ANSWER = 2.0
_AWAY = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""How one of them shows that it does not answer."""
_WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint AS place"
_REPLAYED = """
    SELECT pg_wal_lsn_diff(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END, '0/0'
    )::bigint AS place
"""


@cache
def replica_age() -> Gauge:
    """The measure, made where there is a replica: who has none tells nothing of it."""
    return Gauge(
        "cqp_replica_age_seconds",
        "How old at most what the replica answers is; -1 where it is too old or away, and the primary answers.",
        multiprocess_mode="mostrecent",
    )


class Replica:
    """The replica, and the primary that stands in for it while it is away or more than ``most`` seconds behind."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        primary: AsyncEngine,
        primary_readings: Readings,
        most: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine = engine
        self.primary = primary
        self._readings = Readings(engine)
        self._primary_readings = primary_readings
        self._most = most
        self._now = now
        self._places: deque[tuple[float, int]] = deque()
        self._knows_until: float | None = None

    def age(self) -> float | None:
        """Seconds: how old its answer is at most. None where nobody should be given it."""
        if self._knows_until is None:
            return None
        age = self._now() - self._knows_until
        return age if age <= self._most else None

    async def rows(self, query: str, *values: object) -> Sequence[Mapping[str, Any]]:
        """What it answers to the statement; what the primary does where it is not to be asked, or fails."""
        if self.age() is not None:
            try:
                return await self._readings.rows(query, *values)
            except Exception as error:
                self.lose(error)
        return await self._primary_readings.rows(query, *values)

    def unit_of_work(self) -> SqlUnitOfWork:
        """One that reads, on whichever of both may be asked."""
        return _ReadingUnitOfWork(self)

    def lose(self, error: Exception) -> None:
        """Ask it no more until it is seen again. Raises the error where it is our own fault, and not the replica's."""
        if transient_fault_of(error) is None:
            raise error
        self._knows_until = None

    async def look(self) -> None:
        """See how far both have come."""
        asked = self._now()
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                self._places.append((asked, await self._place(self._primary_readings, _WRITTEN)))
        except _AWAY:
            pass  # the primary is away: what the replica knew of it does not become newer
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                self._note(await self._place(self._readings, _REPLAYED))
        except _AWAY:
            self._knows_until = None
        age = self.age()
        replica_age().set(-1 if age is None else age)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look every second, for as long as the block lasts."""
        try:
            async with looking(self._look_again_and_again):
                yield
        finally:
            await self.engine.dispose()

    async def _look_again_and_again(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def _note(self, replayed: int) -> None:
        """The latest moment whose place was passed; of those before it none matters any more."""
        passed = [moment for moment, place in self._places if place <= replayed]
        if passed:
            self._knows_until = max(passed)
        while self._places and (self._places[0][0] < self._now() - self._most or self._places[0][0] in passed[:-1]):
            self._places.popleft()

    async def _place(self, readings: Readings, question: str) -> int:
        (row,) = await readings.rows(question)
        place: int = row["place"]
        return place


class _ReadingUnitOfWork(SqlUnitOfWork):
    """On the replica, or on the primary where it cannot be had."""

    def __init__(self, replica: Replica) -> None:
        super().__init__(replica.primary if replica.age() is None else replica.engine)
        self._replica = replica

    async def __aenter__(self) -> Self:
        try:
            return await super().__aenter__()
        except Exception as error:
            if self._engine is self._replica.primary:
                raise
            self._replica.lose(error)
        self._engine = self._replica.primary
        return await super().__aenter__()

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(exc, Exception) and self._engine is self._replica.engine:
            with suppress(Exception):
                self._replica.lose(exc)
        await super().__aexit__(exc_type, exc, traceback)
