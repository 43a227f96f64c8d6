"""`python -m benchmarks.feed`: a hundred thousand events by eight writers, read over HTTP while they are written.

One transaction in twenty stays open for a while after it has written, so that others overtake it: what a feed that
followed the order of writing would lose. The reader takes page after page, starting before the first event; it must
have seen each event once, and those of each dossier in the order in which they were written.
"""

import asyncio
import random
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from rich.console import Console
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api.pages import encode_cursor
from app.api.security import AccessTokens, KeySet
from app.db.engine import create_engine
from app.db.events import SqlEvents
from app.domain.event_types import EventType
from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from app.usecases.access import Caller, Role
from app.usecases.ports.events import Event
from benchmarks.large.register import dossier_at
from benchmarks.population import FUNDER, populate
from benchmarks.serving import PUBLIC_URL, Setting, started

_WRITERS = 8
_MOST_AT_ONCE = 20
_STAYS_OPEN = 0.05
_LONGEST_OPEN = 0.1
_PAUSE_WHEN_UP_TO_DATE = 0.01
_WRITTEN_ABOUT = 200
"""Dossiers that events are of."""
_LAST = text("SELECT place, id FROM events WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1")


@dataclass(slots=True)
class Written:
    """What the writers committed: the events of each dossier in the order of their writing, and how many they are."""

    of_dossier: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0
    done: bool = False


class NoJobs:
    """The announcement of events is the worker's, and is no part of the feed."""

    async def enqueue(self, *_: object, **__: object) -> None: ...
    async def enqueue_each(self, *_: object, **__: object) -> None: ...
    async def enqueue_anew(self, *_: object) -> None: ...


def main() -> int:
    """Write, read, compare; 0 where nothing is lost, doubled or out of order."""
    options = _options()
    if options.register:
        return asyncio.run(_measure(options, options.folder))
    with tempfile.TemporaryDirectory(prefix="cqp-feed-") as folder:
        return asyncio.run(_measure(options, Path(folder)))


async def _measure(options: Namespace, folder: Path) -> int:
    key, documents = new_key(), folder / "documents"
    cluster = Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=bool(options.register))
    with cluster.running() as address:
        url, dossiers = await _registered(options, address, key, documents)
        setting = Setting(database_url=url, signing_key=key, pool_size=4, core=None, documents=str(documents))
        with started("ours", setting) as server:
            base_url = f"http://127.0.0.1:{server.port}"
            async with httpx.AsyncClient(base_url=base_url, headers=_headers(key), timeout=60) as client:
                return await _race(options, url, client, dossiers)


async def _registered(options: Namespace, url: str, key: str, documents: Path) -> tuple[str, Sequence[UUID]]:
    """The address of the register, one that `benchmarks.large --keep` left or a new one, and some dossiers there."""
    if options.register:
        its = make_url(url).set(database=f"of_{options.register}").render_as_string(hide_password=False)
        last = range(options.register - _WRITTEN_ABOUT, options.register)
        return its, [dossier_at(number, options.register) for number in last]
    settings = read_settings(environment="sandbox", database_url=url, signing_key=key, data_directory=documents)
    await asyncio.to_thread(prepare, url, settings)
    return url, (await populate(url, _WRITTEN_ABOUT)).dossier_ids


async def _race(options: Namespace, url: str, client: httpx.AsyncClient, dossiers: Sequence[UUID]) -> int:
    engine, written, start = create_engine(url, pool_size=_WRITERS), Written(), time.perf_counter()
    begin = await _up_to_date(engine, client)
    reading = asyncio.create_task(_read(client, begin, written))
    chance = random.Random(options.seed)
    shares = [dossiers[writer::_WRITERS] for writer in range(_WRITERS)]
    try:
        await asyncio.gather(*(_write(engine, share, options.events // _WRITERS, chance, written) for share in shares))
        seconds_writing = time.perf_counter() - start
        written.done = True
        seen = await reading
    finally:
        await engine.dispose()
    return _report(written, seen, seconds_writing, time.perf_counter() - start)


async def _write(
    engine: AsyncEngine, dossiers: Sequence[UUID], how_many: int, chance: random.Random, written: Written
) -> None:
    """Write events of these dossiers, which no other writer touches, some transactions staying open for a while."""
    left = how_many
    while left:
        batch = [an_event(chance.choice(dossiers)) for _ in range(min(left, chance.randint(1, _MOST_AT_ONCE)))]
        left -= len(batch)
        async with engine.begin() as connection:
            await SqlEvents(connection, NoJobs()).record(*batch)
            if chance.random() < _STAYS_OPEN:
                await asyncio.sleep(chance.random() * _LONGEST_OPEN)
        for event in batch:
            written.of_dossier[event.about].append(str(event.id))
        written.count += len(batch)


def an_event(dossier: UUID) -> Event:
    data = {
        "dossier_id": str(dossier),
        "dossier_number": "CQP-2026-000000",
        "certification_code": "cqp-agent-logistique",
        "status": "awaiting_jury",
        "previous_status": None,
    }
    return Event(
        id=uuid7(),
        type=EventType.DOSSIER_UPDATED,
        at=datetime.now(UTC),
        about=dossier,
        dossier_id=dossier,
        data=data,
    )


async def _up_to_date(engine: AsyncEngine, client: httpx.AsyncClient) -> str:
    """The cursor of a program that has read everything: it goes on from the last event that it has."""
    await _page(client, "")  # which gives a place to whatever has none
    async with engine.connect() as connection:
        last = (await connection.execute(_LAST)).one()
    return encode_cursor(f"{last.place}.{last.id}")


async def _read(client: httpx.AsyncClient, cursor: str, written: Written) -> list[tuple[UUID, str]]:
    """Everything from the cursor on, until the writers have ended and a page is empty."""
    seen: list[tuple[UUID, str]] = []
    while True:
        nothing_more_comes = written.done
        page = await _page(client, cursor)
        cursor = page["next_cursor"]
        seen += [(UUID(item["subject"]), item["id"]) for item in page["items"]]
        if not page["items"] and nothing_more_comes:
            return seen
        if not page["items"]:
            await asyncio.sleep(_PAUSE_WHEN_UP_TO_DATE)


async def _page(client: httpx.AsyncClient, cursor: str) -> dict[str, Any]:
    answer = await client.get("/v1/events", params={"limit": 200, **({"after": cursor} if cursor else {})})
    answer.raise_for_status()
    page: dict[str, Any] = answer.json()
    return page


def _report(written: Written, seen: Sequence[tuple[UUID, str]], writing: float, total: float) -> int:
    ids = [event_id for _, event_id in seen]
    of_dossier: dict[UUID, list[str]] = defaultdict(list)
    for dossier, event_id in seen:
        of_dossier[dossier].append(event_id)
    expected = {event_id for each in written.of_dossier.values() for event_id in each}
    lost, twice = len(expected - set(ids)), len(ids) - len(set(ids))
    shuffled = sum(of_dossier[dossier] != order for dossier, order in written.of_dossier.items())
    Console(soft_wrap=True).print(
        f"{written.count} événements écrits par {_WRITERS} écrivains en {writing:.0f} s, lus pendant l'écriture en "
        f"{total:.0f} s : {lost} perdu(s), {twice} en double, {shuffled} dossier(s) sur {len(written.of_dossier)} "
        "dans un autre ordre."
    )
    return 1 if lost or twice or shuffled else 0


def _headers(key: str) -> dict[str, str]:
    tokens = AccessTokens(KeySet.from_pem(key), issuer=PUBLIC_URL, audience=PUBLIC_URL)
    program = Caller(
        role=Role.CLIENT, client_id="opca-sandbox", scopes=frozenset({"events:read"}), funder_code=FUNDER, name="OPCA"
    )
    return {"Authorization": f"Bearer {tokens.issue(program, datetime.now(UTC))}"}


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.feed", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--register", type=int, help="in a register of so many dossiers, that `benchmarks.large` left")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/cqp-large"), help="where it is")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
