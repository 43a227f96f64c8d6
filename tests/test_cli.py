"""The `cqp` command, as those who run the service type it."""

import asyncio
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import cli, main
from app.db.engine import create_engine
from app.db.job_queue import JobQueue, RetryPolicy
from app.db.tables import emails, users
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.ports.jobs import JobKind
from tests.database import Postgres

ENVIRONMENT = {
    "CQP_ENVIRONMENT": "sandbox",
    "CQP_SIGNING_KEY": "unused",
    "CQP_FRONT_END_URL": "https://dossiers.example",
}


@pytest.fixture
def url(postgres: Postgres, empty_template: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database of this test's own, in the environment of the command."""
    address = postgres.at(postgres.template(of=empty_template))
    for name, value in {**ENVIRONMENT, "DATABASE_URL": address}.items():
        monkeypatch.setenv(name, value)
    return address


def test_the_first_secretariat_is_invited_by_a_link(url: str) -> None:
    result = CliRunner().invoke(cli, ["users", "invite", "--role", "secretariat", "--email", "First@cpne.example"])

    assert result.exit_code == 0, result.output
    assert result.output.startswith("https://dossiers.example/")
    assert asyncio.run(_invited(url)) == ["first@cpne.example"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--role", "employer", "--email", "a@b.example"], id="a role that belongs to a company"),
        pytest.param(["--role", "secretariat", "--email", "nobody"], id="no address"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_and_changes_nothing(url: str, arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, ["users", "invite", *arguments])

    assert result.exit_code == 2
    assert asyncio.run(_invited(url)) == []


@pytest.mark.usefixtures("url")
def test_documents_are_checked_told_and_repaired(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orphan = tmp_path / "forms" / str(UUID(int=1))
    orphan.parent.mkdir()
    orphan.write_bytes(b"%PDF-")
    os.utime(orphan, (0, 0))
    monkeypatch.delenv("CQP_SIGNING_KEY")
    monkeypatch.setenv("CQP_DATA_DIRECTORY", str(tmp_path))
    told, repaired, clean = (
        CliRunner().invoke(cli, ["documents", "check", *options]) for options in ((), ("--repair",), ("--deep",))
    )

    assert [result.exit_code for result in (told, repaired, clean)] == [1, 0, 0]
    assert f"fichier sans ligne : forms/{UUID(int=1)}, 5 octets, écrit le 1970-01-01" in told.output
    assert "1 anomalie(s), 1 réparée(s)" in repaired.output
    assert clean.output == "0 anomalie(s), 0 réparée(s)\n"


@pytest.mark.usefixtures("url")
def test_personal_data_that_is_due_is_told_and_erased(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CQP_DATA_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("CQP_RETENTION_MONTHS", '{"documents": 36}')
    told, other_day, erased = (
        CliRunner().invoke(cli, ["personal-data", *options])
        for options in (("due",), ("due", "--on", "2030-01-01"), ("purge",))
    )

    assert [result.exit_code for result in (told, other_day, erased)] == [0, 0, 0]
    assert told.output == other_day.output == "0 dossier(s)\n"
    assert erased.output == "documents: 0\nreduction: 0\nanonymisation: 0\n"


def test_what_is_stuck_is_listed_shown_retried_and_discarded(url: str) -> None:
    asyncio.run(_hold_a_job(url))
    listed = CliRunner().invoke(cli, ["jobs", "list"]).output
    shown = CliRunner().invoke(cli, ["jobs", "show", "1"])
    unknown = CliRunner().invoke(cli, ["jobs", "show", "2"])

    assert listed.startswith("1  purge  -  failed  0  ValueError: the reason why")
    assert "raise ValueError" in shown.output
    assert unknown.exit_code == 1
    assert CliRunner().invoke(cli, ["jobs", "retry", "1", "2"]).output == "1 relancé(s)\n"
    assert CliRunner().invoke(cli, ["jobs", "list"]).output == ""
    assert "purge  -  queued" in CliRunner().invoke(cli, ["jobs", "list", "--all"]).output
    assert CliRunner().invoke(cli, ["jobs", "discard", "1"]).output == "0 abandonné(s)\n"


async def _hold_a_job(url: str) -> None:
    async def fail(_: UUID | None) -> None:
        raise ValueError("the reason why")

    engine = create_engine(url)
    uow = SqlUnitOfWork(engine)
    async with uow:
        await uow.jobs.enqueue(JobKind.PURGE)
        await uow.commit()
    retry_policy = RetryPolicy(attempts={JobKind.PURGE: 0})
    await JobQueue(engine=engine, handlers={JobKind.PURGE: fail}, schedule={}, retry_policy=retry_policy).drain()
    await engine.dispose()


def test_migrating_what_is_migrated_is_no_error(url: str) -> None:
    assert CliRunner().invoke(cli, ["migrate"]).exit_code == 0


@pytest.mark.parametrize("command", [["migrate"], ["terms"]])
@pytest.mark.parametrize(
    ("address", "said", "code"),
    [
        pytest.param(None, "DATABASE_URL : à définir", 2, id="none"),
        pytest.param("mysql://a:secret@b/c", "DATABASE_URL : valeur refusée", 2, id="another database's"),
        pytest.param("postgresql://a:secret@127.0.0.1:1/c", "ne répond pas", 1, id="nobody's"),
    ],
)
def test_a_command_says_in_one_sentence_what_the_database_lacks_and_asks_for_nothing_else(
    command: list[str],
    address: str | None,
    said: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if address is not None:
        monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setattr("sys.argv", ["cqp", *command])
    logged_to: list[dict[str, Any]] = []
    monkeypatch.setattr("app.cli.command.dictConfig", logged_to.append)

    with pytest.raises(SystemExit) as stopped:
        main()

    told = capfd.readouterr().err
    assert stopped.value.code == code
    assert said in told
    assert len(told.splitlines()) == 1
    assert "secret" not in told
    assert [each["handlers"]["lines"]["stream"] for each in logged_to] == ["ext://sys.stderr"]


async def _invited(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            statement = select(users.c.email).join(emails, emails.c.to_address == users.c.email)
            return list((await connection.execute(statement)).scalars())
    finally:
        await engine.dispose()


def test_what_a_command_writes_is_its_own_accounts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.command.cli", lambda: None)
    former = os.umask(0o022)
    try:
        main()
    finally:
        left = os.umask(former)

    assert left == 0o077
