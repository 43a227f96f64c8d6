"""What passes by itself is 503 with Retry-After, or not seen at all; and one locked row takes nobody else with it."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api import perseverance
from app.api.fault_count import _FAULTS
from app.api.turns import NoTurnError, Turns
from app.db import row_queue
from app.db.engine import create_engine
from app.db.outbox import SqlOutbox
from app.db.readings import Readings
from app.db.row_queue import lock_one
from app.db.tables import dossiers, emails
from app.db.waits import Waits
from app.usecases.errors import Contended
from app.usecases.logs import MEMBERS
from tests.api.dossier_requests import a_dossier
from tests.api.edge import bearer, edge, fake_container
from tests.api.signing_in import sign_in
from tests.api.test_problems import problem

THING = {"name": "one", "size": 1}
ATONCE = 40


@asynccontextmanager
async def held(engine: AsyncEngine, dossier_id: str) -> AsyncIterator[None]:
    """The dossier's row, locked by somebody who does nothing."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT FROM dossiers WHERE id = :id FOR UPDATE"), {"id": dossier_id})
        yield


async def failing(times: int, error: Exception, do: Any) -> Any:
    """``do``, which fails the first ``times``."""
    left = times

    async def sometimes(*arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if left >= 0:
            raise error
        return await do(*arguments)

    return sometimes


async def create(client: AsyncClient, **headers: str) -> Response:
    return await client.post("/v1/things", json=THING, headers={**bearer("employer"), **headers})


async def mails_of(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(emails)) or 0)


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "k"}], ids=["", "under a key"])
async def test_a_deadlock_is_tried_again_and_nobody_hears_of_it(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch, key: dict[str, str]
) -> None:
    put = await failing(1, asyncpg.DeadlockDetectedError("deadlock detected"), SqlOutbox.put)
    monkeypatch.setattr(SqlOutbox, "put", put)
    async with edge(fake_container(database)) as client:
        answer = await create(client, **key)

    assert answer.status_code == 201
    assert await mails_of(database) == 1


async def test_what_stays_is_put_off_with_one_line_and_counted(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put = await failing(2, asyncpg.DeadlockDetectedError("deadlock detected"), SqlOutbox.put)
    monkeypatch.setattr(SqlOutbox, "put", put)
    counted = _FAULTS.labels("deadlock")._value.get()
    with caplog.at_level(logging.WARNING):
        async with edge(fake_container(database)) as client:
            answer = await create(client)

    assert problem(answer)["code"] == "temporarily_unavailable"
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    (line,) = [record for record in caplog.records if record.name == "cqp.api"]
    assert (line.getMessage(), line.exc_info) == ("request_put_off", None)
    assert getattr(line, MEMBERS) == {"fault": "deadlock", "words": "deadlock detected"}
    assert _FAULTS.labels("deadlock")._value.get() == counted + 1


async def test_what_may_have_been_done_is_not_done_twice_and_not_denied(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lose() -> None:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr("tests.api.edge.gate", [lose])
    async with edge(fake_container(database)) as client:
        told = problem(await create(client, **{"Accept-Language": "en"}))

    assert told["code"] == "temporarily_unavailable"
    assert "may have been done" in told["detail"]
    assert await mails_of(database) == 1


async def test_a_form_is_not_sent_again_by_us(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def lost() -> UUID:
        nonlocal asked
        asked += 1
        raise asyncpg.DeadlockDetectedError("deadlock detected")

    monkeypatch.setattr("app.api.dependencies.uuid7", lost)
    async with edge() as client:
        answer = await client.post("/v1/things/files", data={"kind": "a"}, files={"file": b"b"})

    assert (answer.status_code, asked) == (503, 1)


async def test_oauth_tells_a_fault_in_its_own_form(sandbox: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(Readings, "rows", away)
    answer = await sandbox.post("/oauth/token", data={"grant_type": "client_credentials"})

    assert answer.status_code == 503
    assert answer.json()["error"] == "temporarily_unavailable"
    assert answer.headers["Retry-After"] == "5"


async def test_an_operation_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch, database: AsyncEngine) -> None:
    monkeypatch.setattr(perseverance, "LONGEST", 0.2)
    monkeypatch.setattr("tests.api.edge.gate", [asyncio.Event().wait])
    async with edge(fake_container(database)) as client:
        answer = await create(client)

    assert answer.status_code == 503


async def test_a_locked_dossier_takes_neither_readiness_nor_the_others_with_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    address = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    loop = asyncio.get_running_loop()
    async with held(sandbox_database, address.rpartition("/")[2]):
        begun = loop.time()
        asked = [
            asyncio.create_task(sandbox.post(f"{address}/withdrawal", json={"reason": "Départ"}, headers=headers))
            for _ in range(ATONCE)
        ]
        await asyncio.sleep(1)
        async with asyncio.timeout(3):
            meanwhile = [
                await sandbox.get(path, headers=headers) for path in ("/readyz", "/v1/certifications", address)
            ]
        answers = await asyncio.gather(*asked)
        took = loop.time() - begun
    done = await sandbox.post(f"{address}/withdrawal", json={"reason": "Départ"}, headers=headers)

    assert [answer.status_code for answer in meanwhile] == [200, 200, 200]
    assert Counter(answer.status_code for answer in answers) == {503: ATONCE}
    assert all("Retry-After" in answer.headers for answer in answers)
    assert took < 10
    assert done.status_code == 200


async def test_a_row_is_waited_for_by_few_of_all_processes(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_queue, "_WAITERS", 1)
    headers = await sign_in(sandbox, "employer@sandbox.example")
    address = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    dossier_id = UUID(address.rpartition("/")[2])
    query = select(dossiers.c.id).where(dossiers.c.id == dossier_id)
    async with sandbox_database.connect() as waiting, sandbox_database.connect() as late:
        async with held(sandbox_database, str(dossier_id)):
            waiter = asyncio.create_task(lock_one(waiting, dossier_id, query))
            await asyncio.sleep(0.3)
            with pytest.raises(Contended):
                await lock_one(late, dossier_id, query)
            await late.rollback()
        assert await waiter is not None
        assert await lock_one(late, UUID(int=0), query.where(dossiers.c.id == UUID(int=0))) is None


async def test_the_second_in_the_queue_of_a_row_waits_no_longer_than_the_first(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    address = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    dossier_id = UUID(address.rpartition("/")[2])
    url = sandbox_database.url.render_as_string(hide_password=False)
    hurried = create_engine(url, waits=Waits(lock=2, statement=20, idle_in_transaction=20))

    async def wait() -> float:
        begun = asyncio.get_running_loop().time()
        async with hurried.connect() as connection:
            with pytest.raises(Contended):
                await lock_one(connection, dossier_id, select(dossiers.c.id).where(dossiers.c.id == dossier_id))
        return asyncio.get_running_loop().time() - begun

    async with held(sandbox_database, str(dossier_id)):
        took = await asyncio.gather(wait(), wait(), wait())
    await hurried.dispose()

    assert min(took) > 1.5
    assert max(took) < 3.9


async def test_who_comes_in_line_has_their_turn_in_order_and_not_for_ever() -> None:
    turns, order = Turns(at_once=1, seconds=0.2), list[int]()

    async def come(number: int, lasting: float) -> None:
        async with turns.turn("thing"):
            order.append(number)
            await asyncio.sleep(lasting)

    async with turns.turn("another"):
        await asyncio.gather(*(come(number, 0.01) for number in range(4)))
    assert order == [0, 1, 2, 3]
    ends = await asyncio.gather(come(4, 0.5), come(5, 0), return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), NoTurnError]
    assert turns._lines == {}


async def test_what_one_waited_for_in_vain_the_others_do_not_wait_for() -> None:
    turns = Turns(at_once=1, seconds=60)

    async def come() -> None:
        async with turns.turn("thing"):
            pass

    async with turns.turn("thing"):
        line = [asyncio.create_task(come()) for _ in range(3)]
        await asyncio.sleep(0)
        turns.break_up("another")
        turns.break_up("thing")
        ends = await asyncio.gather(*line, return_exceptions=True)

    assert [type(end) for end in ends] == [NoTurnError] * 3
    assert turns._lines == {}


async def test_what_is_stuck_is_tried_by_one_at_a_time_until_it_is_free() -> None:
    turns = Turns(at_once=2, seconds=60)

    async def come(*, in_vain: bool = False) -> None:
        async with turns.turn("thing"):
            await asyncio.sleep(0.01)
            if in_vain:
                turns.break_up("thing")

    async def both(*, in_vain: bool = False) -> list[type]:
        ends = await asyncio.gather(come(in_vain=in_vain), come(), return_exceptions=True)
        return [type(end) for end in ends]

    turns.break_up("thing")
    assert await both(in_vain=True) == [type(None), NoTurnError]
    assert await both() == [type(None), NoTurnError]
    assert await both() == [type(None), type(None)]
    turns.stuck_for = 0
    turns.break_up("thing")
    assert await both() == [type(None), type(None)]


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "k"}], ids=["", "under a key"])
async def test_what_is_free_again_soon_is_not_refused(
    monkeypatch: pytest.MonkeyPatch, database: AsyncEngine, key: dict[str, str]
) -> None:
    put = await failing(2, Contended(), SqlOutbox.put)
    monkeypatch.setattr(SqlOutbox, "put", put)
    async with edge(fake_container(database)) as client:
        answer = await create(client, **key)

    assert answer.status_code == 201
    assert await mails_of(database) == 1
