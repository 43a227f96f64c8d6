"""What is counted or timed by itself: statements of acts and of an import, a start, two processes on two cores."""

import asyncio
import compileall
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

import uvloop

from app.db.migrations import migrate
from app.sandbox import data
from app.sandbox.signing_key import new_paper_key
from benchmarks.aims import Judged, single
from benchmarks.load import run
from benchmarks.measuring import Operation
from benchmarks.serving import PSEUDONYM_KEY, PUBLIC_URL, Setting, started
from benchmarks.statements import MOST, counted, import_statements
from tests.database import server

_ROOT = Path(__file__).resolve().parent.parent
_SECONDS_TO_START = 120
_ROWS = 500
_STATEMENTS_OF_AN_IMPORT = 1500
_SECONDS_OF_A_START = 2.0


def counted_statements() -> list[Judged]:
    """The statements of the act that takes the most, and of an import, on a database of their own."""
    with server() as postgres:
        template = postgres.template(migrate, data.load)
        acts = asyncio.run(counted(postgres.at(postgres.template(of=template)))).of_acts()
        imported = asyncio.run(import_statements(postgres.at(template), _ROWS))
    longest = max(acts, key=lambda name: median(acts[name]))
    typical = median(map(median, acts.values()))
    return [
        single("acte médian", "requêtes SQL", MOST, typical),
        single(longest, "requêtes SQL, l'acte le plus long", MOST, median(acts[longest])),
        single("createDossier", "requêtes SQL", MOST, median(acts["createDossier"])),
        single("importDossiers", f"requêtes SQL pour {_ROWS} lignes", _STATEMENTS_OF_AN_IMPORT, imported),
    ]


def timed_starts(setting: Setting, times: int) -> list[Judged]:
    """From the command to the first answer, as a supervisor starts a service again: with its byte-code made."""
    compileall.compile_dir(str(_ROOT / "app"), quiet=1)
    took = [_start(setting) for _ in range(times)]
    return [single("cqp serve", "secondes pour repartir", _SECONDS_OF_A_START, min(took))] if took else []


def two_processes(operation: Operation, setting: Setting, *, seconds: float) -> Judged:
    """How many times what one process answers two do, each on a core, the load and the database between them."""
    cores = sorted(os.sched_getaffinity(0)) if setting.core is not None else []
    several = [replace(setting, core=core) for core in (setting.core, *cores[:1])]
    with ExitStack() as running:
        servers = [running.enter_context(started("ours", each)) for each in several]
        ports = [each.port for each in servers]
        rates = [_rate(operation, some, setting.pool_size, seconds) for some in (ports[:1], ports) for _ in range(2)]
    return single("getDossier", "fois, à deux processus", 1.0, max(rates[2:]) / max(rates[:2]), at_least=True)


def _rate(operation: Operation, ports: Sequence[int], connections: int, seconds: float) -> float:
    async def all_of_them() -> float:
        each = connections // len(ports)
        runs = [run(port, operation.requests(port), connections=each, seconds=seconds) for port in ports]
        return sum(done.rate for done in await asyncio.gather(*runs))

    return uvloop.run(all_of_them())


def _start(setting: Setting) -> float:
    port = _free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", str(port)],
        env={**os.environ, **_environment(setting)},
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, until=begun + _SECONDS_TO_START)
        return time.perf_counter() - begun
    finally:
        process.kill()
        process.wait()


def _wait(port: int, *, until: float) -> None:
    while time.perf_counter() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the service did not start")


def _environment(setting: Setting) -> dict[str, str]:
    return {
        "CQP_ENVIRONMENT": "production",
        "DATABASE_URL": setting.database_url,
        "CQP_SIGNING_KEY": setting.signing_key,
        "CQP_PUBLIC_URL": PUBLIC_URL,
        "CQP_FRONT_END_URL": PUBLIC_URL,
        "CQP_DATA_DIRECTORY": setting.documents,
        "CQP_PAPER_SIGNING_KEY": new_paper_key(),
        "CQP_SECRETS_KEY": "A" * 43 + "=",
        "CQP_PSEUDONYM_KEY": PSEUDONYM_KEY,
        "PYTHONDONTWRITEBYTECODE": "",  # an installation has its byte-code, wherever this one is measured
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
