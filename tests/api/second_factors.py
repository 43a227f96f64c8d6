"""How tests enrol second factors, and show them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.totp import AnySecret
from app.api import account_dependencies, admission
from app.db.tables import sessions
from app.sandbox.identities import TOTP_SECRET
from tests.api.authenticator import Authenticator
from tests.api.signing_in import bearer, open_session

WITH_FACTOR = "secretariat-2fa@sandbox.example"


@dataclass(slots=True)
class TestClock:
    """The system's clock, as attempts, tokens and codes follow it, moved by hand."""

    __test__ = False
    at: datetime

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)

    def code(self, secret: str = TOTP_SECRET, *, steps: int = 0) -> str:
        """The code that an application shows now, or some steps of thirty seconds before or after."""
        return AnySecret(secret).at(self.at, counter_offset=steps)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> TestClock:
    """The clock stands still until the test moves it."""
    moved = TestClock(datetime.now(UTC))
    read: Callable[[], datetime] = lambda: moved.at  # noqa: E731 - patched in two places
    monkeypatch.setattr(account_dependencies, "token_time", read)
    monkeypatch.setattr(admission, "token_time", read)
    return moved


async def challenged(client: AsyncClient, email: str = WITH_FACTOR, **named: Any) -> dict[str, Any]:
    """The 401 of openSession, whose challenge awaits a second factor."""
    refused = await open_session(client, email, **named)
    assert (refused.status_code, refused.json()["code"]) == (401, "second_factor_required"), refused.text
    document: dict[str, Any] = refused.json()
    return document


async def complete(client: AsyncClient, **body: Any) -> Response:
    """The answer to completeSession."""
    return await client.post("/v1/sessions/second-factor", json=body)


async def sign_in_by_code(client: AsyncClient, code: str, email: str = WITH_FACTOR) -> dict[str, str]:
    """The headers of somebody who has just signed in with a code."""
    opened = await complete(client, challenge=(await challenged(client, email))["challenge"], code=code)
    assert opened.status_code == 201, opened.text
    return bearer(opened.json())


async def enrol_totp(client: AsyncClient, headers: Mapping[str, str], clock: TestClock) -> tuple[str, list[str]]:
    """The secret and the recovery codes of an application that was just enrolled."""
    secret = (await client.post("/v1/me/totp", headers=headers)).json()["secret"]
    confirmed = await client.post("/v1/me/totp/confirmation", headers=headers, json={"code": clock.code(secret)})
    assert confirmed.status_code == 200, confirmed.text
    return secret, confirmed.json()["recovery_codes"]


async def enrol_passkey(
    client: AsyncClient, headers: Mapping[str, str], authenticator: Authenticator, name: str = "Téléphone"
) -> Response:
    """The answer to registerPasskey."""
    options = await client.post("/v1/me/passkeys/options", headers=headers)
    assert options.status_code == 200, options.text
    body = {"name": name, "passkey": authenticator.create(options.json())}
    return await client.post("/v1/me/passkeys", headers=headers, json=body)


async def passkey_options(client: AsyncClient, challenge: str | None = None) -> dict[str, Any]:
    """The options of a sign-in."""
    answered = await client.post("/v1/sessions/passkey-options", json={"challenge": challenge} if challenge else {})
    assert answered.status_code == 200, answered.text
    options: dict[str, Any] = answered.json()
    return options


async def age_factors(database: AsyncEngine, **by: float) -> None:
    """Whatever was shown in the open sessions was shown so long ago."""
    async with database.begin() as connection:
        await connection.execute(update(sessions).values(proved_at=sessions.c.proved_at - timedelta(**by)))
