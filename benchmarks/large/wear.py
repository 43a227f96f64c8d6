"""`python -m benchmarks.large.wear`: what a month or two of acts leave behind in a large register, and its cleaning.

In a register that `benchmarks.large --keep` has left, one dossier in five is changed as an act changes it: its version,
its facts, and the instant, which is in an index. That is when PostgreSQL's autovacuum comes, as it is set by default.
Questions are asked before, when all that is stale lies there, while it is cleaned, and after.
"""

import asyncio
import time
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import median, quantiles

import asyncpg
from rich.console import Console
from sqlalchemy import make_url

from app.db.engine import create_engine
from app.sandbox.postgres import Cluster, embedded_binaries
from benchmarks.large.questions import QUESTIONS, Register
from benchmarks.large.register import dossier_at

_ASKED = ("getDossier", "listDossiers", "listDossiers, sort=-updated_at", "q, un nom rare", "listTasks du secrétariat")
_AT_ONCE = 2000
_EACH = 5
"""One dossier in so many is changed."""
_SECONDS_WATCHED = 20
_AN_ACT = """
    UPDATE dossiers SET version = version + 1, updated_at = now(),
        facts = facts || '{}' WHERE id = ANY($1)
"""
_SIZE = "SELECT pg_table_size('dossiers') AS rows, pg_indexes_size('dossiers') AS indexes"
_MEBIBYTE = 1024 * 1024


def main() -> int:
    """Wear, clean, tell."""
    options = _options()
    with Cluster(binaries=embedded_binaries(), data=options.folder / "postgres").running() as url:
        its = make_url(url).set(database=f"of_{options.dossiers}").render_as_string(hide_password=False)
        asyncio.run(_measure(options, its))
    return 0


async def _measure(options: Namespace, url: str) -> None:
    engine = create_engine(url, pool_size=2)
    register = Register(dossiers=options.dossiers, engine=engine)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("VACUUM (ANALYZE) dossiers")
        told = {"avant": await _watched(register), "taille avant": await _size(connection)}
        worn = await _wear(connection, options.dossiers)
        told |= {"usé": await _watched(register), "taille usée": await _size(connection)}
        async with _probing(register) as took:
            begun = time.perf_counter()
            await connection.execute("VACUUM (ANALYZE) dossiers")
            cleaning = time.perf_counter() - begun
        told |= {"pendant": _words(took), "après": await _watched(register), "taille après": await _size(connection)}
        begun = time.perf_counter()
        await connection.execute("VACUUM (FREEZE) dossier_history")
        freezing = time.perf_counter() - begun
    finally:
        await connection.close()
        await engine.dispose()
    console = Console(soft_wrap=True)
    console.print(
        f"{worn} dossiers sur {options.dossiers} changés : nettoyés en {cleaning:.1f} s ; l'historique gelé en "
        f"{freezing:.1f} s."
    )
    for moment, words in told.items():
        console.print(f"  {moment} : {words}", highlight=False)


async def _wear(connection: "asyncpg.Connection[asyncpg.Record]", dossiers: int) -> int:
    """Change one dossier in five, those of each batch from the whole register."""
    numbers = range(1, dossiers + 1, _EACH)
    batches = max(1, len(numbers) // _AT_ONCE)
    for first in range(batches):
        await connection.execute(_AN_ACT, [dossier_at(number, dossiers) for number in numbers[first::batches]])
    return len(numbers)


async def _watched(register: Register) -> str:
    async with _probing(register) as took:
        await asyncio.sleep(_SECONDS_WATCHED)
    return _words(took)


@asynccontextmanager
async def _probing(register: Register) -> AsyncIterator[Mapping[str, list[float]]]:
    """Ask each question in turn for as long as the block lasts; milliseconds, all of it told at its end."""
    took: dict[str, list[float]] = {name: [] for name in _ASKED}

    async def ask() -> None:
        while True:
            for name in _ASKED:
                begun = time.perf_counter()
                await QUESTIONS[name](register)
                took[name].append((time.perf_counter() - begun) * 1000)

    asking = asyncio.create_task(ask())
    try:
        yield took
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking


def _words(took: Mapping[str, list[float]]) -> str:
    return ", ".join(
        f"{name} {median(each):.1f} / {quantiles(each, n=20, method='inclusive')[-1]:.1f} ms"
        for name, each in took.items()
        if len(each) > 1
    )


async def _size(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    sizes = await connection.fetchrow(_SIZE)
    assert sizes is not None, "the table is there"
    return f"{sizes['rows'] / _MEBIBYTE:.0f} Mio de lignes, {sizes['indexes'] / _MEBIBYTE:.0f} d'index"


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.large.wear", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000, help="the register, as it was made")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/cqp-large"))
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
