"""Port to the mails that leave with the transaction of their cause."""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.domain.mails import MailStanding
from app.usecases.paging import Page, PageRequest


class MailState(StrEnum):
    """Where a mail stands: it waits (perhaps after failures), a server took it, or its address was refused."""

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message to one person. ``links`` name the addresses and tokens that it carries.

    ``cause`` is what it is written for, once: a second mail of the same cause is not kept.
    ``html`` says what ``body`` says. ``attempts`` were made so far, ``last_error`` ended the last of them.
    """

    id: UUID
    cause: str
    to: str
    template: str
    language: str
    subject: str
    body: str
    html: str
    links: dict[str, str] = field(default_factory=dict)
    created_at: datetime
    state: MailState = MailState.WAITING
    attempts: int = 0
    last_error: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StandingMail:
    """A mail, and where it stands."""

    mail: Mail
    standing: MailStanding


class Outbox(Protocol):
    """Mails written in the transaction of their cause, sent after it."""

    async def put(self, *mails: Mail) -> frozenset[UUID]:
        """Keep the mails whose cause has not had its mail already, and have them sent after the commit; their ids."""
        ...

    async def page(self, request: PageRequest, *, to: str | None = None) -> Page[Mail]: ...

    async def standing(self, standing: MailStanding | None, request: PageRequest) -> Page[StandingMail]:
        """The mails that stand so, or all of them, newest first."""
        ...

    async def forget_waiting_for_candidates(self, dossier_ids: Collection[UUID]) -> None:
        """Delete what was written to the candidates of those dossiers and has not left."""
        ...

    async def get_standing(self, mail_id: UUID) -> StandingMail | None:
        """One mail, or None."""
        ...


class ClaimedMail(Protocol):
    """A mail that waits, and that nobody else sends now. What became of it is kept at once."""

    @property
    def mail(self) -> Mail: ...

    async def sent(self, at: datetime) -> None: ...
    async def postponed(self, reason: str) -> None: ...
    async def bounced(self, reason: str) -> None: ...


class OutgoingMail(Protocol):
    """The mails that wait, as who sends them sees them."""

    def claim(self, mail_id: UUID) -> AbstractAsyncContextManager[ClaimedMail | None]:
        """The mail, nobody else's for as long as the block lasts; None when it does not wait any more.

        Raises AlreadyClaimed while somebody else is sending it. A claim falls with the process that holds it.
        """
        ...


class AlreadyClaimed(Exception):  # noqa: N818 - not a fault: somebody else does it
    """Somebody else is sending this mail right now."""
