"""The delays of a VAE request, each at its boundary, with the sandbox's clock (R41, R44, R45, D10–D12)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import SECRETARIAT, a_candidate, codes_of, rules_of
from tests.api.signing_in import sign_in

OUTSIDER = a_candidate(employment={"status": "self_employed"})
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def at_noon_on(client: AsyncClient, day: date) -> None:
    """Set the sandbox's clock to noon in Paris."""
    await at(client, datetime.combine(day, time(12), ZoneInfo("Europe/Paris")))


async def at(client: AsyncClient, instant: datetime) -> None:
    answer = await client.put("/v1/sandbox/clock", json={"now": instant.astimezone(UTC).isoformat()})
    assert answer.status_code == 200, answer.text


async def a_request(client: AsyncClient, headers: dict[str, str]) -> str:
    """A common-law VAE whose file is complete; the dossier's path."""
    body = {"pathway": "common_law_vae", "certification_code": "cqp-operateur-fabrication", "candidate": OUTSIDER}
    path = f"/v1/dossiers/{(await client.post('/v1/dossiers', json=body, headers=headers)).json()['id']}"
    for kind in ("outil_6", "cerfa_12818"):
        added = await client.post(
            f"{path}/documents",
            data={"kind": kind, "signed_by": ["candidate"]},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=headers,
        )
        assert added.status_code == 201, added.text
    return path


async def admissible(client: AsyncClient, headers: dict[str, str]) -> str:
    path = await a_request(client, headers)
    for step, body in (("submission", {}), ("decision", {"decision": "admissible"})):
        answer = await client.post(f"{path}/admissibility/{step}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    return path


async def deadline(client: AsyncClient, path: str, headers: dict[str, str], code: str) -> dict[str, Any]:
    told = (await client.get(f"{path}/checklist", headers=headers)).json()["deadlines"]
    found: dict[str, Any] = next(each for each in told if each["code"] == code)
    return found


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2026, 12, 31), date(2027, 2, 28), id="31 December: the end of February"),
        pytest.param(date(2027, 12, 30), date(2028, 2, 29), id="30 December before a leap year"),
        pytest.param(date(2026, 8, 31), date(2026, 10, 31), id="31 August"),
    ],
)
async def test_r44_the_answer_is_due_two_calendar_months_after_receipt(
    sandbox: AsyncClient, secretariat: dict[str, str], received: date, due: date
) -> None:
    await at_noon_on(sandbox, received)
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    late = []
    for day in (due - timedelta(days=1), due, due + timedelta(days=1)):
        await at_noon_on(sandbox, day)
        told = await deadline(sandbox, path, secretariat, "admissibility_decision")
        assert told["due_on"] == due.isoformat()
        late.append(told["overdue"])

    assert late == [False, False, True]


async def test_r45_a_candidacy_lapses_the_day_after_its_eighteen_months(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    path = await admissible(sandbox, secretariat)
    last = date(2028, 2, 29)

    await at_noon_on(sandbox, last)
    kept = (await sandbox.get(path, headers=secretariat)).json()
    await at_noon_on(sandbox, last + timedelta(days=1))
    lapsed = (await sandbox.get(path, headers=secretariat)).json()

    assert (kept["status"], lapsed["status"]) == ("registration_in_progress", "closed")
    assert lapsed["closure"]["reason"] == "lapsed"
    history = (await sandbox.get(f"{path}/history", headers=secretariat)).json()["items"]
    assert history[0]["actor"]["name"] == "système"


async def test_d12_an_extension_keeps_the_candidacy_to_its_last_day(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    path = await admissible(sandbox, secretariat)
    extension = {"until": "2028-06-30", "reason": "Session du printemps annulée"}
    await sandbox.post(f"{path}/admissibility/extension", json=extension, headers=secretariat)

    statuses = []
    for day in (date(2028, 6, 30), date(2028, 7, 1)):
        await at_noon_on(sandbox, day)
        statuses.append((await sandbox.get(path, headers=secretariat)).json()["status"])

    assert statuses == ["registration_in_progress", "closed"]


async def test_d12_the_eighteen_months_count_from_the_acknowledgement_once_it_is_known(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    path = await admissible(sandbox, secretariat)
    ends = []
    await at_noon_on(sandbox, date(2026, 11, 30))
    for step, body in (
        (None, None),
        ("dispatch", {"tracking_number": "1A 234 567 8901 2", "sent_on": "2026-11-04"}),
        ("acknowledgement", {"received_on": "2026-11-06"}),
    ):
        if step:
            await sandbox.post(f"{path}/admissibility/{step}", json=body, headers=secretariat)
        ends.append((await sandbox.get(f"{path}/admissibility", headers=secretariat)).json()["candidacy_ends_on"])

    assert ends == ["2028-05-02", "2028-05-04", "2028-05-06"]


async def test_a_request_that_is_sent_back_is_complete_from_its_last_submission(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at_noon_on(sandbox, date(2026, 11, 2))
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)
    incomplete = {"decision": "incomplete", "grounds": [{"text": "CERFA non daté"}]}
    await sandbox.post(f"{path}/admissibility/decision", json=incomplete, headers=secretariat)
    await at_noon_on(sandbox, date(2026, 11, 20))
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    told = await deadline(sandbox, path, secretariat, "admissibility_decision")

    assert (told["due_on"], told["due_on_from_first_receipt"]) == ("2027-01-20", "2027-01-02")


async def test_r37_a_refusal_without_grounds_is_refused(sandbox: AsyncClient, secretariat: dict[str, str]) -> None:
    path = await a_request(sandbox, secretariat)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)

    answer = await sandbox.post(
        f"{path}/admissibility/decision", json={"decision": "inadmissible"}, headers=secretariat
    )

    assert (answer.status_code, rules_of(answer.json()), codes_of(answer.json())) == (422, ["R37"], ["grounds_missing"])


async def test_between_the_two_midnights_the_day_is_the_one_in_paris(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await at(sandbox, datetime(2026, 11, 2, 23, 30, tzinfo=UTC))

    path = await a_request(sandbox, secretariat)

    assert (await sandbox.get(path, headers=secretariat)).json()["requested_on"] == "2026-11-03"
