"""D33: a new attempt is a new dossier; an admissibility that still runs comes with it, its day of request too."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.calendar import add_months
from tests.api.certificate_desk import issued
from tests.api.dossier_requests import SECRETARIAT, a_candidate, a_dossier, codes_of, opened, rules_of
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.files import PDF

Json = dict[str, Any]
CIVIL_STATUS = ("birth_name", "first_names", "birth_date", "birth_place")
FREELANCE = a_candidate(employment={"status": "self_employed"})
_REQUEST: Json = {"pathway": "common_law_vae", "training_scheme": None, "candidate": FREELANCE}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def a_request(client: AsyncClient, secretariat: dict[str, str], **changes: Any) -> str:
    """A request for a common-law VAE; its path."""
    return f"/v1/dossiers/{(await opened(client, secretariat, **{**_REQUEST, **changes}))['id']}"


async def the_file(client: AsyncClient, secretariat: dict[str, str], place: str) -> None:
    """Outil 6 and the CERFA, signed."""
    for kind in ("outil_6", "cerfa_12818"):
        sent = await client.post(
            f"{place}/documents",
            data={"kind": kind, "signed_by": "candidate"},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=secretariat,
        )
        assert sent.status_code == 201, sent.text


async def found_admissible(client: AsyncClient, secretariat: dict[str, str], received_on: date) -> str:
    """A request received on that day, admissible today, then withdrawn; its path."""
    place = await a_request(client, secretariat)
    await the_file(client, secretariat, place)
    for path, body in (
        ("/admissibility/submission", {"received_on": received_on.isoformat()}),
        ("/admissibility/decision", {"decision": "admissible"}),
        ("/withdrawal", {"reason": "Longue maladie"}),
    ):
        answer = await client.post(place + path, json=body, headers=secretariat)
        assert answer.status_code == 200, answer.text
    return place


async def test_d33_the_admissibility_and_the_day_of_the_request_come_with_it(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    a_month_ago = today() - timedelta(days=30)
    former = await found_admissible(sandbox, secretariat, a_month_ago)
    place = await a_request(sandbox, secretariat, previous_dossier_id=former.rsplit("/", 1)[1])

    kept = (await sandbox.get(f"{place}/admissibility", headers=secretariat)).json()

    assert (kept["decision"], kept["requested_on"]) == ("admissible", a_month_ago.isoformat())
    assert kept["candidacy_ends_on"] == add_months(today(), 18).isoformat()


async def test_d33_its_own_file_comes_before_its_portfolio(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    former = await found_admissible(sandbox, secretariat, today())
    place = await a_request(sandbox, secretariat, previous_dossier_id=former.rsplit("/", 1)[1])
    written = {"completed_on": today().isoformat()}

    too_early = await sandbox.put(f"{place}/portfolio", json=written, headers=secretariat)
    await the_file(sandbox, secretariat, place)
    recorded = await sandbox.put(f"{place}/portfolio", json=written, headers=secretariat)

    assert (codes_of(too_early.json()), rules_of(too_early.json())) == (
        ["outil_6_missing", "cerfa_12818_missing"],
        ["R42", "D6"],
    )
    assert recorded.status_code == 201, recorded.text


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"certification_code": "cqp-agent-logistique"}, "previous_dossier_of_another_certification"),
        ({"candidate": {**FREELANCE, "birth_name": "Petit"}}, "previous_dossier_of_another_person"),
    ],
)
async def test_d52_a_previous_dossier_was_for_the_same_certification_and_is_the_same_persons(
    sandbox: AsyncClient, secretariat: dict[str, str], other: Json, code: str
) -> None:
    former = await found_admissible(sandbox, secretariat, today())
    asked = {**_REQUEST, "previous_dossier_id": former.rsplit("/", 1)[1], **other}
    refused = await sandbox.post("/v1/dossiers", json=a_dossier(**asked), headers=secretariat)

    assert (refused.status_code, codes_of(refused.json()), rules_of(refused.json())) == (422, [code], ["D52"])
    assert refused.json()["errors"][0]["pointer"] == "/previous_dossier_id"


async def test_d52_a_previous_dossier_is_over(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    running = await a_request(sandbox, secretariat)
    asked = {**_REQUEST, "previous_dossier_id": running.rsplit("/", 1)[1]}
    refused = await sandbox.post("/v1/dossiers", json=a_dossier(**asked), headers=secretariat)

    assert (refused.status_code, codes_of(refused.json())) == (422, ["previous_dossier_running"])


async def test_r65_of_an_award_nothing_is_shared_once_its_certificate_is_revoked(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str]
) -> None:
    certificate = await issued(sandbox_database)
    former = (await sandbox.get(f"/v1/dossiers/{certificate.dossier_id}", headers=secretariat)).json()
    again = {**FREELANCE, **{name: former["candidate"][name] for name in CIVIL_STATUS}}
    place = await a_request(sandbox, secretariat, certification_code="cqp-technico-commercial", candidate=again)

    await decided_to_be_one(sandbox, secretariat)
    held = (await sandbox.get(f"{place}/assessment", headers=secretariat)).json()
    revoked = await sandbox.post(
        f"/v1/certificates/{certificate.number}/revocation", json={"reason": "Fraude"}, headers=secretariat
    )
    after = (await sandbox.get(f"{place}/assessment", headers=secretariat)).json()

    assert (revoked.status_code, after["exemptions"]) == (200, [])
    assert {each["kind"] for each in held["exemptions"]} == {"shared"}


async def decided_to_be_one(client: AsyncClient, secretariat: dict[str, str]) -> None:
    """The one match that waits is one person's, says the secretariat."""
    (match,) = (await client.get("/v1/persons/matches?state=pending", headers=secretariat)).json()["items"]
    answer = await client.put(
        f"/v1/persons/matches/{match['id']}",
        json={"decision": "same", "reason": "Pièce d'identité vue"},
        headers={**secretariat, "If-Match": f'"{match["version"]}"'},
    )
    assert answer.status_code == 200, answer.text


async def test_d49_an_admission_taken_over_is_to_be_decided_again_once_the_two_are_told_apart(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    former = await found_admissible(sandbox, secretariat, today() - timedelta(days=30))
    place = await a_request(sandbox, secretariat, previous_dossier_id=former.rsplit("/", 1)[1])
    before = (await sandbox.get(place, headers=secretariat)).json()
    (match,) = (await sandbox.get("/v1/persons/matches?state=same", headers=secretariat)).json()["items"]

    answer = await sandbox.put(
        f"/v1/persons/matches/{match['id']}",
        json={"decision": "different", "reason": "Deux pièces d'identité"},
        headers={**secretariat, "If-Match": f'"{match["version"]}"'},
    )
    kept = (await sandbox.get(f"{place}/admissibility", headers=secretariat)).json()
    after = (await sandbox.get(place, headers=secretariat)).json()
    line = (await sandbox.get(f"{place}/history", headers=secretariat)).json()["items"][0]

    assert answer.status_code == 200, answer.text
    assert (kept["decision"], [each["decision"]["decision"] for each in kept["put_back"]]) == (None, ["admissible"])
    assert (after["status"], after["version"]) == (before["status"], before["version"] + 1)
    assert line["operation"] == "decidePersonMatch"
    assert (await sandbox.get(f"{former}/admissibility", headers=secretariat)).json()["decision"] == "admissible"
