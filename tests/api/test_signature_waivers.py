"""A candidate who refuses to sign no longer blocks the jury, over HTTP (S14, D68)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.dossier import Dossier
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of, rules_of
from tests.api.jury_room import CHAIR, awaiting_jury, planned, registered, sitting
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.files import PDF

Headers = dict[str, str]
EVALUATOR = "evaluator@sandbox.example"
WHY = "La candidate refuse de signer : courrier du 2 novembre."


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def unsigned(client: AsyncClient, dossier: Dossier, signed_by: str = "evaluator,trade_evaluator") -> str:
    """A newest version of outil 4 that the candidate has not signed: its id."""
    answer = await client.post(
        f"/v1/dossiers/{dossier.id}/documents",
        data={"kind": "outil_4", "signed_by": signed_by},
        files={"file": ("outil 4.pdf", PDF)},
        headers=await sign_in(client, EVALUATOR),
    )
    assert answer.status_code == 201, answer.text
    document_id: str = answer.json()["id"]
    return document_id


async def waived(
    client: AsyncClient, headers: Headers, dossier: Dossier, document_id: str, signatory: str = "candidate", **body: Any
) -> Response:
    return await client.post(
        f"/v1/dossiers/{dossier.id}/documents/{document_id}/signature-waivers",
        json={"signatory": signatory, "reason": WHY, **body},
        headers=headers,
    )


async def test_s14_a_candidate_who_refuses_to_sign_does_not_block_the_jury_which_reads_why(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, work: Callable[[], Awaitable[None]]
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    guide = await unsigned(sandbox, dossier)
    refused = await registered(sandbox, secretariat, dossier, await planned(sandbox, secretariat))
    assert (refused.status_code, codes_of(refused.json())) == (422, ["outil_4_not_signed_by_candidate"])

    answer = await waived(sandbox, secretariat, dossier, guide)

    assert answer.status_code == 200, answer.text
    waiver = {
        "document_id": guide,
        "kind": "outil_4",
        "kind_label": "Outil n° 4 : guide d'évaluation des compétences",
        "signatory": "candidate",
        "signatory_label": "le candidat",
        "reason": WHY,
        "on": answer.json()["signature_waivers"][0]["on"],
    }
    assert answer.json()["signature_waivers"] == [waiver]
    session = await sitting(sandbox, secretariat, dossier)
    chair = await sign_in(sandbox, CHAIR)
    (item,) = (await sandbox.get(f"{session}/agenda", headers=chair)).json()["items"]
    assert item["signature_waivers"] == [waiver]
    seen = (await sandbox.get(f"/v1/dossiers/{dossier.id}", headers=chair)).json()
    assert seen["signature_waivers"] == [waiver]
    history = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"]
    (line,) = [each for each in history if each["operation"] == "waiveSignature"]
    assert (line["details"]["signatory"], line["details"]["reason"], line["rules"]) == ("candidate", WHY, ["D68"])
    await work()
    told = {each["template"] for each in await mails_to(sandbox, EMPLOYER)}
    assert "signature_waived" in told
    assert "signature_waived" not in {each["template"] for each in await mails_to(sandbox, EVALUATOR)}


async def test_a_new_version_asks_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    guide = await unsigned(sandbox, dossier)
    assert (await waived(sandbox, secretariat, dossier, guide)).status_code == 200
    await unsigned(sandbox, dossier)

    refused = await registered(sandbox, secretariat, dossier, await planned(sandbox, secretariat))
    superseded = await waived(sandbox, secretariat, dossier, guide, "evaluator")

    assert codes_of(refused.json()) == ["outil_4_not_signed_by_candidate"]
    assert (superseded.status_code, codes_of(superseded.json())) == (422, ["not_the_version_that_counts"])


async def test_what_is_not_awaited_is_refused_by_the_rule_and_nobody_but_the_secretariat_waives(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    guide = await unsigned(sandbox, dossier)

    signed = await waived(sandbox, secretariat, dossier, guide, "evaluator")
    silent = await waived(sandbox, secretariat, dossier, guide, reason="\u3164")
    unknown = await waived(sandbox, secretariat, dossier, str(dossier.id))
    for email in (EMPLOYER, EVALUATOR, CHAIR):
        assert (await waived(sandbox, await sign_in(sandbox, email), dossier, guide)).status_code == 403
    once = await waived(sandbox, secretariat, dossier, guide)
    twice = await waived(sandbox, secretariat, dossier, guide)

    assert (signed.status_code, rules_of(signed.json())) == (422, ["D68"])
    assert (silent.status_code, unknown.status_code) == (422, 404)
    assert (once.status_code, twice.status_code) == (200, 409)
