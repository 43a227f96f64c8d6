"""Port to what people are told while it happens: the feed's events, each with those whom it may be told to."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEvent:
    """An event, in numbers and codes. ``mark``: its place in the feed, as ``LiveFeed`` reads it back.

    ``subject``: the dossier, the jury session or the account that it is about; ``operation_id``: what made it happen,
    None of what happened before that was kept. ``audience``: the names of those who may be told (``ears_of``).
    """

    place: int
    mark: str
    type: str
    dossier_id: str | None
    subject: str
    operation_id: str | None
    audience: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSlice:
    """Some events, oldest first, and the place and mark after them; ``ended``: there is nothing after."""

    events: tuple[LiveEvent, ...]
    place: int
    mark: str
    ended: bool


class LiveNews(Protocol):
    """Something that tells when to look."""

    async def wait(self, seconds: float) -> bool:
        """Wait so long at most; whether there may be something to read."""
        ...


class LiveFeed(Protocol):
    """The feed of everybody's events, and what says who still listens."""

    def news(self) -> AbstractAsyncContextManager[LiveNews]:
        """What to wait by, for as long as the block lasts."""
        ...

    async def end(self) -> LiveSlice:
        """No event: where the feed now ends."""
        ...

    async def after(self, mark: str, *, limit: int) -> LiveSlice:
        """At most ``limit`` events after the mark. Raises InvalidInput for a mark of another history."""
        ...

    async def closed_among(self, sessions: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
        """Those of the sessions that are not open any more; by each, the company that its token names."""
        ...
