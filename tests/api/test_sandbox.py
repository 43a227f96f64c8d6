"""The sandbox's clock and mails, and their absence elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.sandbox import data
from app.settings import Settings, SettingsError
from tests.api.mailbox import mails_to
from tests.api.signing_in import open_session

PATHS = ("/v1/sandbox/clock", "/v1/sandbox/emails")


async def test_the_clock_is_set_goes_on_and_is_reset(client: AsyncClient) -> None:
    set_ = await client.put("/v1/sandbox/clock", json={"now": "2027-03-01T08:00:00+01:00"})
    assert set_.json() == {"now": "2027-03-01T07:00:00Z"}
    shown = datetime.fromisoformat((await client.get("/v1/sandbox/clock")).json()["now"])
    reset = await client.delete("/v1/sandbox/clock")
    after = datetime.fromisoformat((await client.get("/v1/sandbox/clock")).json()["now"])

    assert (set_.status_code, reset.status_code) == (200, 204)
    assert timedelta(0) <= shown - datetime(2027, 3, 1, 7, tzinfo=UTC) < timedelta(minutes=1)
    assert abs(after - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_page_that_somebody_writes_on_their_machine_may_call_it(client: AsyncClient) -> None:
    page = {"Origin": "http://localhost:5173"}
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization,last-event-id"}
    preflight = await client.options("/v1/dossiers", headers={**page, **asked})
    refused = await client.get("/v1/dossiers", headers=page)

    assert (preflight.status_code, refused.status_code) == (200, 401)
    for answer in (preflight, refused):
        assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"


@pytest.mark.parametrize(
    ("now", "code"),
    [
        pytest.param("2027-03-01T08:00:00", "without_time_zone", id="no offset"),
        pytest.param("2027-02-30T08:00:00Z", "not_an_instant", id="no such day"),
        pytest.param("2010-01-01T00:00:00Z", "out_of_range", id="before the scheme"),
        pytest.param("2100-01-01T00:00:00Z", "out_of_range", id="too far"),
    ],
)
async def test_an_instant_that_cannot_be_is_refused(client: AsyncClient, now: str, code: str) -> None:
    refused = await client.put("/v1/sandbox/clock", json={"now": now})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def test_mails_are_listed_newest_first_page_by_page(sandbox: AsyncClient) -> None:
    for email in ("employer@sandbox.example", "jury@sandbox.example"):
        await sandbox.post("/v1/password-resets", json={"email": email})

    first = await sandbox.get("/v1/sandbox/emails", params={"limit": 1})
    second = await sandbox.get("/v1/sandbox/emails", params={"limit": 1, "cursor": first.json()["next_cursor"]})

    assert [page.json()["items"][0]["to"] for page in (first, second)] == [
        "jury@sandbox.example",
        "employer@sandbox.example",
    ]
    assert second.json()["next_cursor"] is None
    assert len(await mails_to(sandbox, "JURY@sandbox.example")) == 1


async def test_the_sandbox_does_not_exist_in_production(settings: Settings, database: AsyncEngine) -> None:
    app = _production(settings, database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        answers = [await client.request(method, path) for path in PATHS for method in ("GET", "PUT", "DELETE")]

    assert {answer.status_code for answer in answers} == {404}
    assert not [path for path in app.openapi()["paths"] if "sandbox" in path]


async def test_production_ignores_a_clock_that_was_set_in_its_database(
    settings: Settings, database: AsyncEngine, client: AsyncClient
) -> None:
    await client.put("/v1/sandbox/clock", json={"now": "2031-01-01T00:00:00Z"})

    now = await _production(settings, database).state.container.legal_time()

    assert now.year < 2031


@pytest.mark.parametrize("name", ["signing_key", "paper_signing_key"])
def test_a_key_that_cannot_sign_is_told_in_a_sentence(name: str, settings: Settings, database: AsyncEngine) -> None:
    with pytest.raises(SettingsError, match=f"CQP_{name.upper()}"):
        create_app(settings.model_copy(update={name: SecretStr("unused")}), engine=database)


async def test_loading_the_sandbox_again_changes_nothing(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await data.load(sandbox_database)

    assert (await open_session(sandbox, "employer@sandbox.example")).status_code == 201


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("employer@sandbox.example", "employer"),
        ("employer-other@sandbox.example", "employer"),
        ("evaluator@sandbox.example", "evaluator"),
        ("secretariat@sandbox.example", "secretariat"),
        ("jury@sandbox.example", "jury"),
        ("jury-employees@sandbox.example", "jury"),
    ],
)
async def test_every_sandbox_account_opens(sandbox: AsyncClient, email: str, role: str) -> None:
    opened = await open_session(sandbox, email)

    assert (opened.status_code, opened.json()["role"]) == (201, role)


def _production(settings: Settings, database: AsyncEngine) -> FastAPI:
    return create_app(settings.model_copy(update={"environment": "production"}), engine=database)
