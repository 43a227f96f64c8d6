"""A restoration, done: a base backup of a server under load, its recovery to a moment, compared row by row.

`make drill` runs it. What was written after the moment is lost, and none of its dossier numbers is given again; the
restored database calls and mails nobody, and has its documents back.
"""

import asyncio
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from httpx import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.db.installation import SqlInstallation, end_sessions, move_numbers_forward
from app.db.migrations import migrate
from app.db.readiness import is_ready
from app.main import create_app, store_mark
from app.sandbox import data
from app.sandbox.postgres import Cluster
from app.sandbox.signing_key import new_key
from app.settings import Settings, read_settings
from app.usecases.installation import StoreOwner, adopt_store, find_owner, look_after_store
from tests import background_work
from tests.api.dossier_requests import a_dossier
from tests.api.signing_in import sign_in

PROGRAMS = Path(os.environ.get("TEST_POSTGRES_BIN") or "/usr/lib/postgresql/15/bin")
POINT = "drill"
_SECONDS = 4
_WRITERS = 3
_TABLES = text("""
    SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND c.relpersistence = 'p'
    AND c.relnamespace IN ('public'::regnamespace, 'jobs'::regnamespace) ORDER BY 1
""")
_RECOVERY = """
restore_command = 'cp {archive}/%f %p'
recovery_target_name = '{point}'
recovery_target_action = 'promote'
archive_mode = off
"""

_Result = TypeVar("_Result")
Rows = Mapping[str, frozenset[str]]


class DrillError(Exception):
    """The restored database is not what it should be."""


@dataclass
class Load:
    """Dossiers opened and withdrawn by several people at once, as long as it is let."""

    client: AsyncClient
    headers: dict[str, str]
    numbers: set[str] = field(default_factory=set)
    going: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self) -> None:
        """Act after act, each acknowledged before the next one."""
        while True:
            await self.going.wait()
            opened = await self.client.post("/v1/dossiers", json=a_dossier(), headers=self.headers)
            self.numbers.add(opened.raise_for_status().json()["number"])
            gone = await self.client.post(
                f"{opened.headers['Location']}/withdrawal", json={"reason": "Départ"}, headers=self.headers
            )
            gone.raise_for_status()


async def rows_of(engine: AsyncEngine) -> Rows:
    """Every row of every table, as text; but of those that no backup holds (UNLOGGED): counts of requests."""
    async with engine.connect() as connection:
        tables = (await connection.execute(_TABLES)).scalars().all()
        return {
            table: frozenset((await connection.execute(text(f"SELECT t::text FROM {table} t"))).scalars())
            for table in tables
        }


async def drill(folder: Path) -> None:
    """The whole of it. Raises DrillError with what is not as it should be."""
    archive, original = folder / "archive", Cluster(binaries=PROGRAMS, data=folder / "original")
    _own(archive)
    settings = read_settings(
        environment="sandbox",
        database_url="postgresql://unused/unused",
        public_url="http://testserver",
        data_directory=folder / "documents",
        signing_key=new_key(),
    )
    original.start()
    try:
        await _archive_into(original, archive)
        then, numbers = await _live(original, settings, folder / "backup")
    finally:
        original.stop()
    begun = time.monotonic()
    restored = Cluster(binaries=PROGRAMS, data=folder / "backup")
    for left in (folder / "backup").glob(".s.PGSQL*"):  # the original's socket, which lies in its folder
        left.unlink()
    (folder / "backup" / "recovery.signal").touch()
    with (folder / "backup" / "postgresql.auto.conf").open("a") as configuration:
        configuration.write(_RECOVERY.format(archive=archive, point=POINT))
    _give_to_server(folder / "backup" / "recovery.signal")
    restored.start()
    try:
        await _on(restored, lambda engine: _check(engine, settings, then, numbers))
    finally:
        restored.stop()
    _tell(f"rétablie en {time.monotonic() - begun:.1f} s, conforme ligne à ligne")


async def _archive_into(cluster: Cluster, archive: Path) -> None:
    async def configure(engine: AsyncEngine) -> None:
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("ALTER SYSTEM SET archive_mode = on"))
            await connection.execute(text(f"ALTER SYSTEM SET archive_command = 'cp %p {archive}/%f'"))

    await _on(cluster, configure)
    cluster.start()


async def _live(cluster: Cluster, settings: Settings, backup: Path) -> tuple[Rows, set[str]]:
    """Serve, back up under load, mark the moment, and go on; the rows of the moment, and every number ever given."""

    async def serve(engine: AsyncEngine) -> tuple[Rows, set[str]]:
        await migrate(engine)
        await data.load(engine)
        await look_after_store(SqlInstallation(engine), store_mark(settings))
        async with _writing(engine, settings) as load:
            await asyncio.sleep(_SECONDS)
            await _base_backup(cluster, backup)
            await asyncio.sleep(_SECONDS)
            load.going.clear()
            await asyncio.sleep(1)
            then, until = await rows_of(engine), len(load.numbers)
            await _execute(engine, f"SELECT pg_create_restore_point('{POINT}')")
            load.going.set()
            await asyncio.sleep(_SECONDS)
        await look_after_store(SqlInstallation(engine), store_mark(settings))
        await _execute(engine, "SELECT pg_switch_wal()")
        await asyncio.sleep(1)
        _tell(f"{len(load.numbers)} dossiers ouverts, dont {len(load.numbers) - until} après le moment visé")
        return then, load.numbers

    return await _on(cluster, serve)


@asynccontextmanager
async def _writing(engine: AsyncEngine, settings: Settings) -> AsyncIterator[Load]:
    app = create_app(settings, engine=engine)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        load = Load(client, await sign_in(client, "employer@sandbox.example"))
        load.going.set()
        writers = [asyncio.create_task(load.write()) for _ in range(_WRITERS)]
        try:
            yield load
        finally:
            for writer in writers:
                writer.cancel()
            ends = await asyncio.gather(*writers, return_exceptions=True)
    for end in ends:
        if not isinstance(end, asyncio.CancelledError) and isinstance(end, BaseException):
            raise end


async def _base_backup(cluster: Cluster, into: Path) -> None:
    host = str(cluster.data)
    program = str(PROGRAMS / "pg_basebackup")
    command = [program, "-h", host, "-U", "postgres", "-D", str(into), "-c", "fast", "-X", "stream"]
    account = _account()
    into.parent.chmod(0o777)
    done = await asyncio.to_thread(
        subprocess.run,
        command,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise DrillError(done.stderr)


async def _check(engine: AsyncEngine, settings: Settings, then: Rows, numbers: set[str]) -> None:
    now = await rows_of(engine)
    apart = {
        table: (len(then.get(table, frozenset()) - rows), len(rows - then.get(table, frozenset())))
        for table, rows in now.items()
        if rows != then.get(table)
    }
    if apart or now.keys() != then.keys():
        raise DrillError(f"rows that are missing, and too many, by table: {apart}")
    if not await is_ready(engine):
        raise DrillError("not ready")
    _tell(f"{sum(map(len, now.values()))} lignes de {len(now)} tables, toutes celles du moment et aucune autre")
    await _check_the_store(engine, settings)
    await _check_what_leaves(engine, settings)
    await move_numbers_forward(engine, by=1000)
    await end_sessions(engine)
    await _check_numbers(engine, settings, numbers)


async def _check_the_store(engine: AsyncEngine, settings: Settings) -> None:
    record, store = SqlInstallation(engine), store_mark(settings)
    if await find_owner(record, store) is not StoreOwner.LATER:
        raise DrillError("the restored database takes the store for its own before it is told so")
    await adopt_store(record, store)
    if await find_owner(record, store) is not StoreOwner.OURS:
        raise DrillError("the restored database does not have its store back")


async def _check_what_leaves(engine: AsyncEngine, settings: Settings) -> None:
    await background_work.work(settings.model_copy(update={"outgoing": "held"}), engine)
    async with engine.connect() as connection:
        sent = await connection.scalar(text("SELECT count(*) FROM emails WHERE sent_at IS NOT NULL"))
    if sent:
        raise DrillError(f"{sent} mails left a database that holds them")


async def _check_numbers(engine: AsyncEngine, settings: Settings, numbers: set[str]) -> None:
    app = create_app(settings, engine=engine)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        headers = await sign_in(client, "employer@sandbox.example")
        for _ in range(5):
            opened = (await client.post("/v1/dossiers", json=a_dossier(), headers=headers)).raise_for_status().json()
            if opened["number"] in numbers:
                raise DrillError(f"{opened['number']} was given twice")
    _tell("aucun numéro de dossier donné deux fois")


async def _on(cluster: Cluster, do: Callable[[AsyncEngine], Awaitable[_Result]]) -> _Result:
    engine = create_engine(cluster.url)
    try:
        return await do(engine)
    finally:
        await engine.dispose()


async def _execute(engine: AsyncEngine, statement: str) -> None:
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text(statement))


def _account() -> pwd.struct_passwd | None:
    """The server's, which is not root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _own(folder: Path) -> None:
    folder.mkdir()
    _give_to_server(folder)


def _give_to_server(path: Path) -> None:
    account = _account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


def _tell(words: str) -> None:
    print(words, flush=True)


def main() -> int:
    """1 where the restored database is not what it should be; 0 where it is, or where nothing can be tried."""
    if not (PROGRAMS / "pg_basebackup").exists():
        _tell(f"Les programmes de PostgreSQL manquent ici ({PROGRAMS}) : la restauration n'est pas essayée.")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="cqp-drill-"))
    folder.chmod(0o755)
    try:
        asyncio.run(drill(folder))
    except DrillError as error:
        print(f"La restauration a échoué : {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
