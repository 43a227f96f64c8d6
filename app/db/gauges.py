"""What only the database knows of the service: its work, its mails, its webhooks, what is late, what cannot be read.

Every process tells the same of it: who adds processes up takes the greatest, not the sum.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from functools import cache

import asyncpg
from prometheus_client import Gauge
from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.compiled import Compiled
from app.db.facts.counting import count_unreadable
from app.db.jobs import SCHEMA
from app.db.outbox import STANDS
from app.db.readings import Readings
from app.db.tables import deadlines, dossiers, emails, webhook_endpoints
from app.domain.dossier import Status
from app.domain.pending_deadlines import ENDS_IN_SILENCE, DeadlineCode
from app.usecases.moment import Moment
from app.usecases.ports.jobs import SCANS, JobKind

_SECONDS_TO_ANSWER = 5.0
_SECONDS_KEPT = 60.0
"""For how long what is counted over all dossiers is good enough."""


def _gauge(name: str, what: str, *labels: str) -> Gauge:
    return Gauge(name, what, labels, multiprocess_mode="mostrecent")


@cache
def database_up() -> Gauge:
    """The measure, made when it is first read: who never asks the database tells nothing of it."""
    return _gauge("cqp_database_up", "1 where the database answered as this was read; 0: what it knows is then old.")


_HELD = _gauge("cqp_outgoing_held", "1 where nothing is sent and no file deleted (CQP_OUTGOING=held), else 0.")
_JOBS = _gauge(
    "cqp_jobs",
    "Jobs that are not done, by state: due, scheduled (for later), running, held (given up).",
    "kind",
    "state",
)
_JOBS_AGE = _gauge(
    "cqp_jobs_oldest_age_seconds",
    "Since when the oldest job of a state is in it; 0 where there is none.",
    "kind",
    "state",
)
_SCANS = _gauge("cqp_scan_last_run_timestamp_seconds", "When a scan was last begun, in seconds since 1970.", "kind")
_MAILS = _gauge("cqp_mails_unsent", "Mails that did not leave: waiting, failed (given up), bounced.", "state")
_ENDPOINTS = _gauge(
    "cqp_webhook_endpoints", "Endpoints of programs: enabled, failing (still tried), disabled.", "state"
)
_OVERDUE = _gauge("cqp_deadlines_overdue", "Terms of dossiers whose last day is past.", "code")
_DOSSIERS = _gauge("cqp_dossiers", "Dossiers, by status.", "status")
_UNREADABLE = Gauge(
    "cqp_unreadable_facts",
    "Stored records that cannot be read: of a later release, or met broken by the process that answers.",
    ("aggregate",),
    multiprocess_mode="max",
)

_READ_JOBS = f"""
    SELECT entrypoint AS kind, state, count(*) AS number, extract(epoch FROM now() - min(since))::float8 AS age
      FROM (SELECT entrypoint,
                   CASE WHEN status = 'picked' THEN 'running' WHEN status = 'failed' THEN 'held'
                        WHEN execute_after > now() THEN 'scheduled' ELSE 'due' END AS state,
                   CASE WHEN status <> 'queued' THEN updated WHEN execute_after > now() THEN created
                        ELSE execute_after END AS since
              FROM {SCHEMA}.pgqueuer WHERE status IN ('queued', 'picked', 'failed')) waiting
     GROUP BY entrypoint, state"""  # noqa: S608 - our own name
_READ_SCANS = f"""
    SELECT entrypoint AS kind, extract(epoch FROM max(last_run))::float8 AS last_run
      FROM {SCHEMA}.pgqueuer_schedules WHERE last_run IS NOT NULL GROUP BY entrypoint"""  # noqa: S608 - our own name
_JOB_STATES = ("due", "scheduled", "running", "held")
_MAIL_STATES = ("waiting", "failed", "bounced")
_ENDPOINT_STATES = ("enabled", "failing", "disabled")

_standing = STANDS.label("value")
_READ_MAILS = Compiled.of(
    select(_standing, func.count().label("number")).where(emails.c.state != "sent").group_by("value")
)
_condition = case(
    (webhook_endpoints.c.disabled_reason.is_not(None), "disabled"),
    (webhook_endpoints.c.failing_since.is_not(None), "failing"),
    else_="enabled",
).label("value")
_READ_ENDPOINTS = Compiled.of(select(_condition, func.count().label("number")).group_by("value"))
_READ_DOSSIERS = Compiled.of(
    select(dossiers.c.decided_status.label("value"), func.count().label("number")).group_by(dossiers.c.decided_status)
)

_AWAY = (
    SQLAlchemyError,
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)
"""A database that does not answer, or not in time; what is wrong with a statement is ours."""

logger = logging.getLogger("cqp.database")


class DatabaseGauges:
    """Read when somebody asks. ``legal_time`` gives the instant from which the legal day is read."""

    def __init__(
        self,
        engine: AsyncEngine,
        legal_time: Callable[[], Awaitable[datetime]],
        *,
        holds_outgoing: bool = False,
    ) -> None:
        self._engine = engine
        self._legal_time = legal_time
        _HELD.set(holds_outgoing)
        self._readings = Readings(engine)
        self._counted_at: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def refresh(self) -> None:
        """Set what is measured to what the database says now; where it does not answer, say that alone."""
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER), self._one_at_a_time:
                await self._refresh()
        except _AWAY as error:
            logger.warning("the measures of the database could not be read: %s", type(error).__name__)
            database_up().set(0)
        else:
            database_up().set(1)

    async def _refresh(self) -> None:
        await self._count_work()
        for aggregate, number in (await count_unreadable(self._engine)).items():
            _UNREADABLE.labels(aggregate).set(number)
        if self._counted_at is None or time.monotonic() - self._counted_at > _SECONDS_KEPT:
            await self._count_dossiers(Moment(await self._legal_time()).on)
            self._counted_at = time.monotonic()

    async def _count_work(self) -> None:
        jobs = {(row["kind"], row["state"]): row for row in await self._readings.rows(_READ_JOBS)}
        for kind in JobKind:
            for state in _JOB_STATES:
                row = jobs.get((kind.value, state))
                _JOBS.labels(kind.value, state).set(row["number"] if row else 0)
                _JOBS_AGE.labels(kind.value, state).set(max(0.0, row["age"]) if row else 0)
        runs = {row["kind"]: row["last_run"] for row in await self._readings.rows(_READ_SCANS)}
        for kind in SCANS:
            _SCANS.labels(kind.value).set(runs.get(kind.value, 0))
        await self._count(_MAILS, _READ_MAILS, _MAIL_STATES)
        await self._count(_ENDPOINTS, _READ_ENDPOINTS, _ENDPOINT_STATES)

    async def _count_dossiers(self, on: date) -> None:
        await self._count(_DOSSIERS, _READ_DOSSIERS, Status)
        late = select(deadlines.c.code.label("value"), func.count().label("number")).where(deadlines.c.due_on < on)
        counted = Compiled.of(late.group_by(deadlines.c.code))
        await self._count(_OVERDUE, counted, (code for code in DeadlineCode if code not in ENDS_IN_SILENCE))

    async def _count(self, gauge: Gauge, query: Compiled, values: Iterable[str]) -> None:
        """Set the gauge for each of these values of its label, the query's own: to 0 where no row has it."""
        rows = await self._readings.rows(query.sql, *query.arguments({}))
        numbers = {row["value"]: row["number"] for row in rows}
        for value in values:
            gauge.labels(str(value)).set(numbers.get(str(value), 0))
