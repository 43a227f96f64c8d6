"""How a process is seen from outside, as it starts: its traces, its errors, and a worker's own port."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version

import uvicorn
from starlette.types import ASGIApp

from app.settings import Settings, SettingsError
from app.telemetry.errors import report_errors_to
from app.telemetry.tracing import collector_at, trace_with


def observe(settings: Settings, process: str) -> None:
    """Send the traces and the errors of this process where the settings say; nothing is loaded where they do not."""
    release = version("cqp-chimie")
    if settings.otlp_endpoint:
        trace_with(
            collector_at(settings.otlp_endpoint, ratio=settings.trace_ratio, service=f"cqp-{process}", version=release)
        )
    if settings.sentry_dsn is not None:
        report_errors_to(
            settings.sentry_dsn.get_secret_value(), release=f"cqp-chimie@{release}", environment=settings.environment
        )


@asynccontextmanager
async def answering_probes(app: ASGIApp, *, host: str, port: int) -> AsyncIterator[None]:
    """Answer on that port for as long as the block lasts; on none where it is 0.

    In the loop of the work itself: a loop that hangs answers nobody. Raises SettingsError where the port is taken.
    """
    if port == 0:
        yield
        return
    server = _Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False))
    with _listening(host, port) as listener:
        answering = asyncio.create_task(server.serve([listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await answering


class _Server(uvicorn.Server):
    """Leaves signals to the worker."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise SettingsError(f"{host}:{port} : ce port ne peut pas être pris ({error.strerror})") from None
        yield listener
