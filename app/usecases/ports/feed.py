"""Port to the change feed: what happened, in an order that never changes once read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Events as CloudEvents' members, oldest first, and the mark after which to go on: there always is one."""

    items: tuple[Mapping[str, Any], ...]
    next_mark: str


class Feed(Protocol):
    """The events that a program may read."""

    async def feed(self, funder_code: str | None, *, after: str | None, limit: int) -> FeedPage:
        """At most ``limit`` events of the dossiers that the funder funds, after a mark, or from the beginning.

        Raises InvalidInput for a mark of another history than this database's: one from before a restore.
        """
        ...
