"""The dossiers that a newcomer finds in the sandbox."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.document_store import ObjectDocumentStore
from app.adapters.file_types import AcceptedFileTypes
from app.adapters.mail.templates import JinjaMailTemplates
from app.adapters.secrets import RandomSecrets
from app.db.tables import dossiers, emails, fundings
from app.domain.dossier import Status
from app.sandbox.samples import load_samples
from app.usecases.jury.certificates import Issuer
from app.usecases.mail_writer import MailWriter
from app.usecases.receiving import FileStorage

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


async def load(engine: AsyncEngine, folder: Path) -> None:
    storage = FileStorage(store=ObjectDocumentStore.in_folder(folder, largest=1_000_000), types=AcceptedFileTypes())
    mail_writer = MailWriter(
        secrets=RandomSecrets(), front_end_url="http://127.0.0.1:8000", templates=JinjaMailTemplates()
    )
    await load_samples(engine, storage, Issuer(mail_writer=mail_writer, public_url="http://127.0.0.1:8000"), NOW)


async def test_there_is_a_funded_dossier_in_each_status(sandbox_database: AsyncEngine, tmp_path: Path) -> None:
    await load(sandbox_database, tmp_path)

    async with sandbox_database.connect() as connection:
        query = select(dossiers.c.status).join(fundings).where(fundings.c.confirmed_at.is_not(None))
        confirmed = set((await connection.scalars(query)).all())
    assert confirmed == {str(status) for status in Status}


async def test_bringing_them_in_again_adds_nothing(sandbox_database: AsyncEngine, tmp_path: Path) -> None:
    await load(sandbox_database, tmp_path)
    await load(sandbox_database, tmp_path)

    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(dossiers)) == 11


async def test_each_holder_has_a_link_to_follow_among_the_mails(sandbox_database: AsyncEngine, tmp_path: Path) -> None:
    await load(sandbox_database, tmp_path)

    async with sandbox_database.connect() as connection:
        holders = set(
            await connection.scalars(select(emails.c.to_address).where(emails.c.template == "holder_certificate"))
        )
    assert holders == {"candidate-7@sandbox.example", "candidate-8@sandbox.example"}
