"""Jobs as rows of pgqueuer's tables, written by the connection of the transaction that they belong to."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Self
from uuid import UUID

from pgqueuer.adapters.persistence.qb import (
    DBSettings,
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver, NotifyCallback
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.job_measures import job_tracing
from app.usecases.ports.jobs import JobKind

SCHEMA = "jobs"
OWN_WORK, _AFTER_OTHERS = 2, -1
_PRIORITIES = {JobKind.SEND_MAIL: 1, JobKind.DELIVER_WEBHOOK: 0, JobKind.PREVIEW_DOCUMENT: 0}
"""A server that is slow to answer must not hold up our own work, nor programs what people wait for, nor does a picture.

What somebody asks to have once more, or what a receiver did not take at first, holds up nothing of today."""
_NAMES = DBSettings(db_schema=SCHEMA)
_DROP_HELD = text(
    f"DELETE FROM {SCHEMA}.pgqueuer WHERE entrypoint = :kind AND payload = :subject AND status = 'failed'"  # noqa: S608
)


def queries_on(driver: Driver, kind: type[Queries] = Queries) -> Queries:
    """pgqueuer's statements, on our schema."""
    return kind(
        driver,
        qbe=QueryBuilderEnvironment(_NAMES),
        qbq=QueryQueueBuilder(_NAMES),
        qbs=QuerySchedulerBuilder(_NAMES),
        tracer=job_tracing(),
    )


class SqlJobs:
    """Jobs of one transaction, written together as it ends."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._unwritten: list[_Job] = []

    @cached_property
    def _queries(self) -> Queries:
        """Made by who enqueues: most transactions do not."""
        return queries_on(_TransactionDriver(self._connection))

    async def enqueue(
        self,
        kind: JobKind,
        subject: UUID | None = None,
        *,
        not_before: datetime | None = None,
        after_others: bool = False,
    ) -> None:
        """Keep the job; a worker sees it once the transaction is committed."""
        self._unwritten.append(_Job(kind, subject, not_before, after_others))

    async def enqueue_each(self, kind: JobKind, subjects: Sequence[UUID], *, after_others: bool = False) -> None:
        """Keep the jobs."""
        self._unwritten.extend(_Job(kind, subject, None, after_others) for subject in subjects)

    async def enqueue_anew(self, kind: JobKind, subject: UUID) -> None:
        """Drop what is held, whose trace stays in the log, and write a new job: who asks sees it in its place."""
        await self._connection.execute(_DROP_HELD, {"kind": kind.value, "subject": subject.bytes})
        await self.enqueue(kind, subject)
        await self.write()

    async def write(self) -> None:
        """Write those that are not yet, by one statement."""
        jobs, self._unwritten = self._unwritten, []
        if jobs:
            await self._queries.enqueue(
                [job.kind.value for job in jobs],
                [None if job.subject is None else job.subject.bytes for job in jobs],
                [job.priority for job in jobs],
                [_delay(job.not_before) for job in jobs],
            )


@dataclass(frozen=True, slots=True)
class _Job:
    kind: JobKind
    subject: UUID | None
    not_before: datetime | None
    after_others: bool

    @property
    def priority(self) -> int:
        """The greater it is, the sooner it is begun."""
        return _AFTER_OTHERS if self.after_others else _PRIORITIES.get(self.kind, OWN_WORK)


def _delay(until: datetime | None) -> timedelta | None:
    return None if until is None else max(until - datetime.now(UTC), timedelta())


class _TransactionDriver(Driver):
    """What pgqueuer needs to enqueue. asyncpg's own connection would not do: SQLAlchemy begins its transactions late,
    and what is written before is not undone with them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._shutdown = asyncio.Event()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        rows = await self._connection.exec_driver_sql(query, args)
        return [dict(row) for row in rows.mappings()]

    async def execute(self, query: str, *args: object) -> str:
        await self._connection.exec_driver_sql(query, args)
        return ""

    async def notify(self, channel: str, payload: str) -> None:
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        raise NotImplementedError("a transaction does not listen")

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return TaskManager()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...
