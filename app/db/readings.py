"""Hot reads: one statement each, outside any transaction, straight to the answer."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import sessions

_OPEN_SESSION = select(sessions.c.id).where(sessions.c.id == bindparam("session_id"), sessions.c.ended_at.is_(None))


class Readings:
    """What is asked on nearly every request, without the round trips of a transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def session_is_open(self, session_id: UUID) -> bool:
        """Whether the session exists and has not ended."""
        async with self._engine.connect() as connection:
            return await connection.scalar(_OPEN_SESSION, {"session_id": session_id}) is not None
