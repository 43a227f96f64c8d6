"""The checklist over HTTP: what is missing, whose turn it is, and never a lie."""

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, opened
from tests.api.signing_in import sign_in


@pytest.fixture
async def employer(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, EMPLOYER)


async def test_a_new_dossier_tells_each_step_and_what_it_lacks(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}/checklist"

    told = (await sandbox.get(path, headers=employer)).json()

    assert [(step["code"], step["state"]) for step in told["steps"]] == [
        ("skills_identification", "open"),
        ("development", "open"),
        ("registration", "locked"),
        ("assessment", "locked"),
        ("jury", "locked"),
    ]
    (lack,) = told["steps"][1]["missing"]
    assert (lack["code"], lack["operation_id"], lack["rule"]) == ("training_plan_missing", "recordTrainingPlan", "R26")
    assert lack["quote"]


async def test_what_is_open_to_others_is_told_and_not_allowed(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}/checklist"
    secretariat = await sign_in(sandbox, SECRETARIAT)

    to_employer = (await sandbox.get(path, headers=employer)).json()["next_actions"]
    to_secretariat = (await sandbox.get(path, headers=secretariat)).json()["next_actions"]

    assert {a["operation_id"]: a["allowed"] for a in to_employer}["recordTrainingPlan"] is True
    assert {a["operation_id"]: a["allowed"] for a in to_secretariat}["recordTrainingPlan"] is True  # in its place (D64)


async def test_a_checklist_is_never_told_as_unchanged_since_it_depends_on_the_day(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"

    dossier = await sandbox.get(path, headers={**employer, "If-None-Match": '"1"'})
    checklist = await sandbox.get(f"{path}/checklist", headers={**employer, "If-None-Match": '"1"'})

    assert (dossier.status_code, checklist.status_code) == (304, 200)
    assert checklist.headers["ETag"] == '"1"'
