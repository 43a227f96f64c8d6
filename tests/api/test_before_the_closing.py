"""D54, L26 over HTTP: what a jury decided is its own until its session is closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.dossier_requests import EMPLOYER
from tests.api.dossier_requests import SECRETARIAT as SECRETARIAT_EMAIL
from tests.api.jury_room import CHAIR, MEMBER, a_deliberation, awaiting_jury, sitting
from tests.api.signing_in import sign_in
from tests.api.test_funding import REFERENCE, confirm, funded, program

EVALUATOR = "evaluator@sandbox.example"
Headers = dict[str, str]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT_EMAIL)


@pytest.fixture
async def chair(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, CHAIR)


async def told(client: AsyncClient, headers: Headers, dossier_id: object) -> dict[str, Any]:
    """All that a person who follows the dossier reads of it."""
    path = f"/v1/dossiers/{dossier_id}"
    whole = (await client.get(path, headers=headers)).json()
    found = [each for each in await listed(client, headers) if each["id"] == str(dossier_id)]
    pages = {
        name: (await client.get(f"{path}/{name}", headers=headers)).json()
        for name in ("decisions", "history", "checklist")
    }
    due = (await client.get("/v1/deadlines", params={"limit": "100"}, headers=headers)).json()["items"]
    return {
        **{name: whole[name] for name in ("status", "outcome", "current_step", "updated_at", "certificates")},
        "listed": [(each["status"], each["outcome"], each["updated_at"]) for each in found],
        **{
            status: str(dossier_id) in [each["id"] for each in await listed(client, headers, status=status)]
            for status in ("awaiting_jury", "partially_awarded")
        },
        "decisions": pages["decisions"]["items"],
        "history": pages["history"]["items"],
        "deadlines": [each for each in due if str(dossier_id) in str(each)],
        "steps": pages["checklist"]["steps"],
        "actions": pages["checklist"]["next_actions"],
    }


async def listed(client: AsyncClient, headers: Headers, **narrowed: str) -> list[dict[str, Any]]:
    answer = await client.get("/v1/dossiers", params={"limit": "100", **narrowed}, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_l26_employer_and_evaluator_read_until_the_closing_what_they_read_before(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    employer, evaluator = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, EVALUATOR)
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    session = await sitting(sandbox, secretariat, dossier)
    before = [await told(sandbox, who, dossier.id) for who in (employer, evaluator)]

    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    meanwhile = [await told(sandbox, who, dossier.id) for who in (employer, evaluator)]
    attestation = await sandbox.get(f"/v1/dossiers/{dossier.id}/attestation", headers=employer)
    of_the_branch = await told(sandbox, secretariat, dossier.id)
    by_member = await sandbox.get(f"/v1/dossiers/{dossier.id}/decisions", headers=await sign_in(sandbox, MEMBER))
    for headers in (secretariat, chair):
        assert (await sandbox.post(f"{session}/closure", headers=headers)).status_code == 200
    after = await told(sandbox, employer, dossier.id)

    assert decided.status_code == 201
    assert meanwhile == before
    assert attestation.status_code == 409
    assert (of_the_branch["status"], of_the_branch["partially_awarded"], of_the_branch["awaiting_jury"]) == (
        "partially_awarded",
        True,
        False,
    )
    assert [each["signed"] for each in by_member.json()["items"]] == [False]
    assert (after["status"], after["partially_awarded"], after["awaiting_jury"]) == ("partially_awarded", True, False)
    assert [(each["outcome"], each["signed"]) for each in after["decisions"]] == [("partially_awarded", True)]
    assert after["updated_at"] > before[0]["updated_at"]
    assert "deliberate" in [each["operation"] for each in after["history"]]


async def test_l26_a_decision_taken_again_leaves_the_former_one_to_its_readers(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    dossier = await awaiting_jury(sandbox_database, not_acquired=1)
    first = await sitting(sandbox, secretariat, dossier)
    await sandbox.post(f"{first}/deliberations", json=a_deliberation(dossier), headers=chair)
    for headers in (secretariat, chair):
        await sandbox.post(f"{first}/closure", headers=headers)
    attestation = (await sandbox.get(f"/v1/dossiers/{dossier.id}/attestation", headers=employer)).content
    second = await sitting(sandbox, secretariat)
    assert dossier.scope is not None
    words = [{"code": dossier.scope.assessed[-1], "validated": True, "reason": "Vu sur pièce"}]

    again = await sandbox.post(
        f"/v1/dossiers/{dossier.id}/decision-corrections",
        json={
            "kind": "redeliberation",
            "session_id": second.rsplit("/", 1)[1],
            "reason": "Pièce retrouvée",
            "votes": a_deliberation(dossier)["votes"],
            "competences": words,
        },
        headers=secretariat,
    )
    meanwhile = await told(sandbox, employer, dossier.id)
    still = (await sandbox.get(f"/v1/dossiers/{dossier.id}/attestation", headers=employer)).content
    for headers in (secretariat, chair):
        await sandbox.post(f"{second}/closure", headers=headers)
    after = await told(sandbox, employer, dossier.id)

    assert again.json()["outcome"] == "awarded"
    assert (meanwhile["status"], meanwhile["outcome"]) == ("partially_awarded", "partially_awarded")
    assert [each["kind"] for each in meanwhile["decisions"]] == ["deliberation"]
    assert still == attestation
    assert (after["status"], len(after["decisions"]), len(after["certificates"])) == ("awarded", 2, 1)


async def test_l26_the_funder_and_the_feed_are_told_nothing_before_the_closing(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, chair: Headers
) -> None:
    funder = await program(sandbox)
    dossier = await funded(sandbox_database, not_acquired=1)
    await confirm(sandbox, funder, dossier)
    session = await sitting(sandbox, secretariat, dossier)
    path = f"/v1/funding/dossiers/{dossier.id}"

    async def read() -> tuple[Any, ...]:
        one = (await sandbox.get(path, headers=funder)).json()
        pages = [
            (await sandbox.get("/v1/funding/dossiers", params=narrowed, headers=funder)).json()["items"]
            for narrowed in ({"status": "awaiting_jury"}, {"status": "partially_awarded"})
        ]
        feed = (await sandbox.get("/v1/events", headers=funder)).json()["items"]
        seen = [(one["status"], one["outcome"], one["updated_at"], one["key_dates"]["decided_on"])]
        return seen, [[each["id"] for each in page] for page in pages], feed

    before = await read()
    decided_at = datetime.now(UTC)
    await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    meanwhile = await read()
    for headers in (secretariat, chair):
        await sandbox.post(f"{session}/closure", headers=headers)
    after = await read()
    since = {"updated_since": (decided_at - timedelta(seconds=1)).isoformat()}
    changed = (await sandbox.get("/v1/funding/dossiers", params=since, headers=funder)).json()["items"]

    for one, other in zip(meanwhile, before, strict=False):
        for k in one:
            if isinstance(one, dict) and one[k] != other[k]:
                print("DIFF", k, one[k], other[k])
    assert meanwhile == before
    assert before[1] == [[str(dossier.id)], []]
    assert after[0][0][:2] == ("partially_awarded", "partially_awarded")
    assert after[1] == [[], [str(dossier.id)]]
    assert [each["id"] for each in changed] == [str(dossier.id)]
    assert REFERENCE in str(changed)
