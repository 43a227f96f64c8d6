"""The worker: which use case does which kind of job, and when the scans run. `cqp worker` and the sandbox run it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.db.job_queue import Handler, JobQueue, Patience
from app.db.sandbox_clock import SqlSandboxClock
from app.db.unit_of_work import SqlUnitOfWork
from app.settings import Settings
from app.usecases.dossiers.admissibility import let_terms_pass
from app.usecases.moment import Moment
from app.usecases.ports.jobs import JobKind

SCHEDULE: Mapping[JobKind, str] = {
    JobKind.TERMS: "5 * * * *",
}
"""When each scan runs, as cron writes it, in UTC. A scan is one line here and one in ``_handlers``."""

PATIENCE = Patience(attempts={JobKind.SEND_MAIL: 100})  # four days of trying each hour: a mail outlives a weekend
_LAST_WORDS = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Does the jobs of one database, alone or with any number of others."""

    settings: Settings
    engine: AsyncEngine
    patience: Patience = field(default=PATIENCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; what was begun is finished, or handed back after twenty seconds."""
        await self._queue().run(stop, last_words=_LAST_WORDS)

    async def drain(self) -> None:
        """Do what is due, and what follows from it; then return."""
        await self._queue().drain()

    def _queue(self) -> JobQueue:
        return JobQueue(
            engine=self.engine,
            handlers=_handlers(self.settings, self.engine),
            schedule=SCHEDULE,
            patience=self.patience,
        )


def _handlers(settings: Settings, engine: AsyncEngine) -> Mapping[JobKind, Handler]:
    """What does each kind of job. A job's subject is the id of the row that it is about; a scan has none."""
    uow = partial(SqlUnitOfWork, engine)
    legal_time = SqlSandboxClock(engine).now if settings.is_sandbox else system_time
    return {
        JobKind.TERMS: partial(_let_terms_pass, uow, legal_time),
    }


async def _let_terms_pass(
    uow: Callable[[], SqlUnitOfWork], legal_time: Callable[[], Awaitable[datetime]], _: UUID | None
) -> None:
    await let_terms_pass(uow(), now=Moment(await legal_time()), new_id=uuid7)
