"""Port to the change feed: what happened, in an order that never changes once read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self

from app.usecases.access import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """What a program may be told of an event. ``about``: the id of its dossier, or of a partner's request or report.

    ``data``: what was kept of it as it then stood."""

    id: str
    type: str
    at: datetime
    about: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReader:
    """As whom a program reads: its funder, its branch, and the scopes that it holds."""

    funder_code: str | None = None
    branch: str | None = None
    scopes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, caller: Caller) -> Self:
        """The program that calls."""
        return cls(funder_code=caller.funder_code, branch=caller.branch, scopes=caller.scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Events, oldest first, and the mark after which to go on: there always is one."""

    items: tuple[FeedEvent, ...]
    next_mark: str


class Feed(Protocol):
    """The events that a program may read."""

    async def feed(self, reader: FeedReader, *, after: str | None, limit: int) -> FeedPage:
        """At most ``limit`` of the events that the program may be told, after a mark, or from the beginning.

        Raises InvalidInput for a mark of another history than this database's: one from before a restore.
        """
        ...
