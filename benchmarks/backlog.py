"""`python -m benchmarks.backlog`: a hundred thousand messages to programs wait, as after an outage of their receivers.

Nine in ten are for a receiver that answers, the others for one that never does. Workers, processes of their own, send
them, while every few seconds a mail is written and an event happens that a third receiver is told of: how long does
the backlog make these wait? At the end nothing is lost, and nothing that was taken in was sent twice.
"""

import asyncio
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

from rich.console import Console
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.engine import create_engine
from app.db.events import SqlEvents
from app.db.unit_of_work import SqlUnitOfWork
from app.main import webhook_channel_of
from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import Settings, read_settings
from app.usecases.access import Caller, Role
from app.usecases.ports.outbox import Mail
from app.usecases.webhooks.endpoints import create_endpoint
from app.usecases.webhooks.redelivering import replay
from benchmarks.feed import NoJobs, an_event
from benchmarks.population import FUNDER, populate
from benchmarks.processes import NOW, kibibytes, worker
from benchmarks.receivers import SILENT, Receivers, receiving

_PROGRAM = Caller(
    role=Role.CLIENT, client_id="opca-sandbox", scopes=frozenset({"events:read"}), funder_code=FUNDER, name="OPCA"
)
_GOOD, _OTHER = "good", "other"
_ONE_IN_SO_MANY_IS_FOR_THE_SILENT = 10
_EVENTS_AT_ONCE = 1000
_BETWEEN_PROBES = 3.0
_LOOK_EVERY = 0.05
_PROBES_AFTER = 20.0
"""Seconds after the last message of the backlog in which the last probes may still arrive."""

_DELIVERED = text("SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = :id AND state = 'delivered'")
_SENT = text("SELECT state = 'sent' FROM emails WHERE id = :id")


@dataclass(slots=True)
class Waits:
    """How long what is asked beside the backlog waits, in seconds; None: it was not seen to the end."""

    mails: list[float | None] = field(default_factory=list)
    messages: list[float | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came out: messages that waited, seconds, the workers' greatest memory in MiB."""

    waiting: int
    seconds: float
    mebibytes: float
    delivered: int


def main() -> int:
    """Fill, work, tell; 0 where nothing is lost or doubled."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="cqp-backlog-") as folder:
        documents = Path(folder) / "documents"
        with Cluster(binaries=embedded_binaries(), data=Path(folder) / "postgres").running() as url:
            settings = read_settings(
                environment="sandbox", database_url=url, signing_key=new_key(), data_directory=documents
            )
            prepare(url, settings)
            return asyncio.run(_measure(options, url, settings))


async def _measure(options: Namespace, url: str, settings: Settings) -> int:
    dossiers = (await populate(url, 200)).dossier_ids
    async with AsyncExitStack() as stack:
        receivers = await stack.enter_async_context(receiving())
        engine = create_engine(url, pool_size=4)
        stack.push_async_callback(engine.dispose)
        good = await _filled(engine, settings, receivers.port, options.messages, dossiers)
        waiting = options.messages - options.messages // _ONE_IN_SO_MANY_IS_FOR_THE_SILENT
        environment = _environment(url, settings)
        workers = [stack.enter_context(worker(environment)) for _ in range(options.workers)]
        waits, begun = Waits(), time.perf_counter()
        probing = asyncio.create_task(_probe(engine, dossiers, receivers, waits))
        mebibytes = await _until_delivered(engine, good, waiting, workers)
        seconds = time.perf_counter() - begun
        await _last_probes(probing)
        delivered = await _delivered(engine, good)
    told = Told(waiting=waiting, seconds=seconds, mebibytes=mebibytes, delivered=delivered)
    return _report(options, receivers, waits, told)


async def _filled(engine: AsyncEngine, settings: Settings, port: int, messages: int, dossiers: Sequence[UUID]) -> UUID:
    """Events that nobody was told of, and then asked for again by those who missed them; the good receiver's id."""
    for begin in range(0, messages, _EVENTS_AT_ONCE):
        happened = [
            an_event(dossiers[number % len(dossiers)])
            for number in range(begin, min(messages, begin + _EVENTS_AT_ONCE))
        ]
        async with engine.begin() as connection:
            await SqlEvents(connection, NoJobs()).record(*happened)
    of_the_silent = messages // _ONE_IN_SO_MANY_IS_FOR_THE_SILENT
    await _asked_again(engine, await _endpoint(engine, settings, port, SILENT), of_the_silent)
    good = await _endpoint(engine, settings, port, _GOOD)
    await _asked_again(engine, good, messages - of_the_silent)
    await _endpoint(engine, settings, port, _OTHER)
    return good


async def _endpoint(engine: AsyncEngine, settings: Settings, port: int, path: str) -> UUID:
    created = await create_endpoint(
        SqlUnitOfWork(engine),
        _PROGRAM,
        webhook_channel_of(settings),
        url=f"http://127.0.0.1:{port}/{path}",
        events=(),
        contact=None,
        at=datetime.now(UTC),
        new_id=uuid7,
    )
    return created.endpoint.id


async def _asked_again(engine: AsyncEngine, endpoint_id: UUID, messages: int) -> None:
    made, mark = 0, None
    while made < messages:
        fanned = await replay(
            SqlUnitOfWork(engine),
            _PROGRAM,
            endpoint_id=endpoint_id,
            source="https://bench.example",
            after=mark,
            at=datetime.now(UTC),
            new_id=uuid7,
        )
        made, mark = made + len(fanned.deliveries), fanned.next_mark


def _environment(url: str, settings: Settings) -> dict[str, str]:
    assert settings.signing_key is not None, "it was given"
    return {
        "DATABASE_URL": url,
        "CQP_ENVIRONMENT": "sandbox",
        "CQP_SIGNING_KEY": settings.signing_key.get_secret_value(),
        "CQP_DATA_DIRECTORY": str(settings.data_directory),
    }


async def _probe(engine: AsyncEngine, dossiers: Sequence[UUID], receivers: Receivers, waits: Waits) -> None:
    """Now and then a mail and an event, each watched until it arrives."""
    async with asyncio.TaskGroup() as watching:
        for number in range(sys.maxsize):
            await asyncio.sleep(_BETWEEN_PROBES)
            watching.create_task(_watch_mail(engine, waits))
            watching.create_task(_watch_message(engine, dossiers[number % len(dossiers)], receivers, waits))


async def _watch_mail(engine: AsyncEngine, waits: Waits) -> None:
    mail_id, place = uuid7(), len(waits.mails)
    waits.mails.append(None)
    async with SqlUnitOfWork(engine) as uow:
        await uow.outbox.put(_a_mail(mail_id))
        await uow.commit()
    begun = time.perf_counter()
    while True:
        async with engine.connect() as connection:
            if await connection.scalar(_SENT, {"id": mail_id}):
                break
        await asyncio.sleep(_LOOK_EVERY)
    waits.mails[place] = time.perf_counter() - begun


def _a_mail(mail_id: UUID) -> Mail:
    return Mail(
        id=mail_id,
        cause=str(mail_id),
        to="someone@example.org",
        template="password_reset",
        language="fr",
        subject="Sujet",
        body="Corps",
        html="<p>Corps</p>",
        created_at=datetime.now(UTC),
    )


async def _watch_message(engine: AsyncEngine, dossier: UUID, receivers: Receivers, waits: Waits) -> None:
    event, place = an_event(dossier), len(waits.messages)
    waits.messages.append(None)
    async with SqlUnitOfWork(engine) as uow:
        await uow.events.record(event)
        await uow.commit()
    begun = time.perf_counter()
    while (_OTHER, str(event.id)) not in receivers.came_at:  # noqa: ASYNC110 - a receiver has many to wait for
        await asyncio.sleep(_LOOK_EVERY)
    waits.messages[place] = receivers.came_at[_OTHER, str(event.id)] - begun


async def _until_delivered(engine: AsyncEngine, endpoint_id: UUID, waiting: int, workers: Sequence[int]) -> float:
    """Wait until the good receiver has all that waited; the most that a worker held meanwhile, in MiB."""
    most, said = 0.0, time.perf_counter()
    while (done := await _delivered(engine, endpoint_id)) < waiting:
        most = max(most, *(kibibytes(pid, NOW) / 1024 for pid in workers))
        if time.perf_counter() - said > 30:
            said = time.perf_counter()
            Console().print(f"{done} / {waiting}", highlight=False)
        await asyncio.sleep(1)
    return most


async def _delivered(engine: AsyncEngine, endpoint_id: UUID) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(_DELIVERED, {"id": endpoint_id}) or 0)


async def _last_probes(probing: "asyncio.Task[None]") -> None:
    await asyncio.wait({probing}, timeout=_PROBES_AFTER)
    probing.cancel()
    with suppress(asyncio.CancelledError):
        await probing


def _report(options: Namespace, receivers: Receivers, waits: Waits, told: Told) -> int:
    good = receivers.taken[_GOOD]
    lost, twice = max(0, told.waiting - len(good)), sum(times - 1 for times in good.values())
    Console(soft_wrap=True).print(
        f"{options.messages} messages en attente, un sur {_ONE_IN_SO_MANY_IS_FOR_THE_SILENT} pour un récepteur qui ne "
        f"répond jamais ; {options.workers} ouvriers : {told.waiting} reçus en {told.seconds:.0f} s "
        f"({told.waiting / told.seconds:.0f} par seconde), {lost} perdu(s), {twice} en double ; "
        f"un ouvrier tient {told.mebibytes:.0f} Mio au plus. Pendant ce temps un courriel part en "
        f"{_words(waits.mails)}, un événement atteint un autre récepteur en {_words(waits.messages)}."
    )
    return 1 if lost or twice or told.delivered < told.waiting else 0


def _words(waits: Sequence[float | None]) -> str:
    seen = [each for each in waits if each is not None]
    if not seen:
        return f"plus longtemps que la mesure ({len(waits)} fois)"
    never = f", {len(waits) - len(seen)} fois plus longtemps que la mesure" if len(seen) < len(waits) else ""
    return f"{median(seen):.1f} s (médiane de {len(waits)} ; {max(seen):.1f} au plus{never})"


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.backlog", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
