"""Hot reads, on the driver's own connections and on the shared ones."""

import asyncio

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.readings import Readings

_WHERE = "SELECT pg_backend_pid() AS pid, current_setting('timezone') AS zone"


def _address(database: AsyncEngine) -> str:
    return database.url.render_as_string(hide_password=False)


async def test_reads_take_their_own_connections_and_no_more_of_them_than_allowed(database: AsyncEngine) -> None:
    readings = Readings(database)

    async with readings.reading_from(_address(database), size=2):
        found = await asyncio.gather(*(readings.rows(_WHERE) for _ in range(8)))
        assert database.pool.checkedout() == 0  # type: ignore[attr-defined]

    assert 1 <= len({rows[0]["pid"] for rows in found}) <= 2
    assert {rows[0]["zone"] for rows in found} == {"UTC"}
    assert len(await readings.rows(_WHERE)) == 1, "the shared pool serves where there is no other"


async def test_a_connection_that_breaks_is_replaced(database: AsyncEngine) -> None:
    readings = Readings(database)

    async with readings.reading_from(_address(database), size=1):
        with pytest.raises((asyncpg.AdminShutdownError, asyncpg.ConnectionDoesNotExistError)):
            await readings.rows("SELECT pg_terminate_backend(pg_backend_pid())")
        assert len(await readings.rows(_WHERE)) == 1


async def test_a_connection_of_the_engine_that_breaks_is_replaced(database: AsyncEngine) -> None:
    readings = Readings(database)

    with pytest.raises((asyncpg.AdminShutdownError, asyncpg.ConnectionDoesNotExistError)):
        await readings.rows("SELECT pg_terminate_backend(pg_backend_pid())")

    assert len(await readings.rows(_WHERE)) == 1
    assert database.pool.checkedout() == 0  # type: ignore[attr-defined]
