"""Port to the mails that leave with the transaction of their cause."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A message to one person. ``links`` name the addresses and tokens that it carries."""

    id: UUID
    to: str
    template: str
    language: str
    subject: str
    body: str
    links: dict[str, str] = field(default_factory=dict)
    created_at: datetime


class Outbox(Protocol):
    """Mails written in the transaction of their cause, sent after it."""

    async def put(self, email: Email) -> None: ...
    async def page(self, request: PageRequest, *, to: str | None = None) -> Page[Email]: ...
