"""`cqp documents`."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.adapters.encrypted_store import EncryptedDocumentStore
from app.cli.database_commands import on_database, run_reporting_errors
from app.db.installation import SqlInstallation
from app.db.unit_of_work import SqlUnitOfWork
from app.main import document_store, encrypted_store, store_mark
from app.settings import SettingsError, StoreSettings, read_store_settings
from app.usecases.dossiers.checking import Findings, check_documents, repair_documents
from app.usecases.errors import StoreUnavailable
from app.usecases.installation import StoreNotOursError, look_after_store
from app.usecases.moment import Moment

NOT_OURS = (
    "Ce dépôt est celui d'une autre base, ou d'un état plus récent de celle-ci : rien n'y est effacé. Après une "
    "restauration, lancez `cqp after-restore` ; pour une copie, donnez-lui un dépôt à elle."
)

documents = typer.Typer(help="Les documents : leurs lignes et leurs fichiers.", no_args_is_help=True)


@documents.command()
def check(
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Redemande, relance ou retire ce qui peut l'être.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Relit aussi chaque fichier, pour son empreinte.")] = False,
) -> None:
    """Compare les lignes et les fichiers, et dit ce qui ne concorde pas ; sort avec 1 s'il en reste."""
    settings = read_store_settings()
    if repair and settings.holds_outgoing:
        typer.echo("CQP_OUTGOING=held : rien n'est effacé ni redemandé.", err=True)
        raise typer.Exit(1)
    try:
        findings = run_reporting_errors(_check(settings, repair=repair, deep=deep))
    except StoreUnavailable:
        typer.echo("Le dépôt des documents ne répond pas.", err=True)
        raise typer.Exit(1) from None
    except StoreNotOursError:
        typer.echo(NOT_OURS, err=True)
        raise typer.Exit(1) from None
    for line in _lines_of(findings):
        typer.echo(line)
    left = len(findings.forms) if repair else findings.count
    typer.echo(f"{findings.count} anomalie(s), {findings.count - left} réparée(s)")
    raise typer.Exit(1 if left else 0)


@documents.command()
def lock() -> None:
    """Met sous clé les fichiers qui sont en clair, ou sous une clé qui n'est plus la première de CQP_DOCUMENTS_KEY."""
    settings = read_store_settings()
    store = encrypted_store(settings)
    if store is None:
        raise SettingsError("CQP_DOCUMENTS_KEY : à définir dans l'environnement")
    locked, left = asyncio.run(_lock(store))
    for name in left:
        typer.echo(f"laissé tel quel : {name}", err=True)
    typer.echo(f"{locked} fichier(s) mis sous la clé d'aujourd'hui, {len(left)} laissé(s)")
    raise typer.Exit(1 if left else 0)


async def _lock(store: EncryptedDocumentStore) -> tuple[int, list[str]]:
    """How many were locked, and which could not be; a file that went meanwhile is none of them."""
    locked, left = 0, []
    for name in [file.key async for file in store.files()]:
        try:
            locked += await store.seal_anew(name)
        except FileNotFoundError:
            continue
        except StoreUnavailable:
            left.append(name)
    return locked, left


async def _check(settings: StoreSettings, *, repair: bool, deep: bool) -> Findings:
    store, at = document_store(settings), await system_time()

    async def on(engine: AsyncEngine) -> Findings:
        if repair:
            await look_after_store(SqlInstallation(engine), store_mark(settings))
        findings = await check_documents(SqlUnitOfWork(engine), store, now=at, deep=deep)
        if repair:
            await repair_documents(SqlUnitOfWork(engine), store, findings, now=Moment(at), new_id=uuid7)
        return findings

    return await on_database(on, settings)


def _lines_of(findings: Findings) -> Iterator[str]:
    for words, rows in (
        ("fichier absent, à redemander", findings.missing),
        ("fichier altéré, à redemander", findings.altered),
        ("analyse antivirus en retard", findings.waiting),
    ):
        yield from (f"{words} : document {row.id} du dossier {row.dossier_id} ({row.storage_key})" for row in rows)
    for form in findings.forms:
        yield f"formulaire à republier : {form.kind}, {form.certification_code}, version {form.number}"
    for file in findings.orphans:
        yield f"fichier sans ligne : {file.key}, {file.size} octets, écrit le {file.written_at:%Y-%m-%d}"
