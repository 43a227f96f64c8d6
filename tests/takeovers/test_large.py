"""By night: fifty thousand certificates, two thousand companies, three hundred dossiers, twice, then undone (D77)."""

import resource
import time

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.api.v1.takeover_files import rows_of_file
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.takeovers import TakeoverKind
from app.usecases.access import SYSTEM
from app.usecases.moment import Moment
from app.usecases.takeovers.applying import Intake, apply_takeover
from app.usecases.takeovers.judging import TakeoverContext
from app.usecases.takeovers.reading import undo_takeover
from tests.takeovers.desk import ndjson
from tests.takeovers.test_short import counted
from tools.takeover.made_up import Sizes, made_up

LARGE = Sizes(certificates=50_000, companies=2_000, dossiers=300, partial_results=500)
MOST_MEBIBYTES = 1_500


@pytest.mark.nightly
async def test_a_whole_register_is_taken_over_in_minutes_twice_and_undone(sandbox_database: AsyncEngine) -> None:
    now = Moment(await system_time())
    files = {TakeoverKind(kind): ndjson(rows) for kind, rows in made_up(LARGE, now.on).items()}
    before = await counted(sandbox_database)
    told, batches = [], []
    for _ in range(2):
        begun = time.monotonic()
        intake = Intake(rows={kind: rows_of_file(kind, content) for kind, content in files.items()})
        context = TakeoverContext(
            uow=SqlUnitOfWork(sandbox_database),
            caller=SYSTEM,
            source="e-certif",
            batch_id=uuid7(),
            now=now,
            new_id=uuid7,
        )
        report = await apply_takeover(context, intake, partial=False, dry_run=False)
        batches.append(context.batch_id)
        told.append((report["counts"], time.monotonic() - begun))
    after = await counted(sandbox_database)
    await undo_takeover(SqlUnitOfWork(sandbox_database), SYSTEM, batch_id=batches[0], now=now)

    sizes = {kind.value: len(content.splitlines()) for kind, content in files.items()}
    assert {kind: counts["created"] for kind, counts in told[0][0].items()} == sizes
    assert {kind: counts["unchanged"] for kind, counts in told[1][0].items()} == sizes
    assert (after["emails"], after["events"]) == (before["emails"], before["events"])
    assert await counted(sandbox_database) == before
    assert max(seconds for _, seconds in told) < 600
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 < MOST_MEBIBYTES
