"""What is kept beside a dossier goes with it: what changed is written, and what did not stays as it was."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import NEVER, awaited_acts, deadlines, dossiers
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.awaited_acts import AwaitedAct
from app.domain.pathway import Actor
from app.domain.pending_deadlines import DeadlineCode, Party, PendingDeadline
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.world_objects import a_line

PLAIN = b.a_dossier(company_id=None)
OTHER = b.a_dossier(id=b.an_id(), number="CQP-2026-000099", company_id=None)
FIRST_DAY, LATER, LAST_DAY = date(2026, 9, 1), date(2026, 9, 8), date(2026, 12, 1)
ANSWER = PendingDeadline(
    code=DeadlineCode.ADMISSIBILITY_DECISION, since=FIRST_DAY, due_on=LAST_DAY, actor=Party.SECRETARIAT
)
CLOSING = PendingDeadline(
    code=DeadlineCode.JURY_REGISTRATION_CLOSING, since=FIRST_DAY, due_on=None, actor=Party.EMPLOYER
)
DECIDES = AwaitedAct(operation_id="decideAdmissibility", actor=Actor.SECRETARIAT)
ADDS = AwaitedAct(operation_id="addDocument", actor=Actor.EMPLOYER)


@pytest.fixture
async def opened(database: AsyncEngine) -> AsyncEngine:
    """Two dossiers that wait for the same since the first day."""
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.add(
            *(a_kept(each, FIRST_DAY, (ANSWER, CLOSING), (DECIDES, ADDS)) for each in (PLAIN, OTHER))
        )
        await uow.commit()
    return database


def a_kept(dossier: Any, on: date, pending: Iterable[PendingDeadline], awaited: Iterable[AwaitedAct]) -> SavedDossier:
    line = replace(a_line(dossier), on=on)
    return SavedDossier(dossier=dossier, line=line, pending=tuple(pending), awaited=tuple(awaited))


async def saved(engine: AsyncEngine, pending: Iterable[PendingDeadline], awaited: Iterable[AwaitedAct]) -> None:
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.save(a_kept(replace(PLAIN, version=2), LATER, pending, awaited))
        await uow.commit()


async def rows(engine: AsyncEngine, table: Table, *names: str) -> dict[Any, set[tuple[Any, ...]]]:
    """Those columns of the rows beside each dossier."""
    columns = [table.c[name] if name in table.c else literal_column(name) for name in names]
    found: dict[Any, set[tuple[Any, ...]]] = {PLAIN.id: set(), OTHER.id: set()}
    async with engine.connect() as connection:
        for dossier_id, *row in await connection.execute(select(table.c.dossier_id, *columns)):
            found[dossier_id].add(tuple(row))
    return found


async def test_terms_that_are_over_go_and_the_others_come_beside_this_dossier_alone(opened: AsyncEngine) -> None:
    moved = replace(ANSWER, since=LATER)

    await saved(opened, (moved, CLOSING), ())

    there = {("jury_registration_closing", FIRST_DAY, None)}
    assert await rows(opened, deadlines, "code", "since", "due_on") == {
        PLAIN.id: there | {("admissibility_decision", LATER, LAST_DAY)},
        OTHER.id: there | {("admissibility_decision", FIRST_DAY, LAST_DAY)},
    }


async def test_an_act_that_was_open_stays_so_since_then_whatever_else_is_said_of_it(opened: AsyncEngine) -> None:
    due = replace(DECIDES, due_on=LAST_DAY)
    submits = AwaitedAct(operation_id="submitAdmissibility", actor=Actor.EMPLOYER)

    await saved(opened, (), (due, submits))

    found = await rows(opened, awaited_acts, "operation_id", "since", "due_by")
    assert found[PLAIN.id] == {
        ("decideAdmissibility", FIRST_DAY, LAST_DAY),
        ("submitAdmissibility", LATER, NEVER),
    }
    assert found[OTHER.id] == {("decideAdmissibility", FIRST_DAY, NEVER), ("addDocument", FIRST_DAY, NEVER)}


@pytest.mark.parametrize("table", [deadlines, awaited_acts], ids=lambda table: table.name)
async def test_what_did_not_change_is_not_written(opened: AsyncEngine, table: Table) -> None:
    before = await rows(opened, table, "ctid")

    await saved(opened, (ANSWER, CLOSING), (DECIDES, ADDS))

    assert await rows(opened, table, "ctid") == before


async def test_a_dossier_says_itself_what_is_due_first_and_whom_it_waits_for(opened: AsyncEngine) -> None:
    await saved(opened, (ANSWER,), (ADDS,))
    async with opened.connect() as connection:
        told = await connection.execute(select(dossiers.c.id, dossiers.c.due_by, dossiers.c.waiting_for))

    assert {row.id: (row.due_by, row.waiting_for) for row in told} == {
        PLAIN.id: (LAST_DAY, ["employer"]),
        OTHER.id: (LAST_DAY, ["employer", "secretariat"]),
    }


async def test_of_dossiers_that_are_saved_together_each_keeps_its_own(opened: AsyncEngine) -> None:
    async with SqlUnitOfWork(opened) as uow:
        await uow.dossiers.save(
            a_kept(replace(PLAIN, version=2), LATER, (ANSWER,), (ADDS,)),
            a_kept(replace(OTHER, version=2), LATER, (CLOSING,), (DECIDES,)),
        )
        await uow.commit()
    async with opened.connect() as connection:
        versions = await connection.execute(select(dossiers.c.id, dossiers.c.version))

    assert dict(tuple(row) for row in versions) == {PLAIN.id: 2, OTHER.id: 2}
    assert await rows(opened, deadlines, "code") == {
        PLAIN.id: {("admissibility_decision",)},
        OTHER.id: {("jury_registration_closing",)},
    }
    assert await rows(opened, awaited_acts, "operation_id", "since") == {
        PLAIN.id: {("addDocument", FIRST_DAY)},
        OTHER.id: {("decideAdmissibility", FIRST_DAY)},
    }
