"""What is due in all dossiers, over HTTP: by who may see it, what is late first, page by page."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import deadlines
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.deadlines.rewriting import rewrite_deadlines
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of
from tests.api.jury_room import awaiting_jury, planned, registered, today
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_request, admissible, assessed, at_noon_on

DAY = timedelta(days=1)
OTHER_EMPLOYER = "employer-other@sandbox.example"
EVALUATOR = "evaluator@sandbox.example"


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def due(client: AsyncClient, headers: dict[str, str], **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get("/v1/deadlines", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def submitted(client: AsyncClient, headers: dict[str, str], received: date, name: str) -> str:
    await at_noon_on(client, received)
    path = await a_request(client, headers, birth_name=name)
    answer = await client.post(f"{path}/admissibility/submission", headers=headers)
    assert answer.status_code == 200, answer.text
    return path


async def test_what_is_late_comes_first_and_then_what_is_due_the_soonest(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    late = await submitted(sandbox, secretariat, date(2026, 11, 2), "Tardif")
    soon = await submitted(sandbox, secretariat, date(2026, 12, 1), "Bientôt")
    await at_noon_on(sandbox, date(2027, 1, 4))
    held = await admissible(sandbox, secretariat)

    found = await due(sandbox, secretariat)

    assert [(f"/v1/dossiers/{each['dossier_id']}", each["code"], each["days_left"]) for each in found] == [
        (late, "admissibility_decision", -2),
        (soon, "admissibility_decision", 28),
        (held, "candidacy", 547),
    ]
    assert [(each["overdue"], each["rule"], each["actor"]) for each in found] == [
        (True, "R44", "secretariat"),
        (False, "R44", "secretariat"),
        (False, "R45", "secretariat"),
    ]
    assert [each["candidate"]["birth_name"] for each in found[:2]] == ["Tardif", "Bientôt"]
    assert set(found[0]["candidate"]) == {"birth_name", "usage_name", "first_names"}
    assert "dans les 2 mois" in found[0]["quote"]
    checklist = (await sandbox.get(f"{late}/checklist", headers=secretariat)).json()["deadlines"]
    assert [(each["code"], each["due_on"], each["overdue"]) for each in checklist] == [
        (found[0]["code"], found[0]["due_on"], True)
    ]


async def test_a_term_is_late_from_the_day_after_its_last_one_on(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await submitted(sandbox, secretariat, date(2026, 11, 2), "Frontière")
    last = date(2027, 1, 2)

    told = []
    for day in (last - DAY, last, last + DAY):
        await at_noon_on(sandbox, day)
        (only,) = await due(sandbox, secretariat)
        told.append((only["days_left"], only["overdue"], len(await due(sandbox, secretariat, overdue=True))))

    assert told == [(1, False, 0), (0, False, 0), (-1, True, 1)]


async def test_the_list_is_narrowed_and_read_page_by_page(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    for days, name in enumerate(("Un", "Deux", "Trois")):
        await submitted(sandbox, secretariat, date(2026, 11, 2) + days * DAY, name)
    await admissible(sandbox, secretariat)
    everything = await due(sandbox, secretariat)

    read, cursor = [], None
    for _ in range(4):
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await sandbox.get("/v1/deadlines", params=asked, headers=secretariat)).json()
        read += page["items"]
        cursor = page["next_cursor"]

    assert (read, cursor) == (everything, None)
    assert len(everything) == 4
    assert len(await due(sandbox, secretariat, code="candidacy")) == 1
    assert [each["due_on"] for each in await due(sandbox, secretariat, until="2027-01-03")] == [
        "2027-01-02",
        "2027-01-03",
    ]
    assert await due(sandbox, secretariat, overdue=True) == []
    assert await due(sandbox, secretariat, overdue=False) == everything
    stolen = (await sandbox.get("/v1/dossiers", params={"limit": 1}, headers=secretariat)).json()["next_cursor"]
    refused = await sandbox.get("/v1/deadlines", params={"cursor": stolen}, headers=secretariat)
    assert (refused.status_code, codes_of(refused.json())) == (422, ["invalid_cursor"])


async def test_who_is_answered_is_off_the_list_at_once(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    path = await submitted(sandbox, secretariat, date(2026, 11, 2), "Répondu")

    before = [each["code"] for each in await due(sandbox, secretariat)]
    await sandbox.post(f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat)
    answered = [each["code"] for each in await due(sandbox, secretariat)]
    await sandbox.post(f"{path}/withdrawal", json={"reason": "Le candidat renonce"}, headers=secretariat)

    assert (before, answered) == (["admissibility_decision"], ["candidacy"])
    assert await due(sandbox, secretariat) == []


async def test_each_sees_what_is_due_in_the_dossiers_that_they_see(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    await assessed(sandbox, secretariat, date(2026, 11, 9))
    dossier = await awaiting_jury(sandbox_database)
    await planned(sandbox, secretariat)

    seen = {
        account: [each["code"] for each in await due(sandbox, await sign_in(sandbox, account))]
        for account in (SECRETARIAT, EMPLOYER, OTHER_EMPLOYER, EVALUATOR)
    }

    assert seen[SECRETARIAT] == ["vae_documents", "jury_registration_closing", "candidacy"]
    assert seen[EMPLOYER] == ["jury_registration_closing"]
    assert seen[OTHER_EMPLOYER] == []
    assert set(seen[EVALUATOR]) == set(seen[SECRETARIAT])
    jury = await sandbox.get("/v1/deadlines", headers=await sign_in(sandbox, "jury@sandbox.example"))
    assert jury.status_code == 403
    assert dossier.company_id is not None


async def test_whoever_waits_for_a_jury_is_due_at_the_next_closing_whichever_session_it_is_of(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    start = date(2030, 1, 7)
    await at_noon_on(sandbox, start)
    code = "jury_registration_closing"
    assert await due(sandbox, secretariat, code=code) == []
    _, later = [
        await planned(
            sandbox,
            secretariat,
            held_on=(start + (closes + 7) * DAY).isoformat(),
            registration_closes_on=(start + closes * DAY).isoformat(),
        )
        for closes in (20, 50)
    ]

    told = []
    for days in (20, 21, 51):
        await at_noon_on(sandbox, start + days * DAY)
        told.append([(each["due_on"], each["overdue"]) for each in await due(sandbox, secretariat, code=code)])
    await at_noon_on(sandbox, start + 21 * DAY)
    assert await due(sandbox, secretariat, code=code, until=(start + 49 * DAY).isoformat()) == []
    assert await due(sandbox, secretariat, code=code, overdue=True) == []
    assert (await registered(sandbox, secretariat, dossier, later)).status_code == 200

    assert told == [[("2030-01-27", False)], [("2030-02-26", False)], []]
    assert await due(sandbox, secretariat, code=code) == []


async def test_the_terms_are_made_again_from_the_dossiers_where_they_are_wrong(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    await submitted(sandbox, secretariat, date(2026, 11, 2), "Reconstruit")
    right = await due(sandbox, secretariat)
    async with sandbox_database.begin() as connection:
        await connection.execute(delete(deadlines))

    rewritten = [await rewrite_deadlines(SqlUnitOfWork(sandbox_database), today() + night * DAY) for night in range(31)]

    assert rewritten[0] >= 1
    assert rewritten[-1] == 0
    assert await due(sandbox, secretariat) == right
    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(deadlines)) == sum(rewritten)
