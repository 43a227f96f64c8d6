"""A register of any size can be made, is whole, and is asked the same questions; its table is written from a file."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.clock import system_time
from app.adapters.file_types import AcceptedFileTypes
from app.db import tables
from app.db.history import verify_histories
from app.db.readings import Readings
from app.main import document_store, issuer_of
from app.sandbox.samples import load_samples
from app.settings import Settings
from app.usecases.paging import PageRequest
from app.usecases.ports.fundings import FundedFilter
from app.usecases.receiving import FileStorage
from benchmarks.large.questions import QUESTIONS, Register
from benchmarks.large.register import (
    OF_THE_SMALL_FUNDER,
    ON_THE_AGENDA,
    PLANNED_SESSION,
    SMALL_FUNDER,
    dossier_at,
    fill,
)
from benchmarks.large.table import BEGIN, END, write_table

_SIZE = 1000


async def test_a_register_is_made_whole_and_answers_every_question(
    sandbox_database: AsyncEngine, settings: Settings
) -> None:
    storage = FileStorage(store=document_store(settings), types=AcceptedFileTypes())
    await load_samples(sandbox_database, storage, issuer_of(settings), await system_time())
    before = await _count(sandbox_database)

    await fill(sandbox_database.url.render_as_string(hide_password=False), _SIZE)

    assert await _count(sandbox_database) == before + _SIZE + ON_THE_AGENDA
    faults = [each.dossier async for each in verify_histories(sandbox_database) if each.findings or not each.chained]
    assert faults == []
    register = Register(dossiers=_SIZE, engine=sandbox_database)
    for name, question in QUESTIONS.items():
        assert await question(register) is not None or name == "q, personne"
    small = await Readings(sandbox_database).funded_page(SMALL_FUNDER, PageRequest(limit=100), FundedFilter())
    assert len(small.items) == OF_THE_SMALL_FUNDER
    async with sandbox_database.connect() as connection:
        its = select(func.count()).where(tables.dossiers.c.jury_session_id == PLANNED_SESSION)
        assert (await connection.scalar(its) or 0) >= ON_THE_AGENDA
        first = select(tables.dossiers.c.number).where(tables.dossiers.c.id == dossier_at(1, _SIZE))
        assert await connection.scalar(first) == "CQP-2026-1000001"


async def _count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(tables.dossiers)) or 0)


def test_the_table_says_what_grows_and_leaves_the_rest_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"Avant.\n{BEGIN}\nvieux\n{END}\nAprès.\n")
    about = {"measured_at": "2026-11-29", "machine": "m", "cores": 2, "load": 0, "rounds": 3, "sizes": [10, 1000]}
    questions = {"stable": {"10": [1, 2, 3], "1000": [1, 2.2, 3]}, "croît": {"10": [1, 2, 3], "1000": [2, 4, 6]}}
    scans = {"nuit": {"10": {"seconds": 1, "mebibytes": 1}, "1000": {"seconds": 61, "mebibytes": 20}}}

    told = write_table({"facts": about, "questions": questions, "scans": scans}, page)

    assert "| stable | 2.0 | 2.2 | 2.9 | 1.00 | oui |" in told
    assert "| croît | 2.0 | 4.0 | 5.8 | 2.00 | non |" in told
    assert "| nuit | 1.0 s | 61.0 s | 20 Mio | non |" in told
    assert page.read_text() == f"Avant.\n{BEGIN}\n{told}\n{END}\nAprès.\n"
