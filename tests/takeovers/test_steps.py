"""A running dossier stands where it stood: what the format says of its step is what is read of it here."""

from typing import Any

from httpx import AsyncClient

from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk
from tests.takeovers.test_silence import a_request

HELD = {"certifier": "LEEM", "number": "PH-1", "awarded_on": "2020-05-04"}


async def shown(desk: TakeoverDesk, **changes: Any) -> dict[str, Any]:
    """The dossier as the secretariat reads it, once its row is taken over."""
    report = await desk.apply({"dossiers": [a_request(300, **changes)]})
    (row,) = report["rows"]
    assert row["result"] == "created", row
    dossier: dict[str, Any] = (await desk.client.get(f"/v1/dossiers/{row['id']}", headers=desk.headers)).json()
    return dossier


async def test_a_candidate_comes_by_a_bridge_that_is_here(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    (bridge, *_) = (await sandbox.get("/v1/bridges", headers=desk.headers)).json()["items"]
    candidate = a_request(300)["candidate"]
    code = bridge["partner_certification"]
    came: dict[str, Any] = {
        "pathway": "bridge",
        "bridge_id": bridge["id"],
        "certification_code": bridge["chemical_certification"],
        "candidate": {**candidate, "held_certifications": [{**HELD, "code": code}]},
        "held_verifications": [{"number": "PH-1", "on": "2025-05-04", "reason": "Parchemin vu"}],
        "admissibility": None,
    }

    dossier = await shown(desk, **came)
    elsewhere = await desk.apply(
        {"dossiers": [a_request(300, **{**came, "source_id": "DOS-2", "certification_code": "cqp-agent-logistique"})]}
    )

    assert (dossier["pathway"], dossier["bridge_id"]) == ("bridge", bridge["id"])
    assert [error["pointer"] for error in elsewhere["rows"][0]["errors"]] == ["/bridge_id"]


async def test_what_was_put_off_extended_and_waived_stays_so(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    admissibility = a_request(300)["admissibility"]
    extension = {"until": "2031-01-01", "reason": "Congé de maternité", "granted_on": "2026-06-01"}

    dossier = await shown(
        desk,
        admissibility={**admissibility, "extensions": [extension]},
        trade_observations_waiver={"reason": "Atelier fermé", "on": "2026-06-02"},
        jury_registration={"registered_on": "2026-07-01", "put_off_by": "employer"},
    )
    terms = (await sandbox.get("/v1/deadlines", params={"limit": 200}, headers=desk.headers)).json()["items"]

    assert (dossier["jury_registration"]["state"], dossier["jury_registration"]["session_id"]) == ("postponed", None)
    assert [each["due_on"] for each in terms if each["dossier_number"] == dossier["number"]] == ["2031-01-01"]


async def test_a_registration_names_its_session_or_who_put_it_off(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    both = {"registered_on": "2026-07-01", "session_source_id": "SES-1", "put_off_by": "branch"}
    rows = [
        a_request(300, source_id=f"DOS-{place}", jury_registration=told)
        for place, told in enumerate((both, {"registered_on": "2026-07-01"}))
    ]

    report = await desk.apply({"dossiers": rows})

    assert [[error["code"] for error in row["errors"]] for row in report["rows"]] == [["session_or_put_off"]] * 2
