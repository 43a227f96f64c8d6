"""PostgreSQL for the tests: one server per process, one migrated template, one clone of it for whoever asks."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.engine import create_engine
from app.db.migrations import migrate
from app.sandbox.postgres import Cluster, embedded_binaries

_FOLDERS = "cqp-tests-"
_MEMORY, _PLENTY = Path("/dev/shm"), 4 * 2**30
_names = (f"cqp_test_{os.getpid()}_{number}" for number in itertools.count())


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server on which databases may be created at will; `url` is its maintenance database."""

    url: str

    def at(self, name: str) -> str:
        """The address of one of its databases."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def template(self, *preparations: Callable[[AsyncEngine], Awaitable[None]], of: str = "template1") -> str:
        """A database to clone, made from another by these steps; its name."""
        return asyncio.run(self._template(preparations, of))

    @asynccontextmanager
    async def clone(self, template: str) -> AsyncIterator[AsyncEngine]:
        """A database that begins as the template is, and ends with the block. What is committed in it is committed."""
        name = await self._create(template)
        engine = create_engine(self.at(name), pool_size=10)
        try:
            yield engine
        finally:
            await engine.dispose()
            await self._command(f"DROP DATABASE {name} WITH (FORCE)")

    async def _template(self, preparations: tuple[Callable[[AsyncEngine], Awaitable[None]], ...], of: str) -> str:
        name = await self._create(of)
        engine = create_engine(self.at(name))
        try:
            for prepare in preparations:
                await prepare(engine)
        finally:
            await engine.dispose()
        return name

    async def _create(self, template: str) -> str:
        name = next(_names)
        await self._command(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    async def _command(self, statement: str) -> None:
        engine = create_engine(self.url)
        try:
            async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()


@contextmanager
def server() -> Iterator[Postgres]:
    """The server to test on: TEST_DATABASE_URL's, that of TEST_POSTGRES_BIN's programs, or the embedded one."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Postgres(given)
        return
    binaries = os.environ.get("TEST_POSTGRES_BIN")
    _forget_the_killed()
    prefix = f"{_FOLDERS}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=_place(), ignore_cleanup_errors=True) as folder:
        programs = Path(binaries) if binaries else embedded_binaries()
        with Cluster(binaries=programs, data=Path(folder) / "postgres", durable=False).running() as url:
            yield Postgres(url)


def _place() -> Path:
    """Memory where there is plenty: a database is cloned there in a thirtieth of the time that a busy disk takes."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _PLENTY:
        return _MEMORY
    return Path(tempfile.gettempdir())


def _forget_the_killed() -> None:
    """Take away what a test process left that nobody let end: it would fill the memory."""
    for folder in _place().glob(f"{_FOLDERS}*-*"):
        pid = folder.name.removeprefix(_FOLDERS).partition("-")[0]
        if pid.isdigit() and not _runs(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@asynccontextmanager
async def unguarded(engine: AsyncEngine, table: str) -> AsyncIterator[AsyncConnection]:
    """A transaction of whoever owns a table that is only added to, its triggers put aside."""
    async with engine.begin() as connection:
        await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield connection
        await connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


async def migrated(engine: AsyncEngine) -> None:
    """The step that a template begins with."""
    await migrate(engine)
