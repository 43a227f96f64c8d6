"""What one address becomes."""

import pytest
from sqlalchemy import NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from tests.database import Postgres


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_hosts_write_addresses_in_several_ways(scheme: str) -> None:
    url = create_engine(f"{scheme}://user:secret@db.example:5433/cqp?sslmode=require").url

    assert url.render_as_string(hide_password=False) == "postgresql+asyncpg://user:secret@db.example:5433/cqp"


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

    assert isinstance(engine.pool, NullPool)
    assert kept <= 1
