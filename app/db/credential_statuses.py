"""The places of certificates in the lists of revocations, as rows."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import DateTime

from app.db.tables import certificates, credential_statuses
from app.domain.credentials import FULL_LIST, StatusPlace


class SqlCredentialStatuses:
    """Places by certificate."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def place_of(self, number: str, draw: Callable[[], int]) -> StatusPlace:
        """The certificate's place; one that is drawn is drawn again while another has it."""
        while (found := await self._place(number)) is None:
            place = {"list_number": await self._list_to_fill(), "position": draw()}
            taken = insert(credential_statuses).values(certificate_number=number, **place).on_conflict_do_nothing()
            await self._connection.execute(taken)
        return found

    async def list_exists(self, list_number: int) -> bool:
        """Whether any certificate has a place in it."""
        query = select(credential_statuses.c.position).where(credential_statuses.c.list_number == list_number).limit(1)
        return (await self._connection.execute(query)).one_or_none() is not None

    async def revoked_in(self, list_number: int) -> dict[int, datetime]:
        """The places of the revoked certificates, and when each was."""
        revoked_at = cast(certificates.c.facts["revocation"]["at"].astext, DateTime(timezone=True))
        query = (
            select(credential_statuses.c.position, revoked_at.label("revoked_at"))
            .join(certificates, certificates.c.number == credential_statuses.c.certificate_number)
            .where(credential_statuses.c.list_number == list_number, certificates.c.state == "revoked")
        )
        return {row.position: row.revoked_at for row in await self._connection.execute(query)}

    async def _place(self, number: str) -> StatusPlace | None:
        query = select(credential_statuses).where(credential_statuses.c.certificate_number == number)
        row = (await self._connection.execute(query)).one_or_none()
        return StatusPlace(row.list_number, row.position) if row is not None else None

    async def _list_to_fill(self) -> int:
        """The last list, or the next one once it is full."""
        last = select(func.coalesce(func.max(credential_statuses.c.list_number), 1)).scalar_subquery()
        query = select(last, func.count()).where(credential_statuses.c.list_number == last)
        number, taken = (await self._connection.execute(query)).one()
        return int(number) + int(taken >= FULL_LIST)
