"""`cqp doctor`: each line good, or what to do."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.cli import cli
from app.db.engine import create_engine
from app.sandbox.signing_key import new_key
from tests.database import Postgres


@pytest.fixture
def url(postgres: Postgres, empty_template: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A migrated database of this test's own, in the environment of the command."""
    address = postgres.at(postgres.template(of=empty_template))
    environment = {
        "DATABASE_URL": address,
        "CQP_ENVIRONMENT": "sandbox",
        "CQP_SIGNING_KEY": new_key(),
        "CQP_DATA_DIRECTORY": str(tmp_path),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return address


def examined() -> Result:
    return CliRunner().invoke(cli, ["doctor"])


def line_of(result: Result, thing: str) -> str:
    return next(line for line in result.output.splitlines() if line[2:].startswith(f"{thing} :"))


async def execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


@pytest.mark.usefixtures("url")
def test_what_serves_is_good_line_by_line() -> None:
    result = examined()

    assert result.exit_code == 0, result.output
    assert [line[:1] for line in result.output.splitlines()].count("✓") >= 7
    assert "✗" not in result.output
    assert line_of(result, "base de données").startswith("✓ base de données : PostgreSQL ")


A_JOB = """
    INSERT INTO jobs.pgqueuer (priority, created, updated, heartbeat, execute_after, status, entrypoint)
    VALUES (1, now() - interval '1 h', now(), now(), now() - interval '1 h', 'queued', 'purge')
"""
ELSEWHERE = "UPDATE alembic_version SET version_num = 'x'; DELETE FROM schema_revisions"


@pytest.mark.parametrize(
    ("statement", "thing", "advice"),
    [
        pytest.param(ELSEWHERE, "schéma", "lancez `cqp migrate`", id="a schema that is behind"),
        pytest.param(A_JOB, "travail de fond", "lancez `cqp worker`", id="nobody works"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(url: str, statement: str, thing: str, advice: str) -> None:
    asyncio.run(execute(url, *statement.split(";")))
    result = examined()

    assert result.exit_code == 1
    assert line_of(result, thing).startswith("✗")
    assert advice in line_of(result, thing)


def test_an_account_without_rights_is_told_on_what(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(
        execute(
            url,
            "DROP ROLE IF EXISTS narrow_account",
            "CREATE ROLE narrow_account LOGIN",
            "GRANT USAGE ON SCHEMA public, jobs TO narrow_account",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public, jobs TO narrow_account",
        )
    )
    monkeypatch.setenv("DATABASE_URL", url.replace("postgres@", "narrow_account@", 1))
    result = examined()

    assert result.exit_code == 1
    assert "narrow_account n'a pas tous les droits" in line_of(result, "droits")


@pytest.mark.usefixtures("url")
def test_a_database_that_is_away_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:pass-word@127.0.0.1:1/c")
    result = examined()

    assert result.exit_code == 1
    assert line_of(result, "base de données").startswith("✗")
    assert "pass-word" not in result.output


@pytest.mark.usefixtures("url")
def test_outgoing_that_is_held_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_OUTGOING", "held")
    result = examined()

    assert result.exit_code == 0
    assert line_of(result, "sorties").startswith("! sorties : retenues")


def test_the_version_is_that_of_the_program_and_of_its_schema() -> None:
    result = CliRunner().invoke(cli, ["--version"])

    assert result.exit_code == 0
    assert result.output.startswith("cqp-chimie 0.")
    assert ", schéma " in result.output


def test_a_replica_that_is_none_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_REPLICA_URL", url)
    primary = line_of(examined(), "réplique")
    monkeypatch.setenv("CQP_REPLICA_URL", "postgresql://nobody@127.0.0.1:1/none")
    away = examined()

    assert primary.startswith("! réplique : répond, mais c'est un primaire")
    assert "le primaire répond à sa place" in line_of(away, "réplique")
    assert away.exit_code == 0
