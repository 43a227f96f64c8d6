"""D77: nobody is written to about the past, and a term that was over decides nothing of itself."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.db.tables import emails
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.reminders import USUAL_DISTANCES
from app.main import mail_writer_of
from app.settings import Settings
from app.usecases.deadlines.reminding import ReminderContext, remind_of_deadlines
from app.usecases.dossiers.admissibility import apply_expired_deadlines
from app.usecases.moment import Moment
from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk, a_holder, an_evaluator
from tests.takeovers.test_short import counted


def a_request(days_ago: int, **changes: Any) -> dict[str, Any]:
    """A common-law VAE found admissible so many days ago, whose candidate has not gone on."""

    def day(after: int) -> str:
        return (today() - timedelta(days_ago - after)).isoformat()

    return {
        "source_id": "DOS-1",
        "requested_on": day(0),
        "pathway": "common_law_vae",
        "certification_code": "cqp-operateur-fabrication",
        "candidate": {**a_holder(), "email": "elodie@exemple.example", "employment": {"status": "job_seeker"}},
        "admissibility": {
            "received_on": [day(0)],
            "decisions": [{"decision": "admissible", "decided_on": day(20)}],
            "dispatched_on": day(21),
            "acknowledged_on": day(23),
        },
        **changes,
    }


@pytest.mark.parametrize(("days_ago", "remarks"), [(800, ["term_over_when_taken_over"]), (300, [])])
async def test_a_candidacy_that_was_over_lapses_by_somebodys_word_alone(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    work: Callable[[], Awaitable[None]],
    days_ago: int,
    remarks: list[str],
) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    await work()
    before = await counted(sandbox_database)

    report = await desk.apply({"dossiers": [a_request(days_ago)]})
    followed = await apply_expired_deadlines(
        SqlUnitOfWork(sandbox_database), now=Moment(await system_time()), new_id=uuid7
    )
    await work()
    after = await counted(sandbox_database)
    (row,) = report["rows"]
    shown = (await sandbox.get(f"/v1/dossiers/{row['id']}", headers=desk.headers)).json()

    assert [m["code"] for m in row["remarks"] if m["rule"] == "D77"] == remarks
    assert (followed.accepted, followed.lapsed) == (0, 0)
    assert shown["status"] == "registration_in_progress"
    assert (shown["origin"]["source"], shown["origin"]["source_id"]) == ("e-certif", "DOS-1")
    assert (after["emails"], after["events"]) == (before["emails"], before["events"])


async def test_a_term_to_come_is_reminded_of_once_on_its_day_and_one_that_was_over_never(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings
) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    planned_on, evaluator = today() + timedelta(40), an_evaluator()
    running = a_request(
        300,
        source_id="DOS-2",
        number="REPRIS-2",
        candidate={**a_holder(birth_name="Haddad"), "employment": {"status": "job_seeker"}},
        portfolio_completed_on=(today() - timedelta(100)).isoformat(),
        evaluator={
            "email": evaluator["email"],
            "region": "84",
            "planned_on": planned_on.isoformat(),
            "chosen_on": (today() - timedelta(90)).isoformat(),
            "accepted_on": (today() - timedelta(80)).isoformat(),
        },
    )

    async def mails_on(day: date) -> list[tuple[str, str]]:
        """What is written about the two by a worker that looks at all terms on that day."""
        now = Moment(datetime.combine(day, time(12), UTC))
        context = ReminderContext(
            mail_writer=mail_writer_of(settings), distances=USUAL_DISTANCES, secretariat=None, now=now, new_id=uuid7
        )
        before = await mails_about("REPRIS-", sandbox_database)
        await remind_of_deadlines(SqlUnitOfWork(sandbox_database), context)
        return [each for each in await mails_about("REPRIS-", sandbox_database) if each not in before]

    report = await desk.apply(
        {
            "evaluators": [evaluator],
            "dossiers": [a_request(800, number="REPRIS-1"), running],
        }
    )
    written = [await mails_on(planned_on - timedelta(days)) for days in (40, 39, 31, 30, 30, 29, 8)]

    assert {row["result"] for row in report["rows"]} == {"created"}
    assert written == [[], [], [], [(evaluator["email"], "deadline_reminder")], [], [], []]


async def mails_about(words: str, engine: AsyncEngine) -> list[tuple[str, str]]:
    told = emails.c.subject.contains(words) | emails.c.body.contains(words)
    async with engine.connect() as connection:
        return [(row.to_address, row.template) for row in await connection.execute(select(emails).where(told))]


async def test_who_was_authorised_before_is_no_change_to_tell_anybody_of(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    (held,) = an_evaluator()["authorisations"]
    before = await changes_told(desk)

    await desk.apply({"evaluators": [an_evaluator()]})
    again = await desk.apply({"evaluators": [an_evaluator(authorisations=[{**held, "until": "2025-12-31"}])]})
    (row,) = again["rows"]
    read = (await sandbox.get(f"/v1/evaluators/{row['id']}", headers=desk.headers)).json()

    assert row["result"] == "updated"
    assert [each["until"] for each in read["authorisations"]] == ["2025-12-31"]
    assert await changes_told(desk) == before


async def test_what_changes_of_them_from_then_on_is_one(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    report = await desk.apply({"evaluators": [an_evaluator()]})
    (held,) = an_evaluator()["authorisations"]

    answer = await sandbox.put(
        f"/v1/evaluators/{report['rows'][0]['id']}/authorisations",
        json={"authorisations": [{**held, "until": "2026-12-31"}]},
        headers={**desk.headers, "If-Match": "*"},
    )
    changes, tasks = await changes_told(desk)

    assert answer.status_code == 200, answer.text
    assert "Durée modifiée" in changes
    assert len(tasks) == 1


async def changes_told(desk: TakeoverDesk) -> tuple[str, list[str]]:
    """What France compétences would be told, and the tasks about it."""
    table = await desk.client.get("/v1/authorisation-changes", headers={**desk.headers, "Accept": "text/csv"})
    asked = {"operation_id": "recordAuthorisationReport"}
    tasks = await desk.client.get("/v1/tasks", params=asked, headers=desk.headers)
    return table.text, [each["subject"]["label"] for each in tasks.json()["items"]]
