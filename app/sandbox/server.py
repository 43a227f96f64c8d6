"""The whole sandbox in one process: database, schema, data, service; and everything stopped when it stops."""

import asyncio
import fcntl
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from rich.console import Console

from app.adapters.logs import logging_configuration
from app.api.leaving import LEAVING
from app.main import create_app, settled
from app.sandbox.database import STOPPING, embedded, prepare
from app.sandbox.refusal import CannotStartError
from app.sandbox.signing_key import credential_key, paper_signing_key, signing_key
from app.sandbox.welcome import print_welcome
from app.settings import Settings, SettingsError, read_settings
from app.worker import work

_HOST = "127.0.0.1"
_FOLDER = Path(os.environ.get("CQP_SANDBOX_FOLDER") or Path(__file__).resolve().parents[2] / ".data").absolute()
_SECONDS_FOR_LAST_ANSWERS = 3
_TIME_FOR_LAST_JOBS = timedelta(seconds=3)


def main() -> int:
    """Run the sandbox until it is told to stop; the exit code."""
    console = Console()
    for each in STOPPING:
        signal.signal(each, _interrupt)
    try:
        return _run(console)
    except (CannotStartError, SettingsError) as refusal:
        return _refuse(str(refusal))
    except PermissionError as refusal:
        return _refuse(f"Ce compte n'a pas accès à {refusal.filename} : relancez sous celui qui l'a créé.")
    except KeyboardInterrupt:
        return 130


def _refuse(sentence: str) -> int:
    Console(stderr=True).print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    return 1


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(console: Console) -> int:
    given = os.environ.get("DATABASE_URL")
    port = _port()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    database: AbstractContextManager[str] = nullcontext(given) if given else embedded(_FOLDER / "postgres")
    with nullcontext() if given else _alone(port), _listening(port) as listener, database as url:
        settings = _settings(url, port)
        console.print("Préparation de la base de données…")
        prepare(url, settings)
        server = _Server(_uvicorn(settings), lambda: print_welcome(console, settings.public_url))
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_serve_and_work(server, settings, listener))
        console.print("Arrêt du bac à sable.")
    return 0 if server.started else 1


async def _serve_and_work(server: uvicorn.Server, settings: Settings, listener: socket.socket) -> None:
    """The service, and in the same process the worker that sends its mails and runs its scans."""
    stop = asyncio.Event()
    working = asyncio.create_task(work(settings, stop, shutdown_timeout=_TIME_FOR_LAST_JOBS))
    try:
        await server.serve([listener])
    finally:
        stop.set()
        await working


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65_536:
        raise CannotStartError(f"PORT={given} n'est pas un numéro de port.")
    return int(given)


@contextmanager
def _alone(port: int) -> Iterator[None]:
    """One sandbox at a time on the project's data; the lock falls with its process, however it dies."""
    with (_FOLDER / "running").open("a+") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mark.seek(0)
            raise CannotStartError(f"Le bac à sable tourne déjà : {mark.read()}. Ctrl-C l'arrête.") from None
        mark.truncate(0)
        mark.write(f"http://{_HOST}:{port}, processus {os.getpid()}")
        mark.flush()
        yield


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
            listener.listen()
        except OSError as error:
            raise CannotStartError(
                f"Le port {port} n'est pas libre ({error.strerror}) ; choisissez-en un autre : PORT={port + 1} make run"
            ) from None
        yield listener


def _settings(url: str, port: int) -> Settings:
    return read_settings(
        environment="sandbox",
        database_url=url,
        public_url=f"http://{_HOST}:{port}",
        data_directory=_FOLDER / "documents",
        signing_key=signing_key(_FOLDER / "signing_key.pem"),
        credential_key=credential_key(_FOLDER / "credential_key.pem"),
        paper_signing_key=paper_signing_key(_FOLDER / "paper_signing_key.pem"),
        **_recorded_directory(),
    )


def _recorded_directory() -> dict[str, Any]:
    """The examples of what a directory answers, unless the environment names a directory."""
    if "CQP_COMPANY_DIRECTORY" in os.environ:
        return {}
    return {"company_directory": "recorded", "company_directory_answers": Path(__file__).parent / "directory"}


def _uvicorn(settings: Settings) -> uvicorn.Config:
    logging = logging_configuration(settings.logs)
    quiet: dict[str, Any] = {**logging["loggers"], "uvicorn.error": {"level": "WARNING"}}
    if settings.logs == "text":
        quiet["app"] = {"level": "WARNING"}  # a line for each job that went well is for machines
    return uvicorn.Config(
        settled(create_app(settings)),
        # The JDK's client offers HTTP/2 on clear text; Uvicorn's faster parser then loses the request's body.
        http="h11",
        access_log=False,
        log_config={**logging, "loggers": quiet},
        timeout_graceful_shutdown=_SECONDS_FOR_LAST_ANSWERS,
    )


class _Server(uvicorn.Server):
    """Leaves signals to us: Uvicorn would raise them again after it stopped, and cut short what must still stop."""

    def __init__(self, config: uvicorn.Config, greet: Callable[[], None]) -> None:
        super().__init__(config)
        self._greet = greet

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        for each in STOPPING:
            asyncio.get_running_loop().add_signal_handler(each, self.handle_exit, each, None)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """What stays open would hold up the end."""
        LEAVING.announced = True
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._greet()
