"""What follows a closing: jobs until none is due, and the feed."""

import asyncio
import time
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.usecases.access import Role
from benchmarks.closing.desk import Desk
from benchmarks.closing.measured import Measured

_SECONDS_TO_FOLLOW = 1800
_DUE = text(
    "SELECT entrypoint, count(*) FROM jobs.pgqueuer "
    "WHERE status IN ('queued', 'picked') AND execute_after <= now() GROUP BY entrypoint"
)
_NOT_DONE = text("SELECT count(*) FROM jobs.pgqueuer WHERE status NOT IN ('queued', 'picked') OR attempts > 0")


async def until_done(engine: AsyncEngine, measured: Measured) -> None:
    """Wait until no job is due; until when each kind was."""
    begun = time.perf_counter()
    async with asyncio.timeout(_SECONDS_TO_FOLLOW):
        while due := await _due(engine):
            measured.done.update(dict.fromkeys(due, time.perf_counter() - begun))
            await asyncio.sleep(0.1)
    async with engine.connect() as connection:
        failed = int(await connection.scalar(_NOT_DONE) or 0)
    if failed:
        measured.missing.append(f"{failed} tâche(s) en échec")


async def _due(engine: AsyncEngine) -> Sequence[str]:
    async with engine.connect() as connection:
        return [kind for kind, _ in await connection.execute(_DUE)]


async def read_feed(desk: Desk, cursor: str, read: list[str]) -> str:
    """Add the ids of what the feed has after the cursor; the next cursor."""
    while True:
        after = f"&after={cursor}" if cursor else ""
        page = (await desk.ask(Role.CLIENT, "GET", f"/v1/events?limit=200{after}"))[0].json()
        cursor = str(page["next_cursor"])
        if not page["items"]:
            return cursor
        read += [item["id"] for item in page["items"]]
