"""Every delay at its boundary, over HTTP and by the sandbox's clock (R12, R30, R31, R41, R44, R45, R66, D35, D46)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.sandbox.identities import EVALUATOR
from app.usecases.dossiers.admissibility import apply_expired_deadlines
from app.usecases.moment import Moment
from tests.api.dossier_requests import (
    COMPANY_SIREN,
    EMPLOYER,
    SECRETARIAT,
    a_candidate,
    a_dossier,
    codes_of,
    opened,
    rules_of,
)
from tests.api.jury_room import OPENING, a_deliberation, awaiting_jury, planned, registered, today
from tests.api.mailbox import token_for
from tests.api.signing_in import sign_in

OUTSIDER = a_candidate(employment={"status": "self_employed"})
PDF = b"%PDF-1.4\n%%EOF\n"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def at_noon_on(client: AsyncClient, day: date) -> None:
    """Set the sandbox's clock to noon in Paris."""
    await at(client, datetime.combine(day, time(12), PARIS))


async def at(client: AsyncClient, instant: datetime) -> None:
    answer = await client.put("/v1/sandbox/clock", json={"now": instant.astimezone(UTC).isoformat()})
    assert answer.status_code == 200, answer.text


async def a_request(client: AsyncClient, headers: dict[str, str], **changes: Any) -> str:
    """A common-law VAE whose file is complete; the dossier's path."""
    candidate = {**OUTSIDER, **changes}
    body = {"pathway": "common_law_vae", "certification_code": "cqp-operateur-fabrication", "candidate": candidate}
    path = f"/v1/dossiers/{(await client.post('/v1/dossiers', json=body, headers=headers)).json()['id']}"
    for kind in ("outil_6", "cerfa_12818"):
        added = await client.post(
            f"{path}/documents",
            data={"kind": kind, "signed_by": ["candidate"]},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=headers,
        )
        assert added.status_code == 201, added.text
    return path


async def admissible(client: AsyncClient, headers: dict[str, str]) -> str:
    path = await a_request(client, headers)
    for step, body in (("submission", {}), ("decision", {"decision": "admissible"})):
        answer = await client.post(f"{path}/admissibility/{step}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    return path


async def deadline(client: AsyncClient, path: str, headers: dict[str, str], code: str) -> dict[str, Any]:
    told = (await client.get(f"{path}/checklist", headers=headers)).json()["deadlines"]
    found: dict[str, Any] = next(each for each in told if each["code"] == code)
    return found


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2026, 12, 31), date(2027, 2, 28), id="31 December: the end of February"),
        pytest.param(date(2027, 12, 30), date(2028, 2, 29), id="30 December before a leap year"),
        pytest.param(date(2026, 8, 31), date(2026, 10, 31), id="31 August"),
    ],
)
async def test_r44_the_answer_is_due_two_calendar_months_after_receipt(
    sandbox: AsyncClient, secretariat: dict[str, str], received: date, due: date
) -> None:
    await at_noon_on(sandbox, received)
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    late = []
    for day in (due - timedelta(days=1), due, due + timedelta(days=1)):
        await at_noon_on(sandbox, day)
        told = await deadline(sandbox, path, secretariat, "admissibility_decision")
        assert told["due_on"] == due.isoformat()
        late.append(told["overdue"])

    assert late == [False, False, True]


async def test_r45_a_candidacy_lapses_the_day_after_its_eighteen_months(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    path = await admissible(sandbox, secretariat)
    last = date(2028, 2, 29)

    await at_noon_on(sandbox, last)
    kept = (await sandbox.get(path, headers=secretariat)).json()
    await at_noon_on(sandbox, last + timedelta(days=1))
    lapsed = (await sandbox.get(path, headers=secretariat)).json()

    assert (kept["status"], lapsed["status"]) == ("registration_in_progress", "closed")
    assert lapsed["closure"]["reason"] == "lapsed"
    history = (await sandbox.get(f"{path}/history", headers=secretariat)).json()["items"]
    assert (history[0]["actor"], history[0]["rules"]) == ({"role": "system", "name": "système"}, ["R45", "D12"])


async def test_time_that_passes_by_resetting_a_clock_that_was_set_back_lets_terms_pass(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2025, 1, 31))
    path = await admissible(sandbox, secretariat)

    await sandbox.delete("/v1/sandbox/clock")

    assert (await sandbox.get(path, headers=secretariat)).json()["status"] == "closed"


async def test_d12_an_extension_keeps_the_candidacy_to_its_last_day(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    path = await admissible(sandbox, secretariat)
    extension = {"until": "2028-06-30", "reason": "Session du printemps annulée"}
    await sandbox.post(f"{path}/admissibility/extension", json=extension, headers=secretariat)

    statuses = []
    for day in (date(2028, 6, 30), date(2028, 7, 1)):
        await at_noon_on(sandbox, day)
        statuses.append((await sandbox.get(path, headers=secretariat)).json()["status"])

    assert statuses == ["registration_in_progress", "closed"]


async def test_d12_the_eighteen_months_count_from_the_acknowledgement_once_it_is_known(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    path = await admissible(sandbox, secretariat)
    ends = []
    await at_noon_on(sandbox, date(2026, 11, 30))
    for step, body in (
        (None, None),
        ("dispatch", {"tracking_number": "1A 234 567 8901 2", "sent_on": "2026-11-04"}),
        ("acknowledgement", {"received_on": "2026-11-06"}),
    ):
        if step:
            await sandbox.post(f"{path}/admissibility/{step}", json=body, headers=secretariat)
        ends.append((await sandbox.get(f"{path}/admissibility", headers=secretariat)).json()["candidacy_ends_on"])

    assert ends == ["2028-05-02", "2028-05-04", "2028-05-06"]


async def test_a_request_that_is_sent_back_is_complete_from_its_last_submission(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)
    incomplete = {"decision": "incomplete", "grounds": [{"text": "CERFA non daté"}]}
    await sandbox.post(f"{path}/admissibility/decision", json=incomplete, headers=secretariat)
    await at_noon_on(sandbox, date(2026, 11, 20))
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    told = await deadline(sandbox, path, secretariat, "admissibility_decision")

    assert (told["due_on"], told["due_on_from_first_receipt"]) == ("2027-01-20", "2027-01-02")


async def test_r37_a_refusal_without_grounds_is_refused(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    answer = await sandbox.post(
        f"{path}/admissibility/decision", json={"decision": "inadmissible"}, headers=secretariat
    )

    assert (answer.status_code, rules_of(answer.json()), codes_of(answer.json())) == (422, ["R37"], ["grounds_missing"])


async def test_between_the_two_midnights_the_day_is_the_one_in_paris(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at(sandbox, datetime(2026, 11, 2, 23, 30, tzinfo=UTC))

    path = await a_request(sandbox, secretariat)

    assert (await sandbox.get(path, headers=secretariat)).json()["requested_on"] == "2026-11-03"


# --- the two weeks of the documents (R41, D30) ------------------------------------------------------------------------


async def assessed(client: AsyncClient, headers: dict[str, str], held_on: date) -> str:
    """A common-law VAE assessed on that day, its guide not received yet."""
    await at_noon_on(client, held_on)
    path = await admissible(client, headers)
    codes = await codes_asked(client)
    await put(client, f"{path}/portfolio", {"completed_on": held_on.isoformat()}, headers)
    await put(client, f"{path}/evaluator", a_choice(held_on), headers)
    accepted = await client.post(f"{path}/evaluator/acceptance", json={"independent": True}, headers=headers)
    assert accepted.status_code == 200, accepted.text
    await put(client, f"{path}/assessment", an_assessment(codes, held_on), headers)
    return path


async def codes_asked(client: AsyncClient) -> list[str]:
    framework = await client.get("/v1/certifications/cqp-operateur-fabrication/frameworks/exemple-1")
    return [competence["code"] for competence in framework.json()["competences"]]


async def put(client: AsyncClient, path: str, body: dict[str, Any], headers: dict[str, str]) -> Response:
    answer = await client.put(path, json=body, headers={**headers, "If-Match": "*"})
    assert answer.status_code in {200, 201}, answer.text
    return answer


def a_choice(planned_on: date, evaluator: str = str(EVALUATOR)) -> dict[str, Any]:
    return {"evaluator_id": evaluator, "region": "84", "planned_on": planned_on.isoformat(), "fees_agreed": True}


def an_assessment(codes: list[str], *held_on: date) -> dict[str, Any]:
    return {
        "held_on": [day.isoformat() for day in held_on],
        "observed_on": [held_on[-1].isoformat()],
        "briefing": {
            "candidate_informed": True,
            "professional_informed": True,
            "guide_delivered": True,
            "outil_3_delivered": True,
            "branch_documents_used": True,
            "admissibility_letter_presented": True,
        },
        "concertation_held_on": held_on[-1].isoformat(),
        "trade_evaluator": {"name": "Luc Berger", "employer_siren": COMPANY_SIREN, "employer_idcc": "0044"},
        "results": [{"competence_code": code, "acquired": True, "comment": "Vu."} for code in codes],
        "candidate_observations": "Rien à ajouter.",
        "evaluator_observations": "Sans difficulté.",
    }


@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param(date(2026, 11, 9), date(2026, 11, 23), id="in autumn"),
        pytest.param(date(2028, 2, 15), date(2028, 2, 29), id="up to 29 February"),
        pytest.param(date(2027, 2, 15), date(2027, 3, 1), id="past 28 February"),
        pytest.param(date(2026, 12, 18), date(2027, 1, 1), id="up to 1 January"),
    ],
)
async def test_r41_the_documents_are_late_on_the_fifteenth_day(
    sandbox: AsyncClient, secretariat: dict[str, str], held: date, due: date
) -> None:
    path = await assessed(sandbox, secretariat, held)

    late = []
    for day in (due - timedelta(days=1), due, due + timedelta(days=1)):
        await at_noon_on(sandbox, day)
        told = await deadline(sandbox, path, secretariat, "vae_documents")
        assert (told["due_on"], told["rule"]) == (due.isoformat(), "R41")
        late.append(told["overdue"])

    assert late == [False, False, True]


async def test_r41_is_met_by_the_day_of_receipt_and_not_by_that_of_the_upload(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    path = await assessed(sandbox, secretariat, date(2026, 11, 9))
    await at_noon_on(sandbox, date(2026, 12, 24))

    await sandbox.post(
        f"{path}/documents",
        data={"kind": "outil_8", "signed_by": ["candidate"], "received_on": "2026-11-23"},
        files={"file": ("outil_8.pdf", PDF, "application/pdf")},
        headers=secretariat,
    )

    terms = (await sandbox.get(f"{path}/checklist", headers=secretariat)).json()["deadlines"]
    assert "vae_documents" not in {term["code"] for term in terms}


# --- the day of the request and its window (R31, D37, D40, D41) -------------------------------------------------------


@pytest.mark.parametrize(
    ("requested", "start", "end", "counted"),
    [
        pytest.param(date(2026, 11, 23), "2023-11-23", "2024-11-21", 365, id="365 days from the first of the window"),
        pytest.param(date(2026, 11, 23), "2023-11-22", "2024-11-20", 364, id="its first day is out of the window"),
        pytest.param(date(2026, 11, 23), "2025-11-24", None, 364, id="still running: until the day before"),
        pytest.param(date(2026, 11, 23), "2025-11-23", None, 365, id="still running for a year"),
        pytest.param(date(2028, 2, 29), "2025-02-28", "2026-02-27", 365, id="29 February: from 28 February"),
        pytest.param(date(2028, 2, 29), "2025-02-27", "2026-02-26", 364, id="29 February: 27 is out"),
        pytest.param(date(2027, 2, 28), "2024-02-28", "2025-02-26", 365, id="the window holds a leap day"),
    ],
)
async def test_r31_counts_the_days_of_the_three_years_before_the_request(
    sandbox: AsyncClient, secretariat: dict[str, str], requested: date, start: str, end: str | None, counted: int
) -> None:
    await at_noon_on(sandbox, requested)
    worked = {"activity": "Fabrication", "start": start, "end": end, "directly_related": True}
    employer = await sign_in(sandbox, EMPLOYER)
    dossier = await opened(
        sandbox,
        employer,
        pathway="simplified_vae",
        training_scheme=None,
        candidate=a_candidate(experience=[worked]),
    )

    request = (await sandbox.get(f"/v1/dossiers/{dossier['id']}/admissibility", headers=secretariat)).json()

    assert request["requested_on"] == requested.isoformat()
    grounds = [(ground["rule"], ground["text"][:4]) for ground in request["proposed_grounds"]]
    assert grounds == ([] if counted >= 365 else [("R31", f"{counted} ")])


@pytest.mark.parametrize(("start", "status"), [("2025-11-23", 201), ("2025-11-24", 422)], ids=["365 days", "364 days"])
async def test_r30_refuses_the_creation_of_a_direct_assessment_a_day_short(
    sandbox: AsyncClient, start: str, status: int
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    worked = {"activity": "Fabrication", "start": start, "directly_related": True}
    body = a_dossier(variant="direct_assessment", candidate=a_candidate(experience=[worked]))

    answer = await sandbox.post("/v1/dossiers", json=body, headers=await sign_in(sandbox, EMPLOYER))

    assert answer.status_code == status, answer.text
    assert status == 201 or rules_of(answer.json()) == ["R30"]


@pytest.mark.parametrize(
    ("received", "rules"),
    [
        pytest.param("2026-11-23", [], id="its year is complete"),
        pytest.param("2026-11-22", ["R35"], id="the day before"),
    ],
)
async def test_d41_a_request_dated_earlier_is_judged_by_that_day(
    sandbox: AsyncClient, secretariat: dict[str, str], received: str, rules: list[str]
) -> None:
    await at_noon_on(sandbox, date(2026, 12, 14))
    worked = {"activity": "Fabrication", "start": "2025-11-23", "directly_related": True}
    path = await a_request(sandbox, secretariat, experience=[worked])

    submitted = await sandbox.post(
        f"{path}/admissibility/submission", json={"received_on": received}, headers=secretariat
    )
    decided = await sandbox.post(f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat)

    assert submitted.status_code == 200, submitted.text
    assert [ground["rule"] for ground in submitted.json()["proposed_grounds"]] == rules
    assert (decided.status_code, rules_of(decided.json()) if rules else []) == (422 if rules else 200, rules)


# --- the schemes' borders (R79, D35) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "open_on", "closed_on"),
    [
        pytest.param("training_plan", "2018-12-31", "2019-01-01", id="training plan"),
        pytest.param("professionalisation_period", "2018-12-31", "2019-01-01", id="professionalisation period"),
        pytest.param("skills_development_plan", "2019-01-01", "2018-12-31", id="skills development plan"),
        pytest.param("pro_a", "2019-01-01", "2018-12-31", id="Pro-A begins"),
        pytest.param("pro_a", "2025-12-31", "2026-01-01", id="Pro-A ends"),
        pytest.param("reconversion_period", "2026-01-01", "2025-12-31", id="reconversion period"),
    ],
)
async def test_d35_a_scheme_is_open_to_its_border_and_not_a_day_beyond(
    sandbox: AsyncClient, scheme: str, open_on: str, closed_on: str
) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    statuses, listed = [], []
    for day in (open_on, closed_on):
        await at_noon_on(sandbox, date.fromisoformat(day))
        body = a_dossier(training_scheme=scheme, candidate=a_candidate(experience=[]))
        answer = await sandbox.post("/v1/dossiers", json=body, headers=employer)
        statuses.append((answer.status_code, [] if answer.status_code == 201 else rules_of(answer.json())))
        schemes = (await sandbox.get(f"/v1/training-schemes?on={day}")).json()["items"]
        listed.append(scheme in {each["code"] for each in schemes})

    assert statuses == [(201, []), (422, ["D35"])]
    assert listed == [True, False]


# --- evaluators, by the day (R12, D47) --------------------------------------------------------------------------------


async def an_evaluator(client: AsyncClient, headers: dict[str, str], until: date) -> str:
    """Somebody authorised in region 84 from the start of 2026 until that day."""
    body = {"name": "Yves Perrin", "email": "yves.perrin@example.org", "published_contact": "06 39 98 01 00"}
    place = (await client.post("/v1/evaluators", json=body, headers=headers)).headers["Location"]
    row = {"certification_code": "cqp-operateur-fabrication", "region": "84", "from": "2026-01-01"}
    await put(client, f"{place}/authorisations", {"authorisations": [{**row, "until": until.isoformat()}]}, headers)
    return place.rsplit("/", 1)[1]


async def test_r12_holds_on_the_planned_day_and_on_each_day_of_the_assessment_never_on_that_of_the_entry(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    last = date(2026, 11, 30)
    await at_noon_on(sandbox, date(2026, 11, 23))
    path = await admissible(sandbox, secretariat)
    evaluator = await an_evaluator(sandbox, secretariat, last)
    await put(sandbox, f"{path}/portfolio", {"completed_on": "2026-11-23"}, secretariat)

    late = await sandbox.put(
        f"{path}/evaluator", json=a_choice(last + timedelta(days=1), evaluator), headers=secretariat
    )
    await put(sandbox, f"{path}/evaluator", a_choice(last, evaluator), secretariat)
    await sandbox.post(f"{path}/evaluator/acceptance", json={"independent": True}, headers=secretariat)
    await at_noon_on(sandbox, date(2026, 12, 7))
    codes = await codes_asked(sandbox)
    beyond = await sandbox.put(
        f"{path}/assessment", json=an_assessment(codes, last, last + timedelta(days=1)), headers=secretariat
    )
    within = await sandbox.put(
        f"{path}/assessment", json=an_assessment(codes, last - timedelta(days=1), last), headers=secretariat
    )

    assert (late.status_code, rules_of(late.json())) == (422, ["R12"])
    assert (beyond.status_code, rules_of(beyond.json())) == (422, ["R12"])
    assert within.status_code == 201, within.text


# --- parameters from a coming day (D46) -------------------------------------------------------------------------------


async def test_d46_a_new_delay_counts_for_what_is_received_from_its_day_on(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    parameter = "/v1/rules/R44/parameters/months"
    value = {"value": 3, "from": "2026-11-24", "source": "Décision de la CPNE (exemple)"}
    too_early = await sandbox.put(parameter, json={**value, "from": "2026-11-23"}, headers=secretariat)
    answer = await sandbox.put(parameter, json=value, headers=secretariat)
    paths = []
    for day in (date(2026, 11, 23), date(2026, 11, 24)):
        await at_noon_on(sandbox, day)
        paths.append(await a_request(sandbox, secretariat, birth_name=f"Martin {day.day}"))
        await sandbox.post(f"{paths[-1]}/admissibility/submission", headers=secretariat)
    await at_noon_on(sandbox, date(2026, 12, 24))

    due = [(await deadline(sandbox, path, secretariat, "admissibility_decision"))["due_on"] for path in paths]
    listed = [await parameter_listed(sandbox, "R44", "months", day) for day in ("2026-11-23", "2026-11-24")]

    assert (too_early.status_code, rules_of(too_early.json())) == (422, ["D46"])
    assert answer.status_code == 200, answer.text
    assert due == ["2027-01-23", "2027-02-24"]
    assert listed == [2, 3]


async def parameter_listed(client: AsyncClient, number: str, name: str, day: str) -> Any:
    rules = (await client.get(f"/v1/rules?on={day}&limit=200")).json()["items"]
    rule = next(each for each in rules if each["number"] == number)
    return next(each["value"] for each in rule["parameters"] if each["name"] == name)


async def test_d46_a_new_threshold_spares_the_requests_of_the_day_before(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    value = {"value": 5000, "from": "2026-11-24", "source": "Décision de la CPNE (exemple)"}
    await sandbox.put("/v1/rules/R35/parameters/minimum_days", json=value, headers=secretariat)
    verdicts = []
    before = await a_request(sandbox, secretariat, birth_name="Veille")
    await sandbox.post(f"{before}/admissibility/submission", headers=secretariat)
    await at_noon_on(sandbox, date(2026, 11, 24))
    after = await a_request(sandbox, secretariat, birth_name="Lendemain")
    await sandbox.post(f"{after}/admissibility/submission", headers=secretariat)
    for path in (before, after):
        decision = {"decision": "admissible"}
        answer = await sandbox.post(f"{path}/admissibility/decision", json=decision, headers=secretariat)
        verdicts.append(answer.status_code)

    assert verdicts == [200, 422]


@pytest.mark.parametrize(("day", "known"), [("2011-04-26", False), ("2011-04-27", True), ("2026-11-24", True)])
async def test_pathways_are_told_under_the_rules_of_the_day_asked_for(
    sandbox: AsyncClient, day: str, known: bool
) -> None:
    answer = await sandbox.get(f"/v1/pathways?on={day}")

    assert answer.status_code == 200, answer.text
    assert any(pathway["conditions"] for pathway in answer.json()["items"]) is known
    assert bool((await sandbox.get(f"/v1/rules?on={day}")).json()["items"]) is known


# --- the jury's registrations, what stays acquired, the invitation ----------------------------------------------------


async def test_the_registrations_close_at_the_end_of_their_last_day(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    last = today() + timedelta(days=20)
    session = await planned(
        sandbox, secretariat, held_on=(last + timedelta(days=7)).isoformat(), registration_closes_on=last.isoformat()
    )
    dossiers = [await awaiting_jury(sandbox_database) for _ in range(2)]

    answers, late = [], []
    for dossier, day in zip(dossiers, (last, last + timedelta(days=1)), strict=True):
        await at(sandbox, datetime.combine(day, time(23, 59), PARIS))
        answers.append((await registered(sandbox, secretariat, dossier, session)).status_code)
        path = f"/v1/dossiers/{dossiers[0].id}"
        told = await deadline(sandbox, path, secretariat, "jury_registration_closing")
        late.append((told["due_on"], told["overdue"]))

    assert answers == [200, 422]
    assert late == [(last.isoformat(), False)] * 2


@pytest.mark.parametrize(
    ("held", "until"),
    [
        pytest.param(date(2028, 2, 29), date(2033, 2, 28), id="29 February: 28 February"),
        pytest.param(date(2027, 3, 1), date(2032, 3, 1), id="the same day"),
    ],
)
async def test_r66_five_years_from_the_day_of_the_jury_the_last_included(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], held: date, until: date
) -> None:
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    await at_noon_on(sandbox, held)
    days = {"held_on": held.isoformat(), "registration_closes_on": held.isoformat()}
    session = await planned(sandbox, secretariat, **days)
    await registered(sandbox, secretariat, dossier, session)
    await sandbox.post(f"{session}/opening", json=OPENING, headers=secretariat)
    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)

    exempted, late = [], []
    candidate = a_candidate(birth_name=dossier.candidate.birth_name, first_names=dossier.candidate.first_names)
    candidate |= {"birth_date": dossier.candidate.birth_date.isoformat(), "birth_place": dossier.candidate.birth_place}
    for day in (until, until + timedelta(days=1)):
        await at_noon_on(sandbox, day)
        employer = await sign_in(sandbox, EMPLOYER)
        again = await opened(sandbox, employer, certification_code=dossier.certification_code, candidate=candidate)
        scope = (await sandbox.get(f"/v1/dossiers/{again['id']}/assessment", headers=employer)).json()
        exempted.append({exemption["until"] for exemption in scope["exemptions"]})
        late.append((await deadline(sandbox, f"/v1/dossiers/{dossier.id}", secretariat, "retention"))["overdue"])
        given_up = await sandbox.post(
            f"/v1/dossiers/{again['id']}/withdrawal", json={"reason": "Autre projet"}, headers=employer
        )
        assert given_up.status_code == 200, given_up.text

    assert decided.status_code == 201, decided.text
    assert {kept["until"] for kept in decided.json()["retained"]} == {until.isoformat()}
    assert exempted == [{until.isoformat()}, set()]
    assert late == [False, True]


async def test_an_invitation_opens_for_thirty_days_by_the_clock_forwards_and_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    dossier = await awaiting_jury(sandbox_database, trade_observations=None)
    noon = datetime.combine(today(), time(12), PARIS)
    await at(sandbox, noon)
    guest = {"name": "Paul Métier", "email": "paul@example.org", "employer_siren": COMPANY_SIREN, "position": "Chef"}
    evaluator = await sign_in(sandbox, "evaluator@sandbox.example")
    invited = await sandbox.post(f"/v1/dossiers/{dossier.id}/trade-evaluator", json=guest, headers=evaluator)
    assert invited.status_code == 201, invited.text
    token = {"token": await token_for(sandbox, "paul@example.org", "trade_evaluator_invitation")}

    statuses = []
    for instant in (
        noon + timedelta(days=29, hours=23),
        noon + timedelta(days=30, seconds=1),
        noon + timedelta(days=29, hours=23),
    ):
        await at(sandbox, instant)
        statuses.append((await sandbox.post("/v1/invitations/redeem", json=token)).status_code)

    assert statuses == [201, 401, 201]


# --- midnight in Paris ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param(datetime(2026, 11, 2, 22, 59, tzinfo=UTC), "2026-11-02", id="winter, before midnight"),
        pytest.param(datetime(2026, 11, 2, 23, 0, tzinfo=UTC), "2026-11-03", id="winter, midnight"),
        pytest.param(datetime(2027, 7, 1, 21, 59, tzinfo=UTC), "2027-07-01", id="summer, before midnight"),
        pytest.param(datetime(2027, 7, 1, 22, 0, tzinfo=UTC), "2027-07-02", id="summer, midnight"),
    ],
)
async def test_a_day_begins_at_midnight_in_paris_in_winter_and_in_summer(
    sandbox: AsyncClient, instant: datetime, day: str
) -> None:
    await at(sandbox, instant)

    answer = await sandbox.post(
        "/v1/eligibility-checks",
        json={
            "certification_code": "cqp-operateur-fabrication",
            "candidate": {"employment": {"status": "self_employed"}, "experience": []},
        },
    )

    assert answer.json()["on"] == day


@pytest.mark.parametrize(("rule", "decision"), [("none", None), ("accept", "admissible")])
async def test_d11_silence_decides_nothing_unless_the_rule_says_so_and_then_the_day_after_the_term(
    sandbox: AsyncClient, secretariat: dict[str, str], rule: str, decision: str | None
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    parameter = {"value": rule, "from": "2026-11-03", "source": "Délibération de la CPNE (exemple)"}
    put = await sandbox.put("/v1/rules/D11/parameters/silence_rule", json=parameter, headers=secretariat)
    assert put.status_code == 200, put.text
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    answers = []
    for day in (date(2027, 1, 2), date(2027, 1, 3)):
        await at_noon_on(sandbox, day)
        answers.append((await sandbox.get(f"{path}/admissibility", headers=secretariat)).json()["decision"])

    assert answers == [None, decision]


async def test_d40_silence_never_stands_for_a_condition_that_is_not_met(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    parameter = {"value": "accept", "from": "2026-11-03", "source": "Délibération de la CPNE (exemple)"}
    await sandbox.put("/v1/rules/D11/parameters/silence_rule", json=parameter, headers=secretariat)
    path = await a_request(sandbox, secretariat, experience=[])
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    await at_noon_on(sandbox, date(2027, 2, 1))

    assert (await sandbox.get(f"{path}/admissibility", headers=secretariat)).json()["decision"] is None


async def test_a_candidacy_that_cannot_lapse_keeps_no_other_from_it(
    sandbox: AsyncClient, secretariat: dict[str, str], sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    first, second = [await admissible(sandbox, secretariat) for _ in range(2)]
    usual, failing = SqlUnitOfWork.commit, iter([True])

    async def sometimes(uow: SqlUnitOfWork) -> None:
        if next(failing, False):
            raise ValueError("broken")
        await usual(uow)

    after = Moment(datetime(2028, 3, 1, 12, tzinfo=UTC))
    with monkeypatch.context() as breaking:
        breaking.setattr(SqlUnitOfWork, "commit", sometimes)
        with pytest.raises(ExceptionGroup):
            await apply_expired_deadlines(SqlUnitOfWork(sandbox_database), now=after, new_id=uuid7)

    statuses = [(await sandbox.get(path, headers=secretariat)).json()["status"] for path in (first, second)]
    assert sorted(statuses) == ["closed", "registration_in_progress"]
