"""Slow statements are told with their operation and never with their values; pools tell who waits."""

import asyncio
import logging

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.db.pools import HOT, TRANSACTIONS, PoolWatch, state_of
from app.db.query_watch import QueryWatch
from app.db.readings import Readings
from app.telemetry.operations import under_operation
from app.usecases.logs import MEMBERS
from tests.database import Postgres


def _value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_slow_statement_is_told_with_its_operation_and_without_its_values(
    database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    QueryWatch(slow_after=0.02).look_at(database)
    before = _value("cqp_database_slow_queries_total", operation="listDossiers")

    with under_operation("listDossiers"), caplog.at_level(logging.WARNING, "cqp.database"):
        async with database.connect() as connection:
            await connection.execute(text("SELECT 1"))
            await connection.execute(text("SELECT pg_sleep(0.03),\n    cast(:name AS text)"), {"name": "Sandrine Roux"})

    (record,) = caplog.records
    told = record.__dict__[MEMBERS]
    assert (record.msg, told["operation"]) == ("slow_query", "listDossiers")
    assert told["duration_ms"] >= 30
    assert told["statement"] == "SELECT pg_sleep(0.03), cast($1 AS text)"
    assert "Sandrine" not in caplog.text
    assert _value("cqp_database_slow_queries_total", operation="listDossiers") == before + 1


async def test_hot_reads_are_timed_too_and_nothing_is_slow_where_none_is_said_to_be(
    database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    before = _value("cqp_database_query_duration_seconds_count")

    await Readings(database, QueryWatch(slow_after=0.01)).rows("SELECT pg_sleep(0.02)")
    await Readings(database, QueryWatch()).rows("SELECT pg_sleep(0.02)")

    assert len(caplog.records) == 1
    assert _value("cqp_database_query_duration_seconds_count") == before + 2


async def test_a_pool_tells_what_is_in_use_and_who_waits(postgres: Postgres) -> None:
    engine = create_engine(postgres.url, pool_size=1, overflow=1)
    watch = PoolWatch({TRANSACTIONS: lambda: state_of(engine.pool)})
    waits = _value("cqp_database_pool_wait_seconds_count", pool=TRANSACTIONS)

    async def ask() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async with engine.connect(), engine.connect():
        waiting = asyncio.create_task(ask())
        await asyncio.sleep(0.05)
        watch.sample()
        crowded = _pool(TRANSACTIONS)
    await waiting
    watch.sample()
    quiet = _pool(TRANSACTIONS)
    await engine.dispose()

    assert crowded == {"in_use": 2, "idle": 0, "max": 2, "waiting": 1}
    assert quiet == {"in_use": 0, "idle": 1, "max": 2, "waiting": 0}
    assert _value("cqp_database_pool_wait_seconds_count", pool=TRANSACTIONS) == waits + 3


async def test_the_hot_pool_tells_the_same(postgres: Postgres, database: AsyncEngine) -> None:
    readings = Readings(database)
    watch = PoolWatch({HOT: readings.pool_state})
    watch.sample()

    async with readings.reading_from(postgres.url, size=1):
        first, second = (asyncio.create_task(readings.rows("SELECT pg_sleep(0.2)")) for _ in range(2))
        await asyncio.sleep(0.1)
        watch.sample()
        crowded = _pool(HOT)
        await asyncio.gather(first, second)

    assert crowded == {"in_use": 1, "idle": 0, "max": 1, "waiting": 1}
    assert readings.pool_state() is None


def _pool(name: str) -> dict[str, float]:
    return {
        "in_use": _value("cqp_database_pool_connections", pool=name, state="in_use"),
        "idle": _value("cqp_database_pool_connections", pool=name, state="idle"),
        "max": _value("cqp_database_pool_max_connections", pool=name),
        "waiting": _value("cqp_database_pool_waiting_requests", pool=name),
    }
