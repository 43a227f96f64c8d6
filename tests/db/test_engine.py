"""What one address becomes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine, driver_address
from tests.database import Postgres


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_hosts_write_addresses_in_several_ways(scheme: str) -> None:
    url = create_engine(f"{scheme}://user:secret@db.example:5433/cqp?sslmode=require").url

    assert url.render_as_string(hide_password=False) == "postgresql+asyncpg://user:secret@db.example:5433/cqp"


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        pytest.param("h1:5433,h2:5434", (["h1", "h2"], [5433, 5434]), id="each with its port"),
        pytest.param("h1,h2:6432", (["h1", "h2"], [5432, 6432]), id="PostgreSQL's own port unless said"),
        pytest.param("[::1]:5433,[2001:db8::2]", (["::1", "2001:db8::2"], [5433, 5432]), id="in IPv6"),
    ],
)
def test_an_address_may_name_several_hosts(hosts: str, found: tuple[list[str], list[int]]) -> None:
    address, arguments = driver_address(f"postgresql://u:p,w@{hosts}/cqp?target_session_attrs=read-write")

    assert (arguments["host"], arguments["port"]) == found
    assert arguments["target_session_attrs"] == "read-write"
    assert address.render_as_string(hide_password=False) == "postgresql+asyncpg://u:p%2Cw@/cqp"


@pytest.mark.parametrize("hosts", ["h1:port,h2", "h1:1,,h2", "h1:5432x"])
def test_hosts_that_cannot_be_read_are_one_refusal(hosts: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        create_engine(f"postgresql://u:secret@{hosts}/cqp")

    assert "secret" not in str(refused.value)


async def test_connections_speak_utc(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        assert (await connection.execute(text("SHOW timezone"))).scalar_one() == "UTC"


async def test_case_follows_unicode_on_every_server(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        assert (await connection.execute(text("SELECT lower('ÉÇŒ')"))).scalar_one() == "éçœ"


async def test_what_fails_does_not_say_with_which_values(database: AsyncEngine) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with database.connect() as connection:
            await connection.execute(text("SELECT cast(:name AS text) FROM nowhere"), {"name": "Sandrine Roux"})

    assert "nowhere" in str(failed.value)
    assert "Sandrine" not in str(failed.value)


async def test_behind_pgbouncer_nothing_outlives_a_transaction(postgres: Postgres) -> None:
    engine = create_engine(postgres.url, through_pgbouncer=True)

    async with engine.connect() as connection:
        for number in range(3):
            assert (await connection.execute(text("SELECT cast(:n AS integer)"), {"n": number})).scalar_one() == number
        kept = (await connection.execute(text("SELECT count(*) FROM pg_prepared_statements"))).scalar_one()
    await engine.dispose()

    assert kept <= 1


async def test_connections_to_pgbouncer_are_kept_for_making_one_costs_twenty_questions(postgres: Postgres) -> None:
    engine = create_engine(postgres.url, through_pgbouncer=True, pool_size=1, overflow=0)
    seen = set()
    for _ in range(2):
        async with engine.connect() as connection:
            seen.add((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())
    await engine.dispose()

    assert len(seen) == 1
