"""Every wait on PostgreSQL ends, and a connection that died while nobody looked is nobody's fault."""

from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import kept_alive
from app.db.engine import create_engine
from app.db.readings import Readings
from app.db.transient import transient_fault_of
from app.db.waits import SERVING, WORKING, Waits
from app.usecases.ports.faults import FaultKind
from tests.database import Postgres

SHORT = Waits(lock=1, statement=2, idle_in_transaction=3)
SETTINGS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def url_of(engine: AsyncEngine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("pooled", [False, True], ids=["direct", "through PgBouncer"])
async def test_each_transaction_is_told_how_long_it_may_wait(database: AsyncEngine, pooled: bool) -> None:
    engine = create_engine(url_of(database), through_pgbouncer=pooled, waits=SHORT)
    async with engine.connect() as connection:
        told = [(await connection.execute(text(f"SHOW {name}"))).scalar_one() for name in SETTINGS]
        await connection.rollback()
    await engine.dispose()

    assert told == ["1s", "2s", "3s"]


async def test_what_pgbouncer_lends_is_given_back_as_it_was(database: AsyncEngine) -> None:
    engine = create_engine(url_of(database), through_pgbouncer=True, waits=SHORT)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        await connection.commit()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        left = await driver.fetchval("SHOW lock_timeout")
    await engine.dispose()

    assert left == "0"


async def test_a_lock_that_is_never_let_go_is_not_waited_for(database: AsyncEngine) -> None:
    hurried = create_engine(url_of(database), waits=SHORT)
    async with database.connect() as holder, hurried.connect() as waiter:
        await holder.execute(text("SELECT pg_advisory_xact_lock(1)"))
        with pytest.raises(DBAPIError) as failed:
            await waiter.execute(text("SELECT pg_advisory_xact_lock(1)"))
    await hurried.dispose()

    fault = transient_fault_of(failed.value)
    assert fault is not None
    assert (fault.kind, fault.is_worth_repeating) == (FaultKind.LOCKED, False)
    assert "\n" not in fault.words


async def test_a_pool_that_is_all_taken_says_so_in_seconds(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engine.SECONDS_FOR_A_CONNECTION", 0.2)
    narrow = create_engine(url_of(database), pool_size=1, overflow=0)
    async with narrow.connect():
        with pytest.raises(Exception, match="limit") as failed:
            async with narrow.connect():
                pass
    await narrow.dispose()

    fault = transient_fault_of(failed.value)
    assert fault is not None
    assert fault.kind is FaultKind.OUT_OF_CONNECTIONS


async def test_a_connection_that_was_idle_is_tried_before_it_is_given_out(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_alive, "SECONDS_UNTRIED", 0)
    engine = create_engine(url_of(database), pool_size=1, overflow=0)
    async with engine.connect() as connection:
        backend = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    async with database.connect() as other:
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await engine.dispose()


async def test_a_connection_known_to_be_closed_is_never_given_out(database: AsyncEngine) -> None:
    engine = create_engine(url_of(database), pool_size=1, overflow=0)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    driver.terminate()
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await engine.dispose()


async def test_a_hot_reading_asks_once_more_where_its_connection_was_lost(database: AsyncEngine) -> None:
    readings = Readings(database)
    async with readings.reading_from(url_of(database), size=1):
        (row,) = await readings.rows("SELECT pg_backend_pid() AS backend")
        async with database.connect() as other:
            await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": row["backend"]})
            await other.rollback()
        (again,) = await readings.rows("SELECT pg_backend_pid() AS backend")

    assert again["backend"] != row["backend"]


async def test_the_hot_pool_waits_for_nobody_at_the_start() -> None:
    readings = Readings(create_engine("postgresql://nobody@127.0.0.1:1/none"))
    async with readings.reading_from("postgresql://nobody@127.0.0.1:1/none", size=1):
        with pytest.raises(ConnectionRefusedError) as refused:
            await readings.rows("SELECT 1")

    fault = transient_fault_of(refused.value)
    assert fault is not None
    assert fault.kind is FaultKind.UNREACHABLE


def test_nobody_waits_for_longer_than_whoever_asked() -> None:
    assert SERVING.lock < SERVING.statement < (SERVING.answer or 0) <= 30
    assert SERVING.lock < WORKING.lock
    assert Waits(lock=5, statement=0, idle_in_transaction=0).answer is None


@pytest.mark.parametrize("form", ["host=/nowhere:1&host={socket}:5432", "host=/nowhere&host={socket}"])
async def test_the_first_host_that_answers_is_taken(postgres: Postgres, form: str) -> None:
    socket = make_url(postgres.url).query["host"]
    several = f"postgresql://postgres@/postgres?{form.format(socket=socket)}&target_session_attrs=read-write"
    readings = Readings(engine := create_engine(several))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    async with readings.reading_from(several, size=1):
        assert [row["one"] for row in await readings.rows("SELECT 1 AS one")] == [1]
    await engine.dispose()
