"""A refusal says what would have been taken: whose the operation is, where it is yours, which fields it reads."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.dossier_requests import SECRETARIAT, a_dossier
from tests.api.jury_room import awaiting_jury
from tests.api.signing_in import sign_in

JURY = "jury@sandbox.example"


async def test_a_role_that_may_not_is_told_whose_the_operation_is(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, JURY)

    refused = await sandbox.get("/v1/users", headers=headers)
    of_programs = await sandbox.get("/v1/funding/dossiers", headers=headers | {"Accept-Language": "en"})

    assert refused.status_code == 403
    assert refused.json()["detail"] == (
        "Votre rôle ne permet pas cette opération, qui est celle de : Employeur, Secrétariat des CQP."
    )
    assert of_programs.json()["detail"] == "Your role does not allow this operation, which belongs to: Program."


async def test_an_act_of_another_pathway_is_told_where_it_is_ones_own(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)

    refused = await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers | {"Accept-Language": "en"})

    assert refused.status_code == 403
    told = refused.json()["detail"]
    assert "Pathway 2" in told
    assert "Pathway 3" in told
    assert "Pathway 1" not in told


@pytest.mark.parametrize(
    ("content", "status", "errors"),
    [
        pytest.param(b'{"on": "2026-01-01"}', 422, [("unknown_field", "/on")], id="a field"),
        pytest.param(b"[1]", 422, [("not_null", "")], id="a list"),
        pytest.param(b"{", 400, [("invalid_json", None)], id="no JSON"),
        pytest.param(b"{}", 409, [], id="an object without fields"),
        pytest.param(b"null", 409, [], id="null"),
        pytest.param(b"", 409, [], id="nothing"),
    ],
)
async def test_an_operation_without_a_body_takes_no_field(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, content: bytes, status: int, errors: list[tuple[str, Any]]
) -> None:
    headers = await sign_in(sandbox, "evaluator@sandbox.example")
    dossier = await awaiting_jury(sandbox_database)

    refused = await sandbox.post(f"/v1/dossiers/{dossier.id}/assessment/completion", content=content, headers=headers)

    assert refused.status_code == status
    assert [(error["code"], error.get("pointer")) for error in refused.json()["errors"]] == errors
