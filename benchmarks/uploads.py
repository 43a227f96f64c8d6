"""`python -m benchmarks.uploads`: what twenty uploads of 20 MiB at once cost the server in memory, on disk and on S3.

The peak is Linux's own (VmHWM of the server's process), forgotten after a first small upload has warmed everything up.
S3 is moto's server, in a process of its own.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import httpx
from rich.console import Console
from sqlalchemy import select

from app.api.security import AccessTokens, KeySet
from app.db.engine import create_engine
from app.db.tables import dossiers
from app.sandbox.database import prepare
from app.sandbox.identities import COMPANY, EMPLOYER_USER
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from app.usecases.access import Caller, Role
from benchmarks.population import populate
from benchmarks.processes import MOST, forget_most, kibibytes
from benchmarks.serving import PUBLIC_URL, Setting, started

MEBIBYTE = 1 << 20
ADMITTED = 50 * MEBIBYTE
_FILES, _SIZE = 20, 20 * MEBIBYTE
_BOUNDARY = "one-part-after-another"
_BUCKET = "documents"
_SECONDS_TO_START = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the uploads took: ``grown`` and ``before`` in bytes, ``seconds`` of the clock."""

    store: str
    before: int
    grown: int
    seconds: float


def main() -> int:
    """Measure both stores; 0 where both stay within what is admitted."""
    with tempfile.TemporaryDirectory(prefix="cqp-uploads-") as folder:
        measured = _measure(Path(folder))
    for each in measured:
        Console().print(
            f"{each.store:<6} {_FILES} × {_SIZE // MEBIBYTE} Mio en {each.seconds:.1f} s : "
            f"pic de mémoire + {each.grown / MEBIBYTE:.1f} Mio (de {each.before / MEBIBYTE:.0f} Mio)"
        )
    return 0 if all(each.grown < ADMITTED for each in measured) else 1


def _measure(folder: Path) -> list[Measured]:
    key = new_key()
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        documents = folder / "documents"
        prepare(url, read_settings(environment="sandbox", database_url=url, signing_key=key, data_directory=documents))
        population = asyncio.run(populate(url, 200))
        caller = Caller(role=Role.EMPLOYER, user_id=EMPLOYER_USER, session_id=population.session_id, company_id=COMPANY)
        token = AccessTokens(KeySet.from_pem(key), issuer=PUBLIC_URL, audience=PUBLIC_URL).issue(
            caller, datetime.now(UTC)
        )
        paths = asyncio.run(_open_dossiers(url))
        setting = Setting(database_url=url, signing_key=key, pool_size=10, core=None, documents=str(documents))
        measured = [_uploaded("disque", setting, paths, token)]
        with _object_store() as reached:
            os.environ.update(reached)
            measured.append(_uploaded("S3", setting, paths, token))
    return measured


async def _open_dossiers(url: str) -> list[str]:
    engine = create_engine(url)
    query = select(dossiers.c.id).where(
        dossiers.c.company_id == COMPANY, dossiers.c.status == "registration_in_progress"
    )
    try:
        async with engine.connect() as connection:
            return [f"/v1/dossiers/{each}/documents" for each in await connection.scalars(query)]
    finally:
        await engine.dispose()


def _uploaded(store: str, setting: Setting, paths: list[str], token: str) -> Measured:
    with started("ours", setting) as server:
        return asyncio.run(_upload(store, server.pid, f"http://127.0.0.1:{server.port}", paths, token))


async def _upload(store: str, pid: int, address: str, paths: list[str], token: str) -> Measured:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=300) as client:
        await _bring(client, paths[0], MEBIBYTE)
        forget_most(pid)
        before, began = _peak(pid), time.perf_counter()
        await asyncio.gather(*(_bring(client, path, _SIZE) for path in islice(cycle(paths), _FILES)))
        return Measured(store=store, before=before, grown=_peak(pid) - before, seconds=time.perf_counter() - began)


def _peak(pid: int) -> int:
    return kibibytes(pid, MOST) * 1024


async def _bring(client: httpx.AsyncClient, path: str, size: int) -> None:
    answer = await client.post(
        path,
        content=_form(size),
        headers={"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"},
    )
    if answer.status_code != 201:
        raise RuntimeError(f"{answer.status_code}: {answer.text}")


async def _form(size: int) -> AsyncIterator[bytes]:
    head, end = b"%PDF-1.7\n", b"\n%%EOF\n"
    part = 'Content-Disposition: form-data; name="{}"'
    yield f"--{_BOUNDARY}\r\n{part.format('kind')}\r\n\r\noutil_6\r\n--{_BOUNDARY}\r\n".encode()
    yield f'{part.format("file")}; filename="outil 6.pdf"\r\n\r\n'.encode() + head
    left = size - len(head) - len(end)
    while left:
        piece = os.urandom(min(left, MEBIBYTE // 4))
        left -= len(piece)
        yield piece
    yield end + f"\r\n--{_BOUNDARY}--\r\n".encode()


@contextmanager
def _object_store() -> Iterator[dict[str, str]]:
    """An S3 of our own with one bucket, as the variables by which it is reached."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _make_bucket(address)
        yield {
            "CQP_DOCUMENT_STORE": f"s3://{_BUCKET}",
            "AWS_ENDPOINT_URL": address,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "benchmark",
            "AWS_SECRET_ACCESS_KEY": "benchmark",
        }
    finally:
        process.terminate()
        process.wait()


def _make_bucket(address: str) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{address}/{_BUCKET}", method="PUT")):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    raise SystemExit(main())
