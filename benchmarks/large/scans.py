"""What the worker looks through at night: each scan in a process of its own, so that its memory is its own."""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.document_store import ObjectDocumentStore
from app.db.engine import create_engine
from app.db.history import chain_histories
from app.db.purge import purge
from app.db.unit_of_work import SqlUnitOfWork
from app.db.waits import WORKING
from app.domain.calendar import end_of_paris_day
from app.domain.personal_data import RetentionPeriods
from app.usecases.deadlines.rewriting import rewrite_deadlines
from app.usecases.dossiers.checking import check_documents
from app.usecases.dossiers.listing_anew import list_dossiers_anew
from app.usecases.moment import Moment
from app.usecases.personal_data.erasing import erase_what_is_due
from app.usecases.ports.documents import DocumentStore, KeptFile
from app.usecases.tasks.writing import rewrite_awaited_acts
from benchmarks.large.register import ASKED_ON

_KIB_IN_MIB = 1024
_NOW = end_of_paris_day(ASKED_ON)
_LISTED = text("""
    SELECT storage_key, size + (row_number() OVER () % 1000 = 0)::int FROM documents
    WHERE state IN ('available', 'quarantined')
""")

Scan = Callable[[AsyncEngine], Awaitable[object]]


async def _reminders(engine: AsyncEngine) -> object:
    async with SqlUnitOfWork(engine) as uow:
        until = ASKED_ON + timedelta(days=30)
        return await uow.reminders.pending(ASKED_ON, until=until, nearest=7, closing=None)


async def _personal_data(engine: AsyncEngine) -> object:
    """Nothing is due: the first night looks at all that is over, the next ones at what is not remembered."""
    with tempfile.TemporaryDirectory() as folder:
        store = ObjectDocumentStore.in_folder(Path(folder), largest=1)
        now = Moment(_NOW)
        return await erase_what_is_due(
            SqlUnitOfWork(engine), store, retention=RetentionPeriods(), now=now, new_id=uuid7, remembers=True
        )


@dataclass(frozen=True, slots=True)
class _ListedStore:
    """A store as far as it is listed: it has a file for each row, and one in a thousand is of another size."""

    engine: AsyncEngine

    async def files(self) -> AsyncIterator[KeptFile]:
        """In no order of ours, as any store."""
        async with self.engine.connect() as connection:
            async for key, size in await connection.stream(_LISTED):
                yield KeptFile(key=key, size=size, written_at=_NOW)

    async def exists(self, _: str) -> bool:
        """Asked of what was not listed."""
        return True


async def _documents(engine: AsyncEngine) -> object:
    store = cast("DocumentStore", _ListedStore(engine))
    return await check_documents(SqlUnitOfWork(engine), store, now=_NOW, deep=False)


SCANS: Mapping[str, Scan] = {
    "listes redessinées": lambda engine: list_dossiers_anew(SqlUnitOfWork(engine)),
    "échéances réécrites": lambda engine: rewrite_deadlines(SqlUnitOfWork(engine), ASKED_ON),
    "actes attendus réécrits": lambda engine: rewrite_awaited_acts(SqlUnitOfWork(engine), ASKED_ON),
    "historique chaîné": chain_histories,
    "rappels": _reminders,
    "données personnelles, la première nuit": _personal_data,
    "données personnelles, les suivantes": _personal_data,
    "purge": partial(purge, now=_NOW, retention=RetentionPeriods()),
    "cqp documents check": _documents,
}


async def _timed(url: str, name: str) -> tuple[float, float]:
    engine = create_engine(url, pool_size=2, waits=WORKING)
    try:
        async with SqlUnitOfWork(engine) as uow:
            await uow.reference.parameters()
        before, begun = _peak(), time.perf_counter()
        await SCANS[name](engine)
        return time.perf_counter() - begun, _peak() - before
    finally:
        await engine.dispose()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB


if __name__ == "__main__":
    seconds, mebibytes = asyncio.run(_timed(sys.argv[1], sys.argv[2]))
    print(f"{seconds:.3f} {mebibytes:.1f}")
