"""F11: the inbox of each role: what one may do now and is waited for, due first, and what has no dossier too."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.tables import awaited_acts, companies, documents, dossiers, emails
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.law import ParameterValue
from app.sandbox.identities import COMPANY
from app.usecases.tasks.writing import rewrite_awaited_acts
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, a_candidate, codes_of, filed, opened
from tests.api.jury_room import CHAIR, MEMBER, a_deliberation, awaiting_jury, planned, sitting, today
from tests.api.signing_in import sign_in
from tests.api.test_appeals import answered, refused
from tests.api.test_appeals import appeal as contested
from tests.api.test_deadlines import submitted
from tests.api.test_delays import at_noon_on

Headers = dict[str, str]
EVALUATOR = "evaluator@sandbox.example"
TASKS = "/v1/tasks"


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


async def inbox(client: AsyncClient, headers: Headers, **asked: Any) -> list[dict[str, Any]]:
    """Every task, read three at a time."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await client.get(TASKS, params={"limit": 3, **asked, **cursor}, headers=headers)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return items
        cursor = {"cursor": answer.json()["next_cursor"]}


def acts_on(tasks: list[dict[str, Any]], dossier_id: str) -> set[str]:
    return {each["operation_id"] for each in tasks if each["dossier"] and each["dossier"]["id"] == dossier_id}


def about(tasks: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in tasks if each["subject"] and each["subject"]["kind"] == kind]


def of_dossiers(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in tasks if each["dossier"]]


async def test_an_act_is_in_the_inbox_until_it_is_done(sandbox: AsyncClient, employer: Headers) -> None:
    dossier = await opened(sandbox, employer)
    plan = {
        "competences": ["C1"],
        "actions": [{"label": "Conduite", "kind": "practice", "hours": 35}],
        "starts_on": "2026-12-01",
        "ends_on": "2027-02-26",
    }

    before = acts_on(await inbox(sandbox, employer), dossier["id"])
    done = await sandbox.put(f"/v1/dossiers/{dossier['id']}/training-plan", json=plan, headers=employer)
    after = acts_on(await inbox(sandbox, employer), dossier["id"])

    assert done.status_code == 201, done.text
    assert before == {"recordTrainingPlan"}
    assert after == {"addDocument", "chooseEvaluator"}


async def test_a_line_tells_all_that_an_inbox_shows(sandbox: AsyncClient, employer: Headers) -> None:
    dossier = await opened(sandbox, employer)
    (task,) = [each for each in await inbox(sandbox, employer) if each["dossier"]["id"] == dossier["id"]]

    assert task == {
        "operation_id": "recordTrainingPlan",
        "label": "Enregistrer le parcours de développement",
        "method": "PUT",
        "href": f"/v1/dossiers/{dossier['id']}/training-plan",
        "actor": "employer",
        "actor_label": "Employeur",
        "due_on": None,
        "overdue": False,
        "since": today().isoformat(),
        "dossier": {
            "id": dossier["id"],
            "number": dossier["number"],
            "candidate": {
                "birth_name": dossier["candidate"]["birth_name"],
                "usage_name": None,
                "first_names": "Léa Jeanne",
            },
            "company": dossier["company"],
            "pathway": "individualised_training",
            "pathway_label": dossier["pathway_label"],
            "certification": dossier["certification"],
        },
        "subject": None,
    }
    english = await sandbox.get(TASKS, headers={**employer, "Accept-Language": "en"})
    assert english.headers["Content-Language"] == "en"
    assert "Record the training plan" in {each["label"] for each in english.json()["items"]}


async def test_every_task_is_open_to_whom_it_is_shown(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    held = {"code": "PH04", "certifier": "LEEM", "number": "PH-1", "awarded_on": "2020-05-04"}
    await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None)
    await opened(sandbox, secretariat, pathway="common_law_vae", training_scheme=None)
    await opened(sandbox, employer, candidate=a_candidate(held_certifications=[held]))
    await awaiting_jury(sandbox_database)
    told = 0
    for headers in (secretariat, employer, await sign_in(sandbox, EVALUATOR)):
        for task in await inbox(sandbox, headers):
            if task["dossier"] is None or task["operation_id"] == "verifyCompany":
                continue
            checklist = await sandbox.get(f"/v1/dossiers/{task['dossier']['id']}/checklist", headers=headers)
            actions = checklist.json()["next_actions"]
            wanted = {name: task[name] for name in ("operation_id", "method", "href", "actor")} | {"allowed": True}
            assert any(wanted.items() <= action.items() for action in actions), task
            told += 1
    assert told > 5
    verification = [
        each for each in await inbox(sandbox, secretariat) if each["operation_id"] == "verifyHeldCertification"
    ]
    assert verification[-1]["href"].endswith("/held-certifications/PH04/verification")


async def test_nobody_is_shown_what_is_not_theirs(
    sandbox: AsyncClient, secretariat: Headers, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer)
    other = await sign_in(sandbox, OTHER_EMPLOYER)

    assert acts_on(await inbox(sandbox, other), dossier["id"]) == set()
    assert acts_on(await inbox(sandbox, secretariat), dossier["id"]) == set()
    assert await inbox(sandbox, other, company_id=str(COMPANY)) == []


async def test_what_is_due_comes_first_and_what_is_late_says_so(sandbox: AsyncClient, secretariat: Headers) -> None:
    late = await submitted(sandbox, secretariat, date(2026, 11, 2), "Tardif")
    soon = await submitted(sandbox, secretariat, date(2026, 12, 1), "Bientôt")
    await at_noon_on(sandbox, date(2027, 1, 4))
    tasks = of_dossiers(await inbox(sandbox, secretariat))

    decisions = [each for each in tasks if each["operation_id"] == "decideAdmissibility"]
    assert tasks[:2] == decisions
    assert [(f"/v1/dossiers/{each['dossier']['id']}", each["due_on"], each["overdue"]) for each in decisions] == [
        (late, "2027-01-02", True),
        (soon, "2027-02-01", False),
    ]
    assert of_dossiers(await inbox(sandbox, secretariat, due_before="2027-01-03")) == decisions[:1]
    assert await inbox(sandbox, secretariat, operation_id="decideAdmissibility") == decisions
    undated = [each["since"] for each in tasks if each["due_on"] is None]
    assert undated == sorted(undated)


async def test_a_registration_is_due_when_the_next_jury_closes_its_own(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    await rewrite_awaited_acts(SqlUnitOfWork(sandbox_database), today())
    closes = (today() + timedelta(days=9)).isoformat()
    held = (today() + timedelta(days=30)).isoformat()
    before = await inbox(sandbox, employer, operation_id="registerToJury")
    await planned(sandbox, secretariat, held_on=held, registration_closes_on=closes)
    after = await inbox(sandbox, employer, operation_id="registerToJury")

    mine = [each for each in after if each["dossier"]["id"] == str(dossier.id)]
    assert str(dossier.id) in {each["dossier"]["id"] for each in before}
    assert [each["due_on"] for each in mine] == [closes]


async def test_the_chair_deliberates_in_a_session_that_is_open_and_countersigns_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    chair, member = await sign_in(sandbox, CHAIR), await sign_in(sandbox, MEMBER)
    session = await sitting(sandbox, secretariat, dossier)
    asked = await inbox(sandbox, chair)

    assert [(each["operation_id"], each["href"]) for each in asked] == [("deliberate", f"{session}/deliberations")]
    assert await inbox(sandbox, member) == []
    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)
    assert decided.status_code == 201, decided.text
    assert await inbox(sandbox, chair) == []
    closed = await sandbox.post(f"{session}/closure", headers=secretariat)
    assert closed.status_code == 200, closed.text
    (closure,) = await inbox(sandbox, chair)
    assert (closure["operation_id"], closure["href"], closure["subject"]["kind"]) == (
        "closeJurySession",
        f"{session}/closure",
        "jury_session",
    )
    assert await inbox(sandbox, member) == []
    countersigned = await sandbox.post(f"{session}/closure", headers=chair)
    assert countersigned.status_code == 200, countersigned.text
    assert await inbox(sandbox, chair) == []


async def test_d54_a_decision_that_is_not_signed_takes_nothing_off_what_others_are_told(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    asked = {"q": dossier.number, "waiting_for": "jury"}
    before = (await sandbox.get("/v1/dossiers/counts", params=asked, headers=employer)).json()
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)

    assert (await sandbox.get("/v1/dossiers/counts", params=asked, headers=employer)).json() == before
    assert before["total"] == 1


async def test_the_secretariat_is_told_what_no_dossier_waits_for(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer)
    await filed(sandbox, employer, f"/v1/dossiers/{dossier['id']}", "outil_1")
    await opened(sandbox, await sign_in(sandbox, OTHER_EMPLOYER), candidate=_the_same_civil_status(dossier))
    async with sandbox_database.begin() as connection:
        await connection.execute(
            update(companies).where(companies.c.id != COMPANY).values(state="in_review", succession=None)
        )
        await connection.execute(
            update(documents).where(documents.c.dossier_id == UUID(dossier["id"])).values(state="lost")
        )
        await connection.execute(insert(emails).values(_a_mail_given_up(dossier["created_at"])))
    tasks = await inbox(sandbox, secretariat)

    for kind, operation_id in (
        ("company", "verifyCompany"),
        ("person_match", "decidePersonMatch"),
        ("mail", "resendMail"),
        ("document", "addDocument"),
    ):
        found = about(tasks, kind)
        assert found, kind
        assert {each["operation_id"] for each in found} == {operation_id}
        assert all(each["subject"]["id"] in each["href"] or kind == "document" for each in found)
        assert all(each["subject"]["label"] and each["subject"]["kind_label"] for each in found)
    (lost,) = about(tasks, "document")
    assert (lost["href"], dossier["number"] in lost["subject"]["label"]) == (
        f"/v1/dossiers/{dossier['id']}/documents",
        True,
    )
    assert [
        each["subject"]["id"] for each in about(await inbox(sandbox, secretariat, company_id=str(COMPANY)), "document")
    ] == [lost["subject"]["id"]]
    assert not any(each["subject"] for each in await inbox(sandbox, employer))


async def test_an_appeal_is_the_secretariats_to_answer_until_it_is_answered(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    place = await refused(sandbox, secretariat)
    appeal = (await contested(sandbox, secretariat, place, "admissibility")).json()
    number = (await sandbox.get(place, headers=secretariat)).json()["number"]

    asked = about(await inbox(sandbox, {**secretariat, "Accept-Language": "en"}), "appeal")

    assert [(each["operation_id"], each["href"], each["label"]) for each in asked] == [
        ("answerAppeal", f"{place}/appeals/{appeal['id']}/answer", "Answer an appeal")
    ]
    assert asked[0]["subject"] == {
        "kind": "appeal",
        "kind_label": "Appeal",
        "id": appeal["id"],
        "label": f"Refusal of admissibility ({number})",
    }
    assert (asked[0]["due_on"], asked[0]["since"]) == (None, appeal["acknowledged_on"])
    assert (await answered(sandbox, secretariat, place, appeal["id"], "dismissed")).status_code == 200
    assert about(await inbox(sandbox, secretariat), "appeal") == []


async def test_a_session_is_the_secretariats_to_open_from_its_day_on(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    day = (today() + timedelta(days=1)).isoformat()
    session = await planned(sandbox, secretariat, held_on=day)
    before = [each for each in await inbox(sandbox, secretariat) if each["operation_id"] == "openJurySession"]

    await at_noon_on(sandbox, today() + timedelta(days=2))
    (due,) = [each for each in await inbox(sandbox, secretariat) if each["operation_id"] == "openJurySession"]

    assert before == []
    assert (due["href"], due["label"]) == (f"{session}/opening", "Ouvrir la session")
    assert (due["due_on"], due["since"], due["overdue"]) == (day, day, True)
    assert due["subject"]["label"].startswith("Jury du ")


def _the_same_civil_status(dossier: dict[str, Any]) -> dict[str, Any]:
    told = {name: dossier["candidate"][name] for name in ("birth_name", "first_names", "birth_date", "birth_place")}
    return a_candidate(**told, sex="M", employment={"status": "employee", "employer": {"siret": "98765432400019"}})


async def test_a_company_that_is_verified_changes_whom_its_dossiers_wait_for(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None)
    path = f"/v1/companies/{COMPANY}"
    finding = {"approved": True, "ccnic": False, "evidence": "Extrait Kbis"}
    unverified = await sandbox.post(f"{path}/verification", json=finding, headers=secretariat)
    assert unverified.status_code == 200, unverified.text
    name, proof = (
        "skills-identification",
        {
            "held_on": today().isoformat(),
            "technical_expert": {"name": "Paul Expert", "employer_siren": "123456782"},
            "interview_expert": {"name": "Ana Experte", "kind": "employee"},
            "competences": [{"code": f"C{place}", "mastered": True} for place in range(1, 8)],
        },
    )
    identified = await sandbox.put(f"/v1/dossiers/{dossier['id']}/{name}", json=proof, headers=employer)
    assert identified.status_code == 201, identified.text
    await filed(sandbox, employer, f"/v1/dossiers/{dossier['id']}", "outil_1", "outil_6", "cerfa_12818")

    waiting = acts_on(await inbox(sandbox, secretariat), dossier["id"])
    await sandbox.post(f"{path}/verification", json={**finding, "ccnic": True}, headers=secretariat)
    verified = acts_on(await inbox(sandbox, secretariat), dossier["id"])

    assert waiting == {"verifyCompany"}
    assert verified == set()
    assert acts_on(await inbox(sandbox, employer), dossier["id"]) == {"submitAdmissibility"}


async def test_what_was_not_written_is_written_by_night_and_stays_open_since_then(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers
) -> None:
    await opened(sandbox, employer)
    before, waiting = await inbox(sandbox, employer), await waits(sandbox_database)
    async with sandbox_database.begin() as connection:
        await connection.execute(delete(awaited_acts))
        await connection.execute(update(dossiers).values(waiting_for=[]))
    nothing = await inbox(sandbox, employer)
    rewritten = [
        await rewrite_awaited_acts(SqlUnitOfWork(sandbox_database), today() + timedelta(days=d)) for d in (0, 5)
    ]

    assert nothing == []
    assert rewritten[0] > 0
    assert rewritten[1] == 0
    assert acts_of(await inbox(sandbox, employer)) == acts_of(before)
    assert await waits(sandbox_database) == waiting
    assert ("employer",) in waiting.values()


async def test_a_rule_changes_from_a_day_on_whom_a_dossier_waits_for_and_the_night_of_that_day_tells_it(
    sandbox_database: AsyncEngine,
) -> None:
    contract = "professionalisation_contract"
    dossier = await awaiting_jury(sandbox_database, training_scheme=contract, assessment_completed_on=None)
    since, source = today() + timedelta(days=10), "Décision de la CPNE (exemple)"
    async with SqlUnitOfWork(sandbox_database) as uow:
        waived = ParameterValue(rule="R22", name="required", value=False, since=since, source=source)
        await uow.reference.put_parameter(waived, over=0, at=dossier.updated_at)
        await uow.commit()
    told = []
    for days in (0, 9, 10):
        await rewrite_awaited_acts(SqlUnitOfWork(sandbox_database), today() + timedelta(days=days))
        async with sandbox_database.connect() as connection:
            its = select(awaited_acts.c.operation_id).where(awaited_acts.c.dossier_id == dossier.id)
            told.append((await connection.scalars(its)).all())

    assert told == [["addDocument"], ["addDocument"], ["completeAssessment"]]


async def waits(engine: AsyncEngine) -> dict[UUID, tuple[str, ...]]:
    """Whom each dossier waits for."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(dossiers.c.id, dossiers.c.waiting_for))
        return {row.id: tuple(row.waiting_for) for row in rows}


def acts_of(tasks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["dossier"]["id"], each["operation_id"]) for each in tasks}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"operation_id": "dance"}, "unknown_operation"),
        ({"due_before": "tomorrow"}, "not_a_date"),
        ({"company_id": "x"}, "not_a_uuid"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    sandbox: AsyncClient, employer: Headers, asked: dict[str, str], code: str
) -> None:
    answer = await sandbox.get(TASKS, params=asked, headers=employer)

    assert (answer.status_code, codes_of(answer.json())) == (422, [code])


async def test_a_cursor_of_another_list_is_refused(sandbox: AsyncClient, employer: Headers) -> None:
    for _ in range(2):
        await opened(sandbox, employer)
    stolen = (await sandbox.get("/v1/dossiers", params={"limit": 1}, headers=employer)).json()["next_cursor"]

    answer = await sandbox.get(TASKS, params={"cursor": stolen}, headers=employer)

    assert (answer.status_code, codes_of(answer.json())) == (422, ["invalid_cursor"])


def _a_mail_given_up(at: str) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "to_address": "absente@example.org",
        "template": "company_approved",
        "language": "fr",
        "subject": "Votre inscription",
        "body": "",
        "html": "",
        "links": {},
        "created_at": datetime.fromisoformat(at),
        "cause": "test",
    }
