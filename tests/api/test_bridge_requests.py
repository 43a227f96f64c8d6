"""Into chemistry: the partner branch brings its holders' requests, the secretariat answers, both follow."""

import json
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import tables
from app.db.unit_of_work import SqlUnitOfWork
from app.sandbox.identities import PASSWORD
from app.usecases.access import SYSTEM
from tests.api.certificate_desk import NUMBER, issued
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT
from tests.api.jury_room import CHAIR, a_deliberation, sitting, today
from tests.api.signing_in import bearer, sign_in
from tests.files import JPEG, PDF

PATH, FEED = "/v1/bridge-requests", "/v1/events"
BRIDGE_CERTIFICATION, HELD = "cqp-pilote-ligne-conditionnement", "PH08"
Headers = dict[str, str]


@pytest.fixture
async def pharma(sandbox: AsyncClient) -> Headers:
    asked = {"grant_type": "client_credentials", "client_id": "pharma-sandbox", "client_secret": PASSWORD}
    return bearer((await sandbox.post("/oauth/token", data=asked)).json())


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


def a_request(**changes: Any) -> dict[str, Any]:
    holder = {
        "birth_name": "Nguyen",
        "first_names": "Linh",
        "birth_date": "1990-05-17",
        "sex": "F",
        "birth_place": "Lyon",
        "email": "linh.nguyen@example.org",
    }
    return {
        "certification_code": BRIDGE_CERTIFICATION,
        "holder": holder,
        "partner_certification": HELD,
        "number": "PH-2020-117",
        "awarded_on": "2020-06-30",
        **changes,
    }


async def bring(client: AsyncClient, pharma: Headers, files: dict[str, Any] | None = None, **changes: Any) -> Response:
    sent = files or {"bridge_request": ("demande.pdf", PDF), "parchment_copy": ("parchemin.jpg", JPEG)}
    return await client.post(PATH, data={"request": json.dumps(a_request(**changes))}, files=sent, headers=pharma)


async def told(client: AsyncClient, pharma: Headers) -> list[tuple[str, dict[str, Any]]]:
    items = (await client.get(FEED, headers=pharma)).json()["items"]
    return [(item["type"], {**item["data"], "subject": item["subject"]}) for item in items]


async def test_d73_a_request_waits_for_the_secretariat_and_shows_its_branch_no_more_than_its_own_words(
    sandbox: AsyncClient, pharma: Headers, secretariat: Headers
) -> None:
    brought = await bring(sandbox, pharma)

    assert brought.status_code == 202, brought.text
    assert brought.headers["Location"] == f"{PATH}/{brought.json()['id']}"
    assert (brought.json()["state"], brought.json()["state_label"]) == ("received", "Demande reçue")
    assert [warning["code"] for warning in brought.json()["warnings"]] == ["no_bridge"]
    seen = (await sandbox.get(brought.headers["Location"], headers=pharma)).json()
    assert seen == brought.json()
    assert (seen["holder"], seen["pieces"], seen["number"]) == (None, [], "PH-2020-117")
    looked_at = (await sandbox.get(brought.headers["Location"], headers=secretariat)).json()
    assert looked_at["holder"]["birth_name"] == "Nguyen"
    assert [piece["kind"] for piece in looked_at["pieces"]] == ["bridge_request", "parchment_copy"]
    copy = await sandbox.get(f"{brought.headers['Location']}/documents/parchment_copy", headers=secretariat)
    assert (copy.content, copy.headers["Content-Type"]) == (JPEG, "image/jpeg")
    asked = {"operation_id": "openBridgeRequest"}
    (task,) = (await sandbox.get("/v1/tasks", params=asked, headers=secretariat)).json()["items"]
    assert task["href"] == f"{brought.headers['Location']}/opening"
    assert task["subject"]["label"] == f"Nguyen Linh ({HELD} → {BRIDGE_CERTIFICATION})"


async def test_d73_the_same_request_again_is_the_one_on_record_and_another_one_waits_its_turn(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, pharma: Headers
) -> None:
    first, again = await bring(sandbox, pharma), await bring(sandbox, pharma)
    others = [
        await bring(sandbox, pharma, awarded_on="2020-06-29"),
        await bring(sandbox, pharma, files={"bridge_request": ("a.pdf", PDF), "parchment_copy": ("b.pdf", PDF)}),
    ]

    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert [(answer.status_code, answer.json()["code"]) for answer in others] == [(409, "already_done")] * 2
    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.bridge_requests)) == 1


async def test_every_fault_of_a_request_is_told_at_its_place(sandbox: AsyncClient, pharma: Headers) -> None:
    unreadable = await sandbox.post(PATH, data={"request": "{"}, headers=pharma, files={"parchment_copy": ("a", b"")})
    shapeless = await bring(sandbox, pharma, holder={"birth_name": "Nguyen", "sex": "X"}, surplus=1)
    impossible = await bring(
        sandbox,
        pharma,
        certification_code="cqpi-technicien-qualite",
        partner_certification="PH99",
        awarded_on="2099-01-01",
    )

    assert faults(unreadable) == {("/request", "not_json"), ("/bridge_request", "missing")}
    assert ("/request/holder/sex", "unknown_value") in faults(shapeless)
    assert ("/request/surplus", "unknown_field") in faults(shapeless)
    assert faults(impossible) == {
        ("/request/certification_code", "not_a_cqp"),
        ("/request/partner_certification", "unknown_partner_certification"),
        ("/request/awarded_on", "day_in_the_future"),
    }


def faults(answer: Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}


async def test_d25_the_secretariat_opens_the_dossier_with_both_pieces_and_the_parchment_to_verify(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, pharma: Headers, secretariat: Headers
) -> None:
    place = (await bring(sandbox, pharma)).headers["Location"]
    opened = await sandbox.post(f"{place}/opening", json={}, headers=secretariat)

    assert opened.status_code == 201, opened.text
    dossier = (await sandbox.get(opened.headers["Location"], headers=secretariat)).json()
    assert (dossier["pathway"], dossier["certification"]["code"]) == ("bridge", BRIDGE_CERTIFICATION)
    (held,) = dossier["candidate"]["held_certifications"]
    assert (held["code"], held["number"], held["verification"]) == (HELD, "PH-2020-117", None)
    documents = (await sandbox.get(f"/v1/dossiers/{dossier['id']}/documents", headers=secretariat)).json()["items"]
    assert {each["kind"] for each in documents} == {"bridge_request", "parchment_copy"}
    assert [
        (
            await sandbox.get(f"/v1/dossiers/{dossier['id']}/documents/{each['id']}/content", headers=secretariat)
        ).status_code
        for each in documents
    ] == [200, 200]
    seen = (await sandbox.get(place, headers=pharma)).json()
    assert (seen["state"], seen["dossier_number"], seen["status"]) == ("opened", dossier["number"], dossier["status"])
    assert (seen["dossier_id"], seen["outcome"]) == (None, None)
    assert (await sandbox.get(f"/v1/dossiers/{dossier['id']}", headers=pharma)).status_code == 403
    (received, event) = await told(sandbox, pharma)
    assert (received[0], received[1]["status"]) == ("bridge_request.received", None)
    assert event[0] == "bridge_request.opened"
    assert event[1]["subject"] == event[1]["bridge_request_id"] == seen["id"]
    assert (event[1]["dossier_number"], event[1]["dossier_id"]) == (dossier["number"], None)
    again = await sandbox.post(f"{place}/opening", json={}, headers=secretariat)
    refused = await sandbox.post(f"{place}/refusal", json={"reason": "Trop tard"}, headers=secretariat)
    assert {again.status_code, refused.status_code} == {409}
    async with sandbox_database.connect() as connection:
        row = (await connection.execute(select(tables.bridge_requests))).one()
    assert (row.holder, row.pieces) == (None, [])


async def test_d73_a_request_is_declined_with_a_reason_that_its_branch_reads_and_may_be_brought_again(
    sandbox: AsyncClient, pharma: Headers, secretariat: Headers
) -> None:
    place = (await bring(sandbox, pharma)).headers["Location"]
    unreasoned = await sandbox.post(f"{place}/refusal", json={"reason": " "}, headers=secretariat)
    declined = await sandbox.post(f"{place}/refusal", json={"reason": "Parchemin illisible"}, headers=secretariat)
    late = await sandbox.post(f"{place}/opening", json={}, headers=secretariat)

    assert unreasoned.status_code == 422
    assert declined.status_code == 200, declined.text
    assert (late.status_code, late.json()["code"]) == (409, "already_done")
    seen = (await sandbox.get(place, headers=pharma)).json()
    assert (seen["state"], seen["refusal"]["reason"]) == ("declined", "Parchemin illisible")
    assert [kind for kind, _ in await told(sandbox, pharma)] == ["bridge_request.received", "bridge_request.declined"]
    anew = await bring(sandbox, pharma)
    assert (anew.status_code, anew.json()["id"] == seen["id"]) == (202, False)
    listed = (await sandbox.get(PATH, params={"state": "received"}, headers=pharma)).json()["items"]
    assert [each["id"] for each in listed] == [anew.json()["id"]]


async def test_d73_the_branch_is_told_what_the_jury_decided_once_its_session_is_closed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, pharma: Headers, secretariat: Headers
) -> None:
    await confirm_the_bridge(sandbox, secretariat)
    place = (await bring(sandbox, pharma)).headers["Location"]
    opened = await sandbox.post(f"{place}/opening", json={}, headers=secretariat)
    dossier = opened.headers["Location"]
    seen = {"verified": True, "reason": "Confirmé par la branche"}
    verified = await sandbox.post(f"{dossier}/held-certifications/{HELD}/verification", json=seen, headers=secretariat)
    assert verified.status_code == 200, verified.text
    registered = await sandbox.post(f"{dossier}/registration", headers=secretariat)
    assert registered.status_code == 200, registered.text
    async with SqlUnitOfWork(sandbox_database) as uow:
        kept = await uow.dossiers.get(SYSTEM, opened.json()["dossier_id"])
    assert kept is not None
    session = await sitting(sandbox, secretariat, kept)
    chair = await sign_in(sandbox, CHAIR)
    opens = (await sandbox.get("/v1/partner-certifications", params={"certification": HELD})).json()["items"][0][
        "opens"
    ][0]
    lacking = [
        {"code": each["code"], "validated": False, "reason": "Hors passerelle"}
        for each in opens["uncovered_competences"]
    ]
    brought = [{"code": each["code"], "validated": True} for each in opens["competences"]]
    decided = await sandbox.post(
        f"{session}/deliberations", json=a_deliberation(kept, competences=[*brought, *lacking]), headers=chair
    )
    assert decided.status_code == 201, decided.text

    before = (await sandbox.get(place, headers=pharma)).json()
    assert (before["status"], before["outcome"]) == ("awaiting_jury", None)
    so_far = ["bridge_request.received", "bridge_request.opened", "bridge_request.status_changed"]
    assert [kind for kind, _ in await told(sandbox, pharma)] == so_far
    for headers in (secretariat, chair):
        closed = await sandbox.post(f"{session}/closure", json={}, headers=headers)
        assert closed.status_code == 200, closed.text
    after = (await sandbox.get(place, headers=pharma)).json()
    assert (after["status"], after["outcome"]) == ("partially_awarded", "partially_awarded")
    (kind, data), (then, _) = (await told(sandbox, pharma))[len(so_far) :]
    assert then == "bridge_request.status_changed"
    assert (kind, data["outcome"], data["status"]) == (
        "bridge_request.decided",
        "partially_awarded",
        "partially_awarded",
    )


async def confirm_the_bridge(client: AsyncClient, secretariat: Headers) -> None:
    asked = {"certification": HELD}
    (bridge,) = (await client.get("/v1/bridges", params=asked)).json()["items"]
    read = await client.get(f"/v1/bridges/{bridge['id']}")
    said = {name: value for name, value in read.json().items() if name not in {"id", "kind_label"}}
    put = await client.put(
        f"/v1/bridges/{bridge['id']}",
        json={**said, "confirmed": True},
        headers={**secretariat, "If-Match": read.headers["ETag"]},
    )
    assert put.status_code == 200, put.text


async def test_what_is_told_to_the_branch_is_told_to_nobody_else_and_not_without_its_scope(
    sandbox: AsyncClient, pharma: Headers, secretariat: Headers
) -> None:
    place = (await bring(sandbox, pharma)).headers["Location"]
    await sandbox.post(f"{place}/refusal", json={"reason": "Illisible"}, headers=secretariat)
    asked = {"grant_type": "client_credentials", "client_id": "pharma-sandbox", "client_secret": PASSWORD}
    narrow = bearer((await sandbox.post("/oauth/token", data={**asked, "scope": "events:read bridges:report"})).json())
    funder = bearer((await sandbox.post("/oauth/token", data={**asked, "client_id": "opca-sandbox"})).json())

    assert await told(sandbox, narrow) == []
    assert "bridge_request.declined" not in [kind for kind, _ in await told(sandbox, funder)]
    assert (await sandbox.get(place, headers=narrow)).status_code == 403
    assert (await sandbox.get(place, headers=await sign_in(sandbox, EMPLOYER))).status_code == 403


async def test_d73_the_branch_is_told_when_a_certificate_that_it_decided_on_is_worth_nothing_more(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, pharma: Headers, secretariat: Headers
) -> None:
    certificate = await issued(sandbox_database)
    said = {"partner_certification": "PH07", "outcome": "awarded", "decided_on": today().isoformat()}
    reported = await sandbox.post("/v1/partner-decisions", json={"certificate_number": NUMBER, **said}, headers=pharma)
    read = await sandbox.get(f"/v1/certificates/{certificate.number}", headers=secretariat)
    revoked = await sandbox.post(
        f"/v1/certificates/{certificate.number}/revocation",
        json={"reason": "Fraude"},
        headers={**secretariat, "If-Match": read.headers["ETag"]},
    )
    assert revoked.status_code == 200, revoked.text

    (recorded, _), (kind, data) = await told(sandbox, pharma)
    assert recorded == "partner_decision.recorded"
    assert (kind, data["certificate_number"], data["replaced_by"]) == ("certificate.revoked", NUMBER, None)
    assert data["subject"] == data["partner_decision_id"] == reported.json()["id"]
    assert (data["dossier_id"], data["dossier_number"]) == (None, None)


async def test_d73_the_branch_is_told_of_its_reports_whoever_corrects_them(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, pharma: Headers, secretariat: Headers
) -> None:
    await issued(sandbox_database)
    said = {"partner_certification": "PH07", "outcome": "not_awarded", "decided_on": today().isoformat()}
    reported = await sandbox.post("/v1/partner-decisions", json={"certificate_number": NUMBER, **said}, headers=pharma)
    path, why = f"/v1/partner-decisions/{reported.json()['id']}", {"reason": "Faute de frappe"}

    await sandbox.post(f"{path}/correction", json={"outcome": "awarded", **why}, headers=pharma)
    await sandbox.post(f"{path}/cancellation", json=why, headers=secretariat)

    events = await told(sandbox, pharma)
    assert [(kind, data["outcome"]) for kind, data in events] == [
        ("partner_decision.recorded", "not_awarded"),
        ("partner_decision.corrected", "awarded"),
        ("partner_decision.cancelled", "awarded"),
    ]
    assert {(data["subject"], data["certificate_number"]) for _, data in events} == {(reported.json()["id"], NUMBER)}


async def test_a_list_of_requests_says_what_each_of_them_lacks(sandbox: AsyncClient, pharma: Headers) -> None:
    brought = (await bring(sandbox, pharma)).json()

    (listed,) = (await sandbox.get(PATH, headers=pharma)).json()["items"]

    assert [each["code"] for each in listed["warnings"]] == ["no_bridge"]
    assert listed == brought
