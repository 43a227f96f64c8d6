"""The mails that wait to be sent, and those that were."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean as SqlBoolean
from sqlalchemy import (
    Row,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.jobs import SCHEMA
from app.db.rows_as_json import insert_told
from app.db.tables import dossiers, emails
from app.domain.mails import MailStanding
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.jobs import JobKind, Jobs
from app.usecases.ports.outbox import AlreadyClaimed, Mail, MailState, StandingMail


class SqlOutbox:
    """Mails as rows, written with their cause."""

    def __init__(self, connection: AsyncConnection, jobs: Jobs) -> None:
        self._connection = connection
        self._jobs = jobs

    async def put(self, *mails: Mail) -> frozenset[UUID]:
        """Insert the rows, in one statement, and enqueue the sending of each."""
        if not mails:
            return frozenset()
        kept = frozenset((await self._connection.scalars(_PUT, {"mails": [_row_of(mail) for mail in mails]})).all())
        await self._jobs.enqueue_each(JobKind.SEND_MAIL, [mail.id for mail in mails if mail.id in kept])
        return kept

    async def page(self, request: PageRequest, *, to: str | None = None) -> Page[Mail]:
        """The newest mails first, to one address or to all."""
        query = select(emails).order_by(emails.c.id.desc()).limit(request.limit + 1)
        if to is not None:
            query = query.where(func.lower(emails.c.to_address) == to.lower())
        if request.after_id is not None:
            query = query.where(emails.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_email(row) for row in rows], request.limit, lambda mail: str(mail.id))

    async def standing(self, standing: MailStanding | None, request: PageRequest) -> Page[StandingMail]:
        """The newest mails first."""
        query = _STANDING.order_by(emails.c.id.desc()).limit(request.limit + 1)
        if standing is not None:
            query = query.where(STANDS.in_([standing.value]))
        if standing not in {None, MailStanding.SENT}:
            query = query.where(emails.c.state != MailState.SENT)
        if request.after_id is not None:
            query = query.where(emails.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_standing(row) for row in rows], request.limit, lambda mail: str(mail.mail.id))

    async def get_standing(self, mail_id: UUID) -> StandingMail | None:
        """One mail."""
        row = (await self._connection.execute(_STANDING.where(emails.c.id == mail_id))).one_or_none()
        return None if row is None else _standing(row)

    async def forget_waiting_for_candidates(self, dossier_ids: Collection[UUID]) -> None:
        """Delete the rows: every mail to a candidate names the number of the dossier that it is about."""
        about = select(literal(1)).where(
            dossiers.c.id.in_(dossier_ids), func.strpos(emails.c.subject + emails.c.body, dossiers.c.number) > 0
        )
        to_candidates = or_(*(emails.c.template.startswith(prefix, autoescape=True) for prefix in _TO_CANDIDATES))
        waiting = emails.c.state == MailState.WAITING
        await self._connection.execute(delete(emails).where(waiting, to_candidates, about.exists()))


_COLUMNS = (
    "id",
    "cause",
    "to_address",
    "template",
    "language",
    "subject",
    "body",
    "html",
    "links",
    "created_at",
)
_PUT = insert_told(emails, "mails", _COLUMNS).on_conflict_do_nothing(index_elements=["cause"]).returning(emails.c.id)
_TO_CANDIDATES = ("candidate_", "holder_")
"""How the templates of the mails to candidates and holders begin."""
_TRIED_AGAIN = literal_column(
    f"EXISTS (SELECT FROM {SCHEMA}.pgqueuer j WHERE j.entrypoint = '{JobKind.SEND_MAIL.value}'"
    " AND j.payload = uuid_send(emails.id) AND j.status IN ('queued', 'picked'))",
    SqlBoolean(),
)
GIVEN_UP = and_(emails.c.state == MailState.WAITING, not_(_TRIED_AGAIN))
"""Of a mail: it waits, and nobody tries to send it any more."""
IS_OVER = or_(emails.c.state != MailState.WAITING, GIVEN_UP)
"""Of a mail: a server took it or refused it, or its last attempt failed."""
STANDS = case((GIVEN_UP, literal(MailStanding.FAILED.value)), else_=emails.c.state)
"""Of a mail: its standing, as the secretariat reads it."""
_STANDING = select(emails, STANDS.label("standing"))


def _row_of(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "cause": mail.cause,
        "to_address": mail.to,
        "template": mail.template,
        "language": mail.language,
        "subject": mail.subject,
        "body": mail.body,
        "html": mail.html,
        "links": mail.links,
        "created_at": mail.created_at,
    }


def _standing(row: Row[Any]) -> StandingMail:
    return StandingMail(_email(row), MailStanding(row.standing))


class SqlOutgoingMail:
    """The mails of a worker. ``keeps_words``: the words of a mail outlive its sending, as the sandbox shows them.

    The claim is an advisory lock of a transaction that writes nothing: it falls with its process, and unlike a row
    that is locked, it holds back neither those who read what changed (app/db/events.py) nor the vacuum while a server
    is slow.
    """

    def __init__(self, engine: AsyncEngine, *, keeps_words: bool) -> None:
        self._engine = engine
        self._keeps_words = keeps_words

    @asynccontextmanager
    async def claim(self, mail_id: UUID) -> AsyncIterator["SqlClaimedMail | None"]:
        """The mail for the length of the block; None when it does not wait. Raises AlreadyClaimed."""
        at_once = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        async with self._engine.connect() as claiming, at_once.connect() as writing:
            if not await claiming.scalar(select(func.pg_try_advisory_xact_lock(_number(mail_id)))):
                raise AlreadyClaimed
            query = select(emails).where(emails.c.id == mail_id, emails.c.state == MailState.WAITING)
            row = (await claiming.execute(query)).one_or_none()
            if row is None:
                yield None
                return
            claimed = SqlClaimedMail(_email(row), writing, keeps_words=self._keeps_words)
            await claimed.get_ready()
            yield claimed


class SqlClaimedMail:
    """A claimed mail, and an open connection to write down what became of it.

    A worker killed between the server's acknowledgement and ``sent`` leaves the mail to be sent again: ``sent`` is
    one message to the database, on a connection that has its statement prepared.
    """

    def __init__(self, mail: Mail, connection: AsyncConnection, *, keeps_words: bool) -> None:
        self.mail = mail
        self._connection = connection
        self._keeps_words = keeps_words

    async def get_ready(self) -> None:
        """Have the statement of ``sent`` prepared, by running it on no mail."""
        await self._connection.execute(self._sent(None, self.mail.created_at))

    async def sent(self, at: datetime) -> None:
        """A server took it."""
        await self._connection.execute(self._sent(self.mail.id, at))

    async def bounced(self, reason: str) -> None:
        """A server refused its address."""
        await self._connection.execute(self._ended(self.mail.id, MailState.BOUNCED).values(last_error=reason))

    async def postponed(self, reason: str) -> None:
        """It could not be sent now."""
        await self._connection.execute(_attempted(self.mail.id).values(last_error=reason))

    def _sent(self, mail_id: UUID | None, at: datetime) -> Update:
        return self._ended(mail_id, MailState.SENT).values(sent_at=at, last_error=None)

    def _ended(self, mail_id: UUID | None, state: MailState) -> Update:
        ended = _attempted(mail_id).values(state=state)
        return ended if self._keeps_words else ended.values(body="", html="", links={})


def _attempted(mail_id: UUID | None) -> Update:
    return update(emails).where(emails.c.id == bindparam("mail", mail_id)).values(attempts=emails.c.attempts + 1)


def _number(mail_id: UUID) -> int:
    """The number of the mail's advisory lock: as good as its own among 2⁶⁴."""
    return int.from_bytes(mail_id.bytes[8:], signed=True)


def _email(row: Row[Any]) -> Mail:
    return Mail(
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
        state=MailState(row.state),
        attempts=row.attempts,
        last_error=row.last_error,
        sent_at=row.sent_at,
    )
