"""Who pays for a dossier: declared, corrected and taken away, and who is told (D72)."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, codes_of, opened
from tests.api.signing_in import sign_in
from tests.api.test_feed import page
from tests.api.test_funding import FUNDED, Headers, program

OPCA = {"funder_code": "OPCA", "reference": "2026-CH-1"}


class Desk:
    """A dossier, and the requests about its fundings."""

    def __init__(self, client: AsyncClient, headers: Headers, dossier: dict[str, Any]) -> None:
        self.client, self.headers, self.dossier = client, headers, dossier
        self.path = f"/v1/dossiers/{dossier['id']}/fundings"

    async def declare(self, **changes: Any) -> Any:
        return await self.client.post(self.path, json={**OPCA, **changes}, headers=self.headers)

    async def correct(self, funding: Any, tag: str, **changes: Any) -> Any:
        headers = {**self.headers, "If-Match": tag}
        return await self.client.patch(f"{self.path}/{funding.json()['id']}", json=changes, headers=headers)

    async def remove(self, funding: Any) -> Any:
        return await self.client.delete(f"{self.path}/{funding.json()['id']}", headers=self.headers)

    async def listed(self) -> list[dict[str, Any]]:
        answer = await self.client.get(self.path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def history(self) -> list[dict[str, Any]]:
        answer = await self.client.get(f"/v1/dossiers/{self.dossier['id']}/history", headers=self.headers)
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@pytest.fixture
async def desk(sandbox: AsyncClient) -> Desk:
    employer = await sign_in(sandbox, EMPLOYER)
    return Desk(sandbox, employer, await opened(sandbox, employer))


@pytest.fixture
async def funder(sandbox: AsyncClient) -> Headers:
    return await program(sandbox)


async def found(client: AsyncClient, funder: Headers, reference: str) -> list[str]:
    answer = await client.get(FUNDED, params={"reference": reference}, headers=funder)
    return [item["id"] for item in answer.json()["items"]]


async def answered(client: AsyncClient, funder: Headers, desk: Desk, method: str, reference: str) -> Any:
    path = f"{FUNDED}/{desk.dossier['id']}/confirmation"
    if method == "DELETE":
        return await client.delete(path, params={"reference": reference}, headers=funder)
    return await client.post(path, json={"reference": reference}, headers=funder)


async def told(client: AsyncClient, funder: Headers, desk: Desk) -> list[tuple[str, str, bool]]:
    """What the funder's feed says of the dossier's fundings, in order."""
    items = (await page(client, funder))["items"]
    return [
        (item["data"]["change"], item["data"]["reference"], item["data"]["confirmed"])
        for item in items
        if item["type"] == "dossier.funding_changed" and item["subject"] == desk.dossier["id"]
    ]


async def test_a_funder_sees_who_changed_a_funding_of_its_own_by_their_role(
    sandbox: AsyncClient, desk: Desk, funder: Headers
) -> None:
    declared = await desk.declare()
    await answered(sandbox, funder, desk, "POST", "2026-CH-1")

    of_it = [
        item["data"]["changed_by"]
        for item in (await page(sandbox, funder))["items"]
        if item["type"] == "dossier.funding_changed" and item["subject"] == desk.dossier["id"]
    ]
    assert (declared.status_code, of_it) == (201, ["employer", "client"])


async def test_a_funding_is_declared_once_the_dossier_is_open(
    sandbox: AsyncClient, desk: Desk, funder: Headers
) -> None:
    declared = await desk.declare(funder_code="opca")

    location = declared.headers["Location"]
    read = await sandbox.get(location, headers=desk.headers)
    assert (declared.status_code, declared.headers["ETag"]) == (201, '"2"')
    assert read.json() == declared.json()
    assert {name: declared.json()[name] for name in ("funder_code", "reference", "confirmed", "rejected")} == {
        **OPCA,
        "confirmed": False,
        "rejected": None,
    }
    assert await desk.listed() == [declared.json()]
    assert await found(sandbox, funder, "2026 ch 1") == [desk.dossier["id"]]
    assert await told(sandbox, funder, desk) == [("declared", "2026-CH-1", False)]
    line = (await desk.history())[0]
    assert (line["operation"], line["details"]["reference"]) == ("declareFunding", "2026-CH-1")


async def test_a_number_typed_wrong_is_put_right(sandbox: AsyncClient, desk: Desk, funder: Headers) -> None:
    declared = await desk.declare()

    unconditional = await sandbox.patch(
        f"{desk.path}/{declared.json()['id']}", json={"reference": "2026-CH-2"}, headers=desk.headers
    )
    stale = await desk.correct(declared, '"1"', reference="2026-CH-2")
    corrected = await desk.correct(declared, declared.headers["ETag"], reference="2026-CH-2")

    assert (unconditional.status_code, stale.status_code, corrected.status_code) == (428, 412, 200)
    assert corrected.json()["reference"] == "2026-CH-2"
    assert await found(sandbox, funder, "2026-CH-1") == []
    assert await found(sandbox, funder, "2026-CH-2") == [desk.dossier["id"]]
    line = (await desk.history())[0]
    assert (line["operation"], line["details"]["former"]) == ("updateFunding", OPCA)


async def test_who_was_named_by_mistake_is_told_that_they_pay_no_more(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, desk: Desk, funder: Headers
) -> None:
    declared = await desk.declare()
    corrected = await desk.correct(declared, declared.headers["ETag"], funder_code="opco-2i")

    assert corrected.status_code == 200, corrected.text
    assert await found(sandbox, funder, "2026-CH-1") == []
    assert await told(sandbox, funder, desk) == [("declared", "2026-CH-1", False), ("removed", "2026-CH-1", False)]


async def test_a_funding_is_taken_away(sandbox: AsyncClient, desk: Desk, funder: Headers) -> None:
    declared = await desk.declare()
    removed = await desk.remove(declared)
    again = await desk.remove(declared)

    assert (removed.status_code, again.status_code) == (204, 404)
    assert await desk.listed() == []
    assert (await sandbox.get(f"{FUNDED}/{desk.dossier['id']}", headers=funder)).status_code == 404
    assert await told(sandbox, funder, desk) == [("declared", "2026-CH-1", False), ("removed", "2026-CH-1", False)]
    line = (await desk.history())[0]
    assert (line["operation"], line["details"]["reference"]) == ("removeFunding", "2026-CH-1")


async def test_what_the_funder_confirmed_stands_until_it_goes_back_on_it(
    sandbox: AsyncClient, desk: Desk, funder: Headers
) -> None:
    declared = await desk.declare()
    assert (await answered(sandbox, funder, desk, "POST", "2026-CH-1")).status_code == 200

    refused = [await desk.remove(declared), await desk.correct(declared, "*", reference="2026-CH-2")]
    shown = (await desk.listed())[0]
    rejected = await answered(sandbox, funder, desk, "DELETE", "2026-CH-1")
    hidden = await sandbox.get(f"{FUNDED}/{desk.dossier['id']}", headers=funder)
    taken_back = await answered(sandbox, funder, desk, "POST", "2026-CH-1")

    assert [(answer.status_code, codes_of(answer.json())) for answer in refused] == [(422, ["funding_confirmed"])] * 2
    assert shown["confirmed"]
    assert shown["confirmed_at"] is not None
    assert (rejected.status_code, hidden.status_code, taken_back.status_code) == (204, 404, 200)
    assert await told(sandbox, funder, desk) == [
        ("declared", "2026-CH-1", False),
        ("confirmed", "2026-CH-1", True),
        ("rejected", "2026-CH-1", False),
        ("confirmed", "2026-CH-1", True),
    ]


async def test_a_rejected_number_is_corrected_and_asked_anew(sandbox: AsyncClient, desk: Desk, funder: Headers) -> None:
    declared = await desk.declare()
    assert (await answered(sandbox, funder, desk, "DELETE", "2026-CH-1")).status_code == 204
    shown = (await desk.listed())[0]

    corrected = await desk.correct(declared, "*", reference="2026-CH-2")

    assert shown["rejected"]["reason"] is None
    assert corrected.json()["rejected"] is None
    assert await found(sandbox, funder, "2026-CH-2") == [desk.dossier["id"]]


async def test_what_cannot_be_is_refused_and_changes_nothing(sandbox: AsyncClient, desk: Desk) -> None:
    await desk.declare()

    unknown, twice = await desk.declare(funder_code="NOPE"), await desk.declare(reference="2026 ch 1")
    at_the_opening = await sandbox.post(
        "/v1/dossiers",
        json={**_opening(), "fundings": [OPCA, {**OPCA, "funder_code": "NOPE"}]},
        headers=desk.headers,
    )

    assert (unknown.status_code, codes_of(unknown.json())) == (422, ["unknown_funder"])
    assert unknown.json()["errors"][0]["pointer"] == "/funder_code"
    assert (twice.status_code, twice.json()["code"]) == (409, "already_done")
    assert (at_the_opening.status_code, codes_of(at_the_opening.json())) == (422, ["unknown_funder"])
    assert at_the_opening.json()["errors"][0]["pointer"] == "/fundings/1/funder_code"
    assert len(await desk.listed()) == 1


def _opening() -> dict[str, Any]:
    return {
        "pathway": "individualised_training",
        "certification_code": "cqp-agent-logistique",
        "candidate": a_candidate(birth_name="Autre"),
        "training_scheme": "skills_development_plan",
    }


async def test_a_program_is_given_the_code_of_a_funder_alone(sandbox: AsyncClient) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    body = {"name": "Essai", "scopes": ["funding:read"], "funder_code": "nope"}

    refused = await sandbox.post("/v1/clients", json=body, headers=secretariat)
    created = await sandbox.post("/v1/clients", json={**body, "funder_code": "opco-2i"}, headers=secretariat)
    client_id, tag = created.json()["client_id"], created.headers.get("ETag", "*")
    changed = await sandbox.patch(
        f"/v1/clients/{client_id}", json={"funder_code": "NOPE"}, headers={**secretariat, "If-Match": tag}
    )

    assert (refused.status_code, codes_of(refused.json())) == (422, ["unknown_funder"])
    assert (created.status_code, created.json()["funder_code"]) == (201, "OPCO-2I")
    assert (changed.status_code, codes_of(changed.json())) == (422, ["unknown_funder"])


async def test_another_funder_learns_nothing_of_a_funding_that_is_not_its_own(
    sandbox: AsyncClient, desk: Desk, funder: Headers
) -> None:
    await desk.declare()
    assert (await answered(sandbox, funder, desk, "POST", "2026-CH-1")).status_code == 200
    assert (await desk.declare(funder_code="OPCO-2I", reference="SECRET-9")).status_code == 201

    feed = await page(sandbox, funder)
    assert "SECRET-9" not in str(feed)
    assert "funder_code" not in str(feed)
