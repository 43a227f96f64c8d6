"""Changing what a dossier declares: what its opening would have refused is refused, and what was proved is no more."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier, codes_of, opened, rules_of
from tests.api.signing_in import sign_in
from tests.files import PDF

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
    ("change", "confirmed"), [({"experience": SINCE_2020}, None), ({"birth_place": "Grenoble"}, True)]
)
async def test_d43_another_experience_is_to_be_confirmed_again(
    sandbox: AsyncClient, employer: dict[str, str], change: dict[str, Any], confirmed: bool | None
) -> None:
    dossier = (await opened(sandbox, employer, variant="direct_assessment"))["id"]
    secretariat = await sign_in(sandbox, SECRETARIAT)
    place = f"/v1/dossiers/{dossier}"
    word = {"confirmed": True, "evidence": "Bulletins de paie"}
    told = await sandbox.post(f"{place}/direct-assessment/confirmation", json=word, headers=secretariat)
    assert told.status_code == 200, told.text

    assert (await changed(sandbox, employer, dossier, **change)).status_code == 200

    steps = (await sandbox.get(f"{place}/checklist", headers=employer)).json()["steps"]
    missing = {lack["code"] for step in steps for lack in step["missing"]}
    assert ("direct_assessment_not_confirmed" in missing) is (confirmed is None)


async def test_r26_who_masters_everything_gets_a_plan_on_nothing(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    dossier = await opened(sandbox, employer)
    place = f"/v1/dossiers/{dossier['id']}"
    plan = {"competences": [], "actions": [], "starts_on": "2026-11-23", "ends_on": "2026-11-23"}
    framework = (
        await sandbox.get(f"/v1/certifications/{dossier['certification']['code']}/frameworks/exemple-1")
    ).json()
    identification = {
        "held_on": "2026-01-05",
        "technical_expert": {"name": "Paul Morel", "employer_siren": "123456782"},
        "interview_expert": {"name": "Nadia Roche", "kind": "training_body"},
        "competences": [{"code": each["code"], "mastered": True} for each in framework["competences"]],
    }

    before = await sandbox.put(f"{place}/training-plan", json=plan, headers=employer)
    identified = await sandbox.put(f"{place}/skills-identification", json=identification, headers=employer)
    await sandbox.post(
        f"{place}/documents",
        data={"kind": "outil_1"},
        files={"file": ("outil_1.pdf", PDF, "application/pdf")},
        headers=employer,
    )
    after = await sandbox.put(f"{place}/training-plan", json=plan, headers=employer)

    assert (before.status_code, codes_of(before.json())) == (422, ["nothing_to_develop"])
    assert identified.status_code == 201, identified.text
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

    assert (codes_of(direct.json()), rules_of(direct.json())) == (["not_on_ccnic_payroll"], ["R30"])
    assert [ground["rule"] for ground in grounds] == ["R31"]
