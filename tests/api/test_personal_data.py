"""All that is held on a person is exported for them, by the secretariat alone, and on record."""

from typing import Any

import pytest
from httpx import Response
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api.v1.personal_data import PersonalDataRecordsOut
from app.db import tables
from app.db.unit_of_work import SqlUnitOfWork
from tests import builders as b
from tests.api import test_documents
from tests.api.test_documents import Desk

app, desk = test_documents.app, test_documents.desk

Json = dict[str, Any]
EXPORT = "/v1/persons/export"
DURAND = {"birth_name": "DURAND", "first_names": "camille", "birth_date": "1990-05-17", "birth_place": "lyon"}


async def export(desk: Desk, body: Json, who: Any = None) -> Response:
    return await desk.client.post(EXPORT, json=body, headers=who or desk.secretariat)


async def operations(desk: Desk, who: Any) -> list[str]:
    answer = await desk.client.get(f"/v1/dossiers/{desk.dossier_id}/history", headers=who)
    return [line["operation"] for line in answer.json()["items"]]


async def test_an_export_holds_the_dossier_its_documents_who_read_them_and_the_mails_but_no_secret(
    desk: Desk,
) -> None:
    brought = (await desk.bring()).json()
    await desk.client.get(f"{desk.path}/{brought['id']}/content", headers=desk.employer)
    mail = {"template": "holder", "language": "fr", "subject": "Pour vous", "body": "s3cret", "html": "s3cret"}
    sent = {"id": uuid7(), "to_address": b.a_candidate().email, "created_at": b.NOW, "cause": "a"}
    link = {"id": uuid7(), "token_hash": b"s3cret", "purpose": "holder", "dossier_id": desk.dossier_id}
    async with desk.engine.begin() as connection:
        await connection.execute(insert(tables.emails).values(**mail, **sent, links={"token": "s3cret"}))
        await connection.execute(insert(tables.links).values(**link, created_at=b.NOW, expires_at=b.NOW))
    answer = await export(desk, {"dossier_id": str(desk.dossier_id)})
    records = answer.json()["records"]

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert records["dossiers"][0]["facts"]["candidate"]["email"] == b.a_candidate().email
    assert [row["subject"] for row in records["mails"]] == ["Pour vous"]
    assert [row["purpose"] for row in records["links"]] == ["holder"]
    assert "getDocumentContent" in [line["operation"] for line in records["history"]]
    assert "s3cret" not in answer.text
    assert b"s3cret".hex() not in answer.text
    (document,) = records["documents"]
    assert (await desk.client.get(document["content"], headers=desk.secretariat)).content


async def test_a_person_is_found_by_their_civil_status_however_it_is_typed(desk: Desk) -> None:
    answer = (await export(desk, {"person": DURAND})).json()

    assert str(desk.dossier_id) in [row["id"] for row in answer["records"]["dossiers"]]
    assert answer["identities"][0]["birth_name"] == b.a_candidate().birth_name


async def test_an_export_is_a_line_of_history_for_the_secretariat_alone(desk: Desk) -> None:
    await export(desk, {"dossier_id": str(desk.dossier_id)})

    assert (await operations(desk, desk.secretariat)).count("exportPersonalData") == 1
    assert "exportPersonalData" not in await operations(desk, desk.employer)
    assert (await desk.dossier()).version == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({}, 422, id="nobody"),
        pytest.param({"dossier_id": str(uuid7()), "person": DURAND}, 422, id="two ways at once"),
        pytest.param({"dossier_id": str(uuid7())}, 404, id="no such dossier"),
        pytest.param({"person": {**DURAND, "birth_place": "Nulle part"}}, 404, id="no such person"),
    ],
)
async def test_one_person_is_named_and_known(desk: Desk, body: Json, status: int) -> None:
    assert (await export(desk, body)).status_code == status


async def test_a_purged_document_says_so_to_whoever_asks_for_its_file(desk: Desk) -> None:
    brought = (await desk.bring()).json()
    async with desk.engine.begin() as connection:
        await connection.execute(update(tables.documents).values(state="purged"))
    answer = await desk.client.get(f"{desk.path}/{brought['id']}/content", headers=desk.employer)
    (listed,) = (await desk.client.get(desk.path, headers=desk.employer)).json()["items"]

    assert [violation["code"] for violation in answer.json()["errors"]] == ["document_purged"]
    assert (listed["state"], listed["state_label"]) == ("purged", "Fichier supprimé au terme de sa conservation")


async def test_every_kind_of_record_that_is_held_is_told(database: AsyncEngine) -> None:
    async with SqlUnitOfWork(database) as uow:
        held = await uow.personal_data.held_on([], [])

    assert set(held) == set(PersonalDataRecordsOut.model_fields)
