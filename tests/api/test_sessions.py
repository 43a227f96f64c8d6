"""Signing in, staying signed in, signing out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.passwords import Argon2Passwords
from app.adapters.secrets import RandomSecrets
from app.db.sessions import SqlAttempts, SqlSessions
from app.db.tables import attempts, companies, refresh_tokens, sessions, user_roles, users
from app.sandbox.identities import BEGINNING, COMPANY, EMPLOYER_USER, PASSWORD
from tests.api.mailbox import token_for
from tests.api.signing_in import bearer, open_session, sign_in

Meanwhile = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """`meanwhile(act)` has something happen once, while the password of whoever signs in next is looked at."""
    look = Argon2Passwords.verify

    def happens(act: Callable[[], Awaitable[None]]) -> None:
        async def looked_at(self: Argon2Passwords, password: str, against: str | None) -> bool:
            monkeypatch.setattr(Argon2Passwords, "verify", look)
            matches = await look(self, password, against)
            await act()
            return matches

        monkeypatch.setattr(Argon2Passwords, "verify", looked_at)

    return happens


async def test_a_person_signs_in_under_their_only_role(sandbox: AsyncClient) -> None:
    opened = await open_session(sandbox, "employer@sandbox.example")

    assert opened.status_code == 201
    said = {"access_token", "token_type", "expires_in", "refresh_token", "role", "enrolment_required"}
    assert opened.json().keys() == said
    assert opened.json()["enrolment_required"] is False
    assert (opened.json()["token_type"], opened.json()["expires_in"]) == ("Bearer", 600)
    assert opened.json()["role"] == "employer"
    assert opened.headers["Cache-Control"] == "no-store"


async def test_an_address_is_the_same_in_capitals(sandbox: AsyncClient) -> None:
    assert (await open_session(sandbox, "Employer@Sandbox.Example")).status_code == 201


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(sandbox: AsyncClient) -> None:
    wrong = await open_session(sandbox, "employer@sandbox.example", password="wrong")
    unknown = await open_session(sandbox, "nobody@sandbox.example", password="wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert _without_request_id(wrong) == _without_request_id(unknown)
    assert wrong.json()["code"] == "unauthenticated"


async def test_an_account_without_a_password_opens_to_no_password(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    async with sandbox_database.begin() as connection:
        await connection.execute(update(users).values(password_hash=None))

    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 401


async def test_somebody_with_several_roles_names_one(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await _also_a_jury_member(sandbox_database)

    unnamed = await open_session(sandbox, "employer@sandbox.example")
    named = await open_session(sandbox, "employer@sandbox.example", role="jury")

    assert unnamed.status_code == 422
    assert [(error["code"], error["pointer"]) for error in unnamed.json()["errors"]] == [("role_required", "/role")]
    assert "employer, jury" in unnamed.json()["errors"][0]["detail"]
    assert (named.status_code, named.json()["role"]) == (201, "jury")


async def test_the_roles_of_an_account_are_told_after_its_password_only(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await _also_a_jury_member(sandbox_database)

    assert (await open_session(sandbox, "employer@sandbox.example", password="wrong")).status_code == 401


async def test_nobody_signs_in_under_a_role_that_they_do_not_hold(sandbox: AsyncClient) -> None:
    refused = await open_session(sandbox, "employer@sandbox.example", role="secretariat")

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_disabled_account_does_not_sign_in(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    async with sandbox_database.begin() as connection:
        await connection.execute(update(users).where(users.c.id == EMPLOYER_USER).values(disabled=True))

    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 403


async def test_no_session_opens_with_a_password_that_has_changed_meanwhile(
    sandbox: AsyncClient, meanwhile: Meanwhile
) -> None:
    await sandbox.post("/v1/password-resets", json={"email": "employer@sandbox.example"})
    token = await token_for(sandbox, "employer@sandbox.example", "password_reset")

    async def reset() -> None:
        body = {"token": token, "password": "une phrase assez longue"}
        assert (await sandbox.post("/v1/password-resets/redemption", json=body)).status_code == 204

    meanwhile(reset)
    refused = await open_session(sandbox, "employer@sandbox.example")

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")


async def test_no_session_opens_for_an_account_disabled_meanwhile(sandbox: AsyncClient, meanwhile: Meanwhile) -> None:
    secretariat = {**await sign_in(sandbox, "secretariat@sandbox.example"), "If-Match": "*"}

    async def disable() -> None:
        disabled = await sandbox.patch(f"/v1/users/{EMPLOYER_USER}", headers=secretariat, json={"disabled": True})
        assert disabled.status_code == 200

    meanwhile(disable)

    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 403


async def test_a_change_of_the_account_waits_for_the_session_that_opens_and_so_ends_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, disable = SqlSessions.open, update(users).where(users.c.id == EMPLOYER_USER).values(disabled=True)

    async def kept_while_somebody_disables(self: SqlSessions, *session: Any) -> None:
        async with sandbox_database.begin() as connection:
            await connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                await connection.execute(disable)
        await keep(self, *session)

    monkeypatch.setattr(SqlSessions, "open", kept_while_somebody_disables)

    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 201


async def test_signing_in_takes_its_locks_in_the_order_in_which_failing_does(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, meanwhile: Meanwhile
) -> None:
    async with sandbox_database.connect() as failing:

        async def fail() -> None:
            await failing.execute(select(attempts).where(attempts.c.key == "source:127.0.0.1").with_for_update())

        meanwhile(fail)
        opening = asyncio.create_task(open_session(sandbox, "employer@sandbox.example"))
        await _somebody_waits(sandbox_database)
        await failing.execute(select(attempts).where(attempts.c.key.like("address:%")).with_for_update(nowait=True))
        await failing.rollback()
        opened = await opening

    assert opened.status_code == 201


@pytest.mark.parametrize("state", ["awaiting_confirmation", "awaiting_approval", "in_review", "refused"])
async def test_an_employer_signs_in_once_their_company_is_approved(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, state: str
) -> None:
    async with sandbox_database.begin() as connection:
        await connection.execute(update(companies).where(companies.c.id == COMPANY).values(state=state))

    refused = await open_session(sandbox, "employer@sandbox.example")
    wrong = await open_session(sandbox, "employer@sandbox.example", password="wrong")

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert wrong.status_code == 401


async def test_signing_out_kills_the_session_at_once(sandbox: AsyncClient) -> None:
    tokens = (await open_session(sandbox, "employer@sandbox.example")).json()

    closed = await sandbox.delete("/v1/sessions/current", headers=bearer(tokens))
    again = await sandbox.delete("/v1/sessions/current", headers=bearer(tokens))
    refreshed = await _refresh(sandbox, tokens["refresh_token"])

    assert closed.status_code == 204
    assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")
    assert refreshed.status_code == 401


async def test_a_refresh_token_gives_the_next_pair(sandbox: AsyncClient) -> None:
    first = (await open_session(sandbox, "employer@sandbox.example")).json()

    second = await _refresh(sandbox, first["refresh_token"])
    third = await _refresh(sandbox, second.json()["refresh_token"])

    assert (second.status_code, third.status_code) == (201, 201)
    assert second.json()["role"] == "employer"
    assert (await sandbox.get("/v1/me", headers=bearer(third.json()))).status_code == 200


async def test_a_refresh_token_that_comes_back_ends_the_whole_session(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    first = (await open_session(sandbox, "employer@sandbox.example")).json()
    second = (await _refresh(sandbox, first["refresh_token"])).json()
    await _used(sandbox_database, ago=timedelta(seconds=31))

    stolen = await _refresh(sandbox, first["refresh_token"])
    owner = await _refresh(sandbox, second["refresh_token"])

    assert (stolen.status_code, owner.status_code) == (401, 401)
    assert (await sandbox.get("/v1/me", headers=bearer(second))).status_code == 401


async def test_an_answer_that_was_lost_is_had_again_for_thirty_seconds(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    first = (await open_session(sandbox, "employer@sandbox.example")).json()
    lost = (await _refresh(sandbox, first["refresh_token"])).json()
    await _used(sandbox_database, ago=timedelta(seconds=29))

    again = await _refresh(sandbox, first["refresh_token"])
    following = await _refresh(sandbox, again.json()["refresh_token"])

    assert again.status_code == 201
    assert (again.json()["access_token"], again.json()["refresh_token"]) == (
        lost["access_token"],
        lost["refresh_token"],
    )
    assert 560 <= again.json()["expires_in"] <= 571
    assert (await sandbox.get("/v1/me", headers=bearer(again.json()))).status_code == 200
    assert following.status_code == 201


async def test_two_tabs_that_refresh_at_once_get_the_same_pair(sandbox: AsyncClient) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["refresh_token"]

    answers = await asyncio.gather(*(_refresh(sandbox, token) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({(answer.json()["access_token"], answer.json()["refresh_token"]) for answer in answers}) == 1


async def test_no_answer_is_had_again_from_a_session_that_has_ended(sandbox: AsyncClient) -> None:
    first = (await open_session(sandbox, "employer@sandbox.example")).json()
    second = (await _refresh(sandbox, first["refresh_token"])).json()
    await sandbox.delete("/v1/sessions/current", headers=bearer(second))

    assert (await _refresh(sandbox, first["refresh_token"])).status_code == 401


async def test_what_is_kept_to_repeat_an_answer_opens_nothing_and_does_not_stay(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    first = (await open_session(sandbox, "employer@sandbox.example")).json()
    second = (await _refresh(sandbox, first["refresh_token"])).json()
    sealed = select(refresh_tokens.c.sealed_answer).where(refresh_tokens.c.sealed_answer.is_not(None))
    async with sandbox_database.connect() as connection:
        (kept,) = (await connection.scalars(sealed)).all()
    await _used(sandbox_database, ago=timedelta(seconds=31))
    await _refresh(sandbox, second["refresh_token"])
    async with sandbox_database.connect() as connection:
        left = (await connection.scalars(sealed)).all()

    assert RandomSecrets().unseal(kept, under=first["refresh_token"]).endswith(second["refresh_token"])
    with pytest.raises(KeyError):
        RandomSecrets().unseal(kept, under=second["refresh_token"])
    assert second["refresh_token"].encode() not in kept
    assert (len(left), kept in left) == (1, False)


async def test_a_refresh_token_dies_of_age(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["refresh_token"]
    async with sandbox_database.begin() as connection:
        await connection.execute(update(refresh_tokens).values(expires_at=datetime.now(UTC)))

    assert (await _refresh(sandbox, token)).status_code == 401


async def test_a_session_is_not_prolonged_for_somebody_who_lost_the_role(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["refresh_token"]
    async with sandbox_database.begin() as connection:
        await connection.execute(user_roles.delete().where(user_roles.c.user_id == EMPLOYER_USER))

    assert (await _refresh(sandbox, token)).status_code == 403


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_wrong_passwords_make_an_address_wait(sandbox: AsyncClient) -> None:
    answers = [
        await open_session(sandbox, "employer@sandbox.example", password=f"wrong {number}") for number in range(6)
    ]
    right = await open_session(sandbox, "employer@sandbox.example")
    elsewhere = await open_session(sandbox, "secretariat@sandbox.example")

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert (right.status_code, right.json()["code"]) == (429, "too_many_requests")
    assert int(right.headers["Retry-After"]) >= 1
    assert elsewhere.status_code == 201


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_an_unknown_address_waits_as_a_known_one_does(sandbox: AsyncClient) -> None:
    answers = [await open_session(sandbox, "nobody@sandbox.example", password="wrong") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


@pytest.mark.usefixtures("attempts_in_one_instant")
async def test_passwords_tried_all_at_once_are_counted_too(sandbox: AsyncClient) -> None:
    answers = await asyncio.gather(
        *(open_session(sandbox, "employer@sandbox.example", password="wrong") for _ in range(9))
    )

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 4


async def test_a_success_forgets_the_failures_before_it(sandbox: AsyncClient) -> None:
    for _ in range(3):
        for _ in range(4):
            assert (await open_session(sandbox, "employer@sandbox.example", password="wrong")).status_code == 401
        assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 201


@pytest.mark.parametrize(
    ("tries", "seconds_later", "wait"),
    [
        pytest.param(4, 0, 0, id="the fifth attempt is free"),
        pytest.param(5, 0, 1, id="after five, one second"),
        pytest.param(6, 0, 2, id="after six, two"),
        pytest.param(30, 0, 300, id="never longer than told"),
        pytest.param(5, 901, 0, id="a quarter of an hour forgets"),
    ],
)
async def test_attempts_wait_twice_as_long_each_time(
    database: AsyncEngine, tries: int, seconds_later: int, wait: int
) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    async with database.begin() as connection:
        counted = SqlAttempts(connection)
        for _ in range(tries):
            while seconds := await counted.begin("key", at, free=5, longest=300):
                at += timedelta(seconds=seconds)
        assert await counted.begin("key", at + timedelta(seconds=seconds_later), free=5, longest=300) == wait


async def test_tokens_are_kept_as_digests(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["refresh_token"]
    async with sandbox_database.connect() as connection:
        kept = (await connection.execute(select(refresh_tokens.c.token_hash))).scalars().all()

    assert len(kept) == 1
    assert token.encode() not in kept[0]
    assert len(kept[0]) == 32


async def test_an_employer_gets_no_right_from_another_session(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await sign_in(sandbox, "employer@sandbox.example")
    second = await sign_in(sandbox, "employer@sandbox.example")
    async with sandbox_database.begin() as connection:
        await connection.execute(update(sessions).values(ended_at=datetime.now(UTC)))

    assert (await sandbox.get("/v1/me", headers=second)).status_code == 401


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"password": PASSWORD}, "/email", id="no address"),
        pytest.param({"email": "nobody", "password": PASSWORD}, "/email", id="not an address"),
        pytest.param({"email": "a@b.example", "password": PASSWORD, "role": "client"}, "/role", id="no person's role"),
        pytest.param({"email": "a@b.example", "password": PASSWORD, "more": 1}, "/more", id="an unknown field"),
    ],
)
async def test_a_body_that_cannot_be_is_refused_with_its_place(
    sandbox: AsyncClient, body: dict[str, object], pointer: str
) -> None:
    refused = await sandbox.post("/v1/sessions", json=body)

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def _used(database: AsyncEngine, *, ago: timedelta) -> None:
    """What was used was used that long ago."""
    used = update(refresh_tokens).where(refresh_tokens.c.used_at.is_not(None))
    async with database.begin() as connection:
        await connection.execute(used.values(used_at=datetime.now(UTC) - ago))


async def _somebody_waits(database: AsyncEngine) -> None:
    """Until a transaction waits for what another one has locked."""
    waiting = text("SELECT pg_sleep(0.01), (SELECT count(*) FROM pg_locks WHERE NOT granted) AS waiting")
    async with database.connect() as connection:
        while not (await connection.execute(waiting)).one().waiting:
            pass


def _without_request_id(response: Response) -> dict[str, object]:
    return {name: value for name, value in response.json().items() if name != "request_id"}


async def _refresh(client: AsyncClient, token: str) -> Response:
    return await client.post("/v1/sessions/refresh", json={"refresh_token": token})


async def _also_a_jury_member(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        await connection.execute(user_roles.insert().values(user_id=EMPLOYER_USER, role="jury", granted_at=BEGINNING))
