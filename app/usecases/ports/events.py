"""Port to the events: what happened, written in the transaction that made it happen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.event_types import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    ``about`` is the dossier or the jury session; ``dossier_id`` is None for what concerns a session as a whole.
    ``data`` is what programs may read: numbers and codes, never a name. ``details`` is for the house alone: what its
    mails are written from.
    """

    id: UUID
    type: EventType
    at: datetime
    about: UUID
    dossier_id: UUID | None
    data: Mapping[str, Any]
    details: Mapping[str, Any] = field(default_factory=dict)


class Events(Protocol):
    """The events, in the open transaction: they last if and only if their cause does."""

    async def record(self, *events: Event) -> None:
        """Keep what happened, and have it announced."""
        ...

    async def get(self, event_id: UUID) -> Event | None:
        """What happened, to those who announce it."""
        ...
