"""The commands of `cqp takeover`: what was decided before the platform, checked, applied, undone (D77)."""

import functools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from fastapi.exceptions import RequestValidationError
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.api.faults import faults_of
from app.api.v1.takeover_files import rows_of_file, totals_of_file
from app.cli.database_commands import on_database, run_reporting_errors
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.takeovers import TAKEOVER_KIND_LABELS, TAKEOVER_RESULT_LABELS, TakeoverKind, TakeoverResult
from app.usecases.access import SYSTEM
from app.usecases.errors import Refused, UseCaseError
from app.usecases.moment import Moment
from app.usecases.paging import PageRequest
from app.usecases.ports.takeovers import TakeoverBatch, TakeoverReport
from app.usecases.takeovers.applying import Intake, apply_takeover
from app.usecases.takeovers.judging import TakeoverContext
from app.usecases.takeovers.reading import list_takeovers, undo_takeover

takeover = typer.Typer(
    help="La reprise de ce qui a été décidé avant la plateforme (docs/reprise.md).", no_args_is_help=True
)

Content = TypeVar("Content")
_BY_THE_CLI = replace(SYSTEM, name="cqp takeover")
_MOST_LINES = 200
_MOST_BATCHES = 100
_Files = Annotated[
    list[Path],
    typer.Argument(
        help="Un fichier par sorte, nommé d'après elle : companies.ndjson, certificates.csv…",
        exists=True,
        dir_okay=False,
    ),
]
_Source = Annotated[str, typer.Option("--source", help="Le nom de l'ancien système ; avec « source_id », la clé.")]
_Totals = Annotated[
    Path | None, typer.Option("--totals", help="Ce que compte le certificateur.", exists=True, dir_okay=False)
]


_Partial = Annotated[
    bool, typer.Option("--partial", help="Écrit ce qui peut l'être : une ligne refusée ne refuse qu'elle.")
]


@takeover.command()
def check(files: _Files, *, source: _Source = "e-certif", totals: _Totals = None, partial: _Partial = False) -> None:
    """Dit ligne à ligne ce que la reprise ferait, et n'écrit rien."""
    _take_over(files, source, totals, partial=partial, dry_run=True)


@takeover.command()
def apply(
    files: _Files,
    *,
    source: _Source,
    totals: _Totals = None,
    partial: _Partial = False,
) -> None:
    """Reprend ces fichiers ; les mêmes, une seconde fois, ne changent rien."""
    _take_over(files, source, totals, partial=partial, dry_run=False)


@takeover.command()
def undo(batch: Annotated[UUID, typer.Argument(help="La reprise, d'après « cqp takeover list ».")]) -> None:
    """Défait une reprise sur laquelle rien ne repose encore."""

    async def work(engine: AsyncEngine) -> TakeoverBatch:
        return await undo_takeover(SqlUnitOfWork(engine), _BY_THE_CLI, batch_id=batch, now=Moment(await system_time()))

    try:
        run_reporting_errors(on_database(work))
    except UseCaseError as refusal:
        typer.echo(refusal.detail.fr, err=True)
        for violation in refusal.violations if isinstance(refusal, Refused) else ():
            typer.echo(f"  {violation.detail.fr}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"La reprise {batch} est défaite.")


@takeover.command("list")
def list_() -> None:
    """Les reprises, de la plus récente à la plus ancienne."""

    async def work(engine: AsyncEngine) -> Sequence[TakeoverBatch]:
        return (await list_takeovers(SqlUnitOfWork(engine), page=PageRequest(limit=_MOST_BATCHES))).items

    for batch in run_reporting_errors(on_database(work)):
        created = sum(counts["created"] for counts in batch.report["counts"].values())
        undone = f", défaite le {batch.undone_at:%Y-%m-%d}" if batch.undone_at is not None else ""
        typer.echo(f"{batch.id}  {batch.made_at:%Y-%m-%d %H:%M}  {batch.source}  {created} créées{undone}")


def _take_over(files: Sequence[Path], source: str, totals: Path | None, *, partial: bool, dry_run: bool) -> None:
    intake = _intake(files, totals)

    async def work(engine: AsyncEngine) -> tuple[UUID, TakeoverReport]:
        context = TakeoverContext(
            uow=SqlUnitOfWork(engine),
            caller=_BY_THE_CLI,
            source=source,
            batch_id=uuid7(),
            now=Moment(await system_time()),
            new_id=uuid7,
        )
        return context.batch_id, await apply_takeover(context, intake, partial=partial, dry_run=dry_run)

    batch_id, report = run_reporting_errors(on_database(work))
    _print(report, Console())
    if dry_run and not partial:
        for kind in (file["kind"] for file in report["files"] if not file["accepted"]):
            typer.echo(f"{kind} : « apply » refuserait ce fichier en entier, sauf « --partial ».")
    typer.echo("Rien n'a été écrit." if dry_run else f"Reprise {batch_id}.")
    if any(counts["refused"] or counts["conflict"] for counts in report["counts"].values()):
        raise typer.Exit(1)


def _intake(files: Sequence[Path], totals: Path | None) -> Intake:
    """The rows of the files. Exits with 2 where one cannot be read."""
    named = {path: _kind_of(path) for path in files}
    twice = [kind for kind, count in Counter(named.values()).items() if count > 1]
    if twice:
        raise _unreadable(f"Deux fichiers de la même sorte : {', '.join(twice)}.")
    return Intake(
        rows={kind: _read(path, functools.partial(rows_of_file, kind)) for path, kind in named.items()},
        totals=_read(totals, totals_of_file) if totals is not None else (),
    )


def _read(path: Path, read: Callable[[bytes], Content]) -> Content:
    """What the file holds. Exits with 2 where it cannot be read, its name before each reason."""
    try:
        return read(path.read_bytes())
    except RequestValidationError as error:
        told = (f"{path.name} : {_plain(each.detail.fr)}" for each in faults_of(error.errors(), {}))
        raise _unreadable("\n".join(told)) from None


def _kind_of(path: Path) -> TakeoverKind:
    try:
        return TakeoverKind(path.name.split(".", 1)[0])
    except ValueError:
        kinds = ", ".join(TakeoverKind)
        raise _unreadable(f"{path.name} : le nom d'un fichier est sa sorte, l'une de : {kinds}.") from None


def _unreadable(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(2)


def _print(report: TakeoverReport, console: Console) -> None:
    """How many became what, what is refused or left, what the rules remark, and what does not agree."""
    table = Table("", *(TAKEOVER_RESULT_LABELS[result].fr for result in TakeoverResult))
    for kind, counts in report["counts"].items():
        table.add_row(TAKEOVER_KIND_LABELS[TakeoverKind(kind)].fr, *(str(counts[each]) for each in TakeoverResult))
    console.print(table)
    _print_rows([row for row in report["rows"] if row["errors"]], "errors", console)
    remarks = Counter((each["rule"], each["code"]) for row in report["rows"] for each in row["remarks"])
    for (rule, code), count in sorted(remarks.items(), key=str):
        console.print(f"{count} × {code} ({rule or '—'})", markup=False, highlight=False)
    _print_rows([row for row in report["rows"] if row["remarks"]], "remarks", console)
    for each in report["reconciliation"]:
        if each["agrees"] is False:
            place = " ".join(str(part) for part in (each["kind"], each["state"], each["year"]) if part is not None)
            console.print(f"≠ {place} : {each['found']} trouvés, {each['given']} annoncés", markup=False)


def _print_rows(rows: Sequence[Mapping[str, Any]], what: str, console: Console) -> None:
    for row in rows[:_MOST_LINES]:
        for each in row[what]:
            place = f"{row['kind']}, ligne {row['line']}, {row['source_id'] or '?'}{each['pointer'] or ''}"
            console.print(f"{place} : {_plain(each['fr'])}", markup=False, highlight=False, soft_wrap=True)
    if len(rows) > _MOST_LINES:
        console.print(f"… et {len(rows) - _MOST_LINES} autres lignes.", markup=False)


def _plain(text: str) -> str:
    """Without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
