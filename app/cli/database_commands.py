"""What every command does with the database, and how it says that it could not."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import reason_of
from app.db.migrations import LaterSchemaError
from app.db.waits import WORKING, Waits
from app.main import engine_of
from app.settings import DatabaseSettings, read_database_settings

CommandResult = TypeVar("CommandResult")


def run_reporting_errors(work: Coroutine[Any, Any, CommandResult]) -> CommandResult:
    """Do the work; a database that is absent, refuses or is of another version is one sentence, not a traceback."""
    try:
        return asyncio.run(work)
    except LaterSchemaError as error:
        typer.echo(f"Cette base est à la version {error}, d'une livraison plus récente que ce programme.", err=True)
    except CommandError:
        typer.echo("Le schéma de cette base vient d'une autre version du service.", err=True)
    except (OSError, SQLAlchemyError) as error:
        typer.echo(f"La base de données ne répond pas comme attendu : {reason_of(error)}", err=True)
    raise typer.Exit(1)


async def on_database(
    do: Callable[[AsyncEngine], Awaitable[CommandResult]],
    settings: DatabaseSettings | None = None,
    *,
    waits: Waits = WORKING,
) -> CommandResult:
    """Do it on the database of the settings, the environment's unless given: directly, or through PgBouncer."""
    engine = engine_of(settings or read_database_settings(), waits=waits)
    try:
        return await do(engine)
    finally:
        await engine.dispose()
