"""A PATCH changes what it names: a null that would clear what is always there is refused, not passed over."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_dossier
from tests.api.signing_in import sign_in

JURY_SESSION = {"held_on": "2027-03-10", "registration_closes_on": "2027-03-03", "place": "Paris", "capacity": 20}


async def test_a_null_never_passes_for_a_change_of_a_dossier(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    address = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    change = {"candidate": {"birth_name": None, "experience": None}, "trainers": None, "tutor": None}

    refused = await sandbox.patch(address, json=change, headers=headers | {"If-Match": '"1"'})

    assert refused.status_code == 422
    assert {(error["pointer"], error["code"]) for error in refused.json()["errors"]} == {
        ("/candidate/birth_name", "not_null"),
        ("/candidate/experience", "not_null"),
        ("/trainers", "not_null"),
    }
    assert (await sandbox.get(address, headers=headers)).headers["ETag"] == '"1"'


async def test_what_may_be_absent_is_cleared_by_a_null(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    candidate = a_dossier()["candidate"] | {"usage_name": "Durand"}
    created = await sandbox.post("/v1/dossiers", json=a_dossier(candidate=candidate), headers=headers)

    changed = await sandbox.patch(
        created.headers["Location"], json={"candidate": {"usage_name": None}}, headers=headers | {"If-Match": '"1"'}
    )

    assert (created.json()["candidate"]["usage_name"], changed.json()["candidate"]["usage_name"]) == ("Durand", None)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        pytest.param("/v1/users", {"name": None, "disabled": None, "roles": None}, id="an account"),
        pytest.param("/v1/companies", {"name": None, "idcc": None, "address": None}, id="a company"),
        pytest.param(
            "/v1/clients",
            {"name": None, "scopes": None, "disabled": None, "funder_code": None, "branch": None},
            id="a program",
        ),
        pytest.param("/v1/jury-sessions", dict.fromkeys([*JURY_SESSION, "members"]), id="a jury session"),
    ],
)
async def test_a_null_never_passes_for_a_change(sandbox: AsyncClient, path: str, change: dict[str, Any]) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)
    if path == "/v1/jury-sessions":
        await sandbox.post(path, json=JURY_SESSION, headers=headers)
    found = (await sandbox.get(path, headers=headers)).json()["items"][0]
    address = f"{path}/{found.get('client_id', found['id'])}"

    refused = await sandbox.patch(address, json=change, headers=headers | {"If-Match": "*"})

    assert refused.status_code == 422, refused.text
    assert {(error["pointer"], error["code"]) for error in refused.json()["errors"]} == {
        (f"/{name}", "not_null") for name in change
    }
