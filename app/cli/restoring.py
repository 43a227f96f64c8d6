"""`cqp after-restore`."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.installation import SqlInstallation, end_sessions, move_numbers_forward
from app.main import store_mark
from app.settings import read_store_settings
from app.usecases.errors import StoreUnavailable
from app.usecases.installation import adopt_store, become_a_copy

restoring = typer.Typer()

_OF_A_COPY = "Cette base est une copie : aucun dépôt ne lui appartient."


@restoring.command("after-restore")
def after_restore(
    numbers: Annotated[
        int, typer.Option(min=0, help="Combien de numéros de dossier sauter : plus qu'il n'en fut donné depuis.")
    ] = 1000,
    *,
    copy: Annotated[
        bool, typer.Option("--copy", help="C'est une copie (recette, essai) : l'originale continue, son dépôt aussi.")
    ] = False,
) -> None:
    """Prépare une base restaurée ou copiée avant qu'elle serve (docs/operations.md : restaurer)."""
    settings = read_store_settings()

    async def prepare(engine: AsyncEngine) -> tuple[int, int]:
        record = SqlInstallation(engine)
        await (become_a_copy(record, name=uuid7()) if copy else adopt_store(record, store_mark(settings)))
        return await move_numbers_forward(engine, by=numbers), await end_sessions(engine)

    try:
        last, ended = run_reporting_errors(on_database(prepare, settings))
    except StoreUnavailable:
        typer.echo("Le dépôt des documents ne répond pas : rien n'a été changé.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Les dossiers reprennent après le numéro {last}.")
    typer.echo(f"{ended} session(s) fermée(s) : chacun se reconnecte.")
    typer.echo(_OF_A_COPY if copy else "Le dépôt est celui de cette base.")
    if not settings.holds_outgoing:
        typer.echo("CQP_OUTGOING=sent : courriels et webhooks partiront dès qu'un ouvrier tourne.", err=True)
