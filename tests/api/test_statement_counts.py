"""How many statements an act takes: each costs more than most of what is computed between two."""

from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.statements import MOST, counted
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting
from tests.api.signing_in import sign_in
from tests.db.test_read_once import statements

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGER_ACTS = {"inviteTradeEvaluator": 13, "recordDispatch": 13, "registerToJury": 12, "decideAdmissibility": 11}
"""What mails a link, keeps a letter or holds a session beside its dossier takes more than the others may."""


def a_stranger(number: int) -> dict[str, Any]:
    """A dossier of somebody who looks like nobody else."""
    name = f"Inconnu{LETTERS[number // 26]}{LETTERS[number % 26]}"
    born = date(1960, 1, 1) + timedelta(days=number)
    return a_dossier(candidate=a_candidate(birth_name=name, first_names=name, birth_date=born.isoformat()))


@pytest.fixture
async def employer(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, EMPLOYER)


def asked(told: list[str]) -> list[str]:
    """Without the hour, which only the sandbox asks."""
    return [each for each in told if "sandbox_clock" not in each]


async def test_an_act_takes_few_statements(sandbox_database: AsyncEngine) -> None:
    acts = (await counted(sandbox_database.url.render_as_string(hide_password=False))).of_acts()
    longest = {name: max(times) for name, times in acts.items()}

    assert len(longest) > 12
    assert {name: most for name, most in longest.items() if most > MOST} == LONGER_ACTS
    assert median(map(median, acts.values())) <= 9


async def test_a_dossier_is_opened_by_nine_statements(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: dict[str, str]
) -> None:
    with statements(sandbox_database) as told:
        answer = await sandbox.post("/v1/dossiers", json=a_stranger(0), headers=employer)

    assert answer.status_code == 201, answer.text
    assert len(asked(told)) <= 9


async def test_a_file_takes_hardly_more_statements_than_a_row(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: dict[str, str]
) -> None:
    with statements(sandbox_database) as told:
        answer = await sandbox.post(
            "/v1/dossiers/import", json=[a_stranger(number) for number in range(40)], headers=employer
        )

    assert answer.json()["created"] == 40
    assert len(asked(told)) <= 20


async def test_a_checklist_is_read_by_six_statements(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: dict[str, str]
) -> None:
    dossier = (await sandbox.post("/v1/dossiers", json=a_stranger(1), headers=employer)).json()["id"]
    with statements(sandbox_database) as told:
        answer = await sandbox.get(f"/v1/dossiers/{dossier}/checklist", headers=employer)

    assert answer.status_code == 200
    assert len(asked(told)) <= 6


async def test_dossiers_that_are_closed_together_take_no_statement_of_their_own(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    few, many = [await closing(sandbox, sandbox_database, each) for each in (1, 3)]

    assert len(few) == len(many)
    assert len(few) <= 38


async def closing(sandbox: AsyncClient, engine: AsyncEngine, dossiers_of_each_result: int) -> list[str]:
    """What is asked of the database as the chair closes a session: of awards, of awards in part and of refusals."""
    secretariat, chair = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, CHAIR)
    dossiers = [await awaiting_jury(engine, not_acquired=each) for each in (0, 1, 99) * dossiers_of_each_result]
    session = await sitting(sandbox, secretariat, *dossiers)
    for dossier in dossiers:
        answer = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
        assert answer.status_code == 201, answer.text
    await sandbox.post(f"{session}/closure", headers=secretariat)
    with statements(engine) as told:
        answer = await sandbox.post(f"{session}/closure", headers=chair)
    assert answer.status_code == 200, answer.text
    return asked(told)
