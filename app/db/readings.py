"""Hot reads: one statement each, outside any transaction, straight to the answer."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.departures import left_view, left_view_of
from app.db.dossier_views import view_for, view_of
from app.db.engine import driver_pool
from app.db.funded_dossiers import LOOKUP, ONE_UNLESS_REVOKED, cursor_of, funded, page_query
from app.db.pools import HOT, PoolState, Turnstile
from app.db.query_watch import UNWATCHED, QueryWatch
from app.db.shapes.unreadable import readable
from app.db.transient import is_lost_connection
from app.db.visibility import parameters_of
from app.db.waits import SECONDS_FOR_A_CONNECTION, SERVING
from app.domain.funding import normalised_reference
from app.usecases.access import Caller, Role
from app.usecases.accounts.step_up import SessionFactors
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.dossiers import DossierView
from app.usecases.ports.factors import FactorMethod
from app.usecases.ports.fundings import FundedDossier, FundedFilter

Rows = Callable[..., Awaitable[Sequence[Mapping[str, Any]]]]
"""What answers a statement and its values."""
_BATCH = 500
"""Small enough that others' requests do not wait for one to be worked on."""
_OPEN_SESSION = """
    SELECT TRUE FROM sessions WHERE id = $1 AND ended_at IS NULL AND expires_at > now()
    AND NOT EXISTS (SELECT FROM companies WHERE id = $2::uuid AND succession IS NOT NULL)
"""
_AWAITS_ENROLMENT = "SELECT TRUE FROM sessions WHERE id = $1 AND awaits_enrolment"
_SESSION_FACTORS = """
    SELECT s.proved_at,
        EXISTS (SELECT FROM totp_secrets t WHERE t.user_id = s.user_id AND t.sealed IS NOT NULL) AS totp,
        EXISTS (SELECT FROM passkeys p WHERE p.user_id = s.user_id) AS passkey,
        EXISTS (SELECT FROM recovery_codes r WHERE r.user_id = s.user_id AND r.used_at IS NULL) AS recovery_code
    FROM sessions s WHERE s.id = $1
"""


class Readings:
    """What is asked on nearly every request, on connections of a pool of the driver's, or of the shared pool.

    A statement given to the driver itself begins no transaction, and takes a quarter of the time that it takes
    through a connection of SQLAlchemy's.
    """

    def __init__(self, engine: AsyncEngine, watch: QueryWatch = UNWATCHED) -> None:
        self._engine = engine
        self._watch = watch
        self._pool: Any = None
        self._turnstile = Turnstile(HOT)
        self._rows_of_lists: Rows = self.rows

    @asynccontextmanager
    async def reading_from(self, url: str, *, size: int) -> AsyncIterator[None]:
        """Read from up to ``size`` connections of the driver's own, for as long as the block lasts."""
        async with driver_pool(url, size=size) as pool:
            self._pool = pool
            try:
                yield
            finally:
                self._pool = None

    def read_lists_from(self, rows: Rows) -> None:
        """Have what funders list read elsewhere, where it may be a little old; each dossier is still read here."""
        self._rows_of_lists = rows

    def pool_state(self) -> PoolState | None:
        """What the pool of the driver's holds; None where there is none."""
        if self._pool is None:
            return None
        idle = self._pool.get_idle_size()
        return PoolState(
            in_use=self._pool.get_size() - idle,
            idle=idle,
            most=self._pool.get_max_size(),
            waiting=self._turnstile.waiting,
        )

    async def session_is_open(self, session_id: UUID, company_id: UUID | None = None) -> bool:
        """Whether the session exists and has not ended, and the company that its token names was not succeeded."""
        return bool(await self.rows(_OPEN_SESSION, session_id, company_id))

    async def awaits_enrolment(self, session_id: UUID) -> bool:
        """Whether the session serves to enrol a second factor alone."""
        return bool(await self.rows(_AWAITS_ENROLMENT, session_id))

    async def session_factors(self, session_id: UUID) -> SessionFactors:
        """What was shown in the session, and what can be: recovery codes beside a factor alone."""
        (row,) = await self.rows(_SESSION_FACTORS, session_id)
        held = tuple(method for method in FactorMethod if row[method])
        has_factor = row[FactorMethod.TOTP] or row[FactorMethod.PASSKEY]
        return SessionFactors(proved_at=row["proved_at"], methods=held if has_factor else ())

    async def dossier_view(self, caller: Caller, dossier_id: UUID) -> DossierView | None:
        view = view_for(caller.role)
        arguments = view.arguments({"dossier_id": dossier_id, **parameters_of(caller)})
        rows = await self.rows(view.sql, *arguments)
        if not rows and caller.role is Role.EMPLOYER:
            return await self._as_left(caller, dossier_id)
        return view_of(rows[0]) if rows else None

    async def _as_left(self, caller: Caller, dossier_id: UUID) -> DossierView | None:
        """The dossier as it was when it left the caller's company (D64)."""
        view = left_view()
        arguments = view.arguments({"dossier_id": dossier_id, "caller_company_id": caller.company_id})
        rows = await self.rows(view.sql, *arguments)
        return left_view_of(rows[0]) if rows else None

    async def funded(
        self, funder_code: str | None, dossier_id: UUID, *, stops: Sequence[str]
    ) -> tuple[bool, FundedDossier | None]:
        """Whether the token is stopped; and the dossier as its funder sees it, None where it funds no such one."""
        (row,) = await self.rows(ONE_UNLESS_REVOKED, funder_code, dossier_id, stops)
        return row["stopped"], None if row["id"] is None else funded(row)

    async def funded_page(
        self, funder_code: str | None, request: PageRequest, wanted: FundedFilter
    ) -> Page[FundedDossier]:
        """Newest first; from ``updated_since`` on, the oldest change first."""
        rows = await self._funded_after(funder_code, wanted, after=request.after, limit=request.limit + 1)
        page = page_of(list(rows), request.limit, lambda last: cursor_of(last, wanted))
        return page.narrowed(lambda shown: readable(shown, funded))

    async def funded_stream(
        self, funder_code: str | None, wanted: FundedFilter, *, after: str | None
    ) -> AsyncGenerator[Sequence[FundedDossier], None]:
        """All of them, in batches; the database reads the next one while the last is being sent."""

        def begin(after: str | None) -> asyncio.Task[Sequence[Mapping[str, Any]]]:
            return asyncio.create_task(self._funded_after(funder_code, wanted, after=after, limit=_BATCH))

        reading = begin(after)
        try:
            while batch := await reading:
                reading = begin(cursor_of(batch[-1], wanted))
                await asyncio.sleep(0)  # the question leaves before the batch is worked on
                yield tuple(readable(batch, funded))
        finally:
            reading.cancel()

    async def _funded_after(
        self, funder_code: str | None, wanted: FundedFilter, *, after: str | None, limit: int
    ) -> Sequence[Mapping[str, Any]]:
        query, values = page_query(funder_code, wanted, after=after, limit=limit)
        return await self._rows_of_lists(query, *values)

    async def funded_under(
        self, funder_code: str | None, references: Sequence[str]
    ) -> Mapping[str, Sequence[FundedDossier]]:
        """The dossiers under each reference, by the references as given."""
        wanted = {reference: normalised_reference(reference) for reference in references}
        found: dict[str, list[FundedDossier]] = {normalised: [] for normalised in wanted.values()}
        rows = await self.rows(LOOKUP, funder_code, list(found))
        for normalised, dossier in readable(rows, lambda row: (row["normalised_reference"], funded(row))):
            found[normalised].append(dossier)
        return {reference: found[normalised] for reference, normalised in wanted.items()}

    async def rows(self, query: str, *values: object) -> Sequence[Mapping[str, Any]]:
        """What the driver itself answers to one statement, which is a transaction of its own.

        A connection that is found lost is replaced, and the statement asked once more: each may be asked twice.
        """
        try:
            return await self._once(query, values)
        except Exception as error:
            if not is_lost_connection(error):
                raise
        return await self._once(query, values)

    async def _once(self, query: str, values: tuple[object, ...]) -> Sequence[Mapping[str, Any]]:
        if self._pool is None:
            return await self._through_the_engine(query, values)
        with self._turnstile.passing():
            connection = await self._pool.acquire(timeout=SECONDS_FOR_A_CONNECTION)
        try:
            return await self._fetched(connection, query, values)
        finally:
            await self._pool.release(connection)

    async def _fetched(self, driver: Any, query: str, values: tuple[object, ...]) -> Sequence[Mapping[str, Any]]:
        begun = perf_counter()
        rows: Sequence[Mapping[str, Any]] = await driver.fetch(query, *values, timeout=SERVING.answer)
        self._watch.note(query, perf_counter() - begun)
        return rows

    async def _through_the_engine(self, query: str, values: tuple[object, ...]) -> Sequence[Mapping[str, Any]]:
        """The same, on one of the engine's connections: behind a pooler, or beside another's transactions."""
        async with self._engine.connect() as shared:
            driver: Any = (await shared.get_raw_connection()).driver_connection
            try:
                return await self._fetched(driver, query, values)
            except BaseException:
                await shared.invalidate()  # a connection on which something went wrong never goes back to the pool
                raise
