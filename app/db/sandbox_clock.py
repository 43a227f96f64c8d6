"""How far the sandbox's clock was moved, kept as a row so that every process sees the same day."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import sandbox_clock

_ONE_MICROSECOND = timedelta(microseconds=1)


class SqlSandboxClock:
    """The system's clock, moved forwards or back."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def now(self) -> datetime:
        """The instant that it shows."""
        async with self._reading.connect() as connection:
            offset = await connection.scalar(select(sandbox_clock.c.offset_microseconds))
        return datetime.now(UTC) + timedelta(microseconds=offset or 0)

    async def set(self, now: datetime) -> None:
        """Make it show ``now``, and go on from there."""
        offset = (now - datetime.now(UTC)) // _ONE_MICROSECOND
        row = insert(sandbox_clock).values(id=1, offset_microseconds=offset)
        async with self._engine.begin() as connection:
            await connection.execute(
                row.on_conflict_do_update(index_elements=["id"], set_={"offset_microseconds": offset})
            )

    async def reset(self) -> None:
        """Make it show the system's time again."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(sandbox_clock))
