"""Candidates and holders without an account reach what is theirs by a link (D12, issue of certificates, R44)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import dossier_history
from app.domain.dossier import Admissibility, AdmissibilityVerdict, Dossier
from app.sandbox.identities import JURY_SESSION
from tests import builders as a
from tests.api.certificate_desk import CODE, EMAIL, NUMBER, issued
from tests.api.dossier_requests import SECRETARIAT as SECRETARIAT_EMAIL
from tests.api.dossier_requests import codes_of
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting, today
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import sign_in

Headers = dict[str, str]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT_EMAIL)


async def requested(engine: AsyncEngine, answer: Admissibility | None = None, **changes: Any) -> Dossier:
    """A common-law VAE whose request was found admissible on that day, nothing of it sent yet."""
    admissibility = answer or a.an_admission(today())
    unassessed = {"assessment": None, "scope": None, "assessment_completed_on": None, "trade_evaluator": None}
    return await awaiting_jury(
        engine, pathway=a.P3, company_id=None, admissibility=admissibility, **{**unassessed, **changes}
    )


async def redeemed(client: AsyncClient, token: str, **headers: str) -> Response:
    return await client.post("/v1/holder-links/redeem", json={"token": token}, headers=headers)


async def sent(client: AsyncClient, dossier: Dossier | str, paper: str, headers: Headers) -> Response:
    path = dossier if isinstance(dossier, str) else f"/v1/dossiers/{dossier.id}"
    return await client.post(f"{path}/holder-link", json={"paper": paper}, headers=headers)


async def readings(engine: AsyncEngine, dossier: Dossier) -> list[dict[str, Any]]:
    """The lines of history that tell of a reading."""
    query = select(dossier_history.c.details, dossier_history.c.actor).where(
        dossier_history.c.dossier_id == dossier.id, dossier_history.c.operation == "readAttestation"
    )
    async with engine.connect() as connection:
        return [{**row.details, "actor": row.actor} for row in await connection.execute(query)]


async def test_d12_the_dispatch_mails_a_link_and_its_first_reading_is_the_acknowledgement_and_its_proof(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await requested(sandbox_database)
    path = f"/v1/dossiers/{dossier.id}"
    letter = {"tracking_number": "1A 000", "sent_on": today().isoformat()}
    assert (await sandbox.post(f"{path}/admissibility/dispatch", json=letter, headers=secretariat)).status_code == 200
    token = await token_for(sandbox, EMAIL, "holder_admissibility")

    first = await redeemed(sandbox, token)
    second = await redeemed(sandbox, token)
    request = (await sandbox.get(f"{path}/admissibility", headers=secretariat)).json()

    shown = first.json()
    assert (first.status_code, shown["paper"], shown["paper_label"]) == (
        200,
        "admissibility",
        "Décision de recevabilité",
    )
    assert (shown["admissibility"]["decision"], shown["certificate"], shown["attestation"]) == (
        "admissible",
        None,
        None,
    )
    assert shown["candidate_name"] == dossier.candidate.full_name
    assert first.headers["Cache-Control"] == "no-store"
    assert request["acknowledged_on"] == today().isoformat()
    assert request["read_receipt"] == {
        "at": shown["read_at"],
        "token_sha256": sha256(token.encode()).hexdigest(),
        "shown_sha256": sha256(first.content).hexdigest(),
        "shown_as": "application/json",
    }
    assert second.json()["read_at"] == shown["read_at"]
    (line,) = await readings(sandbox_database, dossier)
    assert (line["actor"]["role"], line["shown_sha256"]) == ("anonymous", request["read_receipt"]["shown_sha256"])
    assert list(line["editions"]) == ["D12"]
    assert token not in str(line)


async def test_a_link_redeemed_several_times_at_once_leaves_one_receipt(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await requested(sandbox_database)
    await sent(sandbox, dossier, "admissibility", secretariat)
    token = await token_for(sandbox, EMAIL, "holder_admissibility")

    answers = await asyncio.gather(*(redeemed(sandbox, token) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.json()["read_at"] for answer in answers}) == 1
    (line,) = await readings(sandbox_database, dossier)
    assert line["shown_sha256"] in {sha256(answer.content).hexdigest() for answer in answers}


async def test_a_refusal_is_read_by_a_link_and_acknowledges_nothing(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await requested(sandbox_database, a.a_request(today(), verdict=AdmissibilityVerdict.INADMISSIBLE))
    await sent(sandbox, dossier, "admissibility", secretariat)

    shown = (await redeemed(sandbox, await token_for(sandbox, EMAIL, "holder_admissibility"))).json()
    path = f"/v1/dossiers/{dossier.id}/admissibility"
    request = (await sandbox.get(path, headers=secretariat)).json()

    assert shown["admissibility"]["decision"] == "inadmissible"
    assert (request["acknowledged_on"], request["read_receipt"]["at"]) == (None, shown["read_at"])


async def test_a_link_opens_for_ninety_days_until_another_is_sent(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    certificate = await issued(sandbox_database)
    dossier = f"/v1/dossiers/{certificate.dossier_id}"
    first = await sent(sandbox, dossier, "certificate", secretariat)
    former = await token_for(sandbox, EMAIL, "holder_certificate")
    second = await sent(sandbox, dossier, "certificate", secretariat)
    token = await token_for(sandbox, EMAIL, "holder_certificate")

    dead, opened = await redeemed(sandbox, former), await redeemed(sandbox, token)
    expiry = datetime.fromisoformat(second.json()["expires_at"])
    await sandbox.put("/v1/sandbox/clock", json={"now": (expiry + timedelta(seconds=1)).isoformat()})
    expired = await redeemed(sandbox, token)

    assert (first.status_code, first.json()["sent_to"]) == (201, EMAIL)
    assert timedelta(days=89) < expiry - datetime.now(UTC) <= timedelta(days=90)
    assert (dead.status_code, expired.status_code) == (401, 401)
    assert "secrétariat" in dead.json()["detail"]
    held = opened.json()["certificate"]
    assert (held["number"], held["verification_code"], held["state"]) == (NUMBER, CODE, "valid")
    verification = await sandbox.get(held["verification_url"].removeprefix("http://testserver"))
    assert verification.json()["state"] == "valid"


async def test_a_partial_award_sends_its_attestation_at_the_closing_and_not_before(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    chair = await sign_in(sandbox, CHAIR)
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)

    too_early = await sent(sandbox, dossier, "attestation", secretariat)
    assert await mails_to(sandbox, EMAIL) == []
    for headers in (secretariat, chair):
        await sandbox.post(f"{session}/closure", headers=headers)
    token = await token_for(sandbox, EMAIL, "holder_attestation")
    shown = (await redeemed(sandbox, token)).json()
    printed = await redeemed(sandbox, token, Accept="application/pdf")

    assert (too_early.status_code, codes_of(too_early.json())) == (422, ["no_attestation"])
    assert dossier.scope is not None
    kept = [one["competence_code"] for one in shown["attestation"]["competences"]]
    assert kept == list(dossier.scope.assessed[:-1])
    assert shown["admissibility"] is None
    assert (printed.headers["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert dossier.number in printed.headers["Content-Disposition"]


async def test_the_receipt_of_a_printed_answer_is_the_digest_of_the_very_file(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await requested(sandbox_database)
    await sent(sandbox, dossier, "admissibility", secretariat)
    token = await token_for(sandbox, EMAIL, "holder_admissibility")

    printed = await redeemed(sandbox, token, Accept="application/pdf")

    (line,) = await readings(sandbox_database, dossier)
    assert (line["shown_as"], line["shown_sha256"]) == ("application/pdf", sha256(printed.content).hexdigest())


async def test_nothing_is_sent_that_does_not_exist_or_to_nobody_and_all_reasons_are_told(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    nobody = replace(a.a_candidate(birth_name="Sans Adresse"), email=None)
    dossier = await awaiting_jury(
        sandbox_database, candidate=nobody, decisions=(a.a_decision(session_id=JURY_SESSION),)
    )

    refused = await sent(sandbox, dossier, "certificate", secretariat)
    unknown = await redeemed(sandbox, "x" * 43)

    assert (refused.status_code, codes_of(refused.json())) == (
        422,
        ["no_valid_certificate", "candidate_without_address"],
    )
    assert (unknown.status_code, unknown.json()["code"]) == (401, "unauthenticated")
