"""Port to the background work: what is to be done once a transaction has been committed, and no sooner."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class JobKind(StrEnum):
    """What can be done in the background. ``app/worker.py`` says how, kind by kind.

    A job runs at least once, perhaps more, perhaps on two machines: each kind is idempotent.
    """

    SEND_MAIL = "send_mail"
    ANNOUNCE_EVENT = "announce_event"
    DELIVER_WEBHOOK = "deliver_webhook"
    SCAN_DOCUMENT = "scan_document"
    PREVIEW_DOCUMENT = "preview_document"
    SCAN_BRIDGE_REQUEST = "scan_bridge_request"
    EXPIRED_DEADLINES = "terms"
    REMINDERS = "reminders"
    INVITATIONS = "invitations"
    DEADLINES = "deadlines"
    PURGE = "purge"
    PERSONAL_DATA = "personal_data"


class Jobs(Protocol):
    """Jobs written in the transaction of their cause: they vanish with it when it is undone."""

    async def enqueue(
        self,
        kind: JobKind,
        subject: UUID | None = None,
        *,
        not_before: datetime | None = None,
        after_others: bool = False,
    ) -> None:
        """Have ``kind`` done to ``subject``: the row that it is about; None for what goes over all of them.

        ``not_before`` is an instant of the system's clock, for work of minutes and hours. What waits for a legal day
        is no delayed job but a scan (``SCANS``): the sandbox's clock moves legal days, and scans follow.
        ``after_others``: when all the rest that is due has been begun, of whatever kind, for what is late already.
        """

    async def enqueue_each(self, kind: JobKind, subjects: Sequence[UUID], *, after_others: bool = False) -> None:
        """Have the same done for each of them."""
        ...

    async def enqueue_anew(self, kind: JobKind, subject: UUID) -> None:
        """Have it done now, in the place of a job of the same that is held."""
        ...


SCANS = frozenset(
    {
        JobKind.EXPIRED_DEADLINES,
        JobKind.REMINDERS,
        JobKind.INVITATIONS,
        JobKind.DEADLINES,
        JobKind.PURGE,
        JobKind.PERSONAL_DATA,
    }
)
"""The kinds that go over all rows, by the legal clock: run by the schedule, and whenever the sandbox's clock moves."""
