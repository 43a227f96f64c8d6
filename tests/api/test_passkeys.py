"""Passkeys: made, shown after a password or alone, refused where anything of them is not as it should be."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import passkeys, sessions, user_roles
from app.sandbox.identities import BEGINNING, EMPLOYER_USER
from app.usecases.accounts.own_passkeys import MOST_PASSKEYS
from tests.api.authenticator import Authenticator, decoded
from tests.api.mailbox import mails_to
from tests.api.second_factors import (
    TestClock,
    challenged,
    clock,
    complete,
    enrol_passkey,
    enrol_totp,
    passkey_options,
)
from tests.api.signing_in import bearer, open_session, sign_in

__all__ = ["clock"]

EMPLOYER, EVALUATOR = "employer@sandbox.example", "evaluator@sandbox.example"
pytestmark = pytest.mark.usefixtures("clock")


async def test_a_passkey_is_made_for_the_account_on_this_site(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    options = (await sandbox.post("/v1/me/passkeys/options", headers=headers)).json()

    assert options["rp"] == {"name": "CQP chimie", "id": "localhost"}
    assert decoded(options["user"]["id"]) == EMPLOYER_USER.bytes
    assert (options["user"]["name"], options["user"]["displayName"]) == (EMPLOYER, "Claire Fontaine")
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "preferred"
    assert (options["attestation"], options["timeout"]) == ("none", 300_000)
    assert {each["alg"] for each in options["pubKeyCredParams"]} >= {-7, -257}


async def test_a_passkey_is_kept_listed_and_told_by_mail(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    registered = await enrol_passkey(sandbox, headers, Authenticator(), name="Téléphone d'Alice")
    second = await enrol_passkey(sandbox, headers, Authenticator(), name="Clé USB")

    assert (registered.status_code, registered.json()["name"]) == (201, "Téléphone d'Alice")
    assert len(registered.json()["recovery_codes"]) == 10
    assert second.json()["recovery_codes"] == [], "those of the first still serve"
    listed = (await sandbox.get("/v1/me/passkeys", headers=headers)).json()["items"]
    assert [(one["name"], one["last_used_at"]) for one in listed] == [("Clé USB", None), ("Téléphone d'Alice", None)]
    assert set(listed[0]) == {"id", "name", "created_at", "last_used_at"}
    (_, told) = await mails_to(sandbox, EMPLOYER)
    assert (told["template"], "Téléphone d'Alice" in told["body"]) == ("factor_added", True)


async def test_a_passkey_follows_a_password(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)

    asked = await challenged(sandbox, EMPLOYER)
    options = await passkey_options(sandbox, asked["challenge"])
    opened = await complete(sandbox, challenge=asked["challenge"], passkey=authenticator.get(options))

    assert asked["methods"] == ["passkey", "recovery_code"]
    assert [decoded(each["id"]) for each in options["allowCredentials"]] == [authenticator.credential_id]
    assert options["allowCredentials"][0]["transports"] == ["internal", "hybrid"]
    assert (options["rpId"], options["userVerification"]) == ("localhost", "required")
    assert (opened.status_code, opened.json()["role"]) == (201, "employer")
    (session, *_) = (await sandbox.get("/v1/me/sessions", headers=bearer(opened.json()))).json()["items"]
    assert (session["factor"], session["factor_label"]) == ("passkey", "Clé d'accès")
    (one,) = (await sandbox.get("/v1/me/passkeys", headers=bearer(opened.json()))).json()["items"]
    assert one["last_used_at"] is not None


async def test_a_passkey_signs_in_alone(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)

    options = await passkey_options(sandbox)
    opened = await complete(sandbox, passkey=authenticator.get(options))

    assert options["allowCredentials"] == [], "nothing tells who has a passkey"
    assert (opened.status_code, opened.json()["role"]) == (201, "employer")
    assert (await sandbox.get("/v1/me", headers=bearer(opened.json()))).json()["email"] == EMPLOYER


async def test_who_holds_several_roles_names_one_and_shows_the_same_answer_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    authenticator = await _with_passkey(sandbox)
    async with sandbox_database.begin() as connection:
        await connection.execute(user_roles.insert().values(user_id=EMPLOYER_USER, role="jury", granted_at=BEGINNING))
    answer = authenticator.get(await passkey_options(sandbox))

    unsaid = await complete(sandbox, passkey=answer)
    named = await complete(sandbox, passkey=answer, role="jury")
    not_held = await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)), role="secretariat")

    assert (unsaid.status_code, unsaid.json()["errors"][0]["code"]) == (422, "role_required")
    assert (named.status_code, named.json()["role"], not_held.status_code) == (201, "jury", 403)


async def test_an_authenticator_that_counts_nothing_is_taken(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox, Authenticator(counts=False))

    for _ in range(2):
        assert (await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))).status_code == 201


async def test_a_copy_whose_count_does_not_grow_is_refused(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)
    copy = authenticator.clone()
    await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))
    await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))

    refused = [await complete(sandbox, passkey=copy.get(await passkey_options(sandbox))) for _ in range(2)]
    own = await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))

    assert [answer.status_code for answer in refused] == [401, 401]
    assert own.status_code == 201


def _other_key(authenticator: Authenticator) -> Authenticator:
    return Authenticator(credential_id=authenticator.credential_id, user_handle=authenticator.user_handle)


FORGED: dict[str, Callable[[Authenticator], Authenticator]] = {
    "another origin": lambda own: _changed(own, origin="http://localhost.evil.example"),
    "another machine": lambda own: _changed(own, origin="http://127.0.0.1:5173"),
    "an origin that only begins as ours": lambda own: _changed(own, origin="http://localhost:5173.evil.example"),
    "another domain": lambda own: _changed(own, rp_id="evil.example"),
    "nobody verified": lambda own: _changed(own, verifies=False),
    "another key": _other_key,
    "another account's handle": lambda own: _changed(own, user_handle=b"x" * 16),
    "an unknown credential": lambda own: _changed(own, credential_id=b"unknown"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_what_is_not_as_it_was_made_opens_nothing(
    sandbox: AsyncClient, forge: Callable[[Authenticator], Authenticator]
) -> None:
    own = await _with_passkey(sandbox)
    forged = forge(own.clone())

    alone = await complete(sandbox, passkey=forged.get(await passkey_options(sandbox)))
    asked = (await challenged(sandbox, EMPLOYER))["challenge"]
    second = await complete(sandbox, challenge=asked, passkey=forged.get(await passkey_options(sandbox, asked)))
    right = await complete(sandbox, challenge=asked, passkey=own.get(await passkey_options(sandbox, asked)))

    assert [answer.status_code for answer in (alone, second)] == [401, 401]
    assert alone.json()["code"] == second.json()["code"] == "unauthenticated"
    assert right.status_code == 201


@pytest.mark.parametrize(
    "origin",
    ["http://localhost.evil.example", "https://cqp.example", "http://localhost:5173/", "http://localhost:123456"],
)
async def test_a_passkey_made_elsewhere_is_not_kept(sandbox: AsyncClient, origin: str) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    refused = await enrol_passkey(sandbox, headers, Authenticator(origin=origin))

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "wrong_passkey")
    assert refused.json()["errors"][0]["pointer"] == "/passkey"
    assert (await sandbox.get("/v1/me/passkeys", headers=headers)).json()["items"] == []


@pytest.mark.parametrize("authenticator", [Authenticator(rp_id="evil.example"), Authenticator(verifies=False)])
async def test_a_passkey_of_another_domain_or_of_nobody_is_not_kept(
    sandbox: AsyncClient, authenticator: Authenticator
) -> None:
    assert (await enrol_passkey(sandbox, await sign_in(sandbox, EMPLOYER), authenticator)).status_code == 422


async def test_what_was_given_to_sign_is_taken_once(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)
    options = await passkey_options(sandbox)

    first = await complete(sandbox, passkey=authenticator.get(options))
    again = await complete(sandbox, passkey=authenticator.get(options))

    assert (first.status_code, again.status_code) == (201, 401)


async def test_of_two_who_show_the_same_answer_at_once_one_comes_in(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox, Authenticator(counts=False))
    answer = authenticator.get(await passkey_options(sandbox))

    answers = await asyncio.gather(*(complete(sandbox, passkey=answer) for _ in range(3)))

    assert sorted(each.status_code for each in answers) == [201, 401, 401]


async def test_what_was_given_to_sign_is_dead_after_five_minutes(sandbox: AsyncClient, clock: TestClock) -> None:
    authenticator = await _with_passkey(sandbox)
    options = await passkey_options(sandbox)
    clock.forward(minutes=5)

    assert (await complete(sandbox, passkey=authenticator.get(options))).status_code == 401


async def test_nobody_signs_what_nobody_gave(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)
    options = {**await passkey_options(sandbox), "challenge": "A" * 86}

    assert (await complete(sandbox, passkey=authenticator.get(options))).status_code == 401


async def test_what_was_given_for_one_thing_serves_for_no_other(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)
    asked, other = [(await challenged(sandbox, EMPLOYER))["challenge"] for _ in range(2)]
    alone, bound = await passkey_options(sandbox), await passkey_options(sandbox, other)
    headers = bearer((await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))).json())
    registration = (await sandbox.post("/v1/me/passkeys/options", headers=headers)).json()
    step_up = (await sandbox.post("/v1/me/step-up/passkey-options", headers=headers)).json()

    crossed = [
        await complete(sandbox, challenge=asked, passkey=authenticator.get(alone)),
        await complete(sandbox, challenge=asked, passkey=authenticator.get(bound)),
        await complete(sandbox, passkey=authenticator.get(bound)),
        await complete(sandbox, passkey=authenticator.get(registration)),
        await complete(sandbox, passkey=authenticator.get(step_up)),
        await sandbox.post(
            "/v1/me/passkeys",
            headers=headers,
            json={"name": "X", "passkey": Authenticator().create({**registration, **alone})},
        ),
    ]

    assert [answer.status_code for answer in crossed] == [401] * 5 + [422]


async def test_anothers_passkey_completes_no_sign_in(sandbox: AsyncClient) -> None:
    await _with_passkey(sandbox)
    theirs = await _with_passkey(sandbox, email=EVALUATOR)
    asked = (await challenged(sandbox, EMPLOYER))["challenge"]

    options = await passkey_options(sandbox, asked)

    assert (await complete(sandbox, challenge=asked, passkey=theirs.get(options))).status_code == 401


async def test_what_one_account_was_given_makes_no_passkey_of_another(sandbox: AsyncClient) -> None:
    own, theirs = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, EVALUATOR)
    options = (await sandbox.post("/v1/me/passkeys/options", headers=own)).json()

    body = {"name": "X", "passkey": Authenticator().create(options)}
    refused = await sandbox.post("/v1/me/passkeys", headers=theirs, json=body)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "wrong_passkey")


async def test_a_passkey_is_one_accounts_alone(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)
    theirs = await sign_in(sandbox, EVALUATOR)

    refused = await enrol_passkey(sandbox, theirs, authenticator)

    assert (refused.status_code, refused.json()["code"]) == (409, "already_done")
    assert (await open_session(sandbox, EVALUATOR)).status_code == 201


async def test_the_same_authenticator_is_not_asked_twice(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    authenticator = Authenticator()
    await enrol_passkey(sandbox, headers, authenticator)

    options = (await sandbox.post("/v1/me/passkeys/options", headers=headers)).json()

    assert [decoded(each["id"]) for each in options["excludeCredentials"]] == [authenticator.credential_id]


async def test_an_account_has_so_many_passkeys(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    made = [await enrol_passkey(sandbox, headers, Authenticator()) for _ in range(MOST_PASSKEYS)]

    refused = await sandbox.post("/v1/me/passkeys/options", headers=headers)

    assert {answer.status_code for answer in made} == {201}
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_many_passkeys")
    async with sandbox_database.connect() as connection:
        assert len((await connection.execute(select(passkeys.c.id))).all()) == MOST_PASSKEYS


async def test_a_removed_passkey_opens_nothing(sandbox: AsyncClient) -> None:
    authenticator = await _with_passkey(sandbox)
    opened = await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))
    headers = bearer(opened.json())
    (one,) = (await sandbox.get("/v1/me/passkeys", headers=headers)).json()["items"]

    not_theirs = await sandbox.delete(f"/v1/me/passkeys/{one['id']}", headers=await sign_in(sandbox, EVALUATOR))
    removed = await sandbox.delete(f"/v1/me/passkeys/{one['id']}", headers=headers)
    again = await sandbox.delete(f"/v1/me/passkeys/{one['id']}", headers=headers)

    assert (not_theirs.status_code, removed.status_code, again.status_code) == (404, 204, 404)
    assert (await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox)))).status_code == 401
    assert (await open_session(sandbox, EMPLOYER)).status_code == 201, "and no recovery code is asked for in its place"
    assert (await mails_to(sandbox, EMPLOYER))[0]["template"] == "factor_removed"


async def test_recovery_codes_stay_with_the_factor_that_is_left(sandbox: AsyncClient, clock: TestClock) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    passkey_id = (await enrol_passkey(sandbox, headers, Authenticator())).json()["id"]
    _, codes = await enrol_totp(sandbox, headers, clock)
    await sandbox.delete(f"/v1/me/passkeys/{passkey_id}", headers=headers)

    asked = await challenged(sandbox, EMPLOYER)

    assert asked["methods"] == ["totp", "recovery_code"]
    assert (await complete(sandbox, challenge=asked["challenge"], code=codes[3])).status_code == 201


async def test_a_session_that_awaits_enrolment_opens_by_a_passkey(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    opened = await open_session(sandbox, EMPLOYER)
    async with sandbox_database.begin() as connection:
        await connection.execute(update(sessions).values(awaits_enrolment=True))
    refreshed = await sandbox.post("/v1/sessions/refresh", json={"refresh_token": opened.json()["refresh_token"]})
    headers = bearer(refreshed.json())
    before = await sandbox.get("/v1/dossiers", headers=headers)

    await enrol_passkey(sandbox, headers, Authenticator())

    assert (before.status_code, (await sandbox.get("/v1/dossiers", headers=headers)).status_code) == (403, 200)


@pytest.mark.parametrize(
    "answer",
    [
        {"id": "x"},
        {"response": None},
        {"response": {"clientDataJSON": "x"}},
        {"id": "é", "rawId": "é", "type": "public-key", "response": {"clientDataJSON": "é", "attestationObject": "é"}},
        {"id": 1, "rawId": [], "type": {}, "response": {"clientDataJSON": 1, "authenticatorData": 2, "signature": 3}},
        {"id": "eA", "rawId": "eA", "type": "other", "response": {"clientDataJSON": "eA", "attestationObject": "oA"}},
    ],
    ids=str,
)
async def test_what_no_browser_sends_is_refused_in_words(sandbox: AsyncClient, answer: dict[str, Any]) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    registered = await sandbox.post("/v1/me/passkeys", headers=headers, json={"name": "X", "passkey": answer})
    shown = await complete(sandbox, passkey=answer)

    assert (registered.status_code, shown.status_code) == (422, 401)


async def _with_passkey(
    client: AsyncClient, authenticator: Authenticator | None = None, email: str = EMPLOYER
) -> Authenticator:
    """An authenticator that holds a passkey of the account."""
    authenticator = authenticator or Authenticator()
    registered = await enrol_passkey(client, await sign_in(client, email), authenticator)
    assert registered.status_code == 201, registered.text
    return authenticator


def _changed(authenticator: Authenticator, **changes: Any) -> Authenticator:
    for name, value in changes.items():
        setattr(authenticator, name, value)
    return authenticator
