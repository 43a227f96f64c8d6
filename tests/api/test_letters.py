"""Letters over HTTP: the candidate's postal address, registered letters of either answer, and the jury's decision."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.dossier import Dossier
from tests.api.certificate_desk import EMAIL
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, a_candidate, codes_of, opened
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting, today
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_request
from tests.papers import text_of

Headers = dict[str, str]
Json = dict[str, Any]
ADDRESS: Json = {"street": "12 bis, rue de l'Œuvre", "country": "FR", "postal_code": "69007", "city": "Lyon"}
BESIDE: Json = {
    "phone": "+33 6 12 34 56 78",
    "first_name_1": "Léa",
    "first_name_2": "Jeanne",
    "first_name_3": None,
    "birth_commune_insee": "2A004",
    "birth_country": "FR",
    "birth_postal_code": "20000",
}
REASON = "Jamais fait seul, dit l'évaluateur."
REFUSED: Json = {"decision": "inadmissible", "grounds": [{"text": "Dix mois d'expérience.", "rule": "R35"}]}
SENT: Json = {"tracking_number": "1A 200 123 4567 8", "sent_on": None}


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def patched(client: AsyncClient, headers: Headers, path: str, **candidate: Any) -> Response:
    body: Json = {"candidate": candidate, "reason": "Dit au téléphone"}
    return await client.patch(path, json=body, headers={**headers, "If-Match": "*"})


async def posted(client: AsyncClient, headers: Headers, path: str, body: Json) -> Response:
    return await client.post(path, json=body, headers=headers)


async def read(client: AsyncClient, headers: Headers, path: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return text_of(answer.content)


async def answered(client: AsyncClient, headers: Headers, decision: Json, **candidate: Any) -> str:
    """A common-law VAE whose request was received and answered; its path."""
    path = await a_request(client, headers, **candidate)
    for step, body in (("submission", {}), ("decision", decision)):
        answer = await posted(client, headers, f"{path}/admissibility/{step}", body)
        assert answer.status_code == 200, answer.text
    return path


async def decided(
    client: AsyncClient, engine: AsyncEngine, secretariat: Headers, *, none: bool = False
) -> tuple[Dossier, str]:
    """A dossier of which the jury validated all but one competence, or none, its session still open."""
    chair = await sign_in(client, CHAIR)
    dossier = await awaiting_jury(engine, not_acquired=1)
    assert dossier.assessment is not None
    found = [each.competence_code for each in dossier.assessment.results if each.acquired]
    refused = found if none else found[:1]
    words = [{"code": code, "validated": False, "reason": REASON} for code in refused]
    session = await sitting(client, secretariat, dossier)
    answer = await posted(client, chair, f"{session}/deliberations", a_deliberation(dossier, competences=words))
    assert answer.status_code == 201, answer.text
    return dossier, session


async def closed(client: AsyncClient, session: str, secretariat: Headers) -> None:
    for headers in (secretariat, await sign_in(client, CHAIR)):
        assert (await client.post(f"{session}/closure", headers=headers)).status_code == 200


# --- where the candidate lives ----------------------------------------------------------------------------------------


async def test_the_employer_says_where_the_candidate_lives_and_what_the_passport_will_ask(
    sandbox: AsyncClient, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer, candidate=a_candidate(address=ADDRESS, **BESIDE))

    shown = dossier["candidate"]

    assert shown["address"] == ADDRESS
    assert {name: shown[name] for name in BESIDE} == BESIDE


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("address", {**ADDRESS, "postal_code": "6900"}, "invalid_postal_code"),
        ("phone", "appelez-moi", "invalid_phone"),
        ("phone", "123", "invalid_phone"),
        ("birth_commune_insee", "2C004", "invalid_commune"),
        ("birth_commune_insee", "6900", "invalid_commune"),
        ("birth_country", "France", None),
        ("first_name_1", "123", "no_letter"),
    ],
)
async def test_what_is_no_address_no_telephone_and_no_commune_is_refused(
    sandbox: AsyncClient, employer: Headers, member: str, value: Any, code: str | None
) -> None:
    body = {
        "pathway": "individualised_training",
        "certification_code": "cqp-operateur-fabrication",
        "candidate": a_candidate(**{member: value}),
    }

    answer = await sandbox.post("/v1/dossiers", json=body, headers=employer)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"/candidate/{member}")
    assert code is None or answer.json()["errors"][0]["code"] == code


async def test_d50_an_address_is_never_examined_and_stays_open_to_the_employer(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    path = await a_request(sandbox, secretariat)
    await posted(sandbox, secretariat, f"{path}/admissibility/submission", {})

    moved = await patched(sandbox, secretariat, path, address=ADDRESS, phone="06 12 34 56 78")
    somebody = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"
    own = await patched(sandbox, employer, somebody, address=ADDRESS, birth_country="FR")
    gone = await patched(sandbox, employer, somebody, address=None)

    assert (moved.status_code, moved.json()["candidate"]["address"]) == (200, ADDRESS)
    assert (own.status_code, own.json()["candidate"]["birth_country"]) == (200, "FR")
    assert gone.json()["candidate"]["address"] is None


async def test_p10_a_name_that_cannot_be_printed_is_told_by_the_answer_that_opens_the_dossier(
    sandbox: AsyncClient, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer, candidate=a_candidate(usage_name="王小明"))

    (warning,) = [each for each in dossier["warnings"] if each["code"] == "cannot_be_printed"]

    assert warning["rule"] == "R64"
    assert "王小明" in warning["detail"]


# --- the answer to a request ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", [{"decision": "admissible"}, REFUSED])
async def test_p7_a_letter_bears_the_address_and_once_sent_its_number_and_stays_as_it_was_sent(
    sandbox: AsyncClient, secretariat: Headers, decision: Json
) -> None:
    path = await answered(sandbox, secretariat, decision)
    letter, dispatch = f"{path}/admissibility/letter", {**SENT, "sent_on": today().isoformat()}
    nowhere = await read(sandbox, secretariat, letter)
    await patched(sandbox, secretariat, path, address=ADDRESS)
    before = await read(sandbox, secretariat, letter)
    sent = await posted(sandbox, secretariat, f"{path}/admissibility/dispatch", dispatch)
    await patched(sandbox, secretariat, path, address={**ADDRESS, "city": "Ailleurs"})
    after = await read(sandbox, secretariat, letter)

    assert sent.status_code == 200, sent.text
    assert "69007" not in nowhere
    assert "12 bis, rue de l’Œuvre 69007 Lyon" in before
    assert SENT["tracking_number"] not in before
    assert "12 bis, rue de l’Œuvre 69007 Lyon" in after
    assert f"n° {SENT['tracking_number']}" in after


async def test_p7_a_refusal_gives_its_rule_in_words_and_goes_out_by_registered_letter_and_by_link(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    path = await answered(sandbox, secretariat, REFUSED, email=EMAIL)

    said = await read(sandbox, secretariat, f"{path}/admissibility/letter")
    told = (await sandbox.get(f"{path}/checklist", headers=secretariat)).json()["next_actions"]
    dispatch = {**SENT, "sent_on": today().isoformat()}
    first = await posted(sandbox, secretariat, f"{path}/admissibility/dispatch", dispatch)
    again = await posted(sandbox, secretariat, f"{path}/admissibility/dispatch", dispatch)
    received = {"received_on": today().isoformat()}
    receipt = await posted(sandbox, secretariat, f"{path}/admissibility/acknowledgement", received)

    assert "R35" not in said
    assert "Ce que demande la branche" in said
    assert "recordDispatch" in {action["operation_id"] for action in told}
    assert [answer.status_code for answer in (first, again, receipt)] == [200, 409, 200]
    assert (await sandbox.get(path, headers=secretariat)).json()["status"] == "closed"
    assert {mail["template"] for mail in await mails_to(sandbox, EMAIL)} >= {"holder_admissibility"}
    (link,) = [each for each in await mails_to(sandbox, EMAIL) if each["template"] == "holder_admissibility"]
    assert "elle n'est pas recevable" in link["body"]


# --- the jury's decision ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("none", [False, True], ids=["in part", "nothing"])
async def test_p8_who_is_not_awarded_everything_reads_the_decision_by_competence_once_the_session_is_closed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, employer: Headers, none: bool
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat, none=none)
    path = f"/v1/dossiers/{dossier.id}/decision-letter"
    early = await sandbox.get(path, headers=employer)
    assert await mails_to(sandbox, EMAIL) == []

    await closed(sandbox, session, secretariat)
    said = [await read(sandbox, headers, path) for headers in (secretariat, employer)]
    elsewhere = await sandbox.get(path, headers=await sign_in(sandbox, OTHER_EMPLOYER))
    token = await token_for(sandbox, EMAIL, "holder_decision")
    shown = (await posted(sandbox, {}, "/v1/holder-links/redeem", {"token": token})).json()
    printed = await posted(sandbox, {"Accept": "application/pdf"}, "/v1/holder-links/redeem", {"token": token})

    assert (early.status_code, codes_of(early.json())) == (409, ["no_decision_letter"])
    assert said[0] == said[1] == text_of(printed.content)
    assert ("ne vous délivre pas la certification" in said[0]) is none
    assert ("la certification en partie" in said[0]) is not none
    assert "Motif du jury : Jamais fait seul, dit l’évaluateur." in said[0]
    assert elsewhere.status_code == 404
    assert shown["decision"]["outcome"] == ("not_awarded" if none else "partially_awarded")
    assert REASON in [each["reason"] for each in shown["decision"]["competences"]]
    assert shown["attestation"] is None
    mails = {mail["template"]: mail["body"] for mail in await mails_to(sandbox, EMAIL)}
    assert ("holder_attestation" in mails) is not none
    assert ("ne vous délivre pas" in mails["holder_decision"]) is none


async def test_p8_an_award_in_full_has_no_letter_of_decision(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    session, chair = await sitting(sandbox, secretariat, dossier), await sign_in(sandbox, CHAIR)
    await posted(sandbox, chair, f"{session}/deliberations", a_deliberation(dossier))
    await closed(sandbox, session, secretariat)

    answer = await sandbox.get(f"/v1/dossiers/{dossier.id}/decision-letter", headers=secretariat)
    link = await posted(sandbox, secretariat, f"/v1/dossiers/{dossier.id}/holder-link", {"paper": "decision"})

    assert (answer.status_code, codes_of(answer.json())) == (409, ["no_decision_letter"])
    assert (link.status_code, codes_of(link.json())) == (422, ["no_decision_letter"])


async def test_d75_the_letter_of_a_decision_keeps_its_words_when_the_candidate_moves(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier, session = await decided(sandbox, sandbox_database, secretariat)
    await closed(sandbox, session, secretariat)
    path = f"/v1/dossiers/{dossier.id}"
    first = await sandbox.get(f"{path}/decision-letter", headers=secretariat)

    moved = await patched(sandbox, secretariat, path, address=ADDRESS, birth_name="Autrement")
    again = await sandbox.get(f"{path}/decision-letter", headers=secretariat)

    assert moved.status_code == 200, moved.text
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
