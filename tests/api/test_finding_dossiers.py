"""F10: dossiers searched, narrowed, ordered and read page by page, by what each caller may see."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import dossier_departures, dossiers
from app.db.unit_of_work import SqlUnitOfWork
from app.sandbox.identities import COMPANY, OTHER_COMPANY
from app.usecases.dossiers.listing_anew import list_dossiers_anew
from tests import builders as a
from tests.api.dossier_requests import (
    COMPANY_SIRET,
    EMPLOYER,
    OTHER_EMPLOYER,
    SECRETARIAT,
    a_candidate,
    codes_of,
    opened,
)
from tests.api.jury_room import a_deliberation, awaiting_jury, planned, registered, sitting, today
from tests.api.signing_in import sign_in
from tests.api.test_deadlines import submitted
from tests.api.test_delays import at_noon_on

Headers = dict[str, str]
EVALUATOR = "evaluator@sandbox.example"
LIST = "/v1/dossiers"


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


async def found(client: AsyncClient, headers: Headers, **asked: Any) -> list[dict[str, Any]]:
    """Every item, read two at a time."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await client.get(LIST, params={"limit": 2, **asked, **cursor}, headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = {"cursor": page["next_cursor"]}


async def numbers(client: AsyncClient, headers: Headers, **asked: Any) -> list[str]:
    return [each["number"] for each in await found(client, headers, **asked)]


async def named(client: AsyncClient, headers: Headers, birth_name: str, **changes: Any) -> str:
    """A dossier of somebody of that name: its number."""
    candidate = a_candidate(birth_name=birth_name, **changes.pop("candidate", {}))
    number: str = (await opened(client, headers, candidate=candidate, **changes))["number"]
    return number


async def test_a_dossier_is_found_by_name_number_address_and_siret(
    sandbox: AsyncClient, secretariat: Headers, employer: Headers
) -> None:
    number = await named(sandbox, employer, "Œlmer-Traoré", candidate={"email": "aw@exemple.fr", "usage_name": "Brun"})

    for question in (
        "traore", "TRAORÉ léa", "oelmer", "jeanne brun", number.lower(), number[4:], "aw@exemple.fr",
        f"traore {COMPANY_SIRET}", f"traore {COMPANY_SIRET[:3]} {COMPANY_SIRET[3:9]}",
    ):  # fmt: skip
        assert await numbers(sandbox, secretariat, q=question) == [number], question
    for question in (number.lower(), number.replace("-", " "), f" {number} "):
        assert await numbers(sandbox, secretariat, number=question) == [number], question
    assert await numbers(sandbox, secretariat, q="traore dupont") == []
    assert await numbers(sandbox, secretariat, q="traore 98765432400019") == []


async def test_the_company_is_found_by_its_siret_where_nobody_declared_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    theirs = a.a_candidate(birth_name="Sillage", employment=a.an_employment(siret="98765432400019"))
    dossier = await awaiting_jury(sandbox_database, candidate=theirs)

    for siret, finds in ((COMPANY_SIRET, [dossier.number]), ("987654324", [dossier.number]), ("111111111", [])):
        assert await numbers(sandbox, secretariat, q=f"sillage {siret}") == finds


async def test_a_corrected_name_is_found_and_the_former_one_is_not(sandbox: AsyncClient, employer: Headers) -> None:
    number = await named(sandbox, employer, "Anciennement")
    (dossier,) = await found(sandbox, employer, q=number)
    answer = await sandbox.patch(
        f"{LIST}/{dossier['id']}",
        json={"candidate": {"birth_name": "Désormais"}},
        headers={**employer, "If-Match": "*"},
    )

    assert answer.status_code == 200, answer.text
    assert await numbers(sandbox, employer, q="desormais") == [number]
    assert await numbers(sandbox, employer, q="anciennement") == []


async def test_nobody_finds_what_is_not_theirs(sandbox: AsyncClient, employer: Headers) -> None:
    await named(sandbox, employer, "Ignoré")
    other = await sign_in(sandbox, OTHER_EMPLOYER)

    assert await numbers(sandbox, other, q="ignore") == []
    assert await numbers(sandbox, other, company_id=str(COMPANY)) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param({"q": "a"}, "search_too_short", id="one letter"),
        pytest.param({"q": " - "}, "search_too_short", id="no letter"),
        pytest.param({"q": "a b c d e f g h i"}, "search_too_long", id="nine words"),
        pytest.param({"certification_code": "cqp-x"}, "unknown_certification", id="a code that exists nowhere"),
        pytest.param({"certification": "cqp-x"}, "unknown_certification", id="the same by its other name"),
        pytest.param({"current_step": "nowhere"}, "unknown_value", id="no such step"),
        pytest.param({"sort": "number"}, "unknown_value", id="no such order"),
        pytest.param({"include": "history"}, "unknown_value", id="nothing to include"),
        pytest.param({"status": ["awarded", "x"]}, "unknown_value", id="one of several statuses"),
        pytest.param({"updated_since": "2026-01-01"}, "not_an_instant", id="a day for an instant"),
        pytest.param({"company_id": "x"}, "not_a_uuid", id="no identifier"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    sandbox: AsyncClient, secretariat: Headers, asked: dict[str, Any], code: str
) -> None:
    answer = await sandbox.get(LIST, params=asked, headers=secretariat)

    assert (answer.status_code, codes_of(answer.json())) == (422, [code])
    assert answer.json()["errors"][0]["parameter"] == next(iter(asked))


async def test_the_list_is_narrowed_by_what_a_dossier_is(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    await named(sandbox, employer, "Commencé")
    ready = await awaiting_jury(sandbox_database)
    everything = await found(sandbox, secretariat)
    evaluator = str(ready.evaluator.evaluator_id) if ready.evaluator else ""

    narrowed: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
        ({"status": "awaiting_jury"}, lambda each: each["status"] == "awaiting_jury"),
        (
            {"status": ["awaiting_jury", "registration_in_progress"]},
            lambda each: each["status"] in {"awaiting_jury", "registration_in_progress"},
        ),
        ({"pathway": ["common_law_vae", "bridge"]}, lambda each: each["pathway"] in {"common_law_vae", "bridge"}),
        ({"current_step": "development"}, lambda each: each["current_step"] == "development"),
        ({"company_id": str(OTHER_COMPANY)}, lambda each: (each["company"] or {}).get("id") == str(OTHER_COMPANY)),
        ({"evaluator_id": evaluator}, lambda each: (each["evaluator"] or {}).get("id") == evaluator),
        (
            {"certification_code": ready.certification_code, "certification": ready.certification_code},
            lambda each: each["certification"]["code"] == ready.certification_code,
        ),
        ({"created_since": everything[0]["created_at"]}, lambda each: each["id"] == everything[0]["id"]),
    ]

    for asked, keeps in narrowed:
        assert await found(sandbox, secretariat, **asked) == [each for each in everything if keeps(each)], asked
    assert len(await found(sandbox, secretariat, current_step="development")) > 0


async def test_who_is_on_an_agenda_is_found_by_the_session(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    agenda = await planned(sandbox, secretariat, held_on=(today() + timedelta(days=30)).isoformat())
    await registered(sandbox, employer, dossier, agenda)

    assert await numbers(sandbox, employer, jury_session_id=agenda.rpartition("/")[2]) == [dossier.number]


async def test_what_changed_since_is_found(sandbox: AsyncClient, employer: Headers) -> None:
    number = await named(sandbox, employer, "Premier")
    await named(sandbox, employer, "Second")
    (first,) = await found(sandbox, employer, q=number)
    changed = await sandbox.patch(
        f"{LIST}/{first['id']}", json={"training_scheme": "cpf"}, headers={**employer, "If-Match": "*"}
    )
    since = changed.json()["updated_at"]

    assert changed.status_code == 200, changed.text
    assert await numbers(sandbox, employer, updated_since=since) == [number]
    assert (await numbers(sandbox, employer, sort="-updated_at"))[0] == number
    assert (await numbers(sandbox, employer, sort="updated_at"))[-1] == number


async def test_every_order_holds_the_same_dossiers_page_by_page(sandbox: AsyncClient, employer: Headers) -> None:
    for place, name in enumerate(("Zola", "Ábel", "abelard", "De La Tour", "Zola")):
        born = {"birth_place": "Paris" + "s" * place, "birth_date": f"19{70 + place}-02-03"}
        await named(sandbox, employer, name, candidate=born)
    by_name = [each["candidate"] for each in await found(sandbox, employer, sort="candidate")]
    newest = await numbers(sandbox, employer)

    assert [each["birth_name"] for each in by_name if each["birth_date"].endswith("-02-03")] == [
        "Ábel", "abelard", "De La Tour", "Zola", "Zola",
    ]  # fmt: skip
    for sort in ("candidate", "updated_at", "-updated_at", "-created_at"):
        assert sorted(await numbers(sandbox, employer, sort=sort)) == sorted(newest), sort
    changes = [each["updated_at"] for each in await found(sandbox, employer, sort="-updated_at")]
    assert changes == sorted(changes, reverse=True)


async def test_a_cursor_is_of_its_own_order(sandbox: AsyncClient, employer: Headers) -> None:
    for _ in range(2):
        await opened(sandbox, employer)
    cursors = {}
    for sort in ("candidate", "updated_at", "-updated_at", "-created_at"):
        page = await sandbox.get(LIST, params={"sort": sort, "limit": 1}, headers=employer)
        cursors[sort] = page.json()["next_cursor"]
    for sort in cursors:
        for other, cursor in cursors.items():
            answer = await sandbox.get(LIST, params={"sort": sort, "cursor": cursor}, headers=employer)
            assert answer.status_code == (200 if sort == other else 422), (sort, other)


async def test_d54_the_branch_finds_by_what_is_decided_and_others_by_what_is_told(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)
    assert decided.status_code == 201, decided.text

    assert await numbers(sandbox, secretariat, q=dossier.number, status="awarded") == [dossier.number]
    assert await numbers(sandbox, employer, q=dossier.number, status="awarded") == []
    assert await numbers(sandbox, employer, q=dossier.number, status="awaiting_jury") == [dossier.number]


async def test_d64_a_former_employer_finds_a_dossier_by_what_it_was(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(
        sandbox_database, candidate=a.a_candidate(birth_name="Partante", employment=a.an_employment())
    )
    path = f"{LIST}/{dossier.id}"
    moved = await sandbox.post(
        f"{path}/employer-changes",
        json={"on": today().isoformat(), "company_id": str(OTHER_COMPANY), "goes_on": True, "reason": "Contrat reçu"},
        headers=secretariat,
    )
    assert moved.status_code == 200, moved.text
    renamed = await sandbox.patch(
        path,
        json={"candidate": {"birth_name": "Mariée"}, "reason": "Acte reçu"},
        headers={**secretariat, "If-Match": "*"},
    )
    assert renamed.status_code == 200, renamed.text
    left = (await sandbox.get(path, headers=employer)).json()
    agenda = await planned(sandbox, secretariat, held_on=(today() + timedelta(days=30)).isoformat())
    await registered(sandbox, await sign_in(sandbox, OTHER_EMPLOYER), dossier, agenda)

    for asked in (
        {"q": "partante"},
        {"q": dossier.number, "company_id": str(COMPANY)},
        {"q": "partante", "evaluator_id": left["evaluator"]["id"], "current_step": left["current_step"]},
        {"q": "partante", "certification_code": left["certification"]["code"], "pathway": left["pathway"]},
        {"q": "partante", "updated_since": left["updated_at"], "created_since": left["created_at"]},
        {"q": "partante", "status": left["status"], "sort": "candidate"},
    ):
        assert await numbers(sandbox, employer, **asked) == [dossier.number], asked
    for asked in (
        {"q": "mariee"},
        {"q": "partante", "company_id": str(OTHER_COMPANY)},
        {"q": "partante", "jury_session_id": agenda.rpartition("/")[2]},
    ):
        assert await numbers(sandbox, employer, **asked) == [], asked
    for sort in ("candidate", "updated_at", "-updated_at", "-created_at"):
        assert dossier.number in await numbers(sandbox, employer, sort=sort), sort
    by_name = [each["candidate"]["birth_name"] for each in await found(sandbox, employer, sort="candidate")]
    assert by_name == sorted(by_name, key=str.casefold)


async def test_a_list_tells_the_checklist_that_a_reading_tells(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    await awaiting_jury(sandbox_database)
    await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None)
    for headers in (secretariat, employer, await sign_in(sandbox, EVALUATOR)):
        items = await found(sandbox, headers, include="checklist")
        assert items
        for each in items:
            alone = await sandbox.get(f"{LIST}/{each['id']}/checklist", headers=headers)
            assert each["checklist"] == alone.json()
    assert {each["checklist"] for each in await found(sandbox, employer)} == {None}


async def test_what_an_earlier_edition_drew_is_drawn_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers
) -> None:
    number = await named(sandbox, employer, "Retrouvé")
    nothing = {"search_words": [], "current_step": "", "listing_edition": 0}
    async with sandbox_database.begin() as connection:
        await connection.execute(update(dossiers).values(**nothing))
        await connection.execute(update(dossier_departures).values(**nothing))
    lost = await numbers(sandbox, employer, q="retrouve")

    await list_dossiers_anew(SqlUnitOfWork(sandbox_database))

    assert (lost, await numbers(sandbox, employer, q="retrouve")) == ([], [number])
    assert number in await numbers(sandbox, employer, current_step="development")


async def counts(client: AsyncClient, headers: Headers, **asked: Any) -> dict[str, Any]:
    answer = await client.get(f"{LIST}/counts", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def test_counts_are_those_of_the_list_under_the_same_filters(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    await named(sandbox, employer, "Comptée")
    await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None)
    await awaiting_jury(sandbox_database)
    for headers in (secretariat, employer, await sign_in(sandbox, OTHER_EMPLOYER)):
        for asked in ({}, {"q": "comptee"}, {"status": ["awaiting_jury", "closed"]}, {"pathway": "simplified_vae"}):
            items, told = await found(sandbox, headers, **asked), await counts(sandbox, headers, **asked)
            assert told["total"] == len(items), asked
            assert told["by_status"] == {
                status: sum(each["status"] == status for each in items) for status in told["by_status"]
            }
            assert sum(told["by_current_step"].values()) == sum(
                each["status"] in {"registration_in_progress", "awaiting_assessment", "awaiting_jury"} for each in items
            )
    for actor, number in (await counts(sandbox, secretariat))["waiting_for"].items():
        waiting = await found(sandbox, secretariat, waiting_for=actor, include="checklist")
        assert len(waiting) == number, actor
        assert all(any(action["actor"] == actor for action in each["checklist"]["next_actions"]) for each in waiting), (
            actor
        )
    assert (await counts(sandbox, employer))["waiting_for"]["employer"] > 0


async def test_d64_what_has_left_a_company_is_counted_as_it_was_and_waits_for_nobody(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    before = await counts(sandbox, employer)
    moved = await sandbox.post(
        f"{LIST}/{dossier.id}/employer-changes",
        json={"on": today().isoformat(), "company_id": str(OTHER_COMPANY), "goes_on": True, "reason": "Contrat reçu"},
        headers=secretariat,
    )
    assert moved.status_code == 200, moved.text
    after = await counts(sandbox, employer)

    assert (after["total"], after["by_status"]) == (before["total"], before["by_status"])
    assert sum(after["waiting_for"].values()) < sum(before["waiting_for"].values())
    for actor in after["waiting_for"]:
        assert await numbers(sandbox, employer, q=dossier.number, waiting_for=actor) == []
    assert dossier.number in await numbers(sandbox, employer, sort="due_on")


async def test_what_is_due_comes_first_and_what_is_late_is_counted(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    late = await submitted(sandbox, secretariat, date(2026, 11, 2), "Tardif")
    soon = await submitted(sandbox, secretariat, date(2026, 12, 1), "Bientôt")
    not_late = (await counts(sandbox, secretariat))["overdue"]
    await at_noon_on(sandbox, date(2027, 1, 4))
    due_first = [f"{LIST}/{each['id']}" for each in await found(sandbox, secretariat, sort="due_on")]

    assert [place for place in due_first if place in {late, soon}] == [late, soon]
    assert len(due_first) == (await counts(sandbox, secretariat))["total"]
    assert (await counts(sandbox, secretariat))["overdue"] == not_late + 1
    answered = await sandbox.post(
        f"{late}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat
    )
    assert answered.status_code == 200, answered.text
    assert (await counts(sandbox, secretariat))["overdue"] == not_late


@pytest.mark.parametrize(
    ("address", "parameter", "code"),
    [
        ("/v1/evaluators?certification=zzz&region=84", "certification", "unknown_certification"),
        ("/v1/evaluators?region=999", "region", "unknown_region"),
        ("/v1/bridges?certification=zzz", "certification", "unknown_certification"),
        ("/v1/partner-certifications?certification=zzz", "certification", "unknown_certification"),
        ("/v1/statistics?certification=zzz", "certification", "unknown_certification"),
        ("/v1/statistics?region=999", "region", "unknown_region"),
        ("/v1/forms?certification=zzz", "certification", "unknown_certification"),
    ],
)
async def test_f12_a_code_that_nothing_has_narrows_no_list_to_nothing(
    sandbox: AsyncClient, address: str, parameter: str, code: str
) -> None:
    refused = await sandbox.get(address)

    assert refused.status_code == 422, refused.text
    assert [(each["code"], each["parameter"]) for each in refused.json()["errors"]] == [(code, parameter)]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        pytest.param("/v1/dossiers", {"status": "registration_in_progress", "limit": 1}, id="under another filter"),
        pytest.param("/v1/dossiers", {"q": "cqp", "sort": "updated_at"}, id="in another order"),
        pytest.param("/v1/companies", {}, id="of another list"),
        pytest.param("/v1/certifications", {}, id="of reference data"),
    ],
)
async def test_g13_a_cursor_goes_on_in_its_own_list_alone(
    sandbox: AsyncClient, secretariat: Headers, path: str, asked: dict[str, Any]
) -> None:
    for _ in range(2):
        await opened(sandbox, secretariat, pathway="simplified_vae")
    first = await sandbox.get("/v1/dossiers", params={"limit": 1, "q": "cqp"}, headers=secretariat)
    cursor = first.json()["next_cursor"]

    goes_on = await sandbox.get("/v1/dossiers", params={"q": "cqp", "cursor": cursor, "limit": 7}, headers=secretariat)
    refused = await sandbox.get(path, params={**asked, "cursor": cursor}, headers=secretariat)

    assert goes_on.status_code == 200
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["code"], error["parameter"]) == ("invalid_cursor", "cursor")
