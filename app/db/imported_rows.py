"""The rows of files that became dossiers, as rows."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.rows_as_json import insert_told
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
        self, owner: str, rows: Mapping[str, ImportedRow], *, at: datetime, since: datetime
    ) -> frozenset[str]:
        """Insert them, or take the place of those that do not count any more; in the order of their keys, so that two
        files that share some do not wait for each other."""
        told = [
            {
                "owner": owner,
                "key": key,
                "digest": f"\\x{rows[key].digest.hex()}",
                "dossier_id": rows[key].dossier_id,
                "imported_at": at,
            }
            for key in sorted(rows)
        ]
        added = insert_told(imported_rows, "rows", ("owner", "key", "digest", "dossier_id", "imported_at"))
        said = {name: added.excluded[name] for name in ("digest", "dossier_id", "imported_at")}
        statement = added.on_conflict_do_update(index_elements=["owner", "key"], set_=said, where=~_counts(since))
        return frozenset(await self._connection.scalars(statement.returning(imported_rows.c.key), {"rows": told}))

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
