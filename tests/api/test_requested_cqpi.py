"""A CQPI asked for, over HTTP: it is answered, and one that was delivered falls with its CQP (R5, D27, D52, D74)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import events, printed_papers
from app.domain.dossier import Dossier
from tests import builders as a
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_dossier, codes_of, opened, rules_of
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in

Headers = dict[str, str]
Json = dict[str, Any]
Work = Callable[[], Awaitable[None]]
CQP, CQPI, OTHER = "cqp-agent-logistique", "cqpi-agent-logistique", "cqpi-animateur-equipe"
TEAM_LEADERS = "cqp-animateur-equipe-fabrication", "cqp-animateur-equipe-conditionnement"
ROW = f"/v1/cqpi-equivalences/{CQP}/{CQPI}"
CANDIDATE = a.a_candidate().email or ""


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def chair(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, CHAIR)


async def confirmed(client: AsyncClient, secretariat: Headers, row: str = ROW) -> None:
    """The secretariat confirms that the CQPI goes with the CQP."""
    found = await client.get(row)
    body = {"source": "CPNE", "confirmed": True, "in_force_from": found.json()["in_force_from"]}
    answer = await client.put(row, json=body, headers={**secretariat, "If-Match": found.headers["ETag"]})
    assert answer.status_code == 200, answer.text


async def asking_twice(client: AsyncClient, secretariat: Headers, engine: AsyncEngine) -> tuple[Dossier, Dossier]:
    """One person before the jury for two CQP with which the same CQPI goes."""
    for cqp in TEAM_LEADERS:
        await confirmed(client, secretariat, f"/v1/cqpi-equivalences/{cqp}/{OTHER}")
    one, other = TEAM_LEADERS
    first = await awaiting_jury(engine, certification_code=one, requested_cqpi=(OTHER,))
    second = await awaiting_jury(engine, certification_code=other, requested_cqpi=(OTHER,), candidate=first.candidate)
    return first, second


async def judged(client: AsyncClient, secretariat: Headers, chair: Headers, *dossiers: Dossier) -> str:
    """A session that decides what the evaluators found, closed; its path."""
    session = await sitting(client, secretariat, *dossiers)
    for dossier in dossiers:
        answer = await client.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
        assert answer.status_code == 201, answer.text
    for headers in (secretariat, chair):
        answer = await client.post(f"{session}/closure", headers=headers)
        assert answer.status_code == 200, answer.text
    return session


async def certificates_of(client: AsyncClient, headers: Headers, dossier: Dossier) -> dict[str, str]:
    """The numbers of the valid certificates, by what they certify."""
    found = (await client.get(f"/v1/dossiers/{dossier.id}", headers=headers)).json()["certificates"]
    return {each["certification_code"]: each["number"] for each in found}


async def told(engine: AsyncEngine, event_type: str) -> list[Json]:
    query = select(events.c.details).where(events.c.type == event_type).order_by(events.c.id)
    async with engine.connect() as connection:
        return [dict(details) for details in (await connection.scalars(query)).all()]


# --- asked for --------------------------------------------------------------------------------------------------------


async def test_l23_one_without_a_correspondence_with_the_cqp_is_refused_wherever_it_is_asked_for(
    sandbox: AsyncClient, employer: Headers
) -> None:
    asking = a_dossier(certification_code=CQP, requested_cqpi=[CQPI, OTHER])
    dossier = await opened(sandbox, employer, certification_code=CQP, requested_cqpi=[CQPI])
    path, change = f"/v1/dossiers/{dossier['id']}", {**employer, "If-Match": "*"}

    created = await sandbox.post("/v1/dossiers", json=asking, headers=employer)
    imported = await sandbox.post("/v1/dossiers/import", json=[asking], headers=employer)
    updated = await sandbox.patch(path, json={"requested_cqpi": [OTHER]}, headers=change)
    taken_back = await sandbox.patch(path, json={"requested_cqpi": []}, headers=change)

    for answer, pointer in ((created, "/requested_cqpi/1"), (updated, "/requested_cqpi/0")):
        assert (answer.status_code, answer.json()["code"]) == (422, "rules_refused")
        assert (codes_of(answer.json()), rules_of(answer.json())) == (["cqpi_without_correspondence"], ["R5"])
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert "cqpi_without_correspondence" in imported.text
    assert (taken_back.status_code, taken_back.json()["requested_cqpi"]) == (200, [])


# --- not delivered ----------------------------------------------------------------------------------------------------


async def test_l23_one_that_nobody_confirmed_is_not_delivered_and_the_holder_and_the_employer_know_why(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    chair: Headers,
    work: Work,
) -> None:
    dossier = await awaiting_jury(sandbox_database, requested_cqpi=(CQPI,))

    session = await judged(sandbox, secretariat, chair, dossier)
    await work()

    because = {"certification_code": CQPI, "because": "equivalence_not_confirmed"}
    assert set(await certificates_of(sandbox, secretariat, dossier)) == {CQP}
    assert await told(sandbox_database, "certificate.withheld") == [{**because, "operation_id": "closeJurySession"}]
    for address, template in ((EMPLOYER, "cqpi_withheld"), (CANDIDATE, "candidate_cqpi_withheld")):
        (mail,) = [each for each in await mails_to(sandbox, address) if each["template"] == template]
        assert "sa correspondance avec le CQP n'est pas confirmée" in mail["body"]
    (line,) = (await sandbox.get(f"{session}/minutes", headers=chair)).json()["decisions"]
    assert [(each["certification"]["code"], each["because"]) for each in line["withheld_cqpi"]] == [
        (CQPI, "equivalence_not_confirmed")
    ]
    async with sandbox_database.connect() as connection:
        (words,) = (
            await connection.scalars(select(printed_papers.c.words).where(printed_papers.c.kind == "minutes"))
        ).all()
    assert "n’est pas délivré" in words["decisions"][0]["outcome"]
    line = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"][0]
    assert line["details"]["withheld_cqpi"] == [because]


async def test_d74_one_confirmed_later_is_delivered_by_the_correction_of_a_material_error_and_told_then(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, requested_cqpi=(CQPI,))
    session = await judged(sandbox, secretariat, chair, dossier)
    path = f"/v1/dossiers/{dossier.id}/decision-corrections"
    slip = {"kind": "material_error", "reason": "Le CQPI demandé n'a pas été délivré", "competences": []}

    before = await sandbox.post(path, json=slip, headers=secretariat)
    await confirmed(sandbox, secretariat)
    (still,) = (await sandbox.get(f"{session}/minutes", headers=chair)).json()["decisions"][-1]["withheld_cqpi"]
    corrected = await sandbox.post(path, json=slip, headers=secretariat)
    (*_, last) = (await sandbox.get(f"{session}/minutes", headers=chair)).json()["decisions"]

    assert (before.status_code, corrected.status_code) == (201, 201)
    assert still["because"] == "equivalence_not_confirmed"
    assert set(await certificates_of(sandbox, secretariat, dossier)) == {CQP, CQPI}
    assert len(await told(sandbox_database, "certificate.withheld")) == 1
    assert last["withheld_cqpi"] == []


async def test_d52_one_that_the_person_has_already_is_not_delivered_again_and_the_cqp_is(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    first, second = await asking_twice(sandbox, secretariat, sandbox_database)

    await judged(sandbox, secretariat, chair, first)
    await judged(sandbox, secretariat, chair, second)

    assert set(await certificates_of(sandbox, secretariat, first)) == {first.certification_code, OTHER}
    assert set(await certificates_of(sandbox, secretariat, second)) == {second.certification_code}
    assert [each["because"] for each in await told(sandbox_database, "certificate.withheld")] == ["cqpi_already_held"]


async def test_d52_of_two_dossiers_of_one_person_before_one_jury_one_brings_the_cqpi(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    first, second = await asking_twice(sandbox, secretariat, sandbox_database)

    session = await judged(sandbox, secretariat, chair, first, second)

    found = [await certificates_of(sandbox, secretariat, each) for each in (first, second)]
    assert sorted(map(len, found)) == [1, 2]
    lines = (await sandbox.get(f"{session}/minutes", headers=chair)).json()["decisions"]
    assert sorted(len(line["withheld_cqpi"]) for line in lines) == [0, 1]


async def test_d74_none_comes_with_a_partial_award_and_that_is_told_too(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    await confirmed(sandbox, secretariat)
    dossier = await awaiting_jury(sandbox_database, not_acquired=1, requested_cqpi=(CQPI,))

    await judged(sandbox, secretariat, chair, dossier)

    assert await told(sandbox_database, "certificate.withheld") == [
        {
            "certification_code": CQPI,
            "because": "certification_not_awarded",
            "operation_id": "closeJurySession",
        }
    ]


# --- revoked ----------------------------------------------------------------------------------------------------------


async def test_l22_a_cqpi_falls_with_its_cqp_and_everybody_is_told_of_both(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    employer: Headers,
    secretariat: Headers,
    chair: Headers,
    work: Work,
) -> None:
    await confirmed(sandbox, secretariat)
    dossier = await awaiting_jury(sandbox_database, requested_cqpi=(CQPI,))
    await judged(sandbox, secretariat, chair, dossier)
    numbers = await certificates_of(sandbox, secretariat, dossier)

    revoked = await sandbox.post(
        f"/v1/certificates/{numbers[CQP]}/revocation", json={"reason": "Fraude"}, headers=secretariat
    )
    await work()
    fallen = (await sandbox.get(f"/v1/certificates/{numbers[CQPI]}", headers=employer)).json()
    seen = await sandbox.get(
        f"/v1/certificates/{numbers[CQPI]}/verification", params={"code": fallen["verification_code"]}
    )
    line = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"][0]

    assert (revoked.status_code, revoked.json()["certification"]["code"], revoked.json()["state"]) == (
        200,
        CQP,
        "revoked",
    )
    assert (fallen["state"], fallen["revocation"]["reason"]) == ("revoked", "Fraude")
    assert seen.json()["state"] == "revoked"
    assert await certificates_of(sandbox, secretariat, dossier) == {}
    assert {each["number"] for each in await told(sandbox_database, "certificate.revoked")} == set(numbers.values())
    assert {each["number"] for each in line["details"]["revoked_certificates"]} == set(numbers.values())
    subjects = [each["subject"] for each in await mails_to(sandbox, EMPLOYER)]
    assert len([subject for subject in subjects if "révoqué" in subject]) == 2


async def test_d74_the_secretariat_keeps_a_cqpi_with_its_reason(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    await confirmed(sandbox, secretariat)
    dossier = await awaiting_jury(sandbox_database, requested_cqpi=(CQPI,))
    await judged(sandbox, secretariat, chair, dossier)
    numbers = await certificates_of(sandbox, secretariat, dossier)
    place, body = f"/v1/certificates/{numbers[CQP]}/revocation", {"reason": "Erreur sur le CQP seul"}

    unknown = await sandbox.post(place, json={**body, "keep_cqpi": ["cqpi-inconnu"]}, headers=secretariat)
    other = await sandbox.post(place, json={**body, "keep_cqpi": [CQPI, OTHER]}, headers=secretariat)
    untouched = await certificates_of(sandbox, secretariat, dossier)
    kept = await sandbox.post(place, json={**body, "keep_cqpi": [CQPI]}, headers=secretariat)
    line = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"][0]

    for answer, pointer in ((unknown, "/keep_cqpi/0"), (other, "/keep_cqpi/1")):
        assert (answer.status_code, codes_of(answer.json()), rules_of(answer.json())) == (
            422,
            ["cqpi_not_delivered"],
            ["D74"],
        )
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert untouched == numbers
    assert kept.status_code == 200, kept.text
    assert await certificates_of(sandbox, secretariat, dossier) == {CQPI: numbers[CQPI]}
    assert (line["details"]["kept_cqpi"], line["details"]["reason"]) == ([CQPI], "Erreur sur le CQP seul")
