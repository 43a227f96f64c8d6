"""How tests have the background work done: at once, in the test itself, by the very worker that production runs."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.job_queue import RetryPolicy
from app.settings import Settings
from app.worker import Worker

TEST_RETRY_POLICY = RetryPolicy(attempts={}, usual_attempts=3, first_delay=timedelta(hours=1))


async def work(settings: Settings, engine: AsyncEngine) -> None:
    """Do all that is due, and what follows from it. What failed waits for an hour, and so for ever in a test."""
    await Worker(settings=settings, engine=engine, retry_policy=TEST_RETRY_POLICY).drain()


async def due_now(engine: AsyncEngine) -> None:
    """Have what waits for another attempt wait no longer."""
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE jobs.pgqueuer SET execute_after = now() WHERE status = 'queued'"))
