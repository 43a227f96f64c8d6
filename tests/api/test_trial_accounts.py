"""A page tries its operation with the sandbox's accounts that may call it."""

import re
from pathlib import Path

import orjson
import pytest
from httpx import AsyncClient

from app.api.portal.operation_pages import operation_page, operations_by_id
from app.api.portal.trial_accounts import TRIAL_ACCOUNTS
from app.sandbox.welcome import PASSWORD
from app.usecases.access import Role

DOCUMENT = orjson.loads((Path(__file__).parents[2] / "openapi" / "v1.json").read_bytes())
OPERATIONS = operations_by_id(DOCUMENT)


@pytest.mark.parametrize(
    ("operation", "offered"),
    [
        pytest.param("requestBridge", ["pharma-sandbox"], id="the partner's program alone has the scope"),
        pytest.param("confirmFunding", ["opca-sandbox"], id="the funder's program alone has the scope"),
        pytest.param("listEvents", ["opca-sandbox", "pharma-sandbox"], id="every program has the scope"),
        pytest.param(
            "correctPartnerDecision",
            ["pharma-sandbox", "secretariat@sandbox.example"],
            id="who reported it before the secretariat",
        ),
        pytest.param(
            "deliberate", ["jury@sandbox.example", "secretariat@sandbox.example"], id="the jury before the secretariat"
        ),
        pytest.param("listRules", [], id="nobody needs to sign in"),
    ],
)
def test_the_accounts_that_may_call_an_operation_are_offered_the_likeliest_first(
    operation: str, offered: list[str]
) -> None:
    assert list(operation_page(DOCUMENT, OPERATIONS[operation], "en").accounts) == offered


async def test_the_programs_of_a_page_have_the_scopes_that_they_are_offered_for(sandbox: AsyncClient) -> None:
    for program in (each for each in TRIAL_ACCOUNTS if each.role is Role.CLIENT):
        asked = {"grant_type": "client_credentials"}
        granted = (await sandbox.post("/oauth/token", data=asked, auth=(program.name, PASSWORD))).json()

        assert set(granted["scope"].split()) == program.scopes


async def test_a_page_offers_its_accounts_before_nobodys(sandbox: AsyncClient) -> None:
    page = (await sandbox.get("/docs/en/operations/requestBridge")).text

    choice = page.split('<select id="as"')[1].split("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"', choice) == ["pharma-sandbox", ""]
