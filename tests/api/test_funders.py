"""R79: funders are a register that anybody reads and the secretariat keeps, its codes compared without case."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of
from tests.api.signing_in import sign_in

Headers = dict[str, str]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


def a_funder(**changes: Any) -> dict[str, Any]:
    return {"name": "Financeur de l'essai", "source": "essai", **changes}


async def test_r79_who_is_known_to_fund_is_there_unconfirmed_with_the_sandboxs_own(sandbox: AsyncClient) -> None:
    items = (await sandbox.get("/v1/funders")).json()["items"]

    assert [(each["code"], each["from"], each["until"]) for each in items] == [
        ("OPCA", None, None),
        ("OPCA-DEFI", None, "2018-12-31"),
        ("OPCO-2I", None, None),
    ]
    assert all(each["name"] and each["source"] and each["confirmed"] is False for each in items)
    assert set(items[0]) == {"code", "name", "from", "until", "source", "confirmed"}


@pytest.mark.parametrize("written", ["OPCO-2I", "opco-2i", "Opco-2i"])
async def test_a_funder_is_the_same_however_its_code_is_written(
    sandbox: AsyncClient, secretariat: Headers, written: str
) -> None:
    read = await sandbox.get(f"/v1/funders/{written}")
    body = a_funder(confirmed=True, **{"from": "2019-04-01"})
    answers = [
        await sandbox.put(f"/v1/funders/{written}", json=body, headers={**secretariat, **each})
        for each in ({}, {"If-Match": read.headers["ETag"]}, {"If-Match": read.headers["ETag"]})
    ]
    again = await sandbox.get("/v1/funders/OPCO-2I")

    assert (read.status_code, read.json()["code"]) == (200, "OPCO-2I")
    assert [answer.status_code for answer in answers] == [428, 200, 412]
    assert again.json() == answers[1].json() == {**body, "code": "OPCO-2I", "until": None}


async def test_a_funder_that_was_not_there_is_created_by_the_secretariat_alone(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    body = a_funder(**{"from": "2020-01-01", "until": "2020-12-31"})
    absent = await sandbox.get("/v1/funders/akto")
    refused = await sandbox.put("/v1/funders/akto", json=body, headers=employer)
    created = await sandbox.put("/v1/funders/akto", json=body, headers=secretariat)
    listed = (await sandbox.get("/v1/funders?limit=1")).json()

    assert (absent.status_code, refused.status_code, created.status_code) == (404, 403, 201)
    assert created.json() == {**body, "code": "AKTO", "confirmed": False}
    assert ([each["code"] for each in listed["items"]], bool(listed["next_cursor"])) == (["AKTO"], True)


@pytest.mark.parametrize(("until", "status"), [("2020-12-31", 422), ("2021-01-01", 201)])
async def test_a_funder_does_not_end_before_it_starts(
    sandbox: AsyncClient, secretariat: Headers, until: str, status: int
) -> None:
    body = a_funder(**{"from": "2021-01-01", "until": until})
    answer = await sandbox.put("/v1/funders/AKTO", json=body, headers=secretariat)

    assert answer.status_code == status
    if status == 422:
        assert codes_of(answer.json()) == ["ends_before_it_starts"]
        assert answer.json()["errors"][0]["pointer"] == "/until"


@pytest.mark.parametrize("code", ["-", "OPCA%00", "x" * 33, "OPCO 2i"])
async def test_a_code_that_is_none_names_no_funder(sandbox: AsyncClient, secretariat: Headers, code: str) -> None:
    answer = await sandbox.put(f"/v1/funders/{code}", json=a_funder(), headers=secretariat)

    assert answer.status_code == 404, answer.text
