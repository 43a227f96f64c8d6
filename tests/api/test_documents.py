"""Documents over HTTP: brought, listed, read, and every way in which they are refused."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Closure, ClosureReason, Dossier
from app.main import create_app
from app.sandbox.identities import COMPANY, EVALUATOR
from app.settings import Settings
from app.usecases.access import Caller, Role
from app.usecases.ports.documents import DocumentStore, StoredFile
from app.usecases.ports.dossiers import HistoryLine, SavedDossier
from tests import builders as b
from tests import files
from tests.api.signing_in import sign_in

SECRETARIAT = Caller(role=Role.SECRETARIAT)
MEBIBYTE = 1 << 20


@pytest.fixture
def app(settings: Settings, sandbox_database: AsyncEngine) -> FastAPI:
    return create_app(settings, engine=sandbox_database)


@dataclass(frozen=True, slots=True)
class Desk:
    """A client, a dossier, and the people around it."""

    client: AsyncClient
    dossier_id: UUID
    engine: AsyncEngine
    folder: Path
    employer: Mapping[str, str]
    secretariat: Mapping[str, str]

    @property
    def path(self) -> str:
        return f"/v1/dossiers/{self.dossier_id}/documents"

    async def bring(
        self,
        content: bytes = files.PDF,
        *,
        name: str = "outil 6.pdf",
        headers: Mapping[str, str] | None = None,
        sent: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Response:
        """Upload as the employer, unless said."""
        who = {**(headers or self.employer), **(sent or {})}
        return await self.client.post(
            self.path, headers=who, data={"kind": "outil_6", **fields}, files={"file": (name, content)}
        )

    def stored_files(self) -> list[bytes]:
        return [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]

    async def dossier(self) -> Dossier:
        async with SqlUnitOfWork(self.engine) as uow:
            found = await uow.dossiers.get(SECRETARIAT, self.dossier_id)
        assert found is not None
        return found

    async def change(self, **changes: Any) -> None:
        before = await self.dossier()
        after = replace(before, version=before.version + 1, **changes)
        async with SqlUnitOfWork(self.engine) as uow:
            await uow.dossiers.save(SavedDossier(dossier=after, line=_line(after)))
            await uow.commit()


def _line(dossier: Dossier) -> HistoryLine:
    return HistoryLine(
        id=uuid7(),
        dossier_id=dossier.id,
        dossier_version=dossier.version,
        at=b.NOW,
        on=b.TODAY,
        operation="createDossier",
        actor={"role": "employer"},
        from_status=None,
        to_status="registration_in_progress",
        rules=(),
    )


@pytest.fixture
async def desk(app: FastAPI, sandbox_database: AsyncEngine, settings: Settings) -> AsyncIterator[Desk]:
    opened = b.a_dossier(id=uuid7(), company_id=COMPANY, evaluator=b.a_choice(evaluator_id=EVALUATOR))
    async with SqlUnitOfWork(sandbox_database) as uow:
        await uow.dossiers.add(SavedDossier(dossier=opened, line=_line(opened)))
        await uow.commit()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        yield Desk(
            client,
            opened.id,
            sandbox_database,
            settings.data_directory,
            employer=await sign_in(client, "employer@sandbox.example"),
            secretariat=await sign_in(client, "secretariat@sandbox.example"),
        )


def told(answer: Response) -> list[tuple[str, str | None]]:
    return [(error["code"], error.get("pointer")) for error in answer.json()["errors"]]


# --- bringing ---------------------------------------------------------------------------------------------------------


async def test_a_document_is_added_with_what_is_known_of_it(desk: Desk) -> None:
    answer = await desk.bring(signed_by="candidate")
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == '"2"'
    body = answer.json()
    assert answer.headers["Location"] == f"{desk.path}/{body['id']}/content"
    assert body == {
        "id": body["id"],
        "kind": "outil_6",
        "kind_label": "Outil n° 6 : dossier du candidat",
        "version": 1,
        "file_name": "outil 6.pdf",
        "media_type": "application/pdf",
        "size": len(files.PDF),
        "sha256": sha256(files.PDF).hexdigest(),
        "signed_by": ["candidate"],
        "signed_by_labels": ["le candidat"],
        "received_on": body["received_on"],
        "state": "available",
        "state_label": "Disponible",
        "form_version": None,
        "uploaded_at": body["uploaded_at"],
        "uploaded_by": {"role": "employer", "name": "Claire Fontaine"},
        "warnings": [],
        "pages": None,
        "has_preview": None,
    }
    content = await desk.client.get(answer.headers["Location"], headers=desk.employer)
    assert content.content == files.PDF


async def test_an_upload_is_a_line_of_history_and_a_new_version_of_the_dossier(desk: Desk) -> None:
    brought = (await desk.bring()).json()
    history = await desk.client.get(f"/v1/dossiers/{desk.dossier_id}/history", headers=desk.employer)
    newest = history.json()["items"][0]
    assert (newest["operation"], newest["version"]) == ("addDocument", 2)
    assert newest["details"]["document_id"] == brought["id"]
    assert newest["details"]["kind"] == "outil_6"


async def test_a_new_upload_is_a_new_version_and_the_old_one_is_still_read(desk: Desk) -> None:
    first = (await desk.bring(files.PDF)).json()
    second = (await desk.bring(files.PNG, name="outil 6.png")).json()
    assert (first["version"], second["version"]) == (1, 2)
    listed = (await desk.client.get(desk.path, headers=desk.employer)).json()
    assert [(item["version"], item["file_name"]) for item in listed["items"]] == [
        (2, "outil 6.png"),
        (1, "outil 6.pdf"),
    ]
    for document, content in ((first, files.PDF), (second, files.PNG)):
        answer = await desk.client.get(f"{desk.path}/{document['id']}/content", headers=desk.employer)
        assert answer.content == content


async def test_two_uploads_at_once_are_two_versions(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.bring() for _ in range(2)))
    assert {answer.json()["version"] for answer in answers} == {1, 2}
    assert {answer.headers["ETag"] for answer in answers} == {'"2"', '"3"'}


@pytest.mark.parametrize(
    "signatures",
    [["technical_expert", "candidate"], ["technical_expert,candidate"], ["technical_expert, candidate", ""]],
)
async def test_signatures_come_as_several_fields_or_in_one(desk: Desk, signatures: list[str]) -> None:
    answer = await desk.bring(kind="outil_1", signed_by=signatures)
    assert answer.status_code == 201, answer.text
    assert answer.json()["signed_by"] == ["candidate", "technical_expert"]


async def test_a_name_is_kept_without_folders_and_given_back_as_it_is(desk: Desk) -> None:
    answer = await desk.bring(name="../Dossier « Zoé » €.pdf")
    assert answer.json()["file_name"] == "Dossier « Zoé » €.pdf"
    content = await desk.client.get(answer.headers["Location"], headers=desk.employer)
    assert content.headers["Content-Disposition"] == (
        'attachment; filename="Dossier _ Zo_ _ _.pdf"; '
        "filename*=UTF-8''Dossier%20%C2%AB%20Zo%C3%A9%20%C2%BB%20%E2%82%AC.pdf"
    )


async def test_a_repeated_request_adds_one_document(desk: Desk) -> None:
    first = await desk.bring(sent={"Idempotency-Key": "once"})
    again = await desk.bring(sent={"Idempotency-Key": "once"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert len(desk.stored_files()) == 1


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "outil 6.pdf", 422, "validation_failed"),
        (b"MZ\x90\x00 a program", "outil 6.pdf", 415, "unsupported_media_type"),
        (files.JPEG, "outil 6.pdf", 415, "unsupported_media_type"),
        (b"\n" * 1025 + files.PDF, "outil 6.pdf", 415, "unsupported_media_type"),
        (files.PDF[:-9] + bytes(19 * MEBIBYTE), "outil 6.pdf", 422, "validation_failed"),
        (files.PDF + bytes(20 * MEBIBYTE), "outil 6.pdf", 413, "payload_too_large"),
        (files.PDF + bytes(22 * MEBIBYTE), "outil 6.pdf", 413, "payload_too_large"),
    ],
    ids=[
        "empty",
        "program",
        "jpeg named pdf",
        "pdf beyond where readers look",
        "cut at its end",
        "a little too large",
        "far too large",
    ],
)
async def test_a_file_that_is_not_acceptable_leaves_nothing(
    desk: Desk, content: bytes, name: str, status: int, code: str
) -> None:
    answer = await desk.bring(content, name=name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert desk.stored_files() == []
    assert (await desk.dossier()).version == 1


async def test_a_file_of_exactly_20_mib_is_kept(desk: Desk) -> None:
    answer = await desk.bring(files.PDF + bytes(20 * MEBIBYTE - 2 * len(files.PDF)) + files.PDF)
    assert answer.status_code == 201, answer.text
    assert answer.json()["size"] == 20 * MEBIBYTE


async def test_an_empty_file_is_told_at_its_place(desk: Desk) -> None:
    assert told(await desk.bring(b"")) == [("empty_file", "/file")]


@pytest.mark.parametrize(
    ("data", "parts", "faults"),
    [
        ({}, {"file": ("a.pdf", files.PDF)}, [("missing", "/kind")]),
        ({"kind": "outil_6"}, {"received_on": (None, b"2026-11-23")}, [("missing", "/file")]),
        ({"kind": "outil_3"}, {"file": ("a.pdf", files.PDF)}, [("unknown_value", "/kind")]),
        (
            {"kind": "outil_6", "signed_by": "nobody"},
            {"file": ("a.pdf", files.PDF)},
            [("unknown_value", "/signed_by/0")],
        ),
        (
            {"kind": "outil_6", "received_on": "2026-02-30"},
            {"file": ("a.pdf", files.PDF)},
            [("not_a_date", "/received_on")],
        ),
        ({"kind": "outil_6", "colour": "red"}, {"file": ("a.pdf", files.PDF)}, [("unknown_field", "/colour")]),
        ({"kind": ["outil_6", "outil_1"]}, {"file": ("a.pdf", files.PDF)}, [("repeated_field", "/kind")]),
    ],
)
async def test_a_form_that_is_not_acceptable_is_told_place_by_place(
    desk: Desk, data: Any, parts: Any, faults: list[tuple[str, str]]
) -> None:
    answer = await desk.client.post(desk.path, headers=desk.employer, data=data, files=parts)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text
    assert told(answer) == faults


async def test_a_text_in_the_place_of_the_file_is_refused(desk: Desk) -> None:
    fields = {"kind": (None, b"outil_6"), "file": (None, b"not a file")}
    answer = await desk.client.post(desk.path, headers=desk.employer, files=fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert [pointer for _, pointer in told(answer)] == ["/file"]


async def test_what_the_domain_finds_wrong_comes_at_once(desk: Desk) -> None:
    answer = await desk.bring(kind="outil_8", signed_by="tutor", received_on="2199-01-01")
    assert answer.status_code == 422
    assert [pointer for _, pointer in told(answer)] == ["/kind", "/signed_by", "/received_on"]
    assert desk.stored_files() == []


async def test_only_the_secretariat_dates_a_receipt(desk: Desk) -> None:
    refused = await desk.bring(received_on="2026-01-05")
    assert told(refused) == [("receipt_dated_by_secretariat", "/received_on")]
    await desk.change(created_by_role="secretariat", pathway="simplified_vae")
    dated = await desk.bring(headers=desk.secretariat, received_on="2026-01-05")
    assert dated.json()["received_on"] == "2026-01-05"


async def test_somebody_elses_document_is_forbidden(desk: Desk) -> None:
    answer = await desk.bring(headers=await sign_in(desk.client, "evaluator@sandbox.example"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert desk.stored_files() == []


async def test_too_early_and_too_late_are_told_apart(desk: Desk) -> None:
    evaluator = await sign_in(desk.client, "evaluator@sandbox.example")
    early = await desk.bring(headers=evaluator, kind="outil_4")
    assert (early.status_code, early.json()["code"]) == (409, "step_not_open")
    assert "assignment_not_accepted" in [code for code, _ in told(early)]
    await desk.change(closure=Closure(reason=ClosureReason.WITHDRAWN, on=b.TODAY, detail="Départ"))
    late = await desk.bring()
    assert (late.status_code, late.json()["code"]) == (409, "already_done")
    assert desk.stored_files() == []


async def test_a_stale_version_is_refused_where_one_is_named(desk: Desk) -> None:
    assert (await desk.bring(sent={"If-Match": '"7"'})).status_code == 412
    assert (await desk.bring(sent={"If-Match": '"1"'})).status_code == 201


async def test_another_companys_dossier_is_absent(desk: Desk) -> None:
    brought = (await desk.bring()).json()
    stranger = await sign_in(desk.client, "employer-other@sandbox.example")
    absent = f"/v1/dossiers/{uuid7()}/documents"
    for foreign, nowhere in (
        (desk.path, absent),
        (f"{desk.path}/{brought['id']}/content", f"{absent}/{brought['id']}/content"),
    ):
        answers = [await desk.client.get(path, headers=stranger) for path in (foreign, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert len({_without_request_id(answer) for answer in answers}) == 1
    assert (await desk.bring(headers=stranger)).status_code == 404
    assert len(desk.stored_files()) == 1


def _without_request_id(answer: Response) -> str:
    return answer.text.replace(answer.json()["request_id"], "")


async def test_nothing_is_stored_for_somebody_who_may_not_bring_it(desk: Desk, app: FastAPI) -> None:
    app.state.container = replace(app.state.container, document_store=Untouched())
    stranger = await sign_in(desk.client, "employer-other@sandbox.example")
    assert (await desk.bring(headers=stranger)).status_code == 404
    assert (await desk.bring(headers=desk.secretariat)).status_code == 422
    assert (await desk.bring(kind="outil_8")).status_code == 422
    assert (await desk.bring(sent={"If-Match": '"7"'})).status_code == 412


class Untouched:
    """A store that must not be asked for anything."""

    async def put(self, *given: object) -> StoredFile:
        raise AssertionError(given)


async def test_a_file_goes_again_when_its_row_is_refused(desk: Desk, app: FastAPI) -> None:
    wiring = app.state.container
    app.state.container = replace(wiring, document_store=ClosingMeanwhile(wiring.document_store, desk))
    answer = await desk.bring()
    assert (answer.status_code, answer.json()["code"]) == (409, "already_done")
    assert desk.stored_files() == []
    assert (await desk.dossier()).documents == ()


class ClosingMeanwhile:
    """A store during whose work somebody closes the dossier."""

    def __init__(self, store: DocumentStore, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    async def put(self, key: str, content: AsyncIterator[bytes]) -> StoredFile:
        stored = await self._store.put(key, content)
        assert len(self._desk.stored_files()) == 1
        await self._desk.change(closure=Closure(reason=ClosureReason.WITHDRAWN, on=b.TODAY, detail="Départ"))
        return stored

    async def delete(self, key: str) -> None:
        await self._store.delete(key)


# --- reading ----------------------------------------------------------------------------------------------------------


async def test_an_evaluator_reads_nothing_before_accepting_and_then_what_is_theirs(desk: Desk) -> None:
    proof = (await desk.bring(kind="experience_proof")).json()
    file6 = (await desk.bring()).json()
    evaluator = await sign_in(desk.client, "evaluator@sandbox.example")

    async def seen() -> tuple[list[str], list[int]]:
        listed = await desk.client.get(desk.path, headers=evaluator)
        read = [
            (await desk.client.get(f"{desk.path}/{document['id']}/content", headers=evaluator)).status_code
            for document in (proof, file6)
        ]
        return [item["kind"] for item in listed.json()["items"]], read

    assert await seen() == ([], [404, 404])
    await desk.change(acceptance=b.an_acceptance())
    assert await seen() == (["outil_6"], [404, 200])


async def test_what_may_not_be_read_is_told_as_what_does_not_exist(desk: Desk) -> None:
    proof = (await desk.bring(kind="experience_proof")).json()
    await desk.change(acceptance=b.an_acceptance())
    evaluator = await sign_in(desk.client, "evaluator@sandbox.example")
    hidden = await desk.client.get(f"{desk.path}/{proof['id']}/content", headers=evaluator)
    absent = await desk.client.get(f"{desk.path}/{uuid7()}/content", headers=evaluator)
    assert (hidden.status_code, _without_request_id(hidden)) == (404, _without_request_id(absent))


async def test_documents_are_listed_page_by_page_under_the_dossiers_etag(desk: Desk) -> None:
    for _ in range(3):
        await desk.bring()
    first = await desk.client.get(desk.path, headers=desk.employer, params={"limit": 2})
    rest = await desk.client.get(first.headers["Link"].split(">")[0][1:], headers=desk.employer)
    assert first.headers["ETag"] == '"4"'
    assert [item["version"] for item in first.json()["items"] + rest.json()["items"]] == [3, 2, 1]
    assert rest.json()["next_cursor"] is None
    unchanged = await desk.client.get(desk.path, headers={**desk.employer, "If-None-Match": '"4"'})
    assert unchanged.status_code == 304


@pytest.fixture
async def content(desk: Desk) -> str:
    """Where a document is read."""
    return str((await desk.bring()).headers["Location"])


async def test_a_file_cannot_act_in_a_browser(desk: Desk, content: str) -> None:
    answer = await desk.client.get(content, headers=desk.employer)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert [policy[:8] for policy in answer.headers.get_list("Content-Security-Policy")] == ["sandbox;"]
    assert answer.headers.get_list("Cache-Control") == ["private, no-cache"]


async def test_the_digest_of_a_file_is_its_etag(desk: Desk, content: str) -> None:
    tag = f'"{sha256(files.PDF).hexdigest()}"'
    answer = await desk.client.get(content, headers=desk.employer)
    assert answer.headers["ETag"] == tag
    for asked in ({}, {"Range": "bytes=0-3"}):
        again = await desk.client.get(content, headers={**desk.employer, "If-None-Match": tag, **asked})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)


async def test_a_head_tells_the_size_without_the_bytes(desk: Desk, content: str) -> None:
    answer = await desk.client.head(content, headers=desk.employer)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(files.PDF))
    assert answer.headers["Accept-Ranges"] == "bytes"


SIZE = len(files.PDF)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-7", 0, 7),
        ("bytes=5-", 5, SIZE - 1),
        ("bytes=-6", SIZE - 6, SIZE - 1),
        (f"bytes=-{SIZE + 50}", 0, SIZE - 1),
        ("bytes=0-99999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE - 1}", SIZE - 1, SIZE - 1),
    ],
)
async def test_one_range_is_sent_alone(desk: Desk, content: str, asked: str, first: int, last: int) -> None:
    answer = await desk.client.get(content, headers={**desk.employer, "Range": asked})
    assert answer.status_code == 206
    assert answer.content == files.PDF[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
async def test_a_range_beyond_the_file_is_a_problem(desk: Desk, content: str, asked: str) -> None:
    answer = await desk.client.get(content, headers={**desk.employer, "Range": asked})
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        {"Range": "bytes=0-1,4-5"},
        {"Range": "bytes=5-2"},
        {"Range": "bytes=a-b"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=0-1", "If-Range": '"another"'},
    ],
)
async def test_a_range_that_is_none_or_several_is_answered_whole(
    desk: Desk, content: str, asked: dict[str, str]
) -> None:
    answer = await desk.client.get(content, headers={**desk.employer, **asked})
    assert (answer.status_code, answer.content) == (200, files.PDF)


async def test_a_range_is_continued_where_the_file_is_still_the_same(desk: Desk, content: str) -> None:
    same = {"Range": "bytes=0-1", "If-Range": f'"{sha256(files.PDF).hexdigest()}"'}
    assert (await desk.client.get(content, headers={**desk.employer, **same})).status_code == 206


async def test_documents_are_named_by_what_exists(desk: Desk) -> None:
    for path in (f"{desk.path}/not-an-id/content", f"{desk.path}/{uuid7()}/content"):
        assert (await desk.client.get(path, headers=desk.employer)).status_code == 404
