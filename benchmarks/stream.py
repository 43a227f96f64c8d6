"""`python -m benchmarks.stream`: a million funded dossiers as NDJSON, against bare asyncpg and orjson.

Both read the same batches by the same SQL and write the same lines, in turn, in the same run; the bare side keeps its
lines to itself, where the service sends them over HTTP. The peak of the service's memory is read before and after.
"""

import asyncio
import os
import tempfile
import time
import zlib
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import asyncpg
import orjson
import uvloop
from rich.console import Console

from app.api.security import AccessTokens, KeySet
from app.db.funded_dossiers import page_query
from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from app.usecases.access import Caller, Role
from app.usecases.ports.fundings import FundedFilter
from benchmarks.bare import funded_members, own_key
from benchmarks.population import FUNDER, populate
from benchmarks.processes import MOST, kibibytes
from benchmarks.serving import PSEUDONYM_KEY, PUBLIC_URL, Server, Setting, keep_to, started

_SAMPLES = 1000
_BATCH = 500
_PIECE = 1 << 18
_PATH = "/v1/funding/dossiers?confirmed=true"
_MULTIPLY = (
    """
    INSERT INTO dossiers (id, version, status, decided_status, person_key, facts, facts_version, created_at, updated_at)
    SELECT (facts ->> 'id')::uuid, version, status, status, person_key, facts, facts_version, created_at, updated_at
    FROM (
        SELECT version, status, person_key, facts_version, created_at, updated_at, facts || jsonb_build_object(
            'id', uuidv7(), 'number', 'CQP-2026-' || 1000000 + copy * $1::int + d.place) AS facts
        FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM dossiers ORDER BY id DESC LIMIT $1::int) d,
            generate_series(1, $2::int) AS copy
    ) copies
    """,
    "INSERT INTO dossier_persons (dossier_id, person_id) SELECT id, id FROM dossiers ON CONFLICT DO NOTHING",
    """
    INSERT INTO fundings (dossier_id, funder_code, reference, normalised_reference, confirmed_at)
    SELECT d.id, 'OPCA', d.number, regexp_replace(d.number, '[-./ ]', '', 'g'), d.updated_at
    FROM dossiers d WHERE NOT EXISTS (SELECT FROM fundings f WHERE f.dossier_id = d.id)
    """,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What one pass read: rows, bytes, the checksum of all lines (0 where it was not taken), and rows per second."""

    rows: int
    size: int
    checksum: int
    rate: float = field(compare=False)


def main() -> int:
    """Generate, read in turn, compare; 0 where both read the same lines."""
    options = _options()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    server_core, other_core = (cores[0], cores[1]) if len(cores) > 1 else (None, None)
    keep_to(other_core)
    with tempfile.TemporaryDirectory(prefix="cqp-stream-") as folder:
        return _measure(options, Path(folder), server_core)


def _measure(options: Namespace, folder: Path, core: int | None) -> int:
    key, documents = new_key(), folder / "documents"
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        settings = read_settings(environment="sandbox", database_url=url, signing_key=key, data_directory=documents)
        prepare(url, settings)
        asyncio.run(_multiply(url, options.dossiers))
        setting = Setting(database_url=url, signing_key=key, pool_size=4, core=core, documents=str(documents))
        alone = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=keep_to, initargs=(core,))
        with started("ours", setting) as server, alone:
            _streamed(server, key, at_most=20_000)
            before = kibibytes(server.pid, MOST)
            equal = _streamed(server, key, checked=True) == alone.submit(_bare_in_a_loop, url, checked=True).result()
            pairs = [
                (_streamed(server, key), alone.submit(_bare_in_a_loop, url).result()) for _ in range(options.rounds)
            ]
            return _report(pairs, before, kibibytes(server.pid, MOST), equal=equal)


async def _multiply(url: str, how_many: int) -> None:
    await populate(url, _SAMPLES)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(_MULTIPLY[0].replace("$1", str(_SAMPLES)).replace("$2", str(how_many // _SAMPLES - 1)))
        await connection.execute(_MULTIPLY[1])
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _streamed(server: Server, key: str, *, at_most: int | None = None, checked: bool = False) -> Read:
    """The service's lines, as a client reads them over HTTP."""
    headers = {"Accept": "application/x-ndjson", "Authorization": f"Bearer {_token(key)}"}
    rows, size, checksum, begun = 0, 0, 0, time.perf_counter()
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=120)) as connection:
        connection.request("GET", _PATH, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        while piece := answer.read1(_PIECE):
            rows, size = rows + piece.count(b"\n"), size + len(piece)
            checksum = zlib.crc32(piece, checksum) if checked else 0
            if at_most is not None and rows >= at_most:
                break
    return Read(rows, size, checksum, rows / (time.perf_counter() - begun))


def _bare_in_a_loop(url: str, *, checked: bool = False) -> Read:
    return uvloop.run(_bare(url, checked=checked))


async def _bare(url: str, *, checked: bool) -> Read:
    rows, size, checksum, begun = 0, 0, 0, time.perf_counter()
    async for count, lines in _bare_lines(url):
        rows, size = rows + count, size + len(lines)
        checksum = zlib.crc32(lines, checksum) if checked else 0
    return Read(rows, size, checksum, rows / (time.perf_counter() - begun))


async def _bare_lines(url: str) -> AsyncIterator[tuple[int, bytes]]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    key = own_key(PSEUDONYM_KEY.encode(), FUNDER)
    option, after = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE, None
    try:
        while True:
            query, values = page_query(FUNDER, FundedFilter(confirmed=True), after=after, limit=_BATCH)
            rows = await connection.fetch(query, *values)
            if not rows:
                return
            yield len(rows), b"".join([orjson.dumps(funded_members(row, key), option=option) for row in rows])
            after = rows[-1]["id"]
    finally:
        await connection.close()


def _report(pairs: Sequence[tuple[Read, Read]], before: int, after: int, *, equal: bool) -> int:
    ours, bare = median(first.rate for first, _ in pairs), median(second.rate for _, second in pairs)
    ratio = median(first.rate / second.rate for first, second in pairs)
    same = equal and all(first == second for first, second in pairs)
    Console(soft_wrap=True).print(
        f"{pairs[0][0].rows} dossiers, {len(pairs)} passe(s) : service {ours:.0f} lignes/s, nu {bare:.0f} lignes/s, "
        f"rapport {ratio:.2f} ; mémoire au plus haut {before / 1024:.0f} Mio au bout de 20 000 lignes, "
        f"{after / 1024:.0f} Mio à la fin ; {'mêmes lignes' if same else 'LIGNES DIFFÉRENTES'}."
    )
    return 0 if same else 1


def _token(key: str) -> str:
    tokens = AccessTokens(KeySet.from_pem(key), issuer=PUBLIC_URL, audience=PUBLIC_URL)
    scopes = frozenset({"funding:read"})
    program = Caller(role=Role.CLIENT, client_id="opca-sandbox", scopes=scopes, funder_code=FUNDER, name="OPCA")
    return tokens.issue(program, datetime.now(UTC))


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.stream", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000, help="a multiple of 1000")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
