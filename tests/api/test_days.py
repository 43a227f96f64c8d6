"""The days that requests may name: a term counted from any of them ends on a day too."""

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import a_session
from tests.api.signing_in import sign_in


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param("1899-12-31", 422, id="the day before 1900"),
        pytest.param("2199-12-31", 201, id="the last day of 2199"),
        pytest.param("2200-01-01", 422, id="the day after"),
        pytest.param("9999-12-31", 422, id="the last day of all"),
    ],
)
async def test_a_day_too_far_away_to_count_from_is_refused(sandbox: AsyncClient, day: str, status: int) -> None:
    session = {**a_session(), "held_on": day}

    answer = await sandbox.post("/v1/jury-sessions", json=session, headers=await sign_in(sandbox, SECRETARIAT))

    assert answer.status_code == status, answer.text
    if status == 422:
        assert ("/held_on", "out_of_range") in {(e["pointer"], e["code"]) for e in answer.json()["errors"]}
