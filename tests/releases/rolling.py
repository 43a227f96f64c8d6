"""Two processes behind a balancer, restarted and released one after the other, while requests go on.

`python -m tests.releases.rolling` does it behind HAProxy, which has to be installed.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.sandbox import data
from app.sandbox.signing_key import new_key
from tests.api.dossier_requests import a_dossier
from tests.database import migrated, server
from tests.releases.newer_schema import NEXT, scripts_of_the_next_release
from tests.releases.proxy import proxied

ROOT = Path(__file__).resolve().parents[2]
DRAIN = 2.0
_START = 180
_HAPROXY = """
defaults
    mode http
    timeout connect 2s
    timeout client 20s
    timeout server 20s
    timeout check 2s
    retries 0
frontend service
    bind 127.0.0.1:{port}
    default_backend processes
backend processes
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 250ms fall 2 rise 1
{servers}
"""


@dataclass
class Process:
    """One `cqp serve`, on a port of its own."""

    port: int
    environment: dict[str, str]
    running: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, scripts: Path | None = None) -> None:
        """Start it, as this release or that of the migrations in ``scripts``; return once it is ready."""
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        if scripts is not None:
            environment["TEST_MIGRATIONS"] = str(scripts)
        self.running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _SERVE, str(self.port), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        await _until_ready(self.address, _START)

    async def stop(self) -> None:
        """Tell it to stop, and wait until it has."""
        if self.running is not None and self.running.returncode is None:
            self.running.send_signal(signal.SIGTERM)
            await asyncio.wait_for(self.running.wait(), 60)

    async def restart(self, scripts: Path | None = None) -> None:
        await self.stop()
        await self.start(scripts)


_SERVE = """
import sys
import tests.releases.program as program
sys.argv = ["cqp", "serve", "--port", sys.argv[1]]
program.main()
"""


async def _until_ready(address: str, seconds: int) -> None:
    async with asyncio.timeout(seconds), httpx.AsyncClient() as client:
        while not await _is_ready(client, address):  # noqa: ASYNC110 - a process tells us nothing by itself
            await asyncio.sleep(0.2)


async def _is_ready(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/readyz", timeout=5)).status_code == 200
    except httpx.HTTPError:
        return False


@dataclass
class Load:
    """Requests, one after the other, of several clients; how each ended."""

    ends: Counter[str] = field(default_factory=Counter)
    phase: str = "start"

    async def run(self, address: str) -> None:
        """Read and write until cancelled."""
        async with httpx.AsyncClient(base_url=address, timeout=20) as client:
            headers = await _sign_in(client)
            while True:
                self._note(await client.get("/v1/certifications"))
                self._note(await client.post("/v1/dossiers", json=a_dossier(), headers=headers))
                self._note(await client.get("/v1/dossiers", params={"limit": 5}, headers=headers))
                await asyncio.sleep(0.05)

    def _note(self, answer: httpx.Response) -> None:
        end = "ok" if answer.is_success else f"{self.phase}: {answer.status_code} {answer.text[:120]}"
        self.ends[end] += 1

    @property
    def failures(self) -> dict[str, int]:
        return {end: number for end, number in self.ends.items() if end != "ok"}


async def _sign_in(client: httpx.AsyncClient) -> dict[str, str]:
    body = {"email": "employer@sandbox.example", "password": "sandbox"}
    answer = await client.post("/v1/sessions", json=body)
    return {"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}


Balancer = Callable[[Sequence[str], int], AbstractAsyncContextManager[str]]


async def release(url: str, folder: Path, balancer: Balancer = proxied, *, briefly: bool = False) -> Load:
    """Restart a process; take the schema further; release both; go back with one. How the requests ended meanwhile.

    ``briefly``: without the restart, and with one of the two released and taken back, the other staying as it was.
    """
    scripts = scripts_of_the_next_release(folder)
    environment = {
        "DATABASE_URL": url,
        "CQP_ENVIRONMENT": "sandbox",
        "CQP_SIGNING_KEY": new_key(),
        "CQP_DATA_DIRECTORY": str(folder / "documents"),
        "CQP_DRAIN_SECONDS": str(DRAIN),
        "CQP_DATABASE_POOL_SIZE": "4",
    }
    first, second = (Process(port, environment) for port in free_ports(2))
    load = Load()
    async with AsyncExitStack() as stack:
        for process in (first, second):
            stack.push_async_callback(process.stop)
        await asyncio.gather(first.start(), second.start())
        address = await stack.enter_async_context(balancer((first.address, second.address), free_ports(1)[0]))
        await _until_ready(address, 20)
        clients = [asyncio.create_task(load.run(address)) for _ in range(3)]
        if not briefly:
            load.phase = "restart"
            await first.restart()
        load.phase = "migration"
        await _migrate(environment, scripts)
        await asyncio.sleep(1)
        load.phase = "release"
        await first.restart(scripts)
        if not briefly:
            await second.restart(scripts)
        load.phase = "back"
        await (first if briefly else second).restart()
        broken = [task for task in clients if task.done()]
        for task in clients:
            task.cancel()
        for task in broken:
            task.result()
    return load


async def _migrate(environment: dict[str, str], scripts: Path) -> None:
    program = [sys.executable, "-m", "tests.releases.program", "migrate", "--to", NEXT]
    environment = {**os.environ, **environment, "TEST_MIGRATIONS": str(scripts), "PYTHONPATH": str(ROOT)}
    migrating = await asyncio.create_subprocess_exec(*program, cwd=ROOT, env=environment)
    assert await migrating.wait() == 0


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


@asynccontextmanager
async def haproxied(backends: Sequence[str], port: int) -> AsyncIterator[str]:
    """HAProxy in front of the processes, as docs/operations.md sets it."""
    servers = "\n".join(f"    server p{n} {address.partition('//')[2]}" for n, address in enumerate(backends))
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(_HAPROXY.format(port=port, servers=servers))
        file.flush()
        balancer = await asyncio.create_subprocess_exec(haproxy() or "haproxy", "-q", "-f", file.name)
        try:
            await asyncio.sleep(1)
            yield f"http://127.0.0.1:{port}"
        finally:
            balancer.terminate()
            await asyncio.wait_for(balancer.wait(), 30)


def haproxy() -> str | None:
    """The program, where it is installed."""
    return shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _behind_haproxy() -> int:
    if haproxy() is None:
        print("HAProxy n'est pas installé ici : les livraisons derrière lui ne sont pas essayées.")
        return 0
    with server() as postgres, tempfile.TemporaryDirectory() as folder:
        url = postgres.at(postgres.template(migrated, data.load))
        load = asyncio.run(release(url, Path(folder), haproxied))
    print(
        f"HAProxy : {load.ends['ok']} requêtes réussies, {sum(load.failures.values())} échouées {load.failures or ''}"
    )
    return 1 if load.failures else 0


if __name__ == "__main__":
    raise SystemExit(_behind_haproxy())
