"""Changing what a dossier declares: what its opening would have refused is refused, and what was proved is no more."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier, codes_of, filed, opened, rules_of
from tests.api.signing_in import sign_in

SINCE_JUNE = [{"activity": "Fabrication", "start": "2026-06-01", "directly_related": True}]
LONG_AGO = [{"activity": "Fabrication", "start": "2010-06-01", "end": "2015-06-01", "directly_related": True}]
SINCE_2020 = [{"activity": "Fabrication", "start": "2020-06-01", "directly_related": True}]


@pytest.fixture
async def employer(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, EMPLOYER)


async def changed(client: AsyncClient, headers: dict[str, str], dossier: str, **candidate: Any) -> Response:
    """The answer to a change of the candidate, whatever the version."""
    return await client.patch(
        f"/v1/dossiers/{dossier}", json={"candidate": candidate}, headers={**headers, "If-Match": "*"}
    )


async def test_d40_a_change_does_not_bring_in_what_refuses_the_opening(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    individual = (await opened(sandbox, employer))["id"]
    direct = (await opened(sandbox, employer, variant="direct_assessment"))["id"]

    answers = [
        await changed(sandbox, employer, individual, employment={"status": "self_employed"}),
        await changed(sandbox, employer, direct, employment={"status": "job_seeker"}, experience=LONG_AGO),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert codes_of(answers[0].json()) == ["not_in_the_public_of_the_scheme"]
    assert codes_of(answers[1].json()) == ["not_on_ccnic_payroll", "recent_experience_too_short"]
    assert rules_of(answers[1].json()) == ["R30", "R30"]


async def test_d40_a_vae_request_is_changed_all_the_same(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    request = (await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None))["id"]
    assert (await changed(sandbox, employer, request, experience=SINCE_JUNE)).status_code == 200


@pytest.mark.parametrize(
    ("change", "put_back"),
    [({"experience": SINCE_2020}, ["direct_assessment_confirmation"]), ({"birth_place": "Grenoble"}, [])],
)
async def test_d43_another_experience_is_to_be_confirmed_again(
    sandbox: AsyncClient, employer: dict[str, str], change: dict[str, Any], put_back: list[str]
) -> None:
    dossier = await opened(sandbox, employer, variant="direct_assessment")
    secretariat = await sign_in(sandbox, SECRETARIAT)
    place = f"/v1/dossiers/{dossier['id']}"
    await identified(sandbox, employer, dossier)
    word = {"confirmed": True, "evidence": "Bulletins de paie"}
    told = await sandbox.post(f"{place}/direct-assessment/confirmation", json=word, headers=secretariat)
    assert told.status_code == 200, told.text

    by_employer = await changed(sandbox, employer, dossier["id"], **change)
    corrected = await sandbox.patch(
        place, json={"candidate": change, "reason": "Contrat vu"}, headers={**secretariat, "If-Match": "*"}
    )

    assert (by_employer.status_code, rules_of(by_employer.json())) == (422, ["D50"])
    assert [each["code"] for each in corrected.json()["put_back"]] == put_back
    steps = (await sandbox.get(f"{place}/checklist", headers=employer)).json()["steps"]
    missing = {lack["code"] for step in steps for lack in step["missing"]}
    assert ("direct_assessment_not_confirmed" in missing) is bool(put_back)


async def identified(client: AsyncClient, employer: dict[str, str], dossier: dict[str, Any]) -> None:
    """Everything found mastered, and its guide on file."""
    code, place = dossier["certification"]["code"], f"/v1/dossiers/{dossier['id']}"
    framework = (await client.get(f"/v1/certifications/{code}/frameworks/exemple-1")).json()
    identification = {
        "held_on": "2026-01-05",
        "technical_expert": {"name": "Paul Morel", "employer_siren": "123456782"},
        "interview_expert": {"name": "Nadia Roche", "kind": "training_body"},
        "competences": [{"code": each["code"], "mastered": True} for each in framework["competences"]],
    }
    answer = await client.put(f"{place}/skills-identification", json=identification, headers=employer)
    assert answer.status_code == 201, answer.text
    await filed(client, employer, place, "outil_1")


async def test_r26_who_masters_everything_gets_a_plan_on_nothing(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    dossier = await opened(sandbox, employer)
    place = f"/v1/dossiers/{dossier['id']}"
    plan = {"competences": [], "actions": [], "starts_on": "2026-11-23", "ends_on": "2026-11-23"}
    before = await sandbox.put(f"{place}/training-plan", json=plan, headers=employer)
    await identified(sandbox, employer, dossier)
    after = await sandbox.put(f"{place}/training-plan", json=plan, headers=employer)

    assert (before.status_code, codes_of(before.json())) == (422, ["nothing_to_develop"])
    assert after.status_code == 201, after.text


async def test_d43_what_was_found_of_a_company_says_nothing_of_whom_another_employs(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    elsewhere = {"status": "employee", "employer": {"siret": "98765432400019", "idcc": "0044"}}
    asked = {"candidate": a_candidate(employment=elsewhere), "training_scheme": None}

    direct = await sandbox.post("/v1/dossiers", json=a_dossier(**asked, variant="direct_assessment"), headers=employer)
    request = await opened(sandbox, employer, **asked, pathway="simplified_vae")
    place = f"/v1/dossiers/{request['id']}/admissibility"
    grounds = (await sandbox.get(place, headers=employer)).json()["proposed_grounds"]

    assert (codes_of(direct.json()), rules_of(direct.json())) == (
        ["not_on_ccnic_payroll", "not_opened_by_the_employer"],
        ["R30", "R28"],
    )
    assert [ground["rule"] for ground in grounds] == ["R31", "D43"]
