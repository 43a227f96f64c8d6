"""`python -m benchmarks.large`: registers of several sizes are made, and asked the same questions in turn.

What is measured goes to a file, from which the table of docs/performance.md is written: `--write` does that alone.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
from rich.console import Console
from sqlalchemy import make_url

from app.db.engine import create_engine
from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from benchmarks.large.questions import QUESTIONS, Question, Register
from benchmarks.large.register import fill
from benchmarks.large.scans import SCANS
from benchmarks.large.table import write_table
from benchmarks.report import facts

STORED = Path(__file__).with_name("measured.json")
_ROOT = Path(__file__).resolve().parents[2]
_console = Console(soft_wrap=True, highlight=False)


def main() -> int:
    """Make, ask, store, tell."""
    options = _options()
    if not options.write:
        with _cluster(options) as url:
            STORED.write_text(json.dumps(_measured(url, options), indent=1, ensure_ascii=False) + "\n")
    _console.print(write_table(json.loads(STORED.read_text()), _ROOT / "docs" / "performance.md"), markup=False)
    return 0


def _measured(url: str, options: Namespace) -> dict[str, Any]:
    urls = {size: asyncio.run(_register(url, size)) for size in options.sizes}
    questions = asyncio.run(_asked(urls, options.rounds))
    scanned = [size for size in options.sizes if size <= options.scan_up_to]
    scans = {name: {size: _scanned(urls[size], name) for size in scanned} for name in SCANS}
    return {
        "facts": facts(sizes=options.sizes, rounds=options.rounds),
        "questions": questions,
        "scans": scans,
    }


@contextmanager
def _cluster(options: Namespace) -> Iterator[str]:
    """PostgreSQL in the folder, which goes at the end unless it is kept."""
    folder: Path = options.folder
    try:
        with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
            settings = read_settings(
                environment="sandbox", database_url=url, signing_key=new_key(), data_directory=folder / "documents"
            )
            prepare(url, settings)
            yield url
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


async def _register(url: str, size: int) -> str:
    """The address of a register of that size, made where it is not there yet."""
    address, name = url.replace("+asyncpg", ""), f"of_{size}"
    its = make_url(url).set(database=name).render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return its
        await connection.execute(f"CREATE DATABASE {name}_made TEMPLATE postgres")
        _console.print(f"Un registre de {size} dossiers…")
        await fill(
            make_url(its).set(database=f"{name}_made").render_as_string(hide_password=False), size, tell=_console
        )
        await connection.execute(f"ALTER DATABASE {name}_made RENAME TO {name}")
    finally:
        await connection.close()
    return its


async def _asked(urls: Mapping[int, str], rounds: int) -> dict[str, dict[int, list[float]]]:
    registers = [Register(dossiers=size, engine=create_engine(url, pool_size=2)) for size, url in urls.items()]
    try:
        return {name: await _rounds(name, question, registers, rounds) for name, question in QUESTIONS.items()}
    finally:
        for register in registers:
            await register.engine.dispose()


async def _rounds(name: str, question: Question, registers: Sequence[Register], rounds: int) -> dict[int, list[float]]:
    """Milliseconds: each register in turn, so that whatever else the machine does weighs on all alike."""
    took: dict[int, list[float]] = {register.dossiers: [] for register in registers}
    for number in range(rounds + 1):
        for register in registers:
            begun = time.perf_counter()
            await question(register)
            if number:  # the first one compiles, prepares, and fills the caches
                took[register.dossiers].append((time.perf_counter() - begun) * 1000)
    told = "   ".join(f"{median(each):8.1f} / {_p95(each):8.1f}" for each in took.values())
    _console.print(f"{name:45} {told} ms")
    return took


def _p95(took: Sequence[float]) -> float:
    return quantiles(took, n=20, method="inclusive")[-1]


def _scanned(url: str, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.large.scans", url, name]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    seconds, mebibytes = map(float, done.stdout.split())
    _console.print(f"{name:45} {seconds:8.1f} s {mebibytes:8.0f} MiB")
    return {"seconds": seconds, "mebibytes": mebibytes}


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--scan-up-to", type=int, default=1_000_000, help="the night's work, of no larger register")
    parser.add_argument("--rounds", type=int, default=15, help="of each question, in each register; two or more")
    parser.add_argument(
        "--folder", type=Path, default=Path("/var/tmp/cqp-large"), help="on a disk: a million takes 9 GB"
    )
    parser.add_argument("--keep", action="store_true", help="leave the registers there, for another time")
    parser.add_argument("--write", action="store_true", help="only write the table anew, from what is stored")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
