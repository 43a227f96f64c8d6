"""Trips that are nobody's, are over, or were made before; providers that are away, or lead astray."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import sessions, sign_in_starts
from tests.api.signing_in import sign_in
from tests.openid.conftest import Serving
from tests.openid.fake_provider import FakeProvider
from tests.openid.trips import begun, completed, linked, returned

EMPLOYER = "employer@sandbox.example"


async def _refused(service: AsyncClient, body: dict[str, Any]) -> None:
    refused = await completed(service, body)
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated"), refused.text
    assert refused.json()["detail"].startswith("Cette connexion ne peut pas aboutir")


@pytest.mark.parametrize(
    "token", [{"claims": {"nonce": "another"}}, {"header": {"alg": "none"}}], ids=["another trip's", "unsigned"]
)
async def test_a_token_that_proves_nothing_opens_nothing(
    service: AsyncClient, provider: FakeProvider, token: dict[str, Any]
) -> None:
    await linked(service, provider, EMPLOYER)
    provider.claims, provider.header = token.get("claims", {}), token.get("header", {})

    await _refused(service, await returned(service, provider))


async def test_a_state_serves_once(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)
    body = await returned(service, provider)

    assert (await completed(service, body)).status_code == 201
    again = {**body, "code": "another"}
    provider.codes["another"] = {"nonce": "", "subject": "someone"}
    await _refused(service, again)
    assert len(provider.forms) == 2  # the link and the sign-in: the provider was asked nothing more


async def test_a_code_serves_once(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)
    used, fresh = await returned(service, provider), await returned(service, provider)

    assert (await completed(service, used)).status_code == 201
    await _refused(service, {**fresh, "code": used["code"]})


@pytest.mark.parametrize("spoilt", ["state", "start_token", "code"])
async def test_another_browser_completes_nobodys_trip(
    service: AsyncClient, provider: FakeProvider, spoilt: str
) -> None:
    await linked(service, provider, EMPLOYER)
    mine, theirs = await returned(service, provider), await returned(service, provider)

    await _refused(service, {**mine, spoilt: theirs[spoilt]})


async def test_a_code_of_another_trip_lacks_its_verifier(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)
    body = await returned(service, provider)
    provider.codes[body["code"]]["code_challenge"] = "another"

    await _refused(service, body)
    assert provider.forms[-1]["code_verifier"]


async def test_a_trip_is_over_after_ten_minutes(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    await linked(service, provider, EMPLOYER)
    body = await returned(service, provider)
    async with sandbox_database.begin() as connection:
        await connection.execute(update(sign_in_starts).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))

    await _refused(service, body)
    async with sandbox_database.connect() as connection:
        assert (await connection.execute(select(sign_in_starts))).all() == []


@pytest.mark.parametrize(
    ("names_itself", "iss", "passes"),
    [
        pytest.param(True, "own", True, id="as announced"),
        pytest.param(True, "http://127.0.0.1:1/realm", False, id="another's answer"),
        pytest.param(True, None, False, id="announced, and not there"),
        pytest.param(None, None, True, id="not announced"),
        pytest.param(None, "own", True, id="not announced, and there"),
        pytest.param(None, "http://127.0.0.1:1/realm", False, id="not announced, and another's"),
    ],
)
async def test_the_answer_comes_from_whom_the_browser_was_sent_to(
    service: AsyncClient, provider: FakeProvider, names_itself: bool | None, iss: str | None, passes: bool
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": names_itself}
    await linked(service, provider, EMPLOYER)
    body = await returned(service, provider)
    body.pop("iss")
    if iss is not None:
        body["iss"] = provider.issuer if iss == "own" else iss

    if passes:
        assert (await completed(service, body)).status_code == 201
    else:
        await _refused(service, body)
        assert len(provider.forms) == 1  # its code was given to nobody


async def test_linking_refuses_the_same_without_ending_the_session(
    service: AsyncClient, provider: FakeProvider
) -> None:
    provider.claims = {"nonce": "another"}

    headers, refused = await linked(service, provider, EMPLOYER)

    assert refused.status_code == 422
    assert [(fault["code"], fault["pointer"]) for fault in refused.json()["errors"]] == [
        ("identity_not_proven", "/code")
    ]
    assert (await service.get("/v1/me/identities", headers=headers)).json()["items"] == []


async def test_nobody_without_a_session_links(service: AsyncClient, provider: FakeProvider) -> None:
    assert (await service.post("/v1/me/identities", json=await returned(service, provider))).status_code == 401


async def test_an_unknown_provider_is_named_as_such(service: AsyncClient) -> None:
    refused = await service.post("/v1/sessions/oidc", json={"provider": "nobody"})

    assert refused.status_code == 422
    assert [(fault["code"], fault["pointer"]) for fault in refused.json()["errors"]] == [
        ("unknown_reference", "/provider")
    ]


async def test_the_log_says_why_and_the_answer_does_not(
    service: AsyncClient, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = {"nonce": "another"}
    body = await returned(service, provider)

    await _refused(service, body)

    said = [record.getMessage() for record in caplog.records if record.name == "cqp.openid"]
    assert said == ["identity provider branch, refused: the ID token belongs to another trip"]
    assert body["code"] not in caplog.text


async def test_a_provider_that_is_away_is_told_as_such(service: AsyncClient, provider: FakeProvider) -> None:
    provider.answers["/realm/.well-known/openid-configuration"] = 500, b""

    refused = await service.post("/v1/sessions/oidc", json={"provider": "branch"})

    assert (refused.status_code, refused.json()["code"]) == (503, "temporarily_unavailable")
    assert re.fullmatch("[0-9]+", refused.headers["Retry-After"])
    assert "Annuaire de la branche" in refused.json()["detail"]


@pytest.mark.parametrize("answer", [(500, b""), (401, b'{"error": "invalid_client"}'), (302, b"")])
async def test_a_provider_that_gives_no_token_is_away(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider, answer: tuple[int, bytes]
) -> None:
    await linked(service, provider, EMPLOYER)
    body = await returned(service, provider)
    provider.answers["/realm/token"] = answer

    away = await completed(service, body)

    assert away.status_code == 503
    assert "Retry-After" in away.headers
    async with sandbox_database.connect() as connection:
        assert len((await connection.execute(select(sessions.c.id))).all()) == 1  # of who linked


async def test_nobody_answers_at_all(serving: Serving) -> None:
    async with serving(issuer="http://127.0.0.1:1/realm") as service:
        refused = await service.post("/v1/sessions/oidc", json={"provider": "branch"})

    assert refused.status_code == 503


async def test_trips_are_begun_as_rarely_as_sessions_are_opened(service: AsyncClient) -> None:
    started = await service.post("/v1/sessions/oidc", json={"provider": "branch"})

    assert "sign_in" in started.headers["RateLimit-Policy"]
    assert started.headers["Cache-Control"] == "no-store"
    assert (await begun(service))["state"] != started.json()["state"]
    assert (await sign_in(service, EMPLOYER))["Authorization"]
