"""Fundings of dossiers, as rows."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import fundings
from app.domain.funding import normalised_reference


class SqlFundings:
    """The fundings, found by references without case, spaces and ``-./``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        """Declare a funding; one that is declared already stays as it is."""
        row = {
            "dossier_id": dossier_id,
            "funder_code": funder_code,
            "reference": reference,
            "normalised_reference": normalised_reference(reference),
        }
        await self._connection.execute(insert(fundings).values(row).on_conflict_do_nothing())
