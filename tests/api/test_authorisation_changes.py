"""Changes of authorisations over HTTP: recorded with them, exported, a task until they were told of."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.domain.calendar import add_months
from app.sandbox.identities import EVALUATORS_BY_REGION
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.api.test_delays import at_noon_on

CHANGES, REPORTS = "/v1/authorisation-changes", "/v1/authorisation-changes/reports"
AUTHORISED = {"certification_code": "cqp-agent-logistique", "region": "11", "from": "2026-01-01"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def authorise(client: AsyncClient, headers: dict[str, str], *authorisations: dict[str, Any]) -> None:
    path = f"/v1/evaluators/{EVALUATORS_BY_REGION['11']}/authorisations"
    body = {"authorisations": list(authorisations)}
    answer = await client.put(path, json=body, headers={**headers, "If-Match": "*"})
    assert answer.status_code == 200, answer.text


async def tasks(client: AsyncClient, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    asked = {"operation_id": "recordAuthorisationReport", **query}
    answer = await client.get("/v1/tasks", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_what_changed_since_a_day_is_listed_and_exported(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await authorise(sandbox, secretariat, AUTHORISED)
    await at_noon_on(sandbox, today() + timedelta(days=1))
    await authorise(sandbox, secretariat, {**AUTHORISED, "until": "2026-12-31"})
    since = {"since": (today() + timedelta(days=1)).isoformat()}
    (changed,) = (await sandbox.get(CHANGES, params=since, headers=secretariat)).json()["items"]
    first = (await sandbox.get(CHANGES, params={"since": today().isoformat(), "limit": 1}, headers=secretariat)).json()
    table = await sandbox.get(CHANGES, params=since, headers={**secretariat, "Accept": "text/csv"})
    header, row = table.content.decode("utf-8-sig").splitlines()

    assert (changed["kind"], changed["until"], changed["former_until"]) == ("changed", "2026-12-31", None)
    assert changed["due_on"] == add_months(today() + timedelta(days=1), 2).isoformat()
    assert len(first["items"]) == 1
    assert first["next_cursor"] is not None
    assert header.startswith('"certification_code";"certification_title";"id";"kind";"kind_label";"changed_on"')
    assert '"changed";"Durée modifiée"' in row
    assert '"Inès Caron"' in row


async def test_two_months_run_as_a_task_until_a_report_is_noted(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    none_yet = await tasks(sandbox, secretariat)
    await authorise(sandbox, secretariat, AUTHORISED)
    due_on = add_months(today(), 2)
    (task,) = await tasks(sandbox, secretariat)
    soon = await tasks(sandbox, secretariat, due_before=(due_on + timedelta(days=1)).isoformat())
    not_yet = await tasks(sandbox, secretariat, due_before=due_on.isoformat())
    to_come = await sandbox.post(
        REPORTS, json={"told_on": (today() + timedelta(days=1)).isoformat()}, headers=secretariat
    )
    told = await sandbox.post(REPORTS, json={"told_on": today().isoformat()}, headers=secretariat)
    again = await sandbox.post(REPORTS, json={"told_on": today().isoformat()}, headers=secretariat)

    assert none_yet == not_yet == await tasks(sandbox, secretariat) == []
    assert (task["due_on"], task["href"], task["overdue"]) == (due_on.isoformat(), REPORTS, False)
    assert [each["subject"] for each in soon] == [task["subject"]]
    assert codes_of(to_come.json()) == ["day_to_come", "day_to_come"]
    assert told.json()["changes"] > again.json()["changes"] == 0


async def test_what_changed_after_the_report_is_still_to_be_told(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    await authorise(sandbox, secretariat, AUTHORISED)
    before = (today() - timedelta(days=1)).isoformat()
    body = {"told_on": today().isoformat(), "changed_until": before}
    told = await sandbox.post(REPORTS, json=body, headers=secretariat)

    assert told.json() == {"told_on": today().isoformat(), "changes": 0}
    assert len(await tasks(sandbox, secretariat)) == 1


async def test_it_is_the_secretariats_alone(sandbox: AsyncClient) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    statuses = [(await sandbox.get(CHANGES, headers=headers)).status_code for headers in ({}, employer)]

    assert statuses == [401, 403]
