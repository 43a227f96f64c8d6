"""A paper in the wrong dossier, over HTTP: taken off, hidden from everybody, its file deleted in time (S15, D67)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Settings
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of, rules_of
from tests.api.jury_room import CHAIR, awaiting_jury, sitting, today
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.files import JPEG, PDF

Headers = dict[str, str]
EVALUATOR = "evaluator@sandbox.example"
WHY = "Cette pièce est celle d'un autre candidat."


@dataclass(frozen=True, slots=True)
class Desk:
    """A dossier that awaits the jury, and the people around it."""

    client: AsyncClient
    path: str
    folder: Path
    employer: Headers
    secretariat: Headers
    evaluator: Headers

    async def bring(self, headers: Headers, kind: str, content: bytes = PDF, **fields: Any) -> Response:
        suffix = "jpg" if content == JPEG else "pdf"
        return await self.client.post(
            f"{self.path}/documents",
            data={"kind": kind, **fields},
            files={"file": (f"dupont.{suffix}", content)},
            headers=headers,
        )

    async def remove(self, headers: Headers, document_id: str, **body: Any) -> Response:
        asked = {"reason": WHY, **body}
        return await self.client.post(f"{self.path}/documents/{document_id}/removal", json=asked, headers=headers)

    async def listed(self, headers: Headers) -> list[tuple[str, int]]:
        answer = await self.client.get(f"{self.path}/documents", headers=headers)
        return sorted((each["kind"], each["version"]) for each in answer.json()["items"])

    async def history(self, operation: str) -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.path}/history", headers=self.secretariat)
        return [line for line in answer.json()["items"] if line["operation"] == operation]

    def holds(self, content: bytes) -> bool:
        return content in [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture
async def desk(sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings) -> Desk:
    dossier = await awaiting_jury(sandbox_database)
    return Desk(
        sandbox,
        f"/v1/dossiers/{dossier.id}",
        settings.data_directory,
        employer=await sign_in(sandbox, EMPLOYER),
        secretariat=await sign_in(sandbox, SECRETARIAT),
        evaluator=await sign_in(sandbox, EVALUATOR),
    )


async def test_s15_after_the_registration_the_secretariat_replaces_a_piece_and_says_why(desk: Desk) -> None:
    for headers, status in ((desk.employer, 409), (desk.evaluator, 403)):
        assert (await desk.bring(headers, "outil_6", reason=WHY)).status_code == status

    silent = await desk.bring(desk.secretariat, "outil_6")
    blank = await desk.bring(desk.secretariat, "outil_6", reason="\u00a0—")
    told = await desk.bring(desk.secretariat, "outil_6", reason="Page manquante.")

    assert (silent.status_code, codes_of(silent.json()), rules_of(silent.json())) == (422, ["reason_missing"], ["D67"])
    assert blank.status_code == 422
    assert (told.status_code, told.json()["version"]) == (201, 2)
    assert (await desk.history("addDocument"))[0]["details"]["reason"] == "Page manquante."


@pytest.mark.parametrize("over", ["withdrawal", None])
async def test_s15_a_proof_is_added_after_the_registration_and_on_a_closed_dossier(
    desk: Desk, over: str | None
) -> None:
    if over:
        await desk.client.post(f"{desk.path}/{over}", json={"reason": "Abandon"}, headers=desk.employer)

    assert (await desk.bring(desk.secretariat, "diploma", reason="Arrivé après.")).status_code == 201


async def test_s15_a_document_of_somebody_else_is_taken_off_shown_to_nobody_and_deleted_at_once(desk: Desk) -> None:
    wrong = (await desk.bring(desk.secretariat, "diploma", JPEG, reason="Reçu par la poste.")).json()
    assert desk.holds(JPEG)

    answer = await desk.remove(desk.secretariat, wrong["id"], wrong_person=True)

    assert answer.status_code == 200, answer.text
    for headers in (desk.secretariat, desk.employer, desk.evaluator):
        assert ("diploma", 1) not in await desk.listed(headers)
        content = await desk.client.get(f"{desk.path}/documents/{wrong['id']}/content", headers=headers)
        assert content.status_code == 404
    assert not desk.holds(JPEG)
    (line,) = await desk.history("removeDocument")
    assert {name: line["details"][name] for name in ("kind", "received_on", "sha256", "reason", "wrong_person")} == {
        "kind": "diploma",
        "received_on": today().isoformat(),
        "sha256": sha256(JPEG).hexdigest(),
        "reason": WHY,
        "wrong_person": True,
    }
    assert (await desk.history("deleteRemovedFile"))[0]["details"]["document_id"] == wrong["id"]
    again = await desk.remove(desk.secretariat, wrong["id"])
    assert again.status_code == 404


async def test_the_bytes_of_this_persons_paper_stay_for_thirty_days(
    desk: Desk, work: Callable[[], Awaitable[None]]
) -> None:
    wrong = (await desk.bring(desk.secretariat, "diploma", JPEG, reason="Reçu par la poste.")).json()
    assert (await desk.remove(desk.secretariat, wrong["id"])).status_code == 200

    for days, kept in ((30, True), (31, False)):
        moved = datetime.now(UTC) + timedelta(days=days)
        await desk.client.put("/v1/sandbox/clock", json={"now": moved.isoformat()})
        await work()
        assert desk.holds(JPEG) is kept


async def test_the_version_before_it_counts_again_and_the_jury_reads_that_one(
    desk: Desk, sandbox_database: AsyncEngine
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    there = replace(desk, path=f"/v1/dossiers/{dossier.id}")
    wrong = (await there.bring(there.evaluator, "outil_4", signed_by="evaluator")).json()
    checklist = (await there.client.get(f"{there.path}/checklist", headers=there.secretariat)).json()
    lacking = {item["code"] for step in checklist["steps"] for item in step["missing"]}
    assert "outil_4_not_signed_by_candidate" in lacking
    assert (await there.remove(there.secretariat, wrong["id"])).status_code == 200
    session = await sitting(there.client, there.secretariat, dossier)

    (item,) = (await desk.client.get(f"{session}/agenda", headers=await sign_in(desk.client, CHAIR))).json()["items"]

    assert wrong["id"] not in [each["id"] for each in item["documents"]]
    assert {each["kind"] for each in item["documents"]} == {"outil_4", "outil_6"}


async def test_who_brought_it_takes_it_off_while_the_step_is_open_and_nobody_elses(desk: Desk) -> None:
    own = (await desk.bring(desk.evaluator, "outil_4", signed_by="evaluator")).json()
    theirs = (await desk.bring(desk.secretariat, "outil_6", reason="Page manquante.")).json()

    refused = await desk.remove(desk.employer, own["id"])
    foreign = await desk.remove(desk.evaluator, theirs["id"])
    taken = await desk.remove(desk.evaluator, own["id"])

    assert (refused.status_code, codes_of(refused.json())) == (422, ["document_of_somebody_else"])
    assert (foreign.status_code, rules_of(foreign.json())) == (422, ["D67"])
    assert taken.status_code == 200
    assert ("outil_4", 2) not in await desk.listed(desk.secretariat)


async def test_who_brought_it_is_told_without_the_reason_and_nobody_else(
    desk: Desk, work: Callable[[], Awaitable[None]]
) -> None:
    own = (await desk.bring(desk.evaluator, "outil_4", signed_by="evaluator")).json()
    await desk.remove(desk.secretariat, own["id"])
    await work()

    (mail,) = [each for each in await mails_to(desk.client, EVALUATOR) if each["template"] == "document_removed"]
    assert "guide d'évaluation" in mail["body"]
    assert WHY not in mail["body"]
    assert "document_removed" not in {each["template"] for each in await mails_to(desk.client, EMPLOYER)}


async def test_an_export_leaves_it_out(desk: Desk) -> None:
    wrong = (await desk.bring(desk.secretariat, "diploma", reason="Reçu par la poste.")).json()
    asked = {"dossier_id": desk.path.rsplit("/", 1)[1]}
    before = await desk.client.post("/v1/persons/export", json=asked, headers=desk.secretariat)
    await desk.remove(desk.secretariat, wrong["id"])
    after = await desk.client.post("/v1/persons/export", json=asked, headers=desk.secretariat)

    assert "dupont.pdf" in before.text
    assert after.status_code == 200
    assert "dupont.pdf" not in after.text


async def test_a_removal_says_why(desk: Desk) -> None:
    own = (await desk.bring(desk.secretariat, "outil_6", reason="Page manquante.")).json()

    assert (await desk.remove(desk.secretariat, own["id"], reason=" — ")).status_code == 422
    assert (await desk.remove(await sign_in(desk.client, CHAIR), own["id"])).status_code == 403
