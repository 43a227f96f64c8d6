"""The commands of `cqp import`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.clock import system_time
from app.cli.database_commands import on_database, run_reporting_errors
from app.cli.importing.changes import Change, import_entries, print_changes
from app.cli.importing.files import Entry, UnreadableFileError, entries_of
from app.cli.importing.kinds import KINDS, Kind
from app.cli.importing.rncp import FICHES, entries_of_export, read_export, read_mapping
from app.usecases.moment import Moment

imports = typer.Typer(
    help="Le référentiel et les évaluateurs, d'après des fichiers (docs/import.md) : tout d'un fichier, ou rien.",
    no_args_is_help=True,
)

_File = Annotated[Path, typer.Argument(help="Un fichier .csv, .json ou .xlsx.", exists=True, dir_okay=False)]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Dit ce qui changerait, et n'écrit rien.")]


@imports.command()
def frameworks(file: _File, *, dry_run: _DryRun = False) -> None:
    """Importe des versions de référentiels."""
    _import_file("frameworks", file, dry_run=dry_run)


@imports.command()
def bridges(file: _File, *, dry_run: _DryRun = False) -> None:
    """Importe des passerelles."""
    _import_file("bridges", file, dry_run=dry_run)


@imports.command()
def equivalences(file: _File, *, dry_run: _DryRun = False) -> None:
    """Importe les CQPI qui peuvent être délivrés avec un CQP."""
    _import_file("equivalences", file, dry_run=dry_run)


@imports.command()
def evaluators(file: _File, *, dry_run: _DryRun = False) -> None:
    """Importe des évaluateurs, leurs habilitations et leurs liens."""
    _import_file("evaluators", file, dry_run=dry_run)


@imports.command()
def rncp(
    file: Annotated[Path, typer.Argument(help="L'archive « export-fiches-csv » du RNCP.", exists=True, dir_okay=False)],
    *,
    mapping: Annotated[
        Path | None,
        typer.Option(help="CSV certification_code;rncp, au lieu des titres.", exists=True, dir_okay=False),
    ] = None,
    in_force_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Au lieu du jour que dit la fiche.")
    ] = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="Ces blocs ont été comparés au référentiel de la branche.")
    ] = False,
    dry_run: _DryRun = False,
) -> None:
    """Importe les blocs de compétences des certifications de la branche, d'après l'export ouvert du RNCP."""
    try:
        entries = entries_of_export(
            read_export(file),
            read_mapping(mapping) if mapping else {},
            source=f"Export du RNCP par France compétences, {file.name[:200]}",
            since=in_force_from.date() if in_force_from else None,
            confirmed=confirmed,
        )
    except UnreadableFileError as error:
        raise _unreadable(error) from None
    _import(FICHES, entries, dry_run=dry_run)


def _import_file(name: str, file: Path, *, dry_run: bool) -> None:
    kind = KINDS[name]
    try:
        entries = entries_of(file, kind.model, kind.key)
    except UnreadableFileError as error:
        raise _unreadable(error) from None
    _import(kind, entries, dry_run=dry_run)


def _unreadable(error: UnreadableFileError) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(2)


def _import(kind: Kind, entries: Sequence[Entry], *, dry_run: bool) -> None:
    """Exits with 1 where something is refused."""

    async def work(engine: AsyncEngine) -> list[Change]:
        now = Moment(await system_time())
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Import", total=len(entries))
            return await import_entries(
                engine, kind, entries, now=now, dry_run=dry_run, advance=lambda: progress.advance(task)
            )

    changes = run_reporting_errors(on_database(work))
    print_changes(changes, Console(), dry_run=dry_run)
    if any(change.state == "refused" for change in changes):
        raise typer.Exit(1)
