"""`make bench`: every aim of the house, beside bare Starlette and asyncpg and beside what is usual, in one run."""

import asyncio
import json
import os
import signal
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.refusal import CannotStartError
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from benchmarks.aims import Judged, judged
from benchmarks.asked import operations
from benchmarks.load import UnexpectedAnswerError
from benchmarks.measuring import Operation, Pace, Result, UnequalAnswersError, measure
from benchmarks.population import populate
from benchmarks.report import as_json, facts, show
from benchmarks.serving import SIDES, Setting, keep_to, started
from benchmarks.singles import counted_statements, timed_starts, two_processes

_WIDTH_OF_A_FILE = 120


def main() -> int:
    """Run the benchmark; the exit code."""
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") and not options.any_core else []
    server_core, load_core = (cores[0], cores[1]) if len(cores) > 1 else (None, None)
    keep_to(load_core)
    try:
        with tempfile.TemporaryDirectory(prefix="cqp-bench-") as folder:
            _measure(options, Path(folder), server_core)
    except (CannotStartError, UnequalAnswersError, UnexpectedAnswerError) as refusal:
        Console(stderr=True).print(str(refusal), style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _measure(options: Namespace, folder: Path, core: int | None) -> None:
    console, key = _console(), new_key()
    with _database(folder) as url:
        console.print(f"Préparation de {options.dossiers} dossiers…")
        _prepare(url, key, folder)
        population = asyncio.run(populate(url, options.dossiers))
        setting = Setting(
            database_url=url,
            signing_key=key,
            pool_size=options.connections,
            core=core,
            documents=str(folder / "documents"),
        )
        pace = Pace(rounds=options.rounds, seconds=options.seconds, connections=options.connections)
        asked = operations(population, key)
        results = _measured(asked, setting, pace)
        singles = _singles(asked, setting, options) if options.starts else []
    about = facts(dossiers=options.dossiers, connections=options.connections, rounds=options.rounds)
    aims = judged(results, singles)
    show(console, results, aims, about)
    if options.json:
        options.json.write_text(json.dumps(as_json(results, aims, about), indent=2) + "\n")


def _measured(asked: list[Operation], setting: Setting, pace: Pace) -> list[Result]:
    with ExitStack() as running:
        servers = {side: running.enter_context(started(side, setting)) for side in SIDES}
        return [measure(each, servers, pace) for each in asked]


def _singles(asked: list[Operation], setting: Setting, options: Namespace) -> list[Judged]:
    read = next(each for each in asked if each.name == "getDossier")
    return [
        *timed_starts(setting, options.starts),
        two_processes(read, setting, seconds=options.seconds),
        *counted_statements(),
    ]


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_OF_A_FILE)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        yield url


def _prepare(url: str, key: str, folder: Path) -> None:
    prepare(
        url,
        read_settings(environment="sandbox", database_url=url, signing_key=key, data_directory=folder / "documents"),
    )


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=5000, help="how many dossiers to read among, 60 or more")
    parser.add_argument("--connections", type=int, default=16, help="kept busy, and as many to the database")
    parser.add_argument("--rounds", type=int, default=5, help="of each application, for each operation")
    parser.add_argument("--seconds", type=float, default=1.2, help="of each round")
    parser.add_argument("--starts", type=int, default=3, help="of the service; without any, nothing is counted either")
    parser.add_argument("--any-core", action="store_true", help="keep nobody to a core: where others hold one")
    parser.add_argument("--json", type=Path, help="a file to write everything measured to")
    return parser.parse_args()


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
