"""The change feed: each event gets its place after its transaction is committed, and keeps it for ever.

The order of writing would not do: a transaction that commits late would slip its events behind a reader's back. So
places are given by the readers themselves, one at a time, to what is committed and has none: a late event comes after
all that has been read. The events of one dossier keep their order, since its row is locked by whoever writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.events import TELL
from app.db.planning import plan_for_these_values
from app.domain.event_types import EventType
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR
from app.usecases.ports.feed import FeedEvent, FeedPage, FeedReader

_PLACES_AT_ONCE = 10_000
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('feed'))")
_WITHOUT_PLACE = text("SELECT EXISTS (SELECT FROM events WHERE place IS NULL)")
_ASSIGN_POSITIONS = text(
    """
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY written) AS turn
        FROM (SELECT id, written FROM events WHERE place IS NULL ORDER BY written LIMIT :at_once) AS first
    ), last AS (SELECT coalesce(max(place), 0) AS place FROM events)
    UPDATE events SET place = last.place + waiting.turn FROM waiting, last WHERE events.id = waiting.id
    """
)
_LAST = text("SELECT place, id::text AS id FROM events WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1")
_IS_AT = text("SELECT id FROM events WHERE place = :place")
BEFORE_CONFIRMATION = (
    EventType.DOSSIER_CREATED,
    EventType.DOSSIER_STATUS_CHANGED,
    EventType.DOSSIER_FUNDING_CHANGED,
)
"""What a funder is told of a dossier before it has confirmed the funding: that it exists, and its status (D44)."""

MEMBERS = "e.id::text AS id, e.place, e.type, e.at, e.about::text AS about, e.data"
"""What ``feed_event_of`` is made from, of a row of events ``e``."""


def shown_to(funder: str, branch: str, scopes: str) -> str:
    """The join that leaves, of events ``e``, those that a program may be told (D44, D73): of the feed and of webhooks.

    What is told of a funding is its funder's alone, and stays told where the dossier is no more the funder's to see:
    else nobody would know that it is. What is told to a branch is that branch's programs', under the scope by which
    they could read it. ``funder``, ``branch`` and ``scopes`` are the SQL of the program's own; the statement binds
    ``before_confirmation``.
    """
    return f"""
    JOIN LATERAL (
        SELECT bool_or(f.confirmed_at IS NOT NULL) AS confirmed FROM fundings f
        WHERE f.dossier_id = e.dossier_id AND f.funder_code = {funder} AND f.rejected_at IS NULL
    ) mine ON CASE
        WHEN e.data ->> 'branch' IS NOT NULL
            THEN e.data ->> 'branch' = {branch} AND e.data ->> 'scope' = ANY({scopes})
        WHEN e.data ->> 'funder_code' IS NOT NULL THEN e.data ->> 'funder_code' = {funder}
        ELSE mine.confirmed OR (mine.confirmed IS NOT NULL AND e.type = ANY(:before_confirmation))
    END
    """  # noqa: S608 - our own words


_FEW = 2000
"""Of so many fundings at most, the events of a funder are looked up by its dossiers: read in their order, a funder of
little would be told one event in thousands that are read."""
_HAS_FEW = text(
    "SELECT count(*) <= :few FROM (SELECT FROM fundings WHERE funder_code = :funder_code LIMIT :few + 1) AS first_ones"
)


def _page(events: str) -> TextClause:
    """A page of these events, in the order of their places."""
    return text(
        f"""
        SELECT {MEMBERS} FROM {events} e {shown_to(":funder_code", "cast(:branch AS text)", "cast(:scopes AS text[])")}
        WHERE e.place > :after AND e.place <= :until
        AND (cast(:types AS text[]) IS NULL OR e.type = ANY(cast(:types AS text[])))
        ORDER BY e.place
        LIMIT :limit
        """  # noqa: S608 - our own words
    )


_IN_ORDER = _page("events")
_BY_DOSSIER = _page(
    """(
        SELECT t.* FROM fundings f JOIN events t ON t.dossier_id = f.dossier_id WHERE f.funder_code = :funder_code
        UNION
        SELECT t.* FROM events t WHERE t.data ->> 'funder_code' = :funder_code
    )"""
)
"""What concerns the funder's dossiers, and what is told of a funding of theirs that is no more."""

_START = "0."
_LONGEST_PLACE = 18  # figures: what a bigint holds, whatever they are
_ELSEWHERE = Violation(
    code="feed_restored",
    pointer="/after",
    detail=Text(
        "Ce curseur vient d'une histoire que cette base n'a plus : elle a été restaurée depuis. Reprenez le fil sans "
        "`after`, puis relisez vos dossiers.",
        "This cursor comes from a history that this database no longer has: it was restored since. Read the feed again "
        "without `after`, then read your dossiers again.",
    ),
)


class SqlFeed:
    """The feed as statements on ``events``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def feed(self, reader: FeedReader, *, after: str | None, limit: int) -> FeedPage:
        async with self._engine.connect() as connection:
            await assign_positions(connection)
            await connection.commit()
            feed_slice = await read_feed_slice(connection, reader, after=after, limit=limit)
        return FeedPage(items=tuple(map(feed_event_of, feed_slice.rows)), next_mark=feed_slice.next_mark)


def feed_event_of(row: Row[Any]) -> FeedEvent:
    """The event of a row of ``MEMBERS``."""
    return FeedEvent(id=row.id, type=row.type, at=row.at, about=row.about, data=row.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSlice:
    """Some rows of the feed, oldest first, and the mark after them; ``ended``: it is the feed's last one."""

    rows: Sequence[Row[Any]]
    next_mark: str
    ended: bool


async def read_feed_slice(
    connection: AsyncConnection,
    reader: FeedReader,
    *,
    after: str | None,
    limit: int,
    types: Sequence[str] | None = None,
) -> FeedSlice:
    """What has a place after the mark, at most ``limit`` of what the program may be told, of these types or of all.

    Raises InvalidInput where the mark is none of this feed.
    """
    await plan_for_these_values(connection)
    start = await place_of_mark(connection, after)
    last = (await connection.execute(_LAST)).one_or_none()
    if last is None:
        return FeedSlice(rows=(), next_mark=_START, ended=True)
    values = {
        "funder_code": reader.funder_code,
        "branch": reader.branch,
        "scopes": sorted(reader.scopes),
        "before_confirmation": list(BEFORE_CONFIRMATION),
        "after": start,
        "until": last.place,
        "limit": limit,
        "types": types,
    }
    rows = (await connection.execute(_BY_DOSSIER if await _has_few(connection, reader) else _IN_ORDER, values)).all()
    ended = len(rows) < limit
    end = last if ended else rows[-1]
    return FeedSlice(rows=rows, next_mark=f"{end.place}.{end.id}", ended=ended)


async def _has_few(connection: AsyncConnection, reader: FeedReader) -> bool:
    """Whether the reader is a funder of few dossiers; a branch reads what is told to it alone, of no dossier."""
    if reader.branch is not None:
        return False
    return bool(await connection.scalar(_HAS_FEW, {"funder_code": reader.funder_code, "few": _FEW}))


async def assign_positions(connection: AsyncConnection) -> None:
    """Give each committed event without a place the next one; whoever finds it being done leaves it at that."""
    if await connection.scalar(_WITHOUT_PLACE) and await connection.scalar(_LOCK):
        await connection.execute(_ASSIGN_POSITIONS, {"at_once": _PLACES_AT_ONCE})
        await connection.execute(TELL)  # who looked meanwhile found them without a place


async def last_place(connection: AsyncConnection) -> tuple[int, str]:
    """The last place that was given, and its mark; those of the beginning where none was."""
    last = (await connection.execute(_LAST)).one_or_none()
    return (0, _START) if last is None else (last.place, f"{last.place}.{last.id}")


async def place_of_mark(connection: AsyncConnection, mark: str | None) -> int:
    """The place that the mark names, whose event must still be the one that it names."""
    if mark is None or mark == _START:
        return 0
    place, _, event_id = mark.partition(".")
    if not place.isdecimal() or len(place) > _LONGEST_PLACE:
        raise InvalidInput(replace(NOT_A_CURSOR, pointer="/after"))
    if str(await connection.scalar(_IS_AT, {"place": int(place)})) != event_id:
        raise InvalidInput(_ELSEWHERE)
    return int(place)
