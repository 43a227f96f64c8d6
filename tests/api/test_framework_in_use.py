"""A version of a framework on which a dossier rests is never changed: its candidate is owed what was announced."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.mapping import dossier_row
from app.db.tables import dossiers
from app.domain.dossier import Closure, ClosureReason, Dossier
from app.settings import Settings
from tests.api.reference_client import reference_client
from tests.api.signing_in import sign_in
from tests.builders import CERTIFICATION, TODAY, a_dossier, a_scope

IN_FORCE = f"/v1/certifications/{CERTIFICATION}/frameworks/exemple-1"
COMING = f"/v1/certifications/{CERTIFICATION}/frameworks/2030"
UNASSESSED = replace(a_dossier(), company_id=None)
FROZEN_BY_IT = replace(UNASSESSED, scope=a_scope(framework_version="exemple-1"))
FROZEN_BY_COMING = replace(UNASSESSED, scope=a_scope(framework_version="2030"))
WITHDRAWN = replace(UNASSESSED, closure=Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="Abandon"))
OF_ANOTHER = replace(UNASSESSED, certification_code="cqp-operateur-fabrication")


@pytest.fixture
async def secretariat(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[AsyncClient]:
    """The service on the sandbox's data, signed in as the secretariat."""
    async with reference_client(settings, sandbox_database) as client:
        client.headers.update(await sign_in(client, "secretariat@sandbox.example"))
        yield client


@pytest.mark.parametrize(
    ("dossier", "path", "status"),
    [
        pytest.param(None, IN_FORCE, 200, id="no dossier at all"),
        pytest.param(UNASSESSED, IN_FORCE, 422, id="a dossier that waits for its assessment, under the one in force"),
        pytest.param(UNASSESSED, COMING, 200, id="a dossier that waits, while this one is not in force yet"),
        pytest.param(FROZEN_BY_IT, IN_FORCE, 422, id="a dossier assessed by it"),
        pytest.param(FROZEN_BY_COMING, COMING, 422, id="a dossier assessed by it, whatever its dates say now"),
        pytest.param(FROZEN_BY_COMING, IN_FORCE, 200, id="a dossier assessed by another version"),
        pytest.param(WITHDRAWN, IN_FORCE, 200, id="a dossier that was withdrawn before its assessment"),
        pytest.param(OF_ANOTHER, IN_FORCE, 200, id="a dossier for another certification"),
    ],
)
async def test_a_framework_in_use_is_never_changed(
    secretariat: AsyncClient, sandbox_database: AsyncEngine, dossier: Dossier | None, path: str, status: int
) -> None:
    example = (await secretariat.get(IN_FORCE)).json()
    body = {name: example[name] for name in ("source", "confirmed", "competences")}
    same = [{**each, "lineage": "unchanged"} for each in body["competences"]]
    coming = {**body, "competences": same}
    await secretariat.put(COMING, json={**coming, "in_force_from": "2030-01-01"})
    await _write(sandbox_database, dossier)
    starts = "2011-04-27" if path == IN_FORCE else "2030-01-01"
    corrected = {**(body if path == IN_FORCE else coming), "in_force_from": starts, "source": "Exemple corrigé"}

    answer = await secretariat.put(path, json=corrected, headers={"If-Match": '"1"'})

    assert answer.status_code == status, answer.text
    if status == 422:
        assert [(error["code"], error["rule"]) for error in answer.json()["errors"]] == [("framework_in_use", "D9")]
        assert (await secretariat.get(path)).json()["source"] == example["source"]


async def _write(engine: AsyncEngine, dossier: Dossier | None) -> None:
    if dossier is not None:
        async with engine.begin() as connection:
            await connection.execute(insert(dossiers).values(id=dossier.id, **dossier_row(dossier)))


@pytest.mark.parametrize(
    ("dossier", "starts", "codes"),
    [
        pytest.param(UNASSESSED, "2026-11-22", ["starts_in_the_past"], id="yesterday, under a dossier that waits"),
        pytest.param(FROZEN_BY_IT, "2026-11-22", ["starts_in_the_past"], id="yesterday, under one that was assessed"),
        pytest.param(UNASSESSED, "2026-11-23", [], id="today"),
        pytest.param(WITHDRAWN, "2026-11-22", [], id="yesterday, where nothing rests on the former one"),
    ],
)
async def test_d9_no_version_begins_in_the_past_of_one_in_use(
    secretariat: AsyncClient, sandbox_database: AsyncEngine, dossier: Dossier, starts: str, codes: list[str]
) -> None:
    example = (await secretariat.get(IN_FORCE)).json()
    await _write(sandbox_database, dossier)
    same = [{**each, "lineage": "unchanged"} for each in example["competences"]]

    answer = await secretariat.put(
        COMING, json={"in_force_from": starts, "source": "CPNE", "confirmed": True, "competences": same}
    )

    assert [error["code"] for error in answer.json().get("errors", [])] == codes
    assert answer.status_code == (422 if codes else 201)
