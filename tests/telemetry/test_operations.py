"""PostgreSQL shows for which operation each transaction runs, for nothing, and PgBouncer keeps it so."""

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.telemetry.operations import current_operation, under_operation
from tests.api.signing_in import sign_in
from tests.database import Postgres

_SHOWN = text("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")


async def _shown(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        return str((await connection.execute(_SHOWN)).scalar_one())


async def test_a_transaction_bears_its_operation_and_leaves_nothing_on_its_connection(postgres: Postgres) -> None:
    engine = create_engine(postgres.url, pool_size=1, overflow=0)

    with under_operation("completeRegistration"):
        within = await _shown(engine)
        savepoint = await _in_a_savepoint(engine)
    after = await _shown(engine)
    await engine.dispose()

    assert (within, savepoint, after) == ("cqp completeRegistration", "cqp completeRegistration", "cqp")


async def _in_a_savepoint(engine: AsyncEngine) -> str:
    async with engine.connect() as connection, connection.begin(), connection.begin_nested():
        return str((await connection.execute(_SHOWN)).scalar_one())


async def test_a_name_says_nothing_to_the_database(postgres: Postgres) -> None:
    engine = create_engine(postgres.url, pool_size=1, overflow=0)

    with under_operation("it's; DROP TABLE dossiers; --" + "x" * 80):
        shown = await _shown(engine)
    await engine.dispose()

    assert shown == ("cqp it's; DROP TABLE dossiers; --" + "x" * 80)[:63]


async def test_each_request_works_under_its_operation_from_its_first_statement(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    seen: list[str] = []
    event.listen(sandbox_database.sync_engine, "before_cursor_execute", lambda *_: seen.append(current_operation()))

    await asyncio.gather(sandbox.get("/v1/dossiers", headers=headers), sandbox.get("/v1/deadlines", headers=headers))

    assert set(seen) == {"listDossiers", "listDeadlines"}
    assert current_operation() == "none"


async def test_behind_pgbouncer_a_name_stays_with_its_transaction(postgres: Postgres, tmp_path: Path) -> None:
    pgbouncer = shutil.which("pgbouncer")
    if pgbouncer is None:
        pytest.skip("pgbouncer is not installed")
    with _pooled(pgbouncer, postgres, tmp_path) as url:
        engine = create_engine(url, through_pgbouncer=True)
        before = await _shown(engine)
        with under_operation("deliberate"):
            within = await _shown(engine)
        after = await _shown(engine)
        await engine.dispose()

    assert (before, within, after) == ("cqp", "cqp deliberate", "cqp")


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("pgbouncer does not listen")


@contextmanager
def _pooled(pgbouncer: str, postgres: Postgres, folder: Path) -> Iterator[str]:
    """A PgBouncer in transaction mode with one server connection, in front of the tests' server; its address."""
    server = make_url(postgres.url)
    host, port = server.host or str(server.query["host"]), server.port or 5432
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        own_port = free.getsockname()[1]
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        f"[databases]\n* = host={host} port={port} user={server.username}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {own_port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
        "default_pool_size = 1\n"
    )
    as_root = ["-u", "nobody"] if os.getuid() == 0 else []
    folder.chmod(0o755)
    running = subprocess.Popen([pgbouncer, "-q", *as_root, str(configuration)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(own_port)
        yield f"postgresql://{server.username}@127.0.0.1:{own_port}/{server.database}"
    finally:
        running.terminate()
        running.wait(10)
