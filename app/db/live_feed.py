"""The feed as people follow it: each event with those whom it may be told to, and what wakes who waits for more.

PostgreSQL tells of new events by NOTIFY, which PgBouncer passes on to it and never back: who listens needs a
connection of their own to the database itself. Where there is none, the feed is read each second.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import driver_address
from app.db.events import CHANNEL
from app.db.feed import assign_positions, last_place, place_of_mark
from app.db.named_connection import APPLICATION
from app.usecases.live import audience_of
from app.usecases.logs import log_event
from app.usecases.ports.live import LiveEvent, LiveNews, LiveSlice

logger = logging.getLogger("cqp.live")

_POLL = 1.0
_UNTOLD = 15.0
"""Seconds after which who listens looks all the same, and tries the connection that nothing came by."""
_TO_CONNECT_AGAIN = 5.0
_AFTER = text(
    """
    SELECT e.place, e.id::text AS id, e.type, e.about, e.dossier_id, e.details ->> 'operation_id' AS operation_id,
        d.company_id, d.evaluator_id, ARRAY(
            SELECT m.user_id FROM jury_members m JOIN jury_sessions s ON s.id = m.session_id
            WHERE CASE WHEN e.dossier_id IS NULL THEN m.session_id = e.about
                ELSE m.session_id = d.jury_session_id AND s.state NOT IN ('closed', 'cancelled') END
        ) AS jury
    FROM events e LEFT JOIN dossiers d ON d.id = e.dossier_id
    WHERE e.place > :after
    ORDER BY e.place
    LIMIT :limit
    """
)
_CLOSED = text(
    """
    SELECT listening.id FROM unnest(cast(:sessions AS uuid[]), cast(:companies AS uuid[])) AS listening (id, company_id)
    WHERE NOT EXISTS (SELECT FROM sessions s WHERE s.id = listening.id AND s.ended_at IS NULL AND s.expires_at > now())
    OR EXISTS (SELECT FROM companies c WHERE c.id = listening.company_id AND c.succession IS NOT NULL)
    """
)


class SqlLiveFeed:
    """The feed on ``engine``; ``listen_at``: the address of the database itself, None where it is read each second."""

    def __init__(self, engine: AsyncEngine, *, listen_at: str | None = None) -> None:
        self._engine = engine
        self._listen_at = listen_at

    @asynccontextmanager
    async def news(self) -> AsyncIterator[LiveNews]:
        if self._listen_at is None:
            yield Polling()
            return
        listening = Listening(self._listen_at)
        try:
            yield listening
        finally:
            await listening.close()

    async def end(self) -> LiveSlice:
        async with self._engine.connect() as connection:
            await assign_positions(connection)
            await connection.commit()
            place, mark = await last_place(connection)
        return LiveSlice(events=(), place=place, mark=mark, ended=True)

    async def after(self, mark: str, *, limit: int) -> LiveSlice:
        async with self._engine.connect() as connection:
            await assign_positions(connection)
            await connection.commit()
            start = await place_of_mark(connection, mark)
            rows = (await connection.execute(_AFTER, {"after": start, "limit": limit})).all()
        events = tuple(map(_event_of, rows))
        if not events:
            return LiveSlice(events=(), place=start, mark=mark, ended=True)
        return LiveSlice(events=events, place=events[-1].place, mark=events[-1].mark, ended=len(events) < limit)

    async def closed_among(self, sessions: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
        values = {"sessions": list(sessions), "companies": list(sessions.values())}
        async with self._engine.connect() as connection:
            return frozenset((await connection.scalars(_CLOSED, values)).all())


def _event_of(row: Row[Any]) -> LiveEvent:
    return LiveEvent(
        place=row.place,
        mark=f"{row.place}.{row.id}",
        type=row.type,
        dossier_id=None if row.dossier_id is None else str(row.dossier_id),
        subject=str(row.about),
        operation_id=row.operation_id,
        audience=audience_of(
            row.type,
            about=row.about,
            dossier_id=row.dossier_id,
            company_id=row.company_id,
            evaluator_id=row.evaluator_id,
            jury=row.jury,
        ),
    )


class Polling:
    """Looks each second."""

    async def wait(self, seconds: float) -> bool:
        """Until the second is over."""
        await asyncio.sleep(min(seconds, _POLL))
        return True


class Listening:
    """One connection that LISTENs. While it is lost the feed is read each second, and it is made anew."""

    def __init__(self, url: str) -> None:
        address, self._arguments = driver_address(url)
        self._dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
        self._told = asyncio.Event()
        self._connection: Any = None
        self._looked_at = monotonic()
        self._tried_at = -_TO_CONNECT_AGAIN

    async def wait(self, seconds: float) -> bool:
        """Until the database tells of something; also true now and then without a word."""
        if not await self._is_heard():
            await asyncio.sleep(min(seconds, _POLL))
            return True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._told.wait()
        is_told = self._told.is_set() or monotonic() - self._looked_at > _UNTOLD
        if is_told:
            self._told.clear()
            self._looked_at = monotonic()
        return is_told

    async def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _is_heard(self) -> bool:
        """Whether the connection answers: asked where it was silent, made anew where it is lost, once in a while."""
        try:
            if self._connection is not None and not self._connection.is_closed():
                if monotonic() - self._looked_at > _UNTOLD:
                    await self._connection.execute("SELECT 1", timeout=_POLL)
                return True
            if monotonic() - self._tried_at < _TO_CONNECT_AGAIN:
                return False
            self._tried_at = monotonic()
            await self._connect()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            await self.close()
            log_event(logger, logging.WARNING, "live_connection_lost", words=type(error).__name__)
            return False
        return True

    async def _connect(self) -> None:
        settings = {"application_name": f"{APPLICATION} live"}
        self._connection = await asyncpg.connect(self._dsn, server_settings=settings, **self._arguments)
        await self._connection.add_listener(CHANNEL, self._note)
        self._connection.add_termination_listener(lambda _: self._told.set())
        self._told.set()  # of what happened meanwhile nobody told

    def _note(self, *_: object) -> None:
        self._told.set()
