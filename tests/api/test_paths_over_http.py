"""What an earlier dossier, or a certification held, brings to the next: over HTTP, to the end (R8, R53, R65, D33)."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.dossier import Dossier
from app.sandbox.identities import COMPANY, EVALUATOR
from tests.api.dossier_requests import (
    COMPANY_SIREN,
    EMPLOYER,
    SECRETARIAT,
    a_candidate,
    a_dossier,
    codes_of,
    opened,
    rules_of,
)
from tests.api.jury_room import CERTIFICATION, a_deliberation, awaiting_jury, sitting, today
from tests.api.signing_in import sign_in

Headers = dict[str, str]
PDF = b"%PDF-1.4\n%%EOF\n"
CQPI = "cqpi-agent-logistique"
HELD = {"code": CQPI, "certifier": "CPNE d'une autre branche", "number": "2019-77", "awarded_on": "2019-06-03"}


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def put(client: AsyncClient, path: str, body: dict[str, Any], headers: Headers) -> Response:
    return await client.put(path, json=body, headers={**headers, "If-Match": "*"})


async def upload(client: AsyncClient, path: str, kind: str, headers: Headers) -> None:
    answer = await client.post(
        f"{path}/documents",
        data={"kind": kind, "signed_by": ["candidate"]},
        files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
        headers=headers,
    )
    assert answer.status_code == 201, answer.text


async def codes_asked(client: AsyncClient, certification: str = CERTIFICATION) -> list[str]:
    framework = await client.get(f"/v1/certifications/{certification}/frameworks/exemple-1")
    return [competence["code"] for competence in framework.json()["competences"]]


def the_same_person(dossier: Dossier, **changes: Any) -> dict[str, Any]:
    candidate = dossier.candidate
    return a_candidate(
        birth_name=candidate.birth_name,
        first_names=candidate.first_names,
        birth_date=candidate.birth_date.isoformat(),
        birth_place=candidate.birth_place,
        sex=candidate.sex,
        **changes,
    )


async def scope(client: AsyncClient, dossier: dict[str, Any], headers: Headers) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/v1/dossiers/{dossier['id']}/assessment", headers=headers)).json()
    return found


async def decided(
    client: AsyncClient, engine: AsyncEngine, secretariat: Headers, *, not_acquired: int
) -> tuple[Dossier, dict[str, Any]]:
    """A dossier that the jury decided on by the evaluators' results, and its decision."""
    dossier = await awaiting_jury(engine, not_acquired=not_acquired)
    session = await sitting(client, secretariat, dossier)
    answer = await client.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=secretariat)
    assert answer.status_code == 201, answer.text
    return dossier, answer.json()


async def test_r53_after_a_partial_award_only_the_rest_is_assessed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    first, decision = await decided(sandbox, sandbox_database, secretariat, not_acquired=2)
    codes = await codes_asked(sandbox)

    again = await opened(
        sandbox,
        employer,
        certification_code=CERTIFICATION,
        candidate=the_same_person(first),
        previous_dossier_id=str(first.id),
    )
    asked = await scope(sandbox, again, employer)

    assert decision["outcome"] == "partially_awarded"
    assert asked["scope"] == codes[-2:]
    assert {(each["competence_code"], each["kind"], each["until"]) for each in asked["exemptions"]} == {
        (kept["competence_code"], "retained", kept["until"]) for kept in decision["retained"]
    }


async def test_r65_after_a_full_award_what_another_cqp_shares_is_held_and_after_a_partial_one_it_is_not(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    kinds = []
    for not_acquired in (0, 2):
        first, _ = await decided(sandbox, sandbox_database, secretariat, not_acquired=not_acquired)
        other = await opened(
            sandbox,
            employer,
            certification_code="cqp-operateur-fabrication",
            candidate=the_same_person(first),
        )
        asked = await scope(sandbox, other, employer)
        kinds.append({(each["kind"], each["source"].split(",")[0]) for each in asked["exemptions"]})

    assert kinds == [{("shared", CERTIFICATION)}, set()]


async def test_r8_a_cqpi_narrows_the_assessment_once_verified_and_only_then(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    confirmed = {"source": "Tableau de la branche (exemple)", "confirmed": True, "in_force_from": "2020-01-01"}
    await put(sandbox, f"/v1/cqpi-equivalences/{CERTIFICATION}/{CQPI}", confirmed, secretariat)
    dossier = await opened(
        sandbox, employer, certification_code=CERTIFICATION, candidate=a_candidate(held_certifications=[HELD])
    )
    verification = f"/v1/dossiers/{dossier['id']}/held-certifications/{CQPI}/verification"
    word = {"verified": True, "reason": "Parchemin lu"}
    scopes = [await scope(sandbox, dossier, employer)]
    by_employer = await sandbox.post(verification, json=word, headers=employer)
    await upload(sandbox, f"/v1/dossiers/{dossier['id']}", "cqpi_proof", employer)
    for verified in (False, True):
        await sandbox.post(verification, json={**word, "verified": verified}, headers=secretariat)
        scopes.append(await scope(sandbox, dossier, employer))

    everything = await codes_asked(sandbox)
    framework = (await sandbox.get(f"/v1/certifications/{CERTIFICATION}/frameworks/exemple-1")).json()
    specific = [each["code"] for each in framework["competences"] if each["chemistry_specific"]]
    assert [asked["scope"] for asked in scopes] == [everything, everything, specific]
    assert {(each["kind"], each["source"]) for each in scopes[-1]["exemptions"]} == {("cqpi", f"{CQPI} n° 2019-77")}
    assert by_employer.status_code == 403


async def identified(
    client: AsyncClient, path: str, codes: list[str], headers: Headers, expert: str = "Lise Moreau"
) -> Response:
    body = {
        "held_on": today().isoformat(),
        "technical_expert": {"name": "Anne Besson", "employer_siren": COMPANY_SIREN},
        "interview_expert": {"name": expert, "kind": "evaluator"},
        "competences": [{"code": code, "mastered": code != codes[0]} for code in codes],
    }
    return await put(client, f"{path}/skills-identification", body, headers)


async def test_d33_a_second_attempt_reuses_the_admissibility_that_runs_and_goes_to_its_registration(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    codes = await codes_asked(sandbox)
    attempt: dict[str, Any] = {
        "pathway": "simplified_vae",
        "certification_code": CERTIFICATION,
        "training_scheme": None,
        "candidate": a_candidate(),
    }
    first = await opened(sandbox, employer, **attempt)
    path = f"/v1/dossiers/{first['id']}"
    assert (await identified(sandbox, path, codes, employer)).status_code == 201
    for kind in ("outil_1", "outil_6", "cerfa_12818"):
        await upload(sandbox, path, kind, employer)
    await sandbox.post(f"{path}/admissibility/submission", json={}, headers=employer)
    admitted = await sandbox.post(
        f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat
    )
    await sandbox.post(f"{path}/withdrawal", json={"reason": "Changement de poste"}, headers=employer)

    second = await opened(sandbox, employer, **attempt, previous_dossier_id=first["id"])
    again = f"/v1/dossiers/{second['id']}"
    carried = (await sandbox.get(f"{again}/admissibility", headers=employer)).json()
    answers = [await identified(sandbox, again, codes, employer)]
    for kind in ("outil_1", "outil_6", "cerfa_12818"):
        await upload(sandbox, again, kind, employer)
    choice = {"evaluator_id": str(EVALUATOR), "region": "84", "planned_on": today().isoformat(), "fees_agreed": True}
    answers.append(await put(sandbox, f"{again}/evaluator", choice, employer))
    answers.append(await sandbox.post(f"{again}/registration", headers=employer))

    assert admitted.status_code == 200, admitted.text
    assert carried["decision"] == "admissible"
    assert carried["candidacy_ends_on"] == admitted.json()["candidacy_ends_on"]
    assert [answer.status_code for answer in answers] == [201, 201, 200], [answer.text for answer in answers]


async def test_d15_an_evaluator_who_led_the_skills_identification_is_pointed_out_and_not_refused(
    sandbox: AsyncClient, employer: Headers
) -> None:
    dossier = await opened(sandbox, employer, certification_code=CERTIFICATION)
    path = f"/v1/dossiers/{dossier['id']}"
    await identified(sandbox, path, await codes_asked(sandbox), employer, expert="Esther Vidal")

    choice = {"evaluator_id": str(EVALUATOR), "region": "84", "planned_on": today().isoformat(), "fees_agreed": True}
    answer = await put(sandbox, f"{path}/evaluator", choice, employer)

    assert answer.status_code == 201, answer.text
    assert [warning["rule"] for warning in answer.json()["warnings"]] == ["D15"]


async def test_r26_a_plan_develops_only_what_is_to_be_acquired(sandbox: AsyncClient, employer: Headers) -> None:
    codes = await codes_asked(sandbox)
    path = f"/v1/dossiers/{(await opened(sandbox, employer, certification_code=CERTIFICATION))['id']}"
    await identified(sandbox, path, codes, employer)
    await upload(sandbox, path, "outil_1", employer)
    plan = {"actions": [], "starts_on": today().isoformat(), "ends_on": today().isoformat()}

    beyond = await put(sandbox, f"{path}/training-plan", {**plan, "competences": codes[:2]}, employer)
    within = await put(sandbox, f"{path}/training-plan", {**plan, "competences": codes[:1]}, employer)

    assert (beyond.status_code, rules_of(beyond.json())) == (422, ["R26"])
    assert beyond.json()["errors"][0]["pointer"] == "/competences/1"
    assert within.status_code == 201, within.text


@pytest.mark.parametrize(
    "address", ["lea@example.org", "Tutrice@example.org", "formateur@example.org", "evaluator@sandbox.example"]
)
async def test_d42_the_trade_evaluator_is_nobody_else_of_the_dossier(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, address: str
) -> None:
    people = {
        "candidate": a_candidate(email="lea@example.org"),
        "tutor": {"name": "Zoé Rey", "position": "Cheffe d'équipe", "email": "tutrice@example.org"},
        "trainers": [{"name": "Ali Petit", "email": "formateur@example.org"}],
    }
    path = f"/v1/dossiers/{(await opened(sandbox, employer, certification_code=CERTIFICATION, **people))['id']}"
    codes = await codes_asked(sandbox)
    plan = {"competences": codes[:1], "actions": [], "starts_on": "2026-11-24", "ends_on": "2026-12-24"}
    await put(sandbox, f"{path}/training-plan", plan, employer)
    await upload(sandbox, path, "outil_6", employer)
    choice = {"evaluator_id": str(EVALUATOR), "region": "84", "planned_on": today().isoformat(), "fees_agreed": True}
    await put(sandbox, f"{path}/evaluator", choice, employer)
    registered = await sandbox.post(f"{path}/registration", headers=employer)
    evaluator = await sign_in(sandbox, "evaluator@sandbox.example")
    await sandbox.post(f"{path}/evaluator/acceptance", json={"independent": True}, headers=evaluator)
    guest = {"name": "Paul", "email": address, "employer_siren": COMPANY_SIREN, "position": "Chef d'atelier"}

    refused = await sandbox.post(f"{path}/trade-evaluator", json=guest, headers=evaluator)
    invited = await sandbox.post(
        f"{path}/trade-evaluator", json={**guest, "email": "chef@example.org"}, headers=evaluator
    )

    assert registered.status_code == 200, registered.text
    assert (refused.status_code, rules_of(refused.json())) == (422, ["D42"])
    assert codes_of(refused.json()) == ["trade_evaluator_is_somebody_else"]
    assert invited.status_code == 201, invited.text


@pytest.mark.parametrize("pathway", ["common_law_vae", "bridge"])
async def test_d38_what_the_secretariat_leads_no_employer_withdraws(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, pathway: str
) -> None:
    body = a_dossier(pathway=pathway, training_scheme=None, company_id=str(COMPANY))
    body |= {"certification_code": "cqp-conducteur-ligne-conditionnement"}
    if pathway == "bridge":
        body |= {"bridge_id": "019aaf00-0000-7000-8000-000000000001"}
    dossier = await sandbox.post("/v1/dossiers", json=body, headers=secretariat)
    path = f"/v1/dossiers/{dossier.json()['id']}/withdrawal"

    answers = [await sandbox.post(path, json={"reason": "Départ"}, headers=who) for who in (employer, secretariat)]

    assert [answer.status_code for answer in answers] == [403, 200], [answer.text for answer in answers]
