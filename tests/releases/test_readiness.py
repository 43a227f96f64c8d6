"""A program is ready on its own schema and on those that came of it, and on no other."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import migrations
from app.db.migrations import LaterSchemaError, goes_back, migrate
from app.db.readiness import is_ready, newest_version
from tests.releases.newer_schema import NEXT, scripts_of_the_next_release

Program = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """`with next_release():` the program is the next release's."""
    scripts = scripts_of_the_next_release(tmp_path)

    @contextmanager
    def program() -> Iterator[None]:
        newest_version.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(migrations, "SCRIPTS", scripts)
            yield
        newest_version.cache_clear()

    return program


async def test_the_former_program_serves_on_what_the_next_one_migrated(
    database: AsyncEngine, next_release: Program
) -> None:
    ours = newest_version()
    with next_release():
        before = await is_ready(database)
        await migrate(database)
        after = await is_ready(database)

    assert (before, after) == (False, True)
    assert newest_version() == ours
    assert await is_ready(database)


async def test_the_database_goes_back_by_the_program_that_knows_the_way(
    database: AsyncEngine, next_release: Program
) -> None:
    ours = str(newest_version())
    with next_release():
        await migrate(database)
        assert await goes_back(database, ours)
        await migrate(database, to=ours)
        assert not await goes_back(database, NEXT)
        assert not await is_ready(database)
    assert await is_ready(database)


async def test_a_program_takes_nowhere_what_a_later_one_migrated(database: AsyncEngine, next_release: Program) -> None:
    with next_release():
        await migrate(database)
    with pytest.raises(LaterSchemaError, match=NEXT):
        await migrate(database)


async def test_a_database_behind_or_of_another_line_is_not_ready(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'elsewhere'"))
        await connection.execute(text("DELETE FROM schema_revisions"))
    assert not await is_ready(database)
    async with database.begin() as connection:
        await connection.execute(text("DROP TABLE schema_revisions"))
    assert not await is_ready(database)


async def test_an_index_that_was_left_half_made_is_made_anew_while_others_work(
    database: AsyncEngine, next_release: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = str(newest_version())
    with next_release():
        await migrate(database)
        async with database.begin() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{ours}'"))
            await connection.execute(text("ALTER TABLE dossiers DROP COLUMN of_the_next_release"))
            await connection.execute(text("CREATE INDEX ix_of_the_next_release ON dossiers (number)"))
            await connection.execute(
                text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_of_the_next_release'::regclass")
            )
        await migrate(database)
    async with database.connect() as connection:
        made = await connection.scalar(
            text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_of_the_next_release'")
        )

    assert "(of_the_next_release)" in str(made)


async def test_a_busy_table_is_asked_for_again(
    database: AsyncEngine,
    next_release: Program,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(migrations, "_PAUSE", 0.1)
    with next_release():
        async with database.connect() as busy:
            await busy.execute(text("LOCK TABLE dossiers IN ACCESS SHARE MODE"))
            migrating = asyncio.create_task(migrate(database))
            await asyncio.sleep(6)
            assert not migrating.done()
        await migrating
        assert await is_ready(database)

    assert "a table is busy" in caplog.text
