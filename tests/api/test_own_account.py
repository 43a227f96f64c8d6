"""One's own account: name, language, and an address that is confirmed from its own mailbox."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.sandbox.identities import EMPLOYER_USER
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import open_session, sign_in

EMPLOYER, NEW = "employer@sandbox.example", "claire@nouvelle.example"


async def test_people_change_their_name_and_language(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    read = await sandbox.get("/v1/me", headers=headers)

    changed = await _update(sandbox, headers, {"name": "Claire Lafontaine", "language": "en"}, read.headers["ETag"])
    stale = await _update(sandbox, headers, {"name": "Claire F."}, read.headers["ETag"])
    unsaid = await sandbox.patch("/v1/me", headers=headers, json={"name": "Claire F."})
    await sandbox.post("/v1/password-resets", json={"email": EMPLOYER})

    assert (changed.status_code, stale.status_code, unsaid.status_code) == (200, 412, 428)
    assert changed.json() == {**read.json(), "name": "Claire Lafontaine", "language": "en"}
    assert changed.headers["ETag"] != read.headers["ETag"]
    assert (await mails_to(sandbox, EMPLOYER))[0]["subject"] == "Choose a new password"


async def test_another_address_is_ones_own_once_confirmed_there(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    asked = await _update(sandbox, headers, {"email": "Claire@nouvelle.example"})
    before = await open_session(sandbox, NEW)
    confirmed = await _confirm(sandbox)
    again = await _confirm(sandbox)

    assert (asked.status_code, asked.json()["email"], before.status_code) == (200, EMPLOYER, 401)
    assert (confirmed.status_code, confirmed.json()["email"], confirmed.json()["company_id"]) == (200, NEW, None)
    assert again.status_code == 409
    assert (await open_session(sandbox, EMPLOYER)).status_code == 401
    assert (await open_session(sandbox, NEW)).status_code == 201
    assert (await sandbox.get("/v1/me", headers=headers)).json()["email"] == NEW
    (told,) = await mails_to(sandbox, EMPLOYER)
    assert told["template"] == "email_changed"
    assert NEW in told["body"]


async def test_an_address_that_is_taken_is_not_told_and_stays_its_owners(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    asked = await _update(sandbox, headers, {"email": "jury@sandbox.example"})
    token = await token_for(sandbox, "jury@sandbox.example", "email_change")
    refused = await sandbox.post("/v1/email-confirmations", json={"token": token})

    assert (asked.status_code, refused.status_code, refused.json()["code"]) == (200, 409, "already_done")
    assert (await sandbox.get("/v1/me", headers=headers)).json()["email"] == EMPLOYER


async def test_the_last_address_asked_for_is_the_one_to_confirm(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    await _update(sandbox, headers, {"email": NEW})
    first = await token_for(sandbox, NEW, "email_change")
    await _update(sandbox, headers, {"email": "autre@nouvelle.example"})

    assert (await sandbox.post("/v1/email-confirmations", json={"token": first})).status_code == 404


async def test_a_reset_mailed_to_the_former_address_is_dead(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    await sandbox.post("/v1/password-resets", json={"email": EMPLOYER})
    token = await token_for(sandbox, EMPLOYER, "password_reset")
    await _update(sandbox, headers, {"email": NEW})
    await _confirm(sandbox)

    body = {"token": token, "password": "une phrase assez longue"}
    assert (await sandbox.post("/v1/password-resets/redemption", json=body)).status_code == 404


async def test_a_disabled_account_gets_no_other_address(sandbox: AsyncClient) -> None:
    await _update(sandbox, await sign_in(sandbox, EMPLOYER), {"email": NEW})
    secretariat = {**await sign_in(sandbox, "secretariat@sandbox.example"), "If-Match": "*"}
    await sandbox.patch(f"/v1/users/{EMPLOYER_USER}", headers=secretariat, json={"disabled": True})

    assert (await _confirm(sandbox)).status_code == 403


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_one_mailbox_gets_a_few_of_these_and_then_none(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    answers = [await _update(sandbox, headers, {"email": NEW}) for _ in range(7)]

    assert {answer.status_code for answer in answers} == {200}
    assert len(await mails_to(sandbox, NEW)) == 5


@pytest.mark.parametrize(
    "change", [{"email": "claire@"}, {"name": " "}, {"language": "de"}, {"roles": ["secretariat"]}], ids=str
)
async def test_what_is_not_ones_own_to_change_is_refused(sandbox: AsyncClient, change: dict[str, Any]) -> None:
    refused = await _update(sandbox, await sign_in(sandbox, EMPLOYER), change)

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")


async def _update(client: AsyncClient, headers: dict[str, str], change: dict[str, Any], version: str = "*") -> Response:
    return await client.patch("/v1/me", headers={**headers, "If-Match": version}, json=change)


async def _confirm(client: AsyncClient) -> Response:
    return await client.post("/v1/email-confirmations", json={"token": await token_for(client, NEW, "email_change")})
