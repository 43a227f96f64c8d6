"""The jobs as a worker sees them: taken, done, tried again, held. pgqueuer does it; this is what we ask of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Self
from uuid import UUID

import pgqueuer
from pgqueuer.adapters.drivers.asyncpg import Relay
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.core.qm import QueueManager
from pgqueuer.core.tm import TaskManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context, Job, Schedule, TracebackRecord
from pgqueuer.domain.types import QueueEntrypoint, QueueExecutionMode
from pgqueuer.ports.driver import Driver, NotifyCallback
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.job_measures import attempt_at, job_tracing
from app.db.jobs import OWN_WORK, SCHEMA, queries_on
from app.telemetry.operations import become_operation
from app.telemetry.pulse import Pulse
from app.usecases.logs import lines_of, log_event
from app.usecases.ports.jobs import JobKind

JobHandler = Callable[[UUID | None], Awaitable[None]]
"""Does one kind of job to its subject. What it raises is a reason to try again later."""

_log = logging.getLogger(__name__)

AT_A_TIME = 4
"""How many jobs a worker takes from the queue at once."""
CONNECTIONS = 2 * 2 * AT_A_TIME + 4
"""What a worker's engine should be able to open: each job under way may hold two; and some for the queue itself."""

_COUNT_START = text(
    f"UPDATE {SCHEMA}.pgqueuer SET headers = coalesce(nullif(headers, 'null'), '{{}}') "  # noqa: S608 - our own name
    "|| jsonb_build_object('starts', coalesce((headers ->> 'starts')::int, 0) + 1) WHERE id = :id "
    "RETURNING (headers ->> 'starts')::int"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long a worker goes on with what does not succeed.

    ``first_delay`` doubles at each failure, up to ``longest_delay``; after ``attempts`` of them the job is held.
    ``unfinished_starts``: so many workers may die over one job before it is held as what kills them.
    ``silence``: a worker of whom nothing was heard for so long is dead, and others take its jobs.
    ``poll``: how often to look for jobs of which no notice came.
    """

    attempts: Mapping[JobKind, int]
    usual_attempts: int = 10
    first_delay: timedelta = timedelta(seconds=5)
    longest_delay: timedelta = timedelta(hours=1)
    unfinished_starts: int = 5
    silence: timedelta = timedelta(seconds=30)
    poll: timedelta = timedelta(seconds=5)


class KilledItsWorkersError(Exception):
    """A job was begun again and again, and no worker lived to say how it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQueue:
    """Any number of these, in any number of processes, share the work. ``pulse`` beats while one looks for some."""

    engine: AsyncEngine
    handlers: Mapping[JobKind, JobHandler]
    schedule: Mapping[JobKind, str]
    retry_policy: RetryPolicy
    pulse: Pulse = field(default_factory=Pulse)

    async def run(self, stop: asyncio.Event, *, shutdown_timeout: timedelta) -> None:
        """Work until ``stop``; then finish what was begun within ``shutdown_timeout``, and hand the rest back.

        A database that goes away is waited for.
        """
        give_up = asyncio.Event()
        hurry = asyncio.create_task(_later(stop, shutdown_timeout, give_up))
        try:
            await pgqueuer.run(
                partial(self._workshop, give_up),
                dequeue_timeout=self.retry_policy.poll,
                batch_size=AT_A_TIME,
                max_concurrent_tasks=2 * AT_A_TIME,
                heartbeat_timeout=self.retry_policy.silence,
                restart_on_failure=True,
                restart_delay=timedelta(seconds=1),
                shutdown=stop,
            )
        finally:
            hurry.cancel()

    async def drain(self) -> None:
        """Do everything that is due, and what becomes due by doing it; then return."""
        driver = _EngineDriver(self.engine, listens=False)
        manager = _Drainer(queries_on(driver, _DueOnly), tracer=job_tracing())
        self._teach(manager, asyncio.Event())
        if await manager.queries.queued_work([QueueEntrypoint(kind) for kind in self.handlers]):
            await manager.run(
                dequeue_timeout=timedelta(milliseconds=5),
                batch_size=AT_A_TIME,
                max_concurrent_tasks=2 * AT_A_TIME,
                mode=QueueExecutionMode.drain,
                heartbeat_timeout=self.retry_policy.silence,
                log_aggregation_interval=timedelta(),
            )

    @asynccontextmanager
    async def _workshop(self, give_up: asyncio.Event) -> AsyncIterator[pgqueuer.PgQueuer]:
        driver = _EngineDriver(self.engine, pulse=self.pulse)
        workshop = pgqueuer.PgQueuer(driver, queries=queries_on(driver, _PatientQueries))
        workshop.qm.tracer = job_tracing()
        self._teach(workshop.qm, give_up)
        for kind, when in self.schedule.items():
            workshop.schedule(kind.value, when)(partial(_enqueue, workshop.qm, kind))
        yield workshop

    def _teach(self, manager: QueueManager, give_up: asyncio.Event) -> None:
        for kind, handler in self.handlers.items():
            executor = partial(
                _CountingExecutor,
                engine=self.engine,
                give_up=give_up,
                unfinished_starts=self.retry_policy.unfinished_starts,
                max_attempts=self.retry_policy.attempts.get(kind, self.retry_policy.usual_attempts),
                initial_delay=self.retry_policy.first_delay,
                max_delay=self.retry_policy.longest_delay,
            )
            taught = manager.entrypoint(kind.value, on_failure="hold", accepts_context=False, executor_factory=executor)
            taught(partial(_attempt, kind, handler))


def queries_of(engine: AsyncEngine) -> Queries:
    """pgqueuer's statements, each committed at once."""
    return queries_on(_EngineDriver(engine, listens=False))


async def _attempt(kind: JobKind, handler: JobHandler, job: Job) -> None:
    with attempt_at(kind):
        await _do(handler, job)


async def _do(handler: JobHandler, job: Job) -> None:
    await handler(_subject_of(job))


def _subject_of(job: Job) -> UUID | None:
    return UUID(bytes=job.payload) if job.payload else None


def _tell(level: int, event: str, begun: float, *, tries: int, failure: BaseException | None = None) -> None:
    spent = round((perf_counter() - begun) * 1000, 1)
    log_event(_log, level, event, duration_ms=spent, tries=tries, failure=failure)


async def _enqueue(manager: QueueManager, kind: JobKind, _: Schedule) -> None:
    await manager.queries.enqueue(kind.value, None, priority=OWN_WORK)


async def _later(event: asyncio.Event, delay: timedelta, then: asyncio.Event) -> None:
    await event.wait()
    await asyncio.sleep(delay.total_seconds())
    then.set()


@dataclass(kw_only=True)
class _CountingExecutor(DatabaseRetryEntrypointExecutor):
    """Tries again with growing delays, as pgqueuer does; and counts the starts in the job's row before it starts.

    pgqueuer counts the failures that a worker lived to tell: a job that kills its worker would be taken for ever.
    """

    engine: AsyncEngine
    give_up: asyncio.Event
    unfinished_starts: int

    async def execute(self, job: Job, context: Context) -> None:
        become_operation(f"job:{job.entrypoint}")  # each job is a task, in which pgqueuer says how it ended
        begun = perf_counter()
        with lines_of(lambda: {"job_id": job.id, "operation_id": job.entrypoint, "about": _subject_of(job)}):
            try:
                await self._execute(job, context)
            except RetryRequested as retry:
                _tell(logging.WARNING, "job_retried", begun, tries=job.attempts + 1, failure=retry.__cause__ or retry)
                raise
            except Exception as failure:
                _tell(logging.ERROR, "job_given_up", begun, tries=job.attempts + 1, failure=failure)
                raise
            _tell(logging.INFO, "job_done", begun, tries=job.attempts + 1)

    async def _execute(self, job: Job, context: Context) -> None:
        try:
            if await self._count_start(job) - job.attempts > self.unfinished_starts:
                raise KilledItsWorkersError(f"{self.unfinished_starts} ouvriers sont morts en le faisant")
            await self._unless_given_up(super().execute(job, context))
        except asyncio.CancelledError as error:  # pgqueuer would note the job as cancelled, and delete it
            raise RetryRequested(reason="l'ouvrier s'arrêtait") from error

    async def _count_start(self, job: Job) -> int:
        try:
            async with self.engine.begin() as connection:
                return int(await connection.scalar(_COUNT_START, {"id": job.id}) or 0)
        except (SQLAlchemyError, OSError) as error:
            raise RetryRequested(self.initial_delay, str(error)) from error

    async def _unless_given_up(self, doing: Coroutine[None, None, None]) -> None:
        work, stop = asyncio.create_task(doing), asyncio.create_task(self.give_up.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            work.cancel()  # nothing to one that is done
        await work


class _PatientQueries(Queries):
    """Where a failure cannot be written down, the job stays with its worker until that one has been silent for long."""

    async def retry_job(self, job: Job, delay: timedelta, traceback_record: TracebackRecord | None) -> None:
        try:
            await super().retry_job(job, delay, traceback_record)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("job %s stays taken, its failure could not be written: %s", job.id, error)


class _DueOnly(_PatientQueries):
    """Sees no work in what is to be done later."""

    async def queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        return await self.eligible_queued_work(entrypoints)


class _Drainer(QueueManager):
    async def verify_structure(self) -> None:
        """The tables came with our own migrations: no need to look at them each time."""


class _EngineDriver(Driver):
    """pgqueuer's way to the database: our engine's connections, and one more that listens.

    Behind PgBouncer nothing is heard, and jobs are found by looking for them (``RetryPolicy.poll``).
    """

    def __init__(self, engine: AsyncEngine, *, listens: bool = True, pulse: Pulse | None = None) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._listens = listens
        self._pulse = pulse
        self._listener: AsyncConnection | None = None
        self._shutdown = asyncio.Event()
        self._entered = 0

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        if self._pulse is not None:
            self._pulse.beat()
        async with self._engine.connect() as connection:
            rows = await connection.exec_driver_sql(query, args)
            return [dict(row) for row in rows.mappings()]

    async def execute(self, query: str, *args: object) -> str:
        async with self._engine.connect() as connection:
            await connection.exec_driver_sql(query, args)
        return ""

    async def notify(self, channel: str, payload: str) -> None:
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        if self._listens:
            self._listener = await self._engine.connect()
            raw = (await self._listener.get_raw_connection()).driver_connection
            if raw is not None:
                await raw.add_listener(channel, Relay(callback))

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return TaskManager()

    async def __aenter__(self) -> Self:
        self._entered += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._entered -= 1  # the jobs' manager and the schedule's both enter
        if self._entered == 0 and self._listener is not None:
            await self._listener.invalidate()  # a connection that listens is of no use to others
            await self._listener.close()
            self._listener = None
