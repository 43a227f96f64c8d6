"""What funders' programs read and say: by their own references, and no more than they may see (D44)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.v1.funded_answers import FundedDossierOut, KeyDates
from app.db.tables import certification_settings, clients, dossier_persons, fundings
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.sandbox.identities import JURY_SESSION
from app.usecases.ports.fundings import KEY_DATES
from tests import builders as b
from tests.api.certificate_desk import issued_for
from tests.api.dossier_requests import COMPANY_SIRET, EMPLOYER, SECRETARIAT, codes_of, opened
from tests.api.jury_room import awaiting_jury, today
from tests.api.signing_in import bearer, sign_in

FUNDED = "/v1/funding/dossiers"
REFERENCE = "2026-CH/004.12"
Headers = dict[str, str]


async def program(client: AsyncClient, client_id: str = "opca-sandbox") -> Headers:
    answer = await client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, "sandbox"))
    assert answer.status_code == 200, answer.text
    return bearer(answer.json())


@pytest.fixture
async def funder(sandbox: AsyncClient) -> Headers:
    return await program(sandbox)


async def funded(engine: AsyncEngine, *references: str, funder_code: str = "OPCA", **changes: Any) -> Dossier:
    """A dossier that awaits the jury, with fundings under these references."""
    dossier = await awaiting_jury(engine, **changes)
    uow = SqlUnitOfWork(engine)
    async with uow:
        for reference in references or (REFERENCE,):
            await uow.fundings.add(dossier.id, b.a_funding(funder_code, reference))
        await uow.commit()
    return dossier


async def confirm(client: AsyncClient, headers: Headers, dossier: Dossier, reference: str = REFERENCE) -> Any:
    return await client.post(f"{FUNDED}/{dossier.id}/confirmation", json={"reference": reference}, headers=headers)


async def read(client: AsyncClient, headers: Headers, dossier: Dossier) -> dict[str, Any]:
    answer = await client.get(f"{FUNDED}/{dossier.id}", headers=headers)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def test_d44_before_it_confirms_a_funder_sees_number_certification_and_status(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)

    told = await read(sandbox, funder, dossier)

    seen = {name: value for name, value in told.items() if value is not None and name != "key_dates"}
    assert seen == {
        "id": str(dossier.id),
        "number": dossier.number,
        "confirmed": False,
        "references": [REFERENCE],
        "fundings": [{"reference": REFERENCE, "confirmed": False, "confirmed_on": None, "rejected": None}],
        "certificates": [],
        "status": "awaiting_jury",
        "status_label": "En attente de jury",
        "certification_code": "cqp-agent-logistique",
    }
    assert set(told["key_dates"].values()) == {None}


async def test_once_it_has_confirmed_a_funder_sees_where_the_dossier_stands(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)

    confirmed = await confirm(sandbox, funder, dossier, "2026ch 00412")
    told = await read(sandbox, funder, dossier)
    again = await confirm(sandbox, funder, dossier)

    assert confirmed.json() == told
    assert (told["confirmed"], told["company_siret"]) == (True, COMPANY_SIRET)
    assert told["training_scheme"] == "skills_development_plan"
    assert told["key_dates"]["registered_on"] == dossier.created_on.isoformat()
    assert told["key_dates"]["decided_on"] is None
    assert told["updated_at"].endswith("Z")
    assert (again.status_code, again.json()) == (200, told)


async def test_nothing_of_the_candidate_nor_of_the_assessment_is_told_to_a_funder(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    answer = await confirm(sandbox, funder, dossier)

    assert dossier.candidate.birth_name not in answer.text
    assert "Vu au poste" not in answer.text
    assert (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=funder)).status_code == 403


async def test_the_answer_is_the_documented_one(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)

    for told in (await read(sandbox, funder, dossier), (await confirm(sandbox, funder, dossier)).json()):
        assert FundedDossierOut.model_validate(told).model_dump(mode="json") == told


async def test_the_etag_follows_the_dossier(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    path = f"{FUNDED}/{dossier.id}"
    tag = (await sandbox.get(path, headers=funder)).headers["ETag"]

    unchanged = await sandbox.get(path, headers={**funder, "If-None-Match": tag})
    await confirm(sandbox, funder, dossier)
    changed = await sandbox.get(path, headers={**funder, "If-None-Match": tag})

    assert (tag, unchanged.status_code, changed.status_code, changed.headers["ETag"]) == ('"1"', 304, 200, '"2"')


async def test_another_funders_dossier_is_absent(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    foreign = await funded(sandbox_database, funder_code="AUTRE")
    unfunded = await awaiting_jury(sandbox_database)

    for path in (f"{FUNDED}/{foreign.id}", f"{FUNDED}/{unfunded.id}", f"{FUNDED}/{UUID(int=1)}"):
        assert (await sandbox.get(path, headers=funder)).status_code == 404
    assert (await confirm(sandbox, funder, foreign)).status_code == 404
    assert str(foreign.id) not in (await sandbox.get(FUNDED, headers=funder)).text


async def test_a_rejected_funding_hides_the_dossier_and_stays_on_record(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    path = f"{FUNDED}/{dossier.id}/confirmation"

    unknown = await sandbox.delete(path, params={"reference": "autre"}, headers=funder)
    rejected = await sandbox.delete(path, params={"reference": REFERENCE}, headers=funder)

    employer = await sign_in(sandbox, EMPLOYER)
    history = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=employer)).json()["items"]
    assert (unknown.status_code, codes_of(unknown.json())) == (422, ["unknown_reference"])
    assert rejected.status_code == 204
    assert (await sandbox.get(f"{FUNDED}/{dossier.id}", headers=funder)).status_code == 404
    assert (history[0]["operation"], history[0]["details"]["reference"]) == ("rejectFunding", REFERENCE)


async def test_one_reference_covers_several_dossiers_and_a_dossier_has_several(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    first, second = await funded(sandbox_database, "A-1", "B-2"), await funded(sandbox_database, "A-1")

    body = {"references": ["b 2", "inconnue", "a.1", "A/1"]}
    items = (await sandbox.post(f"{FUNDED}/lookup", json=body, headers=funder)).json()["items"]
    listed = (await sandbox.get(FUNDED, params={"reference": "a1"}, headers=funder)).json()["items"]

    assert [(item["reference"], [d["id"] for d in item["dossiers"]]) for item in items] == [
        ("b 2", [str(first.id)]),
        ("inconnue", []),
        ("a.1", [str(second.id), str(first.id)]),
        ("A/1", [str(second.id), str(first.id)]),
    ]
    assert items[0]["dossiers"][0]["references"] == ["A-1", "B-2"]
    assert [d["id"] for d in listed] == [str(second.id), str(first.id)]


async def test_no_more_than_500_references_are_looked_up_at_once(sandbox: AsyncClient, funder: Headers) -> None:
    many = [str(number) for number in range(501)]

    taken = await sandbox.post(f"{FUNDED}/lookup", json={"references": many[:500]}, headers=funder)
    refused = await sandbox.post(f"{FUNDED}/lookup", json={"references": many}, headers=funder)

    assert (taken.status_code, len(taken.json()["items"]), refused.status_code) == (200, 500, 422)


async def test_the_list_goes_page_by_page_and_from_an_instant_on(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossiers = [await funded(sandbox_database) for _ in range(3)]
    confirmed = (await confirm(sandbox, funder, dossiers[1])).json()

    first = (await sandbox.get(FUNDED, params={"limit": 2}, headers=funder)).json()
    rest = (await sandbox.get(FUNDED, params={"limit": 2, "cursor": first["next_cursor"]}, headers=funder)).json()
    since = await sandbox.get(FUNDED, params={"updated_since": confirmed["updated_at"]}, headers=funder)
    later = await sandbox.get(FUNDED, params={"updated_since": "2099-01-01T00:00:00Z"}, headers=funder)

    newest_first = [str(dossier.id) for dossier in reversed(dossiers)]
    seen = [d["id"] for d in first["items"] + rest["items"]]
    assert [id_ for id_ in seen if id_ in newest_first] == newest_first
    assert [d["id"] for d in since.json()["items"]] == [str(dossiers[1].id)]
    assert later.json()["items"] == []


async def test_a_funding_is_confirmed_once_whoever_asks_at_the_same_time(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)

    answers = await asyncio.gather(*(confirm(sandbox, funder, dossier) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.headers["ETag"] for answer in answers} == {'"2"'}


async def test_what_an_employer_declares_its_funder_finds(sandbox: AsyncClient, funder: Headers) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    dossier = await opened(sandbox, employer, fundings=[{"funder_code": "OPCA", "reference": "2026 ch 77"}])

    items = (await sandbox.post(f"{FUNDED}/lookup", json={"references": ["2026-CH-77"]}, headers=funder)).json()

    assert [d["number"] for d in items["items"][0]["dossiers"]] == [dossier["number"]]


async def test_a_program_needs_the_scope_and_people_have_none(sandbox: AsyncClient) -> None:
    pharma = await program(sandbox, "pharma-sandbox")

    assert (await sandbox.get(FUNDED, headers=pharma)).status_code == 403
    assert (await sandbox.get(FUNDED, headers=await sign_in(sandbox, EMPLOYER))).status_code == 403


async def test_a_key_repeated_confirms_once_and_answers_the_same(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    keyed = {**funder, "Idempotency-Key": "confirm-1"}

    first, second = await confirm(sandbox, keyed, dossier), await confirm(sandbox, keyed, dossier)

    assert (first.status_code, second.status_code, second.headers["Idempotency-Replayed"]) == (200, 200, "true")
    assert first.json() == second.json()
    assert first.json()["confirmed"] is True


def test_the_days_that_the_store_reads_are_those_of_the_contract() -> None:
    assert tuple(KeyDates.model_fields) == KEY_DATES


async def test_d69_the_funder_reads_how_the_dossier_ended_once_it_has_confirmed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    confirmed, unconfirmed = await funded(sandbox_database), await funded(sandbox_database)
    await confirm(sandbox, funder, confirmed)
    secretariat = await sign_in(sandbox, SECRETARIAT)
    died = {"on": today().isoformat(), "source": "Acte de décès de l'entreprise", "goes_on": False}
    for dossier in (confirmed, unconfirmed):
        answer = await sandbox.post(f"/v1/dossiers/{dossier.id}/death", json=died, headers=secretariat)
        assert answer.status_code == 200, answer.text

    seen = (await sandbox.get(f"{FUNDED}/{confirmed.id}", headers=funder)).json()
    hidden = (await sandbox.get(f"{FUNDED}/{unconfirmed.id}", headers=funder)).json()

    assert seen["closure"] == {"reason": "deceased", "reason_label": "Candidat décédé", "on": today().isoformat()}
    assert "Acte de décès" not in str(seen)
    assert (hidden["status"], hidden["closure"]) == ("closed", None)


async def test_d72_a_funder_adds_its_own_number_to_what_it_has_confirmed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    path, body = f"{FUNDED}/{dossier.id}/references", {"reference": "OPCA-9"}

    too_early = await sandbox.post(path, json=body, headers=funder)
    await confirm(sandbox, funder, dossier)
    added = await sandbox.post(path, json=body, headers=funder)
    again = await sandbox.post(path, json={"reference": "opca 9"}, headers=funder)
    found = await sandbox.get(FUNDED, params={"reference": "OPCA-9"}, headers=funder)

    assert (too_early.status_code, codes_of(too_early.json())) == (422, ["funding_not_confirmed"])
    assert (added.status_code, added.json()["references"]) == (201, [REFERENCE, "OPCA-9"])
    assert [each["confirmed"] for each in added.json()["fundings"]] == [True, True]
    assert again.headers["ETag"] == added.headers["ETag"]
    assert [item["id"] for item in found.json()["items"]] == [str(dossier.id)]


async def test_d72_a_rejection_says_why_and_is_taken_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database, REFERENCE, "B-2")
    await confirm(sandbox, funder, dossier)
    said = {"reference": "b.2", "reason": "Numéro d'un autre exercice"}

    rejected = await sandbox.post(f"{FUNDED}/{dossier.id}/rejections", json=said, headers=funder)
    seen = await read(sandbox, funder, dossier)
    employer = await sign_in(sandbox, EMPLOYER)
    shown = (await sandbox.get(f"/v1/dossiers/{dossier.id}/fundings", headers=employer)).json()["items"]
    taken_back = await confirm(sandbox, funder, dossier, "B-2")

    assert rejected.status_code == 204, rejected.text
    assert seen["references"] == [REFERENCE]
    assert seen["fundings"][1] == {
        "reference": "B-2",
        "confirmed": False,
        "confirmed_on": None,
        "rejected": {"on": today().isoformat(), "reason": said["reason"]},
    }
    assert seen["fundings"][0]["confirmed_on"] == today().isoformat()
    assert {each["reference"]: (each["rejected"] or {}).get("reason") for each in shown} == {
        REFERENCE: None,
        "B-2": said["reason"],
    }
    assert taken_back.json()["fundings"][1]["rejected"] is None


async def test_d72_a_rejection_alone_is_taken_back_though_the_dossier_is_hidden(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    body = {"reference": REFERENCE, "reason": "Doublon"}
    assert (await sandbox.post(f"{FUNDED}/{dossier.id}/rejections", json=body, headers=funder)).status_code == 204
    assert (await sandbox.get(f"{FUNDED}/{dossier.id}", headers=funder)).status_code == 404

    assert (await confirm(sandbox, funder, dossier)).json()["confirmed"]


async def test_d72_a_funder_sees_which_certificates_came_of_it_and_their_state(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database, decisions=(b.a_decision(session_id=JURY_SESSION),))
    issued = await issued_for(sandbox_database, dossier)
    before = (await confirm(sandbox, funder, dossier)).json()
    secretariat = await sign_in(sandbox, SECRETARIAT)
    path = f"/v1/certificates/{issued.number}/revocation"
    revoked = await sandbox.post(path, json={"reason": "Fraude établie"}, headers=secretariat)
    assert revoked.status_code == 200, revoked.text

    seen = await read(sandbox, funder, dossier)

    certificate = {"number": issued.number, "certification_code": issued.certification_code}
    assert before["certificates"] == [{**certificate, "state": "valid", "state_label": "Valable"}]
    assert seen["certificates"] == [{**certificate, "state": "revoked", "state_label": "Révoqué"}]
    assert seen["updated_at"] > before["updated_at"]


async def test_d72_the_rncp_code_is_told_where_the_secretariat_has_settled_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database)
    await confirm(sandbox, funder, dossier)
    before = await sandbox.get(f"{FUNDED}/{dossier.id}", headers=funder)
    row = {
        "certification_code": dossier.certification_code,
        "in_force_from": dossier.requested_on,
        "written_work_required": True,
        "observation_required": True,
        "pathways": ["individualised_training"],
        "rncp_code": "RNCP12345",
        "source": "essai",
        "confirmed": False,
        "set_at": dossier.created_at,
        "version": 99,
    }
    async with sandbox_database.begin() as connection:
        await connection.execute(insert(certification_settings).values(row))

    after = await sandbox.get(f"{FUNDED}/{dossier.id}", headers={**funder, "If-None-Match": before.headers["ETag"]})

    assert before.json()["rncp_code"] is None
    assert (after.status_code, after.json()["rncp_code"]) == (200, "RNCP12345")
    conditional = {**funder, "If-Match": after.headers["ETag"]}
    body = {"reference": REFERENCE}
    accepted = await sandbox.post(f"{FUNDED}/{dossier.id}/confirmation", json=body, headers=conditional)
    assert accepted.status_code == 200, accepted.text


async def test_a_holder_is_known_by_one_key_to_each_funder_and_by_another_to_the_next(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    first, second, stranger = [await funded(sandbox_database) for _ in range(3)]
    async with sandbox_database.begin() as connection:
        await connection.execute(delete(dossier_persons).where(dossier_persons.c.dossier_id == second.id))
        await connection.execute(insert(dossier_persons).values(dossier_id=second.id, person_id=first.id))
    keys = [(await confirm(sandbox, funder, each)).json()["holder_key"] for each in (first, second, stranger)]
    async with sandbox_database.begin() as connection:
        await connection.execute(
            update(clients).where(clients.c.client_id == "opca-sandbox").values(funder_code="AUTRE")
        )
        await connection.execute(update(fundings).values(funder_code="AUTRE"))
    other = await read(sandbox, await program(sandbox), first)

    assert keys[0] == keys[1] != keys[2]
    assert other["holder_key"] not in {None, keys[0]}
    assert str(first.id) not in keys
