"""`python -m benchmarks.listeners`: ten thousand people who hold `GET /v1/me/events` open, on one process.

Tells what each of them costs in memory while nothing happens, and how long one event takes to reach one, then all.
"""

import asyncio
import os
import resource
import tempfile
import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import uvloop
from rich.console import Console
from uuid_utils.compat import uuid7

from app.api.security import AccessTokens, KeySet
from app.db.engine import create_engine
from app.db.migrations import migrate
from app.sandbox import data
from app.sandbox.identities import JURY_SESSION, JURY_USER, SECRETARIAT_USER
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.usecases.access import Caller, Role
from benchmarks.processes import NOW, kibibytes
from benchmarks.serving import PUBLIC_URL, Server, Setting, keep_to, started

_AT_ONCE = 25
_OF_ONE = 100
"""Streams of one person: what a process lets one keep at most."""
_SPARE = 200
"""Descriptors that a process needs beside its sockets."""
_AN_EVENT = """
    INSERT INTO events (id, type, at, about, data, details) VALUES ($1, 'jury_session.postponed', now(), $2, '{}', '{}')
"""
_Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def main() -> int:
    """Open, wait, tell, and say what it took."""
    options = _options()
    _allow(options.listeners + _SPARE)
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    keep_to(cores[1] if len(cores) > 1 else None)
    with tempfile.TemporaryDirectory(prefix="cqp-listeners-") as folder:
        key, documents = new_key(), Path(folder) / "documents"
        with Cluster(binaries=embedded_binaries(), data=Path(folder) / "postgres", durable=False).running() as url:
            asyncio.run(_prepare(url))
            core = cores[0] if len(cores) > 1 else None
            setting = Setting(database_url=url, signing_key=key, pool_size=4, core=core, documents=str(documents))
            with started("ours", setting) as server:
                uvloop.run(_measure(server, url, key, options))
    return 0


async def _prepare(url: str) -> None:
    engine = create_engine(url)
    await migrate(engine)
    await data.load(engine)
    await engine.dispose()


async def _measure(server: Server, url: str, key: str, options: Namespace) -> None:
    database = await asyncpg.connect(url.replace("+asyncpg", ""))
    session = await _session(database)
    tokens = AccessTokens(KeySet.from_pem(key), issuer=PUBLIC_URL, audience=PUBLIC_URL)
    member = await _open(server, _token(tokens, Role.JURY, session, JURY_USER))
    before, streams = kibibytes(server.pid, NOW), list[_Stream]()
    begun = time.perf_counter()
    while len(streams) < options.listeners:
        some = min(_OF_ONE, options.listeners - len(streams))
        token = _token(tokens, Role.SECRETARIAT, session, uuid7())
        for opened_of_one in range(0, some, _AT_ONCE):
            streams += await asyncio.gather(*(_open(server, token) for _ in range(min(_AT_ONCE, some - opened_of_one))))
    opened = time.perf_counter() - begun
    await asyncio.sleep(options.seconds)
    idle = kibibytes(server.pid, NOW)
    used = server.cpu_seconds()
    await asyncio.sleep(options.seconds)
    resting = (server.cpu_seconds() - used) / options.seconds
    begun = time.perf_counter()
    heard = asyncio.gather(*(_told(stream) for stream in streams))
    first = asyncio.create_task(_told(member))
    await database.execute(_AN_EVENT, uuid7(), JURY_SESSION)
    await database.execute("SELECT pg_notify('cqp_events', '')")
    await first
    one = time.perf_counter() - begun
    await heard
    all_of_them = time.perf_counter() - begun
    await database.close()
    Console(soft_wrap=True).print(
        f"{len(streams)} flux ouverts en {opened:.0f} s ; mémoire {before / 1024:.0f} Mio avant, {idle / 1024:.0f} Mio "
        f"au repos, soit {(idle - before) / len(streams):.1f} Kio chacun ; au repos {resting:.1%} d'un cœur ; un "
        f"événement en {one * 1000:.0f} ms à l'un, en {all_of_them:.1f} s à tous."
    )


async def _session(database: "asyncpg.Connection[asyncpg.Record]") -> UUID:
    """One session that serves all: what is looked up of a session is its id."""
    id_, now = uuid7(), datetime.now(UTC)
    await database.execute(
        "INSERT INTO sessions (id, user_id, role, opened_at, last_used_at, expires_at, factor) "
        "VALUES ($1, $2, 'secretariat', $3, $3, $4, 'password')",
        id_,
        SECRETARIAT_USER,
        now,
        now + timedelta(days=1),
    )
    return id_


def _token(tokens: AccessTokens, role: Role, session: UUID, user: UUID) -> str:
    return tokens.issue(Caller(role=role, user_id=user, session_id=session, name="Somebody"), datetime.now(UTC))


async def _open(server: Server, token: str) -> _Stream:
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=4096)
        head = f"GET /v1/me/events HTTP/1.1\r\nHost: bench.example\r\nAuthorization: Bearer {token}\r\n\r\n"
        writer.write(head.encode())
        if (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200"):
            await reader.readuntil(b"retry: 3000\n\n")
            return reader, writer
        writer.close()  # put off: the machine is busy
        await asyncio.sleep(1)


async def _told(stream: _Stream) -> None:
    await stream[0].readuntil(b"event: jury_session.postponed")


def _allow(descriptors: int) -> None:
    """Let this process, and those it starts, open so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, max(hard, descriptors)))


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.listeners", description=__doc__)
    parser.add_argument("--listeners", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=30, help="how long nothing happens, twice")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
