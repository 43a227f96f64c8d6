"""Fundings of dossiers, as rows."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.funded_dossiers import ONE, funded
from app.db.tables import fundings
from app.domain.funding import Funding, normalised_reference
from app.usecases.ports.fundings import FundedDossier

_MEMBERS = (
    fundings.c.id,
    fundings.c.funder_code,
    fundings.c.reference,
    fundings.c.declared_at,
    fundings.c.confirmed_at,
    fundings.c.rejected_at,
    fundings.c.rejection_reason,
)


class SqlFundings:
    """The fundings, found by references without case, spaces and ``-./``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, dossier_id: UUID, funding: Funding) -> None:
        row = {"dossier_id": dossier_id, **_row(funding)}
        await self._connection.execute(insert(fundings).values(row).on_conflict_do_nothing())

    async def save(self, funding: Funding) -> None:
        await self._connection.execute(update(fundings).where(fundings.c.id == funding.id).values(_row(funding)))

    async def remove(self, funding_id: UUID) -> None:
        await self._connection.execute(delete(fundings).where(fundings.c.id == funding_id))

    async def of_dossier(self, dossier_id: UUID) -> tuple[Funding, ...]:
        """Every one of them, in the order of their declaration."""
        order = fundings.c.declared_at, fundings.c.funder_code, fundings.c.normalised_reference
        rows = await self._connection.execute(
            select(*_MEMBERS).where(fundings.c.dossier_id == dossier_id).order_by(*order)
        )
        return tuple(Funding(**row) for row in rows.mappings())

    async def funded(self, funder_code: str | None, dossier_id: UUID) -> FundedDossier | None:
        """The dossier as its funder sees it."""
        row = (await self._connection.exec_driver_sql(ONE, (funder_code, dossier_id))).mappings().one_or_none()
        return None if row is None else funded({str(name): value for name, value in row.items()})


def _row(funding: Funding) -> dict[str, Any]:
    return {**asdict(funding), "normalised_reference": normalised_reference(funding.reference)}
