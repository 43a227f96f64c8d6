"""`cqp history`."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cli.database_commands import on_database, run_reporting_errors
from app.db.history import VerifiedHistory, chain_histories, ends_of_histories, verify_histories
from app.domain.history_chain import ChainEnd, ChainFault, ChainFinding

history = typer.Typer(help="L'historique des dossiers : sa chaîne, et ce qui la rompt.", no_args_is_help=True)

_WORDS: Mapping[ChainFault, str] = {
    ChainFault.CHANGED: "a été changée : ses codes ou ses jours ne sont plus ceux qui furent écrits",
    ChainFault.WORDS_CHANGED: "a été changée : ses mots ne sont plus ceux qui furent écrits",
    ChainFault.ERASED_BY_NOBODY: "a perdu ses mots sans qu'aucune purge ne l'ait écrit",
    ChainFault.FORGED: "a été ajoutée hors de la chaîne",
    ChainFault.MISSING: "manque",
    ChainFault.CUT_OFF: "manque, et toutes celles qui la suivaient",
    ChainFault.NOT_AS_BEFORE: "n'est plus la fin qui fut notée",
}


@history.command()
def verify(
    dossier: Annotated[str | None, typer.Option(help="Le numéro d'un dossier ; tous, sinon.")] = None,
    against: Annotated[Path | None, typer.Option(help="Un fichier qu'a écrit `cqp history ends`.")] = None,
) -> None:
    """Relit l'historique, nomme chaque ligne changée, ajoutée ou manquante ; sort avec 1 s'il y en a."""
    noted = _read_ends(against) if against is not None else None
    seen, found = run_reporting_errors(on_database(lambda engine: _verify(engine, dossier, noted)))
    if dossier is not None and not seen:
        raise typer.BadParameter(f"aucun dossier {dossier}")
    raise typer.Exit(1 if found else 0)


@history.command()
def chain() -> None:
    """Enchaîne ce qui fut écrit avant la chaîne, par lots, pendant que le service tourne ; l'ouvrier le fait aussi."""
    typer.echo(f"{run_reporting_errors(on_database(chain_histories))} dossier(s) enchaîné(s)")


@history.command()
def ends() -> None:
    """Écrit la fin de chaque historique, une ligne par dossier : à garder ailleurs, pour `verify --against`."""
    run_reporting_errors(on_database(_write_ends))


async def _verify(engine: AsyncEngine, dossier: str | None, noted: Mapping[UUID, ChainEnd] | None) -> tuple[int, int]:
    begun = time.monotonic()
    dossiers = lines = erased = unchained = found = 0
    async for verified in verify_histories(engine, number=dossier, anchors=noted):
        dossiers, lines, erased = dossiers + 1, lines + verified.lines, erased + verified.erased
        unchained += not verified.chained
        found += len(verified.findings)
        for finding in verified.findings:
            typer.echo(_sentence(verified, finding))
    typer.echo(
        f"{dossiers} dossier(s), {lines} ligne(s), dont {erased} sans leurs mots après une purge ; {found} anomalie(s) "
        f"({time.monotonic() - begun:.1f} s)"
    )
    if unchained:
        typer.echo(f"{unchained} dossier(s) pas encore enchaîné(s) : `cqp history chain`")
    return dossiers, found


def _sentence(verified: VerifiedHistory, finding: ChainFinding) -> str:
    what = f" {finding.operation}" if finding.operation else ""
    named = f" ({finding.line_id})" if finding.line_id else ""
    return f"{verified.dossier} : la ligne {finding.number}{what}{named} {_WORDS[finding.fault]}"


async def _write_ends(engine: AsyncEngine) -> None:
    async for dossier_id, end in ends_of_histories(engine):
        typer.echo(f"{dossier_id} {end.lines} {end.hash.hex()}")


def _read_ends(path: Path) -> Mapping[UUID, ChainEnd]:
    try:
        rows = [line.split(" ") for line in path.read_text().splitlines()]
        return {UUID(id_): ChainEnd(lines=int(lines), hash=bytes.fromhex(hash_)) for id_, lines, hash_ in rows}
    except (OSError, ValueError):
        raise typer.BadParameter(f"{path} n'est pas un fichier qu'a écrit `cqp history ends`") from None
