"""`cqp facts`."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.facts.checking import FactsFault, FactsFinding, check_facts
from app.db.facts.kept import StoredAggregate
from app.db.facts.rewriting import Rewriting, rewrite_facts, write_shapes
from app.usecases.errors import FactsNotWritable

facts = typer.Typer(help="Les faits enregistrés : leurs formes, et ce qui ne se lit pas.", no_args_is_help=True)

_WORDS = {
    FactsFault.UNREADABLE: "ne se lit pas",
    FactsFault.OTHERWISE: "une colonne dit autre chose que les faits",
    FactsFault.NOT_AS_WRITTEN: "forme autre que celle qui s'écrit",
}


@facts.command()
def check() -> None:
    """Relit chaque enregistrement et nomme ce qui ne va pas, une ligne chacun ; sort avec 1 s'il y en a."""
    found = run_reporting_errors(on_database(_check))
    typer.echo(f"{found} anomalie(s)")
    raise typer.Exit(1 if found else 0)


@facts.command()
def upgrade(
    *,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Fait d'abord écrire la forme la plus récente : quand plus aucun ancien processus ne tourne.",
        ),
    ] = False,
    back: Annotated[
        bool,
        typer.Option("--back", help="Fait d'abord écrire la forme précédente : avant de revenir à l'ancienne version."),
    ] = False,
) -> None:
    """Réécrit les lignes dans la forme qui s'écrit, par lots, pendant que le service tourne ; on peut le relancer."""
    if write and back:
        raise typer.BadParameter("--write ou --back, l'un des deux")
    try:
        ways = run_reporting_errors(on_database(lambda engine: _upgrade(engine, write=write, back=back)))
    except FactsNotWritable as older:
        typer.echo(older.detail.fr, err=True)
        raise typer.Exit(1) from None
    for way in ways:
        _tell(way)
    raise typer.Exit(1 if any(way.refused or way.busy for way in ways) else 0)


async def _check(engine: AsyncEngine) -> int:
    found = 0
    async for finding in check_facts(engine):
        typer.echo(_line(finding))
        found += 1
    return found


def _line(finding: FactsFinding) -> str:
    return f"{finding.aggregate} {finding.key} : {_WORDS[finding.fault]} ({finding.what})"


async def _upgrade(engine: AsyncEngine, *, write: bool, back: bool) -> tuple[Rewriting, ...]:
    if write:
        await write_shapes(engine, _newest)
    if back:
        await write_shapes(engine, _before_the_newest)
    return await rewrite_facts(engine, lambda name, done: typer.echo(f"{name} : {done} ligne(s) réécrite(s)…"))


def _newest(kept: StoredAggregate) -> int:
    return kept.shaped.newest


def _before_the_newest(kept: StoredAggregate) -> int:
    return max(kept.shaped.newest - 1, 1)


def _tell(way: Rewriting) -> None:
    name = way.kept.shaped.name
    typer.echo(f"{name} : forme {way.shape}, {way.rewritten} ligne(s) réécrite(s)")
    for key, reason in way.refused.items():
        typer.echo(f"{name} {key} : laissée telle quelle ({reason})")
    if way.busy:
        typer.echo(f"{name} : {way.busy} ligne(s) en cours de modification, relancez la commande")
