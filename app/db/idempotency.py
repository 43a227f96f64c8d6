"""Answers kept under their Idempotency-Key, in the transaction of the effect."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.tables import idempotency_keys
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.text import Text
from app.usecases.errors import RequestInProgress
from app.usecases.ports.idempotency import StoredAnswer


class SqlReservation:
    """A transaction that holds a key, and under which the request's units of work are savepoints."""

    def __init__(
        self, engine: AsyncEngine, connection: AsyncConnection, subject: str, key: str, found: StoredAnswer | None
    ) -> None:
        self._engine = engine
        self._connection = connection
        self._subject = subject
        self._key = key
        self._found = found
        self._may_have_lasted = False

    @property
    def may_have_lasted(self) -> bool:
        """Whether a commit was sent."""
        return self._may_have_lasted

    @property
    def found(self) -> StoredAnswer | None:
        """What was answered before."""
        return self._found

    def unit_of_work(self) -> SqlUnitOfWork:
        """A unit of work inside this transaction."""
        return SqlUnitOfWork(self._engine, ambient=self._connection)

    async def keep(self, answer: StoredAnswer, *, expires_at: datetime) -> None:
        """Store the answer over an expired one, and commit."""
        columns = {
            "fingerprint": answer.fingerprint,
            "status": answer.status,
            "headers": [list(header) for header in answer.headers],
            "body": answer.body,
            "expires_at": expires_at,
        }
        statement = insert(idempotency_keys).values(subject=self._subject, key=self._key, **columns)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["subject", "key"], set_=columns))
        self._may_have_lasted = True
        await self._connection.commit()


class SqlIdempotencyStore:
    """The store on PostgreSQL: an advisory lock tells a request under way from one that has ended."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def reserve(self, subject: str, key: str, *, at: datetime) -> AsyncIterator[SqlReservation]:
        """Hold the key until the transaction ends. Raises RequestInProgress when another request holds it."""
        async with self._engine.connect() as connection:
            if not await _lock(connection, subject, key):
                raise RequestInProgress(
                    Text(
                        fr="La première requête portant cette clé n'est pas terminée : réessayez dans un instant.",
                        en="The first request with this key has not finished: try again in a moment.",
                    )
                )
            yield SqlReservation(self._engine, connection, subject, key, await _find(connection, subject, key, at))


async def _lock(connection: AsyncConnection, subject: str, key: str) -> bool:
    name = func.hashtextextended(f"{subject}\n{key}", 0)
    return bool(await connection.scalar(select(func.pg_try_advisory_xact_lock(name))))


async def _find(connection: AsyncConnection, subject: str, key: str, at: datetime) -> StoredAnswer | None:
    kept = idempotency_keys.c
    row = (
        await connection.execute(
            select(kept.fingerprint, kept.status, kept.headers, kept.body).where(
                kept.subject == subject, kept.key == key, kept.expires_at > at
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return StoredAnswer(
        fingerprint=row.fingerprint,
        status=row.status,
        headers=tuple((name, value) for name, value in row.headers),
        body=row.body,
    )
