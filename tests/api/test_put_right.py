"""What was entered, closed or refused by mistake, put right over HTTP (S2, S3, S16, S19, S23; D65, D66, D70)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.readings import Readings
from app.db.sandbox_clock import SqlSandboxClock
from app.db.statistics import SqlStatistics
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.calendar import add_months
from app.domain.certificates import holder_of
from app.domain.reminders import USUAL_DISTANCES
from app.domain.statistics import Delay, Dimension
from app.main import mail_writer_of
from app.sandbox.identities import JURY_SESSION
from app.settings import Settings
from app.usecases.deadlines.reminding import ReminderContext, remind_of_deadlines
from app.usecases.moment import Moment
from app.usecases.ports.statistics import Counted
from tests.api.certificate_desk import issued_for
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, codes_of, filed, opened, rules_of
from tests.api.jury_room import awaiting_jury, planned, registered, today
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_request, admissible, assessed, at_noon_on, deadline
from tests.api.test_examined_facts import admitted, done, entrusted, step
from tests.builders import a_decision

Json = dict[str, Any]
Headers = dict[str, str]
Work = Callable[[], Awaitable[None]]
CANDIDATE = "noe.lambert@example.org"
WHY = "Le bordereau est revenu tard"
SLIP: Json = {"entry": "admissibility_acknowledged_on", "value": "2026-12-20", "reason": WHY}
MISTAKE: Json = {"reason": "Clos par erreur"}


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def correct(
    client: AsyncClient, headers: Headers, place: str, entry: str, value: str | None, **more: Any
) -> Response:
    body = {"entry": entry, "value": value, "reason": WHY, **more}
    return await client.post(f"{place}/entry-corrections", json=body, headers=headers)


async def read(client: AsyncClient, headers: Headers, place: str) -> Json:
    answer = await client.get(place, headers=headers)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def last_line(client: AsyncClient, headers: Headers, place: str) -> Json:
    line: Json = (await read(client, headers, f"{place}/history?limit=1"))["items"][0]
    return line


async def actions(client: AsyncClient, headers: Headers, place: str) -> dict[str, bool]:
    told = (await read(client, headers, f"{place}/checklist"))["next_actions"]
    return {each["operation_id"]: each["allowed"] for each in told}


async def templates(client: AsyncClient, *addresses: str) -> dict[str, list[str]]:
    return {who: sorted({mail["template"] for mail in await mails_to(client, who)}) for who in addresses}


async def lapsed(client: AsyncClient, headers: Headers) -> str:
    """S3: sent on 28 November 2026, its slip of 20 December not keyed, lapsed on 30 May 2028."""
    await at_noon_on(client, date(2026, 11, 23))
    place = await a_request(client, headers, email=CANDIDATE)
    for part, body in (("submission", {}), ("decision", {"decision": "admissible"})):
        await done(client, headers, "POST", f"{place}/admissibility/{part}", body)
    await at_noon_on(client, date(2026, 11, 28))
    sent = {"tracking_number": "1A 234 567 8901 2", "sent_on": "2026-11-28"}
    await done(client, headers, "POST", f"{place}/admissibility/dispatch", sent)
    await at_noon_on(client, date(2028, 5, 30))
    assert (await read(client, headers, place))["closure"]["reason"] == "lapsed"
    return place


# --- S3, and what must be shown: deadlines, reminders, feed and statistics right after it -----------------------------


async def test_s3_a_lapse_is_undone_by_the_corrected_receipt_and_everything_follows(
    sandbox: AsyncClient,
    secretariat: Headers,
    sandbox_database: AsyncEngine,
    settings: Settings,
    work: Work,
) -> None:
    place = await lapsed(sandbox, secretariat)
    await work()
    keyed = await sandbox.post(
        f"{place}/admissibility/acknowledgement", json={"received_on": "2026-12-20"}, headers=secretariat
    )
    offered = await actions(sandbox, secretariat, place)
    none_due = (await read(sandbox, secretariat, "/v1/deadlines"))["items"]

    answer = await sandbox.post(f"{place}/entry-corrections", json=SLIP, headers=secretariat)

    dossier, request = answer.json(), await read(sandbox, secretariat, f"{place}/admissibility")
    term = await deadline(sandbox, place, secretariat, "candidacy")
    due = (await read(sandbox, secretariat, "/v1/deadlines"))["items"]
    line = await last_line(sandbox, secretariat, place)
    await work()
    count = await reminded(settings, sandbox_database)
    await work()
    mails = await templates(sandbox, CANDIDATE)

    assert keyed.status_code == 409
    assert offered["correctEntry"] is offered["reopenDossier"] is True
    assert answer.status_code == 200, answer.text
    assert (dossier["status"], dossier["closure"]) == ("registration_in_progress", None)
    assert (request["acknowledged_on"], request["candidacy_ends_on"]) == ("2026-12-20", "2028-06-20")
    assert (term["due_on"], term["overdue"]) == ("2028-06-20", False)
    assert none_due == []
    assert [(each["code"], each["due_on"]) for each in due] == [("candidacy", "2028-06-20")]
    assert (line["operation"], line["rules"], line["from_status"], line["to_status"]) == (
        "correctEntry",
        ["D65"],
        "closed",
        "registration_in_progress",
    )
    told = line["details"]
    assert (told["entry"], told["former"], told["value"], told["reason"]) == (
        "admissibility_acknowledged_on",
        None,
        "2026-12-20",
        WHY,
    )
    assert (told["closure"]["reason"], told["closure"]["on"]) == ("lapsed", "2028-05-30")
    assert told["until"] == "2028-06-20"
    assert count > 0
    assert {"candidate_dossier_reopened", "candidate_deadline_reminder"} <= set(mails[CANDIDATE])
    (reopened_mail,) = [m for m in await mails_to(sandbox, CANDIDATE) if m["template"] == "candidate_dossier_reopened"]
    assert "20\xa0juin\xa02028.\n\nPour toute question" in reopened_mail["body"]

    kept = await kept_events(sandbox_database, place)
    assert kept[-2:] == [
        ("dossier.reopened", "registration_in_progress", "closed"),
        ("dossier.status_changed", "registration_in_progress", "closed"),
    ]
    await at_noon_on(sandbox, date(2028, 6, 20))
    assert (await read(sandbox, secretariat, place))["status"] == "registration_in_progress"
    await at_noon_on(sandbox, date(2028, 6, 21))
    assert (await read(sandbox, secretariat, place))["closure"]["on"] == "2028-06-21"


async def reminded(settings: Settings, engine: AsyncEngine) -> int:
    now = Moment(await SqlSandboxClock(engine).now())
    context = ReminderContext(
        mail_writer=mail_writer_of(settings), distances=USUAL_DISTANCES, secretariat=None, now=now, new_id=uuid7
    )
    return await remind_of_deadlines(SqlUnitOfWork(engine), context)


async def kept_events(engine: AsyncEngine, place: str) -> list[tuple[str, str, str | None]]:
    """Type, status and former status of each event of a dossier, the oldest first."""
    rows = await Readings(engine).rows(
        "SELECT type, data FROM events WHERE data ->> 'dossier_id' = $1 ORDER BY id", place.rsplit("/", 1)[1]
    )
    return [(row["type"], row["data"]["status"], row["data"]["previous_status"]) for row in rows]


async def test_the_statistics_count_from_the_corrected_days(
    sandbox: AsyncClient, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 30))
    for _ in range(5):
        place = await admissible(sandbox, secretariat)
        moved = await correct(sandbox, secretariat, place, "admissibility_received_on", "2026-11-20")
        assert moved.status_code == 200, moved.text

    statistics = SqlStatistics(Readings(sandbox_database).rows, 1)
    (share,) = (await statistics.count(Counted(by=Dimension.MONTH, pathway="common_law_vae"))).shares

    assert (share.key, share.dossiers.value) == ("2026-11", 5)
    assert share.delays[Delay.ADMISSIBILITY].median_days == 10


# --- S2 ---------------------------------------------------------------------------------------------------------------


async def test_s2_a_receipt_typed_with_the_wrong_year_is_corrected_and_the_day_of_the_request_with_it(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    place = await a_request(sandbox, secretariat)
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/submission", {"received_on": "2016-11-20"})
    back = {"decision": "incomplete", "grounds": [{"text": "Une page manque."}]}
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/decision", back)
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/submission")

    answer = await correct(sandbox, secretariat, place, "admissibility_received_on", "2026-11-20", number=1)

    request = await read(sandbox, secretariat, f"{place}/admissibility")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["requested_on"], request["received_on"]) == ("2026-11-20", ["2026-11-20", "2026-11-23"])
    assert request["decision_due_on"] == "2027-01-23"
    assert (await last_line(sandbox, secretariat, place))["details"]["former"] == "2016-11-20"


async def test_s2_dispatch_acknowledgement_decision_and_number_are_corrected_within_the_order_of_days(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    place = await admissible(sandbox, secretariat)
    await at_noon_on(sandbox, date(2026, 12, 10))
    sent = {"tracking_number": "1A 234", "sent_on": "2026-12-01"}
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/dispatch", sent)
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/acknowledgement", {"received_on": "2026-12-04"})

    refused = await correct(sandbox, secretariat, place, "admissibility_dispatched_on", "2026-12-05")
    for entry, value in (
        ("admissibility_acknowledged_on", "2026-12-09"),
        ("admissibility_dispatched_on", "2026-12-05"),
        ("admissibility_decided_on", "2026-11-25"),
        ("admissibility_tracking_number", "1A 987"),
    ):
        answer = await correct(sandbox, secretariat, place, entry, value)
        assert answer.status_code == 200, answer.text
    request = await read(sandbox, secretariat, f"{place}/admissibility")

    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["day_out_of_order"],
        ["D48"],
    )
    assert "La réception de l'attestation (4\xa0décembre\xa02026) se trouverait avant" in refused.text
    assert [request[name] for name in ("acknowledged_on", "dispatched_on", "tracking_number", "candidacy_ends_on")] == [
        "2026-12-09",
        "2026-12-05",
        "1A 987",
        "2028-06-09",
    ]
    assert request["decisions"][0]["decided_on"] == "2026-11-25"


async def test_the_receipt_of_outil_8_is_corrected_in_the_document_itself(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    place = await assessed(sandbox, secretariat, date(2026, 11, 9))
    await at_noon_on(sandbox, date(2026, 12, 24))
    await filed(sandbox, secretariat, place, "outil_8")

    early = await correct(sandbox, secretariat, place, "outil_8_received_on", "2026-11-08")
    answer = await correct(sandbox, secretariat, place, "outil_8_received_on", "2026-11-20")
    listed = (await read(sandbox, secretariat, f"{place}/documents"))["items"]

    assert (early.status_code, rules_of(early.json())) == (422, ["R42"])
    assert answer.status_code == 200, answer.text
    assert {each["kind"]: each["received_on"] for each in listed}["outil_8"] == "2026-11-20"


async def test_a_registration_entered_late_is_dated_by_the_secretariat(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    place, now = await admitted(sandbox, employer, secretariat), today()
    await entrusted(sandbox, employer, place)
    await at_noon_on(sandbox, now + timedelta(days=10))
    await done(sandbox, employer, "POST", f"{place}/registration")

    refused = await correct(sandbox, secretariat, place, "registered_on", (now - timedelta(days=1)).isoformat())
    answer = await correct(sandbox, secretariat, place, "registered_on", now.isoformat())

    assert (refused.status_code, set(codes_of(refused.json()))) == (422, {"day_out_of_order"})
    assert (answer.status_code, answer.json()["registered_on"]) == (200, now.isoformat())


async def test_only_the_secretariat_corrects_and_with_a_reason(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    place = await admitted(sandbox, employer, secretariat)

    by_employer = await correct(sandbox, employer, place, "admissibility_received_on", "2026-11-20")
    silent = await correct(sandbox, secretariat, place, "admissibility_received_on", "2026-11-20", reason=" — ")
    unknown = await correct(sandbox, secretariat, place, "closed_on", "2026-11-20")

    assert [each.status_code for each in (by_employer, silent, unknown)] == [403, 422, 422]


async def test_the_letter_says_the_corrected_day_and_the_former_words_stay(
    sandbox: AsyncClient, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    place = await admissible(sandbox, secretariat)
    await at_noon_on(sandbox, date(2026, 11, 30))

    assert (await correct(sandbox, secretariat, place, "admissibility_decided_on", "2026-11-24")).status_code == 200

    rows = await Readings(sandbox_database).rows(
        "SELECT issue, words::text AS words FROM printed_papers WHERE subject_id = $1 ORDER BY issue",
        place.rsplit("/", 1)[1],
    )
    assert [row["issue"] for row in rows] == ["1", "2"]
    assert '"day": [2026, 11, 24]' in rows[1]["words"]


# --- S16 --------------------------------------------------------------------------------------------------------------


async def test_s16_a_dossier_withdrawn_by_mistake_goes_on_where_it_was_and_people_are_told(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, work: Work
) -> None:
    place = await admitted(sandbox, employer, secretariat)
    await entrusted(sandbox, employer, place)
    await done(sandbox, employer, "POST", f"{place}/registration")
    evaluator = await sign_in(sandbox, "evaluator@sandbox.example")
    await done(sandbox, evaluator, "POST", f"{place}/evaluator/acceptance", {"independent": True})
    await done(sandbox, employer, "POST", f"{place}/withdrawal", {"reason": "Départ"})
    await work()

    by_employer = await sandbox.post(f"{place}/reopening", json=MISTAKE, headers=employer)
    answer = await sandbox.post(f"{place}/reopening", json=MISTAKE, headers=secretariat)
    twice = await sandbox.post(f"{place}/reopening", json=MISTAKE, headers=secretariat)
    await work()
    line = await last_line(sandbox, secretariat, place)
    sent = await templates(sandbox, EMPLOYER, "evaluator@sandbox.example", "lea.martin@example.org")

    assert (by_employer.status_code, twice.status_code, twice.json()["code"]) == (403, 409, "already_done")
    assert (answer.status_code, answer.json()["status"]) == (200, "awaiting_assessment")
    assert (await deadline(sandbox, place, secretariat, "candidacy"))["due_on"] == add_months(today(), 18).isoformat()
    assert (line["operation"], line["rules"], line["details"]["closure"]["reason"]) == (
        "reopenDossier",
        ["D66"],
        "withdrawn",
    )
    assert "dossier_reopened" in sent[EMPLOYER]
    assert {"assignment_resumed", "assignment_ended"} <= set(sent["evaluator@sandbox.example"])
    assert "candidate_dossier_reopened" in sent["lea.martin@example.org"]
    assert await actions(sandbox, evaluator, place)


async def test_s16_a_refusal_by_mistake_is_reopened_and_decided_again(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    place = await a_request(sandbox, secretariat, email=CANDIDATE)
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/submission")
    no = {"decision": "inadmissible", "grounds": [{"text": "Le mauvais dossier", "rule": "R35"}]}
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/decision", no)
    await at_noon_on(sandbox, date(2026, 12, 1))

    answer = await sandbox.post(f"{place}/reopening", json=MISTAKE, headers=secretariat)
    request = await read(sandbox, secretariat, f"{place}/admissibility")
    waiting = await step(sandbox, secretariat, place, "admissibility")
    line = await last_line(sandbox, secretariat, place)
    again = await sandbox.post(f"{place}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat)
    await work()

    assert (answer.status_code, answer.json()["status"]) == (200, "registration_in_progress")
    assert (request["decision"], request["decision_due_on"]) == (None, "2027-02-01")
    assert [each["decision"]["decision"] for each in request["put_back"]] == ["inadmissible"]
    assert waiting == ("open", ["refusal_taken_back"])
    assert "appeal_id" not in line["details"]
    assert (again.status_code, again.json()["decision"]) == (200, "admissible")
    assert "candidate_dossier_reopened" in (await templates(sandbox, CANDIDATE))[CANDIDATE]


async def test_s16_an_answer_given_by_mistake_is_replaced_and_the_letter_follows(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, work: Work
) -> None:
    place = await admitted(sandbox, employer, secretariat)
    decision = f"{place}/admissibility/decision"
    no = {"decision": "inadmissible", "grounds": [{"text": "Une année manque", "rule": "R31"}]}

    plain = await sandbox.post(decision, json=no, headers=secretariat)
    silent = await sandbox.post(decision, json={**no, "replaces": True}, headers=secretariat)
    refusal = await sandbox.post(decision, json={**no, "replaces": True, "reason": "Erreur"}, headers=secretariat)
    closed = await read(sandbox, secretariat, place)
    letter = await sandbox.get(f"{place}/admissibility/letter", headers=secretariat)
    yes = {"decision": "admissible", "replaces": True, "reason": "Le certificat est arrivé"}
    back = await sandbox.post(decision, json=yes, headers=secretariat)
    line = await last_line(sandbox, secretariat, place)
    again = await sandbox.get(f"{place}/admissibility/letter", headers=secretariat)
    await work()

    assert (plain.status_code, plain.json()["code"]) == (409, "already_done")
    assert (silent.status_code, codes_of(silent.json()), rules_of(silent.json())) == (422, ["reason_missing"], ["D66"])
    assert (refusal.status_code, closed["status"], closed["closure"]["reason"]) == (200, "closed", "inadmissible")
    assert "refus-de-recevabilite" in letter.headers["Content-Disposition"]
    assert (back.status_code, back.json()["decision"]) == (200, "admissible")
    assert [each["decision"]["decision"] for each in back.json()["put_back"]] == ["admissible", "inadmissible"]
    assert "attestation-de-recevabilite" in again.headers["Content-Disposition"]
    assert (line["rules"], line["details"]["replaced"]["verdict"], line["details"]["reason"]) == (
        ["D66"],
        "inadmissible",
        "Le certificat est arrivé",
    )
    assert (await read(sandbox, secretariat, place))["status"] == "registration_in_progress"
    assert "admissibility_decided" in (await templates(sandbox, EMPLOYER))[EMPLOYER]


async def test_an_admission_is_replaced_no_more_after_the_first_sitting(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    place = await assessed(sandbox, secretariat, date(2026, 11, 9))
    body = {"decision": "incomplete", "grounds": [{"text": "Trop tard"}], "replaces": True, "reason": "Erreur"}

    answer = await sandbox.post(f"{place}/admissibility/decision", json=body, headers=secretariat)

    assert (answer.status_code, answer.json()["code"]) == (409, "already_done")
    assert "D66" in answer.json()["detail"]


async def test_the_place_on_an_agenda_is_given_back(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    dossier, session = await awaiting_jury(sandbox_database), await planned(sandbox, secretariat)
    place = f"/v1/dossiers/{dossier.id}"
    assert (await registered(sandbox, employer, dossier, session)).status_code == 200
    await done(sandbox, employer, "POST", f"{place}/withdrawal", {"reason": "Départ"})

    answer = await sandbox.post(f"{place}/reopening", json=MISTAKE, headers=secretariat)

    assert answer.status_code == 200, answer.text
    assert answer.json()["jury_registration"]["state"] == "registered"


# --- S19 --------------------------------------------------------------------------------------------------------------


async def test_s19_a_letter_that_lacks_a_piece_is_received_then_answered_incomplete(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    candidate = a_candidate(employment={"status": "self_employed"}, email=CANDIDATE)
    declared = {"pathway": "common_law_vae", "training_scheme": None, "candidate": candidate}
    place = f"/v1/dossiers/{(await opened(sandbox, secretariat, **declared))['id']}"
    await filed(sandbox, secretariat, place, "cerfa_12818")

    answer = await sandbox.post(f"{place}/admissibility/submission", json={}, headers=secretariat)
    request = answer.json()
    english = await sandbox.get(f"{place}/admissibility", headers={**secretariat, "Accept-Language": "en"})
    too_soon = await sandbox.post(
        f"{place}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat
    )
    back = {"decision": "incomplete", "grounds": [{"text": "L'outil n° 6 manque", "rule": "R36"}]}
    incomplete = await sandbox.post(f"{place}/admissibility/decision", json=back, headers=secretariat)
    await work()
    (mail,) = [m for m in await mails_to(sandbox, CANDIDATE) if m["template"] == "candidate_admissibility_incomplete"]
    await at_noon_on(sandbox, date(2026, 11, 20))
    await filed(sandbox, secretariat, place, "outil_6")
    whole = await sandbox.post(f"{place}/admissibility/submission", json={}, headers=secretariat)

    assert answer.status_code == 200, answer.text
    assert [(each["code"], each["rule"]) for each in request["warnings"]] == [("outil_6_missing", "R36")]
    assert "is missing" in english.json()["warnings"][0]["detail"]
    assert (request["decision_due_on"], request["decision_due_on_from_first_receipt"]) == (None, "2027-01-02")
    assert (too_soon.status_code, codes_of(too_soon.json())) == (422, ["outil_6_missing"])
    assert incomplete.status_code == 200
    assert "- L'outil n° 6 manque" in mail["body"]
    assert (whole.json()["warnings"], whole.json()["decision_due_on"]) == ([], "2027-01-20")
    assert whole.json()["requested_on"] == "2026-11-02"


async def test_s19_even_before_the_identification_and_never_for_the_employer(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, work: Work
) -> None:
    declared = {"pathway": "simplified_vae", "training_scheme": None}
    place = f"/v1/dossiers/{(await opened(sandbox, employer, **declared))['id']}"

    whole_or_refused = await sandbox.post(f"{place}/admissibility/submission", headers=employer)
    offered = [await actions(sandbox, who, place) for who in (employer, secretariat)]
    received = await sandbox.post(f"{place}/admissibility/submission", headers=secretariat)
    back = {"decision": "incomplete", "grounds": [{"text": "Tout manque\n\nmême le CERFA"}]}
    incomplete = await sandbox.post(f"{place}/admissibility/decision", json=back, headers=secretariat)
    await work()
    (mail,) = [m for m in await mails_to(sandbox, EMPLOYER) if m["template"] == "admissibility_decided"]

    assert (whole_or_refused.status_code, whole_or_refused.json()["code"]) == (409, "step_not_open")
    assert [each["submitAdmissibility"] for each in offered] == [False, True]
    assert received.status_code == 200, received.text
    assert len(received.json()["warnings"]) == 3
    assert incomplete.status_code == 200, incomplete.text
    assert "- Tout manque même le CERFA" in mail["body"]


# --- S23 --------------------------------------------------------------------------------------------------------------


async def test_s23_a_civil_status_corrected_after_the_certificate_proposes_another_one(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    dossier = await awaiting_jury(sandbox_database, decisions=(a_decision(session_id=JURY_SESSION),))
    number = (await issued_for(sandbox_database, dossier, holder=holder_of(dossier.candidate))).number
    place = f"/v1/dossiers/{dossier.id}"
    before = await actions(sandbox, secretariat, place)
    change = {"candidate": {"birth_name": "Duranton"}, "reason": "Pièce d'identité vue"}
    headers = {**secretariat, "If-Match": "*"}
    assert (await sandbox.patch(place, json=change, headers=headers)).status_code == 200

    told = (await read(sandbox, secretariat, f"{place}/checklist"))["next_actions"]
    to_employer = await actions(sandbox, employer, place)
    (proposed,) = [each for each in told if each["operation_id"] == "reissueCertificate"]
    again = await sandbox.request(
        proposed["method"], proposed["href"], json={"reason": "Nom corrigé"}, headers={**secretariat, "If-Match": "*"}
    )

    assert "reissueCertificate" not in before
    assert (proposed["href"], proposed["actor"], proposed["allowed"]) == (
        f"/v1/certificates/{number}/reissue",
        "secretariat",
        True,
    )
    assert to_employer["reissueCertificate"] is False
    assert again.status_code == 201, again.text
    assert "reissueCertificate" not in await actions(sandbox, secretariat, place)
