"""`cqp roles`."""

from typing import Annotated

import typer

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.roles import apply_roles, role_statements

roles_commands = typer.Typer()


@roles_commands.command()
def roles(
    *,
    service: Annotated[str, typer.Option(help="Le rôle de `cqp serve` et de `cqp worker`.")] = "cqp_service",
    reader: Annotated[str | None, typer.Option(help="Un rôle qui lit, pour des tableaux ; aucun, sinon.")] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Les fait sur DATABASE_URL, qui est l'adresse du propriétaire.")
    ] = False,
) -> None:
    """Affiche les rôles de la base et leurs droits, en SQL ; à refaire après chaque migration."""
    try:
        statements = role_statements(service, reader)
    except ValueError as refused:
        raise typer.BadParameter(f"{refused} : des lettres minuscules, des chiffres et _ sont attendus") from None
    if apply:
        run_reporting_errors(on_database(lambda engine: apply_roles(engine, service, reader)))
        typer.echo(f"{len(statements)} instruction(s) faites")
        return
    for statement in statements:
        typer.echo(f"{statement};")
