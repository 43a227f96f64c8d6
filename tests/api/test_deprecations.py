"""An operation that will go says so, on its answers and in the document."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.api import contract_route, deprecations, openapi
from app.api.application import build_api
from app.api.deprecations import Deprecation
from app.api.policy import PUBLIC, Policy
from app.api.routing import router as router_of
from tests.api.edge import fake_container

LEAVING = Deprecation(
    since=datetime(2027, 1, 1, tzinfo=UTC),
    sunset=datetime(2027, 7, 1, 12, tzinfo=UTC),
    instead="https://example.org/docs/changelog",
)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    for module in (deprecations, openapi, contract_route):
        monkeypatch.setattr(module, "DEPRECATIONS", {"readOld": LEAVING})
    router = router_of("old", "/v1/old")

    @router.get("", operation_id="readOld", summary="Old")
    async def read_old() -> dict[str, str]:
        """Old."""
        return {}

    @router.get("/new", operation_id="readNew", summary="New")
    async def read_new() -> dict[str, str]:
        """New."""
        return {}

    policy = Policy(rows={"readOld": PUBLIC, "readNew": PUBLIC}, scopes={})
    return build_api(replace(fake_container(), policy=policy), [router], version="0")


async def test_its_answers_say_since_when_until_when_and_where_to_read_more(app: FastAPI) -> None:
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        old, new = await client.get("/v1/old"), await client.get("/v1/old/new")

    assert old.headers["Deprecation"] == "@1798761600"
    assert old.headers["Sunset"] == "Thu, 01 Jul 2027 12:00:00 GMT"
    assert 'rel="deprecation"' in old.headers["Link"]
    assert not {"deprecation", "sunset", "link"} & set(new.headers)


def test_the_document_marks_it(app: FastAPI) -> None:
    paths = app.openapi()["paths"]

    assert paths["/v1/old"]["get"]["deprecated"] is True
    assert "deprecated" not in paths["/v1/old/new"]["get"]


def test_without_a_date_of_end_no_sunset_is_told() -> None:
    leaving = Deprecation(since=LEAVING.since, sunset=None, instead=LEAVING.instead)

    assert "Sunset" not in leaving.headers()
    assert leaving.headers()["Link"].count("rel=") == 1
