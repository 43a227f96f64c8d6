"""The files behind the documents on bad days: cut, full, away, infected, lost; and who has read them."""

import logging
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.types import Message
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.db import filed_documents
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.documents import DocumentState
from app.usecases.dossiers.checking import Findings, check_documents, repair_documents
from app.usecases.dossiers.scanning import scan_document
from app.usecases.moment import Moment
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.scanner import ScannerUnavailableError
from app.usecases.security_events import SecurityEvent
from tests import files
from tests.api import test_documents
from tests.api.signing_in import sign_in
from tests.api.test_documents import Desk
from tests.logs import log_written

app, desk = test_documents.app, test_documents.desk
MEBIBYTE = 1 << 20


# --- an upload that does not arrive -----------------------------------------------------------------------------------


async def test_an_upload_cut_at_19_of_20_mib_leaves_nothing(desk: Desk, app: FastAPI) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + files.PDF
    sent: Iterator[Message] = iter(
        (
            {"type": "http.request", "body": head + bytes(19 * MEBIBYTE), "more_body": True},
            {"type": "http.disconnect"},
        )
    )
    answered: list[Message] = []

    async def receive() -> Message:
        return next(sent)

    async def send(message: Message) -> None:
        answered.append(message)

    headers = {
        "authorization": desk.employer["Authorization"],
        "content-type": "multipart/form-data; boundary=x",
        "content-length": str(20 * MEBIBYTE),
    }
    await app(_scope(desk.path, headers), receive, send)
    assert answered == []
    assert desk.stored_files() == []
    assert (await desk.dossier()).documents == ()


def _scope(path: str, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }


@contextmanager
def disk_with_room_for(size: int) -> Iterator[None]:
    """No file of this process grows beyond ``size`` bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("size", "room"), [(512, 32), (40, 16)], ids=["for the form neither", "for the form alone"])
async def test_a_full_disk_is_told_and_leaves_nothing(desk: Desk, size: int, room: int) -> None:
    content = files.PDF + bytes(size * 1024) + files.PDF
    with disk_with_room_for(room * 1024):
        answer = await desk.bring(content)
    told = answer.status_code, answer.json()["code"], answer.headers["Retry-After"]
    assert told == (503, "temporarily_unavailable", "30")
    assert desk.stored_files() == []
    assert (await desk.bring(content)).status_code == 201


# --- viruses ----------------------------------------------------------------------------------------------------------


class Scanner:
    """Says what it is told to; None is a daemon that does not answer."""

    def __init__(self, says: str | None) -> None:
        self._says = says
        self.read = b""

    async def threat_in(self, content: AsyncIterator[bytes]) -> str | None:
        if self._says is None:
            raise ScannerUnavailableError
        self.read = b"".join([bytes(piece) async for piece in content])
        return self._says or None


@pytest.fixture
async def held(desk: Desk, app: FastAPI) -> UUID:
    """A document that waits for its scan."""
    app.state.container = replace(app.state.container, scans_documents=True)
    brought = await desk.bring(signed_by="candidate")
    assert (brought.status_code, brought.json()["state"]) == (201, "quarantined")
    return UUID(brought.json()["id"])


async def scan(desk: Desk, app: FastAPI, document_id: UUID, says: str | None) -> Scanner:
    scanner = Scanner(says)
    await scan_document(
        SqlUnitOfWork(desk.engine),
        app.state.container.document_store,
        scanner,
        document_id=document_id,
        now=Moment(await system_time()),
        new_id=uuid7,
    )
    return scanner


async def lacks(desk: Desk) -> list[str]:
    answer = await desk.client.get(f"/v1/dossiers/{desk.dossier_id}/checklist", headers=desk.employer)
    step = next(step for step in answer.json()["steps"] if step["code"] == "registration")
    return [each["code"] for each in step["missing"] if each["document_kind"] == "outil_6"]


async def content_of(desk: Desk, document_id: UUID) -> tuple[int, list[str]]:
    answer = await desk.client.get(f"{desk.path}/{document_id}/content", headers=desk.secretariat)
    return answer.status_code, [] if answer.is_success else [error["code"] for error in answer.json()["errors"]]


async def test_what_waits_for_its_scan_is_given_to_nobody_and_does_not_count(desk: Desk, held: UUID) -> None:
    assert await content_of(desk, held) == (409, ["document_quarantined"])
    assert await lacks(desk) == ["document_quarantined"]


async def test_what_is_clean_is_released_once_with_a_line_of_history(desk: Desk, app: FastAPI, held: UUID) -> None:
    assert (await scan(desk, app, held, "")).read == files.PDF
    assert await content_of(desk, held) == (200, [])
    assert await lacks(desk) == []
    version = (await desk.dossier()).version
    assert (await scan(desk, app, held, "")).read == b""
    assert (await desk.dossier()).version == version
    newest = await history(desk, desk.employer)
    assert [newest[0][name] for name in ("operation", "rules")] == ["scanDocument", []]
    assert newest[0]["details"] | {"editions": {}} == {
        "document_id": str(held),
        "kind": "outil_6",
        "version": 1,
        "state": "available",
        "threat": None,
        "editions": {},
    }


async def test_what_is_infected_is_refused_and_asked_for_again(desk: Desk, app: FastAPI, held: UUID) -> None:
    with log_written() as log:
        await scan(desk, app, held, "Eicar")
    (line,) = log.of(SecurityEvent.FILE_INFECTED)
    assert line["document_id"] == str(held)
    assert await content_of(desk, held) == (409, ["document_infected"])
    assert await lacks(desk) == ["outil_6_missing"]
    again = await desk.bring()
    assert (again.status_code, again.json()["version"]) == (201, 2)


async def test_a_scanner_that_is_down_leaves_the_document_waiting(desk: Desk, app: FastAPI, held: UUID) -> None:
    with pytest.raises(ScannerUnavailableError):
        await scan(desk, app, held, None)
    assert await content_of(desk, held) == (409, ["document_quarantined"])
    await scan(desk, app, held, "")
    assert await content_of(desk, held) == (200, [])


async def test_the_scan_is_a_job_of_the_same_transaction(desk: Desk, held: UUID) -> None:
    async with desk.engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT payload FROM jobs.pgqueuer WHERE entrypoint = 'scan_document'")
        assert [bytes(row.payload) for row in rows] == [held.bytes]


# --- who reads --------------------------------------------------------------------------------------------------------


async def history(desk: Desk, who: Any) -> list[dict[str, Any]]:
    answer = await desk.client.get(f"/v1/dossiers/{desk.dossier_id}/history", headers=who)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_each_reading_of_a_file_is_on_record_for_the_secretariat(desk: Desk) -> None:
    brought = (await desk.bring()).json()
    content = f"{desk.path}/{brought['id']}/content"
    tag = (await desk.client.get(content, headers=desk.employer)).headers["ETag"]
    await desk.client.get(content, headers={**desk.secretariat, "Range": "bytes=0-3"})
    await desk.client.get(content, headers={**desk.employer, "If-None-Match": tag})
    await desk.client.head(content, headers=desk.employer)
    stranger = await sign_in(desk.client, "employer-other@sandbox.example")
    await desk.client.get(content, headers=stranger)
    read = [line for line in await history(desk, desk.secretariat) if line["operation"] == "getDocumentContent"]
    assert [(line["actor"]["role"], line["version"]) for line in read] == [("secretariat", 2), ("employer", 2)]
    assert {line["details"]["document_id"] for line in read} == {brought["id"]}
    assert "getDocumentContent" not in {line["operation"] for line in await history(desk, desk.employer)}
    assert (await desk.dossier()).version == 2


# --- rows and files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def store(app: FastAPI) -> DocumentStore:
    kept: DocumentStore = app.state.container.document_store
    return kept


async def check(desk: Desk, store: DocumentStore, *, deep: bool = False, days: int = 2) -> Findings:
    now = await system_time() + timedelta(days=days)
    return await check_documents(SqlUnitOfWork(desk.engine), store, now=now, deep=deep)


async def repair(desk: Desk, store: DocumentStore, findings: Findings) -> None:
    now = Moment(await system_time())
    await repair_documents(SqlUnitOfWork(desk.engine), store, findings, now=now, new_id=uuid7)


async def test_rows_and_files_that_match_are_no_finding(desk: Desk, store: DocumentStore) -> None:
    await desk.bring()
    assert (await check(desk, store, deep=True)).count == 0


async def test_a_row_without_its_file_is_asked_for_again(
    desk: Desk, store: DocumentStore, caplog: pytest.LogCaptureFixture
) -> None:
    brought = UUID((await desk.bring()).json()["id"])
    await store.delete((await desk.dossier()).documents[0].storage_key)
    with caplog.at_level(logging.ERROR):
        assert (await content_of(desk, brought))[0] == 500
    assert "cqp documents check" in caplog.text
    findings = await check(desk, store)
    assert [row.id for row in findings.missing] == [brought]
    await repair(desk, store, findings)
    await repair(desk, store, findings)
    assert await content_of(desk, brought) == (409, ["document_lost"])
    assert await lacks(desk) == ["document_lost"]
    assert (await check(desk, store)).count == 0
    lines = await history(desk, desk.employer)
    assert [line["operation"] for line in lines] == ["checkDocuments", "addDocument", "createDossier"]
    assert (await desk.bring()).json()["version"] == 2
    assert "document_lost" not in await lacks(desk)


async def test_a_file_of_nobodys_is_removed_after_a_day_and_what_is_not_ours_never_is(
    desk: Desk, store: DocumentStore
) -> None:
    await desk.bring()
    for key in (f"{desk.dossier_id}/{uuid7()}", "papers/2026-1.pdf"):
        await store.put(key, _once(files.PDF))
    assert (await check(desk, store, days=0)).count == 0
    findings = await check(desk, store)
    assert [file.key.split("/")[0] for file in findings.orphans] == [str(desk.dossier_id)]
    await repair(desk, store, findings)
    assert len(desk.stored_files()) == 2
    assert (await check(desk, store)).count == 0


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.mark.parametrize(("content", "deep"), [(files.PDF + b"x", False), (files.PDF[::-1], True)])
async def test_a_file_that_changed_is_found_by_its_size_or_by_its_content(
    desk: Desk, store: DocumentStore, content: bytes, deep: bool
) -> None:
    brought = UUID((await desk.bring()).json()["id"])
    next(path for path in desk.folder.rglob("*") if path.is_file()).write_bytes(content)
    assert (await check(desk, store, deep=not deep)).count == (0 if deep else 1)
    findings = await check(desk, store, deep=deep)
    assert [row.id for row in findings.altered] == [brought]
    await repair(desk, store, findings)
    assert (await desk.dossier()).documents[0].state is DocumentState.LOST


async def test_rows_and_files_are_held_against_each_other_some_at_a_time(
    desk: Desk, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filed_documents, "_COPIED_AT_ONCE", 2)
    monkeypatch.setattr(filed_documents, "_SOME", 2)
    sound, lost, altered, another, last = [UUID((await desk.bring()).json()["id"]) for _ in range(5)]
    keys = {each.id: each.storage_key for each in (await desk.dossier()).documents}
    await store.delete(keys[lost])
    (desk.folder / keys[altered]).write_bytes(files.PDF + b"x")
    (desk.folder / keys[another]).write_bytes(files.PDF[::-1])
    (desk.folder / keys[last]).write_bytes(files.PDF[::-1])

    findings = await check(desk, store, deep=True)

    assert [row.id for row in findings.missing] == [lost]
    assert [row.id for row in findings.altered] == [altered, another, last]
    assert sound not in {row.id for row in (*findings.missing, *findings.altered)}


async def test_a_scan_that_never_came_is_asked_for_again(desk: Desk, store: DocumentStore, held: UUID) -> None:
    findings = await check(desk, store)
    assert [row.id for row in findings.waiting] == [held]
    await repair(desk, store, findings)
    async with desk.engine.connect() as connection:
        count = await connection.exec_driver_sql(
            "SELECT count(*) FROM jobs.pgqueuer WHERE entrypoint = 'scan_document'"
        )
        assert count.scalar_one() == 2
