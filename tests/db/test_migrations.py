"""The migrations make the declared schema, and unmake it."""

from collections.abc import AsyncIterator

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.migrations import configuration, migrate
from app.db.tables import metadata
from tests.database import Postgres

CATALOGUE = """
    SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
           coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'sequence', sequencename, data_type::text, start_value::text, increment_by::text, cycle::text
      FROM pg_sequences WHERE schemaname = 'public'
"""


@pytest.fixture
async def bare(postgres: Postgres) -> AsyncIterator[AsyncEngine]:
    async with postgres.clone("template1") as engine:
        yield engine


async def _schema(engine: AsyncEngine) -> set[tuple[str, ...]]:
    async with engine.connect() as connection:
        rows = (await connection.execute(text(CATALOGUE))).all()
    return {tuple(row) for row in rows if row[1] != "alembic_version"}


async def _downgrade(engine: AsyncEngine) -> None:
    def to_nothing(connection: Connection) -> None:
        command.downgrade(configuration(connection), "base")

    async with engine.connect() as connection:
        await connection.run_sync(to_nothing)


async def test_the_migrations_make_exactly_the_declared_schema(bare: AsyncEngine, database: AsyncEngine) -> None:
    async with bare.begin() as connection:
        await connection.run_sync(metadata.create_all)

    assert await _schema(database) == await _schema(bare)


async def test_alembic_sees_no_drift(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        await connection.run_sync(lambda sync: command.check(configuration(sync)))


async def test_the_migrations_go_up_and_down_and_up_again(bare: AsyncEngine) -> None:
    await migrate(bare)
    first = await _schema(bare)
    await _downgrade(bare)
    nothing = await _schema(bare)
    await migrate(bare)

    assert first
    assert nothing == set()
    assert await _schema(bare) == first


async def test_migrating_what_is_migrated_changes_nothing(database: AsyncEngine) -> None:
    before = await _schema(database)
    await migrate(database)

    assert await _schema(database) == before
