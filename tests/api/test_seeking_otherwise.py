"""What a dossier seeks is put right as long as nothing rests on it, and judged as if it opened."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, codes_of, filed, opened, rules_of
from tests.api.signing_in import sign_in
from tests.api.test_funding import program

Json = dict[str, Any]
Headers = dict[str, str]
OTHER = "cqp-conducteur-ligne-conditionnement"
SOON: Json = {"experience": [{"activity": "Fabrication", "start": "2026-09-01", "directly_related": True}]}


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


async def corrected(client: AsyncClient, headers: Headers, dossier: Json, **changes: Any) -> Response:
    place = f"/v1/dossiers/{dossier['id']}"
    tag = (await client.get(place, headers=headers)).headers["ETag"]
    return await client.patch(place, json=changes, headers={**headers, "If-Match": tag})


async def test_another_certification_and_another_pathway_are_sought_from_then_on(
    sandbox: AsyncClient, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer)

    answer = await corrected(
        sandbox, employer, dossier, certification_code=OTHER, pathway="simplified_vae", training_scheme=None
    )

    assert answer.status_code == 200, answer.text
    read = (await sandbox.get(f"/v1/dossiers/{dossier['id']}", headers=employer)).json()
    assert (read["certification"]["code"], read["pathway"]) == (OTHER, "simplified_vae")
    steps = (await sandbox.get(f"/v1/dossiers/{dossier['id']}/checklist", headers=employer)).json()["steps"]
    assert "admissibility" in [each["code"] for each in steps]
    found = await sandbox.get("/v1/dossiers", params={"certification": OTHER, "q": dossier["number"]}, headers=employer)
    assert [each["id"] for each in found.json()["items"]] == [dossier["id"]]
    history = (await sandbox.get(f"/v1/dossiers/{dossier['id']}/history", headers=employer)).json()
    assert history["items"][0]["details"]["fields"] == ["certification_code", "pathway", "training_scheme"]


async def test_a_special_case_stays_with_its_pathway(sandbox: AsyncClient, employer: Headers) -> None:
    dossier = await opened(sandbox, employer, variant="direct_assessment", training_scheme=None)

    answer = await corrected(sandbox, employer, dossier, pathway="simplified_vae")

    assert (answer.status_code, answer.json()["variant"]) == (200, None)


async def test_what_would_refuse_the_opening_refuses_the_change_and_nothing_changes(
    sandbox: AsyncClient, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer, candidate=a_candidate(**SOON))

    refused = await corrected(sandbox, employer, dossier, variant="direct_assessment")
    unknown = await corrected(sandbox, employer, dossier, certification_code="cqp-nothing")
    closed = await corrected(sandbox, employer, dossier, pathway="common_law_vae")

    assert (refused.status_code, rules_of(refused.json())) == (422, ["R30"])
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/certification_code")
    assert closed.status_code == 403
    assert (await sandbox.get(f"/v1/dossiers/{dossier['id']}", headers=employer)).json()["version"] == 1


async def test_a_second_dossier_for_what_runs_already_is_refused(sandbox: AsyncClient, employer: Headers) -> None:
    candidate = a_candidate()
    await opened(sandbox, employer, candidate=candidate)
    dossier = await opened(sandbox, employer, candidate=candidate, certification_code=OTHER)

    refused = await corrected(sandbox, employer, dossier, certification_code="cqp-operateur-fabrication")

    assert (refused.status_code, rules_of(refused.json())) == (422, ["D52"])


@pytest.mark.parametrize("begun", ["document", "plan", "funding"])
async def test_once_something_rests_on_it_it_stays(sandbox: AsyncClient, employer: Headers, begun: str) -> None:
    funded = {"funder_code": "OPCA", "reference": "2026-SO-1"}
    dossier = await opened(sandbox, employer, fundings=[funded])
    place = f"/v1/dossiers/{dossier['id']}"
    if begun == "document":
        await filed(sandbox, employer, place, "outil_6")
    elif begun == "plan":
        action = {"label": "Tutorat", "kind": "tutorat", "hours": 10}
        plan = {"competences": ["C1"], "actions": [action], "starts_on": "2030-01-01", "ends_on": "2030-02-01"}
        assert (await sandbox.put(f"{place}/training-plan", json=plan, headers=employer)).status_code == 201
    else:
        funder = await program(sandbox)
        paid = f"/v1/funding/dossiers/{dossier['id']}/confirmation"
        answer = await sandbox.post(paid, json={"reference": "2026-SO-1"}, headers=funder)
        assert answer.status_code == 200, answer.text

    refused = await corrected(sandbox, employer, dossier, certification_code=OTHER)
    same = await corrected(sandbox, employer, dossier, certification_code="cqp-operateur-fabrication", tutor=None)

    assert (refused.status_code, refused.json()["code"]) == (409, "already_done")
    assert same.status_code == 200, "what is sent as it is changes nothing"


async def test_the_secretariat_says_why(sandbox: AsyncClient, employer: Headers) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    dossier = await opened(sandbox, employer)

    silent = await corrected(sandbox, secretariat, dossier, certification_code=OTHER)
    said = await corrected(sandbox, secretariat, dossier, certification_code=OTHER, reason="Erreur de saisie")

    assert (silent.status_code, codes_of(silent.json())) == (422, ["reason_missing"])
    assert said.status_code == 200, said.text
