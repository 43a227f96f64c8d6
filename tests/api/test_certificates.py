"""Certificates over HTTP: replaced, revoked, and verified by anybody, program or person."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import certificates, events
from app.domain.certificates import Certificate
from app.usecases.jury import verifying
from tests.api.certificate_desk import CODE, EMAIL, NUMBER, issued
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, codes_of
from tests.api.dossier_requests import SECRETARIAT as SECRETARIAT_EMAIL
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import sign_in

Headers = dict[str, str]
PATH = f"/v1/certificates/{NUMBER}"
REASON = {"reason": "Nom d'usage corrigé"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT_EMAIL)


@pytest.fixture
async def certificate(sandbox_database: AsyncEngine) -> Certificate:
    return await issued(sandbox_database)


async def verified(client: AsyncClient, number: str = NUMBER, code: str = CODE, **headers: str) -> Response:
    return await client.get(f"/v1/certificates/{number}/verification", params={"code": code}, headers=headers)


async def told_events(engine: AsyncEngine, certificate: Certificate) -> list[tuple[str, Mapping[str, Any]]]:
    query = select(events.c.type, events.c.details).where(
        events.c.dossier_id == certificate.dossier_id, events.c.type.like("certificate.%")
    )
    async with engine.connect() as connection:
        return [(row.type, row.details) for row in await connection.execute(query.order_by(events.c.id))]


# --- replaced and revoked ---------------------------------------------------------------------------------------------


async def test_a_corrected_civil_status_is_taken_up_by_a_reissue_and_both_certificates_stay(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, certificate: Certificate
) -> None:
    dossier = f"/v1/dossiers/{certificate.dossier_id}"
    corrected = await sandbox.patch(
        dossier,
        json={"candidate": {"usage_name": "Nguyễn"}, "reason": "Pièce d'identité"},
        headers={**secretariat, "If-Match": "*"},
    )
    reissued = await sandbox.post(f"{PATH}/reissue", json=REASON, headers={**secretariat, "If-Match": '"1"'})
    former = (await sandbox.get(PATH, headers=secretariat)).json()
    new = (await sandbox.get(reissued.headers["Location"], headers=secretariat)).json()
    told = (await sandbox.get(dossier, headers=secretariat)).json()
    line = (await sandbox.get(f"{dossier}/history", headers=secretariat)).json()["items"][0]

    assert corrected.status_code == 200
    assert (reissued.status_code, reissued.json()) == (201, new)
    assert (new["state"], new["replaces"], new["reissue_reason"], new["holder"]["usage_name"], new["version"]) == (
        "valid",
        NUMBER,
        REASON["reason"],
        "Nguyễn",
        1,
    )
    assert (former["state"], former["version"]) == ("revoked", 2)
    assert former["revocation"]["replaced_by"] == new["number"]
    assert former["revocation"]["reason"] == REASON["reason"]
    assert former["holder"]["usage_name"] == "Lefèvre-Châtaignier"
    assert [each["number"] for each in told["certificates"]] == [new["number"]]
    assert (line["operation"], line["details"]["reason"]) == ("reissueCertificate", REASON["reason"])
    assert line["details"]["certificates"][0]["replaces"] == NUMBER
    assert [(kind, details["number"]) for kind, details in await told_events(sandbox_database, certificate)] == [
        ("certificate.revoked", NUMBER),
        ("certificate.issued", new["number"]),
    ]


async def test_a_revoked_certificate_says_so_to_whoever_verifies_it_and_the_reason_to_its_company_alone(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, certificate: Certificate
) -> None:
    assert (await verified(sandbox)).json()["state"] == "valid"

    revoked = await sandbox.post(f"{PATH}/revocation", json={"reason": "Fraude"}, headers=secretariat)
    seen = (await verified(sandbox)).json()
    again = await sandbox.post(f"{PATH}/revocation", json={"reason": "Encore"}, headers=secretariat)
    reissued = await sandbox.post(f"{PATH}/reissue", json=REASON, headers=secretariat)
    employer = await sign_in(sandbox, EMPLOYER)

    assert (revoked.status_code, revoked.json()["revocation"]["reason"], revoked.headers["ETag"]) == (
        200,
        "Fraude",
        '"2"',
    )
    assert revoked.json()["person_id"] is not None
    assert (await sandbox.get(PATH, headers=employer)).json() == {**revoked.json(), "person_id": None}
    assert (seen["state"], seen["state_label"], seen["replaced"]) == ("revoked", "Révoqué", False)
    assert seen["revoked_on"] == revoked.json()["revocation"]["revoked_on"]
    assert "Fraude" not in str(seen)
    assert (again.status_code, again.json()["code"]) == (409, "already_done")
    assert (reissued.status_code, codes_of(reissued.json())) == (422, ["certificate_revoked"])
    assert [kind for kind, _ in await told_events(sandbox_database, certificate)] == ["certificate.revoked"]


async def test_of_two_reissues_at_once_one_wins_and_the_other_learns_by_which_number(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, certificate: Certificate
) -> None:
    call = sandbox.post(f"{PATH}/reissue", json=REASON, headers=secretariat)
    same = sandbox.post(f"{PATH}/reissue", json=REASON, headers=secretariat)
    answers = sorted(await asyncio.gather(call, same), key=lambda answer: answer.status_code)
    stale = await sandbox.post(f"{PATH}/reissue", json=REASON, headers={**secretariat, "If-Match": '"1"'})

    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "already_done"
    assert answers[0].json()["number"] in answers[1].json()["detail"]
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    async with sandbox_database.connect() as connection:
        of_dossier = certificates.c.dossier_id == certificate.dossier_id
        states = (await connection.scalars(select(certificates.c.state).where(of_dossier))).all()
    assert sorted(states) == ["revoked", "valid"]


async def test_d56_words_put_right_after_the_closing_leave_the_certificate_and_its_link_as_they_are(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    chair = await sign_in(sandbox, CHAIR)
    dossier = await awaiting_jury(sandbox_database)
    path = f"/v1/dossiers/{dossier.id}"
    session = await sitting(sandbox, secretariat, dossier)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    for headers in (secretariat, chair):
        assert (await sandbox.post(f"{session}/closure", headers=headers)).status_code == 200
    before = (await sandbox.get(path, headers=secretariat)).json()["certificates"]
    token = await token_for(sandbox, EMAIL, "holder_certificate")

    slip = {"kind": "material_error", "reason": "Coquille", "competences": []}
    corrected = await sandbox.post(f"{path}/decision-corrections", json=slip, headers=secretariat)

    assert corrected.status_code == 201
    assert (await sandbox.get(path, headers=secretariat)).json()["certificates"] == before
    assert len([mail for mail in await mails_to(sandbox, EMAIL) if mail["template"] == "holder_certificate"]) == 1
    assert (await sandbox.post("/v1/holder-links/redeem", json={"token": token})).status_code == 200
    number = before[0]["number"]
    reissued = await sandbox.post(f"/v1/certificates/{number}/reissue", json=REASON, headers=secretariat)
    assert reissued.status_code == 201


# --- verified by programs ---------------------------------------------------------------------------------------------


async def test_a_wrong_number_and_a_wrong_code_are_the_same_404_and_have_to_wait_in_the_end(
    sandbox: AsyncClient, certificate: Certificate, attempts_in_one_instant: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_FREE_PER_NUMBER", 2)
    unknown = await verified(sandbox, "0000-0000-0000-0000")
    mistyped = [await verified(sandbox, code="0000-0000-00") for _ in range(3)]
    right = await verified(sandbox)
    elsewhere = await verified(sandbox, "0000-0000-0000-0000")

    aside = {"request_id"}
    assert {k: v for k, v in unknown.json().items() if k not in aside} == {
        k: v for k, v in mistyped[0].json().items() if k not in aside
    }
    assert [answer.status_code for answer in (unknown, *mistyped)] == [404, 404, 404, 429]
    assert mistyped[-1].json()["code"] == "too_many_requests"
    assert int(mistyped[-1].headers["Retry-After"]) > 0
    assert (right.status_code, elsewhere.status_code) == (429, 404)


async def test_one_source_that_guesses_many_numbers_has_to_wait_and_who_verifies_does_not(
    sandbox: AsyncClient, certificate: Certificate, attempts_in_one_instant: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_FREE_PER_SOURCE", 3)

    right = [(await verified(sandbox)).status_code for _ in range(5)]
    guesses = [(await verified(sandbox, f"0000-0000-0000-000{n}")).status_code for n in range(5)]

    assert right == [200] * 5
    assert guesses == [404, 404, 404, 429, 429]


async def test_who_is_right_writes_nothing_and_asks_the_database_one_thing(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, certificate: Certificate
) -> None:
    statements: list[str] = []
    event.listen(sandbox_database.sync_engine, "before_cursor_execute", lambda *said: statements.append(said[2]))

    answers = await asyncio.gather(*(verified(sandbox) for _ in range(20)))

    of_the_clock = [statement for statement in statements if "sandbox_clock" in statement]
    assert {answer.status_code for answer in answers} == {200}
    assert {statement.split()[0] for statement in statements} == {"SELECT"}
    assert len(statements) - len(of_the_clock) == 20


async def test_who_is_right_in_the_end_has_nothing_held_against_their_number(
    sandbox: AsyncClient, certificate: Certificate, attempts_in_one_instant: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_FREE_PER_NUMBER", 2)

    for _ in range(3):
        assert (await verified(sandbox, code="0000-0000-00")).status_code == 404
        assert (await verified(sandbox)).status_code == 200


async def test_many_guesses_at_once_have_to_wait_all_the_same(
    sandbox: AsyncClient, certificate: Certificate, attempts_in_one_instant: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_FREE_PER_NUMBER", 3)

    guesses = await asyncio.gather(*(verified(sandbox, code=f"0000-0000-{n:02}") for n in range(12)))
    right = await verified(sandbox)

    assert sorted(answer.status_code for answer in guesses) == [404] * 3 + [429] * 9
    assert right.status_code == 429


async def test_a_program_gives_the_code_and_gets_json_that_nobody_keeps(
    sandbox: AsyncClient, certificate: Certificate
) -> None:
    without = await sandbox.get(f"{PATH}/verification")
    plain = await verified(sandbox)
    head = await sandbox.head(f"{PATH}/verification", params={"code": CODE})

    assert (without.status_code, without.json()["errors"][0]["parameter"]) == (422, "code")
    assert plain.headers["Content-Type"] == "application/json"
    assert (plain.headers["Cache-Control"], plain.headers["Vary"]) == ("no-store", "Accept, Origin")
    assert plain.json()["holder_name"] == "Camille Élise Lefèvre-Châtaignier"
    assert set(plain.json()).isdisjoint({"verification_code", "dossier_id", "birth_date", "revocation"})
    assert (head.status_code, head.content) == (200, b"")
    other = await sign_in(sandbox, OTHER_EMPLOYER)
    assert (await sandbox.get(PATH, headers=other)).status_code == 404


# --- verified by people -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept_language", "query", "language", "words"),
    [
        pytest.param("fr-FR", "", "fr", ("Parchemin valable", "Titulaire", "English"), id="French"),
        pytest.param("en-GB,fr;q=0.5", "", "en", ("Valid certificate", "Holder", "Français"), id="English"),
        pytest.param("fr-FR", "&lang=en", "en", ("Valid certificate", "Holder"), id="English by the link"),
    ],
)
async def test_a_person_gets_a_page_in_their_language(
    sandbox: AsyncClient,
    certificate: Certificate,
    accept_language: str,
    query: str,
    language: str,
    words: tuple[str, ...],
) -> None:
    page = await sandbox.get(
        f"{PATH}/verification?code={CODE}{query}", headers={**BROWSER, "Accept-Language": accept_language}
    )

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert (page.headers["Content-Language"], page.headers["Cache-Control"]) == (language, "no-store")
    assert f'<html lang="{language}">' in page.text
    for word in (*words, NUMBER, "Camille Élise Lefèvre-Châtaignier"):
        assert word in page.text
    assert str(certificate.holder.birth_date) not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page.text


async def test_the_page_tells_replaced_from_revoked_from_unknown_and_repeats_what_was_typed_as_text(
    sandbox: AsyncClient, certificate: Certificate, secretariat: Headers
) -> None:
    await sandbox.post(f"{PATH}/reissue", json=REASON, headers=secretariat)

    replaced = await verified(sandbox, **BROWSER)
    unknown = await verified(sandbox, code="<b>&", **BROWSER)

    assert (replaced.status_code, "Parchemin remplacé" in replaced.text) == (200, True)
    assert (unknown.status_code, "Parchemin inconnu" in unknown.text) == (404, True)
    assert 'value="&lt;b&gt;&amp;"' in unknown.text
    assert "Lefèvre" not in unknown.text


async def test_the_form_leads_to_the_verification_however_the_number_was_typed(
    sandbox: AsyncClient, certificate: Certificate
) -> None:
    blank = await sandbox.get("/v1/certificates/verification", headers=BROWSER)
    half = await sandbox.get("/v1/certificates/verification", params={"number": NUMBER, "code": ""}, headers=BROWSER)
    typed = {"number": NUMBER.lower().replace("-", " ").replace("0", "o"), "code": CODE.lower(), "lang": "en"}
    sent = await sandbox.get("/v1/certificates/verification", params=typed, headers=BROWSER)
    assert sent.next_request is not None
    arrived = await sandbox.send(sent.next_request)
    for_programs = await sandbox.get("/v1/certificates/verification", headers={"Accept": "application/json"})

    assert (blank.status_code, 'action="verification"' in blank.text) == (200, True)
    assert f'value="{NUMBER}"' in half.text
    assert sent.status_code == 303
    assert (arrived.status_code, "Valid certificate" in arrived.text) == (200, True)
    assert for_programs.status_code == 406


async def test_the_page_says_how_long_to_wait(
    sandbox: AsyncClient, certificate: Certificate, attempts_in_one_instant: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_FREE_PER_NUMBER", 1)
    await verified(sandbox, code="0000-0000-00", **BROWSER)
    page = await verified(sandbox, **BROWSER)

    assert (page.status_code, page.headers["Retry-After"]) == (429, "1")
    assert "Patientez 1 seconde avant" in page.text
