"""What is asked of a few values of many is planned for them, however often a connection has asked before."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.feed import SqlFeed
from app.db.planning import plan_for_these_values
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.access import SYSTEM
from app.usecases.paging import PageRequest
from app.usecases.ports.dossiers import DossierFilter
from app.usecases.ports.feed import FeedReader
from tests.builders import CERTIFICATION


@pytest.fixture
def asked(database: AsyncEngine) -> Iterator[list[str]]:
    """The statements, in their order."""
    told: list[str] = []

    def note(*heard: Any) -> None:
        told.append(heard[2])

    event.listen(database.sync_engine, "before_cursor_execute", note)
    yield told
    event.remove(database.sync_engine, "before_cursor_execute", note)


async def the_feed(engine: AsyncEngine) -> None:
    await SqlFeed(engine).feed(FeedReader(funder_code="PETIT"), after=None, limit=50)


async def a_list(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.page(SYSTEM, DossierFilter(), PageRequest(limit=50))


async def a_count(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.count(SYSTEM, DossierFilter(), date(2026, 11, 30))


async def a_framework_in_use(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine) as uow:
        await uow.reference.is_frozen(CERTIFICATION, "2017")


@pytest.mark.parametrize(
    ("ask", "of"),
    [
        (the_feed, "FROM events WHERE place IS NOT NULL"),
        (a_list, "ORDER BY"),
        (a_count, "GROUP BY"),
        (a_framework_in_use, "EXISTS"),
    ],
)
async def test_a_list_is_planned_for_what_it_is_asked(
    ask: Callable[[AsyncEngine], Awaitable[None]], of: str, database: AsyncEngine, asked: list[str]
) -> None:
    await ask(database)

    planned = next(place for place, each in enumerate(asked) if "plan_cache_mode" in each)
    assert planned < next(place for place, each in enumerate(asked) if of in each)


async def test_it_holds_until_the_end_of_the_transaction(database: AsyncEngine) -> None:
    mode = text("SHOW plan_cache_mode")
    async with database.connect() as connection:
        await plan_for_these_values(connection)
        within = await connection.scalar(mode)
        await connection.commit()
        after = await connection.scalar(mode)

    assert (within, after) == ("force_custom_plan", "auto")
