"""`cqp migrate`."""

from functools import partial
from typing import Annotated

import typer

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.migrations import NEWEST, goes_back
from app.db.migrations import migrate as bring_to
from app.db.waits import MIGRATING
from app.settings import SettingsError, read_database_settings

migrating = typer.Typer()


_LOSES = "Revenir en arrière perd ce que les versions suivantes ont seules enregistré. Continuer ?"


@migrating.command()
def migrate(
    to: Annotated[str, typer.Option(help="La version où aller, en avant ou en arrière ; sinon la dernière.")] = NEWEST,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Revient en arrière sans poser la question.")] = False,
) -> None:
    """Amène la base de DATABASE_URL au dernier schéma, ou à celui que dit --to."""
    settings = read_database_settings()
    if settings.database_is_pooled:
        raise SettingsError("CQP_DATABASE_IS_POOLED : `cqp migrate` prend l'adresse directe de PostgreSQL")
    back = run_reporting_errors(on_database(partial(goes_back, to=to), settings, waits=MIGRATING))
    if back and not yes:
        typer.confirm(_LOSES, abort=True)
    run_reporting_errors(on_database(partial(bring_to, to=to), settings, waits=MIGRATING))
