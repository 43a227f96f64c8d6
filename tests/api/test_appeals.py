"""Appeals over HTTP, each brought to its end: a refusal, a lapse, a jury's decision (S18, D71)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.readings import Readings
from app.db.statistics import SqlStatistics
from app.domain.appeals import AppealOutcome
from app.domain.dossier import Dossier
from app.domain.statistics import Delay, Dimension
from app.usecases.ports.statistics import Counted
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, codes_of, opened, rules_of, said_to_be_one
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, planned, sitting, today
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_request, at_noon_on
from tests.files import PDF
from tests.papers import text_of

Headers = dict[str, str]
Json = dict[str, Any]
Work = Callable[[], Awaitable[None]]
CANDIDATE = "noe.lambert@example.org"
GROUNDS = "Mes bulletins de salaire prouvent la seizième année."
WHY = "Les pièces produites suffisent."
REFUSED: Json = {"decision": "inadmissible", "grounds": [{"text": "Dix mois d'expérience.", "rule": "R35"}]}
EXAMINED: Json = {"grounds": WHY, "examined_by": "Anne Roche"}
SENTENCE = "Cette décision se conteste devant la CPNE dans les trois mois."
TERMS: Json = {"months": 3, "letter_text": SENTENCE, "examined_by": "Commission de recours", "source": "CPNE"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


async def refused(client: AsyncClient, headers: Headers, **candidate: Any) -> str:
    """A common-law VAE whose request was refused; its path."""
    place = await a_request(client, headers, **{"email": CANDIDATE, **candidate})
    for part, body in (("submission", {}), ("decision", REFUSED)):
        answer = await client.post(f"{place}/admissibility/{part}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    return place


async def lapsed(client: AsyncClient, headers: Headers) -> str:
    """A candidacy admitted on 23 November 2026, which lapsed on 24 May 2028."""
    await at_noon_on(client, date(2026, 11, 23))
    place = await a_request(client, headers, email=CANDIDATE)
    for part, body in (("submission", {}), ("decision", {"decision": "admissible"})):
        answer = await client.post(f"{place}/admissibility/{part}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    await at_noon_on(client, date(2028, 5, 24))
    return place


async def decided(client: AsyncClient, engine: AsyncEngine, secretariat: Headers) -> tuple[Dossier, str]:
    """A dossier that the jury awarded in part, its session still open."""
    dossier = await awaiting_jury(engine, not_acquired=1)
    session = await sitting(client, secretariat, dossier)
    chair = await sign_in(client, CHAIR)
    answer = await client.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    assert answer.status_code == 201, answer.text
    return dossier, session


async def closed(client: AsyncClient, session: str, secretariat: Headers) -> None:
    for headers in (secretariat, await sign_in(client, CHAIR)):
        assert (await client.post(f"{session}/closure", headers=headers)).status_code == 200


async def appeal(
    client: AsyncClient, headers: Headers, place: str, against: str = "admissibility", *names: str, **more: str
) -> Response:
    files = [("appeal_document", (name, PDF, "application/pdf")) for name in names]
    form = {"against": against, "grounds": GROUNDS, **more}
    parts: Any = [(name, (None, value)) for name, value in form.items()]
    return await client.post(f"{place}/appeals", files=[*parts, *files], headers=headers)


async def filed(client: AsyncClient, headers: Headers, place: str, against: str = "admissibility", **more: str) -> Json:
    answer = await appeal(client, headers, place, against, **more)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def answered(
    client: AsyncClient, headers: Headers, place: str, appeal_id: str, outcome: str, **more: Any
) -> Response:
    body = {"outcome": outcome, **EXAMINED, **more}
    return await client.post(f"{place}/appeals/{appeal_id}/answer", json=body, headers=headers)


async def read(client: AsyncClient, headers: Headers, place: str) -> Json:
    answer = await client.get(place, headers=headers)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def actions(client: AsyncClient, headers: Headers, place: str) -> list[tuple[str, str, bool]]:
    told = (await read(client, headers, f"{place}/checklist"))["next_actions"]
    found = [(each["operation_id"], each["actor"], each["allowed"]) for each in told]
    return [each for each in found if each[0] in {"fileAppeal", "answerAppeal"}]


async def lines(client: AsyncClient, headers: Headers, place: str, count: int) -> list[Json]:
    items: list[Json] = (await read(client, headers, f"{place}/history?limit={count}"))["items"]
    return items


async def templates(client: AsyncClient, address: str) -> list[str]:
    return sorted(mail["template"] for mail in await mails_to(client, address))


# --- a refused admissibility ------------------------------------------------------------------------------------------


async def test_s18_a_refusal_is_contested_by_the_candidates_link_upheld_and_decided_again(
    sandbox: AsyncClient, secretariat: Headers, sandbox_database: AsyncEngine, work: Work
) -> None:
    place = await refused(sandbox, secretariat)
    await work()
    token = await token_for(sandbox, CANDIDATE, "candidate_admissibility_answered")
    shown = (await sandbox.post("/v1/holder-links/redeem", json={"token": token})).json()
    body = {"token": token, "against": "admissibility", "grounds": GROUNDS}

    answer = await sandbox.post("/v1/holder-links/appeals", json=body)
    await work()

    got = answer.json()
    assert answer.status_code == 201, answer.text
    assert [each["against"] for each in shown["appeal"]["contestable"]] == ["admissibility"]
    assert (got["appellant"], got["late"], got["closes_on"], got["answer"]) == ("candidate", False, None, None)
    assert (got["filed_on"], got["acknowledged_on"]) == (today().isoformat(), today().isoformat())
    assert "candidate_appeal_acknowledged" in await templates(sandbox, CANDIDATE)
    assert await templates(sandbox, SECRETARIAT) == ["appeal_filed"]
    assert GROUNDS not in "".join(mail["body"] for mail in await mails_to(sandbox, CANDIDATE))
    assert await actions(sandbox, secretariat, place) == [
        ("fileAppeal", "secretariat", True),
        ("answerAppeal", "secretariat", True),
    ]

    upheld = await answered(sandbox, secretariat, place, got["id"], "upheld", heard_on=today().isoformat())
    await work()

    request = await read(sandbox, secretariat, f"{place}/admissibility")
    dossier = await read(sandbox, secretariat, place)
    assert upheld.status_code == 200, upheld.text
    assert (dossier["status"], dossier["closure"]) == ("registration_in_progress", None)
    assert (request["decision"], len(request["put_back"])) == (None, 1)
    told = [
        (each["operation"], each["details"].get("appeal_id")) for each in await lines(sandbox, secretariat, place, 3)
    ]
    assert told == [("reopenDossier", got["id"]), ("answerAppeal", got["id"]), ("fileHolderAppeal", got["id"])]
    assert GROUNDS not in str(await lines(sandbox, secretariat, place, 10))
    assert WHY not in str(await lines(sandbox, secretariat, place, 10))
    assert {"candidate_appeal_answered", "candidate_dossier_reopened"} <= set(await templates(sandbox, CANDIDATE))

    again = {"decision": "admissible", "appeal_id": got["id"]}
    admitted = await sandbox.post(f"{place}/admissibility/decision", json=again, headers=secretariat)

    assert admitted.status_code == 200, admitted.text
    assert admitted.json()["decisions"][-1]["appeal_id"] == got["id"]
    kept = await read(sandbox, secretariat, f"{place}/appeals/{got['id']}")
    assert [each["kind"] for each in kept["followed_by"]] == ["reopening", "admissibility_decision"]
    assert (kept["answer"]["outcome"], kept["answer"]["heard_on"]) == ("upheld", today().isoformat())
    events = await Readings(sandbox_database).rows(
        "SELECT type, data, details FROM events WHERE type LIKE 'appeal.%' ORDER BY id"
    )
    assert [row["type"] for row in events] == ["appeal.filed", "appeal.answered"]
    assert GROUNDS not in str(events)
    assert WHY not in str(events)


async def test_s18_a_dismissed_appeal_leaves_the_refusal_in_force_and_its_letters_are_read_by_the_link(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    place = await refused(sandbox, secretariat)
    await work()
    token = await token_for(sandbox, CANDIDATE, "candidate_admissibility_answered")
    got = await filed(sandbox, secretariat, place, filed_on=today().isoformat())
    printed = {"Accept": "application/pdf"}
    first = await sandbox.post("/v1/holder-links/redeem", json={"token": token}, headers=printed)

    answer = await answered(sandbox, secretariat, place, got["id"], "dismissed")
    second = await sandbox.post("/v1/holder-links/redeem", json={"token": token}, headers=printed)
    redecided = {"decision": "inadmissible", "grounds": REFUSED["grounds"], "replaces": True, "reason": "x1"}
    named = await sandbox.post(
        f"{place}/admissibility/decision", json={**redecided, "appeal_id": got["id"]}, headers=secretariat
    )
    twice = await answered(sandbox, secretariat, place, got["id"], "upheld")

    assert answer.status_code == 200, answer.text
    assert (await read(sandbox, secretariat, place))["closure"]["reason"] == "inadmissible"
    assert "Accusé de réception d’un recours" in text_of(first.content)
    assert "rejeté" in text_of(second.content)
    assert WHY in text_of(second.content)
    assert (named.status_code, codes_of(named.json()), rules_of(named.json())) == (422, ["appeal_not_upheld"], ["D71"])
    assert twice.status_code == 409
    kept = await read(sandbox, secretariat, f"{place}/appeals/{got['id']}")
    assert (kept["answer"]["outcome"], kept["followed_by"]) == ("dismissed", [])


async def test_an_upheld_appeal_named_by_another_dossier_or_for_another_act_is_refused(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    one, other = await refused(sandbox, secretariat), await refused(sandbox, secretariat)
    got = await filed(sandbox, secretariat, one)
    await answered(sandbox, secretariat, one, got["id"], "upheld")
    session = await planned(sandbox, secretariat)

    elsewhere = await sandbox.post(
        f"{other}/reopening", json={"reason": "Recours", "appeal_id": got["id"]}, headers=secretariat
    )
    redelib = await sandbox.post(
        f"{one}/redeliberation",
        json={"session_id": session.rsplit("/", 1)[1], "reason": "Recours", "appeal_id": got["id"]},
        headers=secretariat,
    )

    assert (elsewhere.status_code, codes_of(elsewhere.json())) == (422, ["appeal_not_upheld"])
    assert (await read(sandbox, secretariat, other))["closure"]["reason"] == "inadmissible"
    assert redelib.status_code in {409, 422}


async def test_an_upheld_appeal_waits_where_another_dossier_stands_in_the_way(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    who = {"birth_name": "Unique", "first_names": "Noé"}
    place = await refused(sandbox, secretariat, **who)
    got = await filed(sandbox, secretariat, place)
    second = await a_request(sandbox, secretariat, email=CANDIDATE, **who)
    await said_to_be_one(sandbox, secretariat)

    answer = await answered(sandbox, secretariat, place, got["id"], "upheld")
    waiting = await read(sandbox, secretariat, place)
    await sandbox.post(f"{second}/withdrawal", json={"reason": "Un seul suffit"}, headers=secretariat)
    reopened = await sandbox.post(
        f"{place}/reopening", json={"reason": "Recours accueilli", "appeal_id": got["id"]}, headers=secretariat
    )

    assert answer.status_code == 200, answer.text
    assert [each["code"] for each in answer.json()["warnings"]] == ["still_closed"]
    assert waiting["closure"]["reason"] == "inadmissible"
    assert reopened.status_code == 200, reopened.text
    kept = await read(sandbox, secretariat, f"{place}/appeals/{got['id']}")
    assert ([each["kind"] for each in kept["followed_by"]], kept["warnings"]) == (["reopening"], [])


async def test_who_decided_first_and_examines_is_pointed_out(sandbox: AsyncClient, secretariat: Headers) -> None:
    place = await refused(sandbox, secretariat)
    got = await filed(sandbox, secretariat, place)

    answer = await answered(sandbox, secretariat, place, got["id"], "inadmissible", examined_by=" simon  LEROY ")

    assert answer.status_code == 200, answer.text
    assert [(each["code"], each["rule"]) for each in answer.json()["warnings"]] == [("examiner_decided_first", "D71")]
    assert (await read(sandbox, secretariat, place))["closure"]["reason"] == "inadmissible"


# --- a lapse ----------------------------------------------------------------------------------------------------------


async def test_s18_a_lapse_contested_and_upheld_opens_the_dossier_again(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    place = await lapsed(sandbox, secretariat)
    assert (await read(sandbox, secretariat, place))["closure"]["reason"] == "lapsed"
    await work()
    token = await token_for(sandbox, CANDIDATE, "candidate_dossier_closed")
    body = {"token": token, "against": "lapse", "grounds": GROUNDS}
    got = (await sandbox.post("/v1/holder-links/appeals", json=body)).json()

    await at_noon_on(sandbox, date(2028, 5, 30))
    answer = await answered(sandbox, secretariat, place, got["id"], "upheld", examined_by="Paul Petit")

    dossier, request = (
        await read(sandbox, secretariat, place),
        await read(sandbox, secretariat, f"{place}/admissibility"),
    )
    assert answer.status_code == 200, answer.text
    assert (dossier["status"], dossier["closure"]) == ("registration_in_progress", None)
    assert (request["decision"], request["candidacy_ends_on"]) == ("admissible", "2029-11-30")
    assert (got["contested_on"], answer.json()["warnings"]) == ("2028-05-24", [])


async def test_s18_a_lapse_contested_in_vain_stays(sandbox: AsyncClient, secretariat: Headers) -> None:
    place = await lapsed(sandbox, secretariat)
    got = await filed(sandbox, secretariat, place, "lapse")

    answer = await answered(sandbox, secretariat, place, got["id"], "inadmissible")

    assert answer.status_code == 200, answer.text
    assert (await read(sandbox, secretariat, place))["closure"]["reason"] == "lapsed"


# --- a jury's decision ------------------------------------------------------------------------------------------------


async def test_s18_a_jurys_decision_is_contested_once_signed_and_put_to_a_redeliberation(
    sandbox: AsyncClient, secretariat: Headers, employer: Headers, sandbox_database: AsyncEngine, work: Work
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat)
    place = f"/v1/dossiers/{dossier.id}"
    early = await appeal(sandbox, employer, place, "jury_decision")
    unseen = await appeal(sandbox, secretariat, place, "jury_decision")
    await closed(sandbox, session, secretariat)
    got = await filed(sandbox, employer, place, "jury_decision")
    await work()
    second = await planned(sandbox, secretariat)
    asked = {"session_id": second.rsplit("/", 1)[1], "reason": "Recours", "appeal_id": got["id"]}
    too_soon = await sandbox.post(f"{place}/redeliberation", json=asked, headers=secretariat)

    answer = await answered(sandbox, secretariat, place, got["id"], "upheld", examined_by="Jeanne Prévost")
    outcome = (await read(sandbox, employer, place))["status"]
    put = await sandbox.post(f"{place}/redeliberation", json=asked, headers=secretariat)
    await work()

    assert (early.status_code, codes_of(early.json())) == (409, ["nothing_to_contest"])
    assert (unseen.status_code, codes_of(unseen.json())) == (409, ["nothing_to_contest"])
    assert (got["appellant"], got["decision_id"]) == ("employer", (await decisions(sandbox, employer, place))[-1]["id"])
    assert (too_soon.status_code, codes_of(too_soon.json())) == (422, ["appeal_not_upheld"])
    assert [each["code"] for each in answer.json()["warnings"]] == ["examiner_decided_first"]
    assert outcome == "partially_awarded"
    assert put.status_code == 200, put.text
    kept = await read(sandbox, employer, f"{place}/appeals/{got['id']}")
    assert [each["kind"] for each in kept["followed_by"]] == ["redeliberation"]
    agenda = await read(sandbox, secretariat, f"{second}/agenda")
    assert agenda["items"][0]["redeliberation"]["appeal_id"] == got["id"]
    mails = await templates(sandbox, EMPLOYER)
    assert {"appeal_acknowledged", "appeal_answered"} <= set(mails)


async def decisions(client: AsyncClient, headers: Headers, place: str) -> list[Json]:
    items: list[Json] = (await read(client, headers, f"{place}/decisions"))["items"]
    return items


async def test_s18_a_decision_contested_in_vain_stays_as_it_is(
    sandbox: AsyncClient, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat)
    place = f"/v1/dossiers/{dossier.id}"
    await closed(sandbox, session, secretariat)
    before = await decisions(sandbox, secretariat, place)
    got = await filed(sandbox, secretariat, place, "jury_decision", appellant="employer")

    answer = await answered(sandbox, secretariat, place, got["id"], "dismissed")

    assert (answer.status_code, got["appellant"]) == (200, "employer")
    assert await decisions(sandbox, secretariat, place) == before


# --- terms ------------------------------------------------------------------------------------------------------------


async def test_terms_are_empty_until_the_secretariat_puts_them_under_its_etag(
    sandbox: AsyncClient, secretariat: Headers, employer: Headers
) -> None:
    path = "/v1/appeal-terms/admissibility"
    before = (await sandbox.get("/v1/appeal-terms")).json()["items"]
    first = await sandbox.put(path, json=TERMS, headers=secretariat)
    blind = await sandbox.put(path, json=TERMS, headers=secretariat)
    stale = await sandbox.put(path, json=TERMS, headers={**secretariat, "If-Match": '"7"'})
    changed = await sandbox.put(
        path, json={**TERMS, "open_to": ["candidate"]}, headers={**secretariat, "If-Match": first.headers["ETag"]}
    )
    others = await sandbox.put(path, json=TERMS, headers=employer)
    unknown = await sandbox.put("/v1/appeal-terms/company_refusal", json=TERMS, headers=secretariat)

    empty: Json = {
        "open_to": [],
        "months": None,
        "examined_by": None,
        "letter_text": None,
        "source": None,
        "confirmed": False,
    }
    assert [each["against"] for each in before] == ["admissibility", "jury_decision", "lapse"]
    assert all(empty.items() <= each.items() for each in before)
    assert (first.status_code, blind.status_code, stale.status_code, changed.status_code) == (201, 428, 412, 200)
    assert others.status_code == 403
    assert unknown.status_code == 404
    assert (await sandbox.get(path)).json()["open_to"] == ["candidate"]


async def test_a_kind_not_open_to_who_files_is_refused_and_nobody_is_sent_a_link(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    await sandbox.put("/v1/appeal-terms/admissibility", json={**TERMS, "open_to": ["employer"]}, headers=secretariat)
    place = await refused(sandbox, secretariat)
    await work()

    answer = await appeal(sandbox, secretariat, place)

    (mail,) = [m for m in await mails_to(sandbox, CANDIDATE) if m["template"] == "candidate_admissibility_answered"]
    assert mail["links"] == {}
    assert SENTENCE in mail["body"]
    assert (answer.status_code, codes_of(answer.json())) == (422, ["appeal_not_open_to_appellant"])
    assert (await read(sandbox, secretariat, f"{place}/appeals"))["items"] == []


async def test_a_late_appeal_is_recorded_marked_and_decided_by_a_person(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    await sandbox.put("/v1/appeal-terms/admissibility", json=TERMS, headers=secretariat)
    place = await refused(sandbox, secretariat)
    await work()
    letter = text_of((await sandbox.get(f"{place}/admissibility/letter", headers=secretariat)).content)
    token = await token_for(sandbox, CANDIDATE, "candidate_admissibility_answered")
    await at_noon_on(sandbox, date(2027, 2, 23))
    last_day = (await sandbox.post("/v1/holder-links/redeem", json={"token": token})).json()
    await at_noon_on(sandbox, date(2027, 2, 24))
    secretariat = await sign_in(sandbox, SECRETARIAT)

    in_time = await filed(sandbox, secretariat, place, filed_on="2027-02-23", appellant="candidate")
    await answered(sandbox, secretariat, place, in_time["id"], "dismissed")
    late = await filed(sandbox, secretariat, place)
    upheld = await answered(sandbox, secretariat, place, late["id"], "upheld")
    printed = await sandbox.get(f"{place}/appeals/{late['id']}/acknowledgement-letter", headers=secretariat)

    assert SENTENCE in letter
    assert last_day["appeal"]["contestable"][0]["closes_on"] == "2027-02-23"
    assert last_day["appeal"]["contestable"][0]["letter_text"] == SENTENCE
    assert (in_time["late"], in_time["closes_on"], late["late"]) == (False, "2027-02-23", True)
    assert [each["code"] for each in late["warnings"]] == ["appeal_filed_late"]
    assert upheld.status_code == 200
    assert (await read(sandbox, secretariat, place))["closure"] is None
    assert "tardif" in text_of(printed.content)
    assert "Commission de recours" in text_of(printed.content)


async def test_the_letter_of_a_decision_prints_the_branchs_sentence_and_no_other(
    sandbox: AsyncClient, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    said = []
    for terms in (None, TERMS):
        if terms is not None:
            await sandbox.put("/v1/appeal-terms/jury_decision", json=terms, headers=secretariat)
        dossier, session = await decided(sandbox, sandbox_database, secretariat)
        await closed(sandbox, session, secretariat)
        letter = await sandbox.get(f"/v1/dossiers/{dossier.id}/decision-letter", headers=secretariat)
        said.append(text_of(letter.content))

    assert (SENTENCE in said[0], SENTENCE in said[1]) == (False, True)
    assert "tribunal" not in said[0].lower()
    assert "Recours" not in said[0]


# --- what is filed, by whom, and who sees it --------------------------------------------------------------------------


async def test_an_employer_files_with_documents_that_it_and_the_secretariat_read(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, sandbox_database: AsyncEngine, work: Work
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat)
    place = f"/v1/dossiers/{dossier.id}"
    await closed(sandbox, session, secretariat)

    answer = await appeal(sandbox, employer, place, "jury_decision", "note.pdf", "fiche.pdf")
    got = answer.json()
    await work()
    chair = await sign_in(sandbox, CHAIR)
    evaluator = await sign_in(sandbox, "evaluator@sandbox.example")
    other = await sign_in(sandbox, OTHER_EMPLOYER)

    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{place}/appeals/{got['id']}"
    assert [each["file_name"] for each in got["documents"]] == ["note.pdf", "fiche.pdf"]
    content = await sandbox.get(got["documents"][0]["content"], headers=secretariat)
    assert (content.status_code, content.content) == (200, PDF)
    listed = await read(sandbox, employer, f"{place}/documents")
    assert sum(each["kind"] == "appeal_document" for each in listed["items"]) == 2
    theirs = await read(sandbox, evaluator, f"{place}/documents")
    assert not any(each["kind"] == "appeal_document" for each in theirs["items"])
    told = (await read(sandbox, evaluator, f"{place}/history"))["items"]
    assert "fileAppeal" not in {each["operation"] for each in told}
    assert (await read(sandbox, employer, f"{place}/history"))["items"][0]["operation"] == "fileAppeal"
    for headers in (chair, evaluator):
        assert (await sandbox.get(f"{place}/appeals", headers=headers)).status_code == 403
        hidden = await sandbox.get(got["documents"][0]["content"], headers=headers)
        assert hidden.status_code == 404
    for path in (f"{place}/appeals", f"{place}/appeals/{got['id']}", f"{place}/appeals/{got['id']}/answer-letter"):
        assert (await sandbox.get(path, headers=other)).status_code == 404
    assert (await appeal(sandbox, other, place, "jury_decision")).status_code == 404
    assert (await answered(sandbox, employer, place, got["id"], "upheld")).status_code == 403
    letter = await sandbox.get(f"{place}/appeals/{got['id']}/acknowledgement-letter", headers=employer)
    assert "note.pdf" in text_of(letter.content)
    unanswered = await sandbox.get(f"{place}/appeals/{got['id']}/answer-letter", headers=employer)
    assert (unanswered.status_code, codes_of(unanswered.json())) == (409, ["appeal_not_answered"])
    assert "candidate_appeal_acknowledged" not in await templates(sandbox, CANDIDATE)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"filed_on": "2000-01-01"}, "appeal_told_by_the_secretariat"),
        ({"appellant": "candidate"}, "appeal_told_by_the_secretariat"),
    ],
)
async def test_the_employer_files_today_and_for_itself(
    sandbox: AsyncClient,
    employer: Headers,
    secretariat: Headers,
    sandbox_database: AsyncEngine,
    more: dict[str, str],
    code: str,
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat)
    await closed(sandbox, session, secretariat)

    answer = await appeal(sandbox, employer, f"/v1/dossiers/{dossier.id}", "jury_decision", **more)

    assert (answer.status_code, codes_of(answer.json())) == (422, [code])


async def test_an_appeal_has_a_day_that_can_be_grounds_and_files_that_can_be_read(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    place = await refused(sandbox, secretariat)
    tomorrow, before = today() + timedelta(days=1), today() - timedelta(days=1)

    future = await appeal(sandbox, secretariat, place, filed_on=tomorrow.isoformat())
    past = await appeal(sandbox, secretariat, place, filed_on=before.isoformat())
    mute = await appeal(sandbox, secretariat, place, grounds="...")
    unknown = await appeal(sandbox, secretariat, place, "company_refusal")
    nothing = await appeal(sandbox, secretariat, place, "lapse")
    spoilt = await sandbox.post(
        f"{place}/appeals",
        files=[
            ("against", (None, "admissibility")),
            ("grounds", (None, GROUNDS)),
            ("appeal_document", ("a.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")),
        ],
        headers=secretariat,
    )
    first = await appeal(sandbox, secretariat, place)
    second = await appeal(sandbox, secretariat, place)

    assert (future.status_code, codes_of(future.json())) == (422, ["day_in_the_future"])
    assert (past.status_code, codes_of(past.json())) == (422, ["before_what_is_contested"])
    assert (mute.status_code, codes_of(mute.json())) == (422, ["says_nothing"])
    assert unknown.status_code == 422
    assert (nothing.status_code, codes_of(nothing.json())) == (409, ["nothing_to_contest"])
    assert spoilt.status_code == 415
    assert (first.status_code, second.status_code) == (201, 409)
    assert len((await read(sandbox, secretariat, f"{place}/appeals"))["items"]) == 1


async def test_an_appeal_comes_as_a_form_with_files_or_as_json_and_is_read_alike(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    place = await refused(sandbox, secretariat)
    other = await refused(sandbox, secretariat, email="autre@example.org")
    await work()
    token = await token_for(sandbox, "autre@example.org", "candidate_admissibility_answered")
    body = {"against": "admissibility", "grounds": GROUNDS}
    form: Any = [(name, (None, value)) for name, value in {**body, "token": token}.items()]
    file = ("appeal_document", ("note.pdf", PDF, "application/pdf"))

    async def sent(**what: Any) -> tuple[int, list[str], list[str | None]]:
        answer = await sandbox.post(f"{place}/appeals", headers=secretariat, **what)
        told = answer.json()
        return answer.status_code, codes_of(told), [each["pointer"] for each in told["errors"]]

    as_json = await sandbox.post(f"{place}/appeals", json=body, headers=secretariat)
    by_link = await sandbox.post("/v1/holder-links/appeals", files=[*form, file])
    shown = await sandbox.get(f"{other}/appeals", headers=secretariat)

    assert as_json.status_code == 201, as_json.text
    assert by_link.status_code == 201, by_link.text
    assert [each["file_name"] for each in shown.json()["items"][0]["documents"]] == ["note.pdf"]
    plain: Any = [(name, (None, value)) for name, value in body.items()]
    assert await sent(json={**body, "motif": "x"}) == (422, ["unknown_field"], ["/motif"])
    assert await sent(json={"against": "admissibility"}) == (422, ["missing"], ["/grounds"])
    assert await sent(json={**body, "grounds": "a\x00b"}) == (422, ["nul_character"], ["/grounds"])
    assert await sent(files=[*plain, ("motif", (None, "x"))]) == (422, ["unknown_field"], ["/motif"])
    assert await sent(files=[*plain, plain[0]]) == (422, ["repeated_field"], ["/against"])
    assert await sent(files=[*plain, ("appeal_document", (None, "x"))]) == (422, ["not_a_file"], ["/appeal_document"])
    assert (await sent(files=[*plain, *[file] * 11]))[0] == 422
    broken = {**secretariat, "Content-Type": "application/json"}
    assert (await sandbox.post(f"{place}/appeals", content=b"{", headers=broken)).status_code in {400, 422}
    assert (await sandbox.post(f"{place}/appeals", content=b"[]", headers=broken)).status_code == 422


async def test_a_dead_link_files_nothing_and_the_dead_are_sent_none(
    sandbox: AsyncClient, secretariat: Headers, work: Work
) -> None:
    place = await refused(sandbox, secretariat)
    await work()
    token = await token_for(sandbox, CANDIDATE, "candidate_admissibility_answered")
    death = {"on": today().isoformat(), "source": "Avis de décès", "goes_on": False}
    assert (await sandbox.post(f"{place}/death", json=death, headers=secretariat)).status_code == 200
    count = len(await mails_to(sandbox, CANDIDATE))

    gone = await sandbox.post(
        "/v1/holder-links/appeals", json={"token": token, "against": "admissibility", "grounds": GROUNDS}
    )
    wrong = await sandbox.post(
        "/v1/holder-links/appeals", json={"token": "x" * 40, "against": "admissibility", "grounds": GROUNDS}
    )
    heirs = await filed(sandbox, secretariat, place)
    await answered(sandbox, secretariat, place, heirs["id"], "dismissed")
    await work()

    assert (gone.status_code, wrong.status_code) == (401, 401)
    assert len(await mails_to(sandbox, CANDIDATE)) == count


async def test_the_secretariat_sends_another_link_to_appeal(sandbox: AsyncClient, secretariat: Headers) -> None:
    place, fresh = await refused(sandbox, secretariat), await a_request(sandbox, secretariat, email=CANDIDATE)

    sent = await sandbox.post(f"{place}/holder-link", json={"paper": "appeal"}, headers=secretariat)
    nothing = await sandbox.post(f"{fresh}/holder-link", json={"paper": "appeal"}, headers=secretariat)
    token = await token_for(sandbox, CANDIDATE, "holder_appeal")
    shown = (await sandbox.post("/v1/holder-links/redeem", json={"token": token})).json()

    assert sent.status_code == 201, sent.text
    assert (nothing.status_code, codes_of(nothing.json())) == (422, ["nothing_to_contest"])
    assert [each["against"] for each in shown["appeal"]["contestable"]] == ["admissibility"]


# --- counted and given out --------------------------------------------------------------------------------------------


async def test_appeals_are_counted_by_outcome_and_by_the_days_until_their_answer(
    sandbox: AsyncClient, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 23))
    for outcome in ("upheld", "dismissed", None):
        place = await refused(sandbox, secretariat)
        got = await filed(sandbox, secretariat, place)
        await at_noon_on(sandbox, date(2026, 11, 30))
        if outcome is not None:
            await answered(sandbox, secretariat, place, got["id"], outcome)
        await at_noon_on(sandbox, date(2026, 11, 23))

    statistics = SqlStatistics(Readings(sandbox_database).rows, 1)
    total = (await statistics.count(Counted(by=Dimension.PATHWAY, pathway="common_law_vae"))).total

    counted = {outcome: count.value for outcome, count in total.appeals_by_outcome.items()}
    assert total.appealed.value == 3
    assert counted == {AppealOutcome.INADMISSIBLE: 0, AppealOutcome.DISMISSED: 1, AppealOutcome.UPHELD: 1}
    assert total.delays[Delay.APPEAL].median_days == 7


async def test_the_export_of_a_person_holds_their_appeals(sandbox: AsyncClient, secretariat: Headers) -> None:
    place = await refused(sandbox, secretariat)
    await appeal(sandbox, secretariat, place, "admissibility", "note.pdf")
    asked = {"dossier_id": place.rsplit("/", 1)[1]}

    told = (await sandbox.post("/v1/persons/export", json=asked, headers=secretariat)).json()["records"]

    assert told["dossiers"][0]["facts"]["appeals"][0]["grounds"] == GROUNDS
    assert [each["kind"] for each in told["documents"]].count("appeal_document") == 1


async def test_the_checklist_offers_an_appeal_to_the_employer_too(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat)
    place = f"/v1/dossiers/{dossier.id}"
    before = await actions(sandbox, employer, place)
    await closed(sandbox, session, secretariat)

    assert before == []
    assert await actions(sandbox, employer, place) == [
        ("fileAppeal", "employer", True),
        ("fileAppeal", "secretariat", True),
    ]
    assert (await opened(sandbox, employer))["status"] == "registration_in_progress"
