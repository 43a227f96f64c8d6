"""The rows of files that became dossiers, as rows."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import dossiers, imported_rows
from app.usecases.ports.imports import BY_REFERENCE, ImportedRow


class SqlImportedRows:
    """One row each per owner and key; one that is known by its content gives way once it is too old."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, owner: str, keys: Collection[str], *, since: datetime) -> Mapping[str, ImportedRow]:
        """Those that count, by their keys."""
        kept = imported_rows.c
        query = (
            select(kept.key, kept.digest, kept.dossier_id, dossiers.c.number)
            .join(dossiers, dossiers.c.id == kept.dossier_id)
            .where(kept.owner == owner, kept.key.in_(keys), _counts(since))
        )
        return {
            row.key: ImportedRow(dossier_id=row.dossier_id, number=row.number, digest=row.digest)
            for row in await self._connection.execute(query)
        }

    async def keep(
        self, owner: str, key: str, digest: bytes, dossier_id: UUID, *, at: datetime, since: datetime
    ) -> bool:
        """Insert it, or take the place of one that does not count any more."""
        said = {"digest": digest, "dossier_id": dossier_id, "imported_at": at}
        statement = insert(imported_rows).values(owner=owner, key=key, **said)
        kept = await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["owner", "key"], set_=said, where=~_counts(since))
        )
        return kept.rowcount == 1

    async def hand_over(self, owner: str, successor: str) -> None:
        """Update whose they are, but for those that the successor has of the same key."""
        kept = imported_rows.alias("kept")
        theirs = select(kept.c.key).where(kept.c.owner == successor)
        await self._connection.execute(
            update(imported_rows)
            .where(imported_rows.c.owner == owner, imported_rows.c.key.not_in(theirs))
            .values(owner=successor)
        )


def _counts(since: datetime) -> ColumnElement[bool]:
    return or_(imported_rows.c.key.startswith(BY_REFERENCE), imported_rows.c.imported_at > since)
