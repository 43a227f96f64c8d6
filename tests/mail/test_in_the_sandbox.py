"""In the sandbox nothing leaves, everything can be read, and the clock is followed."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from httpx import AsyncClient
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cli.serving import _work_until_told
from app.db.held_jobs import held_jobs
from app.settings import Settings
from app.usecases.ports.jobs import SCANS
from app.worker import SCHEDULE
from tests.api.mailbox import mails_to
from tests.mail.conftest import rows

ADDRESS = "employer@sandbox.example"


async def test_a_mail_counts_as_sent_and_keeps_its_words(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Callable[[], Awaitable[None]]
) -> None:
    await sandbox.post("/v1/password-resets", json={"email": ADDRESS})
    (before,) = await mails_to(sandbox, ADDRESS)
    await work()

    assert await mails_to(sandbox, ADDRESS) == [before]
    assert (await rows(sandbox_database))[0]["state"] == "sent"
    assert before["links"]["token"] in before["body"]


async def test_every_scan_is_scheduled_and_follows_the_clock_as_often_as_it_moves(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Callable[[], Awaitable[None]]
) -> None:
    for year in (2028, 2027):
        await sandbox.put("/v1/sandbox/clock", json={"now": f"{year}-11-23T00:00:00Z"})

    assert set(SCHEDULE) == SCANS
    assert sorted(job.kind for job in await held_jobs(sandbox_database, waiting=True)) == sorted([*SCANS, *SCANS])

    await work()
    assert await held_jobs(sandbox_database, waiting=True) == []


async def test_the_worker_stops_when_it_is_told_to(settings: Settings, database: AsyncEngine) -> None:
    address = database.url.render_as_string(hide_password=False)
    told = settings.model_copy(update={"database_url": SecretStr(address)})
    working = asyncio.create_task(_work_until_told(told, "127.0.0.1", 0))
    async with asyncio.timeout(20), database.connect() as connection:
        while not await connection.scalar(text("SELECT count(*) FROM jobs.pgqueuer_schedules")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        signal.raise_signal(signal.SIGTERM)
        await working
