"""Passwords: which may be chosen, how one is changed, and that their hashes keep up with what hashes cost."""

import asyncio

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters import passwords
from app.adapters.passwords import Argon2Passwords, Cost
from app.db.tables import users
from app.main import create_app
from app.sandbox.identities import EMPLOYER_USER, PASSWORD
from app.settings import Settings
from app.usecases.accounts.password_strength import SHORTEST, check_strength
from app.usecases.errors import InvalidInput
from app.usecases.ports.accounts import User
from tests.api.mailbox import mails_to
from tests.api.signing_in import bearer, open_session, sign_in
from tests.builders import NOW, an_id

EMPLOYER = "employer@sandbox.example"
LONG = "une phrase assez longue"
CLAIRE = User(id=an_id(1), email="claire.fontaine@atelier-rhone.example", name="Claire Fontaine", created_at=NOW)


def faults_of(password: str) -> list[str]:
    """The codes of what makes a password too weak for Claire."""
    try:
        check_strength(password, CLAIRE, Argon2Passwords())
    except InvalidInput as refused:
        return [violation.code for violation in refused.violations]
    return []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("1qaz2wsx3edc", "password_too_common"),
        ("PasswordPassword", "password_too_common"),
        ("aaaaaaaaaaaa", "password_too_common"),
        (" " * 12, "password_too_common"),
        ("123412341234", "password_too_common"),
        ("345678901234", "password_too_common"),
        ("987654321098", "password_too_common"),
        ("motdepasse123", "password_expected"),
        ("Secrétariat12", "password_expected"),
        ("CPNE-chimie-2026", "password_expected"),
        ("Azertyuiop!2026", "password_expected"),
        ("Claire.Fontaine1", "password_expected"),
        ("atelier-rhone-75", "password_expected"),
        ("onze signes", "password_too_short"),
        (CLAIRE.email, "password_is_the_address"),
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str, code: str) -> None:
    assert faults_of(password) == [code]


@pytest.mark.parametrize(
    "password",
    [
        LONG,
        "ma grand-mère aime la chimie",
        "Claire préfère les abricots",
        "correct horse battery staple",
        "738194620573",
        "密码是很长的一句话没有人知道",
    ],
)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert faults_of(password) == []


def test_the_list_has_ten_thousand_that_are_long_enough() -> None:
    common = passwords._common()

    assert len(common) == 10_000
    assert {word for word in common if len(word) < SHORTEST or word != word.lower() or "@" in word} == set()


async def test_a_hash_is_made_anew_when_its_cost_has_changed(
    settings: Settings, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = await _hash(sandbox_database)
    monkeypatch.setattr(passwords, "COST", Cost(passes=2, kibibytes=16, lanes=1))
    dearer = Argon2Passwords()
    app = create_app(settings, engine=sandbox_database)

    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        first = await open_session(client, EMPLOYER)
        renewed = await _hash(sandbox_database)
        second = await open_session(client, EMPLOYER)

    assert dearer.is_outdated(former)
    assert not dearer.is_outdated(renewed)
    assert (first.status_code, second.status_code, await _hash(sandbox_database)) == (201, 201, renewed)


async def test_two_sign_ins_that_renew_a_hash_at_once_both_succeed(
    settings: Settings, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "COST", Cost(passes=2, kibibytes=16, lanes=1))
    app = create_app(settings, engine=sandbox_database)

    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        opened = await asyncio.gather(*(open_session(client, EMPLOYER) for _ in range(3)))

    assert [answer.status_code for answer in opened] == [201] * 3


async def test_a_hash_of_todays_cost_stays(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    former = await _hash(sandbox_database)

    await open_session(sandbox, EMPLOYER)

    assert await _hash(sandbox_database) == former


async def test_a_password_is_changed_with_the_current_one_and_the_other_sessions_end(sandbox: AsyncClient) -> None:
    elsewhere, here = await sign_in(sandbox, EMPLOYER), (await open_session(sandbox, EMPLOYER)).json()

    changed = await _change(sandbox, bearer(here), PASSWORD, LONG)
    refreshed = await sandbox.post("/v1/sessions/refresh", json={"refresh_token": here["refresh_token"]})

    assert changed.status_code == 204
    assert (await sandbox.get("/v1/me", headers=elsewhere)).status_code == 401
    assert (await sandbox.get("/v1/me", headers=bearer(here))).status_code == 200
    assert refreshed.status_code == 201
    assert (await open_session(sandbox, EMPLOYER)).status_code == 401
    assert (await open_session(sandbox, EMPLOYER, password=LONG)).status_code == 201
    assert [mail["template"] for mail in await mails_to(sandbox, EMPLOYER)] == ["password_changed"]


@pytest.mark.parametrize(
    ("current", "password", "code", "pointer"),
    [
        pytest.param("un autre", LONG, "wrong_password", "/current_password", id="not the current one"),
        pytest.param(PASSWORD, "court", "password_too_short", "/password", id="a short one"),
        pytest.param(PASSWORD, "passwordpassword", "password_too_common", "/password", id="a common one"),
        pytest.param(PASSWORD, "claire-fontaine", "password_expected", "/password", id="one's name"),
    ],
)
async def test_a_change_that_cannot_be_changes_nothing(
    sandbox: AsyncClient, current: str, password: str, code: str, pointer: str
) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    refused = await _change(sandbox, headers, current, password)

    assert refused.status_code == 422
    assert [(error["code"], error["pointer"]) for error in refused.json()["errors"]] == [(code, pointer)]
    assert (await open_session(sandbox, EMPLOYER)).status_code == 201
    assert await mails_to(sandbox, EMPLOYER) == []


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_who_holds_a_session_does_not_try_passwords_without_end(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    answers = [await _change(sandbox, headers, f"faux {number}", LONG) for number in range(6)]
    right = await _change(sandbox, headers, PASSWORD, LONG)

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert (right.status_code, right.json()["code"]) == (429, "too_many_requests")


async def _hash(database: AsyncEngine) -> str:
    async with database.connect() as connection:
        kept = await connection.scalar(select(users.c.password_hash).where(users.c.id == EMPLOYER_USER))
    return str(kept)


async def _change(client: AsyncClient, headers: dict[str, str], current: str, password: str) -> Response:
    body = {"current_password": current, "password": password}
    return await client.post("/v1/me/password-change", headers=headers, json=body)
