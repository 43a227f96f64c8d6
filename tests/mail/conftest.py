"""What sending mails is tested with: a server, the settings of a production that knows it, and mails to send."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.mail.templates import JinjaMailTemplates
from app.adapters.secrets import RandomSecrets
from app.db.tables import emails
from app.db.unit_of_work import SqlUnitOfWork
from app.settings import Settings, read_settings
from app.usecases.mail_writer import MailKind, MailWriter
from app.usecases.ports.outbox import Mail
from tests.background_work import work as work_on
from tests.mail.relay import Relay, listening

LETTER = MailKind(template="invitation", path="/invitations/{token}")
NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


def production(port: int, database_url: str = "postgresql://127.0.0.1/unused", *, smtp_timeout: float = 30) -> Settings:
    """Production's settings, with the mail server on that port."""
    return read_settings(
        environment="production",
        database_url=database_url,
        public_url="https://cqp.example",
        front_end_url="https://cqp.example",
        smtp_url=f"smtp://127.0.0.1:{port}?starttls=no",
        mail_from="CQP chimie <ne-pas-repondre@cqp.example>",
        smtp_timeout=smtp_timeout,
        signing_key="unused",
        paper_signing_key="unused",
        secrets_key=Fernet.generate_key().decode(),
        pseudonym_key="p" * 32,
    )


async def write_mail(engine: AsyncEngine, *, to: str = "claire@example.org", cause: str | None = None) -> Mail | None:
    """A mail in the outbox, committed with the job that sends it."""
    mail_writer = MailWriter(
        secrets=RandomSecrets(), front_end_url="https://front.example", templates=JinjaMailTemplates()
    )
    uow, mail_id = SqlUnitOfWork(engine), uuid7()
    async with uow:
        mail = await mail_writer.write(
            uow,
            LETTER,
            to=to,
            mail_id=mail_id,
            at=NOW,
            cause=cause or str(mail_id),
            name="Claire\r\nBcc: all@example.org",
            role="Jury",
            token="s3cret",
            lasts="30 jours",
        )
        await uow.commit()
    return mail


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    async with listening() as server:
        yield server


@pytest.fixture
def send(relay: Relay, database: AsyncEngine) -> Callable[[], Awaitable[None]]:
    """`await send()` has all that is due sent to the server; what failed waits for an hour."""
    return partial(work_on, production(relay.port), database)


async def rows(engine: AsyncEngine) -> list[dict[str, object]]:
    """The mails as they are kept."""
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(select(emails).order_by(emails.c.id))).mappings()]
