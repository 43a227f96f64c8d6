"""What a candidate holds already, over HTTP: it counts once the secretariat has verified it, and not before (D25)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from uuid_utils.compat import uuid7

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier, codes_of, filed, opened, rules_of
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.files import PDF

ASKED, HELD = "cqp-operateur-fabrication", "cqp-conducteur-equipement-fabrication"
CHECKED = {"verified": True, "reason": "Parchemin vu"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


def a_holder_of(*codes: str) -> dict[str, Any]:
    held = [{"code": c, "certifier": "CPNE", "number": f"n-{c}", "awarded_on": "2019-06-03"} for c in codes]
    return a_candidate(held_certifications=held)


async def shared_keys(client: AsyncClient, certification: str) -> dict[str, str]:
    """The key of each of its competences that others may have too."""
    framework = (await client.get(f"/v1/certifications/{certification}/frameworks/exemple-1")).json()
    return {each["code"]: each["shared_key"] for each in framework["competences"] if each["shared_key"]}


async def test_r65_a_cqp_awarded_before_this_platform_counts_once_verified(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    dossier = await opened(sandbox, employer, certification_code=ASKED, candidate=a_holder_of(HELD))
    place = f"/v1/dossiers/{dossier['id']}"
    here, there = await shared_keys(sandbox, ASKED), await shared_keys(sandbox, HELD)
    in_common = [code for code, key in here.items() if key in there.values()]
    assert in_common

    declared = (await sandbox.get(f"{place}/assessment", headers=secretariat)).json()
    await filed(sandbox, employer, place, "diploma")
    await sandbox.post(f"{place}/held-certifications/{HELD}/verification", json=CHECKED, headers=secretariat)
    verified = (await sandbox.get(f"{place}/assessment", headers=secretariat)).json()

    assert declared["exemptions"] == []
    assert [(e["competence_code"], e["source"]) for e in verified["exemptions"]] == [
        (code, f"{HELD} n° n-{HELD}") for code in in_common
    ]


async def test_d25_a_bridge_brings_nothing_from_a_certificate_that_was_not_verified(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    bridge = (await sandbox.get("/v1/bridges")).json()["items"][0]
    path = f"/v1/bridges/{bridge['id']}"
    body = {name: value for name, value in bridge.items() if name in BRIDGE_MEMBERS} | {"confirmed": True}
    confirmed = await sandbox.put(path, json=body, headers={**secretariat, "If-Match": '"1"'})
    assert confirmed.status_code == 200, confirmed.text
    held = bridge["partner_certification"]
    another = next(code for code in ("PH04", "PH08") if code != held)
    place = await a_bridge_request(sandbox, secretariat, bridge, a_holder_of(held, another))

    await sandbox.post(f"{place}/held-certifications/{another}/verification", json=CHECKED, headers=secretariat)
    refused = await sandbox.post(f"{place}/registration", headers=secretariat)
    await sandbox.post(f"{place}/held-certifications/{held}/verification", json=CHECKED, headers=secretariat)
    registered = await sandbox.post(f"{place}/registration", headers=secretariat)

    assert (codes_of(refused.json()), rules_of(refused.json())) == (["bridge_opens_nothing"], ["R78"])
    assert registered.status_code == 200, registered.text


BRIDGE_MEMBERS = {
    "kind",
    "chemical_certification",
    "partner_certification",
    "correspondences",
    "in_force_from",
    "source",
}


async def a_bridge_request(
    client: AsyncClient, secretariat: dict[str, str], bridge: dict[str, Any], candidate: dict[str, Any]
) -> str:
    """A complete request by that bridge; its path."""
    body = a_dossier(
        pathway="bridge",
        certification_code=bridge["chemical_certification"],
        bridge_id=bridge["id"],
        candidate=candidate,
        training_scheme=None,
    )
    created = await client.post("/v1/dossiers", json=body, headers=secretariat)
    assert created.status_code == 201, created.text
    place: str = created.headers["Location"]
    for kind in ("bridge_request", "parchment_copy"):
        sent = await client.post(
            f"{place}/documents",
            data={"kind": kind},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=secretariat,
        )
        assert sent.status_code == 201, sent.text
    return place


async def test_r78_what_a_bridge_opens_is_asked_in_one_call_and_its_successor_applies_from_its_day_on(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    former = next(b for b in (await sandbox.get("/v1/bridges")).json()["items"] if b["kind"] == "partial")
    partner, cqp = former["partner_certification"], former["chemical_certification"]
    body = {name: value for name, value in former.items() if name in BRIDGE_MEMBERS} | {"confirmed": True}
    confirmed = await sandbox.put(f"/v1/bridges/{former['id']}", json=body, headers={**secretariat, "If-Match": '"1"'})
    total = {**body, "kind": "total", "correspondences": [], "in_force_from": today().isoformat()}
    followed = await sandbox.put(f"/v1/bridges/{uuid7()}", json=total, headers=secretariat)
    place = await a_bridge_request(sandbox, secretariat, former, a_holder_of(partner))
    await sandbox.post(f"{place}/held-certifications/{partner}/verification", json=CHECKED, headers=secretariat)

    shown = (await sandbox.get(f"{place}/assessment", headers=secretariat)).json()
    there, back = [
        (await sandbox.get("/v1/partner-certifications", params={"certification": code})).json()["items"]
        for code in (partner, cqp)
    ]
    the_day_before = {"certification": partner, "on": (today() - timedelta(days=1)).isoformat()}
    before = (await sandbox.get("/v1/partner-certifications", params=the_day_before)).json()["items"][0]["opens"][0]
    in_force = (await sandbox.get("/v1/bridges", params={"certification": partner, "on": today().isoformat()})).json()

    assert (confirmed.status_code, followed.status_code) == (200, 201)
    assert (shown["scope"], {e["kind"] for e in shown["exemptions"]}) == ([], {"bridge"})
    assert there == back
    now, superseded = there[0]["opens"]
    assert (now["bridge_id"], now["in_force"], superseded["in_force"]) == (followed.json()["id"], True, False)
    assert [c["code"] for c in now["competences"]] == [e["competence_code"] for e in shown["exemptions"]]
    assert (before["bridge_id"], before["in_force"]) == (former["id"], True)
    opened = {unit["code"]: unit["chemical_competences"] for unit in before["units"]}
    for competence in before["competences"]:
        assert competence["partner_units"]
        assert all(competence["code"] in opened[unit] for unit in competence["partner_units"])
    assert before["uncovered_competences"]
    assert [item["id"] for item in in_force["items"]] == [now["bridge_id"]]
