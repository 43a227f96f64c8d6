"""`cqp facts`, as those who run the service type it."""

import asyncio

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import cli
from app.db.engine import create_engine
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.world_objects import a_line
from tests.database import Postgres


@pytest.fixture
def url(postgres: Postgres, empty_template: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database of this test's own with one dossier of shape 1, which is what it writes."""
    address = postgres.at(postgres.template(of=empty_template))
    monkeypatch.setenv("DATABASE_URL", address)
    asyncio.run(_prepare(address))
    return address


def test_facts_are_checked_upgraded_and_brought_back(url: str) -> None:
    assert typed("check") == (0, "0 anomalie(s)\n")
    assert typed("upgrade") == (0, unchanged(1))
    code, told = typed("upgrade", "--write")
    assert code == 0
    assert "dossier : forme 2, 1 ligne(s) réécrite(s)" in told
    assert typed("check") == (0, "0 anomalie(s)\n")
    code, told = typed("upgrade", "--back")
    assert (code, "dossier : forme 1, 1 ligne(s) réécrite(s)" in told) == (0, True)


def test_what_is_wrong_is_named_and_the_exit_code_says_so(url: str) -> None:
    asyncio.run(_do(url, 'UPDATE dossiers SET facts = facts || \'{"phone": "0601020304"}\''))

    code, told = typed("check")

    assert code == 1
    assert told == f"dossier {b.an_id(2)} : ne se lit pas (phone: unknown member)\n1 anomalie(s)\n"
    code, told = typed("upgrade", "--write")
    assert code == 1
    assert f"dossier {b.an_id(2)} : laissée telle quelle (phone: unknown member)" in told


@pytest.mark.usefixtures("url")
def test_both_ways_at_once_is_none() -> None:
    assert typed("upgrade", "--write", "--back")[0] == 2


def test_an_older_program_is_told_in_one_sentence(url: str) -> None:
    asyncio.run(_do(url, "UPDATE fact_shapes SET written = 99"))

    code, told = typed("upgrade")

    assert code == 1
    assert "forme 99" in told
    assert told.count("\n") == 1


def test_an_older_program_does_not_take_the_newer_ones_shape_away(url: str) -> None:
    asyncio.run(_do(url, "UPDATE fact_shapes SET written = 99"))

    assert typed("upgrade", "--write")[0] == 1
    assert typed("upgrade", "--back")[0] == 1
    assert typed("upgrade")[0] == 1


def typed(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["facts", *arguments])
    return result.exit_code, result.output


def unchanged(shape: int) -> str:
    return "".join(
        f"{name} : forme {shape}, 0 ligne(s) réécrite(s)\n"
        for name in ("dossier", "dossier_departure", "jury_session", "certificate")
    )


async def _prepare(url: str) -> None:
    await _do(url, "UPDATE fact_shapes SET written = 1")
    engine = create_engine(url)
    dossier = b.a_dossier(company_id=None)
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        await uow.commit()
    await engine.dispose()


async def _do(url: str, statement: str) -> None:
    engine = create_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
