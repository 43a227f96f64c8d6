"""One dossier's row is locked for a minute, and two hundred people ask for it; what the others see meanwhile."""

import asyncio
import statistics
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter

import httpx
from sqlalchemy import text

from tests.api.dossier_requests import EMPLOYER, a_dossier
from tests.cluster.topology import Cluster

ASKED = 200
SECONDS = 60


@dataclass(slots=True)
class LockedRow:
    """What came of it; times in seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    readiness: Counter[str] = field(default_factory=Counter)
    before_p99: float = 0.0
    meanwhile_p99: float = 0.0
    others_failed: int = 0


async def lock_one_row(cluster: Cluster) -> LockedRow:
    """Do it, and measure."""
    found = LockedRow()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=cluster.address, timeout=60, limits=limits) as client:
        signed_in = await client.post("/v1/sessions", json={"email": EMPLOYER, "password": "sandbox"})
        client.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
        opened = await client.post("/v1/dossiers", json=a_dossier())
        path = opened.headers["Location"]
        path = path[path.index("/v1/") :]
        found.before_p99 = _p99(await _others(client, found, seconds=10))
        async with _locked(cluster, path.rpartition("/")[2]), asyncio.TaskGroup() as group:
            for number in range(ASKED):
                group.create_task(_ask(client, path, found, after=number * 20 / ASKED))
            others = group.create_task(_others(client, found, seconds=SECONDS - 5))
            group.create_task(_watch(cluster, found, seconds=SECONDS - 5))
        found.meanwhile_p99 = _p99(others.result())
    return found


async def _ask(client: httpx.AsyncClient, path: str, found: LockedRow, *, after: float) -> None:
    """Half of them at once, the others over twenty seconds."""
    await asyncio.sleep(max(after - 10, 0))
    begun = perf_counter()
    try:
        end = str((await client.post(f"{path}/withdrawal", json={"reason": "Départ"})).status_code)
    except httpx.TransportError as error:
        end = type(error).__name__
    found.longest = max(found.longest, perf_counter() - begun)
    found.statuses[end] += 1


async def _others(client: httpx.AsyncClient, found: LockedRow, *, seconds: float) -> list[float]:
    """Reads and writes of other dossiers, one after the other, by two people."""
    until, times = perf_counter() + seconds, list[float]()

    async def one() -> None:
        while perf_counter() < until:
            for method, path, body in (
                ("GET", "/v1/certifications", None),
                ("GET", "/v1/dossiers?limit=5", None),
                ("POST", "/v1/dossiers", a_dossier()),
            ):
                begun = perf_counter()
                try:
                    failed = not (await client.request(method, path, json=body)).is_success
                except httpx.TransportError:
                    failed = True
                times.append(perf_counter() - begun)
                found.others_failed += failed
            await asyncio.sleep(0.02)

    await asyncio.gather(one(), one())
    return times


async def _watch(cluster: Cluster, found: LockedRow, *, seconds: float) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        for _ in range(int(seconds)):
            for name in ("serve-1", "serve-2"):
                try:
                    answer = await client.get(f"http://127.0.0.1:{cluster.ports[name]}/readyz")
                    found.readiness[str(answer.status_code)] += 1
                except httpx.HTTPError:
                    found.readiness["no answer"] += 1
            await asyncio.sleep(1)


@asynccontextmanager
async def _locked(cluster: Cluster, dossier_id: str) -> AsyncIterator[None]:
    async with cluster.owner() as engine, engine.connect() as connection:
        await connection.execute(text("BEGIN"))
        await connection.execute(text("SELECT FROM dossiers WHERE id = :id FOR UPDATE"), {"id": dossier_id})
        yield
        await connection.execute(text("ROLLBACK"))


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
