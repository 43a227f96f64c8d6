"""The mails that wait to be sent, and those that were."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Update, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.tables import emails
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.jobs import JobKind, Jobs
from app.usecases.ports.outbox import AlreadyClaimed, Email, EmailState


class SqlOutbox:
    """Mails as rows, written with their cause."""

    def __init__(self, connection: AsyncConnection, jobs: Jobs) -> None:
        self._connection = connection
        self._jobs = jobs

    async def put(self, email: Email) -> bool:
        """Keep ``email`` and have it sent after the commit; False when its cause has had its mail."""
        added = await self._connection.execute(
            insert(emails)
            .values(
                id=email.id,
                cause=email.cause,
                to_address=email.to,
                template=email.template,
                language=email.language,
                subject=email.subject,
                body=email.body,
                html=email.html,
                links=email.links,
                created_at=email.created_at,
            )
            .on_conflict_do_nothing(index_elements=["cause"])
        )
        if not added.rowcount:
            return False
        await self._jobs.enqueue(JobKind.SEND_MAIL, email.id)
        return True

    async def page(self, request: PageRequest, *, to: str | None = None) -> Page[Email]:
        """The newest mails first, to one address or to all."""
        query = select(emails).order_by(emails.c.id.desc()).limit(request.limit + 1)
        if to is not None:
            query = query.where(func.lower(emails.c.to_address) == to.lower())
        if request.after_id is not None:
            query = query.where(emails.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_email(row) for row in rows], request.limit, lambda email: str(email.id))


class SqlOutgoingMail:
    """The mails of a worker. ``keeps_words``: the words of a mail outlive its sending, as the sandbox shows them.

    The claim is an advisory lock of a transaction that writes nothing: it falls with its process, and unlike a row
    that is locked, it holds back neither those who read what changed (app/db/events.py) nor the vacuum while a server
    is slow. What became of the mail is one statement on another connection: the worker may be killed between the
    server's acknowledgement and that statement, and the mail would leave twice, so nothing stands between the two.
    """

    def __init__(self, engine: AsyncEngine, *, keeps_words: bool) -> None:
        self._engine = engine
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._keeps_words = keeps_words

    @asynccontextmanager
    async def claim(self, email_id: UUID) -> AsyncIterator[Email | None]:
        """The mail for the length of the block; None when it does not wait. Raises AlreadyClaimed."""
        async with self._engine.connect() as connection:
            if not await connection.scalar(select(func.pg_try_advisory_xact_lock(_number(email_id)))):
                raise AlreadyClaimed
            query = select(emails).where(emails.c.id == email_id, emails.c.state == EmailState.WAITING)
            row = (await connection.execute(query)).one_or_none()
            yield None if row is None else _email(row)

    async def sent(self, email_id: UUID, at: datetime) -> None:
        """A server took it."""
        await self._write(self._ended(email_id, EmailState.SENT).values(sent_at=at, last_error=None))

    async def bounced(self, email_id: UUID, reason: str) -> None:
        """A server refused its address."""
        await self._write(self._ended(email_id, EmailState.BOUNCED).values(last_error=reason))

    async def postponed(self, email_id: UUID, reason: str) -> None:
        """It could not be sent now."""
        await self._write(_attempted(email_id).values(last_error=reason))

    def _ended(self, email_id: UUID, state: EmailState) -> Update:
        ended = _attempted(email_id).values(state=state)
        return ended if self._keeps_words else ended.values(body="", html="", links={})

    async def _write(self, change: Update) -> None:
        async with self._at_once.connect() as connection:
            await connection.execute(change)


def _attempted(email_id: UUID) -> Update:
    return update(emails).where(emails.c.id == email_id).values(attempts=emails.c.attempts + 1)


def _number(email_id: UUID) -> int:
    """The number of the mail's advisory lock: as good as its own among 2⁶⁴."""
    return int.from_bytes(email_id.bytes[8:], signed=True)


def _email(row: Row[Any]) -> Email:
    return Email(
        id=row.id,
        cause=row.cause,
        to=row.to_address,
        template=row.template,
        language=row.language,
        subject=row.subject,
        body=row.body,
        html=row.html,
        links=row.links,
        created_at=row.created_at,
        state=EmailState(row.state),
        attempts=row.attempts,
        last_error=row.last_error,
        sent_at=row.sent_at,
    )
