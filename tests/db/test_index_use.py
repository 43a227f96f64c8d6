"""What would grow with the register reads by the index that was made for it, written as that index is."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.feed import read_feed_slice
from app.db.funded_dossiers import page_query
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.pathway import Actor
from app.usecases.access import Caller, Role
from app.usecases.paging import PageRequest
from app.usecases.ports.dossiers import DossierFilter
from app.usecases.ports.feed import FeedReader
from app.usecases.ports.fundings import FundedFilter
from app.usecases.ports.tasks import Inbox, TaskFilter
from tests.builders import a_candidate

SESSION = UUID(int=7)


async def minutes(uow: SqlUnitOfWork) -> object:
    return await uow.dossiers.before_session(SESSION)


async def framework(uow: SqlUnitOfWork) -> object:
    return await uow.reference.is_frozen("cqp-agent-logistique", "1")


async def counts(uow: SqlUnitOfWork, waiting_for: str | None = None) -> object:
    narrowed = DossierFilter(waiting_for=waiting_for)
    return await uow.dossiers.count(Caller(role=Role.SECRETARIAT), narrowed, date(2026, 12, 1))


async def lookalikes(uow: SqlUnitOfWork) -> object:
    return await uow.persons.lookalikes(a_candidate().identity)


async def inbox(uow: SqlUnitOfWork) -> object:
    whose = Inbox(actor=Actor.SECRETARIAT, on=date(2026, 12, 1))
    return await uow.awaited_acts.page(whose, TaskFilter(), PageRequest(), closing=None)


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        pytest.param(counts, {"ix_dossiers_counts_over", "ix_dossiers_counts_open"}, id="counts"),
        pytest.param(minutes, {"ix_dossiers_decisions", "ix_dossiers_adjournments"}, id="minutes"),
        pytest.param(inbox, {"ix_dossiers_appeals_to_answer"}, id="appeals to answer"),
        pytest.param(framework, {"ix_dossiers_framework"}, id="a framework in use"),
        pytest.param(
            lookalikes,
            {
                "ix_dossiers_birth_date",
                "ix_dossiers_birth_and_first_names",
                "ix_former_awards_birth_date",
                "ix_former_awards_birth_and_first_names",
            },
            id="lookalikes",
        ),
    ],
)
async def test_a_repository_reads_by_the_index(
    database: AsyncEngine, ask: Callable[[SqlUnitOfWork], Awaitable[object]], indexes: set[str]
) -> None:
    assert indexes <= set("".join(await plans(database, ask)).split())


async def test_what_waits_for_somebody_is_counted_by_the_index_of_what_goes_on_and_waits_alone(
    database: AsyncEngine,
) -> None:
    others = "ix_dossiers_counts_over, ix_dossiers_decided_status, ix_dossiers_waiting_for"
    async with database.begin() as connection:  # so small a table is read as well by these
        await connection.execute(text(f"DROP INDEX {others}"))

    planned = await plans(database, lambda uow: counts(uow, "evaluator"))

    assert len(planned) == 2
    assert all("ix_dossiers_counts_open" in each for each in planned)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        pytest.param(FundedFilter(confirmed=False), "ix_fundings_open", id="open fundings"),
        pytest.param(FundedFilter(training_scheme="pro_a"), "ix_dossiers_training_scheme", id="a training scheme"),
    ],
)
async def test_a_funders_list_reads_by_the_index(database: AsyncEngine, wanted: FundedFilter, index: str) -> None:
    query, values = page_query("OPCA", wanted, after=None, limit=50)

    assert index in (await plan(database, query, tuple(values))).split()


async def test_a_funder_of_little_is_told_its_events_by_its_dossiers(database: AsyncEngine) -> None:
    said: list[str] = []
    event.listen(database.sync_engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    async with database.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO events (id, place, type, at, about, data, details)"
                " VALUES (gen_random_uuid(), 1, 'dossier.created', now(), gen_random_uuid(), '{}', '{}')"
            )
        )
        await read_feed_slice(connection, FeedReader(funder_code="OPCA"), after=None, limit=50)

    assert "UNION" in said[-1]


async def plans(engine: AsyncEngine, ask: Callable[[SqlUnitOfWork], Awaitable[object]]) -> list[str]:
    """What PostgreSQL would do for each statement of a question."""
    said: list[tuple[str, Any]] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    async with SqlUnitOfWork(engine) as uow:
        await ask(uow)
    return [await plan(engine, *each) for each in list(said) if not each[0].startswith("SET ")]


async def plan(engine: AsyncEngine, query: str, values: tuple[Any, ...]) -> str:
    """What PostgreSQL would do, were the tables too long to be read from end to end."""
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = await connection.exec_driver_sql(f"EXPLAIN {query}", values)
        return "\n".join(row[0] for row in rows)
