"""What programs stumble over: each refusal names its place and its remedy; what was promised is kept."""

from gzip import compress
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.pages import encode_cursor
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.access import SYSTEM
from tests import builders as b
from tests.api.certificate_desk import NUMBER, issued
from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import planned, registered, today
from tests.api.signing_in import sign_in
from tests.api.test_funding import confirm, funded, program

LOOKUP = "/v1/funding/dossiers/lookup"


async def test_g12_the_place_of_a_query_is_its_parameter(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    funder = await program(sandbox)
    dossier = await funded(sandbox_database)
    path = f"/v1/funding/dossiers/{dossier.id}/confirmation"

    deleted = await sandbox.delete(path, params={"reference": "zz"}, headers=funder)
    posted = await sandbox.post(path, json={"reference": "zz"}, headers=funder)

    assert placed(deleted.json()) == ("unknown_reference", {"parameter": "reference"})
    assert placed(posted.json()) == ("unknown_reference", {"pointer": "/reference"})


async def test_g13_a_list_s_cursor_and_a_restored_database_have_each_their_remedy(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    await confirm(sandbox, funder, await funded(sandbox_database))
    await sandbox.get("/v1/events", headers=funder)

    of_a_list = await sandbox.get("/v1/events", params={"after": encode_cursor(str(b.an_id(1)))}, headers=funder)
    elsewhere = encode_cursor(f"1.{b.an_id(1)}")
    restored = await sandbox.get("/v1/events", params={"after": elsewhere}, headers=funder)

    assert placed(of_a_list.json()) == ("invalid_cursor", {"parameter": "after"})
    assert placed(restored.json()) == ("feed_restored", {"parameter": "after"})


def placed(problem: dict[str, Any]) -> tuple[str, dict[str, str]]:
    (fault,) = problem["errors"]
    return fault["code"], {name: fault[name] for name in ("parameter", "pointer") if name in fault}


async def test_g23_what_cannot_be_read_says_why(sandbox: AsyncClient) -> None:
    funder = await program(sandbox)
    json_too = {**funder, "Content-Type": "application/json"}

    latin = await sandbox.post(LOOKUP, content='{"é": 1}'.encode("latin-1"), headers=json_too)
    packed = await sandbox.post(LOOKUP, content=compress(b"{}"), headers={**json_too, "Content-Encoding": "gzip"})
    plus = await sandbox.get("/v1/funding/dossiers?updated_since=2026-01-01T00:00:00+02:00", headers=funder)

    assert (latin.status_code, placed(latin.json())[0]) == (400, "not_utf8")
    assert (packed.status_code, packed.headers["Accept-Encoding"]) == (415, "identity")
    assert "%2B" in plus.json()["errors"][0]["detail"]


async def test_g22_the_feed_is_a_batch_of_cloud_events_where_that_is_asked_for(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    await confirm(sandbox, funder, await funded(sandbox_database))

    batch = await sandbox.get("/v1/events", headers={**funder, "Accept": "application/cloudevents-batch+json"})
    feed = await sandbox.get("/v1/events", headers=funder)

    assert batch.headers["Content-Type"] == "application/cloudevents-batch+json"
    assert batch.json() == feed.json()["items"]
    assert f"after={feed.json()['next_cursor']}>" in batch.headers["Link"]


async def test_g21_a_partners_report_makes_no_funder_read_again(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    certificate = await issued(sandbox_database)
    asked = {"grant_type": "client_credentials", "client_id": "pharma-sandbox", "client_secret": "sandbox"}
    token = (await sandbox.post("/oauth/token", data=asked)).json()["access_token"]
    said = {"certificate_number": NUMBER, "partner_certification": "PH07", "decided_on": today().isoformat()}
    before = await changed_at(sandbox_database, certificate.dossier_id)
    answer = await sandbox.post(
        "/v1/partner-decisions", json={**said, "outcome": "awarded"}, headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code == 201, answer.text
    assert await changed_at(sandbox_database, certificate.dossier_id) == before


@pytest.mark.parametrize("by", ["postponement", "a change of the day"])
async def test_another_day_of_the_jury_moves_its_dossiers_and_is_told(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, by: str
) -> None:
    funder, secretariat = await program(sandbox), await sign_in(sandbox, SECRETARIAT)
    dossier = await funded(sandbox_database)
    await confirm(sandbox, funder, dossier)
    session = await planned(sandbox, secretariat)
    assert (await registered(sandbox, secretariat, dossier, session)).status_code == 200
    feed = (await sandbox.get("/v1/events", params={"limit": 200}, headers=funder)).json()
    before, beside = await changed_at(sandbox_database, dossier.id), await funded(sandbox_database, "2026-CH-2")

    if by == "postponement":
        body = {"held_on": "2098-03-02", "reason": "Grève"}
        moved = await sandbox.post(f"{session}/postponement", json=body, headers=secretariat)
    else:
        tagged = {**secretariat, "If-Match": '"1"'}
        moved = await sandbox.patch(session, json={"held_on": "2098-03-02"}, headers=tagged)

    assert moved.status_code == 200, moved.text
    assert await changed_at(sandbox_database, dossier.id) > before
    assert (await changed_at(sandbox_database, beside.id)) == beside.updated_at
    read = (await sandbox.get(f"/v1/funding/dossiers/{dossier.id}", headers=funder)).json()
    assert read["key_dates"]["jury_on"] == "2098-03-02"
    after = (await sandbox.get("/v1/events", params={"after": feed["next_cursor"]}, headers=funder)).json()["items"]
    assert ("dossier.updated", str(dossier.id)) in [(each["type"], each["subject"]) for each in after]
    lines = (await sandbox.get(f"/v1/dossiers/{dossier.id}/history", headers=secretariat)).json()["items"]
    assert lines[0]["label"] in {"Reporter la session", "Changer la session"}


async def changed_at(engine: AsyncEngine, dossier_id: Any) -> Any:

    async with SqlUnitOfWork(engine) as uow:
        dossier = await uow.dossiers.get(SYSTEM, dossier_id)
    assert dossier is not None
    return dossier.updated_at
