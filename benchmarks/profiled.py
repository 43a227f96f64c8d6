"""`python -m benchmarks.profiled getChecklist createDossier`: where the CPU of an operation goes, layer by layer.

In this process, without a network, under cProfile: calls cost more than they do, so shares count and not the sum.
"""

import asyncio
import cProfile
import pstats
import tempfile
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from httpx import ASGITransport, AsyncClient, Response
from rich.console import Console
from rich.table import Table

from app.db.engine import create_engine
from app.main import create_app, settled
from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import Settings, read_settings
from benchmarks.asked import operations
from benchmarks.measuring import Operation
from benchmarks.population import populate
from benchmarks.serving import PUBLIC_URL

_WARMED_UP, _ASKED = 30, 200
_LAYERS = {
    "app/domain": "le domaine",
    "app/usecases": "les cas d'usage",
    "app/db": "nos dépôts",
    "app/api": "nos routes et manières",
    "app/": "le reste de la maison",
    "sqlalchemy": "SQLAlchemy",
    "asyncpg": "asyncpg",
    "pydantic": "Pydantic",
    "starlette": "Starlette et FastAPI",
    "fastapi": "Starlette et FastAPI",
    "httpx": "",
    "httpcore": "",
    "anyio": "",
}
"""By what a file's path holds, the first that does; the client of this process is left out."""
_OTHERS = "Python et le reste"
_TO_THE_DATABASE = "écrire à la base et lire d'elle"
_Callers = Mapping[tuple[str, int, str], tuple[int, int, float, float]]


def main() -> None:
    """Ask each operation some hundred times, and tell the shares."""
    parser = ArgumentParser(prog="python -m benchmarks.profiled", description=__doc__)
    parser.add_argument("operations", nargs="+")
    parser.add_argument("--dossiers", type=int, default=1200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cqp-profile-") as name:
        folder, key = Path(name), new_key()
        with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
            settings = read_settings(
                environment="sandbox",
                database_url=url,
                signing_key=key,
                public_url=PUBLIC_URL,
                data_directory=folder / "documents",
            )
            prepare(url, settings)
            population = asyncio.run(populate(url, options.dossiers))
            by_name = {each.name: each for each in operations(population, key)}
            shares = {each: asyncio.run(_profiled(by_name[each], settings, url)) for each in options.operations}
    _show(shares)


async def _profiled(operation: Operation, settings: Settings, url: str) -> Mapping[str, float]:
    """Each layer's share of the time spent in its own code, client aside."""
    engine, profile = create_engine(url), cProfile.Profile()
    app = settled(create_app(settings, engine=engine))
    try:
        async with AsyncClient(transport=ASGITransport(app), base_url=settings.public_url, timeout=60) as client:
            for number in range(_WARMED_UP):
                await _asked(client, operation, number)
            profile.enable()
            for number in range(_WARMED_UP, _WARMED_UP + _ASKED):
                await _asked(client, operation, number)
            profile.disable()
    finally:
        await engine.dispose()
    return _by_layer(pstats.Stats(profile))


async def _asked(client: AsyncClient, operation: Operation, number: int) -> None:
    headers = {"Authorization": f"Bearer {operation.token}"} if operation.token else {}
    path = operation.paths[number % len(operation.paths)]
    if operation.bodies:
        json = {**headers, "Content-Type": "application/json"}
        answer: Response = await client.post(path, content=operation.bodies[number], headers=json)
    else:
        answer = await client.get(path, headers=headers)
    answer.raise_for_status()


def _by_layer(stats: pstats.Stats) -> Mapping[str, float]:
    own: dict[str, float] = defaultdict(float)
    for (file, _, name), (_, _, itself, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        for layer, spent in _spent(file, name, itself, callers):
            own[layer] += spent
    own.pop("", None)
    whole = sum(own.values())
    return {layer: spent / whole for layer, spent in sorted(own.items(), key=lambda each: -each[1])}


def _spent(file: str, name: str, itself: float, callers: _Callers) -> list[tuple[str, float]]:
    """What is built in is spent by the layer that calls it; nothing is while nobody has anything to do."""
    if file != "~":
        return [(_layer(file), itself)]
    if "socket" in name or "poll" in name:
        return [("" if "poll" in name else _TO_THE_DATABASE, itself)]
    return [(_layer(caller), spent) for (caller, _, _), (_, _, spent, _) in callers.items()]


def _layer(file: str) -> str:
    return next((layer for part, layer in _LAYERS.items() if part in file), _OTHERS)


def _show(shares: Mapping[str, Mapping[str, float]]) -> None:
    table = Table("couche", *shares)
    for layer in dict.fromkeys(layer for each in shares.values() for layer in each):
        table.add_row(layer, *(f"{each.get(layer, 0):.0%}" for each in shares.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
