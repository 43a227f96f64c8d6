"""A job that runs twice, as after a worker's death, does once what it is for."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import tables
from app.db.unit_of_work import SqlUnitOfWork
from app.settings import Settings
from app.usecases.ports.jobs import SCANS, JobKind
from tests.api import test_documents
from tests.api.world import build_world
from tests.background_work import work

app = test_documents.app
WRITTEN_BY_JOBS = (
    tables.dossier_history,
    tables.events,
    tables.emails,
    tables.webhook_deliveries,
    tables.reminders,
    tables.deadlines,
    tables.links,
)


@pytest.fixture
async def peopled(app: FastAPI, sandbox_database: AsyncEngine) -> AsyncEngine:
    """A database with a dossier of every kind."""
    await build_world(app, sandbox_database)
    return sandbox_database


async def written(engine: AsyncEngine) -> dict[str, int | None]:
    async with engine.connect() as connection:
        return {each.name: await connection.scalar(select(func.count()).select_from(each)) for each in WRITTEN_BY_JOBS}


async def do(settings: Settings, engine: AsyncEngine, *jobs: tuple[JobKind, UUID | None]) -> None:
    async with SqlUnitOfWork(engine) as uow:
        for kind, subject in jobs:
            await uow.jobs.enqueue(kind, subject)
        await uow.commit()
    await work(settings, engine)


async def test_every_scan_done_again_after_years_writes_nothing_more(settings: Settings, peopled: AsyncEngine) -> None:
    before = await written(peopled)
    scans = tuple((kind, None) for kind in sorted(SCANS))
    async with peopled.begin() as connection:
        years = 10 * 365 * 24 * 3600 * 10**6
        await connection.execute(tables.sandbox_clock.insert().values(id=1, offset_microseconds=years))
    await do(settings, peopled, (JobKind.DEADLINES, None))
    await do(settings, peopled, *scans)
    once = await written(peopled)
    await do(settings, peopled, *scans)

    assert once != before
    assert await written(peopled) == once


@pytest.mark.parametrize(
    ("kind", "about"), [(JobKind.ANNOUNCE_EVENT, tables.events), (JobKind.SEND_MAIL, tables.emails)]
)
async def test_what_was_announced_or_sent_is_not_so_again(
    settings: Settings, peopled: AsyncEngine, kind: JobKind, about: Table
) -> None:
    await work(settings, peopled)
    once = await written(peopled)
    async with peopled.connect() as connection:
        subjects = (await connection.scalars(select(about.c.id).limit(20))).all()
    await do(settings, peopled, *((kind, subject) for subject in subjects))

    assert subjects
    assert await written(peopled) == once
