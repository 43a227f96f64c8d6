"""Companies: registered in the open, confirmed by mail, approved and verified by the secretariat (D43)."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import companies, links, users
from app.sandbox.identities import COMPANY, OTHER_COMPANY, PASSWORD
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import bearer, open_session, sign_in

LONG = "une phrase assez longue"
SIRET = "12345678200028"
BOSS = "patronne@atelier.example"
LA_POSTE = "35600000000048"


async def test_a_company_registers_confirms_is_approved_and_signs_in(sandbox: AsyncClient) -> None:
    registered = await _register(sandbox)
    before_confirmation = await open_session(sandbox, BOSS, password=LONG)
    confirmed = await _confirm(sandbox, BOSS)
    before_approval = await open_session(sandbox, BOSS, password=LONG)
    verified = await _verify(sandbox, confirmed.json()["company_id"], ccnic=True)
    opened = await open_session(sandbox, BOSS, password=LONG)

    assert registered.status_code == 202
    assert before_confirmation.status_code == 401
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "awaiting_approval")
    assert (before_approval.status_code, before_approval.json()["code"]) == (403, "forbidden")
    assert (verified.status_code, verified.json()["state"], verified.json()["ccnic_verified"]) == (
        200,
        "approved",
        True,
    )
    assert (opened.status_code, opened.json()["role"]) == (201, "employer")
    assert (await mails_to(sandbox, BOSS))[0]["template"] == "company_approved"


async def test_the_answer_is_the_same_whatever_is_known(sandbox: AsyncClient) -> None:
    new = await _register(sandbox)
    known_siret = await _register(sandbox, siret="12345678200010", email="autre@atelier.example")
    known_address = await _register(sandbox, email="employer@sandbox.example")
    again = await _register(sandbox)

    answers = [new, known_siret, known_address, again]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1


async def test_registering_gives_no_account_before_the_mail_is_confirmed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await _register(sandbox)

    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(users.c.id).where(users.c.email == BOSS)) is None


async def test_registering_under_somebodys_address_does_not_change_their_password(sandbox: AsyncClient) -> None:
    await _register(sandbox, email="secretariat@sandbox.example")
    confirmed = await _confirm(sandbox, "secretariat@sandbox.example", password=None)

    assert confirmed.status_code == 200
    assert (
        await open_session(sandbox, "secretariat@sandbox.example", password=LONG, role="secretariat")
    ).status_code == 401
    assert (await open_session(sandbox, "secretariat@sandbox.example", role="secretariat")).status_code == 201


async def test_a_stranger_does_not_choose_the_password_of_whoever_is_invited(sandbox: AsyncClient) -> None:
    strangers, own = "un inconnu connaît ceci", "le secret de la personne"
    await _invite_to_the_secretariat(sandbox, BOSS)
    await _register(sandbox, password=strangers)
    confirmed = await _confirm(sandbox, BOSS, password=own)
    accepted = await sandbox.post(
        "/v1/account-invitations/acceptance",
        json={"token": await token_for(sandbox, BOSS, "invitation"), "password": own},
    )

    assert (confirmed.status_code, accepted.status_code) == (200, 200)
    assert (await open_session(sandbox, BOSS, password=strangers, role="secretariat")).status_code == 401
    assert (await open_session(sandbox, BOSS, password=own, role="secretariat")).status_code == 201


async def test_a_link_carries_no_password(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await _register(sandbox, password=LONG)

    async with sandbox_database.connect() as connection:
        carried = await connection.scalar(select(links.c.payload).where(links.c.purpose == "email_confirmation"))
    assert carried == {"language": "fr"}


@pytest.mark.parametrize("password", [None, "court"], ids=["none", "a weak one"])
async def test_a_confirmation_without_a_good_password_changes_nothing(
    sandbox: AsyncClient, password: str | None
) -> None:
    await _register(sandbox)

    refused = await _confirm(sandbox, BOSS, password=password)

    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, ["/password"])
    assert (await _confirm(sandbox, BOSS)).status_code == 200


async def test_another_password_than_the_accounts_is_refused_aloud(sandbox: AsyncClient) -> None:
    await _register(sandbox, email="secretariat@sandbox.example")

    other = await _confirm(sandbox, "secretariat@sandbox.example", password=LONG)
    same = await _confirm(sandbox, "secretariat@sandbox.example", password=PASSWORD)

    assert (other.status_code, other.json()["code"], same.status_code) == (409, "already_done", 200)


async def test_what_a_stranger_writes_is_in_no_mail(sandbox: AsyncClient) -> None:
    await _register(sandbox, name="Cliquez ici, ou ailleurs", contact="Cliquez ici, ou ailleurs")

    mail = (await mails_to(sandbox, BOSS))[0]
    assert "ailleurs" not in mail["subject"] + mail["body"]
    assert SIRET in mail["body"]


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_one_mailbox_gets_a_few_confirmations_and_then_none(sandbox: AsyncClient) -> None:
    answers = [await _register(sandbox) for _ in range(8)]

    assert {answer.status_code for answer in answers} == {202}
    assert len(await mails_to(sandbox, BOSS)) == 5


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        pytest.param({"siret": "12345678200011"}, "/siret", id="a SIRET whose key is wrong"),
        pytest.param({"siret": "1234567820001"}, "/siret", id="a SIRET of 13 digits"),
        pytest.param({"idcc": "00044"}, "/idcc", id="an IDCC of five digits"),
        pytest.param({"name": " "}, "/name", id="no name"),
        pytest.param({"contact": {"name": "A", "email": "a@"}}, "/contact/email", id="no address"),
        pytest.param({"state": "approved"}, "/state", id="a field that is not for them"),
    ],
)
async def test_a_registration_that_cannot_be_is_refused(
    sandbox: AsyncClient, change: dict[str, Any], pointer: str
) -> None:
    refused = await sandbox.post("/v1/companies", json=_registration() | change)

    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
    assert await mails_to(sandbox, BOSS) == []


async def test_a_counter_of_la_poste_registers(sandbox: AsyncClient) -> None:
    assert (await _register(sandbox, siret=LA_POSTE)).status_code == 202


async def test_a_confirmation_serves_once_and_for_seven_days(sandbox: AsyncClient) -> None:
    await _register(sandbox)
    token = await token_for(sandbox, BOSS, "email_confirmation")

    first = await sandbox.post("/v1/email-confirmations", json={"token": token, "password": LONG})
    again = await sandbox.post("/v1/email-confirmations", json={"token": token, "password": LONG})

    assert (first.status_code, again.status_code) == (200, 409)


async def test_rival_claims_on_a_siret_all_go_to_review_and_one_wins(sandbox: AsyncClient) -> None:
    await _register(sandbox)
    first = (await _confirm(sandbox, BOSS)).json()
    await _register(sandbox, email="rival@atelier.example")
    second = (await _confirm(sandbox, "rival@atelier.example")).json()
    in_review = await _states(sandbox, SIRET)

    await _verify(sandbox, second["company_id"], ccnic=False)

    assert (first["state"], second["state"]) == ("awaiting_approval", "in_review")
    assert set(in_review.values()) == {"in_review"}
    assert await _states(sandbox, SIRET) == {first["company_id"]: "refused", second["company_id"]: "approved"}
    assert (await open_session(sandbox, "rival@atelier.example", password=LONG)).status_code == 201
    assert (await open_session(sandbox, BOSS, password=LONG)).status_code == 403
    assert (await mails_to(sandbox, BOSS))[0]["template"] == "company_refused"


async def test_two_claims_confirmed_at_once_do_not_overlook_each_other(sandbox: AsyncClient) -> None:
    addresses = [f"rival-{number}@atelier.example" for number in range(4)]
    for address in addresses:
        await _register(sandbox, email=address)

    await asyncio.gather(*(_confirm(sandbox, address) for address in addresses))

    assert set((await _states(sandbox, SIRET)).values()) == {"in_review"}


async def test_a_claim_on_an_approved_siret_goes_to_review_and_harms_nobody(sandbox: AsyncClient) -> None:
    await _register(sandbox, siret="12345678200010")
    claim = (await _confirm(sandbox, BOSS)).json()

    refused = await _verify(sandbox, claim["company_id"], ccnic=True)

    assert claim["state"] == "in_review"
    assert (refused.status_code, refused.json()["code"]) == (409, "already_done")
    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 201


async def test_an_approved_company_that_is_refused_is_signed_out(sandbox: AsyncClient) -> None:
    employer = (await open_session(sandbox, "employer@sandbox.example")).json()

    await _verify(sandbox, str(COMPANY), approved=False)

    assert (await sandbox.get("/v1/me", headers=bearer(employer))).status_code == 401
    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 403


async def test_who_waits_for_a_refused_company_may_register_another(sandbox: AsyncClient) -> None:
    await _register(sandbox)
    first = (await _confirm(sandbox, BOSS)).json()
    await _verify(sandbox, first["company_id"], approved=False)
    await _register(sandbox, siret=LA_POSTE)
    second = await _confirm(sandbox, BOSS)
    await _verify(sandbox, second.json()["company_id"])

    opened = await open_session(sandbox, BOSS, password=LONG)
    me = await sandbox.get("/v1/me", headers=bearer(opened.json()))

    assert me.json()["company_id"] == second.json()["company_id"]


async def test_an_employer_of_an_approved_company_does_not_become_anothers(sandbox: AsyncClient) -> None:
    await _register(sandbox, email="employer@sandbox.example")

    assert (await _confirm(sandbox, "employer@sandbox.example", password=None)).status_code == 409
    me = await sandbox.get("/v1/me", headers=await sign_in(sandbox, "employer@sandbox.example"))
    assert me.json()["company_id"] == str(COMPANY)


async def test_an_employer_sees_their_company_and_no_other(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")

    own = await sandbox.get(f"/v1/companies/{COMPANY}", headers=headers)
    listed = await sandbox.get("/v1/companies", headers=headers)
    theirs = await sandbox.get(f"/v1/companies/{OTHER_COMPANY}", headers=headers)
    nobodys = await sandbox.get("/v1/companies/00000000-0000-7000-8000-000000000000", headers=headers)

    assert (own.status_code, own.json()["siret"]) == (200, "12345678200010")
    assert [company["id"] for company in listed.json()["items"]] == [str(COMPANY)]
    assert theirs.status_code == nobodys.status_code == 404
    assert _without_request_id(theirs) == _without_request_id(nobodys)


async def test_an_unchanged_company_is_not_sent_again(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    read = await sandbox.get(f"/v1/companies/{COMPANY}", headers=headers)

    again = await sandbox.get(f"/v1/companies/{COMPANY}", headers={**headers, "If-None-Match": read.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_the_secretariat_finds_companies_by_siret_and_state(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    await _register(sandbox)
    await _confirm(sandbox, BOSS)

    waiting = await sandbox.get("/v1/companies", headers=headers, params={"state": "awaiting_approval"})
    by_siret = await sandbox.get("/v1/companies", headers=headers, params={"siret": "98765432400019"})

    assert [company["siret"] for company in waiting.json()["items"]] == [SIRET]
    assert waiting.json()["items"][0]["contact"] == {"name": "Paule Renard", "email": BOSS}
    assert [company["id"] for company in by_siret.json()["items"]] == [str(OTHER_COMPANY)]


async def test_a_changed_idcc_resets_the_verification(sandbox: AsyncClient) -> None:
    renamed = await _patch(sandbox, {"name": "Chimie du Rhône"}, version=1)
    moved = await _patch(sandbox, {"idcc": "1996"}, version=2)
    back = await _patch(sandbox, {"idcc": "0044"}, version=3)

    assert (renamed.status_code, renamed.json()["ccnic_verified"]) == (200, True)
    assert (moved.status_code, moved.json()["ccnic_verified"], moved.json()["verification"]) == (200, False, None)
    assert back.json()["ccnic_verified"] is False
    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 201


async def test_the_siret_never_changes(sandbox: AsyncClient) -> None:
    refused = await _patch(sandbox, {"siret": SIRET}, version=1)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/siret")


async def test_of_two_tabs_that_change_a_company_one_is_told_it_is_stale(sandbox: AsyncClient) -> None:
    headers = {**await sign_in(sandbox, "employer@sandbox.example"), "If-Match": '"1"'}
    path = f"/v1/companies/{COMPANY}"

    answers = await asyncio.gather(
        *(sandbox.patch(path, headers=headers, json={"name": f"Tab {number}"}) for number in range(3))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]


async def test_a_company_of_another_agreement_is_not_verified_as_ccnic(sandbox: AsyncClient) -> None:
    refused = await _verify(sandbox, str(OTHER_COMPANY), ccnic=True)

    error = refused.json()["errors"][0]
    assert (refused.status_code, error["pointer"], error["rule"]) == (422, "/ccnic", "D43")


@pytest.mark.parametrize("email", ["employer@sandbox.example", "evaluator@sandbox.example", "jury@sandbox.example"])
async def test_the_secretariat_alone_verifies(sandbox: AsyncClient, email: str) -> None:
    headers = await sign_in(sandbox, email)

    refused = await sandbox.post(
        f"/v1/companies/{COMPANY}/verification", headers=headers, json={"approved": True, "evidence": "moi"}
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_verification_says_by_which_evidence(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await _verify(sandbox, str(COMPANY), ccnic=True, evidence="Bulletin de novembre")

    async with sandbox_database.connect() as connection:
        kept = await connection.scalar(select(companies.c.verification).where(companies.c.id == COMPANY))
    assert kept is not None
    assert (kept["ccnic"], kept["evidence"]) == (True, "Bulletin de novembre")


def _registration(**changes: str) -> dict[str, Any]:
    return {
        "siret": changes.get("siret", SIRET),
        "name": changes.get("name", "Atelier de Lyon"),
        "idcc": "0044",
        "address": {"street": "1 rue Neuve", "postal_code": "69001", "city": "Lyon", "country": "FR"},
        "contact": {
            "name": changes.get("contact", "Paule Renard"),
            "email": changes.get("email", BOSS),
            **({"password": changes["password"]} if "password" in changes else {}),
        },
    }


async def _register(client: AsyncClient, **changes: str) -> Response:
    return await client.post("/v1/companies", json=_registration(**changes))


async def _confirm(client: AsyncClient, address: str, *, password: str | None = LONG) -> Response:
    body = {"token": await token_for(client, address, "email_confirmation")}
    return await client.post("/v1/email-confirmations", json=body | ({"password": password} if password else {}))


async def _invite_to_the_secretariat(client: AsyncClient, address: str) -> None:
    body = {"email": address, "name": "Paule Renard", "role": "secretariat"}
    await client.post("/v1/users", headers=await sign_in(client, "secretariat@sandbox.example"), json=body)


async def _verify(
    client: AsyncClient,
    company_id: str,
    *,
    approved: bool = True,
    ccnic: bool = False,
    evidence: str = "Extrait de la convention",
) -> Response:
    headers = await sign_in(client, "secretariat@sandbox.example")
    finding = {"approved": approved, "ccnic": ccnic, "evidence": evidence}
    return await client.post(f"/v1/companies/{company_id}/verification", headers=headers, json=finding)


async def _patch(client: AsyncClient, change: dict[str, Any], *, version: int) -> Response:
    headers = {**await sign_in(client, "employer@sandbox.example"), "If-Match": f'"{version}"'}
    return await client.patch(f"/v1/companies/{COMPANY}", headers=headers, json=change)


async def _states(client: AsyncClient, siret: str) -> dict[str, str]:
    headers = await sign_in(client, "secretariat@sandbox.example")
    listed = await client.get("/v1/companies", headers=headers, params={"siret": siret})
    return {company["id"]: company["state"] for company in listed.json()["items"]}


def _without_request_id(response: Response) -> dict[str, object]:
    return {name: value for name, value in response.json().items() if name != "request_id"}
