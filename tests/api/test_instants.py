"""Instants have bounds, whatever their offset; what a stream's first question fails on is told by a status."""

import pytest
from httpx import AsyncClient

from app.api.pages import encode_cursor
from tests.api.test_funding import FUNDED, program

FORMATS = ["application/json", "application/x-ndjson", "text/csv"]


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize(
    "instant",
    [
        "0001-01-01T00:00:00+01:00",
        "0001-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "1900-01-01T00:30:00+01:00",
        "2200-01-01T00:00:00Z",
        "2199-12-31T23:30:00-01:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
async def test_an_instant_too_far_away_is_refused_before_anything_is_sent(
    sandbox: AsyncClient, media_type: str, instant: str
) -> None:
    headers = {**await program(sandbox), "Accept": media_type}

    answer = await sandbox.get(FUNDED, params={"updated_since": instant}, headers=headers)

    assert answer.status_code == 422, answer.text
    assert [(e["parameter"], e["code"]) for e in answer.json()["errors"]] == [("updated_since", "out_of_range")]


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("instant", ["1900-01-01T00:00:00Z", "2199-12-31T23:59:59Z", "1900-01-01T01:00:00+01:00"])
async def test_the_first_and_the_last_instant_are_answered(sandbox: AsyncClient, media_type: str, instant: str) -> None:
    headers = {**await program(sandbox), "Accept": media_type}

    assert (await sandbox.get(FUNDED, params={"updated_since": instant}, headers=headers)).status_code == 200


@pytest.mark.parametrize("media_type", FORMATS)
async def test_a_place_that_the_database_cannot_reach_is_no_cursor(sandbox: AsyncClient, media_type: str) -> None:
    """A stream asks its first question before it says 200: the header of a table is sent with the first rows."""
    headers = {**await program(sandbox), "Accept": media_type}
    beyond = encode_cursor("0001-01-01T00:00:00+01:00 0192f0c1-7a2b-7c3d-8e4f-000000000001")
    parameters = {"updated_since": "2020-01-01T00:00:00Z", "cursor": beyond}

    answer = await sandbox.get(FUNDED, params=parameters, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
