"""The `cqp` command, for those who run the service."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal, TypeVar

import typer
import uvicorn
from alembic.util import CommandError
from fastapi import FastAPI
from pydantic.networks import validate_email
from pydantic_core import PydanticCustomError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.api.openapi import as_text, without_webhooks
from app.api.security import new_private_key
from app.db.engine import create_engine, reason_of
from app.db.held_jobs import discard as discard_jobs
from app.db.held_jobs import held_jobs
from app.db.held_jobs import retry as retry_jobs
from app.db.migrations import migrate as bring_to_head
from app.db.unit_of_work import SqlUnitOfWork
from app.main import create_app, document_store, post_of
from app.settings import (
    Settings,
    SettingsError,
    StoreSettings,
    read_database_url,
    read_settings,
    read_store_settings,
)
from app.usecases.access import Caller, Role
from app.usecases.accounts.invite_user import Invitation, invite_user
from app.usecases.dossiers.admissibility import Passed, let_terms_pass
from app.usecases.dossiers.checking import Findings, check_documents, repair_documents
from app.usecases.errors import StoreUnavailable
from app.usecases.moment import Moment
from app.worker import LAST_WORDS, mailer_of, work

_Done = TypeVar("_Done")

_PUBLISHED = Path(__file__).resolve().parents[1] / "openapi"

cli = typer.Typer(
    help="Les commandes du service des CQP de la chimie.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
def openapi(into: Annotated[Path, typer.Option(help="Le dossier où écrire.")] = _PUBLISHED) -> None:
    """Écrit le document OpenAPI d'après les routes, entier et sans ses webhooks."""
    into.mkdir(parents=True, exist_ok=True)
    for name, text in published_documents().items():
        (into / name).write_text(text)


def published_documents() -> dict[str, str]:
    """The OpenAPI documents as they are committed: from the routes alone, whatever the environment says."""
    from app.sandbox.signing_key import new_key  # noqa: PLC0415 - absent from production, as the whole sandbox

    settings = read_settings(
        environment="sandbox",
        database_url="postgresql://localhost/none",
        public_url="http://127.0.0.1:8000",
        signing_key=new_key(),
    )
    document = create_app(settings).openapi()
    return {"v1.json": as_text(document), "v1-without-webhooks.json": as_text(without_webhooks(document))}


@cli.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Sert l'API d'après les variables DATABASE_URL et CQP_* (docs/operations.md)."""
    read_settings()
    with _shared_measures(workers):
        uvicorn.run(
            "app.cli:application", factory=True, host=host, port=port, workers=workers, server_header=False, **_PATIENCE
        )


_PATIENCE: dict[str, Any] = {
    "timeout_keep_alive": 75,  # longer than the minute after which most proxies let an idle connection go
    "timeout_graceful_shutdown": 30,
    "limit_concurrency": 1000,
}


@contextmanager
def _shared_measures(workers: int) -> Iterator[None]:
    """A folder where the measures of several processes add up: each looks for it as it starts."""
    if workers == 1 or "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="cqp-measures-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def application() -> FastAPI:
    """The service as the environment describes it. Raises SettingsError."""
    return create_app(read_settings())


@cli.command()
def migrate() -> None:
    """Amène la base de DATABASE_URL au dernier schéma."""
    _told(_migrate(read_database_url()))


async def _migrate(url: str) -> None:
    engine = create_engine(url)
    try:
        await bring_to_head(engine)
    finally:
        await engine.dispose()


@cli.command()
def terms() -> None:
    """Tire les suites des délais passés (R45, D11) : à lancer chaque jour."""
    passed = _told(_let_terms_pass(read_database_url()))
    typer.echo(f"{passed.lapsed} candidature(s) caduque(s), {passed.accepted} demande(s) acceptée(s) par le silence")


async def _let_terms_pass(url: str) -> Passed:
    engine = create_engine(url)
    try:
        return await let_terms_pass(SqlUnitOfWork(engine), now=Moment(await system_time()), new_id=uuid7)
    finally:
        await engine.dispose()


@cli.command()
def worker() -> None:
    """Fait le travail de fond (courriels, délais, purges) jusqu'à SIGTERM ; autant de processus qu'on veut."""
    settings = read_settings()
    mailer_of(settings)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    _told(_work_until_told(settings))


async def _work_until_told(settings: Settings) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await work(settings, stop, last_words=LAST_WORDS)


jobs = typer.Typer(help="Le travail de fond : ce qui attend, ce qui est retenu et pourquoi.", no_args_is_help=True)
cli.add_typer(jobs, name="jobs")
_Ids = Annotated[list[int], typer.Argument(help="Les numéros que donne `cqp jobs list`.")]


@jobs.command("list")
def list_jobs(*, waiting: Annotated[bool, typer.Option("--all", help="Aussi ce qui attend son tour.")] = False) -> None:
    """Montre les travaux retenus après leur dernier essai, une ligne chacun."""
    for job in _told(_on_database(lambda engine: held_jobs(engine, waiting=waiting))):
        told = (job.id, job.kind, job.subject or "-", job.state, job.attempts, job.reason or "")
        typer.echo("  ".join(map(str, told)).rstrip())


@jobs.command()
def show(job_id: int) -> None:
    """Dit tout d'un travail : depuis quand il attend, à quoi il s'est arrêté."""
    for job in _told(_on_database(lambda engine: held_jobs(engine, waiting=True, job_id=job_id))):
        for field in fields(job):
            typer.echo(f"{field.name}: {getattr(job, field.name)}")
        return
    typer.echo(f"Aucun travail n'attend sous le numéro {job_id}.", err=True)
    raise typer.Exit(1)


@jobs.command()
def retry(job_ids: _Ids) -> None:
    """Relance des travaux retenus."""
    typer.echo(f"{_told(_on_database(lambda engine: retry_jobs(engine, job_ids)))} relancé(s)")


@jobs.command()
def discard(job_ids: _Ids) -> None:
    """Abandonne des travaux retenus : ils ne seront jamais faits."""
    typer.echo(f"{_told(_on_database(lambda engine: discard_jobs(engine, job_ids)))} abandonné(s)")


async def _on_database(do: Callable[[AsyncEngine], Awaitable[_Done]]) -> _Done:
    engine = create_engine(read_database_url())
    try:
        return await do(engine)
    finally:
        await engine.dispose()


documents = typer.Typer(help="Les documents : leurs lignes et leurs fichiers.", no_args_is_help=True)
cli.add_typer(documents, name="documents")


@documents.callback()
def _of_documents() -> None:
    """Keep « check » a command of its own, as long as it is the only one."""


@documents.command()
def check(
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Redemande, relance ou retire ce qui peut l'être.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Relit aussi chaque fichier, pour son empreinte.")] = False,
) -> None:
    """Compare les lignes et les fichiers, et dit ce qui ne concorde pas ; sort avec 1 s'il en reste."""
    try:
        findings = _told(_check(read_store_settings(), repair=repair, deep=deep))
    except StoreUnavailable:
        typer.echo("Le dépôt des documents ne répond pas.", err=True)
        raise typer.Exit(1) from None
    for line in _lines_of(findings):
        typer.echo(line)
    left = len(findings.forms) if repair else findings.count
    typer.echo(f"{findings.count} anomalie(s), {findings.count - left} réparée(s)")
    raise typer.Exit(1 if left else 0)


async def _check(settings: StoreSettings, *, repair: bool, deep: bool) -> Findings:
    engine, store = create_engine(settings.database_url.get_secret_value()), document_store(settings)
    at = await system_time()
    try:
        findings = await check_documents(SqlUnitOfWork(engine), store, now=at, deep=deep)
        if repair:
            await repair_documents(SqlUnitOfWork(engine), store, findings, now=Moment(at), new_id=uuid7)
        return findings
    finally:
        await engine.dispose()


def _lines_of(findings: Findings) -> Iterator[str]:
    for told, rows in (
        ("fichier absent, à redemander", findings.missing),
        ("fichier altéré, à redemander", findings.altered),
        ("analyse antivirus en retard", findings.waiting),
    ):
        yield from (f"{told} : document {row.id} du dossier {row.dossier_id} ({row.storage_key})" for row in rows)
    for form in findings.forms:
        yield f"formulaire à republier : {form.kind}, {form.certification_code}, version {form.number}"
    for file in findings.orphans:
        yield f"fichier sans ligne : {file.key}, {file.size} octets, écrit le {file.written_at:%Y-%m-%d}"


keys = typer.Typer(help="Les clés qui signent les jetons.", no_args_is_help=True)
cli.add_typer(keys, name="keys")


@keys.command("new")
def new_key_pair() -> None:
    """Affiche une clé privée neuve, P-256 en PEM, pour CQP_SIGNING_KEY (docs/operations.md : en changer)."""
    typer.echo(new_private_key(), nl=False)


users = typer.Typer(help="Les comptes de personnes.", no_args_is_help=True)
cli.add_typer(users, name="users")


@users.command()
def invite(
    email: Annotated[str, typer.Option(help="À qui le lien est adressé.")],
    role: Annotated[Literal["secretariat", "jury"], typer.Option(help="Les autres rôles s'invitent par l'API.")],
    name: Annotated[str, typer.Option(help="Nom de la personne.")] = "",
) -> None:
    """Invite une personne, et affiche le lien qui lui ouvre son compte : le premier secrétariat vient d'ici."""
    try:
        _, address = validate_email(email)
    except PydanticCustomError:
        raise typer.BadParameter("ce n'est pas une adresse électronique", param_hint="--email") from None
    sent = _told(_invite(read_settings(), Invitation(email=address, name=name or address, role=Role(role))))
    typer.echo(sent.url)


async def _invite(settings: Settings, invitation: Invitation) -> Invitation:
    engine = create_engine(settings.database_url.get_secret_value())
    try:
        return await invite_user(
            SqlUnitOfWork(engine),
            Caller(role=Role.SECRETARIAT, name="cqp users invite"),
            invitation=invitation,
            post=post_of(settings),
            now=Moment(await system_time()),
            new_id=uuid7,
        )
    finally:
        await engine.dispose()


def _told(work: Coroutine[Any, Any, _Done]) -> _Done:
    """Do the work; a database that is absent, refuses or is of another version is one sentence, not a traceback."""
    try:
        return asyncio.run(work)
    except CommandError:
        typer.echo("Le schéma de cette base vient d'une autre version du service.", err=True)
    except (OSError, SQLAlchemyError) as error:
        typer.echo(f"La base de données ne répond pas comme attendu : {reason_of(error)}", err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the command; what the environment lacks is said in sentences, without a traceback."""
    try:
        cli()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
