"""The service documents itself, without any other site."""

import re

import pytest
from httpx import AsyncClient

from app.api.problems import STATUSES
from tests.api.edge import edge
from tests.api.test_problems import problem


async def test_the_page_lists_every_operation_and_fetches_nothing(client: AsyncClient) -> None:
    page, document = await client.get("/docs"), (await client.get("/openapi.json")).json()

    named = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert all(name in page.text for name in named)
    assert not re.search(r"<script|<link|src=|https?://", page.text)


@pytest.mark.parametrize("code", STATUSES)
async def test_the_type_of_a_problem_leads_to_its_page(code: str) -> None:
    async with edge() as client:
        page = await client.get(f"/docs/errors/{code}")

    assert page.status_code == 200
    assert page.text.count(STATUSES[code][1].en) == 1


async def test_a_code_that_does_not_exist_has_no_page() -> None:
    async with edge() as client:
        assert problem(await client.get("/docs/errors/nothing"))["code"] == "not_found"


async def test_readiness_tells_a_database_that_serves(client: AsyncClient) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ok"}
    assert (await client.get("/livez")).json() == {"status": "ok"}
