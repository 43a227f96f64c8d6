"""Reminders by the sandbox's clock: each distance once, to whom has to act, whatever the clock does."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.sandbox_clock import SqlSandboxClock
from app.db.tables import users
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.deliberation import Outcome, Retained
from app.domain.reminders import USUAL_DISTANCES
from app.main import mail_writer_of
from app.settings import Settings
from app.usecases.deadlines.reminding import ReminderContext, remind_of_deadlines
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT
from tests.api.jury_room import awaiting_jury, planned
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.api.test_deadlines import DAY, EVALUATOR, due, submitted
from tests.api.test_delays import a_request, admissible, assessed, at_noon_on
from tests.builders import CODES, a_decision
from tests.builders import a_candidate as candidate_value

RECEIVED, DUE = date(2026, 11, 2), date(2027, 1, 2)
REMINDERS = {"deadline_reminder", "candidate_deadline_reminder"}
CANDIDATE = "karim.haddad@example.org"
WHO = candidate_value(birth_name="Reste", email=CANDIDATE)
Remind = Callable[..., Awaitable[int]]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


@pytest.fixture
def remind(settings: Settings, sandbox_database: AsyncEngine) -> Remind:
    """`await remind()` runs the scan once, as a worker does, at the sandbox's time."""

    async def run(distances: tuple[int, ...] = USUAL_DISTANCES, shared: str | None = None) -> int:
        now = Moment(await SqlSandboxClock(sandbox_database).now())
        context = ReminderContext(
            mail_writer=mail_writer_of(settings), distances=distances, secretariat=shared, now=now, new_id=uuid7
        )
        return await remind_of_deadlines(SqlUnitOfWork(sandbox_database), context)

    return run


async def reminded(client: AsyncClient, address: str) -> list[str]:
    """The subjects of the reminders to an address, the oldest first."""
    found = [mail for mail in await mails_to(client, address) if mail["template"] in REMINDERS]
    return [mail["subject"] for mail in reversed(found)]


async def on_each_day(client: AsyncClient, remind: Remind, due_on: date, *days_left: int) -> list[int]:
    told = []
    for left in days_left:
        await at_noon_on(client, due_on - left * DAY)
        told.append(await remind())
    return told


async def test_each_distance_is_told_once_on_its_day(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind
) -> None:
    await submitted(sandbox, secretariat, RECEIVED, "Attendu")

    told = await on_each_day(sandbox, remind, DUE, 31, 30, 30, 29, 8, 7, 6, 2, 1, 0, -1, -2, -30)

    assert told == [0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]
    subjects = await reminded(sandbox, SECRETARIAT)
    assert [subject.startswith("En retard") for subject in subjects] == [False, False, False, True]
    (last, *_) = await mails_to(sandbox, SECRETARIAT)
    assert "hier" in last["body"]
    assert last["links"]["url"].endswith(last["body"].split("/dossiers/")[1].split()[0])


@pytest.mark.parametrize(
    ("path", "told"),
    [
        pytest.param((400, -365), [0, 1], id="a year at once: only the day after"),
        pytest.param((30, 5, 5), [1, 1, 0], id="down on the seventh day: told late, once"),
        pytest.param((7, 40, 30, 7), [1, 0, 0, 0], id="set back: nothing twice, and nothing farther"),
        pytest.param((-1, 30, 7, 1, -1), [1, 0, 0, 0, 0], id="there and back again"),
    ],
)
async def test_a_clock_that_jumps_makes_no_storm(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind, path: tuple[int, ...], told: list[int]
) -> None:
    await submitted(sandbox, secretariat, RECEIVED, "Sauté")

    assert await on_each_day(sandbox, remind, DUE, *path) == told


async def test_two_workers_at_once_write_to_nobody_twice(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind
) -> None:
    for number in range(4):
        await submitted(sandbox, secretariat, RECEIVED, f"Double {'abcd'[number]}")
    await at_noon_on(sandbox, DUE - 7 * DAY)

    told = await asyncio.gather(*(remind() for _ in range(4)))

    assert sum(told) == len(await reminded(sandbox, SECRETARIAT)) == 4


async def test_the_scan_follows_the_sandboxs_clock(
    sandbox: AsyncClient, secretariat: dict[str, str], work: Callable[[], Awaitable[None]]
) -> None:
    await submitted(sandbox, secretariat, RECEIVED, "Horloge")
    await at_noon_on(sandbox, DUE + DAY)

    await work()

    assert len(await reminded(sandbox, SECRETARIAT)) == 1


async def test_an_extended_candidacy_is_reminded_of_anew_and_its_former_term_never_again(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    path = await admissible(sandbox, secretariat)
    end, extended = date(2028, 2, 29), date(2028, 6, 30)
    before = await on_each_day(sandbox, remind, end, 30, 7)
    extension = {"until": extended.isoformat(), "reason": "Session du printemps annulée"}
    answer = await sandbox.post(f"{path}/admissibility/extension", json=extension, headers=secretariat)
    assert answer.status_code == 200, answer.text

    after = await on_each_day(sandbox, remind, end, 1, -1) + await on_each_day(sandbox, remind, extended, 30, 7, 1, -1)

    assert (before, after) == ([1, 1], [0, 0, 1, 1, 1, 0])
    assert (await sandbox.get(path, headers=secretariat)).json()["closure"]["reason"] == "lapsed"


async def test_the_candidate_is_told_of_their_own_candidacy_without_a_link(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind
) -> None:
    await at_noon_on(sandbox, date(2026, 8, 31))
    path = await a_request(sandbox, secretariat, email=CANDIDATE)
    await sandbox.post(f"{path}/admissibility/submission", headers=secretariat)
    await sandbox.post(f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=secretariat)

    await on_each_day(sandbox, remind, date(2028, 2, 29), 30)

    (to_them,) = [mail for mail in await mails_to(sandbox, CANDIDATE) if mail["template"] in REMINDERS]
    assert (to_them["links"], "29\N{NO-BREAK SPACE}février\N{NO-BREAK SPACE}2028" in to_them["body"]) == ({}, True)
    assert len(await reminded(sandbox, SECRETARIAT)) == 1


async def test_the_evaluator_is_reminded_of_the_documents_and_the_employer_of_the_jurys_closing(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], remind: Remind
) -> None:
    await assessed(sandbox, secretariat, date(2030, 1, 7))
    await awaiting_jury(sandbox_database)
    closes = date(2030, 1, 21)
    held = {"held_on": "2030-02-04", "registration_closes_on": closes.isoformat()}
    await planned(sandbox, secretariat, **held)

    await on_each_day(sandbox, remind, closes, 7)

    (to_evaluator,), (to_employer,) = await reminded(sandbox, EVALUATOR), await reminded(sandbox, EMPLOYER)
    assert to_evaluator.startswith("Envoi des documents")
    assert to_employer.startswith("Clôture des inscriptions")
    assert await reminded(sandbox, SECRETARIAT) == []


async def test_no_term_is_over_in_silence_for_want_of_an_account(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], remind: Remind
) -> None:
    await awaiting_jury(sandbox_database)
    async with sandbox_database.begin() as connection:
        await connection.execute(update(users).where(users.c.email == EMPLOYER).values(disabled=True))
    closes = date(2030, 1, 21)
    await at_noon_on(sandbox, closes - 7 * DAY)
    await planned(sandbox, secretariat, held_on="2030-02-04", registration_closes_on=closes.isoformat())

    assert await remind() == 1
    assert len(await reminded(sandbox, SECRETARIAT)) == 1
    assert await reminded(sandbox, EMPLOYER) == []


async def test_the_secretariats_shared_mailbox_takes_the_place_of_its_members(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind
) -> None:
    await submitted(sandbox, secretariat, RECEIVED, "Partagé")
    await at_noon_on(sandbox, DUE)

    await remind(shared="cqp@example.org")

    assert (len(await reminded(sandbox, "cqp@example.org")), await reminded(sandbox, SECRETARIAT)) == (1, [])


async def test_a_reminder_that_fails_holds_up_no_other_and_is_tried_again(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: dict[str, str],
    remind: Remind,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("Premier", "Second"):
        await submitted(sandbox, secretariat, RECEIVED, name)
    await at_noon_on(sandbox, DUE)
    broken, usual = iter((True,)), MailWriter.write

    async def sometimes(*given: Any, **values: Any) -> Any:
        if next(broken, False):
            raise OSError("disk full")
        return await usual(*given, **values)

    monkeypatch.setattr(MailWriter, "write", sometimes)

    with pytest.raises(ExceptionGroup):
        await remind()
    after_failure = len(await reminded(sandbox, SECRETARIAT))
    again = await remind()

    assert (after_failure, again, len(await reminded(sandbox, SECRETARIAT))) == (1, 1, 2)


async def test_other_distances_are_the_integrators(
    sandbox: AsyncClient, secretariat: dict[str, str], remind: Remind
) -> None:
    await submitted(sandbox, secretariat, RECEIVED, "Réglé")
    await at_noon_on(sandbox, DUE - 14 * DAY)

    assert [await remind(()), await remind((15, 3)), await remind((15, 14))] == [0, 1, 1]


# --- what a partial award keeps (R66) ---------------------------------------------------------------------------------

UNTIL = date(2031, 11, 23)


async def decided(client: AsyncClient, engine: AsyncEngine, headers: dict[str, str], *outcomes: Outcome) -> None:
    """As many dossiers of one candidate, who has an address; what was awarded in part is kept until ``UNTIL``."""
    session_id = UUID((await planned(client, headers)).split("/")[-1])
    kept = (Retained(competence_code=CODES[0], until=UNTIL),)
    for outcome in outcomes:
        retained = kept if outcome is Outcome.PARTIALLY_AWARDED else ()
        decision = a_decision(outcome, session_id=session_id, retained=retained)
        await awaiting_jury(engine, decisions=(decision,), candidate=WHO)


async def test_r66_the_candidate_is_told_before_what_they_keep_is_over_and_nobody_after(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], remind: Remind
) -> None:
    await decided(sandbox, sandbox_database, secretariat, Outcome.PARTIALLY_AWARDED)

    told = await on_each_day(sandbox, remind, UNTIL, 31, 30, 7, 1, -1)
    listed = []
    for day in (UNTIL, UNTIL + DAY):
        await at_noon_on(sandbox, day)
        listed.append([(each["code"], each["actor"]) for each in await due(sandbox, secretariat, code="retention")])

    async with SqlUnitOfWork(sandbox_database) as uow:
        gone_over = await uow.reminders.pending(UNTIL + DAY, until=UNTIL + DAY, nearest=-1, closing=None)

    assert told == [0, 1, 1, 1, 0]
    assert len(await reminded(sandbox, CANDIDATE)) == 3
    assert listed == [[("retention", "candidate")], []]
    assert "retention" not in {each.code for each in gone_over}


async def test_r66_whoever_has_been_awarded_the_whole_since_is_not_told_of_a_part(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: dict[str, str], remind: Remind
) -> None:
    await decided(sandbox, sandbox_database, secretariat, Outcome.PARTIALLY_AWARDED, Outcome.AWARDED)

    assert await on_each_day(sandbox, remind, UNTIL, 30, 7, 1) == [0, 0, 0]
