"""One worker of one of the applications that are compared, in a process and on a core of its own.

`python -m benchmarks.serving ours|bare|usual` is what `started` runs: its settings come on its standard input, its
socket as an inherited descriptor, so that requests wait in the socket until it is ready.
"""

import json
import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from app.sandbox.signing_key import new_paper_key
from app.settings import REQUESTS_A_MINUTE, read_settings

PUBLIC_URL = "https://bench.example"
PSEUDONYM_KEY = "p" * 32
_SECONDS_TO_STOP = 5
_LINUX_PROCESS_CLOCK = 2  # what clock_getcpuclockid(3) puts beside the process's number


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all applications are given alike: database, key of the tokens, connections, core."""

    database_url: str
    signing_key: str
    pool_size: int
    core: int | None
    documents: str


@dataclass(frozen=True, slots=True)
class Server:
    """A worker that runs."""

    side: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What its process has used until now; not a number where the system does not say."""
        try:
            return time.clock_gettime(~self.pid << 3 | _LINUX_PROCESS_CLOCK)
        except OSError:
            return math.nan


@contextmanager
def started(side: str, setting: Setting) -> Iterator[Server]:
    """The worker, for as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.serving", side, str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # where the service writes its log
            pass_fds=[listener.fileno()],
            cwd=Path(__file__).resolve().parent.parent,
        )
        try:
            assert process.stdin is not None
            with process.stdin as given:
                given.write(json.dumps(asdict(setting)).encode())
            yield Server(side, listener.getsockname()[1], process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def keep_to(core: int | None) -> None:
    """Keep this process, and those it starts, to one core, where the system can."""
    if core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def _serve(side: str, descriptor: int) -> None:
    setting = Setting(**json.load(sys.stdin))
    keep_to(setting.core)
    uvicorn.Server(_CONFIGURATIONS[side](setting)).run(sockets=[socket.socket(fileno=descriptor)])


def _as_shipped(setting: Setting) -> uvicorn.Config:
    """As `cqp serve` does, each request logged on the standard output."""
    from app.adapters.logs import logging_configuration  # noqa: PLC0415 - each side imports what it runs alone
    from app.api.http_protocol import HouseProtocol  # noqa: PLC0415 - as above
    from app.main import create_app, settled  # noqa: PLC0415 - as above

    settings = read_settings(
        environment="production",
        database_url=setting.database_url,
        database_pool_size=setting.pool_size,
        database_hot_pool_size=setting.pool_size,
        public_url=PUBLIC_URL,
        front_end_url=PUBLIC_URL,
        data_directory=setting.documents,
        signing_key=setting.signing_key,
        rate_limits=dict.fromkeys(REQUESTS_A_MINUTE, 1_000_000_000),
        live_streams=100,
        paper_signing_key=new_paper_key(),
        secrets_key="A" * 43 + "=",
        pseudonym_key=PSEUDONYM_KEY,
    )
    return uvicorn.Config(
        settled(create_app(settings)),
        loop="uvloop",
        http=HouseProtocol,
        server_header=False,
        access_log=False,
        log_config=logging_configuration(settings.logs),
        lifespan="on",
    )


def _silent(app: ASGIApp) -> uvicorn.Config:
    """What stands beside it logs nothing."""
    return uvicorn.Config(app, loop="uvloop", http="httptools", access_log=False, log_level="warning", lifespan="on")


def _bare(setting: Setting) -> uvicorn.Config:
    from benchmarks.bare import bare_app  # noqa: PLC0415 - as above

    return _silent(
        bare_app(
            database_url=setting.database_url,
            pool_size=setting.pool_size,
            signing_key=setting.signing_key,
            issuer=PUBLIC_URL,
            pseudonym_key=PSEUDONYM_KEY,
        )
    )


def _usual(setting: Setting) -> uvicorn.Config:
    from benchmarks.usual import usual_app  # noqa: PLC0415 - as above

    return _silent(
        usual_app(
            database_url=setting.database_url,
            pool_size=setting.pool_size,
            signing_key=setting.signing_key,
            issuer=PUBLIC_URL,
        )
    )


_CONFIGURATIONS = {"ours": _as_shipped, "bare": _bare, "usual": _usual}
SIDES = tuple(_CONFIGURATIONS)


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
