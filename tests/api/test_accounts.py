"""Accounts of people: invitations, e-mails, passwords, and what becomes of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import emails, users
from app.sandbox.identities import (
    COMPANY,
    EMPLOYER_USER,
    EVALUATOR,
    JURY_USER,
    OTHER_COMPANY,
    OTHER_EMPLOYER_USER,
    PASSWORD,
    SECRETARIAT_USER,
)
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import bearer, open_session, sign_in

LONG = "une phrase assez longue"
NEW = "nouvelle@entreprise.example"


async def test_who_i_am(sandbox: AsyncClient) -> None:
    me = await sandbox.get("/v1/me", headers=await sign_in(sandbox, "employer@sandbox.example"))

    assert me.status_code == 200
    assert me.json() == {
        "id": str(EMPLOYER_USER),
        "name": "Claire Fontaine",
        "email": "employer@sandbox.example",
        "roles": ["employer"],
        "role_labels": ["Employeur"],
        "role": "employer",
        "company_id": str(COMPANY),
        "evaluator_id": None,
        "dossier_id": None,
        "language": "fr",
    }


async def test_somebody_new_accepts_an_invitation_and_signs_in(sandbox: AsyncClient) -> None:
    invited = await _invite(sandbox, role="jury")
    token = await token_for(sandbox, NEW, "invitation")

    accepted = await _accept(sandbox, token, LONG)
    opened = await open_session(sandbox, NEW, password=LONG)

    assert invited.status_code == 201
    assert (accepted.status_code, accepted.json()["roles"]) == (200, ["jury"])
    assert accepted.json()["id"] == invited.json()["id"]
    assert (opened.status_code, opened.json()["role"]) == (201, "jury")


async def test_the_mail_carries_the_link_and_its_token(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")
    mail = (await mails_to(sandbox, NEW))[0]

    assert mail["links"]["url"].endswith(mail["links"]["token"])
    assert mail["links"]["url"] in mail["body"]
    assert "Membre du jury" in mail["body"]


async def test_nobody_signs_in_before_accepting(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")

    assert (await open_session(sandbox, NEW, password=LONG)).status_code == 401


async def test_an_address_that_has_an_account_gains_the_role_and_keeps_its_password(sandbox: AsyncClient) -> None:
    await _invite(sandbox, email="evaluator@sandbox.example", role="jury")

    token = await token_for(sandbox, "evaluator@sandbox.example", "invitation")
    other = await _accept(sandbox, token, LONG)
    accepted = await _accept(sandbox, token, PASSWORD)

    assert (other.status_code, other.json()["code"]) == (409, "already_done")
    assert (accepted.status_code, sorted(accepted.json()["roles"])) == (200, ["evaluator", "jury"])
    assert (await open_session(sandbox, "evaluator@sandbox.example", password=LONG)).status_code == 401
    assert (await open_session(sandbox, "evaluator@sandbox.example", role="jury")).status_code == 201
    assert (await open_session(sandbox, "evaluator@sandbox.example", role="evaluator")).status_code == 201


async def test_an_invitation_serves_once(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")
    token = await token_for(sandbox, NEW, "invitation")
    await _accept(sandbox, token, LONG)

    again = await _accept(sandbox, token, LONG)

    assert (again.status_code, again.json()["code"]) == (409, "already_done")


async def test_a_second_invitation_to_the_same_role_kills_the_first(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")
    first = await token_for(sandbox, NEW, "invitation")
    await _invite(sandbox, role="jury")
    second = await token_for(sandbox, NEW, "invitation")

    assert (await _accept(sandbox, first, LONG)).status_code == 404
    assert (await _accept(sandbox, second, LONG)).status_code == 200


async def test_invitations_to_two_roles_live_side_by_side(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")
    jury = await token_for(sandbox, NEW, "invitation")
    await _invite(sandbox, role="secretariat")
    secretariat = await token_for(sandbox, NEW, "invitation")

    await _accept(sandbox, jury, LONG)
    accepted = await _accept(sandbox, secretariat, None)

    assert sorted(accepted.json()["roles"]) == ["jury", "secretariat"]


@pytest.mark.parametrize(
    ("days", "status"),
    [
        pytest.param(29, 200, id="the day before its end"),
        pytest.param(30, 404, id="after thirty days"),
        pytest.param(-1, 200, id="a clock that went back"),
    ],
)
async def test_an_invitation_lasts_thirty_days_of_the_legal_clock(sandbox: AsyncClient, days: int, status: int) -> None:
    await _invite(sandbox, role="jury")
    token = await token_for(sandbox, NEW, "invitation")
    await _move_clock(sandbox, timedelta(days=days, seconds=5))

    assert (await _accept(sandbox, token, LONG)).status_code == status


async def test_an_unknown_token_opens_nothing(sandbox: AsyncClient) -> None:
    assert (await _accept(sandbox, "nothing", LONG)).status_code == 404


async def test_a_token_of_one_kind_does_not_serve_another(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")
    token = await token_for(sandbox, NEW, "invitation")

    assert (await sandbox.post("/v1/email-confirmations", json={"token": token})).status_code == 404
    assert (await _redeem(sandbox, token, LONG)).status_code == 404


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("court", "password_too_short", id="short"),
        pytest.param(NEW, "password_is_the_address", id="the address"),
        pytest.param(None, "missing", id="none"),
    ],
)
async def test_a_weak_password_is_refused_and_the_invitation_still_serves(
    sandbox: AsyncClient, password: str | None, code: str
) -> None:
    await _invite(sandbox, role="jury")
    token = await token_for(sandbox, NEW, "invitation")

    refused = await _accept(sandbox, token, password)

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert [(error["code"], error["pointer"]) for error in refused.json()["errors"]] == [(code, "/password")]
    assert (await _accept(sandbox, token, LONG)).status_code == 200


@pytest.mark.parametrize(
    ("invitation", "pointer"),
    [
        pytest.param({"role": "employer"}, "/company_id", id="an employer of no company"),
        pytest.param({"role": "evaluator"}, "/evaluator_id", id="an evaluator of no list"),
        pytest.param({"role": "jury", "company_id": str(COMPANY)}, "/company_id", id="a jury member of a company"),
        pytest.param({"role": "employer", "company_id": str(EVALUATOR)}, "/company_id", id="an unknown company"),
        pytest.param({"role": "evaluator", "evaluator_id": str(COMPANY)}, "/evaluator_id", id="an unknown evaluator"),
        pytest.param({"role": "trade_evaluator"}, "/role", id="a role that no account holds"),
        pytest.param({"role": "jury", "name": "a\nb"}, "/name", id="a name of two lines"),
    ],
)
async def test_an_invitation_that_makes_no_sense_is_refused(
    sandbox: AsyncClient, invitation: dict[str, str], pointer: str
) -> None:
    refused = await _invite(sandbox, None, **invitation)

    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
    assert await mails_to(sandbox, NEW) == []


async def test_an_employer_invites_employers_of_their_company(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")

    invited = await _invite(sandbox, headers, role="employer")
    await _accept(sandbox, await token_for(sandbox, NEW, "invitation"), LONG)
    listed = await sandbox.get("/v1/users", headers=headers)

    assert (invited.status_code, invited.json()["company_id"]) == (201, str(COMPANY))
    assert [user["email"] for user in listed.json()["items"]] == [NEW, "employer@sandbox.example"]


@pytest.mark.parametrize(
    "invitation",
    [
        pytest.param({"role": "secretariat"}, id="to the secretariat"),
        pytest.param({"role": "jury"}, id="to the jury"),
        pytest.param({"role": "evaluator", "evaluator_id": str(EVALUATOR)}, id="as an evaluator"),
        pytest.param({"role": "employer", "company_id": str(OTHER_COMPANY)}, id="to another company"),
    ],
)
async def test_an_employer_invites_to_nothing_else(sandbox: AsyncClient, invitation: dict[str, str]) -> None:
    refused = await _invite(sandbox, await sign_in(sandbox, "employer@sandbox.example"), **invitation)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert await mails_to(sandbox, NEW) == []


@pytest.mark.parametrize("email", ["evaluator@sandbox.example", "jury@sandbox.example"])
async def test_evaluators_and_jury_invite_nobody(sandbox: AsyncClient, email: str) -> None:
    assert (await _invite(sandbox, await sign_in(sandbox, email), role="jury")).status_code == 403


async def test_an_employer_of_one_company_does_not_become_anothers(sandbox: AsyncClient) -> None:
    await _invite(sandbox, email="employer@sandbox.example", role="employer", company_id=str(OTHER_COMPANY))

    refused = await _accept(sandbox, await token_for(sandbox, "employer@sandbox.example", "invitation"), None)

    assert (refused.status_code, refused.json()["code"]) == (409, "already_done")


async def test_the_secretariat_lists_everybody_page_by_page(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await sandbox.get(
            "/v1/users", headers=headers, params={"limit": 4} | ({"cursor": cursor} if cursor else {})
        )
        seen += [user["email"] for user in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 7


async def test_a_cursor_of_another_list_is_refused(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")

    refused = await sandbox.get("/v1/users", headers=headers, params={"cursor": "bm9ib2R5"})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "invalid_cursor")


async def test_a_user_is_changed_by_who_says_which_version(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    path = f"/v1/users/{JURY_USER}"

    without = await sandbox.patch(path, headers=headers, json={"name": "Jeanne P."})
    changed = await sandbox.patch(path, headers={**headers, "If-Match": '"1"'}, json={"name": "Jeanne P."})
    stale = await sandbox.patch(path, headers={**headers, "If-Match": '"1"'}, json={"name": "J. P."})

    assert [answer.status_code for answer in (without, changed, stale)] == [428, 200, 412]
    assert (changed.json()["name"], changed.headers["ETag"]) == ("Jeanne P.", '"2"')
    assert (await sandbox.get(path, headers=headers)).headers["ETag"] == '"2"'


async def test_disabling_an_account_ends_its_sessions_at_once(sandbox: AsyncClient) -> None:
    victim = (await open_session(sandbox, "jury@sandbox.example")).json()

    await _patch(sandbox, JURY_USER, {"disabled": True})

    assert (await sandbox.get("/v1/me", headers=bearer(victim))).status_code == 401
    refreshed = await sandbox.post("/v1/sessions/refresh", json={"refresh_token": victim["refresh_token"]})
    assert refreshed.status_code == 401
    assert (await open_session(sandbox, "jury@sandbox.example")).status_code == 403


async def test_taking_a_role_back_ends_its_sessions_and_no_other(sandbox: AsyncClient) -> None:
    await _invite(sandbox, email="jury@sandbox.example", role="secretariat")
    await _accept(sandbox, await token_for(sandbox, "jury@sandbox.example", "invitation"), None)
    as_jury = await sign_in(sandbox, "jury@sandbox.example", role="jury")
    as_secretariat = await sign_in(sandbox, "jury@sandbox.example", role="secretariat")

    await _patch(sandbox, JURY_USER, {"roles": ["jury"]}, version=2)

    assert (await sandbox.get("/v1/me", headers=as_secretariat)).status_code == 401
    assert (await sandbox.get("/v1/me", headers=as_jury)).status_code == 200


async def test_a_role_is_not_given_without_an_invitation(sandbox: AsyncClient) -> None:
    refused = await _patch(sandbox, JURY_USER, {"roles": ["jury", "secretariat"]})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "role_not_held")


@pytest.mark.parametrize("change", [{"disabled": True}, {"roles": []}], ids=str)
async def test_nobody_locks_themselves_out(sandbox: AsyncClient, change: dict[str, Any]) -> None:
    refused = await _patch(sandbox, SECRETARIAT_USER, change)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "own_account")


async def test_another_companys_people_do_not_exist_for_an_employer(sandbox: AsyncClient) -> None:
    headers = {**await sign_in(sandbox, "employer@sandbox.example"), "If-Match": '"1"'}

    theirs = await sandbox.patch(f"/v1/users/{OTHER_EMPLOYER_USER}", headers=headers, json={"disabled": True})
    nobodys = await sandbox.patch(f"/v1/users/{COMPANY}", headers=headers, json={"disabled": True})
    no_employer = await sandbox.get(f"/v1/users/{JURY_USER}", headers=headers)

    assert theirs.status_code == nobodys.status_code == no_employer.status_code == 404
    assert _without_request_id(theirs) == _without_request_id(nobodys)


async def test_an_employer_sees_and_takes_back_only_the_role_of_their_company(sandbox: AsyncClient) -> None:
    await _invite(sandbox, email=NEW, role="employer", company_id=str(COMPANY))
    accepted = await _accept(sandbox, await token_for(sandbox, NEW, "invitation"), LONG)
    await _invite(sandbox, email=NEW, role="jury")
    await _accept(sandbox, await token_for(sandbox, NEW, "invitation"), None)
    headers = {**await sign_in(sandbox, "employer@sandbox.example"), "If-Match": "*"}
    path = f"/v1/users/{accepted.json()['id']}"

    seen = await sandbox.get(path, headers=headers)
    disabled = await sandbox.patch(path, headers=headers, json={"disabled": True})
    withdrawn = await sandbox.patch(path, headers=headers, json={"roles": []})

    assert seen.json()["roles"] == ["employer"]
    assert (disabled.status_code, withdrawn.status_code) == (403, 200)
    assert (await open_session(sandbox, NEW, password=LONG)).json()["role"] == "jury"


async def test_a_forgotten_password_is_replaced_and_every_session_ends(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")

    asked = await _ask_reset(sandbox, "Employer@sandbox.example")
    redeemed = await _redeem(sandbox, await token_for(sandbox, "employer@sandbox.example", "password_reset"), LONG)

    assert (asked.status_code, redeemed.status_code) == (202, 204)
    assert (await sandbox.get("/v1/me", headers=headers)).status_code == 401
    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 401
    assert (await open_session(sandbox, "employer@sandbox.example", password=LONG)).status_code == 201
    assert (await mails_to(sandbox, "employer@sandbox.example"))[0]["template"] == "password_changed"


async def test_asking_for_a_password_never_tells_who_has_an_account(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    known = await _ask_reset(sandbox, "employer@sandbox.example")
    unknown = await _ask_reset(sandbox, "nobody@sandbox.example")

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(emails)) == 1


async def test_a_reset_link_serves_once_and_the_next_kills_it(sandbox: AsyncClient) -> None:
    await _ask_reset(sandbox, "employer@sandbox.example")
    first = await token_for(sandbox, "employer@sandbox.example", "password_reset")
    await _ask_reset(sandbox, "employer@sandbox.example")
    second = await token_for(sandbox, "employer@sandbox.example", "password_reset")

    assert (await _redeem(sandbox, first, LONG)).status_code == 404
    assert (await _redeem(sandbox, second, LONG)).status_code == 204
    assert (await _redeem(sandbox, second, LONG)).status_code == 409


async def test_a_reset_link_dies_after_ten_minutes(sandbox: AsyncClient) -> None:
    await _ask_reset(sandbox, "employer@sandbox.example")
    token = await token_for(sandbox, "employer@sandbox.example", "password_reset")
    await _move_clock(sandbox, timedelta(minutes=10, seconds=1))

    assert (await _redeem(sandbox, token, LONG)).status_code == 404


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_one_mailbox_gets_a_few_resets_and_then_none(sandbox: AsyncClient) -> None:
    answers = [await _ask_reset(sandbox, "employer@sandbox.example") for _ in range(8)]

    assert {answer.status_code for answer in answers} == {202}
    assert len(await mails_to(sandbox, "employer@sandbox.example")) == 5


async def test_somebody_invited_who_never_accepted_gets_no_password_by_resetting(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="secretariat")
    await _ask_reset(sandbox, NEW)

    assert [mail["template"] for mail in await mails_to(sandbox, NEW)] == ["invitation"]


async def test_passwords_are_kept_as_hashes(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await _invite(sandbox, role="jury")
    await _accept(sandbox, await token_for(sandbox, NEW, "invitation"), LONG)

    async with sandbox_database.connect() as connection:
        kept = await connection.scalar(select(users.c.password_hash).where(users.c.email == NEW))
    assert str(kept).startswith("$argon2id$v=19$")


async def test_mails_are_written_in_the_language_of_the_person(sandbox: AsyncClient) -> None:
    await _invite(sandbox, role="jury")
    await sandbox.post(
        "/v1/account-invitations/acceptance",
        json={"token": await token_for(sandbox, NEW, "invitation"), "password": LONG},
        headers={"Accept-Language": "en"},
    )
    await _ask_reset(sandbox, NEW)
    await _ask_reset(sandbox, "employer@sandbox.example")

    assert (await mails_to(sandbox, NEW))[0]["subject"] == "Choose a new password"
    assert (await mails_to(sandbox, "employer@sandbox.example"))[0]["subject"] == "Choisissez un nouveau mot de passe"


async def _invite(client: AsyncClient, headers: dict[str, str] | None = None, **changes: str) -> Response:
    inviting = headers or await sign_in(client, "secretariat@sandbox.example")
    return await client.post("/v1/users", headers=inviting, json={"email": NEW, "name": "Nadia Roche"} | changes)


async def _accept(client: AsyncClient, token: str, password: str | None) -> Response:
    body = {"token": token} | ({"password": password} if password is not None else {})
    return await client.post("/v1/account-invitations/acceptance", json=body)


async def _patch(client: AsyncClient, user_id: object, change: dict[str, Any], version: int = 1) -> Response:
    headers = {**await sign_in(client, "secretariat@sandbox.example"), "If-Match": f'"{version}"'}
    return await client.patch(f"/v1/users/{user_id}", headers=headers, json=change)


async def _ask_reset(client: AsyncClient, email: str) -> Response:
    return await client.post("/v1/password-resets", json={"email": email})


async def _redeem(client: AsyncClient, token: str, password: str) -> Response:
    return await client.post("/v1/password-resets/redemption", json={"token": token, "password": password})


async def _move_clock(client: AsyncClient, by: timedelta) -> None:
    moved = await client.put("/v1/sandbox/clock", json={"now": (datetime.now(UTC) + by).isoformat()})
    assert moved.status_code == 200, moved.text


def _without_request_id(response: Response) -> dict[str, object]:
    return {name: value for name, value in response.json().items() if name != "request_id"}
