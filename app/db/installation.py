"""Of which installation a database is, as a row; and what a restored one needs before it serves."""

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import installation
from app.usecases.ports.installation import Installation

_FORWARD = text("""
    SELECT setval('dossier_numbers', greatest(
        (SELECT last_value FROM dossier_numbers),
        (SELECT coalesce(max(split_part(number, '-', 3)::bigint), 0) FROM dossiers WHERE number ~ '^CQP-[0-9]+-[0-9]+$')
    ) + :by)
""")
_END_SESSIONS = text("UPDATE sessions SET ended_at = now() WHERE ended_at IS NULL AND expires_at > now()")


class SqlInstallation:
    """The row."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def read(self) -> Installation:
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(installation.c.name, installation.c.generation))).one()
        return Installation(name=row.name, generation=row.generation)

    async def write(self, new: Installation) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(installation).values(name=new.name, generation=new.generation))


async def move_numbers_forward(engine: AsyncEngine, *, by: int) -> int:
    """Leave out the numbers that dossiers may have borne in the time that was lost; the last one left out.

    Nothing undoes it, and done again it leaves out as many more.
    """
    async with engine.begin() as connection:
        return int(await connection.scalar(_FORWARD, {"by": by}) or 0)


async def end_sessions(engine: AsyncEngine) -> int:
    """End every session: some were ended in the time that was lost. How many there were."""
    async with engine.begin() as connection:
        return (await connection.execute(_END_SESSIONS)).rowcount
