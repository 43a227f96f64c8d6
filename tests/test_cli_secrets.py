"""Keys change while what they lock stays: `cqp secrets reseal`, `cqp documents lock`."""

import asyncio
from base64 import b64decode, b64encode, urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert, select
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app.adapters.secret_cipher import FernetCipher
from app.cli import cli
from app.db.engine import create_engine
from app.db.sealed_secrets import SEALED_COLUMNS, sealed_columns
from app.db.tables import clients, metadata, webhook_endpoints
from tests import test_cli

url = test_cli.url
OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))


def test_every_column_of_bytes_is_a_digest_or_sealed_by_a_key_that_changes_or_known_not_to_be() -> None:
    known = {(table.name, column.name) for table, column in sealed_columns()}
    named = {(table.name, column.name) for table in metadata.tables.values() for column in table.c}

    assert known == {each for each in named if each[1] in SEALED_COLUMNS}


@pytest.mark.usefixtures("url")
def test_secrets_are_sealed_anew_and_the_former_key_may_go(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(_keep(url, [FernetCipher([OLD]).encrypt("whsec_a"), FernetCipher([NEW]).encrypt("whsec_b")]))
    monkeypatch.setenv("CQP_SECRETS_KEY", f"{NEW} {OLD}")

    results = [CliRunner().invoke(cli, ["secrets", "reseal"]) for _ in range(2)]

    assert [result.output.split()[0] for result in results] == ["1", "0"], results[0].output
    assert {result.exit_code for result in results} == {0}
    assert [FernetCipher([NEW]).decrypt(sealed) for sealed in asyncio.run(_kept(url))] == ["whsec_a", "whsec_b"]


@pytest.mark.usefixtures("url")
def test_what_no_key_opens_is_told_and_stays(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = [FernetCipher([LOST]).encrypt("a"), FernetCipher([OLD]).encrypt("b")]
    asyncio.run(_keep(url, sealed))
    monkeypatch.setenv("CQP_SECRETS_KEY", f"{NEW} {OLD}")

    result = CliRunner().invoke(cli, ["secrets", "reseal"])

    assert (result.exit_code, result.output.split()[0]) == (1, "1")
    assert asyncio.run(_kept(url))[0] == sealed[0]


def test_a_new_key_is_one_that_both_settings_take() -> None:
    printed = CliRunner().invoke(cli, ["secrets", "new-key"]).output.strip()

    assert FernetCipher([printed]).encrypt("x")
    assert len(b64decode(printed, altchars=b"-_")) == 32


@pytest.mark.usefixtures("url")
def test_documents_in_clear_are_locked_and_locked_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    for number in range(3):
        (tmp_path / "forms" / f"{number}").write_bytes(b"%PDF-1.7 in clear" * number)
    monkeypatch.setenv("CQP_DATA_DIRECTORY", str(tmp_path))
    old, new = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))

    without = CliRunner().invoke(cli, ["documents", "lock"])
    told = []
    for keys in (old, old, f"{new} {old}", new):
        monkeypatch.setenv("CQP_DOCUMENTS_KEY", keys)
        told.append(CliRunner().invoke(cli, ["documents", "lock"]).output.split()[0])
    monkeypatch.setenv("CQP_DOCUMENTS_KEY", old)
    left = CliRunner().invoke(cli, ["documents", "lock"])

    assert "CQP_DOCUMENTS_KEY" in str(without.exception)
    assert told == ["3", "0", "3", "0"]
    assert (left.exit_code, "3 laissé(s)" in left.output) == (1, True)
    assert not any(b"in clear" in file.read_bytes() for file in (tmp_path / "forms").iterdir())


async def _keep(url: str, sealed: list[bytes]) -> None:
    engine, at = create_engine(url), datetime.now(UTC)
    secrets = [
        {"sealed": b64encode(each).decode(), "created_at": at.isoformat(), "expires_at": None} for each in sealed
    ]
    async with engine.begin() as connection:
        client = {"id": uuid7(), "client_id": "p", "name": "P", "scopes": [], "secrets": [], "created_at": at}
        await connection.execute(insert(clients).values(client))
        endpoint = {"id": uuid7(), "client_id": "p", "url": "https://x.example", "events": [], "created_at": at}
        await connection.execute(insert(webhook_endpoints).values(**endpoint, secrets=secrets))
    await engine.dispose()


async def _kept(url: str) -> list[bytes]:
    engine = create_engine(url)
    async with engine.connect() as connection:
        secrets = await connection.scalar(select(webhook_endpoints.c.secrets))
    await engine.dispose()
    return [b64decode(secret["sealed"]) for secret in secrets or []]
