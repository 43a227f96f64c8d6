"""What was examined stays, over HTTP (D50), and the evidence comes before the word that rests on it (D25, D34)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.candidate import HeldCertification, Verification
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityVerdict, Dossier
from app.sandbox.identities import COMPANY, EVALUATOR
from app.usecases.access import Caller, Role
from app.usecases.dossiers.acting import Act, save
from app.usecases.moment import Moment
from app.usecases.ports.dossiers import StoredDocument
from tests.api.dossier_requests import (
    COMPANY_SIREN,
    COMPANY_SIRET,
    EMPLOYER,
    SECRETARIAT,
    a_candidate,
    codes_of,
    filed,
    opened,
    rules_of,
)
from tests.api.jury_room import planned, today
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.builders import P1, P2, P3, TODAY, a_request
from tests.rules import stages

Json = dict[str, Any]
Headers = dict[str, str]
CERTIFICATION, CQPI = "cqp-agent-logistique", "cqpi-agent-logistique"
SOMEBODY_ELSE: Json = {
    "birth_name": "Quelquun",
    "first_names": "Dautre",
    "birth_date": "1970-01-01",
    "sex": "M",
    "birth_place": "Brest",
}
ELSEWHERE: Json = {
    "experience": [],
    "employment": {
        "status": "temporary_worker",
        "employer": {"siret": "98765432400019"},
        "user_company": {"siret": COMPANY_SIRET},
    },
}
HELD: Json = {"code": CQPI, "certifier": "CPNE d'une autre branche", "number": "2019-77", "awarded_on": "2019-06-03"}
SEEN: Json = {"verified": True, "reason": "Parchemin lu"}
CONFIRMED: Json = {"confirmed": True, "evidence": "Bulletins de paie"}
WHY = "Contrat de travail vu"


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def patched(client: AsyncClient, headers: Headers, place: str, body: Json) -> Response:
    return await client.patch(place, json=body, headers={**headers, "If-Match": "*"})


async def done(client: AsyncClient, headers: Headers, method: str, path: str, body: Json | None = None) -> Json:
    answer = await client.request(method, path, json=body or {}, headers={**headers, "If-Match": "*"})
    assert answer.status_code in {200, 201}, answer.text
    told: Json = answer.json()
    return told


async def identified(client: AsyncClient, employer: Headers, place: str) -> None:
    """Everything found mastered, its guide on file."""
    framework = (await client.get(f"/v1/certifications/{CERTIFICATION}/frameworks/exemple-1")).json()
    body = {
        "held_on": today().isoformat(),
        "technical_expert": {"name": "Anne Besson", "employer_siren": COMPANY_SIREN},
        "interview_expert": {"name": "Lise Moreau", "kind": "training_body"},
        "competences": [{"code": each["code"], "mastered": True} for each in framework["competences"]],
    }
    await done(client, employer, "PUT", f"{place}/skills-identification", body)
    await filed(client, employer, place, "outil_1")


async def admitted(client: AsyncClient, employer: Headers, secretariat: Headers) -> str:
    """A simplified VAE, found admissible; its path."""
    candidate = a_candidate(email="lea.martin@example.org")
    declared = {"certification_code": CERTIFICATION, "training_scheme": None, "candidate": candidate}
    place = f"/v1/dossiers/{(await opened(client, employer, pathway='simplified_vae', **declared))['id']}"
    await identified(client, employer, place)
    await filed(client, employer, place, "outil_6", "cerfa_12818")
    await done(client, employer, "POST", f"{place}/admissibility/submission")
    await done(client, secretariat, "POST", f"{place}/admissibility/decision", {"decision": "admissible"})
    return place


async def entrusted(client: AsyncClient, employer: Headers, place: str) -> None:
    choice = {"evaluator_id": str(EVALUATOR), "region": "84", "planned_on": today().isoformat(), "fees_agreed": True}
    await done(client, employer, "PUT", f"{place}/evaluator", choice)


async def step(client: AsyncClient, headers: Headers, place: str, code: str) -> tuple[str, list[str]]:
    """The state of a step, and what it lacks."""
    told = await done(client, headers, "GET", f"{place}/checklist")
    (found,) = [each for each in told["steps"] if each["code"] == code]
    return found["state"], [lack["code"] for lack in found["missing"]]


# --- the reproductions of L2 ------------------------------------------------------------------------------------------


async def test_l2a_an_admitted_candidate_is_not_exchanged_for_another(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    place = await admitted(sandbox, employer, secretariat)
    before = (await sandbox.get(place, headers=employer)).json()

    somebody = await patched(sandbox, employer, place, {"candidate": SOMEBODY_ELSE})
    elsewhere = await patched(sandbox, employer, place, {"candidate": ELSEWHERE})

    assert (somebody.status_code, somebody.json()["code"]) == (422, "rules_refused")
    assert {each["pointer"] for each in somebody.json()["errors"]} == {f"/candidate/{name}" for name in SOMEBODY_ELSE}
    assert {(each["code"], each["rule"]) for each in somebody.json()["errors"]} == {("fact_examined", "D50")}
    assert somebody.json()["errors"][0]["quote"].startswith("Les faits qui ont été examinés")
    assert "demandez-lui de la corriger" in somebody.json()["errors"][0]["detail"]
    assert elsewhere.status_code == 422
    assert [each["pointer"] for each in elsewhere.json()["errors"]] == [
        "/candidate/employment",
        "/candidate/experience",
    ]
    assert (await sandbox.get(place, headers=employer)).json() == before


async def test_l2a_so_it_is_between_the_submission_and_the_decision_until_it_is_given_back(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    declared = {"certification_code": CERTIFICATION, "training_scheme": None}
    place = f"/v1/dossiers/{(await opened(sandbox, employer, pathway='simplified_vae', **declared))['id']}"
    change = {"candidate": {"birth_place": "Brest"}}
    answers = [await patched(sandbox, employer, place, change)]
    await identified(sandbox, employer, place)
    await filed(sandbox, employer, place, "outil_6", "cerfa_12818")
    change["candidate"]["birth_place"] = "Lyon"
    await done(sandbox, employer, "POST", f"{place}/admissibility/submission")
    answers.append(await patched(sandbox, employer, place, change))
    back = {"decision": "incomplete", "grounds": [{"text": "Une page manque."}]}
    await done(sandbox, secretariat, "POST", f"{place}/admissibility/decision", back)
    answers.append(await patched(sandbox, employer, place, change))
    await done(sandbox, employer, "POST", f"{place}/admissibility/submission")
    answers.append(await patched(sandbox, employer, place, {"candidate": {"birth_place": "Brest"}}))

    assert [answer.status_code for answer in answers] == [200, 422, 200, 422]


async def test_l2a_changed_by_the_secretariat_the_admission_is_to_be_given_again(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    place = await admitted(sandbox, employer, secretariat)
    await entrusted(sandbox, employer, place)
    former = a_candidate()["experience"]
    other = [{**former[0], "start": "2022-01-03"}]

    silent = await patched(sandbox, secretariat, place, {"candidate": {"experience": other}})
    civil = await patched(sandbox, secretariat, place, {"candidate": SOMEBODY_ELSE, "reason": WHY})
    said = await patched(sandbox, secretariat, place, {"candidate": {"experience": other}, "reason": WHY})
    request = await done(sandbox, secretariat, "GET", f"{place}/admissibility")
    letter = await sandbox.get(f"{place}/admissibility/letter", headers=employer)
    waiting = await sandbox.post(f"{place}/registration", headers=employer)
    (line,) = (await done(sandbox, employer, "GET", f"{place}/history?limit=1"))["items"]

    assert (silent.status_code, codes_of(silent.json())) == (422, ["reason_missing"])
    assert (civil.status_code, civil.json()["put_back"]) == (200, [])
    assert said.json()["put_back"] == [
        {
            "code": "admissibility_decision",
            "label": "Décision de recevabilité",
            "operation_id": "decideAdmissibility",
            "held_certification_code": None,
        }
    ]
    assert (said.json()["status"], request["decision"]) == ("registration_in_progress", None)
    (former_decision,) = request["put_back"]
    assert former_decision["decision"]["decision"] == "admissible"
    assert (former_decision["on"], former_decision["reason"]) == (today().isoformat(), WHY)
    assert letter.status_code == 409
    assert (waiting.status_code, waiting.json()["code"]) == (409, "step_not_open")
    assert await step(sandbox, employer, place, "admissibility") == ("open", ["admissibility_decision_put_back"])
    assert (line["operation"], line["rules"], line["details"]["reason"]) == ("updateDossier", ["D50"], WHY)
    assert line["details"]["former"]["experience"][0]["start"] == "2021-01-04"
    (put_back,) = line["details"]["put_back"]
    assert (put_back["code"], put_back["former"]["verdict"]) == ("admissibility_decision", "admissible")

    await done(sandbox, secretariat, "POST", f"{place}/admissibility/decision", {"decision": "admissible"})
    registered = await sandbox.post(f"{place}/registration", headers=employer)
    assert registered.status_code == 200, registered.text


async def test_l2a_after_the_registration_the_status_stays_and_the_evaluator_waits(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers, work: Callable[[], Awaitable[None]]
) -> None:
    place = await admitted(sandbox, employer, secretariat)
    await entrusted(sandbox, employer, place)
    await done(sandbox, employer, "POST", f"{place}/registration")
    evaluator = await sign_in(sandbox, "evaluator@sandbox.example")
    await done(sandbox, evaluator, "POST", f"{place}/evaluator/acceptance", {"independent": True})
    moved = {"employment": {"status": "employee", "employer": {"siret": COMPANY_SIRET, "idcc": "1486"}}}
    results = {"held_on": [today().isoformat()], "briefing": {}, "results": []}

    late = await patched(sandbox, employer, place, {"candidate": {"birth_place": "Brest"}})
    said = await patched(sandbox, secretariat, place, {"candidate": moved, "reason": WHY})
    refused = await sandbox.put(f"{place}/assessment", json=an_assessment(results), headers=evaluator)
    actions = (await done(sandbox, secretariat, "GET", f"{place}/checklist"))["next_actions"]

    assert (late.status_code, late.json()["code"]) == (409, "already_done")
    assert said.status_code == 200, said.text
    assert (said.json()["status"], said.json()["put_back"][0]["code"]) == (
        "awaiting_assessment",
        "admissibility_decision",
    )
    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        409,
        ["admissibility_decision_put_back"],
        ["D50"],
    )
    assert await step(sandbox, evaluator, place, "admissibility") == ("open", ["admissibility_decision_put_back"])
    told = {each["operation_id"]: each["allowed"] for each in actions}
    assert told["decideAdmissibility"] is True
    assert "recordAssessment" not in told
    await work()
    for address in (EMPLOYER, "evaluator@sandbox.example", "lea.martin@example.org"):
        templates = {mail["template"] for mail in await mails_to(sandbox, address)}
        assert templates & {"dossier_put_back", "candidate_admissibility_put_back"}, address


def an_assessment(body: Json) -> Json:
    """As little as an assessment may say."""
    briefing = dict.fromkeys(
        (
            "candidate_informed",
            "professional_informed",
            "guide_delivered",
            "outil_3_delivered",
            "branch_documents_used",
        ),
        True,
    )
    return {**body, "briefing": briefing, "candidate_observations": "", "evaluator_observations": ""}


async def test_l2b_a_confirmed_direct_assessment_is_not_exchanged_either(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    declared = {"certification_code": CERTIFICATION, "variant": "direct_assessment"}
    place = f"/v1/dossiers/{(await opened(sandbox, employer, **declared))['id']}"
    await identified(sandbox, employer, place)
    open_before = await patched(sandbox, employer, place, {"candidate": {"birth_place": "Brest"}})
    await done(sandbox, secretariat, "POST", f"{place}/direct-assessment/confirmation", CONFIRMED)

    refused = await patched(sandbox, employer, place, {"candidate": SOMEBODY_ELSE})
    other = [{"activity": "Cariste", "start": "2020-01-06", "directly_related": True}]
    said = await patched(sandbox, secretariat, place, {"candidate": {"experience": other}, "reason": WHY})

    assert open_before.status_code == 200
    assert refused.status_code == 422
    assert set(rules_of(refused.json())) == {"D50"}
    assert [each["code"] for each in said.json()["put_back"]] == ["direct_assessment_confirmation"]
    await filed(sandbox, employer, place, "outil_6", "cerfa_12818")
    await entrusted(sandbox, employer, place)
    waiting = await sandbox.post(f"{place}/registration", headers=employer)
    assert (codes_of(waiting.json()), rules_of(waiting.json())) == (["direct_assessment_not_confirmed"], ["D43"])
    await done(sandbox, secretariat, "POST", f"{place}/direct-assessment/confirmation", CONFIRMED)
    await done(sandbox, employer, "POST", f"{place}/registration")


async def in_correspondence(client: AsyncClient, secretariat: Headers, certification: str) -> None:
    """The CQPI may be asked for with that CQP."""
    row = {"source": "Tableau de la branche (exemple)", "confirmed": True, "in_force_from": "2020-01-01"}
    await done(client, secretariat, "PUT", f"/v1/cqpi-equivalences/{certification}/{CQPI}", row)


async def test_l2c_nor_is_the_holder_of_a_verified_certification(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    await in_correspondence(sandbox, secretariat, CERTIFICATION)
    holder = {"certification_code": CERTIFICATION, "candidate": a_candidate(held_certifications=[HELD])}
    place = f"/v1/dossiers/{(await opened(sandbox, employer, **holder))['id']}"
    await filed(sandbox, employer, place, "cqpi_proof")
    everything = (await done(sandbox, employer, "GET", f"{place}/assessment"))["scope"]
    await done(sandbox, secretariat, "POST", f"{place}/held-certifications/{CQPI}/verification", SEEN)
    narrowed = (await done(sandbox, employer, "GET", f"{place}/assessment"))["scope"]

    somebody = await patched(sandbox, employer, place, {"candidate": SOMEBODY_ELSE})
    renumbered = {"candidate": {"held_certifications": [{**HELD, "number": "2019-78"}]}}
    number = await patched(sandbox, employer, place, renumbered)
    more = {"candidate": {"held_certifications": [HELD, {**HELD, "code": "PH04", "number": "PH-1"}]}}
    further = await patched(sandbox, employer, place, more)
    kept = (await done(sandbox, employer, "GET", f"{place}/assessment"))["scope"]
    said = await patched(sandbox, secretariat, place, {**renumbered, "reason": WHY})
    put_back = (await done(sandbox, employer, "GET", f"{place}/assessment"))["scope"]

    assert set(rules_of(somebody.json())) == {"D50"}
    assert somebody.status_code == number.status_code == 422
    assert [each["pointer"] for each in number.json()["errors"]] == ["/candidate/held_certifications/0"]
    assert (further.status_code, further.json()["put_back"]) == (200, [])
    assert len(narrowed) < len(everything)
    assert (kept, put_back) == (narrowed, everything)
    assert [(each["code"], each["held_certification_code"]) for each in said.json()["put_back"]] == [
        ("held_certification_verification", CQPI)
    ]


# --- the reproductions of L32 -----------------------------------------------------------------------------------------


async def test_l32_nothing_is_confirmed_before_there_is_something_to_confirm(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    declared = {"certification_code": CERTIFICATION, "variant": "direct_assessment"}
    place = f"/v1/dossiers/{(await opened(sandbox, employer, **declared))['id']}"
    path = f"{place}/direct-assessment/confirmation"

    early = await sandbox.post(path, json=CONFIRMED, headers=secretariat)
    denied = await sandbox.post(path, json={**CONFIRMED, "confirmed": False}, headers=secretariat)
    await identified(sandbox, employer, place)
    said = await sandbox.post(path, json=CONFIRMED, headers=secretariat)

    assert (early.status_code, early.json()["code"]) == (422, "rules_refused")
    found = list(zip(codes_of(early.json()), rules_of(early.json()), strict=True))
    assert found == [("skills_identification_missing", "R30"), ("outil_1_missing", "D34")]
    assert (denied.status_code, said.status_code) == (200, 200)


async def test_l32_nothing_is_verified_without_a_proof_on_file(
    sandbox: AsyncClient, employer: Headers, secretariat: Headers
) -> None:
    holder = {"certification_code": CERTIFICATION, "candidate": a_candidate(held_certifications=[HELD])}
    place = f"/v1/dossiers/{(await opened(sandbox, employer, **holder))['id']}"
    path = f"{place}/held-certifications/{CQPI}/verification"

    early = await sandbox.post(path, json=SEEN, headers=secretariat)
    denied = await sandbox.post(path, json={**SEEN, "verified": False}, headers=secretariat)
    await filed(sandbox, employer, place, "cqpi_proof")
    said = await sandbox.post(path, json=SEEN, headers=secretariat)

    assert (early.status_code, early.json()["code"]) == (422, "rules_refused")
    assert (codes_of(early.json()), rules_of(early.json())) == (["proof_missing"], ["D25"])
    assert "Justificatif du CQPI détenu" in early.json()["errors"][0]["detail"]
    assert (denied.status_code, said.status_code) == (200, 200)


# --- of the kind: every fact, in every pathway, at every moment, for everybody ----------------------------------------

OPTION: Json = {"certification_code": "cqp-responsable-secteur", "option": "production"}
CHANGES: Mapping[str, Json] = {
    "birth_name": {"candidate": {"birth_name": "Quelquun"}},
    "usage_name": {"candidate": {"usage_name": "Autre"}},
    "first_names": {"candidate": {"first_names": "Dautre"}},
    "birth_date": {"candidate": {"birth_date": "1970-01-01"}},
    "sex": {"candidate": {"sex": "M"}},
    "birth_place": {"candidate": {"birth_place": "Brest"}},
    "employment": {"candidate": {"employment": {"status": "employee", "employer": {"siret": COMPANY_SIRET}}}},
    "experience": {
        "candidate": {"experience": [{"activity": "Cariste", "start": "2022-01-03", "directly_related": True}]}
    },
    "held": {"candidate": {"held_certifications": [{**HELD, "number": "2019-78"}]}},
    "option": {"option": "logistique"},
    "email": {"candidate": {"email": "autre@example.org"}},
    "tutor": {"tutor": {"name": "Zoé Rey", "position": "Cheffe d'équipe", "email": "zoe.rey@example.org"}},
    "trainers": {"trainers": [{"name": "Ali Petit"}]},
    "training_body": {"training_body": {"siret": "73282932000074", "name": "Formation Lyon"}},
    "training_scheme": {"training_scheme": "cpf"},
    "requested_cqpi": {"requested_cqpi": [CQPI]},
}
CIVIL = frozenset({"birth_name", "usage_name", "first_names", "birth_date", "sex", "birth_place"})
EXAMINED = CIVIL | {"employment", "experience", "option"}
ALL, NONE = frozenset(CHANGES), frozenset[str]()
IN_REGISTRATION = frozenset({"training_scheme", "requested_cqpi"})
RESTING = frozenset({"employment", "experience", "option"})
BACK = a_request(TODAY, verdict=AdmissibilityVerdict.INCOMPLETE)


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A dossier at a moment: what the employer may not change in it, and by which code it is told so; the same of the
    secretariat; and what its correction of a fact puts back."""

    dossier: Dossier
    closed: frozenset[str] = NONE
    told: str = "rules_refused"
    closed_to_secretariat: frozenset[str] = NONE
    puts_back: str | None = None


def holder(dossier: Dossier) -> Dossier:
    seen = Verification(verified=True, reason="Vu", on=TODAY)
    held = HeldCertification(
        code=CQPI,
        certifier=HELD["certifier"],
        number=HELD["number"],
        awarded_on=datetime.fromisoformat(HELD["awarded_on"]).date(),
        verification=seen,
    )
    return replace(dossier, candidate=replace(dossier.candidate, held_certifications=(held,)))


def _later(dossier: Dossier, **changes: Any) -> At:
    """After the registration nothing is the employer's; the secretariat's until the jury registration."""
    return At(dossier=dossier, closed=ALL, told="already_done", closed_to_secretariat=IN_REGISTRATION, **changes)


def _agenda(dossier: Dossier) -> At:
    return replace(_later(dossier), closed_to_secretariat=ALL - CIVIL - {"email"})


DECISION, CONFIRMATION = "admissibility_decision", "direct_assessment_confirmation"
P1B = stages.P1B
WAITING = a_request(TODAY)
MOMENTS: Mapping[str, At] = {
    "P1 opened": At(dossier=stages.opened(P1)),
    "P1 with a verified certification": At(dossier=holder(stages.opened(P1)), closed=CIVIL | {"held"}),
    "P1 registered": _later(stages.registered(P1)),
    "P1 on an agenda": _agenda(stages.on_agenda(P1)),
    "P1 decided": _agenda(stages.decided(P1)),
    "P1b opened": At(dossier=stages.opened(P1B)),
    "P1b confirmed": At(dossier=stages.ready_to_register(P1B), closed=EXAMINED, puts_back=CONFIRMATION),
    "P1b registered": _later(stages.registered(P1B), puts_back=CONFIRMATION),
    "P1b ready for the jury": _later(stages.ready_for_jury(P1B), puts_back=CONFIRMATION),
    "P1b on an agenda": _agenda(stages.on_agenda(P1B)),
    "P2 before the submission": At(dossier=stages.ready_to_submit(P2)),
    "P2 submitted": At(dossier=stages.ready_to_submit(P2, admissibility=WAITING), closed=EXAMINED),
    "P2 incomplete": At(dossier=stages.ready_to_submit(P2, admissibility=BACK)),
    "P2 admissible": At(dossier=stages.admissible(P2), closed=EXAMINED, puts_back=DECISION),
    "P2 with a verified certification": At(
        dossier=holder(stages.admissible(P2)), closed=EXAMINED | {"held"}, puts_back=DECISION
    ),
    "P2 registered": _later(stages.registered(P2), puts_back=DECISION),
    "P2 ready for the jury": _later(stages.ready_for_jury(P2), puts_back=DECISION),
    "P2 on an agenda": _agenda(stages.on_agenda(P2)),
    "P3 before the submission": At(dossier=stages.ready_to_submit(P3), closed=ALL, told="forbidden"),
    "P3 submitted": At(dossier=stages.ready_to_submit(P3, admissibility=WAITING), closed=ALL, told="forbidden"),
    "P3 admissible": At(dossier=stages.admissible(P3), closed=ALL, told="forbidden", puts_back=DECISION),
    "P3 with its portfolio": replace(_later(stages.registered(P3), puts_back=DECISION), told="forbidden"),
    "P3 ready for the jury": replace(_later(stages.ready_for_jury(P3), puts_back=DECISION), told="forbidden"),
    "P3 on an agenda": replace(_agenda(stages.on_agenda(P3)), told="forbidden"),
}


async def kept(client: AsyncClient, engine: AsyncEngine, secretariat: Headers, dossier: Dossier) -> str:
    """The dossier, put where the service finds it, on the company of the sandbox; its path."""
    now, uow = Moment(datetime.now(UTC)), SqlUnitOfWork(engine)
    placed = replace(dossier, id=uuid7(), company_id=COMPANY, created_at=now.at, updated_at=now.at, **OPTION)
    if dossier.evaluator is not None:
        placed = replace(placed, evaluator=replace(dossier.evaluator, evaluator_id=EVALUATOR))
    if dossier.scope is not None:
        placed = replace(placed, scope=replace(dossier.scope, framework_version="exemple-1"))
    if dossier.is_registered_to_jury:
        session = UUID((await planned(client, secretariat)).rsplit("/", 1)[1])
        placed = replace(placed, jury_registration=replace(dossier.jury_registration, session_id=session))
    caller = Caller(role=Role.SECRETARIAT, user_id=uuid7())
    command = Act(caller=caller, operation_id="createDossier", dossier_id=placed.id, now=now, new_id=uuid7)
    async with uow:
        placed = replace(placed, number=await uow.dossiers.next_number(2026))
        await save(uow, command, before=None, after=placed)
        for kind in {document.kind for document in dossier.documents}:
            filed_ = next(each for each in dossier.documents if each.kind is DocumentKind(kind))
            stored = replace(filed_, id=uuid7(), storage_key=f"documents/{uuid7()}")
            by = StoredDocument(document=stored, uploaded_by={"role": "employer"}, uploaded_at=now.at)
            await uow.dossiers.add_document(placed.id, by)
        await uow.commit()
    return f"/v1/dossiers/{placed.id}"


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
async def test_d50_what_the_employer_may_change_at_each_moment(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, secretariat: Headers, at: At
) -> None:
    await in_correspondence(sandbox, secretariat, OPTION["certification_code"])
    place = await kept(sandbox, sandbox_database, secretariat, at.dossier)
    for name, change in CHANGES.items():
        answer = await patched(sandbox, employer, place, change)
        if name not in at.closed:
            assert answer.status_code == 200, (name, answer.text)
            place = await kept(sandbox, sandbox_database, secretariat, at.dossier)
            continue
        assert answer.json()["code"] == at.told, (name, answer.text)
        if at.told == "rules_refused":
            assert (set(codes_of(answer.json())), set(rules_of(answer.json()))) == ({"fact_examined"}, {"D50"}), name


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
async def test_d50_what_the_secretariat_may_change_at_each_moment_and_what_that_puts_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, at: At
) -> None:
    await in_correspondence(sandbox, secretariat, OPTION["certification_code"])
    held = at.dossier.candidate.held_certifications
    for name, change in CHANGES.items():
        place = await kept(sandbox, sandbox_database, secretariat, at.dossier)
        answer = await patched(sandbox, secretariat, place, {**change, "reason": WHY})
        if name in at.closed_to_secretariat:
            assert (answer.status_code, answer.json()["code"]) == (409, "already_done"), name
            continue
        assert answer.status_code == 200, (name, answer.text)
        expected = [at.puts_back] if name in RESTING and at.puts_back else []
        if name == "held" and held:
            expected = ["held_certification_verification"]
        assert [each["code"] for each in answer.json()["put_back"]] == expected, name


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
async def test_d50_nobody_else_changes_what_is_declared(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, at: At
) -> None:
    place = await kept(sandbox, sandbox_database, secretariat, at.dossier)
    for address in ("evaluator@sandbox.example", "jury@sandbox.example", "employer-other@sandbox.example"):
        headers = await sign_in(sandbox, address)
        answer = await patched(sandbox, headers, place, CHANGES["birth_place"])
        assert answer.status_code in {403, 404}, address
