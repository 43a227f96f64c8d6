"""L33, L35, D15, D47, D48, D51, D61: what a dossier's readers are warned of: at creation, in checklist and agenda."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.assessment import Exemption, ExemptionKind, Scope
from tests import builders as a
from tests.api.dossier_requests import (
    COMPANY_SIREN,
    EMPLOYER,
    OTHER_EMPLOYER,
    SECRETARIAT,
    a_candidate,
    a_dossier,
    codes_of,
    opened,
    rules_of,
    said_to_be_one,
)
from tests.api.jury_room import CHAIR, awaiting_jury, sitting, today
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_choice, a_request, put

Headers = dict[str, str]
EMPLOYED = a_candidate()
"""Known to be one person wherever they are named, by their employer (D49)."""
FABRICATION, LOGISTICS = "cqp-operateur-fabrication", "cqp-agent-logistique"
OTHER_SIRET = "98765432400019"
NO_ADDRESS = "no_postal_address"
"""The warning that these requests all bear: they are not what the test is about."""
NOT_A_SECOND_ONE = {
    "decision": "inadmissible",
    "grounds": [{"rule": "D52", "text": "Un dossier est déjà en cours pour cette certification."}],
}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


def told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """The code and the rule of each warning; each is a sentence, and quotes its rule."""
    for warning in answer["warnings"]:
        assert set(warning) == {"code", "detail", "rule", "quote"}
        assert warning["detail"].endswith(".")
        assert warning["quote"]
    return [(warning["code"], warning["rule"]) for warning in answer["warnings"] if warning["code"] != NO_ADDRESS]


async def checklist(client: AsyncClient, headers: Headers, path: str) -> dict[str, Any]:
    answer = await client.get(f"{path}/checklist", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def common_law(client: AsyncClient, headers: Headers, certification: str, **changes: Any) -> dict[str, Any]:
    return await opened(
        client,
        headers,
        pathway="common_law_vae",
        certification_code=certification,
        candidate={**EMPLOYED, **changes},
        training_scheme=None,
    )


# --- L35: the CERFA's limits ------------------------------------------------------------------------------------------


async def test_l35_the_fifth_request_of_a_year_is_pointed_out_at_creation_and_until_its_answer(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    warned = [told(await common_law(sandbox, secretariat, FABRICATION)) for _ in range(3)]
    fourth = await common_law(sandbox, secretariat, LOGISTICS)
    path = await a_request(sandbox, secretariat, **EMPLOYED)
    again = ("cerfa_limit_for_certification", "D47")
    both = [again, ("cerfa_limit_in_all", "D47")]

    before = await checklist(sandbox, secretariat, path)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)
    submitted = await checklist(sandbox, secretariat, path)
    decided = await sandbox.post(f"{path}/admissibility/decision", json=NOT_A_SECOND_ONE, headers=secretariat)
    after = await checklist(sandbox, secretariat, path)

    assert warned == [[], [again], [again]]
    assert told(fourth) == [("cerfa_limit_in_all", "D47")]
    assert told(before) == told(submitted) == both
    assert "Demande n° 4 du candidat sur cette certification" in before["warnings"][0]["detail"]
    assert "Demande n° 5 du candidat" in before["warnings"][1]["detail"]
    assert decided.status_code == 200, decided.text
    assert told(after) == []


async def test_l35_the_warning_speaks_english_too(sandbox: AsyncClient, secretariat: Headers) -> None:
    await common_law(sandbox, secretariat, FABRICATION)
    second = await common_law(sandbox, {**secretariat, "Accept-Language": "en"}, FABRICATION)
    path = f"/v1/dossiers/{second['id']}"
    read = await checklist(sandbox, {**secretariat, "Accept-Language": "en"}, path)

    assert second["warnings"] == read["warnings"]
    assert second["warnings"][0]["detail"].startswith("The candidate's request no. 2 for this certification in")


async def test_adr8_an_employer_learns_of_no_other_companys_request_by_the_count(
    sandbox: AsyncClient, secretariat: Headers, employer: Headers
) -> None:
    mine = await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None, candidate=EMPLOYED)
    other = await sign_in(sandbox, OTHER_EMPLOYER)
    elsewhere = {**EMPLOYED, "employment": {"status": "employee", "employer": {"siret": OTHER_SIRET, "idcc": "0044"}}}
    theirs = await opened(sandbox, other, pathway="simplified_vae", training_scheme=None, candidate=elsewhere)
    path = f"/v1/dossiers/{theirs['id']}"
    await said_to_be_one(sandbox, secretariat)

    assert told(mine) == told(theirs) == told(await checklist(sandbox, other, path)) == []
    assert told(await checklist(sandbox, secretariat, path)) == [
        ("cerfa_limit_for_certification", "D47"),
        ("dossier_already_running", "D52"),
    ]
    again = await opened(sandbox, employer, pathway="simplified_vae", training_scheme=None, candidate=EMPLOYED)
    assert told(again) == [("cerfa_limit_for_certification", "D47")]


# --- L33, D48: ages and days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("birth_date", ["2021-05-01", "2020-01-01"])
async def test_l33_a_candidate_aged_five_is_pointed_out_in_individualised_training(
    sandbox: AsyncClient, employer: Headers, birth_date: str
) -> None:
    child = a_candidate(birth_date=birth_date, experience=[])
    dossier = await opened(sandbox, employer, candidate=child)
    path = f"/v1/dossiers/{dossier['id']}"
    read = await sandbox.get(path, headers=employer)

    assert told(dossier) == told(await checklist(sandbox, employer, path)) == [("candidate_too_young", "D48")]
    assert read.json() == {**dossier, "warnings": None}


async def test_d48_under_sixteen_is_a_proposed_ground_of_a_common_law_vae(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    path = await a_request(
        sandbox, secretariat, birth_date=(today() - timedelta(days=15 * 365)).isoformat(), experience=[]
    )
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)
    request = (await sandbox.get(f"{path}/admissibility", headers=secretariat)).json()
    decided = await sandbox.post(f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat)

    assert "candidate_too_young" not in [code for code, _ in told(await checklist(sandbox, secretariat, path))]
    assert "D48" in [ground["rule"] for ground in request["proposed_grounds"]]
    assert decided.status_code == 422
    assert ("candidate_too_young", "D48") in zip(codes_of(decided.json()), rules_of(decided.json()), strict=True)


async def test_d48_experience_before_fourteen_counts_for_nothing(sandbox: AsyncClient) -> None:
    worked = {"activity": "Cariste", "start": "2024-11-23", "end": "2026-11-22", "directly_related": True}
    candidate = {"employment": {"status": "self_employed"}, "experience": [worked], "birth_date": "2011-11-23"}
    question = {"on": "2026-11-23", "certification_code": LOGISTICS, "candidate": candidate}
    pathways = (await sandbox.post("/v1/eligibility-checks", json=question)).json()["pathways"]
    found = {(each["pathway"], each["variant"]): each for each in pathways}
    vae, training = found["common_law_vae", None], found["individualised_training", None]

    assert vae["experience_days"] == 365
    assert [(each["code"], each["rule"]) for each in vae["violations"]] == [("candidate_too_young", "D48")]
    assert [(each["code"], each["rule"], each["pointer"]) for each in training["warnings"]][:1] == [
        ("candidate_too_young", "D48", "/candidate/birth_date")
    ]


async def test_l33_what_cannot_be_is_refused_where_it_stands(sandbox: AsyncClient, employer: Headers) -> None:
    early = {"activity": "Cariste", "start": "1990-05-03", "end": "2021-01-01", "directly_related": True}
    held = {"code": "PH08", "certifier": "Pharma", "number": "1", "awarded_on": "1990-05-03"}
    candidate = a_candidate(experience=[early], held_certifications=[held])
    created = await sandbox.post("/v1/dossiers", json=a_dossier(candidate=candidate), headers=employer)
    dossier = await opened(sandbox, employer)
    changed = await sandbox.patch(
        f"/v1/dossiers/{dossier['id']}",
        json={"candidate": {"birth_date": "2021-01-05"}},
        headers={**employer, "If-Match": "*"},
    )

    for answer in (created, changed):
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
        assert set(codes_of(answer.json())) == {"before_the_birth"}
        assert set(rules_of(answer.json())) == {"D48"}
    assert [error["pointer"] for error in created.json()["errors"]] == [
        "/candidate/experience/0/start",
        "/candidate/held_certifications/0/awarded_on",
    ]
    assert [error["pointer"] for error in changed.json()["errors"]] == ["/candidate/experience/0/start"]


async def test_l33_a_request_is_not_received_before_the_candidate_is_born(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    path = await a_request(sandbox, secretariat, birth_date="2015-06-01", experience=[])
    answer = await sandbox.post(
        f"{path}/admissibility/submission", json={"received_on": "2015-06-01"}, headers=secretariat
    )

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["code"], error["rule"], error["pointer"]) == ("before_the_birth", "D48", "/received_on")


async def test_l33_a_plan_of_1900_is_pointed_out_and_a_competence_named_twice_refused(
    sandbox: AsyncClient, employer: Headers
) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"
    plan = {
        "competences": ["C1"],
        "actions": [{"label": "Préparer", "kind": "formation", "hours": 14}],
        "starts_on": "1900-01-01",
        "ends_on": "1900-02-01",
    }
    twice = await sandbox.put(
        f"{path}/training-plan", json={**plan, "competences": ["C1", "C2", "C1"]}, headers=employer
    )
    recorded = await sandbox.put(f"{path}/training-plan", json=plan, headers=employer)

    assert (twice.status_code, codes_of(twice.json())) == (422, ["competence_twice"])
    assert twice.json()["errors"][0]["pointer"] == "/competences/2"
    assert recorded.status_code == 201, recorded.text
    assert told(await checklist(sandbox, employer, path)) == [("training_plan_before_the_scheme", "D48")]


async def test_d15_d48_d61_the_checklist_goes_on_telling_what_was_pointed_out(
    sandbox: AsyncClient, employer: Headers
) -> None:
    directory = await sandbox.get(f"/v1/evaluators?certification={FABRICATION}&region=04")
    (evaluator, *_) = directory.json()["items"]
    path = f"/v1/dossiers/{(await opened(sandbox, employer, certification_code=FABRICATION))['id']}"
    framework = (await sandbox.get(f"/v1/certifications/{FABRICATION}/frameworks/exemple-1")).json()
    identification = {
        "held_on": "2020-01-06",
        "technical_expert": {"name": "Paul Morel", "employer_siren": COMPANY_SIREN},
        "interview_expert": {"name": evaluator["name"], "kind": "evaluator"},
        "competences": [{"code": each["code"], "mastered": False} for each in framework["competences"]],
    }
    await put(sandbox, f"{path}/skills-identification", identification, employer)
    choice = {**a_choice(today()), "region": "04", "evaluator_id": evaluator["id"]}
    chosen = await put(sandbox, f"{path}/evaluator", choice, employer)

    pointed_out = [("evaluator_conducted_skills_identification", "D15"), ("region_not_of_the_company", "D61")]
    assert [(each["code"], each["rule"]) for each in chosen.json()["warnings"]] == pointed_out
    assert told(await checklist(sandbox, employer, path)) == [("skills_identification_old", "D48"), *pointed_out]


# --- the agenda -------------------------------------------------------------------------------------------------------


async def test_d51_the_agenda_tells_the_jury_which_exemption_has_fallen_and_what_else_to_know(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    fallen = Exemption(
        competence_code="C1",
        kind=ExemptionKind.CQPI,
        source="cqpi n° 1",
        held_code="cqpi-agent-logistique",
        held_number="1",
    )
    scope = Scope(framework_version="exemple-1", assessed=("C2",), exemptions=(fallen,), frozen_on=today())
    plan = a.a_training_plan(starts_on=date(1900, 1, 1))
    warned = await awaiting_jury(sandbox_database, scope=scope, training_plan=plan)
    ordinary = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, warned, ordinary)
    chair = await sign_in(sandbox, CHAIR)
    expected = [("training_plan_before_the_scheme", "D48"), ("exemption_fallen", "D51")]

    french = {
        each["dossier_id"]: each for each in (await sandbox.get(f"{session}/agenda", headers=chair)).json()["items"]
    }
    english = (await sandbox.get(f"{session}/agenda", headers={**chair, "Accept-Language": "en"})).json()["items"]

    assert told(french[str(warned.id)]) == expected
    assert told(french[str(ordinary.id)]) == []
    assert told(await checklist(sandbox, secretariat, f"/v1/dossiers/{warned.id}")) == expected
    details = [w["detail"] for each in english if each["dossier_id"] == str(warned.id) for w in each["warnings"]]
    assert details[1] == "What exempted from competence C1 has fallen: it is to be assessed."
