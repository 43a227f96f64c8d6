"""F15: documents to look at: a signed address for five minutes, a picture of the first page, and whose right it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from httpx import Response
from PIL import Image
from sqlalchemy import text as sql

from app.api import security
from app.api.access_log import redacted_address
from app.settings import Settings
from tests import files
from tests.api import test_documents
from tests.api.signing_in import sign_in
from tests.api.test_documents import Desk
from tests.background_work import work

app, desk = test_documents.app, test_documents.desk
ORIGIN = "https://front.example"


async def brought(desk: Desk, content: bytes = files.PNG, name: str = "pièce 1.png") -> str:
    """A document's path."""
    answer = await desk.bring(content, name=name)
    assert answer.status_code == 201, answer.text
    return f"{desk.path}/{answer.json()['id']}"


async def linked(desk: Desk, document: str, headers: Mapping[str, str] | None = None, **body: Any) -> str:
    """The path of an address for it."""
    answer = await desk.client.post(f"{document}/links", json=body, headers=dict(headers or desk.employer))
    assert answer.status_code == 201, answer.text
    return str(urlsplit(answer.json()["url"]).path)


async def accesses(desk: Desk) -> list[dict[str, Any]]:
    answer = await desk.client.get(f"/v1/dossiers/{desk.dossier_id}/history", headers=dict(desk.secretariat))
    return [line for line in answer.json()["items"] if line["operation"] == "getDocumentContent"]


async def test_a_link_shows_the_document_without_a_token_and_history_says_whose_right_it_was(
    desk: Desk, app: FastAPI
) -> None:
    app.state.container = security_with_origins(app)
    document = await brought(desk)
    path = await linked(desk, document)
    read = await desk.client.get(path)
    part = await desk.client.get(path, headers={"Range": "bytes=0-3", "If-Range": read.headers["etag"]})
    held = await desk.client.get(path, headers={"If-None-Match": read.headers["etag"]})
    beyond = await desk.client.get(path, headers={"Range": "bytes=999-"})

    assert (read.status_code, read.content, read.headers["content-type"]) == (200, files.PNG, "image/png")
    assert (part.status_code, part.content, part.headers["content-range"]) == (
        206,
        files.PNG[:4],
        f"bytes 0-3/{len(files.PNG)}",
    )
    assert (held.status_code, beyond.status_code) == (304, 416)
    assert [(line["actor"]["role"], line["details"]["document_id"]) for line in await accesses(desk)] == [
        ("employer", document.rsplit("/", 1)[1])
    ] * 2


def security_with_origins(app: FastAPI) -> Any:
    return replace(app.state.container, page_origins=(ORIGIN,))


@pytest.mark.parametrize(
    ("content", "name", "disposition", "told", "sandboxed"),
    [
        (files.PNG, "a.png", "inline", "inline", True),
        (files.pdf(), "a.pdf", "inline", "inline", False),
        (files.pdf(), "a.pdf", "attachment", "attachment", True),
        (files.DOCX, "a.docx", "inline", "attachment", True),
    ],
)
async def test_what_is_shown_can_do_nothing_and_only_in_pages_that_may_call(
    desk: Desk, app: FastAPI, content: bytes, name: str, disposition: str, told: str, sandboxed: bool
) -> None:
    app.state.container = security_with_origins(app)
    read = await desk.client.get(await linked(desk, await brought(desk, content, name), disposition=disposition))
    policy = read.headers["content-security-policy"]
    ancestors = f"'self' {ORIGIN}" if told == "inline" else "'none'"

    assert read.headers["content-disposition"].split(";")[0] == told
    assert (policy.startswith("sandbox;"), "default-src 'none'" in policy) == (sandboxed, True)
    assert policy.endswith(f"frame-ancestors {ancestors}")
    assert (read.headers["x-content-type-options"], read.headers["cache-control"]) == ("nosniff", "private, no-cache")


async def test_a_link_is_dead_after_five_minutes_and_once_its_right_is_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await brought(desk)
    asked = await desk.client.post(f"{document}/links", headers=dict(desk.employer))
    created = datetime.fromisoformat(asked.json()["expires_at"]) - timedelta(minutes=5)
    assert abs(created - security.token_time()) < timedelta(seconds=30)
    monkeypatch.setattr(security, "LINK_LIFETIME", timedelta(seconds=-1))
    late = await linked(desk, document)
    monkeypatch.undo()
    by_secretariat = await linked(desk, document, desk.secretariat)
    by_employer = await linked(desk, document)
    await desk.change(company_id=None)
    statuses = [(await desk.client.get(path)).status_code for path in (late, by_employer, by_secretariat)]
    await desk.client.delete("/v1/sessions/current", headers=dict(desk.secretariat))

    assert statuses == [404, 404, 200]
    assert (await desk.client.get(by_secretariat)).status_code == 404


async def test_a_link_is_no_access_token_and_the_reverse(desk: Desk) -> None:
    document = await brought(desk)
    path = await linked(desk, document)
    secret = path.rsplit("/", 1)[1]
    access = dict(desk.employer)["Authorization"].removeprefix("Bearer ")
    as_token = await desk.client.get(document + "/content", headers={"Authorization": f"Bearer {secret}"})
    answers = [await desk.client.get(f"/v1/document-links/{each}") for each in (access, secret[:-4], "x")]

    assert (as_token.status_code, [each.status_code for each in answers]) == (401, [404, 404, 404])
    assert secret not in redacted_address(path)


async def test_nobody_gets_a_link_to_what_they_may_not_read(desk: Desk) -> None:
    document = await brought(desk)
    stranger = await sign_in(desk.client, "employer-other@sandbox.example")
    answers: list[Response] = [
        await desk.client.post(f"{document}/links", headers=stranger),
        await desk.client.post(f"{document}/links"),
        await desk.client.post(f"{document}/links", json={"disposition": "x"}, headers=dict(desk.employer)),
    ]

    assert [answer.status_code for answer in answers] == [404, 401, 422]


async def test_the_worker_draws_the_first_page_once_it_was_brought(desk: Desk, settings: Settings) -> None:
    document = await brought(desk, files.pdf(pages=2), "plan.pdf")
    text = await brought(desk, files.DOCX, "plan.docx")
    headers = dict(desk.employer)
    early = await desk.client.get(f"{document}/preview", headers=headers)
    await work(settings, desk.engine)
    drawn = await desk.client.get(f"{document}/preview", headers=headers)
    part = await desk.client.get(f"{document}/preview", headers={**headers, "Range": "bytes=1-3"})
    shown = await desk.client.get(await linked(desk, document, part="preview"))
    nothing = await desk.client.get(f"{text}/preview", headers=headers)
    listed = (await desk.client.get(desk.path, headers=headers)).json()["items"]

    assert (early.status_code, early.json()["errors"][0]["code"]) == (409, "preview_waiting")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")
    assert Image.open(BytesIO(drawn.content)).size == (707, 1000)
    assert (part.status_code, part.content) == (206, b"PNG")
    assert (shown.content, shown.headers["content-disposition"].split(";")[0]) == (drawn.content, "inline")
    assert nothing.status_code == 404
    assert [(each["kind"], each["pages"], each["has_preview"]) for each in listed] == [
        ("outil_6", None, False),
        ("outil_6", 2, True),
    ]
    assert [line["details"].get("preview") for line in await accesses(desk)] == [True] * 3


async def test_the_picture_goes_with_its_file(desk: Desk, settings: Settings) -> None:
    document = await brought(desk, files.pdf(), "plan.pdf")
    await work(settings, desk.engine)
    before = len(desk.stored_files())
    taken_off = await desk.client.post(
        f"{document}/removal", json={"reason": "Autre personne.", "wrong_person": True}, headers=dict(desk.secretariat)
    )
    preview = await desk.client.get(f"{document}/preview", headers=dict(desk.employer))

    assert (taken_off.status_code, before - len(desk.stored_files()), preview.status_code) == (200, 2, 404)


async def test_a_document_from_before_is_drawn_once_somebody_asks(desk: Desk, settings: Settings) -> None:
    document = await brought(desk, files.pdf(), "plan.pdf")
    async with desk.engine.begin() as connection:
        await connection.execute(sql("DELETE FROM jobs.pgqueuer"))
    await work(settings, desk.engine)
    waits = await desk.client.get(f"{document}/preview", headers=dict(desk.employer))
    await work(settings, desk.engine)
    drawn = await desk.client.get(f"{document}/preview", headers=dict(desk.employer))

    assert (waits.status_code, drawn.status_code) == (409, 200)
