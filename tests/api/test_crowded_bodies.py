"""A body of a megabyte freezes nobody: what it holds is counted before it is validated, and few faults are made."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response
from pydantic import BaseModel

from app.api import crowded_bodies, faults
from app.api.body_limit import LARGEST_BODY
from app.api.crowded_bodies import MOST_FIELDS, MOST_MEMBERS, MOST_VALUES
from app.api.fastapi_internals import CappedFaultsError
from app.api.faults import MOST_FAULTS
from tests.api.edge import bearer, edge

A_MEGABYTE = {f"k{number}": 1 for number in range(80_000)}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The faults that are made, in the order in which they are."""
    make, noted = faults._fault, []

    def noting(error: Any, body: Any) -> faults.Fault:
        fault = make(error, body)
        noted.append(fault.code)
        return fault

    monkeypatch.setattr(faults, "_fault", noting)
    return noted


async def test_a_megabyte_of_unknown_fields_makes_one_fault(made: list[str]) -> None:
    body = json.dumps(A_MEGABYTE, separators=(",", ":")).encode()
    assert LARGEST_BODY * 0.8 < len(body) <= LARGEST_BODY

    refused = await _post(body)

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert [error["code"] for error in refused.json()["errors"]] == made == ["too_many_members"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        pytest.param({"people": [{str(n): 1 for n in range(MOST_MEMBERS + 1)}]}, "too_many_members", id="far inside"),
        pytest.param({"people": [{}] * (MOST_VALUES + 1)}, "too_many_values", id="a list without end"),
        pytest.param([[0] * 500] * 51, "too_many_values", id="lists in lists"),
    ],
)
async def test_more_than_anybody_means_is_refused_before_it_is_validated(
    made: list[str], document: Any, code: str
) -> None:
    refused = await _post(json.dumps(document).encode())

    assert refused.status_code == 422
    assert [error["code"] for error in refused.json()["errors"]] == made == [code]


async def test_a_large_body_is_read_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    look, threads = crowded_bodies._fault_of, []

    def noting(body: bytes, *, unreadable_is_one: bool) -> dict[str, Any] | None:
        threads.append(threading.current_thread())
        return look(body, unreadable_is_one=unreadable_is_one)

    monkeypatch.setattr(crowded_bodies, "_fault_of", noting)
    await _post(json.dumps(A_MEGABYTE).encode())

    assert threads
    assert threading.main_thread() not in threads


async def test_a_hundred_faults_are_told_and_how_many_more_there_are(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_on: list[int] = []
    keep = CappedFaultsError.__init__

    def noting(self: CappedFaultsError, found: Any, body: Any, *, more: int) -> None:
        handed_on.append(len(found))
        keep(self, found, body, more=more)

    monkeypatch.setattr(CappedFaultsError, "__init__", noting)
    refused = await _post(json.dumps({f"k{number}": 1 for number in range(300)}).encode())

    assert len(refused.json()["errors"]) == len(made) == MOST_FAULTS
    assert refused.json()["more_errors"] == 302 - MOST_FAULTS, "the two members that are missing too"
    assert handed_on == [MOST_FAULTS]


async def test_a_refusal_of_few_faults_tells_of_no_more(made: list[str]) -> None:
    refused = await _post(json.dumps({f"k{number}": 1 for number in range(98)}).encode())

    assert len(refused.json()["errors"]) == len(made) == MOST_FAULTS
    assert "more_errors" not in refused.json()


async def test_unknown_parameters_are_told_up_to_a_hundred(made: list[str]) -> None:
    async with edge() as client:
        refused = await client.get("/v1/things", params={f"k{number}": "1" for number in range(250)})

    assert (refused.status_code, refused.json()["more_errors"]) == (422, 150)
    assert len(refused.json()["errors"]) == len(made) == MOST_FAULTS


async def test_a_body_where_none_is_asked_for_is_counted_too(made: list[str]) -> None:
    async with edge() as client:
        refused = await client.post("/v1/things/secret", json=A_MEGABYTE)

    assert refused.status_code == 422
    assert made == ["too_many_members"]


@pytest.mark.parametrize(("fields", "told"), [(MOST_FIELDS, "at most"), (MOST_FIELDS - 1, "required")])
async def test_the_fields_of_a_form_are_counted_before_it_is_read(fields: int, told: str) -> None:
    form = "&".join(f"k{number}=1" for number in range(fields + 1))
    async with edge() as client:
        refused = await client.post(
            "/oauth/things", content=form, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert told in refused.json()["error_description"]


async def test_a_long_text_full_of_commas_is_one_value(made: list[str]) -> None:
    await _post(json.dumps({"name": "a,:" * 100_000, "size": 1}).encode())

    assert made == ["too_long"]


async def test_a_large_body_that_does_not_read_is_unreadable() -> None:
    refused = await _post(json.dumps(A_MEGABYTE).encode()[:-1])

    assert (refused.status_code, refused.json()["code"]) == (400, "malformed_request")


def test_no_model_has_as_many_members_as_an_object_may_have() -> None:
    assert 10 < max(len(model.model_fields) for model in _models(BaseModel)) * 3 < MOST_MEMBERS


def _models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in kind.__subclasses__():
        yield each
        yield from _models(each)


async def _post(body: bytes) -> Response:
    async with edge() as client:
        return await client.post(
            "/v1/things", content=body, headers={"Content-Type": "application/json", **bearer("employer")}
        )
