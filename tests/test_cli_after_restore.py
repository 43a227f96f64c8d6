"""A database that was restored, or copied: no number is given twice, and nobody's files are deleted."""

import asyncio
import os
from pathlib import Path
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from app.adapters.document_store import ObjectDocumentStore
from app.cli import cli
from app.db.engine import create_engine
from app.db.installation import SqlInstallation, end_sessions, move_numbers_forward
from app.db.unit_of_work import SqlUnitOfWork
from app.sandbox.signing_key import new_key
from app.usecases.installation import StoreOwner, find_owner, look_after_store
from tests.api.dossier_requests import a_dossier
from tests.api.signing_in import sign_in
from tests.database import Postgres

ORPHAN = f"forms/{UUID(int=1)}"


@pytest.fixture
def url(postgres: Postgres, sandbox_template: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database that was looked after once, with its store."""
    address = postgres.at(postgres.template(_looked_after(tmp_path), of=sandbox_template))
    environment = {
        "DATABASE_URL": address,
        "CQP_ENVIRONMENT": "sandbox",
        "CQP_SIGNING_KEY": new_key(),
        "CQP_DATA_DIRECTORY": str(tmp_path),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return address


def store_in(folder: Path) -> ObjectDocumentStore:
    return ObjectDocumentStore.in_folder(folder, largest=1000)


def _looked_after(folder: Path):  # type: ignore[no-untyped-def]
    async def look(engine: AsyncEngine) -> None:
        await look_after_store(SqlInstallation(engine), store_in(folder))

    return look


async def _on(url: str, do):  # type: ignore[no-untyped-def]
    engine = create_engine(url)
    try:
        return await do(engine)
    finally:
        await engine.dispose()


def an_orphan(folder: Path) -> Path:
    """A file that no row of the copy names: the original's own may be so."""
    file = folder / ORPHAN
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"%PDF-")
    os.utime(file, (0, 0))
    return file


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.output


async def next_number(engine: AsyncEngine) -> int:
    async with SqlUnitOfWork(engine) as uow:
        return int((await uow.dossiers.next_number(2026)).rpartition("-")[2])


def copy_of(postgres: Postgres, url: str) -> str:
    return postgres.at(postgres.template(of=url.partition("?")[0].rpartition("/")[2]))


def test_a_copy_that_fell_behind_deletes_nothing_of_the_originals(
    postgres: Postgres, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = an_orphan(tmp_path)
    copy = copy_of(postgres, url)
    asyncio.run(_on(url, _looked_after(tmp_path)))  # a night of the original's
    monkeypatch.setenv("DATABASE_URL", copy)
    for command in (("documents", "check", "--repair"), ("personal-data", "purge")):
        code, told = run(*command)
        assert code == 1
        assert "rien n'y est effacé" in told
    assert file.exists()
    assert "plus récente" in run("doctor")[1]


@pytest.mark.usefixtures("url")
def test_what_is_held_deletes_nothing_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = an_orphan(tmp_path)
    monkeypatch.setenv("CQP_OUTGOING", "held")
    assert run("documents", "check", "--repair")[0] == 1
    assert file.exists()


def test_the_restored_database_takes_its_store_back_and_gives_no_number_twice(
    postgres: Postgres, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = an_orphan(tmp_path)
    backup = copy_of(postgres, url)
    lost = [asyncio.run(_on(url, next_number)) for _ in range(5)]
    asyncio.run(_on(url, _looked_after(tmp_path)))
    monkeypatch.setenv("DATABASE_URL", backup)
    code, told = run("after-restore", "--numbers", "100")

    assert code == 0, told
    assert "Le dépôt est celui de cette base." in told
    assert asyncio.run(_on(backup, next_number)) > max(lost)
    assert run("documents", "check", "--repair")[0] == 0
    assert not file.exists()
    monkeypatch.setenv("DATABASE_URL", url)
    assert run("documents", "check", "--repair")[0] == 1


async def test_numbers_go_on_after_the_last_one_that_a_dossier_bears(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)
    opened = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).json()["number"]
    async with sandbox_database.begin() as connection:
        await connection.execute(text("SELECT setval('dossier_numbers', 1)"))
    last = await move_numbers_forward(sandbox_database, by=3)

    assert last == int(opened.rpartition("-")[2]) + 3
    assert await next_number(sandbox_database) == last + 1
    assert await end_sessions(sandbox_database) == 1
    assert (await sandbox.get("/v1/dossiers", headers=headers)).status_code == 401


def test_a_copy_owns_no_store_and_its_sessions_are_closed(url: str, tmp_path: Path) -> None:
    code, told = run("after-restore", "--copy")

    async def owner(engine: AsyncEngine) -> StoreOwner:
        return await find_owner(SqlInstallation(engine), store_in(tmp_path))

    assert code == 0, told
    assert asyncio.run(_on(url, owner)) is StoreOwner.ANOTHER
    assert run("documents", "check", "--repair")[0] == 1
