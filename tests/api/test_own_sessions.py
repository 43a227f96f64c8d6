"""One's own sessions: how long they last, where they are open, ending them from afar, and what strangers cannot do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.devices import device_of
from app.api import account_dependencies
from app.db.tables import refresh_tokens, sessions, user_roles
from app.main import create_app
from app.sandbox.identities import BEGINNING, EMPLOYER_USER, PASSWORD
from app.settings import Settings
from tests.api.mailbox import mails_to
from tests.api.signing_in import bearer, open_session, sign_in

EMPLOYER, SECRETARIAT = "employer@sandbox.example", "secretariat@sandbox.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0"
NEXT_FIREFOX = FIREFOX.replace("121.0", "122.0")
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.2 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("email", "whole", "idle"),
    [
        pytest.param(SECRETARIAT, timedelta(hours=12), timedelta(hours=2), id="the secretariat"),
        pytest.param("jury@sandbox.example", timedelta(hours=12), timedelta(hours=2), id="the jury"),
        pytest.param(EMPLOYER, timedelta(days=30), timedelta(days=14), id="an employer"),
        pytest.param("evaluator@sandbox.example", timedelta(days=30), timedelta(days=14), id="an evaluator"),
    ],
)
async def test_a_session_has_an_end_and_a_shorter_one_when_it_is_not_used(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, email: str, whole: timedelta, idle: timedelta
) -> None:
    await open_session(sandbox, email)

    async with sandbox_database.connect() as connection:
        (row,) = await connection.execute(
            select(sessions.c.opened_at, sessions.c.expires_at, refresh_tokens.c.expires_at.label("dies_at")).join(
                refresh_tokens, refresh_tokens.c.session_id == sessions.c.id
            )
        )
    assert (row.expires_at - row.opened_at, row.dies_at - row.opened_at) == (whole, idle)


async def test_no_refreshing_outlives_the_end_of_a_session(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    opened = (await open_session(sandbox, SECRETARIAT)).json()
    end = datetime.now(UTC) + timedelta(minutes=30)
    await _set(sandbox_database, expires_at=end)

    refreshed = await _refresh(sandbox, opened["refresh_token"])
    async with sandbox_database.connect() as connection:
        assert (
            await connection.scalar(
                select(func.max(refresh_tokens.c.expires_at)).where(refresh_tokens.c.used_at.is_(None))
            )
            == end
        )
    await _set(sandbox_database, expires_at=datetime.now(UTC))

    assert refreshed.status_code == 201
    assert (await sandbox.get("/v1/me", headers=bearer(refreshed.json()))).status_code == 401
    assert (await _refresh(sandbox, refreshed.json()["refresh_token"])).status_code == 401


async def test_people_see_where_they_are_signed_in(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    async with sandbox_database.begin() as connection:
        await connection.execute(user_roles.insert().values(user_id=EMPLOYER_USER, role="jury", granted_at=BEGINNING))
    await _open(sandbox, FIREFOX, role="employer")
    here = (await _open(sandbox, IPHONE, role="jury")).json()
    await open_session(sandbox, SECRETARIAT)

    listed = await sandbox.get("/v1/me/sessions", headers=bearer(here))

    assert listed.status_code == 200
    assert [
        (one["current"], one["role"], one["role_label"], one["device"], one["address"], one["factor"])
        for one in listed.json()["items"]
    ] == [
        (True, "jury", "Membre du jury", "Mobile Safari, iOS", "127.0.0.1", "password"),
        (False, "employer", "Employeur", "Firefox, Windows", "127.0.0.1", "password"),
    ]
    assert set(listed.json()["items"][0]) >= {"id", "opened_at", "last_used_at", "expires_at"}
    assert listed.json()["next_cursor"] is None


async def test_a_session_that_is_over_is_not_listed(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    idle, spent = await open_session(sandbox, EMPLOYER), await open_session(sandbox, EMPLOYER)
    closed, here = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, EMPLOYER)
    await sandbox.delete("/v1/sessions/current", headers=closed)
    listed = (await sandbox.get("/v1/me/sessions", headers=here)).json()["items"]
    ago = datetime.now(UTC) - timedelta(days=14, seconds=1)
    await _set(sandbox_database, listed[1]["id"], last_used_at=ago)
    await _set(sandbox_database, listed[2]["id"], expires_at=datetime.now(UTC))

    left = (await sandbox.get("/v1/me/sessions", headers=here)).json()["items"]

    assert (idle.status_code, spent.status_code, len(listed)) == (201, 201, 3)
    assert [one["current"] for one in left] == [True]


async def test_using_a_session_says_when(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    opened = (await open_session(sandbox, EMPLOYER)).json()
    before = datetime.now(UTC)
    await _set(sandbox_database, last_used_at=before - timedelta(hours=1))

    refreshed = (await _refresh(sandbox, opened["refresh_token"])).json()
    (one,) = (await sandbox.get("/v1/me/sessions", headers=bearer(refreshed))).json()["items"]

    assert datetime.fromisoformat(one["last_used_at"]) >= before


async def test_a_session_is_ended_from_afar(sandbox: AsyncClient) -> None:
    elsewhere, here = (await open_session(sandbox, EMPLOYER)).json(), await sign_in(sandbox, EMPLOYER)
    other = (await sandbox.get("/v1/me/sessions", headers=here)).json()["items"][1]["id"]

    ended = await sandbox.delete(f"/v1/me/sessions/{other}", headers=here)
    again = await sandbox.delete(f"/v1/me/sessions/{other}", headers=here)

    assert (ended.status_code, again.status_code) == (204, 404)
    assert (await sandbox.get("/v1/me", headers=bearer(elsewhere))).status_code == 401
    assert (await _refresh(sandbox, elsewhere["refresh_token"])).status_code == 401
    assert (await sandbox.get("/v1/me", headers=here)).status_code == 200


async def test_anothers_session_does_not_exist(sandbox: AsyncClient) -> None:
    theirs = await sign_in(sandbox, SECRETARIAT)
    other = (await sandbox.get("/v1/me/sessions", headers=theirs)).json()["items"][0]["id"]

    refused = await sandbox.delete(f"/v1/me/sessions/{other}", headers=await sign_in(sandbox, EMPLOYER))

    assert refused.status_code == 404
    assert (await sandbox.get("/v1/me", headers=theirs)).status_code == 200


async def test_all_other_sessions_are_ended_at_once(sandbox: AsyncClient) -> None:
    elsewhere = [await sign_in(sandbox, EMPLOYER) for _ in range(3)]
    theirs, here = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, EMPLOYER)

    ended = await sandbox.delete("/v1/me/sessions", headers=here)

    assert ended.status_code == 204
    assert {(await sandbox.get("/v1/me", headers=one)).status_code for one in elsewhere} == {401}
    assert {(await sandbox.get("/v1/me", headers=one)).status_code for one in (theirs, here)} == {200}


async def test_a_new_device_is_told_to_the_accounts_owner_once(sandbox: AsyncClient) -> None:
    for agent in (FIREFOX, FIREFOX, NEXT_FIREFOX, IPHONE, IPHONE):
        assert (await _open(sandbox, agent)).status_code == 201

    (mail,) = await mails_to(sandbox, EMPLOYER)
    assert mail["template"] == "new_device"
    assert "Mobile Safari, iOS" in mail["body"]
    assert "127.0.0.1" in mail["body"]


async def test_another_address_is_new_too(settings: Settings, sandbox_database: AsyncEngine) -> None:
    home, abroad = _client(settings, sandbox_database, "192.0.2.7"), _client(settings, sandbox_database, "198.51.100.9")
    async with home, abroad:
        await _open(home, FIREFOX)
        await _open(home, FIREFOX)
        assert await mails_to(home, EMPLOYER) == []
        await _open(abroad, FIREFOX)
        (mail,) = await mails_to(home, EMPLOYER)

    assert "198.51.100.9" in mail["body"]


async def test_a_device_is_forgotten_after_ninety_days(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await _open(sandbox, FIREFOX)
    await _set(sandbox_database, opened_at=datetime.now(UTC) - timedelta(days=90, seconds=1))
    await _open(sandbox, FIREFOX)

    assert [mail["template"] for mail in await mails_to(sandbox, EMPLOYER)] == ["new_device"]


async def test_a_strangers_attempts_do_not_lock_a_known_device_out(
    settings: Settings, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime.now(UTC)
    monkeypatch.setattr(account_dependencies, "token_time", lambda: instant)
    home, stranger = (
        _client(settings, sandbox_database, "192.0.2.7"),
        _client(settings, sandbox_database, "198.51.100.9"),
    )
    async with home, stranger:
        await _open(home, FIREFOX)
        tried = [await _open(stranger, FIREFOX, password=f"essai {number}") for number in range(7)]
        right = await _open(stranger, FIREFOX)
        known = await _open(home, FIREFOX)
        after = await _open(stranger, FIREFOX)

    assert [answer.status_code for answer in tried] == [401] * 5 + [429] * 2
    assert (right.status_code, known.status_code) == (429, 201)
    assert after.status_code == 429, "the owner's success does not give the stranger new attempts"


async def test_a_known_device_has_no_more_attempts_than_another(
    settings: Settings, sandbox_database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime.now(UTC)
    monkeypatch.setattr(account_dependencies, "token_time", lambda: instant)
    async with _client(settings, sandbox_database, "192.0.2.7") as home:
        await _open(home, FIREFOX)
        tried = [await _open(home, FIREFOX, password=f"essai {number}") for number in range(6)]

    assert [answer.status_code for answer in tried] == [401] * 5 + [429]


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox, Windows"),
        (NEXT_FIREFOX, "Firefox, Windows"),
        (IPHONE, "Mobile Safari, iOS"),
        ("curl/8.5.0", "curl"),
        ("mon-logiciel/2.1 (windows)", "mon-logiciel"),
        ("", None),
        ("x" * 9000, "x" * 60),
        ("a\x07b/1", "ab"),
    ],
)
def test_a_device_goes_by_its_program_and_system(user_agent: str, device: str | None) -> None:
    named = device_of(user_agent)

    assert named == device or (named or "").startswith(f"{device}, ")


def _client(settings: Settings, database: AsyncEngine, address: str) -> AsyncClient:
    transport = ASGITransport(create_app(settings, engine=database), client=(address, 1))
    return AsyncClient(transport=transport, base_url="http://testserver")


async def _open(client: AsyncClient, agent: str, *, password: str = PASSWORD, role: str | None = None) -> Response:
    body = {"email": EMPLOYER, "password": password, **({"role": role} if role else {})}
    return await client.post("/v1/sessions", json=body, headers={"User-Agent": agent})


async def _refresh(client: AsyncClient, token: str) -> Response:
    return await client.post("/v1/sessions/refresh", json={"refresh_token": token})


async def _set(database: AsyncEngine, session_id: str | None = None, **values: Any) -> None:
    changed = update(sessions).values(**values)
    async with database.begin() as connection:
        await connection.execute(changed if session_id is None else changed.where(sessions.c.id == session_id))
