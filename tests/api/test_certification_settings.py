"""L28, D28, D29: what is asked of a certification and the ways to it are settled by the secretariat, from a day on."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier, codes_of, rules_of
from tests.api.signing_in import sign_in
from tests.api.test_delays import at_noon_on

Headers = dict[str, str]
CODE = "cqp-operateur-fabrication"
SETTINGS = f"/v1/certifications/{CODE}/settings"
DAY = date(2026, 11, 28)
BODY: dict[str, Any] = {
    "written_work_required": True,
    "observation_required": False,
    "pathways": ["simplified_vae", "individualised_training"],
    "rncp_code": "rncp12345",
    "rncp_until": "2028-03-17",
    "in_force_from": DAY.isoformat(),
    "source": "Décision de la CPNE (exemple)",
    "confirmed": True,
}


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def settled(client: AsyncClient, headers: Headers, **changes: Any) -> dict[str, Any]:
    answer = await client.put(SETTINGS, json={**BODY, **changes}, headers={**headers, "If-Match": "*"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def documents_missing(client: AsyncClient, headers: Headers, dossier: str) -> set[str | None]:
    """The kinds of document that a step of the dossier still lacks."""
    steps = (await client.get(f"/v1/dossiers/{dossier}/checklist", headers=headers)).json()["steps"]
    return {lack.get("document_kind") for each in steps for lack in each["missing"]}


async def created(client: AsyncClient, headers: Headers, **changes: Any) -> str:
    answer = await client.post("/v1/dossiers", json=a_dossier(**changes), headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_before_anything_is_settled_the_guide_stands(sandbox: AsyncClient) -> None:
    answer = await sandbox.get(SETTINGS)

    assert answer.json() == {
        "certification_code": CODE,
        "written_work_required": False,
        "observation_required": True,
        "pathways": ["individualised_training", "simplified_vae", "common_law_vae", "bridge"],
        "rncp_code": None,
        "rncp_until": None,
        "in_force_from": "2011-04-27",
        "source": answer.json()["source"],
        "confirmed": False,
        "versions": [],
    }


async def test_what_is_settled_shows_from_its_day_on_and_in_the_catalogue(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    await at_noon_on(sandbox, DAY - timedelta(days=1))
    put = await settled(sandbox, secretariat)
    before, after = [(await sandbox.get(f"{SETTINGS}?on={day}")).json() for day in (DAY - timedelta(days=1), DAY)]
    shown = []
    for day in (DAY - timedelta(days=1), DAY):
        await at_noon_on(sandbox, day)
        one = (await sandbox.get(f"/v1/certifications/{CODE}")).json()
        listed = (await sandbox.get("/v1/certifications")).json()["items"]
        assert one in listed
        shown.append((one["written_work_required"], one["observation_required"], one["rncp_code"], one["rncp_until"]))

    assert (put["in_force_from"], put["written_work_required"]) == ("2011-04-27", False)
    assert (before["written_work_required"], after["written_work_required"]) == (False, True)
    assert after["pathways"] == ["individualised_training", "simplified_vae"]
    assert after["rncp_code"] == "RNCP12345"
    assert [each["in_force_from"] for each in after["versions"]] == [DAY.isoformat()]
    assert shown == [(False, True, None, None), (True, False, "RNCP12345", "2028-03-17")]


async def test_r51_a_written_work_can_be_required_and_the_day_of_the_request_decides(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    await at_noon_on(sandbox, DAY - timedelta(days=1))
    earlier = await created(sandbox, employer, certification_code=CODE)
    await settled(sandbox, secretariat)
    await at_noon_on(sandbox, DAY)
    later = await created(sandbox, employer, certification_code=CODE, candidate=a_candidate(birth_name="Lendemain"))

    asked = ["written_work" in await documents_missing(sandbox, employer, each) for each in (earlier, later)]

    assert asked == [False, True]


async def test_d28_a_pathway_that_is_closed_opens_no_dossier_from_its_day_on(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    await at_noon_on(sandbox, DAY - timedelta(days=1))
    await settled(sandbox, secretariat, pathways=["common_law_vae"])
    before = await sandbox.post("/v1/dossiers", json=a_dossier(certification_code=CODE), headers=employer)
    await at_noon_on(sandbox, DAY)
    after = await sandbox.post("/v1/dossiers", json=a_dossier(certification_code=CODE), headers=employer)
    question = {"certification_code": CODE, "candidate": {"employment": a_candidate()["employment"], "experience": []}}
    answers = (await sandbox.post("/v1/eligibility-checks", json=question)).json()["pathways"]
    closed = {
        each["pathway"]
        for each in answers
        if "pathway_not_open_to_certification" in {violation["code"] for violation in each["violations"]}
    }

    assert before.status_code == 201, before.text
    assert (after.status_code, codes_of(after.json()), rules_of(after.json())) == (
        422,
        ["pathway_not_open_to_certification"],
        ["D28"],
    )
    assert closed == {"individualised_training", "simplified_vae", "bridge"}


@pytest.mark.parametrize(
    ("code", "changes", "faults"),
    [
        (CODE, {"pathways": []}, [("pathways_missing", "/pathways")]),
        ("cqpi-agent-logistique", {}, [("delivered_by_equivalence_only", "/pathways")]),
        (CODE, {"rncp_code": None}, [("rncp_code_missing", "/rncp_code")]),
        (CODE, {"rncp_code": "12345"}, [("wrong_format", "/rncp_code")]),
        (CODE, {"pathways": ["alchemy"]}, [("unknown_value", "/pathways/0")]),
        (CODE, {"source": "  "}, [("too_short", "/source")]),
    ],
)
async def test_what_cannot_be_settled_is_refused(
    sandbox: AsyncClient, secretariat: Headers, code: str, changes: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    place = f"/v1/certifications/{code}/settings"
    answer = await sandbox.put(place, json={**BODY, **changes}, headers={**secretariat, "If-Match": "*"})

    assert answer.status_code == 422
    assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == faults
    assert (await sandbox.get(place)).json()["versions"] == []


async def test_a_cqpi_by_equivalence_has_an_entry_in_the_rncp_and_no_pathway(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    place = "/v1/certifications/cqpi-agent-logistique/settings"
    answer = await sandbox.put(place, json={**BODY, "pathways": []}, headers=secretariat)

    assert (answer.status_code, answer.json()["rncp_code"]) == (200, "RNCP12345"), answer.text


async def test_settings_are_changed_by_who_has_read_them_and_the_same_day_is_written_over(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    first = await sandbox.put(SETTINGS, json=BODY, headers=secretariat)
    tag = {"If-Match": first.headers["etag"]}
    changed = {**BODY, "written_work_required": False}
    answers = [await sandbox.put(SETTINGS, json=changed, headers={**secretariat, **each}) for each in ({}, tag, tag)]
    kept = (await sandbox.get(f"{SETTINGS}?on={DAY}")).json()

    assert [answer.status_code for answer in answers] == [428, 200, 412]
    assert (kept["written_work_required"], len(kept["versions"])) == (False, 1)


async def test_no_certification_no_settings(sandbox: AsyncClient, secretariat: Headers) -> None:
    place = "/v1/certifications/cqp-alchimiste/settings"

    assert (await sandbox.get(place)).status_code == 404
    assert (await sandbox.put(place, json=BODY, headers=secretariat)).status_code == 404
