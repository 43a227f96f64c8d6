"""A worker in a process of its own, to be killed: started from a server of forks that has everything imported."""

import asyncio
import multiprocessing
from datetime import timedelta
from multiprocessing.process import BaseProcess

from app.db.engine import create_engine
from app.db.job_queue import CONNECTIONS, RetryPolicy
from app.settings import Settings
from app.worker import Worker

_SHORT = timedelta(milliseconds=400)
_EAGER = RetryPolicy(
    attempts={},
    usual_attempts=1000,
    first_delay=timedelta(milliseconds=20),
    longest_delay=_SHORT,
    unfinished_starts=50,
    silence=_SHORT,
    poll=_SHORT,
)
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [__name__, "anyio._backends._asyncio", "asyncpg", "sqlalchemy.dialects.postgresql.asyncpg"]
)


def start(settings: Settings) -> BaseProcess:
    """A worker at work."""
    process = _FORKS.Process(target=_work, args=(settings,), daemon=True)
    process.start()
    return process


def _work(settings: Settings) -> None:
    asyncio.run(_until_killed(settings))


async def _until_killed(settings: Settings) -> None:
    engine = create_engine(settings.database_url.get_secret_value(), pool_size=CONNECTIONS, overflow=0)
    await Worker(settings=settings, engine=engine, retry_policy=_EAGER).run(asyncio.Event())
