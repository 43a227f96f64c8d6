"""The change feed, followed: each event once it happened, from the place that was kept."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from cqp_chimie.problems import ProblemError, answered
from cqp_chimie.rest.api.events import list_events
from cqp_chimie.rest.client import AuthenticatedClient
from cqp_chimie.rest.models.event_out import EventOut
from cqp_chimie.rest.types import UNSET


class Place(Protocol):
    """Where the place in the feed is kept: best with what the events have led to, in one transaction."""

    def load(self) -> str | None: ...
    def save(self, cursor: str) -> None: ...


class FilePlace:
    """A place kept in a file, whole or not at all."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def load(self) -> str | None:
        """The cursor that was kept last, if any was."""
        return self._path.read_text() if self._path.exists() else None

    def save(self, cursor: str) -> None:
        """Write it beside, then put it in its place."""
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False) as written:
            written.write(cursor)
            written.flush()
            os.fsync(written.fileno())
        Path(written.name).replace(self._path)


class FeedRestoredError(Exception):
    """The service was restored to a time before the place: start without one, and read anew what you hold."""


def follow(
    client: AuthenticatedClient,
    place: Place,
    *,
    wait: float | None = 5.0,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[EventOut]:
    """Every event after ``place``, which moves on once all of a page were taken in: after a failure some come again.

    ``wait``: seconds between two questions once nothing is new; None ends there.
    Raises FeedRestoredError, ProblemError.
    """
    while True:
        cursor = place.load()
        try:
            page = answered(list_events.sync(client=client, after=UNSET if cursor is None else cursor, limit=200))
        except ProblemError as refusal:
            if any(error.code == "feed_restored" for error in refusal.problem.errors):
                raise FeedRestoredError from refusal
            raise
        yield from page.items
        if page.next_cursor != cursor:
            place.save(page.next_cursor)
        if not page.items:
            if wait is None:
                return
            pause(wait)
