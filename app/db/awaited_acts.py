"""What dossiers wait for, as rows: replaced with their dossier, so that an inbox is one reading of an index."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import NEVER, awaited_acts, dossiers
from app.domain.awaited_acts import AwaitedAct


class SqlAwaitedActs:
    """The open acts of dossiers, and whom each dossier waits for."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, dossier_id: UUID, acts: Iterable[AwaitedAct], on: date) -> bool:
        """Replace the rows that are not as they were; an act that was open stays open since then."""
        its = awaited_acts.c.dossier_id == dossier_id
        kept = (await self._connection.execute(select(awaited_acts).where(its))).mappings().all()
        since = {(row["operation_id"], row["actor"]): row["since"] for row in kept}
        rows = [_row(dossier_id, act, since.get((act.operation_id, act.actor), on)) for act in acts]
        if _as_a_set(rows) == _as_a_set(map(dict, kept)):
            return False
        await self._connection.execute(delete(awaited_acts).where(its))
        if rows:
            await self._connection.execute(insert(awaited_acts).values(rows))
        waiting_for = sorted({row["actor"] for row in rows})
        await self._connection.execute(
            update(dossiers).where(dossiers.c.id == dossier_id).values(waiting_for=waiting_for)
        )
        return True


def _row(dossier_id: UUID, act: AwaitedAct, since: date) -> dict[str, Any]:
    return {
        "dossier_id": dossier_id,
        "operation_id": act.operation_id,
        "actor": str(act.actor),
        "since": since,
        "due_by": act.due_on or NEVER,
        "closes_with_jury": act.closes_with_jury,
    }


def _as_a_set(rows: Iterable[dict[str, Any]]) -> frozenset[frozenset[tuple[str, Any]]]:
    return frozenset(frozenset(row.items()) for row in rows)
