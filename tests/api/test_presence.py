"""D54, D55 over HTTP: a day of the jury on which not everybody is there, and the chair does not stay."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.calendar import PARIS
from app.sandbox.identities import JURY_EMPLOYEES_USER, JURY_USER
from tests.api.dossier_requests import SECRETARIAT, codes_of, rules_of
from tests.api.jury_room import (
    CHAIR,
    MEMBER,
    OPENING,
    a_deliberation,
    a_session,
    awaiting_jury,
    planned,
    registered,
    sitting,
    today,
)
from tests.api.mailbox import token_for
from tests.api.signing_in import sign_in

Headers = dict[str, str]
PASSWORD = "une phrase assez longue"
TWO_A_SIDE = {"for": 2, "against": 0, "abstained": 0}
ONE_A_SIDE = {"for": 1, "against": 0, "abstained": 0}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def chair(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, CHAIR)


async def another_member(client: AsyncClient, secretariat: Headers, name: str) -> tuple[str, Headers]:
    """Somebody of the jury with an account of their own; its id, and their session."""
    email = f"{name.lower()}@jury.example"
    invited = await client.post("/v1/users", json={"email": email, "name": name, "role": "jury"}, headers=secretariat)
    assert invited.status_code == 201, invited.text
    token = await token_for(client, email, "invitation")
    accepted = await client.post("/v1/account-invitations/acceptance", json={"token": token, "password": PASSWORD})
    assert accepted.status_code == 200, accepted.text
    return invited.json()["id"], await sign_in(client, email, password=PASSWORD)


async def at(client: AsyncClient, hour: int, minute: int = 0, *, days: int = 0) -> str:
    """Turn the sandbox's clock to that hour of today in Paris, or of a later day; the instant."""
    moment = datetime.combine(today() + timedelta(days=days), time(hour, minute), PARIS).astimezone(UTC)
    answer = await client.put("/v1/sandbox/clock", json={"now": moment.isoformat()})
    assert answer.status_code == 200, answer.text
    return moment.isoformat()


async def read(client: AsyncClient, path: str, headers: Headers) -> tuple[dict[str, Any], Headers]:
    """What is there, and the headers by which it is changed."""
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json(), {**headers, "If-Match": answer.headers["ETag"]}


def voted(side: Mapping[str, int], **changes: Any) -> dict[str, Any]:
    return {"votes": {"employees": dict(side), "employers": dict(side)}, **changes}


async def test_l8_a_session_is_opened_on_its_day_and_an_opening_by_mistake_is_taken_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    early = await planned(sandbox, secretariat, held_on=tomorrow)
    too_early = await sandbox.post(f"{early}/opening", json=OPENING, headers=secretariat)
    assert (too_early.status_code, too_early.json()["code"]) == (409, "step_not_open")
    assert (codes_of(too_early.json()), rules_of(too_early.json())) == (["before_the_session"], ["D54"])
    assert (await sandbox.get(early, headers=secretariat)).json()["state"] == "planned"

    session = await sitting(sandbox, secretariat, dossier)
    assert (await sandbox.delete(f"{session}/opening", headers=chair)).status_code == 403
    undone = await sandbox.delete(f"{session}/opening", headers=secretariat)
    assert (undone.status_code, undone.json()["state"], undone.json()["present"]) == (200, "planned", [])
    assert (undone.json()["chair"], undone.json()["opened_at"]) == (None, None)
    later = (today() + timedelta(days=3)).isoformat()
    moved = await sandbox.post(f"{session}/postponement", json={"held_on": later, "reason": "x"}, headers=secretariat)
    assert (moved.status_code, moved.json()["held_on"]) == (200, later)

    decided_on = await sitting(sandbox, secretariat, other := await awaiting_jury(sandbox_database))
    await sandbox.post(f"{decided_on}/deliberations", json=a_deliberation(other), headers=chair)
    too_late = await sandbox.delete(f"{decided_on}/opening", headers=secretariat)
    assert (too_late.status_code, codes_of(too_late.json())) == (422, ["dossier_decided"])


async def test_l31_a_decision_of_the_second_day_bears_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossiers = [await awaiting_jury(sandbox_database) for _ in range(3)]
    tomorrow = (today() + timedelta(days=1)).isoformat()
    await at(sandbox, 10)
    session = await sitting(sandbox, secretariat, *dossiers, held_until=tomorrow)
    first = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossiers[0]), headers=chair)
    await at(sandbox, 10, days=1)
    second = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossiers[1]), headers=chair)
    await at(sandbox, 10, days=4)
    late = a_deliberation(dossiers[2])
    beyond = (today() + timedelta(days=4)).isoformat()
    refused = await sandbox.post(f"{session}/deliberations", json={**late, "decided_on": beyond}, headers=chair)
    entered = await sandbox.post(f"{session}/deliberations", json=late, headers=chair)

    assert (await sandbox.get(session, headers=chair)).json()["held_until"] == tomorrow
    days = [answer.json()["decided_on"] for answer in (first, second, entered)]
    assert days == [today().isoformat(), tomorrow, tomorrow]
    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["outside_the_session"],
        ["D54"],
    )


async def test_l30_a_refusal_is_not_decided_together_with_others(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    fine = await awaiting_jury(sandbox_database)
    assert fine.scope is not None
    nothing = await awaiting_jury(sandbox_database, not_acquired=len(fine.scope.assessed))
    session = await sitting(sandbox, secretariat, fine, nothing)
    together = voted(ONE_A_SIDE, dossier_ids=[str(fine.id), str(nothing.id)])
    answer = await sandbox.post(f"{session}/bulk-deliberations", json=together, headers=chair)
    assert (answer.status_code, codes_of(answer.json())) == (422, ["calls_for_discussion"])
    assert answer.json()["errors"][0]["pointer"] == "/dossier_ids/1"
    apart = await sandbox.post(f"{session}/deliberations", json=a_deliberation(nothing), headers=chair)
    assert (apart.status_code, apart.json()["outcome"]) == (201, "not_awarded")


async def test_s6_s7_a_member_is_late_the_chair_is_lost_at_noon_and_the_session_comes_to_its_end(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    late, as_late = await another_member(sandbox, secretariat, "Retard")
    employer, as_employer = await another_member(sandbox, secretariat, "Relais")
    seats = [
        *a_session()["members"],
        {"user_id": late, "college": "employees", "organisation": "CFDT Chimie"},
        {"user_id": employer, "college": "employers", "organisation": "France Chimie"},
    ]
    dossiers = [await awaiting_jury(sandbox_database) for _ in range(5)]
    nine = await at(sandbox, 9)
    session = await planned(sandbox, secretariat, members=seats)
    for dossier in dossiers:
        assert (await registered(sandbox, secretariat, dossier, session)).status_code == 200
    there = [str(JURY_USER), str(JURY_EMPLOYEES_USER), employer]
    opening = {"present": there, "chair": str(JURY_USER)}
    assert (await sandbox.post(f"{session}/opening", json=opening, headers=secretariat)).status_code == 200

    # One of the employees' college: two voters a side are too many, one is right.
    two = a_deliberation(dossiers[0], **voted(TWO_A_SIDE))
    alone = await sandbox.post(f"{session}/deliberations", json=two, headers=chair)
    assert (alone.status_code, set(codes_of(alone.json()))) == (422, {"too_many_voters"})
    first = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossiers[0]), headers=chair)
    assert first.status_code == 201, first.text

    ten = await at(sandbox, 10)
    attendance, changing = await read(sandbox, f"{session}/attendance", chair)
    arrived = [{k: each[k] for k in ("user_id", "from", "until")} for each in attendance["members"]]
    arrived.append({"user_id": late, "from": ten})
    unversioned = await sandbox.put(f"{session}/attendance", json={"members": arrived}, headers=chair)
    assert unversioned.status_code == 428
    kept = await sandbox.put(f"{session}/attendance", json={"members": arrived}, headers=changing)
    assert kept.status_code == 200, kept.text
    second = await sandbox.post(
        f"{session}/deliberations", json=a_deliberation(dossiers[1], **voted(TWO_A_SIDE)), headers=chair
    )
    assert second.status_code == 201, second.text

    # The chair stands back from one dossier: they do not record it, whoever presides instead does.
    standing_back = a_deliberation(dossiers[2], recused=[str(JURY_USER)])
    by_chair = await sandbox.post(f"{session}/deliberations", json=standing_back, headers=chair)
    assert (by_chair.status_code, codes_of(by_chair.json()), rules_of(by_chair.json())) == (
        422,
        ["chair_recused"],
        ["D55"],
    )
    instead = {**standing_back, "presided_by": employer}
    assert (await sandbox.post(f"{session}/deliberations", json=instead, headers=chair)).status_code == 403
    recorded = await sandbox.post(f"{session}/deliberations", json=instead, headers=as_employer)
    assert (recorded.status_code, recorded.json()["presided_by"]) == (201, employer)

    # At noon the chair is taken ill.
    noon = await at(sandbox, 12)
    attendance, changing = await read(sandbox, f"{session}/attendance", secretariat)
    left = [
        {
            **{k: each[k] for k in ("user_id", "from", "until")},
            **({"until": noon} if each["user_id"] == there[0] else {}),
        }
        for each in attendance["members"]
    ]
    assert (await sandbox.put(f"{session}/attendance", json={"members": left}, headers=changing)).status_code == 200
    await at(sandbox, 12, 30)
    fourth = a_deliberation(dossiers[3])
    absent = await sandbox.post(f"{session}/deliberations", json=fourth, headers=secretariat)
    assert (absent.status_code, codes_of(absent.json())) == (422, ["chair_absent"])
    handover = {"user_id": employer, "at": noon, "reason": "Malaise de la présidente"}
    assert (await sandbox.post(f"{session}/chair", json=handover, headers=as_late)).status_code == 403
    handed = await sandbox.post(f"{session}/chair", json=handover, headers=secretariat)
    assert (handed.status_code, handed.json()["chair"]) == (200, employer)
    assert (await sandbox.post(f"{session}/deliberations", json=fourth, headers=chair)).status_code == 403
    assert (await sandbox.post(f"{session}/deliberations", json=fourth, headers=as_employer)).status_code == 201

    # What was decided keeps its voters: nobody was away whose vote was counted.
    attendance, changing = await read(sandbox, f"{session}/attendance", secretariat)
    never = [
        {k: each[k] for k in ("user_id", "from", "until")}
        for each in attendance["members"]
        if each["user_id"] != str(JURY_EMPLOYEES_USER)
    ]
    taken_away = await sandbox.put(f"{session}/attendance", json={"members": never}, headers=changing)
    assert (taken_away.status_code, set(codes_of(taken_away.json()))) == (422, {"votes_of_absent_members"})

    # The last dossier is put off; who presides last countersigns, and the former chair no more.
    put_off = {"reason": "Le jury attend une pièce."}
    path = f"/v1/dossiers/{dossiers[4].id}/jury-registration/postponement"
    assert (await sandbox.post(path, json=put_off, headers=secretariat)).status_code == 200
    assert (await sandbox.post(f"{session}/closure", headers=secretariat)).status_code == 200
    assert (await sandbox.post(f"{session}/closure", headers=chair)).status_code == 403
    closed = await sandbox.post(f"{session}/closure", headers=as_employer)
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")

    told, _ = await read(sandbox, f"{session}/attendance", as_late)
    assert [(each["user_id"], each["reason"]) for each in told["presidencies"]] == [
        (str(JURY_USER), None),
        (employer, "Malaise de la présidente"),
    ]
    hours = {each["user_id"]: (each["from"], each["until"]) for each in told["members"]}
    assert _same(hours[late][0], ten)
    assert hours[late][1] is None
    assert _same(hours[str(JURY_USER)][0], nine)
    assert _same(hours[str(JURY_USER)][1], noon)


async def test_s6_a_chair_lost_after_the_last_decision_keeps_no_session_open(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    await sandbox.post(f"{session}/closure", headers=secretariat)
    now = datetime.now(UTC).isoformat()
    handover = {"user_id": str(JURY_EMPLOYEES_USER), "at": now, "reason": "La présidente est hospitalisée."}
    handed = await sandbox.post(f"{session}/chair", json=handover, headers=secretariat)
    assert (handed.status_code, handed.json()["state"]) == (200, "awaiting_countersignature")
    closed = await sandbox.post(f"{session}/closure", headers=await sign_in(sandbox, MEMBER))
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    whole = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=secretariat)).json()
    assert (whole["status"], len(whole["certificates"])) == ("awarded", 1)


async def test_hours_are_asked_of_a_session_that_sits(sandbox: AsyncClient, secretariat: Headers) -> None:
    session = await planned(sandbox, secretariat)
    assert (await sandbox.get(f"{session}/attendance", headers=secretariat)).status_code == 409
    _, changing = await read(sandbox, session, secretariat)
    early = await sandbox.put(f"{session}/attendance", json={"members": []}, headers=changing)
    assert (early.status_code, early.json()["code"]) == (409, "step_not_open")
    unlikely = await sandbox.patch(session, json={"held_until": "2020-01-01"}, headers=changing)
    assert (unlikely.status_code, codes_of(unlikely.json())) == (422, ["impossible_last_day"])


def _same(one: str, other: str) -> bool:
    """Whether they are the same but for what the sandbox's clock has gone on since it was set."""
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) < timedelta(minutes=1)
