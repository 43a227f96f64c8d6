"""`cqp jobs`."""

from dataclasses import fields
from typing import Annotated

import typer

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.held_jobs import discard as discard_jobs
from app.db.held_jobs import held_jobs
from app.db.held_jobs import retry as retry_jobs

jobs = typer.Typer(help="Le travail de fond : ce qui attend, ce qui est retenu et pourquoi.", no_args_is_help=True)
_Ids = Annotated[list[int], typer.Argument(help="Les numéros que donne `cqp jobs list`.")]


@jobs.command("list")
def list_jobs(*, waiting: Annotated[bool, typer.Option("--all", help="Aussi ce qui attend son tour.")] = False) -> None:
    """Montre les travaux retenus après leur dernier essai, une ligne chacun."""
    for job in run_reporting_errors(on_database(lambda engine: held_jobs(engine, waiting=waiting))):
        words = (job.id, job.kind, job.subject or "-", job.state, job.attempts, job.reason or "")
        typer.echo("  ".join(map(str, words)).rstrip())


@jobs.command()
def show(job_id: int) -> None:
    """Dit tout d'un travail : depuis quand il attend, à quoi il s'est arrêté."""
    for job in run_reporting_errors(on_database(lambda engine: held_jobs(engine, waiting=True, job_id=job_id))):
        for field in fields(job):
            typer.echo(f"{field.name}: {getattr(job, field.name)}")
        return
    typer.echo(f"Aucun travail n'attend sous le numéro {job_id}.", err=True)
    raise typer.Exit(1)


@jobs.command()
def retry(job_ids: _Ids) -> None:
    """Relance des travaux retenus."""
    typer.echo(f"{run_reporting_errors(on_database(lambda engine: retry_jobs(engine, job_ids)))} relancé(s)")


@jobs.command()
def discard(job_ids: _Ids) -> None:
    """Abandonne des travaux retenus : ils ne seront jamais faits."""
    typer.echo(f"{run_reporting_errors(on_database(lambda engine: discard_jobs(engine, job_ids)))} abandonné(s)")
