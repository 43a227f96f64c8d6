"""Under the role that `cqp roles` makes for it, the service does all that it is for, and nothing else."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from app.adapters.document_store import ObjectDocumentStore
from app.cli import cli
from app.db.engine import create_engine
from app.db.history import chain_histories, verify_histories
from app.db.purge import purge
from app.db.readiness import is_ready
from app.db.roles import apply_roles, role_statements, service_rights
from app.db.tables import metadata
from app.domain.personal_data import RetentionPeriods
from app.main import create_app
from app.settings import Settings
from app.worker import Worker
from journey.__main__ import run_story
from journey.stage import Stage
from journey.story_printer import StoryPrinter
from tests.db.test_personal_data import OVER, erase, withdrawn


@asynccontextmanager
async def as_role(owner: AsyncEngine, role: str) -> AsyncIterator[AsyncEngine]:
    """The same database, under the role."""
    async with owner.begin() as connection:
        await connection.execute(text(f"ALTER ROLE {role} PASSWORD 'of-a-test'"))
    url = owner.url.set(username=role, password="of-a-test")
    engine = create_engine(url.render_as_string(hide_password=False))
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def roles_on(owner: AsyncEngine) -> AsyncIterator[str]:
    """The roles, for as long as the database lives: a role belongs to the whole server."""
    service = f"service_of_{owner.url.database}"
    await apply_roles(owner, service, f"reader_of_{owner.url.database}")
    try:
        yield service
    finally:
        async with owner.begin() as connection:
            for role in (service, f"reader_of_{owner.url.database}"):
                await connection.execute(text(f"DROP OWNED BY {role}"))
                await connection.execute(text(f"DROP ROLE {role}"))


@pytest.fixture
async def service(database: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    async with roles_on(database) as role, as_role(database, role) as engine:
        yield engine


@pytest.mark.parametrize("story", ["individualised_training", "simplified_vae", "paritary_jury", "passport", "bridge"])
async def test_the_service_and_its_worker_do_all_that_they_are_for_under_their_own_role(
    settings: Settings, sandbox_database: AsyncEngine, story: str
) -> None:
    async with roles_on(sandbox_database) as role, as_role(sandbox_database, role) as engine:
        app = create_app(settings, engine=engine)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client,
        ):
            await run_story(Stage(client, StoryPrinter(Console(file=io.StringIO(), width=200))), story)
        await Worker(settings=settings, engine=engine).drain()

        assert await is_ready(engine)
        assert not [each async for each in verify_histories(engine) if each.findings]


async def test_the_nights_work_is_done_under_the_services_role(service: AsyncEngine, tmp_path: Path) -> None:
    store = ObjectDocumentStore.in_folder(tmp_path, largest=1024)
    dossier = await withdrawn(service, store)
    assert await erase(service, store)
    await purge(service, OVER, RetentionPeriods())
    assert await chain_histories(service) == 0

    (verified,) = [each async for each in verify_histories(service, number=dossier.number)]
    assert (verified.erased, verified.findings) == (1, ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossier_history SET operation = 'x'",
        "UPDATE dossier_history SET salt = NULL",
        "DELETE FROM dossier_history",
        "TRUNCATE dossier_history CASCADE",
        "ALTER TABLE dossier_history DISABLE TRIGGER ALL",
        "ALTER TABLE dossier_history DROP COLUMN hash",
        "ALTER TABLE dossier_history ADD COLUMN more text",
        "DROP TABLE dossier_history",
        "DROP TRIGGER keep_line ON dossier_history",
        "CREATE TRIGGER other BEFORE INSERT ON dossier_history EXECUTE FUNCTION refuse_rewriting()",
        "CREATE OR REPLACE FUNCTION chain_history_line() RETURNS trigger LANGUAGE sql AS ''",
        "SET session_replication_role = replica",
        "INSERT INTO dossier_history_heads SELECT id, 0, '' FROM dossiers",
        "UPDATE dossier_history_heads SET lines = 0",
        "DELETE FROM dossier_history_heads",
        "UPDATE events SET type = 'x'",
        "UPDATE events SET details = '{}'",
        "DELETE FROM events",
        "TRUNCATE events CASCADE",
        "UPDATE printed_papers SET layout = 2",
        "DELETE FROM certificates",
        "DELETE FROM dossiers",
        "TRUNCATE users CASCADE",
        "UPDATE fact_shapes SET written = 1",
        "UPDATE alembic_version SET version_num = 'x'",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE other",
    ],
)
async def test_what_the_service_is_not_for_is_refused_to_its_role(service: AsyncEngine, statement: str) -> None:
    async with service.connect() as connection:
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner|must be superuser"):
            await connection.execute(text(statement))


async def test_a_reader_reads_and_sees_no_secret(database: AsyncEngine) -> None:
    async with roles_on(database), as_role(database, f"reader_of_{database.url.database}") as engine:
        for allowed in ("SELECT id, email FROM users", "SELECT * FROM dossiers", "SELECT number FROM dossier_history"):
            async with engine.connect() as connection:
                await connection.execute(text(allowed))
        for refused in (
            "SELECT password_hash FROM users",
            "SELECT secrets FROM clients",
            "SELECT body FROM emails",
            "SELECT salt FROM dossier_history",
            "SELECT * FROM refresh_tokens",
            "SELECT * FROM links",
            "SELECT * FROM jobs.pgqueuer",
            "UPDATE users SET name = 'x'",
            "SELECT erase_history_words(gen_random_uuid())",
        ):
            async with engine.connect() as connection:
                with pytest.raises(DBAPIError, match="permission denied"):
                    await connection.execute(text(refused))


async def test_the_roles_are_given_their_rights_anew(database: AsyncEngine) -> None:
    async with roles_on(database) as role, as_role(database, role) as engine:
        async with database.begin() as connection:
            await connection.execute(text(f"GRANT ALL ON certificates TO {role}"))
        await apply_roles(database, role)
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text("DELETE FROM certificates"))


async def test_who_may_call_nothing_of_the_owners_may_erase_nothing(database: AsyncEngine) -> None:
    role = f"stranger_to_{database.url.database}"
    async with database.begin() as connection:
        await connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    async with as_role(database, role) as engine, engine.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text("SELECT erase_history_words(gen_random_uuid())"))
    async with database.begin() as connection:
        await connection.execute(text(f"DROP ROLE {role}"))


def test_the_command_prints_what_it_would_do() -> None:
    printed = CliRunner().invoke(cli, ["roles", "--service", "web", "--reader", "report"])

    assert printed.exit_code == 0
    assert printed.output.splitlines() == [f"{statement};" for statement in role_statements("web", "report")]
    assert "GRANT SELECT, INSERT ON dossier_history TO web;" in printed.output
    assert "report" not in CliRunner().invoke(cli, ["roles", "--service", "web"]).output


def test_a_name_that_could_be_more_than_one_is_refused() -> None:
    refused = CliRunner().invoke(cli, ["roles", "--service", "web; DROP TABLE users"])

    assert refused.exit_code == 2
    with pytest.raises(ValueError, match="Web"):
        role_statements("web", "Web")


def test_no_table_may_be_deleted_from_but_those_from_which_something_is() -> None:
    may = {table.name for table in metadata.tables.values() if "DELETE" in service_rights(table)}

    assert not may & {"dossiers", "dossier_history", "events", "certificates", "documents", "users", "companies"}


async def test_the_command_applies_them(database: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    role = f"by_command_{database.url.database}"

    done = await asyncio.to_thread(CliRunner().invoke, cli, ["roles", "--service", role, "--apply"])

    assert (done.exit_code, "instruction(s)" in done.output) == (0, True), done.output
    async with database.begin() as connection:
        assert await connection.scalar(text(f"SELECT has_table_privilege('{role}', 'dossiers', 'UPDATE')"))
        assert not await connection.scalar(text(f"SELECT has_table_privilege('{role}', 'events', 'DELETE')"))
        await connection.execute(text(f"DROP OWNED BY {role}"))
        await connection.execute(text(f"DROP ROLE {role}"))
