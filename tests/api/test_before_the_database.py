"""The service starts before its database, says that it lives, and serves once the database is there."""

import re

import pytest
from httpx import ASGITransport, AsyncClient

from app.api.leaving import LEAVING
from app.main import create_app
from app.settings import Settings


async def test_the_service_waits_for_its_database(settings: Settings) -> None:
    absent = settings.model_copy(update={"database_url": type(settings.database_url)("postgresql://a@127.0.0.1:1/b")})
    app = create_app(absent)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client,
    ):
        alive, ready = await client.get("/livez"), await client.get("/readyz")
        asked = await client.get("/v1/certifications")

    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.json() == {"status": "unavailable", "documents": "ok"}
    assert (asked.status_code, asked.json()["code"]) == (503, "temporarily_unavailable")
    assert re.fullmatch("[0-9]+", asked.headers["Retry-After"])


async def test_who_leaves_says_so_while_still_serving(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await client.get("/readyz")
    monkeypatch.setattr(LEAVING, "announced", True)
    after, served = await client.get("/readyz"), await client.get("/v1/certifications")

    assert (before.status_code, after.status_code, served.status_code) == (200, 503, 200)
    assert "connection" not in before.headers
    assert after.headers["connection"] == served.headers["connection"] == "close"
