"""D76: the secretariat is alarmed as the passport's term nears its end, and past it; once for each day and distance."""

from datetime import date, timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.sandbox_clock import SqlSandboxClock
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.calendar import add_months
from app.main import mail_writer_of
from app.settings import Settings
from app.usecases.moment import Moment
from app.usecases.passport.alarms import AlarmContext, alarm_of_passport_terms
from tests.api.cpf_desk import CpfDesk, awarded
from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import today
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.api.test_delays import at_noon_on

SHARED = "cqp@branche.example"


@pytest.fixture
async def desk(sandbox: AsyncClient) -> CpfDesk:
    found = CpfDesk(client=sandbox, headers=await sign_in(sandbox, SECRETARIAT))
    await found.prepare()
    return found


async def alarms(desk: CpfDesk, engine: AsyncEngine, settings: Settings, on: date) -> list[str]:
    """The subjects of all alarms once the scan was run twice on a day, the oldest first."""
    await at_noon_on(desk.client, on)
    for _ in range(2):
        now = Moment(await SqlSandboxClock(engine).now())
        context = AlarmContext(mail_writer=mail_writer_of(settings), secretariat=SHARED, now=now, new_id=uuid7)
        await alarm_of_passport_terms(SqlUnitOfWork(engine), context)
    found = [mail for mail in await mails_to(desk.client, SHARED) if mail["template"] == "passport_alarm"]
    return [mail["subject"] for mail in reversed(found)]


async def test_each_distance_is_told_once_whatever_the_number_of_awards(
    desk: CpfDesk, sandbox_database: AsyncEngine, settings: Settings
) -> None:
    for _ in range(2):
        await awarded(sandbox_database)
    due_on = add_months(today(), 3)
    counts = [
        len(await alarms(desk, sandbox_database, settings, due_on - timedelta(days=left)))
        for left in (31, 30, 29, 7, 0, -1, -2)
    ]
    told = await alarms(desk, sandbox_database, settings, due_on + timedelta(days=3))

    assert counts == [0, 1, 1, 2, 2, 3, 3]
    assert all("(2)" in subject for subject in told)
    assert [subject.startswith("En retard") for subject in told] == [False, False, True]


async def test_what_was_handed_in_and_what_is_long_past_alarm_nobody(
    desk: CpfDesk, sandbox_database: AsyncEngine, settings: Settings
) -> None:
    await awarded(sandbox_database, days_ago=400)
    long_past = await alarms(desk, sandbox_database, settings, today())
    await awarded(sandbox_database)
    await desk.handed_in()
    handed_in = await alarms(desk, sandbox_database, settings, add_months(today(), 3))

    assert (long_past, handed_in) == ([], [])
