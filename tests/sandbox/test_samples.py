"""The dossiers that a newcomer finds in the sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.document_store import ObjectDocumentStore
from app.adapters.file_types import AcceptedFileTypes
from app.adapters.mail.templates import JinjaMailTemplates
from app.adapters.secrets import RandomSecrets
from app.db.tables import bridges, deadlines, dossiers, emails, fundings, jury_sessions
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.appealing import pending_appeals
from app.domain.appeals import AppealAgainst
from app.domain.bridge_requests import BridgeRequestState
from app.domain.dossier import Dossier, Status
from app.domain.mails import MailStanding
from app.domain.pathway import Actor
from app.domain.pathways import PATHWAYS
from app.domain.pending_deadlines import DeadlineCode
from app.domain.person_matches import MatchState
from app.domain.progress import current_step
from app.sandbox.samples import load_samples
from app.usecases.access import SYSTEM
from app.usecases.jury.certificates import Issuer
from app.usecases.mail_writer import MailWriter
from app.usecases.paging import PageRequest
from app.usecases.receiving import FileStorage
from tests.database import Postgres

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = date(2026, 11, 23)


async def load(engine: AsyncEngine, folder: Path) -> None:
    storage = FileStorage(store=ObjectDocumentStore.in_folder(folder, largest=1_000_000), types=AcceptedFileTypes())
    mail_writer = MailWriter(
        secrets=RandomSecrets(), front_end_url="http://127.0.0.1:8000", templates=JinjaMailTemplates()
    )
    await load_samples(engine, storage, Issuer(mail_writer=mail_writer, public_url="http://127.0.0.1:8000"), NOW)


@pytest.fixture(scope="module")
def loaded_template(postgres: Postgres, sandbox_template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the samples, to clone: leading them all takes a while."""
    return postgres.template(partial(load, folder=tmp_path_factory.mktemp("documents")), of=sandbox_template)


@pytest.fixture
async def loaded(postgres: Postgres, loaded_template: str) -> AsyncIterator[AsyncEngine]:
    async with postgres.clone(loaded_template) as engine:
        yield engine


async def every_dossier(engine: AsyncEngine) -> list[Dossier]:
    async with engine.connect() as connection:
        ids = list(await connection.scalars(select(dossiers.c.id)))
    async with SqlUnitOfWork(engine) as uow:
        found = [await uow.dossiers.get(SYSTEM, each) for each in ids]
    return [each for each in found if each is not None]


async def test_there_is_a_funded_dossier_in_each_status(loaded: AsyncEngine) -> None:
    async with loaded.connect() as connection:
        query = select(dossiers.c.status).join(fundings).where(fundings.c.confirmed_at.is_not(None))
        confirmed = set((await connection.scalars(query)).all())
    assert confirmed == {str(status) for status in Status}


async def test_a_dossier_waits_in_every_step_of_every_pathway(loaded: AsyncEngine) -> None:
    waiting = {
        (each.pathway, each.variant, current_step(each).code)
        for each in await every_dossier(loaded)
        if each.closure is None and each.decision is None
    }
    assert waiting == {(pathway.code, pathway.variant, step.code) for pathway in PATHWAYS for step in pathway.steps}


async def test_an_admissibility_is_to_be_decided_today(loaded: AsyncEngine) -> None:
    async with loaded.connect() as connection:
        due = select(deadlines.c.due_on).where(deadlines.c.code == DeadlineCode.ADMISSIBILITY_DECISION)
        assert set(await connection.scalars(due)) == {TODAY}


async def test_a_match_a_mail_and_an_appeal_wait_for_the_secretariat(loaded: AsyncEngine) -> None:
    page = PageRequest(limit=5)
    async with SqlUnitOfWork(loaded) as uow:
        doubts = await uow.persons.page(MatchState.PENDING, page)
        failed = await uow.outbox.standing(MailStanding.FAILED, page)
    appeals = [appeal.against for each in await every_dossier(loaded) for appeal in pending_appeals(each)]

    assert (len(doubts.items), len(failed.items), appeals) == (1, 1, [AppealAgainst.ADMISSIBILITY])


async def test_the_jury_sits_today_over_every_kind_of_vae_and_training_and_once_more_ahead(loaded: AsyncEngine) -> None:
    async with loaded.connect() as connection:
        agenda = select(dossiers.c.facts["pathway"].astext).join(
            jury_sessions, jury_sessions.c.id == dossiers.c.jury_session_id
        )
        today = set(await connection.scalars(agenda.where(jury_sessions.c.held_on == TODAY)))
        ahead = await connection.scalar(
            select(func.count()).select_from(jury_sessions).where(jury_sessions.c.held_on > TODAY)
        )
    assert today == {pathway.code for pathway in PATHWAYS if any(Actor.EVALUATOR is s.actor for s in pathway.steps)}
    assert ahead == 1


async def test_no_bridge_is_left_confirmed_that_nobody_has_decided(loaded: AsyncEngine) -> None:
    async with loaded.connect() as connection:
        assert set(await connection.scalars(select(bridges.c.confirmed))) == {False}


async def test_of_the_partners_requests_one_waits_and_one_was_declined(loaded: AsyncEngine) -> None:
    async with SqlUnitOfWork(loaded) as uow:
        brought = await uow.bridge_requests.page(PageRequest(limit=5))

    states = [each.request.state for each in brought.items]
    assert sorted(states) == [BridgeRequestState.DECLINED, BridgeRequestState.RECEIVED]


async def test_bringing_them_in_again_adds_nothing(loaded: AsyncEngine, tmp_path: Path) -> None:
    before = len(await every_dossier(loaded))
    await load(loaded, tmp_path)

    assert len(await every_dossier(loaded)) == before


async def test_each_holder_has_a_link_to_follow_among_the_mails(loaded: AsyncEngine) -> None:
    async with loaded.connect() as connection:
        holders = set(
            await connection.scalars(select(emails.c.to_address).where(emails.c.template == "holder_certificate"))
        )
    assert holders == {"candidate-7@sandbox.example", "candidate-8@sandbox.example"}
