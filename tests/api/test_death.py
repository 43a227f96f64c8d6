"""A candidate who dies is written to by nobody, and a posthumous jury is possible, over HTTP (S13, D69)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.sandbox.identities import JURY_SESSION
from tests import builders as a
from tests.api.certificate_desk import issued_for
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, planned, registered, sitting, today
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import sign_in
from tests.api.test_holder_links import requested
from tests.api.test_signature_waivers import unsigned, waived

Headers = dict[str, str]
Work = Callable[[], Awaitable[None]]
EVALUATOR = "evaluator@sandbox.example"
CANDIDATE = "camille.durand@example.org"
SOURCE = "Acte de décès transmis par la famille."
YESTERDAY = (today() - timedelta(days=1)).isoformat()


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


def somebody(**changes: Any) -> dict[str, Any]:
    return {"candidate": a.a_candidate(email=CANDIDATE, **changes)}


async def died(client: AsyncClient, headers: Headers, dossier: Dossier, **body: Any) -> Response:
    asked = {"on": YESTERDAY, "source": SOURCE, "goes_on": True, **body}
    return await client.post(f"/v1/dossiers/{dossier.id}/death", json=asked, headers=headers)


async def to_the_candidate(client: AsyncClient) -> list[str]:
    return [mail["template"] for mail in await mails_to(client, CANDIDATE)]


async def test_s13_the_dossier_of_somebody_who_died_is_closed_and_nobody_writes_to_them(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, work: Work
) -> None:
    dossier = await awaiting_jury(sandbox_database, assessment_completed_on=None, **somebody())

    answer = await died(sandbox, secretariat, dossier, goes_on=False)
    await work()

    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["status"], told["closure"]["reason"], told["closure"]["reason_label"]) == (
        "closed",
        "deceased",
        "Candidat décédé",
    )
    assert await to_the_candidate(sandbox) == []
    (told_to_company,) = await mails_to(sandbox, EMPLOYER)
    assert told_to_company["template"] == "dossier_closed"
    assert "le candidat est décédé" in told_to_company["body"]
    assert "assignment_ended" in {mail["template"] for mail in await mails_to(sandbox, EVALUATOR)}
    feed = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"]
    (line,) = [each for each in feed if each["operation"] == "recordDeath"]
    assert (line["details"]["died_on"], line["details"]["source"], line["rules"]) == (YESTERDAY, SOURCE, ["D69"])


async def test_s13_it_goes_on_to_a_posthumous_jury_and_its_certificate_is_printed_and_sent_to_nobody(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, work: Work
) -> None:
    dossier = await awaiting_jury(sandbox_database, **somebody())
    guide = await unsigned(sandbox, dossier)
    refused = await registered(sandbox, secretariat, dossier, await planned(sandbox, secretariat))
    assert codes_of(refused.json()) == ["outil_4_not_signed_by_candidate"]

    answer = await died(sandbox, secretariat, dossier)
    assert (answer.status_code, answer.json()["status"]) == (200, "awaiting_jury")
    assert (await waived(sandbox, secretariat, dossier, guide, reason="Décès")).status_code == 200
    session = await sitting(sandbox, secretariat, dossier)
    chair = await sign_in(sandbox, CHAIR)
    (item,) = (await sandbox.get(f"{session}/agenda", headers=chair)).json()["items"]
    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    assert decided.status_code == 201, decided.text
    for who in (secretariat, chair):
        closed = await sandbox.post(f"{session}/closure", json={}, headers=who)
        assert closed.status_code == 200, closed.text
    await work()

    death = {"on": YESTERDAY, "source": SOURCE, "goes_on": True, "recorded_on": today().isoformat()}
    assert item["death"] == death
    seen = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=secretariat)).json()
    (certificate,) = seen["certificates"]
    printed = await sandbox.get(f"/v1/certificates/{certificate['number']}/pdf", headers=secretariat)
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert await to_the_candidate(sandbox) == []
    sent = await sandbox.post(
        f"/v1/dossiers/{dossier.id}/holder-link", json={"paper": "certificate"}, headers=secretariat
    )
    assert (sent.status_code, codes_of(sent.json())) == (422, ["candidate_died"])


async def test_the_death_is_read_by_secretariat_employer_evaluator_and_jury(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, **somebody())
    await sitting(sandbox, secretariat, dossier)
    await died(sandbox, secretariat, dossier)

    for email in (SECRETARIAT, EMPLOYER, EVALUATOR, CHAIR):
        seen = await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=await sign_in(sandbox, email))
        assert seen.json()["death"]["on"] == YESTERDAY, email


async def test_links_are_dead_and_mails_that_wait_do_not_leave(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, work: Work
) -> None:
    dossier = await awaiting_jury(sandbox_database, decisions=(a.a_decision(session_id=JURY_SESSION),), **somebody())
    other = await awaiting_jury(
        sandbox_database,
        decisions=(a.a_decision(session_id=JURY_SESSION),),
        candidate=a.a_candidate(email=CANDIDATE, birth_name="Lefort", birth_date=a.TODAY - timedelta(days=9_999)),
    )
    await issued_for(sandbox_database, dossier)
    await issued_for(sandbox_database, other, number="8K3M-QX0T-4VBN-92HW", verification_code="C0DE-FG7H-2M")
    for one in (dossier, other):
        path = f"/v1/dossiers/{one.id}/holder-link"
        assert (await sandbox.post(path, json={"paper": "certificate"}, headers=secretariat)).status_code == 201
    waiting = await mails_to(sandbox, CANDIDATE)
    mine = next(mail for mail in waiting if dossier.number in mail["body"])

    assert (await died(sandbox, secretariat, dossier)).status_code == 200
    await work()

    left = await mails_to(sandbox, CANDIDATE)
    assert [dossier.number in mail["body"] for mail in left] == [False]
    redeemed = await sandbox.post("/v1/holder-links/redeem", json={"token": mine["links"]["token"]})
    assert redeemed.status_code == 401
    token = await token_for(sandbox, CANDIDATE, "holder_certificate")
    assert (await sandbox.post("/v1/holder-links/redeem", json={"token": token})).status_code == 200


async def test_the_death_is_of_the_person_whose_other_dossiers_are_silent_and_say_so_to_the_branch(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, work: Work
) -> None:
    first = await awaiting_jury(sandbox_database, **somebody(birth_name="Valmont"))
    second = await awaiting_jury(
        sandbox_database, certification_code="cqp-operateur-fabrication", **somebody(birth_name="Valmont")
    )
    await _one_person(sandbox_database, first, second)

    await died(sandbox, secretariat, first)
    closed = await sandbox.post(f"/v1/dossiers/{second.id}/withdrawal", json={"reason": "Abandon"}, headers=secretariat)
    assert closed.status_code == 200, closed.text
    await work()

    assert await to_the_candidate(sandbox) == []


async def test_no_link_to_the_answer_is_sent_to_somebody_whose_death_another_dossier_tells(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    first = await awaiting_jury(sandbox_database, **somebody(birth_name="Valmont"))
    second = await requested(sandbox_database, **somebody(birth_name="Valmont"))
    await _one_person(sandbox_database, first, second)
    await died(sandbox, secretariat, first)

    letter = {"tracking_number": "1A 000", "sent_on": today().isoformat()}
    path = f"/v1/dossiers/{second.id}/admissibility/dispatch"
    answer = await sandbox.post(path, json=letter, headers=secretariat)

    assert answer.status_code == 200, answer.text
    assert await to_the_candidate(sandbox) == []


async def test_the_other_dossiers_checklist_asks_the_secretariat_to_record_it_there_too(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    first = await awaiting_jury(sandbox_database, **somebody(birth_name="Valmont"))
    second = await awaiting_jury(
        sandbox_database, certification_code="cqp-operateur-fabrication", **somebody(birth_name="Valmont")
    )
    await _one_person(sandbox_database, first, second)
    await died(sandbox, secretariat, first)

    async def codes(headers: Headers) -> set[str]:
        answer = await sandbox.get(f"/v1/dossiers/{second.id}/checklist", headers=headers)
        return {warning["code"] for warning in answer.json()["warnings"]}

    assert "candidate_died" in await codes(secretariat)
    assert "candidate_died" not in await codes(await sign_in(sandbox, EMPLOYER))
    await died(sandbox, secretariat, second)
    assert "candidate_died" not in await codes(secretariat)


async def _one_person(engine: AsyncEngine, first: Dossier, second: Dossier) -> None:
    async with SqlUnitOfWork(engine) as uow:
        ids = await uow.persons.ids_of((first.id, second.id))
        if len(set(ids.values())) > 1:
            await uow.persons.assign({second.id: ids[first.id]})
        await uow.commit()


async def test_a_death_is_the_secretariats_to_record_once_and_not_of_tomorrow(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, **somebody())

    tomorrow = await died(sandbox, secretariat, dossier, on=(today() + timedelta(days=1)).isoformat())
    silent = await died(sandbox, secretariat, dossier, source="—")
    for email in (EMPLOYER, EVALUATOR, CHAIR):
        assert (await died(sandbox, await sign_in(sandbox, email), dossier)).status_code in {403, 404}
    once, twice = await died(sandbox, secretariat, dossier), await died(sandbox, secretariat, dossier)

    assert (tomorrow.status_code, codes_of(tomorrow.json())) == (422, ["day_in_the_future"])
    assert silent.status_code == 422
    assert (once.status_code, twice.status_code) == (200, 409)


async def test_d65_a_death_recorded_by_mistake_is_corrected_or_undone(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database, **somebody())
    path = f"/v1/dossiers/{dossier.id}"
    entry = {"entry": "died_on", "reason": "Homonyme"}
    early = await sandbox.post(f"{path}/entry-corrections", json={**entry, "value": YESTERDAY}, headers=secretariat)
    assert (await died(sandbox, secretariat, dossier, goes_on=False)).status_code == 200
    unborn = await sandbox.post(f"{path}/entry-corrections", json={**entry, "value": "1950-01-01"}, headers=secretariat)
    day = (today() - timedelta(days=3)).isoformat()
    redated = await sandbox.post(f"{path}/entry-corrections", json={**entry, "value": day}, headers=secretariat)
    undone = await sandbox.post(f"{path}/entry-corrections", json={**entry, "value": None}, headers=secretariat)

    assert (early.status_code, codes_of(early.json())) == (422, ["nothing_to_correct"])
    assert (unborn.status_code, codes_of(unborn.json())) == (422, ["death_before_birth"])
    assert (redated.status_code, redated.json()["death"]["on"], redated.json()["status"]) == (200, day, "closed")
    assert (undone.status_code, undone.json()["death"], undone.json()["closure"]) == (200, None, None)
    assert undone.json()["status"] == "awaiting_jury"
    history = (await sandbox.get(f"{path}/history", headers=secretariat)).json()["items"]
    assert "correctEntry" in [line["operation"] for line in history]
