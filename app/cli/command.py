"""The `cqp` command, and all that it can be told."""

import os
from importlib.metadata import version
from logging.config import dictConfig
from typing import Annotated

import typer

from app.adapters.logs import logging_configuration
from app.cli.accounts import keys, users
from app.cli.doctor import doctoring
from app.cli.documents import documents
from app.cli.facts import facts
from app.cli.history import history
from app.cli.importing.commands import imports
from app.cli.jobs import jobs
from app.cli.migrating import migrating
from app.cli.personal_data import personal_data
from app.cli.restoring import restoring
from app.cli.roles import roles_commands
from app.cli.secrets import secrets
from app.cli.serving import serving
from app.cli.takeover import takeover
from app.db.readiness import newest_version
from app.db.tls import TlsError
from app.settings import SettingsError


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cqp-chimie {version('cqp-chimie')}, schéma {newest_version()}")
        raise typer.Exit


cli = typer.Typer(
    help="Les commandes du service des CQP de la chimie.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


_Version = Annotated[bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Dit la version.")]


@cli.callback()
def _of_the_service(*, _: _Version = False) -> None:
    """Les commandes du service des CQP de la chimie."""


cli.add_typer(serving)
cli.add_typer(roles_commands)
cli.add_typer(migrating)
cli.add_typer(restoring)
cli.add_typer(doctoring)
cli.add_typer(imports, name="import")
cli.add_typer(takeover, name="takeover")
cli.add_typer(jobs, name="jobs")
cli.add_typer(documents, name="documents")
cli.add_typer(facts, name="facts")
cli.add_typer(history, name="history")
cli.add_typer(personal_data, name="personal-data")
cli.add_typer(keys, name="keys")
cli.add_typer(secrets, name="secrets")
cli.add_typer(users, name="users")


def main() -> None:
    """Run the command; what the environment lacks is said in sentences, without a traceback.

    What it writes, documents above all, is its own account's to read and nobody else's. What a command does to accounts
    and data is in the log too, on the standard error.
    """
    os.umask(0o077)
    dictConfig(logging_configuration("json", stream="stderr"))
    try:
        cli()
    except (SettingsError, TlsError) as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from None
