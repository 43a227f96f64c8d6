"""The schema's versions, applied from inside the program: to the sandbox, to test databases, by `cqp migrate`."""

import asyncio
import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.transient import transient_fault_of
from app.usecases.ports.faults import FaultKind

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "migrations"
NEWEST = "head"
_TURNS = 10
_PAUSE = 2.0

logger = logging.getLogger("cqp.migrations")


class LaterSchemaError(Exception):
    """The database was taken further than this program knows: a later release has to take it anywhere."""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on a connection that is already open where one is given."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(SCRIPTS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine, *, to: str = NEWEST) -> None:
    """Bring the database up to a version of its schema, or back down to it; nothing to do is no error.

    A table that is busy is left alone after five seconds, and asked for again some times: what came before it stays
    done. Raises LaterSchemaError, alembic.util.CommandError for a version that is none.
    """
    for _ in range(_TURNS - 1):
        try:
            return await _migrate(engine, to)
        except DBAPIError as error:
            fault = transient_fault_of(error)
            if fault is None or fault.kind is not FaultKind.LOCKED:
                raise
            logger.warning("a table is busy, the migration begins again in %s s: %s", _PAUSE, fault.words)
        await asyncio.sleep(_PAUSE)
    return await _migrate(engine, to)


async def goes_back(engine: AsyncEngine, to: str) -> bool:
    """Whether that version came before the one that stands. Raises as ``migrate`` does."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: _is_behind(sync, to))


async def _migrate(engine: AsyncEngine, to: str) -> None:
    async with engine.connect() as connection:
        await connection.run_sync(_bring, to)


def _bring(connection: Connection, to: str) -> None:
    move = command.downgrade if _is_behind(connection, to) else command.upgrade
    move(configuration(connection), to)


def _is_behind(connection: Connection, to: str) -> bool:
    scripts = ScriptDirectory.from_config(configuration())
    current = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if current is None:
        return False
    try:
        scripts.get_revision(current)
    except CommandError as error:
        raise LaterSchemaError(current) from error
    line = [script.revision for script in scripts.iterate_revisions(current, "base")]
    if to == "base":
        return True
    return scripts.get_revision(to).revision in line[1:]
