"""Fundings of dossiers, as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import fundings
from app.domain.funding import normalised_reference


class SqlFundings:
    """One row for each reference that a funder has on a dossier."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        """Insert the reference, unless it is there."""
        await self._connection.execute(
            insert(fundings)
            .values(
                dossier_id=dossier_id,
                funder_code=funder_code,
                reference=reference,
                normalised_reference=normalised_reference(reference),
            )
            .on_conflict_do_nothing()
        )

    async def has(self, dossier_id: UUID, funder_code: str, reference: str) -> bool:
        """Whether the reference is there, and not rejected."""
        return bool(await self._connection.scalar(select(exists().where(_of(dossier_id, funder_code, reference)))))

    async def confirm(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool:
        """Note the first confirmation; whether this was it."""
        confirmed = await self._connection.execute(
            update(fundings)
            .where(_of(dossier_id, funder_code, reference), fundings.c.confirmed_at.is_(None))
            .values(confirmed_at=at)
        )
        return confirmed.rowcount > 0

    async def reject(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> None:
        """Note the rejection."""
        await self._connection.execute(
            update(fundings).where(_of(dossier_id, funder_code, reference)).values(rejected_at=at, confirmed_at=None)
        )


def _of(dossier_id: UUID, funder_code: str, reference: str) -> ColumnElement[bool]:
    return (
        (fundings.c.dossier_id == dossier_id)
        & (fundings.c.funder_code == funder_code)
        & (fundings.c.normalised_reference == normalised_reference(reference))
        & fundings.c.rejected_at.is_(None)
    )
