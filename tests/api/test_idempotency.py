"""A request that is sent twice acts once, and is answered the same both times."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import emails, idempotency_keys
from tests.api.edge import bearer, closed_until, edge, fake_container, gate
from tests.api.test_problems import problem

THING = {"name": "once", "size": 1}


@pytest.fixture
async def edged(database: AsyncEngine) -> AsyncIterator[AsyncClient]:
    async with edge(fake_container(database)) as client:
        yield client


async def post(client: AsyncClient, key: str, body: Any = THING, *, token: str = "employer") -> Response:
    headers = {**bearer(token), "Idempotency-Key": key}
    return await client.post("/v1/things", json=body, headers=headers)


async def count(database: AsyncEngine, what: Any = emails) -> int:
    async with database.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(what)) or 0)


async def test_a_repeated_request_acts_once_and_is_answered_the_same(edged: AsyncClient, database: AsyncEngine) -> None:
    first, second = await post(edged, "k-1"), await post(edged, "k-1")

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert {first.headers["location"], first.headers["etag"]} == {second.headers["location"], second.headers["etag"]}
    assert second.headers["content-type"] == "application/json"
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert await count(database) == 1


async def test_a_key_belongs_to_its_caller(edged: AsyncClient, database: AsyncEngine) -> None:
    answers = [await post(edged, "k-1", token=token) for token in ("employer", "other-employer")]

    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, None]
    assert await count(database) == 2


async def test_a_key_used_for_another_request_is_refused(edged: AsyncClient, database: AsyncEngine) -> None:
    await post(edged, "k-1")
    another_body = await post(edged, "k-1", {"name": "two", "size": 1})
    another_path = await edged.post(
        "/v1/things/notes", json=THING, headers={**bearer("employer"), "Idempotency-Key": "k-1"}
    )

    assert problem(another_body)["code"] == problem(another_path)["code"] == "idempotency_key_reused"
    assert await count(database) == 1


async def test_a_refused_request_leaves_nothing_behind_and_its_key_free(
    edged: AsyncClient, database: AsyncEngine
) -> None:
    refused = await post(edged, "k-1", {"name": "refused", "size": 1})
    kept, done = await count(database, idempotency_keys), await count(database)
    corrected = await post(edged, "k-1")

    assert problem(refused)["code"] == "rules_refused"
    assert (kept, done) == (0, 0)
    assert corrected.status_code == 201


async def test_two_requests_with_one_key_at_the_same_time_act_once(edged: AsyncClient, database: AsyncEngine) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def held() -> None:
        inside.set()
        await go_on.wait()

    gate[0] = held
    try:
        first = asyncio.create_task(post(edged, "k-1"))
        await inside.wait()
        second = await asyncio.wait_for(post(edged, "k-1"), timeout=5)
    finally:
        go_on.set()
        gate[0] = closed_until(go_on)
    answer = await first
    third = await post(edged, "k-1")

    assert problem(second)["code"] == "request_in_progress"
    assert second.headers["retry-after"] == "1"
    assert answer.status_code == 201
    assert third.headers["idempotency-replayed"] == "true"
    assert await count(database) == 1


async def test_many_requests_with_one_key_at_once_act_once(edged: AsyncClient, database: AsyncEngine) -> None:
    answers = await asyncio.gather(*(post(edged, "k-1") for _ in range(8)))

    statuses = [answer.status_code for answer in answers]
    acted = [a for a in answers if a.status_code == 201 and "idempotency-replayed" not in a.headers]
    assert len(acted) == 1
    assert set(statuses) <= {201, 409}
    assert await count(database) == 1


async def test_the_effect_is_not_seen_before_the_answer_is_kept(edged: AsyncClient, database: AsyncEngine) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def held() -> None:
        inside.set()
        await go_on.wait()

    gate[0] = held
    try:
        request = asyncio.create_task(post(edged, "k-1"))
        await inside.wait()
        meanwhile = await count(database)
    finally:
        go_on.set()
    await request

    assert meanwhile == 0
    assert await count(database) == await count(database, idempotency_keys) == 1


async def test_an_answer_is_kept_for_a_day(edged: AsyncClient, database: AsyncEngine) -> None:
    before = datetime.now(UTC)
    await post(edged, "k-1")

    async with database.connect() as connection:
        expires_at: datetime = (await connection.execute(select(idempotency_keys.c.expires_at))).scalar_one()

    assert timedelta(0) <= expires_at - before - timedelta(hours=24) < timedelta(minutes=1)


async def test_after_a_day_the_key_is_free_again(edged: AsyncClient, database: AsyncEngine) -> None:
    await post(edged, "k-1")
    async with database.begin() as connection:
        await connection.execute(update(idempotency_keys).values(expires_at=datetime.now(UTC)))

    again = await post(edged, "k-1", {"name": "another", "size": 2})
    replayed = await post(edged, "k-1", {"name": "another", "size": 2})

    assert "idempotency-replayed" not in again.headers
    assert replayed.headers["idempotency-replayed"] == "true"
    assert await count(database) == 2


async def test_a_form_is_the_same_whatever_its_boundary(edged: AsyncClient) -> None:
    async def send(content: bytes, kind: str = "outil_1") -> Response:
        files = {"file": ("a.pdf", content, "application/pdf")}
        return await edged.post(
            "/v1/things/files", data={"kind": kind}, files=files, headers={"Idempotency-Key": "k-1"}
        )

    first, again, other_file, other_field = (
        await send(b"%PDF-1"),
        await send(b"%PDF-1"),
        await send(b"%PDF-2"),
        await send(b"%PDF-1", "outil_2"),
    )

    assert first.json()["name"] == "outil_1 6"
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    assert problem(other_file)["code"] == problem(other_field)["code"] == "idempotency_key_reused"


async def test_two_callers_without_a_token_never_share_a_key(database: AsyncEngine) -> None:
    files = {"file": ("a.pdf", b"%PDF-1", "application/pdf")}
    container, answers = fake_container(database), []
    for address, kind in (("192.0.2.1", "outil_1"), ("192.0.2.2", "outil_2"), ("192.0.2.1", "outil_1")):
        async with edge(container, address=address) as client:
            headers = {"Idempotency-Key": "1"}
            answers.append(await client.post("/v1/things/files", data={"kind": kind}, files=files, headers=headers))

    assert [answer.status_code for answer in answers] == [answers[0].status_code] * 3
    assert answers[0].json()["name"] != answers[1].json()["name"]
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, None, "true"]


async def test_a_secret_is_never_kept(edged: AsyncClient, database: AsyncEngine) -> None:
    answers = [await edged.post("/v1/things/secret", headers={"Idempotency-Key": "k-1"}) for _ in range(2)]

    assert len({answer.content for answer in answers}) == 2
    assert await count(database, idempotency_keys) == 0


@pytest.mark.parametrize("key", ["", "a b", "x" * 256], ids=["empty", "a space", "too long"])
async def test_what_is_no_key_is_refused(edged: AsyncClient, database: AsyncEngine, key: str) -> None:
    told = problem(await post(edged, key))

    assert [(error["header"], error["code"]) for error in told["errors"]] == [
        ("Idempotency-Key", "invalid_idempotency_key")
    ]
    assert await count(database) == 0


async def test_reads_and_replacements_ignore_the_key(edged: AsyncClient, database: AsyncEngine) -> None:
    await edged.get("/v1/things", headers={"Idempotency-Key": "k-1"})

    assert await count(database, idempotency_keys) == 0


@pytest.fixture(autouse=True)
def _open_gate() -> None:
    async def pass_through() -> None:
        return None

    gate[0] = pass_through
