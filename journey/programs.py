"""A program that lives with the service: it keeps two tables, one by pulling each night, one by following the feed.

Where both are to hold the same, whatever moves a row has to be told, and whatever is told has to move its row.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlencode

from journey.actors import PASSWORD, Answer, Json, Person, StoryBrokenError
from journey.stage import Stage

Table = dict[str, Json]

_OVERLAP = timedelta(minutes=5)
_FEW, _MANY = 3, 200
"""Rows a page, of what has to be turned page by page and of what has only to be over."""


async def program(stage: Stage, client_id: str, name: str) -> Person:
    """A program of the sandbox, under all its scopes."""
    asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": PASSWORD}
    granted = Answer.of(await stage.http.post("/oauth/token", data=asked)).accepted()
    return Person(http=stage.http, name=client_id, capacity=name, token=granted["access_token"])


async def whole(reader: Person, path: str, **asked: str) -> Table:
    """All rows of a list, page after page, by their ids."""
    found: Table = {}
    cursor: str | None = None
    while True:
        turned = {"cursor": cursor} if cursor is not None else {}
        page = await reader.get(f"{path}?{urlencode({'limit': _FEW, **asked, **turned})}")
        found |= {row["id"]: row for row in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@dataclass(slots=True, kw_only=True)
class NightlyTable:
    """What was pulled each night by `updated_since`, put over what was held."""

    reader: Person
    path: str
    since: datetime | None = None
    rows: Table = field(default_factory=dict)

    async def pull(self, at: datetime) -> int:
        """Take in what has changed since the night before; how many rows came."""
        since = datetime.fromisoformat("2000-01-01T00:00:00Z") if self.since is None else self.since
        came = await whole(self.reader, self.path, updated_since=since.isoformat())
        self.rows |= came
        self.since = at - _OVERLAP
        return len(came)


@dataclass(slots=True, kw_only=True)
class FollowedFeed:
    """A place in the feed, and what is done with each event that is read on from there."""

    reader: Person
    cursor: str

    @classmethod
    async def from_now_on(cls, reader: Person) -> Self:
        """At the end of what the feed tells today."""
        feed = cls(reader=reader, cursor="")
        async for _ in feed.events(at_once=_MANY):
            pass
        return feed

    async def events(self, at_once: int = _FEW) -> AsyncIterator[Json]:
        """What the feed tells from the place on, which moves with each page."""
        while True:
            after = {"after": self.cursor} if self.cursor else {}
            page = await self.reader.get(f"/v1/events?{urlencode({'limit': at_once, **after})}")
            for event in page["items"]:
                yield event
            self.cursor = page["next_cursor"]
            if not page["items"]:
                return


def check_equal(said: str, one: Table, other: Table) -> None:
    """Raise StoryBrokenError unless both tables hold the same rows, member by member."""
    if one.keys() != other.keys():
        raise StoryBrokenError(f"{said} : lignes d'un seul côté, {sorted(one.keys() ^ other.keys())}")
    for row_id, row in one.items():
        differing = {name: (row[name], other[row_id][name]) for name in row if row[name] != other[row_id][name]}
        if differing:
            raise StoryBrokenError(f"{said} : {row_id} diffère par {differing}")
