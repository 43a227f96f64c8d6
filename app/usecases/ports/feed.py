"""Port to the change feed: what happened, in an order that never changes once read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """What a program may be told of an event. ``data``: what was kept of its dossier as it then stood."""

    id: str
    type: str
    at: datetime
    dossier_id: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Events, oldest first, and the mark after which to go on: there always is one."""

    items: tuple[FeedEvent, ...]
    next_mark: str


class Feed(Protocol):
    """The events that a program may read."""

    async def feed(self, funder_code: str | None, *, after: str | None, limit: int) -> FeedPage:
        """At most ``limit`` events of the dossiers that the funder funds, after a mark, or from the beginning.

        Raises InvalidInput for a mark of another history than this database's: one from before a restore.
        """
        ...
