"""Commands that serve, and that keep what is served in order."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from logging.config import dictConfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.adapters.logs import logging_configuration
from app.api.document_text import as_text
from app.api.http_protocol import HouseProtocol
from app.api.loop_watch import LoopWatch
from app.api.worker_probe import worker_probe
from app.cli.database_commands import on_database, run_reporting_errors
from app.cli.draining import leave_slowly
from app.cli.observing import answering_probes, observe
from app.db.unit_of_work import SqlUnitOfWork
from app.main import create_app, metrics_secret_of, settled
from app.settings import Settings, read_settings
from app.telemetry.pulse import Pulse
from app.usecases.dossiers.admissibility import DeadlineOutcome, apply_expired_deadlines
from app.usecases.moment import Moment
from app.worker import SHUTDOWN_TIMEOUT, mailer_of, work

_PUBLISHED = Path(__file__).resolve().parents[2] / "openapi"

serving = typer.Typer()


@serving.command()
def openapi(into: Annotated[Path, typer.Option(help="Le dossier où écrire.")] = _PUBLISHED) -> None:
    """Écrit le document OpenAPI d'après les routes."""
    into.mkdir(parents=True, exist_ok=True)
    (into / "v1.json").write_text(published_document())


def published_document() -> str:
    """The OpenAPI document as it is committed: from the routes alone, whatever the environment says."""
    from app.sandbox.signing_key import new_key  # noqa: PLC0415 - absent from production, as the whole sandbox

    settings = read_settings(
        environment="sandbox",
        database_url="postgresql://localhost/none",
        public_url="http://127.0.0.1:8000",
        signing_key=new_key(),
    )
    return as_text(create_app(settings).openapi())


@serving.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Sert l'API d'après les variables DATABASE_URL et CQP_* (docs/operations.md)."""
    settings = read_settings()
    for remark in settings.remarks:
        typer.echo(f"à savoir : {remark}", err=True)
    with _shared_measures(workers):
        uvicorn.run(
            "app.cli:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            server_header=False,
            access_log=False,
            log_config=logging_configuration(settings.logs),
            http=HouseProtocol,
            **_UVICORN_TIMEOUTS,
        )


_UVICORN_TIMEOUTS: dict[str, Any] = {
    "timeout_keep_alive": 75,  # longer than the minute after which most proxies let an idle connection go
    "timeout_graceful_shutdown": 30,
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
    settings = read_settings()
    observe(settings, "serve")
    return settled(leave_slowly(create_app(settings), delay=settings.drain_seconds))


@serving.command()
def terms() -> None:
    """Tire les suites des délais passés (R45, D11) : à lancer chaque jour."""
    passed = run_reporting_errors(on_database(_apply_expired_deadlines))
    typer.echo(f"{passed.lapsed} candidature(s) caduque(s), {passed.accepted} demande(s) acceptée(s) par le silence")


async def _apply_expired_deadlines(engine: AsyncEngine) -> DeadlineOutcome:
    return await apply_expired_deadlines(SqlUnitOfWork(engine), now=Moment(await system_time()), new_id=uuid7)


@serving.command()
def worker(host: str = "127.0.0.1", port: int = 0) -> None:
    """Fait le travail de fond (courriels, délais, purges) jusqu'à SIGTERM ; autant de processus qu'on veut.

    Sur `port`, s'il est donné, répond `/livez` (503 quand il ne regarde plus s'il y a du travail) et `/metrics`.
    """
    settings = read_settings()
    observe(settings, "worker")
    mailer_of(settings)
    dictConfig(logging_configuration(settings.logs))
    run_reporting_errors(_work_until_told(settings, host, port))


async def _work_until_told(settings: Settings, host: str, port: int) -> None:
    stop, pulse = asyncio.Event(), Pulse()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    probe = worker_probe(pulse.silence, metrics_secret=metrics_secret_of(settings))
    async with LoopWatch().watching(), answering_probes(probe, host=host, port=port):
        await work(settings, stop, shutdown_timeout=SHUTDOWN_TIMEOUT, pulse=pulse)
