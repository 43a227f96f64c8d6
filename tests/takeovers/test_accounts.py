"""The owner of an account that was taken over comes in by asking for a password, and who was only invited does not."""

from httpx import AsyncClient

from tests.api.dossier_requests import SECRETARIAT
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk

EMAIL, PASSWORD = "paul.jury@branche.example", "une phrase bien à lui, longue"
ROW = {"source_id": "UTI-8", "email": EMAIL, "name": "Paul Garnier", "role": "jury"}


async def test_the_owner_of_an_account_chooses_a_password_by_asking_for_one(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    await desk.apply({"users": [ROW]})
    untold = await mails_to(sandbox, EMAIL)

    await sandbox.post("/v1/password-resets", json={"email": EMAIL})
    token = await token_for(sandbox, EMAIL, "password_reset")
    chosen = await sandbox.post("/v1/password-resets/redemption", json={"token": token, "password": PASSWORD})
    opened = await sandbox.post("/v1/sessions", json={"email": EMAIL, "password": PASSWORD})

    assert untold == []
    assert chosen.is_success, chosen.text
    assert opened.status_code == 201, opened.text


async def test_who_was_invited_only_accepts_the_invitation_first(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)
    body = {"email": EMAIL, "name": "Paul Garnier", "role": "jury"}
    invited = await sandbox.post("/v1/users", json=body, headers=headers)

    await sandbox.post("/v1/password-resets", json={"email": EMAIL})

    assert invited.status_code == 201, invited.text
    assert "password_reset" not in {mail["template"] for mail in await mails_to(sandbox, EMAIL)}
