"""Who is who, from outside: equal civil status proves nothing (D49), and a person holds one certificate (D52)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.candidate import Candidate
from app.domain.deliberation import Outcome, Retained
from app.domain.dossier import Dossier
from app.sandbox.identities import COMPANY, JURY_SESSION, OTHER_COMPANY
from app.usecases.access import SYSTEM
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.certificate_desk import issued_for
from tests.api.dossier_requests import (
    EMPLOYER,
    OTHER_EMPLOYER,
    SECRETARIAT,
    a_candidate,
    a_dossier,
    codes_of,
    opened,
    rules_of,
)
from tests.api.jury_room import CERTIFICATION, awaiting_jury, planned, registered
from tests.api.signing_in import sign_in
from tests.api.world_objects import a_line
from tests.files import PDF

Json = dict[str, Any]
MATCHES = "/v1/persons/matches"
AWA = {"birth_name": "Traoré", "first_names": "Awa", "birth_date": "1982-01-01", "birth_place": "Bamako", "sex": "F"}
_AT = {
    EMPLOYER: {"status": "employee", "employer": {"siret": "12345678200010", "idcc": "0044"}},
    OTHER_EMPLOYER: {"status": "employee", "employer": {"siret": "98765432400019", "idcc": "0292"}},
}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def awa_keeps_c1(engine: AsyncEngine, **changes: Any) -> Dossier:
    """A dossier of the sandbox's company by which Awa Traoré keeps C1."""
    kept = b.a_decision(
        Outcome.PARTIALLY_AWARDED,
        session_id=JURY_SESSION,
        retained=(Retained(competence_code="C1", until=None),),
    )
    return await awaiting_jury(engine, **{"candidate": awa(), "decisions": (kept,), **changes})


def awa(**changes: Any) -> Candidate:
    return b.a_candidate(**{**AWA, "birth_date": date(1982, 1, 1), **changes})


async def asked(client: AsyncClient, email: str, **changes: Any) -> Response:
    """A dossier of Awa Traoré's, asked for by somebody's employer."""
    person = a_candidate(**{**AWA, "employment": _AT[email], **changes.pop("candidate", {})})
    body = a_dossier(**{"certification_code": CERTIFICATION, "candidate": person, **changes})
    return await client.post("/v1/dossiers", json=body, headers=await sign_in(client, email))


async def opened_by(client: AsyncClient, email: str, **changes: Any) -> Json:
    answer = await asked(client, email, **changes)
    assert answer.status_code == 201, answer.text
    dossier: Json = answer.json()
    return dossier


async def matches(client: AsyncClient, secretariat: dict[str, str], state: str = "pending") -> list[Json]:
    items: list[Json] = (await client.get(MATCHES, params={"state": state}, headers=secretariat)).json()["items"]
    return items


async def decided(client: AsyncClient, secretariat: dict[str, str], match: Json, decision: str) -> Json:
    read = await client.get(f"{MATCHES}/{match['id']}", headers=secretariat)
    answer = await client.put(
        f"{MATCHES}/{match['id']}",
        json={"decision": decision, "reason": "Pièce d'identité vue"},
        headers={**secretariat, "If-Match": read.headers["ETag"]},
    )
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def exempted(client: AsyncClient, headers: dict[str, str], dossier: Json) -> list[str]:
    shown = (await client.get(f"/v1/dossiers/{dossier['id']}/assessment", headers=headers)).json()
    return [each["competence_code"] for each in shown["exemptions"]]


async def person_ids(client: AsyncClient, secretariat: dict[str, str], *dossiers: str) -> list[str]:
    read = [await client.get(f"/v1/dossiers/{each}", headers=secretariat) for each in dossiers]
    return [each.json()["person_id"] for each in read]


async def exported(client: AsyncClient, secretariat: dict[str, str], **whose: Any) -> set[str]:
    answer = await client.post("/v1/persons/export", json=whose, headers=secretariat)
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json()["records"]["dossiers"]}


@pytest.mark.parametrize(
    ("email", "candidate", "differences"),
    [
        pytest.param(OTHER_EMPLOYER, {"sex": "M", "email": "autre@example.org"}, ["sex"], id="another sex and company"),
        pytest.param(OTHER_EMPLOYER, {}, [], id="another company"),
        pytest.param(EMPLOYER, {"sex": "M"}, ["sex"], id="another sex"),
    ],
)
async def test_l1_perfect_homonyms_are_not_taken_for_one_person(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: dict[str, str],
    email: str,
    candidate: Json,
    differences: list[str],
) -> None:
    former = await awa_keeps_c1(sandbox_database)
    dossier = await opened_by(sandbox, email, candidate=candidate)

    (match,) = await matches(sandbox, secretariat)
    assert [each["code"] for each in match["differences"]] == differences
    assert (match["state"], match["established_by"], match["carried"]) == ("pending", None, [])
    assert await exempted(sandbox, secretariat, dossier) == []
    assert await exported(sandbox, secretariat, dossier_id=dossier["id"]) == {dossier["id"]}
    assert await person_ids(sandbox, secretariat, str(former.id), dossier["id"]) == [str(former.id), dossier["id"]]


async def test_one_company_and_sex_establish_one_person_who_is_read_as_one(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    former = await awa_keeps_c1(sandbox_database)
    dossier = await opened_by(sandbox, EMPLOYER)

    assert await matches(sandbox, secretariat) == []
    assert await exempted(sandbox, secretariat, dossier) == ["C1"]
    assert await person_ids(sandbox, secretariat, str(former.id), dossier["id"]) == [str(former.id)] * 2
    person = (await sandbox.get(f"/v1/persons/{former.id}", headers=secretariat)).json()
    assert [each["id"] for each in person["dossiers"]] == [str(former.id), dossier["id"]]
    assert [(each["by"], sorted(each["dossier_ids"])) for each in person["established_by"]] == [
        ("same_company", sorted([str(former.id), dossier["id"]]))
    ]
    assert (person["doubts"], person["warnings"], person["certificates"]) == ([], [], [])
    found = (await sandbox.get("/v1/persons", params={"q": "TRAORE awa"}, headers=secretariat)).json()["items"]
    assert [(each["id"], len(each["dossiers"])) for each in found] == [(str(former.id), 2)]
    shown = await sandbox.get(f"/v1/dossiers/{dossier['id']}", headers=await sign_in(sandbox, EMPLOYER))
    assert shown.json()["person_id"] is None


async def test_two_people_under_one_civil_status_are_two_and_one_again_and_two_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    former = await awa_keeps_c1(sandbox_database)
    dossier = await opened_by(sandbox, OTHER_EMPLOYER)
    (match,) = await matches(sandbox, secretariat)
    ids = [str(former.id), dossier["id"]]
    identity = {name: value for name, value in AWA.items() if name != "sex"}

    await decided(sandbox, secretariat, match, "different")
    apart = [await exported(sandbox, secretariat, dossier_id=each) for each in ids]
    both = await sandbox.post("/v1/persons/export", json={"person": identity}, headers=secretariat)
    await decided(sandbox, secretariat, match, "same")
    joined = await exported(sandbox, secretariat, person_id=ids[0])
    kept = await exempted(sandbox, secretariat, dossier)
    await decided(sandbox, secretariat, match, "different")

    assert apart == [{ids[0]}, {ids[1]}]
    assert (both.status_code, both.json()["code"]) == (422, "ambiguous_person")
    assert all(each in str(both.json()["errors"]) for each in ids)
    assert (joined, kept) == (set(ids), ["C1"])
    assert await exempted(sandbox, secretariat, dossier) == []
    assert await person_ids(sandbox, secretariat, *ids) == ids


async def test_the_later_dossier_of_a_doubt_waits_before_the_jury_and_the_earlier_one_does_not(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    earlier = await awaiting_jury(sandbox_database, candidate=awa())
    later = await awaiting_jury(sandbox_database, candidate=awa(sex="M"))
    session = await planned(sandbox, secretariat)

    refused = await registered(sandbox, secretariat, later, session)
    first = await registered(sandbox, secretariat, earlier, session)
    (match,) = await matches(sandbox, secretariat)
    await decided(sandbox, secretariat, match, "different")
    after = await registered(sandbox, secretariat, later, session)

    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (
        422,
        ["secretariat_word_awaited"],
        ["D49"],
    )
    assert (first.status_code, after.status_code) == (200, 200)


async def test_what_had_passed_is_taken_back_before_the_jury_and_named_after_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    former = await awa_keeps_c1(sandbox_database)
    running = await awaiting_jury(sandbox_database, candidate=awa())
    exemption = Exemption(
        competence_code="C1", kind=ExemptionKind.RETAINED, source=former.number, source_dossier_id=former.id
    )
    assert running.scope is not None
    scope = replace(running.scope, assessed=running.scope.assessed[1:], exemptions=(exemption,))
    told = []
    for decisions in ((), (b.a_decision(Outcome.PARTIALLY_AWARDED, session_id=JURY_SESSION),)):
        await _given(sandbox_database, running, scope=scope, decisions=decisions)
        (match,) = await matches(sandbox, secretariat, "same")
        told.append((await decided(sandbox, secretariat, match, "different"))["carried"])
        await decided(sandbox, secretariat, match, "same")

    assert [[(each["competences"], each["stands"], each["is_decided"]) for each in carried] for carried in told] == [
        [(["C1"], False, False)],
        [(["C1"], False, True)],
    ]
    assert told[0][0]["dossier_id"] == str(running.id)
    assert told[0][0]["source_dossier_id"] == str(former.id)


async def _given(engine: AsyncEngine, dossier: Dossier, **changes: Any) -> None:
    """Write down of a dossier what would take a whole assessment to come about."""
    async with SqlUnitOfWork(engine) as uow:
        before = await uow.dossiers.get_locked(SYSTEM, dossier.id)
        assert before is not None
        after = replace(before, version=before.version + 1, **changes)
        await uow.dossiers.save(SavedDossier(dossier=after, line=a_line(after)))
        await uow.commit()


async def test_l4_a_second_dossier_for_one_certification_is_refused_to_whoever_sees_the_first(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    first = await opened_by(sandbox, EMPLOYER)
    again = await asked(sandbox, EMPLOYER)
    elsewhere = await opened_by(sandbox, EMPLOYER, certification_code="cqp-operateur-fabrication")
    employer = await sign_in(sandbox, EMPLOYER)
    await sandbox.post(f"/v1/dossiers/{first['id']}/withdrawal", json={"reason": "Autre projet"}, headers=employer)
    after = await asked(sandbox, EMPLOYER)

    assert (again.status_code, codes_of(again.json()), rules_of(again.json())) == (
        422,
        ["dossier_already_running"],
        ["D52"],
    )
    assert first["number"] in again.json()["errors"][0]["detail"]
    assert elsewhere["number"] != first["number"]
    assert after.status_code == 201


async def test_d52_of_another_companys_dossier_an_employer_hears_nothing_and_the_registration_waits(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    running = await awaiting_jury(sandbox_database, candidate=awa(), company_id=OTHER_COMPANY, number="CQP-2026-777777")
    dossier = await opened_by(sandbox, EMPLOYER)
    (match,) = await matches(sandbox, secretariat, "same") or await matches(sandbox, secretariat)
    await decided(sandbox, secretariat, match, "same")
    employer = await sign_in(sandbox, EMPLOYER)

    shown: Sequence[Response] = [
        await sandbox.get(f"/v1/dossiers/{dossier['id']}{path}", headers=employer)
        for path in ("", "/checklist", "/assessment", "/history")
    ]

    assert dossier["status"] == "registration_in_progress"
    assert all(each.status_code == 200 and "777777" not in each.text for each in shown)
    assert await person_ids(sandbox, secretariat, dossier["id"]) == [str(running.id)]


async def test_l38_an_employer_reads_what_is_exempted_and_not_whose_dossier_it_comes_from(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    former = await awa_keeps_c1(sandbox_database, company_id=OTHER_COMPANY)
    dossier = await opened_by(sandbox, EMPLOYER)
    for match in await matches(sandbox, secretariat):
        await decided(sandbox, secretariat, match, "same")
    path = f"/v1/dossiers/{dossier['id']}/assessment"

    hers = (await sandbox.get(path, headers=await sign_in(sandbox, EMPLOYER))).json()["exemptions"]
    whole = (await sandbox.get(path, headers=secretariat)).json()["exemptions"]

    assert [each["competence_code"] for each in hers] == [each["competence_code"] for each in whole] == ["C1"]
    assert former.number in whole[0]["source"]
    assert former.number not in str(hers)
    assert "jury du" not in str(hers)


async def test_a_verified_certificate_number_establishes_the_person(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    former = await awa_keeps_c1(sandbox_database, company_id=COMPANY)
    number = (await issued_for(sandbox_database, former)).number
    held = {"code": CERTIFICATION, "certifier": "CPNE", "number": number, "awarded_on": "2024-05-01"}
    dossier = await opened_by(
        sandbox,
        OTHER_EMPLOYER,
        certification_code="cqp-operateur-fabrication",
        candidate={"held_certifications": [held]},
    )
    (match,) = await matches(sandbox, secretariat)
    await _proved(sandbox, dossier)

    answer = await sandbox.post(
        f"/v1/dossiers/{dossier['id']}/held-certifications/{CERTIFICATION}/verification",
        json={"verified": True, "reason": "Parchemin vu"},
        headers=secretariat,
    )

    assert answer.status_code == 200, answer.text
    found = (await sandbox.get(f"{MATCHES}/{match['id']}", headers=secretariat)).json()
    assert (found["state"], found["established_by"]) == ("same", "certificate_number")
    assert await person_ids(sandbox, secretariat, dossier["id"]) == [str(former.id)]


async def _proved(client: AsyncClient, dossier: Json) -> None:
    """The parchment, uploaded by the employer."""
    sent = await client.post(
        f"/v1/dossiers/{dossier['id']}/documents",
        data={"kind": "diploma"},
        files={"file": ("diplome.pdf", PDF, "application/pdf")},
        headers=await sign_in(client, OTHER_EMPLOYER),
    )
    assert sent.status_code == 201, sent.text


async def test_opened_is_opened_by_somebody_else_each_time(sandbox: AsyncClient) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    assert (await opened(sandbox, employer))["id"] != (await opened(sandbox, employer))["id"]
