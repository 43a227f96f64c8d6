"""Hot reads: one statement each, outside any transaction, straight to the answer."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import PoolProxiedConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from app.db.funded_dossiers import LOOKUP, ONE, PAGE, funded
from app.domain.funding import normalised_reference
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.fundings import FundedDossier

_OPEN_SESSION = "SELECT TRUE FROM sessions WHERE id = $1 AND ended_at IS NULL"


class Driver(Protocol):
    """What is asked of the driver's own connection: its statements are prepared once, and begin no transaction."""

    async def fetchrow(self, query: str, *args: object) -> Mapping[str, Any] | None: ...
    async def fetch(self, query: str, *args: object) -> Sequence[Mapping[str, Any]]: ...


class Readings:
    """What is asked on nearly every request: connections of the shared pool, without what is laid upon them.

    A statement given to the driver itself takes a quarter of the time that it takes through a transaction or a
    connection of SQLAlchemy's (benchmarks/).
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.sync_engine

    async def session_is_open(self, session_id: UUID) -> bool:
        """Whether the session exists and has not ended."""
        async with self._driver() as driver:
            return await driver.fetchrow(_OPEN_SESSION, session_id) is not None

    async def funded(self, funder_code: str | None, dossier_id: UUID) -> FundedDossier | None:
        """The dossier as its funder sees it, None where it funds no such one."""
        async with self._driver() as driver:
            row = await driver.fetchrow(ONE, funder_code, dossier_id)
        return None if row is None else funded(row)

    async def funded_page(
        self, funder_code: str | None, request: PageRequest, *, reference: str | None, updated_since: datetime | None
    ) -> Page[FundedDossier]:
        """Newest first."""
        normalised = normalised_reference(reference) if reference is not None else None
        async with self._driver() as driver:
            rows = await driver.fetch(PAGE, funder_code, normalised, updated_since, request.after_id, request.limit + 1)
        return page_of([funded(row) for row in rows], request.limit, lambda found: str(found.members["id"]))

    async def funded_under(
        self, funder_code: str | None, references: Sequence[str]
    ) -> Mapping[str, Sequence[FundedDossier]]:
        """The dossiers under each reference, by the references as given."""
        wanted = {reference: normalised_reference(reference) for reference in references}
        found: dict[str, list[FundedDossier]] = {normalised: [] for normalised in wanted.values()}
        async with self._driver() as driver:
            for row in await driver.fetch(LOOKUP, funder_code, list(found)):
                found[row["normalised_reference"]].append(funded(row))
        return {reference: found[normalised] for reference, normalised in wanted.items()}

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[Driver]:
        """A connection of the pool; one on which something went wrong never goes back into it."""
        held: PoolProxiedConnection = await greenlet_spawn(self._engine.pool.connect)
        driver: Any = held.driver_connection
        try:
            yield driver
        except BaseException:
            await greenlet_spawn(held.invalidate)
            raise
        await greenlet_spawn(held.close)
