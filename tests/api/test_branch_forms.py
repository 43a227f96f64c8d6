"""The branch's blank forms over HTTP: published by the secretariat, read by everybody (R57)."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.file_types import AcceptedFileTypes
from app.main import document_store
from app.sandbox.forms import publish_examples
from app.settings import Settings
from app.usecases.receiving import FileStorage
from tests import files
from tests.api.signing_in import sign_in
from tests.builders import CERTIFICATION

FORM = f"/v1/forms/outil_6?certification={CERTIFICATION}"
FIELDS = {"in_force_from": "2017-11-01", "source": "La branche", "confirmed": "true"}


async def publish(
    client: AsyncClient, who: Mapping[str, str], content: bytes = files.PDF, *, path: str = FORM, **fields: Any
) -> Response:
    sent = {"If-Match": fields.pop("if_match")} if "if_match" in fields else {}
    return await client.put(
        path, headers={**who, **sent}, data={**FIELDS, **fields}, files={"file": ("outil 6.pdf", content)}
    )


async def test_a_form_is_published_version_by_version_and_read_by_everybody(sandbox: AsyncClient) -> None:
    secretariat = await sign_in(sandbox, "secretariat@sandbox.example")
    assert (await sandbox.get(FORM)).status_code == 404
    first = await publish(sandbox, secretariat)
    assert (first.status_code, first.headers["ETag"]) == (201, '"1"'), first.text
    assert (await publish(sandbox, secretariat)).status_code == 428
    coming = await publish(sandbox, secretariat, files.DOCX, in_force_from="2199-01-01", if_match='"1"', name="x")
    assert coming.status_code == 422
    coming = await publish(sandbox, secretariat, files.PNG, in_force_from="2199-01-01", if_match='"1"')
    assert coming.status_code == 415
    second = await publish(sandbox, secretariat, files.PDF * 2, in_force_from="2199-01-01", if_match='"1"')
    assert (second.status_code, second.headers["ETag"]) == (200, '"2"'), second.text
    assert (await publish(sandbox, secretariat, if_match='"1"')).status_code == 412

    today, then = (await sandbox.get(FORM)).json(), (await sandbox.get(f"{FORM}&on=2199-01-01")).json()
    assert [today["in_force"]["version"], then["in_force"]["version"]] == [1, 2]
    assert [version["version"] for version in today["versions"]] == [2, 1]
    assert (today["kind_label"], today["in_force"]["confirmed"]) == ("Outil n° 6 : dossier du candidat", True)
    for version, content in zip(today["versions"], (files.PDF * 2, files.PDF), strict=True):
        read = await sandbox.get(version["href"])
        assert (read.content, read.headers["ETag"]) == (content, f'"{sha256(content).hexdigest()}"')
    part = await sandbox.get(today["in_force"]["href"], headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.content) == (206, b"%PDF-")


async def test_a_form_is_refused_place_by_place_and_leaves_nothing(sandbox: AsyncClient, settings: Settings) -> None:
    secretariat = await sign_in(sandbox, "secretariat@sandbox.example")
    unknown = await publish(sandbox, secretariat, path="/v1/forms/outil_6?certification=cqp-inconnu")
    nowhere = await publish(sandbox, secretariat, path=f"/v1/forms/outil_9?certification={CERTIFICATION}")
    cut = await publish(sandbox, secretariat, files.PDF[:-9])
    vague = await publish(sandbox, secretariat, in_force_from="demain", confirmed="peut-être")
    assert [answer.status_code for answer in (unknown, nowhere, cut, vague)] == [404, 404, 422, 422]
    assert [error["pointer"] for error in vague.json()["errors"]] == ["/in_force_from", "/confirmed"]
    assert [path for path in settings.data_directory.rglob("*") if path.is_file()] == []


async def test_the_sandbox_has_an_example_of_each_form(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings
) -> None:
    storage = FileStorage(store=document_store(settings), types=AcceptedFileTypes())
    for _ in range(2):
        await publish_examples(sandbox_database, storage)
    listed = (await sandbox.get("/v1/forms", params={"certification": CERTIFICATION})).json()["items"]
    assert [form["kind"] for form in listed] == [f"outil_{number}" for number in range(1, 9)]
    assert {form["in_force"]["confirmed"] for form in listed} == {False}
    read = await sandbox.get(listed[3]["in_force"]["href"])
    assert (read.status_code, read.headers["Content-Type"]) == (200, "application/pdf")
    assert len((await sandbox.get("/v1/forms", params={"limit": 200})).json()["items"]) > 100
