"""The options of a certification over HTTP: a second one is earned by what tells it apart, or is not open (D53)."""

from dataclasses import replace
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certification import Framework
from app.domain.deliberation import CompetenceDecision, Retained
from app.domain.dossier import Dossier
from app.sandbox.identities import JURY_SESSION
from tests import builders as a
from tests.api.dossier_requests import (
    COMPANY_SIRET,
    EMPLOYER,
    SECRETARIAT,
    a_candidate,
    a_dossier,
    codes_of,
    filed,
    rules_of,
    said_to_be_one,
)
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting, today
from tests.api.signing_in import sign_in
from tests.files import PDF

Headers = dict[str, str]
Json = dict[str, Any]
WITH_OPTIONS = "cqp-responsable-secteur"
PARTNER = "PH04"
FRAMEWORKS = f"/v1/certifications/{WITH_OPTIONS}/frameworks"


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


async def told_apart(client: AsyncClient, secretariat: Headers) -> Json:
    """A version of today that has two competences of one option each, the last two of the example's."""
    example = (await client.get(f"{FRAMEWORKS}/exemple-1")).json()
    *common, production, logistics = ({**each, "lineage": "unchanged"} for each in example["competences"])
    body = {
        "in_force_from": today().isoformat(),
        "source": "essai",
        "confirmed": True,
        "competences": [
            *common,
            {**production, "options": ["production"]},
            {**logistics, "options": ["logistique"]},
        ],
    }
    answer = await client.put(f"{FRAMEWORKS}/options", json=body, headers=secretariat)
    assert answer.status_code == 201, answer.text
    version: Json = answer.json()
    return version


async def framework(engine: AsyncEngine, version: str) -> Framework:
    async with SqlUnitOfWork(engine) as uow:
        kept = await uow.reference.framework(WITH_OPTIONS, version)
    assert kept is not None
    return kept.value


async def holder(engine: AsyncEngine, *, option: str = "production", **changes: Any) -> Dossier:
    """Awarded in full by a jury, under the example."""
    codes = [each.code for each in (await framework(engine, "exemple-1")).current]
    decision = a.a_decision(
        id=uuid7(),
        session_id=JURY_SESSION,
        competences=tuple(CompetenceDecision(code=code, validated=True) for code in codes),
        retained=tuple(Retained(competence_code=code, until=None) for code in codes),
    )
    scope = a.a_scope(framework_version="exemple-1", assessed=tuple(codes))
    of_them = {"certification_code": WITH_OPTIONS, "option": option, "decisions": (decision,), "scope": scope}
    return await awaiting_jury(engine, **{**of_them, **changes})


def again(former: Dossier, **changes: Any) -> Json:
    """The same person asks for the other option."""
    who = former.candidate
    candidate = a_candidate(
        birth_name=who.birth_name,
        first_names=who.first_names,
        birth_date=who.birth_date.isoformat(),
        birth_place=who.birth_place,
        sex=who.sex,
    )
    return a_dossier(**{"certification_code": WITH_OPTIONS, "option": "logistique", "candidate": candidate, **changes})


async def test_l5_an_option_that_nothing_tells_apart_is_refused_at_the_creation(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers
) -> None:
    former = await holder(sandbox_database)

    refused = await sandbox.post("/v1/dossiers", json=again(former), headers=employer)
    rehearsed = await sandbox.post(
        "/v1/dossiers/import", params={"dry_run": True}, json=[again(former)], headers=employer
    )
    nobody = await sandbox.post("/v1/dossiers", json=a_dossier(**_of_option("logistique")), headers=employer)

    assert (refused.status_code, refused.json()["code"]) == (422, "rules_refused")
    assert (codes_of(refused.json()), rules_of(refused.json())) == (["no_second_option"], ["D53"])
    assert refused.json()["errors"][0]["pointer"] == "/option"
    assert "seconde option" in refused.json()["errors"][0]["quote"]
    assert "no_second_option" in rehearsed.text
    assert nobody.status_code == 201, nobody.text


def _of_option(option: str) -> Json:
    return {"certification_code": WITH_OPTIONS, "option": option}


async def test_l5_what_both_options_share_is_kept_and_the_rest_assessed_and_awarded(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    former = await holder(sandbox_database)
    version = await told_apart(sandbox, secretariat)
    codes = [each["code"] for each in version["competences"]]

    answer = await sandbox.post("/v1/dossiers", json=again(former), headers=employer)
    assert answer.status_code == 201, answer.text
    path = f"/v1/dossiers/{answer.json()['id']}"
    scope = (await sandbox.get(f"{path}/assessment", headers=employer)).json()
    plan = {"actions": [], "starts_on": today().isoformat(), "ends_on": today().isoformat()}
    of_the_other = await sandbox.put(
        f"{path}/training-plan", json={**plan, "competences": [codes[-2]]}, headers=employer
    )

    assert scope["scope"] == codes[-1:]
    assert [each["competence_code"] for each in scope["exemptions"]] == codes[:-2]
    assert {each["kind"] for each in scope["exemptions"]} == {"retained"}
    assert (of_the_other.status_code, codes_of(of_the_other.json())) == (422, ["unknown_competence"])


async def test_d53_the_jury_decides_on_the_competences_of_the_option_alone(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    version = await told_apart(sandbox, secretariat)
    codes = tuple(each["code"] for each in version["competences"])
    of_option = (*codes[:-2], codes[-1])
    results = tuple(replace(a.an_assessment().results[0], competence_code=code) for code in of_option)
    dossier = await awaiting_jury(
        sandbox_database,
        certification_code=WITH_OPTIONS,
        option="logistique",
        scope=a.a_scope(framework_version="options", assessed=of_option, frozen_on=today()),
        assessment=a.an_assessment(results=results),
    )
    chair = await sign_in(sandbox, CHAIR)
    session = await sitting(sandbox, secretariat, dossier)

    (item,) = (await sandbox.get(f"{session}/agenda", headers=chair)).json()["items"]
    other = [{"code": codes[-2], "validated": True, "reason": "Vue au poste"}]
    refused = await sandbox.post(
        f"{session}/deliberations", json=a_deliberation(dossier, competences=other), headers=chair
    )
    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    for headers in (secretariat, chair):
        closed = await sandbox.post(f"{session}/closure", headers=headers)
        assert closed.status_code == 200, closed.text
    (certificate,) = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=employer)).json()["certificates"]
    async with SqlUnitOfWork(sandbox_database) as uow:
        issued = await uow.certificates.get(certificate["number"])

    assert [each["code"] for each in item["competences"]] == list(of_option)
    assert item["proposal"]["outcome"] == "awarded"
    assert (refused.status_code, codes_of(refused.json())) == (422, ["unknown_competence"])
    assert (decided.status_code, decided.json()["outcome"]) == (201, "awarded")
    assert issued is not None
    assert issued.words is not None
    assert [each.code for each in issued.words.competences] == list(of_option)


async def test_d40_a_vae_for_a_second_option_is_recorded_and_not_admissible(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    former = await holder(sandbox_database)
    asked = again(former, pathway="common_law_vae", training_scheme=None)
    asked["candidate"]["employment"] = {"status": "self_employed"}

    opened = await sandbox.post("/v1/dossiers", json=asked, headers=secretariat)
    assert opened.status_code == 201, opened.text
    await said_to_be_one(sandbox, secretariat)
    path = f"/v1/dossiers/{opened.json()['id']}"
    for kind in ("outil_6", "cerfa_12818"):
        await sandbox.post(
            f"{path}/documents",
            data={"kind": kind, "signed_by": "candidate"},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=secretariat,
        )
    submitted = await sandbox.post(f"{path}/admissibility/submission", json={}, headers=secretariat)
    refused = await sandbox.post(f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat)
    grounds = [{"rule": "D53", "text": "Aucune compétence ne distingue les deux options."}]
    motivated = await sandbox.post(
        f"{path}/admissibility/decision", json={"decision": "inadmissible", "grounds": grounds}, headers=secretariat
    )

    assert submitted.status_code == 200, submitted.text
    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["no_second_option"],
        ["D53"],
    )
    assert motivated.status_code == 200, motivated.text


async def test_d53_a_bridge_opens_no_second_option_that_nothing_tells_apart_and_brings_its_own_competences(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    former = await holder(sandbox_database)
    bridge = {
        "kind": "total",
        "chemical_certification": WITH_OPTIONS,
        "partner_certification": PARTNER,
        "correspondences": [],
        "in_force_from": today().isoformat(),
        "source": "essai",
        "confirmed": True,
    }
    bridge_id = str(uuid7())
    put = await sandbox.put(f"/v1/bridges/{bridge_id}", json=bridge, headers=secretariat)
    assert put.status_code == 201, put.text
    asked = again(former, pathway="bridge", bridge_id=bridge_id, training_scheme=None)
    held = {"code": PARTNER, "certifier": "CPNEIS", "number": "7", "awarded_on": "2020-06-03"}
    asked["candidate"]["held_certifications"] = [held]

    refused = await sandbox.post("/v1/dossiers", json=asked, headers=secretariat)
    version = await told_apart(sandbox, secretariat)
    created = await sandbox.post("/v1/dossiers", json=asked, headers=secretariat)
    path = created.headers["Location"]
    await filed(sandbox, secretariat, path, "parchment_copy")
    verified = await sandbox.post(
        f"{path}/held-certifications/{PARTNER}/verification",
        json={"verified": True, "reason": "Parchemin vu"},
        headers=secretariat,
    )
    assert verified.status_code == 200, verified.text
    scope = (await sandbox.get(f"{path}/assessment", headers=secretariat)).json()

    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["no_second_option"],
        ["D53"],
    )
    codes = [each["code"] for each in version["competences"]]
    assert [each["competence_code"] for each in scope["exemptions"]] == [*codes[:-2], codes[-1]]
    assert scope["exemptions"][-1]["kind"] == "bridge"


async def test_d53_an_employer_changes_no_option_for_one_that_is_not_open(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers
) -> None:
    former = await holder(sandbox_database)
    asked = again(former, option="production")
    asked["candidate"]["sex"] = "M" if former.candidate.sex == "F" else "F"
    opened = await sandbox.post("/v1/dossiers", json=asked, headers=employer)
    assert opened.status_code == 201, opened.text
    dossier = opened.json()
    await said_to_be_one(sandbox, secretariat)

    answer = await sandbox.patch(
        f"/v1/dossiers/{dossier['id']}", json={"option": "logistique"}, headers={**employer, "If-Match": "*"}
    )

    assert (answer.status_code, codes_of(answer.json()), rules_of(answer.json())) == (
        422,
        ["no_second_option"],
        ["D53"],
    )


async def test_d53_what_was_asked_for_before_the_first_was_held_is_registered_no_farther(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    codes = tuple(each.code for each in (await framework(sandbox_database, "exemple-1")).current)
    results = tuple(replace(a.an_assessment().results[0], competence_code=code) for code in codes)
    second = await awaiting_jury(
        sandbox_database,
        certification_code=WITH_OPTIONS,
        option="logistique",
        scope=a.a_scope(framework_version="exemple-1", assessed=codes, frozen_on=today()),
        assessment=a.an_assessment(results=results),
    )
    await holder(sandbox_database, candidate=second.candidate)
    session = await sandbox.get("/v1/jury-sessions", headers=secretariat)

    answer = await sandbox.post(
        f"/v1/dossiers/{second.id}/jury-registration",
        json={"session_id": session.json()["items"][0]["id"]},
        headers=secretariat,
    )
    listed = (await sandbox.get(f"/v1/dossiers/{second.id}/checklist", headers=secretariat)).json()

    assert (answer.status_code, codes_of(answer.json()), rules_of(answer.json())) == (
        422,
        ["no_second_option"],
        ["D53"],
    )
    missing = {(item["code"], item["operation_id"]) for step in listed["steps"] for item in step["missing"]}
    assert ("no_second_option", "withdrawDossier") in missing


async def test_d53_a_framework_asks_something_in_each_option(sandbox: AsyncClient, secretariat: Headers) -> None:
    example = (await sandbox.get(f"{FRAMEWORKS}/exemple-1")).json()
    of_one = [{**each, "lineage": "unchanged", "options": ["production"]} for each in example["competences"]]
    body = {"in_force_from": "2030-01-01", "source": "essai", "confirmed": True, "competences": of_one}

    answer = await sandbox.put(f"{FRAMEWORKS}/2030", json=body, headers=secretariat)

    assert (answer.status_code, codes_of(answer.json()), rules_of(answer.json())) == (
        422,
        ["option_without_competences"],
        ["D53"],
    )


async def test_d53_eligibility_foresees_it_whichever_option_is_held(sandbox: AsyncClient) -> None:
    held = [{"code": WITH_OPTIONS, "certifier": "CPNE", "number": "12", "awarded_on": "2019-06-03"}]
    employment = {"status": "employee", "employer": {"siret": COMPANY_SIRET, "idcc": "0044"}}
    question = {
        "certification_code": WITH_OPTIONS,
        "option": "logistique",
        "candidate": {"employment": employment, "held_certifications": held},
    }

    answer = (await sandbox.post("/v1/eligibility-checks", json=question)).json()
    unknown = await sandbox.post("/v1/eligibility-checks", json={**question, "option": "vente"})

    assert all("D53" in [each["rule"] for each in pathway["violations"]] for pathway in answer["pathways"])
    assert (unknown.status_code, codes_of(unknown.json())) == (422, ["unknown_option"])
