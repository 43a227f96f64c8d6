"""What can be measured of the database's side: the pool of this process, and the work that waits."""

from collections.abc import Mapping

from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.facts.counting import count_unreadable
from app.db.jobs import SCHEMA
from app.db.readings import Readings

_JOBS = f"SELECT status::text AS status, count(*) AS number FROM {SCHEMA}.pgqueuer GROUP BY status"  # noqa: S608 - our own name
_STATES = {"queued": "jobs_waiting", "picked": "jobs_under_way", "failed": "jobs_failed"}


class DatabaseGauges:
    """Read when somebody asks, at the cost of one statement."""

    def __init__(self, engine: AsyncEngine, *, holds_outgoing: bool = False) -> None:
        self._engine = engine
        self._holds_outgoing = holds_outgoing
        self._pool = engine.pool
        self._readings = Readings(engine)

    async def read(self) -> Mapping[str, float]:
        """The values by name."""
        found = dict.fromkeys(_STATES.values(), 0.0) | {"outgoing_held": float(self._holds_outgoing)}
        for row in await self._readings.rows(_JOBS):
            if row["status"] in _STATES:
                found[_STATES[row["status"]]] = row["number"]
        if isinstance(self._pool, QueuePool):
            found |= {"pool_size": self._pool.size(), "pool_in_use": self._pool.checkedout()}
        return found

    async def unreadable_facts(self) -> Mapping[str, int]:
        """How many records cannot be read, by what they are."""
        return await count_unreadable(self._engine)
