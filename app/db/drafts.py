"""Drafts, as rows: their JSON is text, so that it is answered as it was put."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import drafts
from app.domain.drafts import Draft
from app.usecases.errors import StaleVersion
from app.usecases.ports.drafts import DraftOwner


class SqlDrafts:
    """The rows, by owner and key."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, owner: DraftOwner, key: str, *, lock: bool = False) -> Draft | None:
        """Read the row."""
        of = drafts.c
        query = select(of.key, of.content, of.version, of.saved_at).where(of.owner == owner.name, of.key == key)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
        return None if row is None else Draft(**row)

    async def count(self, owner: DraftOwner, *, since: datetime) -> int:
        """Count the rows."""
        own = select(func.count()).where(drafts.c.owner == owner.name, drafts.c.saved_at > since)
        return int(await self._connection.scalar(own) or 0)

    async def put(self, owner: DraftOwner, draft: Draft, *, over: int | None) -> None:
        """Insert the row, or update it. Raises StaleVersion."""
        told = {"content": draft.content, "version": draft.version, "saved_at": draft.saved_at}
        if over is None:
            of_whom = {"owner": owner.name, "user_id": owner.user_id, "dossier_id": owner.dossier_id}
            new = insert(drafts).values(key=draft.key, **of_whom, **told).on_conflict_do_nothing()
            written = await self._connection.execute(new)
        else:
            own = (drafts.c.owner == owner.name) & (drafts.c.key == draft.key) & (drafts.c.version == over)
            written = await self._connection.execute(update(drafts).where(own).values(**told))
        if written.rowcount != 1:
            raise StaleVersion

    async def delete(self, owner: DraftOwner, key: str) -> None:
        await self._connection.execute(delete(drafts).where(drafts.c.owner == owner.name, drafts.c.key == key))
