"""A whole day of the jury over HTTP: many dossiers read at once, decided at once, and carried over to another day."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import events
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.access import Caller, Role
from app.usecases.jury.agenda import get_agenda
from app.usecases.moment import Moment
from tests.api.dossier_requests import SECRETARIAT, codes_of
from tests.api.jury_room import CHAIR, a_deliberation, at_once, awaiting_jury, planned, registered, sitting
from tests.api.signing_in import sign_in

Headers = dict[str, str]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def chair(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, CHAIR)


def together(*dossiers: Any, **changes: Any) -> dict[str, Any]:
    """One vote, unanimous, on those dossiers."""
    voted = a_deliberation(dossiers[0])
    ids = [str(dossier.id) for dossier in dossiers]
    return {"dossier_ids": ids, "votes": voted["votes"], "recused": [], **changes}


async def statuses(client: AsyncClient, headers: Headers, *dossiers: Any) -> list[str]:
    return [(await client.get(f"/v1/dossiers/{each.id}", headers=headers)).json()["status"] for each in dossiers]


async def _statements(engine: AsyncEngine, session: str) -> int:
    """How many statements one reading of the agenda takes."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        caller, session_id = Caller(role=Role.SECRETARIAT), UUID(session.rsplit("/", 1)[1])
        await get_agenda(SqlUnitOfWork(engine), caller, session_id=session_id, now=Moment(datetime.now(UTC)))
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
    return len(told)


async def test_an_agenda_takes_as_many_statements_for_many_dossiers_as_for_one(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    short = await sitting(sandbox, secretariat, await awaiting_jury(sandbox_database))
    dossiers = [await awaiting_jury(sandbox_database, not_acquired=rank % 2) for rank in range(4)]
    long = await sitting(sandbox, secretariat, *dossiers)

    assert await _statements(sandbox_database, long) == await _statements(sandbox_database, short)


async def test_the_agenda_tells_what_is_decided_by_default_and_what_stays_acquired(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)

    (item,) = (await sandbox.get(f"{session}/agenda", headers=chair)).json()["items"]
    decided = (await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)).json()

    assert item["proposal"]["outcome"] == decided["outcome"] == "partially_awarded"
    assert item["proposal"]["retained"] == decided["retained"] != []


async def test_one_vote_decides_on_several_dossiers(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    full, part = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, full, part)

    decided = await sandbox.post(f"{session}/bulk-deliberations", json=together(part, full), headers=chair)
    again = await sandbox.post(f"{session}/bulk-deliberations", json=together(part, full), headers=chair)

    assert decided.status_code == 201
    assert [(item["dossier_id"], item["outcome"], item["version"]) for item in decided.json()["items"]] == [
        (str(part.id), "partially_awarded", 3),
        (str(full.id), "awarded", 3),
    ]
    assert (again.status_code, codes_of(again.json())) == (422, ["already_decided", "already_decided"])
    history = (await sandbox.get(f"/v1/dossiers/{full.id}/history", headers=secretariat)).json()["items"]
    assert history[0]["operation"] == "deliberate"


async def test_one_vote_decides_on_all_of_them_or_on_none(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    done, left, off = [await awaiting_jury(sandbox_database) for _ in range(3)]
    session = await sitting(sandbox, secretariat, done, left)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(done), headers=chair)

    refused = await sandbox.post(f"{session}/bulk-deliberations", json=together(left, done), headers=chair)
    stranger = await sandbox.post(f"{session}/bulk-deliberations", json=together(left, off), headers=chair)

    assert (refused.status_code, codes_of(refused.json())) == (422, ["already_decided"])
    assert refused.json()["errors"][0]["pointer"] == "/dossier_ids/1"
    assert (stranger.status_code, codes_of(stranger.json())) == (422, ["not_on_this_agenda"])
    assert await statuses(sandbox, secretariat, left) == ["awaiting_jury"]


async def test_a_dossier_decided_alone_and_with_others_at_once_is_decided_once(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    one, two = [await awaiting_jury(sandbox_database) for _ in range(2)]
    session = await sitting(sandbox, secretariat, one, two)

    answers = await at_once(
        sandbox_database,
        [one, two],
        [
            sandbox.post(f"{session}/bulk-deliberations", json=together(two, one), headers=chair),
            sandbox.post(f"{session}/deliberations", json=a_deliberation(one), headers=secretariat),
            sandbox.post(f"{session}/bulk-deliberations", json=together(one, two), headers=secretariat),
        ],
    )

    decisions = (await sandbox.get(f"/v1/dossiers/{one.id}/decisions", headers=secretariat)).json()["items"]
    assert [answer.status_code for answer in answers].count(201) == 1
    assert {answer.status_code for answer in answers} <= {201, 409, 422}
    assert len(decisions) == 1


async def test_a_cancelled_session_leaves_its_dossiers_to_the_one_that_is_named(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossiers = [await awaiting_jury(sandbox_database) for _ in range(2)]
    session = await planned(sandbox, secretariat)
    small, other = await planned(sandbox, secretariat, capacity=1), await planned(sandbox, secretariat)
    for dossier in dossiers:
        await registered(sandbox, secretariat, dossier, session)

    async def cancelled(to: str) -> Any:
        body = {"reason": "Grève", "session_id": to.rsplit("/", 1)[1]}
        return await sandbox.post(f"{session}/cancellation", json=body, headers=secretariat)

    too_small, itself = await cancelled(small), await cancelled(session)
    unknown, done = await cancelled(f"/{dossiers[0].id}"), await cancelled(other)

    assert (too_small.status_code, codes_of(too_small.json())) == (422, ["session_full"])
    assert (itself.status_code, codes_of(itself.json())) == (422, ["same_session"])
    assert (unknown.status_code, codes_of(unknown.json())) == (422, ["unknown_session"])
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    for dossier in dossiers:
        told = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=secretariat)).json()["jury_registration"]
        assert (told["state"], other.endswith(told["session_id"])) == ("registered", True)


@pytest.mark.parametrize("by", ["postponement", "a change of the day"])
async def test_another_day_is_told_whichever_way_it_was_set(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, by: str
) -> None:
    session = await planned(sandbox, secretariat)
    was = (await sandbox.get(session, headers=secretariat)).json()["held_on"]

    tagged = {**secretariat, "If-Match": '"1"'}
    await sandbox.patch(session, json={"place": "Lyon"}, headers=tagged)
    tagged = {**secretariat, "If-Match": '"2"'}
    if by == "postponement":
        body = {"held_on": "2098-03-02", "reason": "Grève"}
        moved = await sandbox.post(f"{session}/postponement", json=body, headers=tagged)
    else:
        moved = await sandbox.patch(session, json={"held_on": "2098-03-02"}, headers=tagged)

    async with sandbox_database.connect() as connection:
        query = select(events.c.data, events.c.details).where(events.c.type == "jury_session.postponed")
        told = (await connection.execute(query.where(events.c.about == UUID(session.rsplit("/", 1)[1])))).all()
    assert moved.status_code == 200
    assert [(row.data["held_on"], row.details["was_held_on"]) for row in told] == [("2098-03-02", was)]


async def test_a_session_says_what_comes_next_and_when_its_agenda_is_closed(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    session = await planned(sandbox, secretariat)
    chair = {**await sign_in(sandbox, CHAIR), "Accept-Language": "en"}
    read = (await sandbox.get(session, headers=chair)).json()

    assert read["agenda_closed"] is False
    assert read["next_actions"][0] == {
        "operation_id": "openJurySession",
        "label": "Open the session",
        "method": "POST",
        "href": f"{session}/opening",
        "actor": "secretariat",
        "actor_label": "Secretariat of the CQPs",
        "not_before": read["held_on"],
    }
    cancelled = await sandbox.post(f"{session}/cancellation", json={"reason": "Grève"}, headers=secretariat)
    assert (cancelled.json()["agenda_closed"], cancelled.json()["next_actions"]) == (True, [])
