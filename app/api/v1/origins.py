"""Where a record was taken over from, on the wire (D77)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from app.api.bodies import MirrorBody
from app.domain.takeovers import ImportOrigin
from app.usecases.ports import UnitOfWork


class OriginOut(MirrorBody):
    """The batch of the takeover, and how the former system calls itself and the record."""

    batch: UUID
    source: str
    source_id: str
    imported_at: datetime


def origin_out(origin: ImportOrigin | None) -> OriginOut | None:
    """The origin on the wire, None of what began here."""
    return OriginOut.of(origin) if origin is not None else None


async def origins_of(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, OriginOut]:
    """Those of these things that were taken over."""
    async with uow:
        found = await uow.takeovers.origins(ids) if ids else {}
    return {each: OriginOut.of(origin) for each, origin in found.items()}
