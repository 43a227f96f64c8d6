"""Being told what happens: to whom, from where on, for how long, and by whatever way the database has."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api import live
from app.api.container import Container
from app.api.leaving import LEAVING
from app.api.live import Listener, LiveHub
from app.api.pages import encode_cursor
from app.db import live_feed
from app.db.engine import create_engine
from app.db.live_feed import SqlLiveFeed
from app.db.tables import dossiers
from app.db.unit_of_work import SqlUnitOfWork
from app.db.visibility import visible_to
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.law import Violation
from app.domain.text import Text
from app.main import create_app
from app.settings import Settings
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.dossiers.events import event_of
from app.usecases.errors import InvalidInput
from app.usecases.live import audience_of, ears_of
from app.usecases.ports.events import Event
from app.usecases.ports.live import LiveSlice
from tests.api.chromium import served
from tests.api.jury_room import awaiting_jury
from tests.api.signing_in import bearer, open_session
from tests.api.test_feed import write
from tests.api.world import build_world
from tests.db.pgbouncer import pgbouncer, pooled

STREAM = "/v1/me/events"


@dataclass
class Heard:
    """What a stream told: its events, and the last id, beats included."""

    events: list[dict[str, Any]] = field(default_factory=list)
    last_id: str = ""
    retry: int | None = None
    beats: int = 0


async def listen(
    client: AsyncClient, headers: dict[str, str], *, after: str | None = None, until: int = 1, seconds: float = 15
) -> Heard:
    """Read a stream until it has told so many events, ended, or lasted so long."""
    heard = Heard()
    asked = {**headers, **({"Last-Event-ID": after} if after else {})}
    async with asyncio.timeout(seconds), client.stream("GET", STREAM, headers=asked) as answer:
        assert answer.status_code == 200, await answer.aread()
        message: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                message[name] = value
                continue
            heard.last_id = message.get("id", heard.last_id)
            if "event" in message:
                heard.events.append({"event": message["event"], **orjson.loads(message["data"])})
            else:
                heard.beats += 1
                heard.retry = int(message["retry"]) if "retry" in message else heard.retry
            message = {}
            if until and len(heard.events) >= until:
                break
    return heard


@dataclass
class House:
    """The service on a port, and its database."""

    app: FastAPI
    client: AsyncClient
    engine: AsyncEngine

    async def sign_in(self, who: str) -> tuple[dict[str, str], dict[str, Any]]:
        opened = (await open_session(self.client, f"{who}@sandbox.example")).json()
        return bearer(opened), opened

    async def hears(self, headers: dict[str, str], *happened: Event, **asked: Any) -> Heard:
        """What the stream tells of what happens once it is open."""
        listening = asyncio.create_task(listen(self.client, headers, **asked))
        await self.is_listened_to()
        await write(self.engine, happened)
        return await listening

    async def is_listened_to(self, by: int = 1) -> None:
        async with asyncio.timeout(10):
            while len(self.hub._hearing) < by:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)

    @property
    def hub(self) -> LiveHub:
        container: Container = self.app.state.container
        return container.live


@pytest.fixture
async def house(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[House]:
    app = create_app(settings.model_copy(update={"live_seconds": 20}), engine=sandbox_database)
    async with served(app) as address, AsyncClient(base_url=address, timeout=20) as client:
        yield House(app, client, sandbox_database)


def told_of(dossier: Dossier, type_: EventType = EventType.DOSSIER_UPDATED) -> Event:
    return event_of(type_, dossier, at=datetime.now(UTC), new_id=uuid7, details={"operation_id": "updateDossier"})


async def test_an_event_is_told_in_codes_and_names_nobody(house: House) -> None:
    dossier = await awaiting_jury(house.engine)
    headers, _ = await house.sign_in("employer")

    heard = await house.hears(headers, told_of(dossier))

    (event,) = heard.events
    assert event == {
        "event": "dossier.updated",
        "subject": str(dossier.id),
        "dossier_id": str(dossier.id),
        "operation_id": "updateDossier",
    }
    assert heard.retry == 3000


async def test_an_act_tells_which_operation_it_was(house: House) -> None:
    dossier = await awaiting_jury(house.engine)
    headers, _ = await house.sign_in("secretariat")
    listening = asyncio.create_task(listen(house.client, headers))
    await house.is_listened_to()
    answer = await house.client.post(
        f"/v1/dossiers/{dossier.id}/withdrawal", json={"reason": "Départ"}, headers=headers
    )
    assert answer.status_code == 200, answer.text

    assert (await listening).events[0]["operation_id"] == "withdrawDossier"


async def test_who_comes_back_is_told_what_happened_meanwhile_once_and_in_order(house: House) -> None:
    dossier = await awaiting_jury(house.engine)
    headers, _ = await house.sign_in("employer")
    first = await house.hears(headers, told_of(dossier))
    missed = [told_of(dossier, each) for each in (EventType.EVALUATOR_CHOSEN, EventType.EVALUATOR_ACCEPTED)]
    await write(house.engine, missed)

    again = await house.hears(headers, told_of(dossier), after=first.last_id, until=3)

    assert [each["event"] for each in again.events] == ["evaluator.chosen", "evaluator.accepted", "dossier.updated"]


async def test_a_mark_of_another_history_or_from_too_far_says_to_read_everything_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = await awaiting_jury(house.engine)
    headers, _ = await house.sign_in("employer")
    await write(house.engine, [told_of(dossier)])
    marks = ["nothing-of-ours", encode_cursor(f"1.{uuid7()}"), encode_cursor("0.")]
    monkeypatch.setattr(live, "_FARTHEST", -1)

    heard = [await listen(house.client, headers, after=mark) for mark in marks]

    assert [each.events[0]["event"] for each in heard] == ["stream.reset"] * 3


async def test_silence_is_broken_by_the_mark_from_which_to_go_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.2)
    house.hub._longest = 3
    dossier = await awaiting_jury(house.engine)
    stranger, _ = await house.sign_in("employer-other")

    heard = await house.hears(stranger, told_of(dossier))

    assert (heard.events, heard.beats > 3) == ([], True)
    assert heard.last_id == encode_cursor((await SqlLiveFeed(house.engine).end()).mark)


async def test_a_stream_ends_within_seconds_of_its_session(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_SECONDS_TO_END", 0.2)
    headers, _ = await house.sign_in("employer")
    listening = asyncio.create_task(listen(house.client, headers))
    await house.is_listened_to()
    await house.client.delete("/v1/sessions/current", headers=headers)

    async with asyncio.timeout(5):
        assert (await listening).events == []


async def test_a_stream_ends_with_the_token_it_was_opened_with(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    headers, _ = await house.sign_in("employer")
    container: Container = house.app.state.container
    claims = container.token_reader(headers["Authorization"].partition(" ")[2])
    monkeypatch.setattr("app.api.v1.live.time.time", lambda: claims.expires_at - 0.5)

    begun = time.monotonic()
    await listen(house.client, headers)

    assert 0.4 < time.monotonic() - begun < 5


async def test_one_person_keeps_a_few_streams_and_one_process_so_many(house: House) -> None:
    house.hub._of_one, house.hub._most = 2, 3
    headers, _ = await house.sign_in("employer")
    others, _ = await house.sign_in("secretariat")
    open_ones = [asyncio.create_task(listen(house.client, headers)) for _ in range(2)]
    async with asyncio.timeout(10):
        while len(house.hub._listeners) < 2:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)

    third = await house.client.get(STREAM, headers=headers)
    assert (third.status_code, third.json()["code"], third.headers["Retry-After"]) == (429, "too_many_requests", "30")
    house.hub._most = 2
    crowded = await house.client.get(STREAM, headers=others)
    assert (crowded.status_code, crowded.json()["code"]) == (503, "temporarily_unavailable")
    for each in open_ones:
        each.cancel()
    await asyncio.wait(open_ones)


async def test_streams_end_when_the_process_is_about_to_stop(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    headers, _ = await house.sign_in("employer")
    listening = asyncio.create_task(listen(house.client, headers))
    await house.is_listened_to()
    monkeypatch.setattr(LEAVING, "announced", True)

    assert (await listening).events == []
    refused = await house.client.get(STREAM, headers=headers)
    assert refused.status_code == 503


async def test_who_reads_too_slowly_is_let_go_and_nothing_is_kept_for_them() -> None:
    listener = Listener(Caller(role=Role.SECRETARIAT), frozenset())
    for _ in range(live._MOST_WAITING + 1):
        listener.tell(b"x")

    assert listener.is_over
    assert await listener.next(1) == b""


async def test_an_event_reaches_those_who_may_see_its_dossier_and_nobody_else(
    settings: Settings, sandbox_database: AsyncEngine
) -> None:
    app = create_app(settings, engine=sandbox_database)
    world = await build_world(app, sandbox_database)
    container: Container = app.state.container
    people = [role for role in world.headers if role not in {Role.CLIENT, Role.ANONYMOUS}]
    callers = [container.token_reader(world.headers[each]["Authorization"].partition(" ")[2]).caller for each in people]
    async with sandbox_database.connect() as connection:
        ids = list(await connection.scalars(select(dossiers.c.id)))
    async with SqlUnitOfWork(sandbox_database) as uow:
        found = [await uow.dossiers.get(SYSTEM, each) for each in ids]
    feed = SqlLiveFeed(sandbox_database)
    before = await feed.end()
    await write(sandbox_database, [told_of(each) for each in found if each is not None])
    told = (await feed.after(before.mark, limit=1000)).events

    assert len(told) == len(ids) > 3
    assert len(callers) == 5
    for caller in callers:
        heard = {UUID(each.dossier_id) for each in told if each.dossier_id and each.audience & ears_of(caller)}
        async with sandbox_database.connect() as connection:
            seen = set(await connection.scalars(select(dossiers.c.id).where(visible_to(caller))))
        assert heard == seen, caller.role


@pytest.mark.parametrize("type_", [EventType.DOSSIER_FUNDING_CHANGED, EventType.APPEAL_FILED])
async def test_fundings_and_appeals_are_told_to_those_alone_who_read_them(
    type_: EventType, sandbox_database: AsyncEngine
) -> None:
    ids = {"company_id": uuid7(), "evaluator_id": uuid7(), "dossier_id": uuid7()}
    told = audience_of(type_, about=uuid7(), jury=[uuid7()], **ids)

    assert told == {"secretariat", f"company:{ids['company_id']}"}


async def test_a_session_is_told_to_its_members_and_an_account_to_its_owner() -> None:
    member, owner = Caller(role=Role.JURY, user_id=uuid7()), Caller(role=Role.EMPLOYER, user_id=uuid7())
    nobody: dict[str, Any] = {"dossier_id": None, "company_id": None, "evaluator_id": None}
    closed = audience_of(EventType.JURY_SESSION_CLOSED, about=uuid7(), jury=[member.user_id or uuid7()], **nobody)
    reset = audience_of(EventType.ACCOUNT_FACTORS_RESET, about=owner.user_id or uuid7(), jury=(), **nobody)

    assert (bool(closed & ears_of(member)), bool(closed & ears_of(owner))) == (True, False)
    assert (bool(reset & ears_of(member)), bool(reset & ears_of(owner))) == (False, True)


class Restored:
    """A feed whose database was put back to an earlier moment, once somebody listens."""

    @asynccontextmanager
    async def news(self) -> AsyncIterator["Restored"]:
        yield self

    async def wait(self, seconds: float) -> bool:
        await asyncio.sleep(min(seconds, 0.01))
        return True

    async def end(self) -> LiveSlice:
        return LiveSlice(events=(), place=5, mark="5.x", ended=True)

    async def after(self, mark: str, *, limit: int) -> LiveSlice:
        raise InvalidInput(Violation(code="invalid_cursor", detail=Text(mark, str(limit))))

    async def closed_among(self, sessions: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
        return frozenset(sessions) - frozenset(sessions)


async def test_after_a_restore_whoever_listens_is_told_to_read_everything_anew() -> None:
    hub = LiveHub(Restored(), longest=5, of_one=1)
    async with hub.listening(Caller(role=Role.SECRETARIAT, user_id=uuid7())) as listener:
        pieces = hub.pieces(listener, after=None, until=asyncio.get_running_loop().time() + 5)
        assert b"retry: 3000" in await anext(pieces)
        assert b"event: stream.reset" in await anext(pieces)
        await pieces.aclose()


@asynccontextmanager
async def waiting(feed: SqlLiveFeed) -> AsyncIterator[AsyncIterator[list[str]]]:
    """What a reader of the feed takes in, wake by wake."""
    mark = (await feed.end()).mark

    async def taken() -> AsyncIterator[list[str]]:
        nonlocal mark
        while True:
            if await news.wait(5):
                some = await feed.after(mark, limit=100)
                mark = some.mark
                if some.events:
                    yield [each.type for each in some.events]

    async with feed.news() as news:
        await news.wait(0.1)
        yield taken()


async def test_the_database_itself_tells_who_listens_to_it(
    sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_feed, "_POLL", 60)
    monkeypatch.setattr(live_feed, "_UNTOLD", 60)
    dossier = await awaiting_jury(sandbox_database)
    async with waiting(SqlLiveFeed(sandbox_database, listen_at=address_of(sandbox_database))) as taken:
        begun = time.monotonic()
        await write(sandbox_database, [told_of(dossier)])
        assert await anext(taken) == ["dossier.updated"]

    assert time.monotonic() - begun < 3


async def test_a_lost_connection_is_made_anew_and_nothing_is_lost_with_it(
    sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_feed, "_POLL", 0.1)
    monkeypatch.setattr(live_feed, "_TO_CONNECT_AGAIN", 0.1)
    dossier = await awaiting_jury(sandbox_database)
    kill = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cqp live'")
    async with waiting(SqlLiveFeed(sandbox_database, listen_at=address_of(sandbox_database))) as taken:
        for _ in range(2):
            async with sandbox_database.begin() as connection:
                assert (await connection.execute(kill)).rowcount == 1
            await write(sandbox_database, [told_of(dossier)])
            assert await anext(taken) == ["dossier.updated"]
            await asyncio.sleep(0.3)
            await write(sandbox_database, [told_of(dossier)])
            assert await anext(taken) == ["dossier.updated"]


@pytest.mark.skipif(pgbouncer() is None, reason="PgBouncer is not installed.")
async def test_behind_pgbouncer_the_feed_is_read_each_second_or_the_database_tells(
    sandbox_database: AsyncEngine, tmp_path: Path
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    direct = address_of(sandbox_database)
    with pooled(direct.replace("+asyncpg", ""), tmp_path / "pgbouncer", size=3) as url:
        engine = create_engine(url, through_pgbouncer=True)
        try:
            for listen_at in (None, direct):
                async with waiting(SqlLiveFeed(engine, listen_at=listen_at)) as taken:
                    await write(engine, [told_of(dossier)])
                    assert await anext(taken) == ["dossier.updated"]
        finally:
            await engine.dispose()


def address_of(engine: AsyncEngine) -> str:
    return engine.url.render_as_string(hide_password=False)
