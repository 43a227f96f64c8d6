"""Fundings of dossiers, as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.funded_dossiers import ONE, funded
from app.db.tables import fundings
from app.domain.funding import normalised_reference
from app.usecases.ports.fundings import FundedDossier


class SqlFundings:
    """The fundings, found by references without case, spaces and ``-./``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        row = {
            "dossier_id": dossier_id,
            "funder_code": funder_code,
            "reference": reference,
            "normalised_reference": normalised_reference(reference),
        }
        await self._connection.execute(insert(fundings).values(row).on_conflict_do_nothing())

    async def funded(self, funder_code: str | None, dossier_id: UUID) -> FundedDossier | None:
        """The dossier as its funder sees it."""
        row = (await self._connection.exec_driver_sql(ONE, (funder_code, dossier_id))).mappings().one_or_none()
        return None if row is None else funded({str(name): value for name, value in row.items()})

    async def confirm(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool | None:
        """Note the first confirmation; whether this was it, None where there is nothing to confirm."""
        of = _of(dossier_id, funder_code, reference)
        found = (
            await self._connection.execute(select(fundings.c.confirmed_at).where(of).with_for_update())
        ).one_or_none()
        if found is None:
            return None
        if found.confirmed_at is None:
            await self._connection.execute(update(fundings).where(of).values(confirmed_at=at))
        return found.confirmed_at is None

    async def reject(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool:
        """Note the rejection; whether there was something to reject."""
        rejected = await self._connection.execute(
            update(fundings).where(_of(dossier_id, funder_code, reference)).values(rejected_at=at, confirmed_at=None)
        )
        return rejected.rowcount > 0


def _of(dossier_id: UUID, funder_code: str, reference: str) -> ColumnElement[bool]:
    return (
        (fundings.c.dossier_id == dossier_id)
        & (fundings.c.funder_code == funder_code)
        & (fundings.c.normalised_reference == normalised_reference(reference))
        & fundings.c.rejected_at.is_(None)
    )
