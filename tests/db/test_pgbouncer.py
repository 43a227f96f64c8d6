"""Everything behind PgBouncer in transaction mode: each command, the service, and the bounds of each wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import make_url
from typer.testing import CliRunner

from app.cli import cli
from app.main import create_app
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from tests.api.dossier_requests import a_dossier
from tests.api.signing_in import sign_in
from tests.database import Postgres
from tests.db.pgbouncer import pgbouncer, pooled

pytestmark = pytest.mark.skipif(pgbouncer() is None, reason="PgBouncer is not installed here")

COMMANDS = (
    ("jobs", "list", "--all"),
    ("documents", "check"),
    ("documents", "check", "--repair"),
    ("users", "invite", "--role", "secretariat", "--email", "first@cpne.example"),
    ("terms",),
    ("facts", "check"),
    ("facts", "upgrade"),
    ("personal-data", "due"),
    ("personal-data", "purge"),
    ("after-restore",),
    ("doctor",),
)


@pytest.fixture
def environment(
    postgres: Postgres, sandbox_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database with the sandbox's data, behind a PgBouncer that lends one connection."""
    if "host" not in make_url(postgres.url).query:
        pytest.skip("the tests' server is not reached by a socket")
    direct = postgres.at(postgres.template(of=sandbox_template))
    with pooled(direct, tmp_path / "pgbouncer") as address:
        variables = {
            "DATABASE_URL": address,
            "CQP_DATABASE_IS_POOLED": "true",
            "CQP_ENVIRONMENT": "sandbox",
            "CQP_SIGNING_KEY": new_key(),
            "CQP_DATA_DIRECTORY": str(tmp_path / "documents"),
            "CQP_PUBLIC_URL": "http://testserver",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield address


@pytest.mark.usefixtures("environment")
def test_every_command_works_again_and_again() -> None:
    for command in (*COMMANDS, *COMMANDS):
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 0, (command, result.output, result.exception)


@pytest.mark.usefixtures("environment")
def test_migrating_asks_for_the_direct_address() -> None:
    result = CliRunner().invoke(cli, ["migrate"])

    assert "adresse directe" in str(result.exception)


@pytest.mark.usefixtures("environment")
async def test_the_service_reads_and_writes() -> None:
    app = create_app(read_settings())
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client,
    ):
        headers = await sign_in(client, "employer@sandbox.example")
        opened = await client.post("/v1/dossiers", json=a_dossier(), headers=headers)
        read = await client.get(opened.headers["Location"], headers=headers)
        withdrawn = await client.post(f"{read.request.url.path}/withdrawal", json={"reason": "Départ"}, headers=headers)
        ready = await client.get("/readyz")

    assert [answer.status_code for answer in (opened, read, withdrawn, ready)] == [201, 200, 200, 200]
