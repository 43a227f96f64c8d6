"""L14, L15, D62: what is known of a company counts, and P1 is opened by who employs the candidate or by their group."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.tables import user_roles
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.company import CompanyVerification
from app.sandbox.identities import COMPANY, EVALUATOR, EVALUATOR_USER, OTHER_COMPANY, SECRETARIAT_USER
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
)
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.api.test_delays import an_assessment, codes_asked, put
from tests.api.test_places_of_assessment import ready
from tests.builders import NOW
from tests.files import PDF

Headers = dict[str, str]
CHEMICAL, SECOND_SITE, PLASTICS, STRANGER = "12345678200010", "12345678200028", "98765432400019", "73282932000017"
PLASTICS_SITE = "98765432400027"
STATUSES = ["employee", "temporary_worker", "geiq_worker"]
REASON = "Extrait Kbis : même groupe."
REFUSED_EMPLOYEE = (422, ["not_opened_by_the_employer"], ["R28"])
REFUSED_HOSTED = (422, ["not_opened_by_employer_or_user_company"], ["D62"])
OPENED: tuple[int, list[str], list[str | None]] = (201, [], [])


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


def told(answer: Response) -> tuple[int, list[str], list[str | None]]:
    problem = answer.json() if answer.status_code == 422 else {"errors": []}
    return answer.status_code, codes_of(problem), rules_of(problem)


def employment(status: str, employer: str | None, host: str | None = None) -> dict[str, Any]:
    named = {"employer": employer, "user_company": host}
    return {"status": status, **{name: {"siret": siret} for name, siret in named.items() if siret is not None}}


async def linked(client: AsyncClient, secretariat: Headers, *others: str, company: str = str(COMPANY)) -> Response:
    body = {"company_ids": list(others), "reason": REASON}
    return await client.put(f"/v1/companies/{company}/links", json=body, headers={**secretariat, "If-Match": "*"})


async def opening(client: AsyncClient, who: Headers, works: dict[str, Any], **changes: Any) -> Response:
    return await client.post(
        "/v1/dossiers", json=a_dossier(candidate=a_candidate(employment=works), **changes), headers=who
    )


async def another_company(engine: AsyncEngine, siret: str, idcc: str, *, ccnic: bool) -> UUID:
    """An approved company, as the secretariat verified it; its id."""
    found = CompanyVerification(ccnic=ccnic, evidence="Essai", verified_at=NOW, verified_by=SECRETARIAT_USER)
    async with SqlUnitOfWork(engine) as uow:
        like = await uow.companies.get(COMPANY)
        assert like is not None
        company = replace(like, id=uuid7(), siret=siret, idcc=idcc, verification=found)
        await uow.companies.add(company)
        await uow.commit()
    return company.id


# --- who opens --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", [False, True], ids=["not linked", "linked with the other company"])
@pytest.mark.parametrize(
    ("employer_siret", "host_siret", "employee", "hosted", "linked_only"),
    [
        pytest.param(CHEMICAL, None, True, True, False, id="the employer"),
        pytest.param(SECOND_SITE, None, True, True, False, id="another establishment of the employer"),
        pytest.param(STRANGER, CHEMICAL, False, True, False, id="the user company"),
        pytest.param(STRANGER, SECOND_SITE, False, True, False, id="another establishment of the user company"),
        pytest.param(None, CHEMICAL, True, True, False, id="the user company of whom no employer is named"),
        pytest.param(STRANGER, None, False, False, False, id="a stranger to the employer"),
        pytest.param(STRANGER, STRANGER, False, False, False, id="a stranger to both"),
        pytest.param(PLASTICS, None, False, False, True, id="a company linked with the employer"),
        pytest.param(PLASTICS, STRANGER, False, False, True, id="a company linked with the employer, elsewhere hosted"),
        pytest.param(None, None, True, False, False, id="somebody of whom nobody is named"),
    ],
)
@pytest.mark.parametrize("status", STATUSES)
async def test_l15_p1_is_opened_by_employer_user_company_or_their_group_and_by_nobody_else(
    sandbox: AsyncClient,
    employer: Headers,
    secretariat: Headers,
    status: str,
    employer_siret: str | None,
    host_siret: str | None,
    employee: bool,
    hosted: bool,
    linked_only: bool,
    link: bool,
) -> None:
    if link:
        await linked(sandbox, secretariat, str(OTHER_COMPANY))
    answer = await opening(sandbox, employer, employment(status, employer_siret, host_siret))
    allowed = (employee if status == "employee" else hosted) or (linked_only and link)
    refused = REFUSED_EMPLOYEE if status == "employee" else REFUSED_HOSTED

    assert told(answer) == (OPENED if allowed else refused)


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize("status", ["temporary_worker", "geiq_worker"])
async def test_d62_a_company_linked_with_the_user_company_opens_too(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, status: str, link: bool
) -> None:
    if link:
        await linked(sandbox, secretariat, str(COMPANY), company=str(OTHER_COMPANY))

    answer = await opening(sandbox, employer, employment(status, STRANGER, PLASTICS))
    assert told(answer) == (OPENED if link else REFUSED_HOSTED)


async def test_l15_nobody_gets_there_by_an_update_either(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    dossier = await opened(sandbox, employer)
    path = f"/v1/dossiers/{dossier['id']}"

    async def moved(works: dict[str, Any]) -> Response:
        change = {"candidate": {"employment": works}}
        return await sandbox.patch(path, json=change, headers={**employer, "If-Match": "*"})

    assert told(await moved(employment("employee", PLASTICS))) == REFUSED_EMPLOYEE
    assert told(await moved(employment("temporary_worker", STRANGER))) == REFUSED_HOSTED
    read = (await sandbox.get(path, headers=employer)).json()
    assert read["candidate"]["employment"]["employer"]["siret"] == CHEMICAL
    assert (await moved(employment("employee", SECOND_SITE))).status_code == 200
    await linked(sandbox, secretariat, str(OTHER_COMPANY))
    assert (await moved(employment("employee", PLASTICS))).status_code == 200


async def test_l15_the_direct_assessment_and_an_import_answer_the_same(sandbox: AsyncClient, employer: Headers) -> None:
    elsewhere = employment("employee", PLASTICS)
    direct = await opening(sandbox, employer, elsewhere, variant="direct_assessment")
    row = a_dossier(candidate=a_candidate(employment=elsewhere), reference="L-1")
    imported = (await sandbox.post("/v1/dossiers/import", json=[row], headers=employer)).json()

    assert ("not_opened_by_the_employer", "R28") in zip(*told(direct)[1:], strict=True)
    assert [error["code"] for error in imported["rows"][0]["errors"]] == ["not_opened_by_the_employer"]


# --- what follows from who employs the candidate ----------------------------------------------------------------------


async def entrusted(client: AsyncClient, who: Headers, path: str) -> Response:
    choice = {"evaluator_id": str(EVALUATOR), "region": "84", "planned_on": today().isoformat(), "fees_agreed": True}
    return await client.put(f"{path}/evaluator", json=choice, headers={**who, "If-Match": "*"})


async def opened_within_the_group(client: AsyncClient, employer: Headers, secretariat: Headers) -> str:
    """A dossier of the other company's employee, opened by the sandbox's company; its path."""
    await linked(client, secretariat, str(OTHER_COMPANY))
    answer = await opening(
        client, employer, employment("employee", PLASTICS), certification_code="cqp-agent-logistique"
    )
    assert answer.status_code == 201, answer.text
    return f"/v1/dossiers/{answer.json()['id']}"


OF_THE_EMPLOYER_ALONE = pytest.mark.parametrize(
    ("siren", "allowed"), [(PLASTICS[:9], True), (COMPANY_SIREN, False), (STRANGER[:9], False)]
)


@OF_THE_EMPLOYER_ALONE
async def test_r25_the_technical_expert_is_of_the_real_employer(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, siren: str, allowed: bool
) -> None:
    path = await opened_within_the_group(sandbox, employer, secretariat)
    expert = {"name": "Paul Morel", "employer_siren": siren}
    competences = [{"code": code, "mastered": False} for code in await codes_asked(sandbox)]
    identification = {
        "held_on": today().isoformat(),
        "technical_expert": expert,
        "interview_expert": {"name": "Nadia Roche", "kind": "training_body"},
        "competences": competences,
    }
    answer = await sandbox.put(f"{path}/skills-identification", json=identification, headers=employer)
    assert told(answer) == ((201, [], []) if allowed else (422, ["technical_expert_not_of_the_company"], ["R25"]))


@OF_THE_EMPLOYER_ALONE
async def test_l15_the_trade_professional_is_of_the_real_employer(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, siren: str, allowed: bool
) -> None:
    path = await opened_within_the_group(sandbox, employer, secretariat)
    evaluator = await sign_in(sandbox, "evaluator@sandbox.example")
    await awaiting_assessment(sandbox, employer, evaluator, path)
    invited = {"name": "Luc Berger", "email": "luc.berger@example.org", "employer_siren": siren, "position": "Chef"}
    answer = await sandbox.post(f"{path}/trade-evaluator", json=invited, headers=evaluator)
    assert told(answer) == ((201, [], []) if allowed else (422, ["trade_evaluator_not_of_the_company"], ["R17"]))


async def awaiting_assessment(client: AsyncClient, employer: Headers, evaluator: Headers, path: str) -> None:
    codes = await codes_asked(client)
    plan = {
        "competences": codes[:1],
        "actions": [{"label": "Préparer une expédition", "kind": "formation", "hours": 14}],
        "starts_on": today().isoformat(),
        "ends_on": today().isoformat(),
    }
    await put(client, f"{path}/training-plan", plan, employer)
    await client.post(
        f"{path}/documents",
        data={"kind": "outil_6", "signed_by": ["candidate"]},
        files={"file": ("piece.pdf", PDF, "application/pdf")},
        headers=employer,
    )
    await entrusted(client, employer, path)
    await client.post(f"{path}/registration", headers=employer)
    await client.post(f"{path}/evaluator/acceptance", json={"independent": True}, headers=evaluator)


@pytest.mark.parametrize(
    ("siren", "free"),
    [
        pytest.param(COMPANY_SIREN, False, id="of who opened it"),
        pytest.param(PLASTICS[:9], False, id="of the employer"),
        pytest.param(STRANGER[:9], True, id="of a company that is nobody's"),
    ],
)
async def test_r15_the_evaluator_is_independent_of_the_whole_group(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, siren: str, free: bool
) -> None:
    path = await opened_within_the_group(sandbox, employer, secretariat)
    await tied(sandbox, secretariat, siren)

    answer = await entrusted(sandbox, employer, path)
    assert told(answer) == ((201, [], []) if free else (422, ["evaluator_not_independent_of_company"], ["R15"]))


async def tied(client: AsyncClient, secretariat: Headers, siren: str) -> None:
    ties = {"affiliations": [{"kind": "employee", "siren": siren, "networks": [], "from": "2020-01-01"}]}
    await put(client, f"/v1/evaluators/{EVALUATOR}/affiliations", ties, secretariat)


async def test_r15_the_evaluator_is_independent_of_a_company_linked_with_the_employer_that_opens(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    await tied(sandbox, secretariat, PLASTICS[:9])
    dossier = await opened(sandbox, employer, certification_code="cqp-agent-logistique")
    path = f"/v1/dossiers/{dossier['id']}"

    assert (await entrusted(sandbox, employer, path)).status_code == 201
    await linked(sandbox, secretariat, str(OTHER_COMPANY))
    assert told(await entrusted(sandbox, employer, path)) == (422, ["evaluator_not_independent_of_company"], ["R15"])
    await linked(sandbox, secretariat)
    assert (await entrusted(sandbox, employer, path)).status_code == 200


# --- what is known of companies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("siren", "idcc", "allowed"),
    [
        pytest.param(PLASTICS[:9], "0044", False, id="verified outside, declared inside"),
        pytest.param(COMPANY_SIREN, "1486", True, id="verified inside, declared outside"),
        pytest.param(STRANGER[:9], "0044", True, id="unknown, declared inside"),
        pytest.param(STRANGER[:9], "1486", False, id="unknown, declared outside"),
    ],
)
async def test_l14_what_is_known_of_the_professionals_company_counts_before_what_is_declared(
    sandbox: AsyncClient, secretariat: Headers, siren: str, idcc: str, allowed: bool
) -> None:
    assert (await recorded(sandbox, secretariat, siren, idcc)) == (
        (201, [], []) if allowed else (422, ["professional_not_in_chemistry"], ["R18"])
    )


@pytest.mark.parametrize(("idcc", "allowed"), [("0044", True), ("1486", False)])
async def test_l14_where_the_establishments_of_a_company_disagree_what_is_declared_counts(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, idcc: str, allowed: bool
) -> None:
    await another_company(sandbox_database, PLASTICS_SITE, "0044", ccnic=True)

    assert (await recorded(sandbox, secretariat, PLASTICS[:9], idcc)) == (
        (201, [], []) if allowed else (422, ["professional_not_in_chemistry"], ["R18"])
    )


async def recorded(
    client: AsyncClient, secretariat: Headers, siren: str, idcc: str
) -> tuple[int, list[str], list[str | None]]:
    path = await ready(client, secretariat)
    professional = {"name": "Luc Berger", "employer_siren": siren, "employer_idcc": idcc}
    body = {**an_assessment(await codes_asked(client), today()), "trade_evaluator": professional}
    answer = await client.put(f"{path}/assessment", json=body, headers={**secretariat, "If-Match": "*"})
    return told(answer)


@pytest.mark.parametrize(
    ("siret", "idcc", "second_site", "vae", "warned"),
    [
        pytest.param(CHEMICAL, "1486", None, "simplified_vae", False, id="its own verification"),
        pytest.param(SECOND_SITE, "1486", None, "simplified_vae", False, id="that of its legal unit"),
        pytest.param(PLASTICS_SITE, "0044", None, "common_law_vae", False, id="that of its legal unit, outside"),
        pytest.param(PLASTICS, "0044", "0044", "common_law_vae", False, id="its own before its legal unit's"),
        pytest.param("98765432400035", "0044", "0044", "simplified_vae", True, id="declared where they disagree"),
        pytest.param(
            "98765432400035", "1486", "0044", "common_law_vae", True, id="declared where they disagree, outside"
        ),
        pytest.param(STRANGER, "0044", None, "simplified_vae", True, id="declared of an unknown company"),
    ],
)
async def test_d62_eligibility_goes_by_what_is_verified_then_by_what_is_declared_with_a_warning(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    siret: str,
    idcc: str,
    second_site: str | None,
    vae: str,
    warned: bool,
) -> None:
    if second_site is not None:
        await another_company(sandbox_database, PLASTICS_SITE, second_site, ccnic=True)
    works = {"status": "employee", "employer": {"siret": siret, "idcc": idcc}}
    asked = {
        "certification_code": "cqp-agent-logistique",
        "candidate": {"employment": works, "experience": a_candidate()["experience"]},
    }
    answer = (await sandbox.post("/v1/eligibility-checks", json=asked)).json()["pathways"]
    found = {each["pathway"]: each for each in answer if each["pathway"].endswith("_vae")}

    assert [code for code, each in found.items() if each["eligible"]] == [vae]
    warnings = {(each["code"], each["rule"]) for each in found[vae]["warnings"]}
    assert (("agreement_only_declared", "D62") in warnings) is warned


async def test_r15_an_evaluator_who_acts_for_a_company_of_the_group_is_none_of_independence(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, sandbox_database: AsyncEngine
) -> None:
    await acts_for(sandbox_database, OTHER_COMPANY)
    dossier = await opened(sandbox, employer, certification_code="cqp-agent-logistique")
    path = f"/v1/dossiers/{dossier['id']}"
    assert (await entrusted(sandbox, employer, path)).status_code == 201

    await linked(sandbox, secretariat, str(OTHER_COMPANY))
    assert told(await entrusted(sandbox, employer, path)) == (422, ["evaluator_acts_for_the_company"], ["R15"])


async def acts_for(engine: AsyncEngine, company: Any) -> None:
    """Give the sandbox's evaluator an employer's role for that company."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(user_roles).values(user_id=EVALUATOR_USER, role="employer", company_id=company, granted_at=NOW)
        )


async def test_the_other_company_sees_nothing_of_a_dossier_that_the_group_opened(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    path = await opened_within_the_group(sandbox, employer, secretariat)
    other = await sign_in(sandbox, OTHER_EMPLOYER)

    assert (await sandbox.get(path, headers=other)).status_code == 404
