"""The change feed: each event gets its place after its transaction is committed, and keeps it for ever.

The order of writing would not do: a transaction that commits late would slip its events behind a reader's back. So
places are given by the readers themselves, one at a time, to what is committed and has none: a late event comes after
all that has been read. The events of one dossier keep their order, since its row is locked by whoever writes them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.dossier import STATUS_LABELS
from app.domain.happenings import Happening
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.ports.feed import FeedPage

_PLACES_AT_ONCE = 10_000
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('feed'))")
_WITHOUT_PLACE = text("SELECT EXISTS (SELECT FROM events WHERE place IS NULL)")
_GIVE_PLACES = text(
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
_PAGE = text(
    """
    SELECT e.id::text AS id, e.place, e.type, e.at, e.dossier_id::text AS dossier_id, e.data
    FROM events e
    JOIN LATERAL (
        SELECT bool_or(f.confirmed_at IS NOT NULL) AS confirmed FROM fundings f
        WHERE f.dossier_id = e.dossier_id AND f.funder_code = :funder_code AND f.rejected_at IS NULL
    ) mine ON mine.confirmed OR (mine.confirmed IS NOT NULL AND e.type = ANY(:before_confirmation))
    WHERE e.place > :after AND e.place <= :until
    ORDER BY e.place
    LIMIT :limit
    """
)
BEFORE_CONFIRMATION = (
    Happening.DOSSIER_CREATED,
    Happening.DOSSIER_STATUS_CHANGED,
    Happening.DOSSIER_FUNDING_CHANGED,
)
"""What a funder is told of a dossier before it has confirmed the funding: that it exists, and its status (D44)."""

_LABELS = {status.value: label.fr for status, label in STATUS_LABELS.items()}
_START = "0."
_ELSEWHERE = Violation(
    code="invalid_cursor",
    detail=Text(
        "Ce curseur vient d'une histoire que cette base n'a plus : elle a été restaurée depuis. Reprenez le fil sans "
        "`after`, puis relisez vos dossiers.",
        "This cursor comes from a history that this database no longer has: it was restored since. Read the feed again "
        "without `after`, then read your dossiers again.",
    ),
)


class SqlFeed:
    """The feed as statements on ``events``."""

    def __init__(self, engine: AsyncEngine, *, source: str) -> None:
        self._engine = engine
        self._source = source

    async def feed(self, funder_code: str | None, *, after: str | None, limit: int) -> FeedPage:
        """See the port."""
        async with self._engine.connect() as connection:
            await give_places(connection)
            await connection.commit()
            start = await _start(connection, after)
            last = (await connection.execute(_LAST)).one_or_none()
            if last is None:
                return FeedPage(items=(), next_mark=_START)
            rows = await _page(connection, funder_code, start, last.place, limit)
        end = rows[-1] if len(rows) == limit else last
        return FeedPage(items=tuple(self._event(row) for row in rows), next_mark=f"{end.place}.{end.id}")

    def _event(self, row: Row[Any]) -> Mapping[str, Any]:
        data = row.data
        return {
            "specversion": "1.0",
            "id": row.id,
            "source": self._source,
            "type": row.type,
            "subject": row.dossier_id,
            "time": row.at,
            "datacontenttype": "application/json",
            "data": {**data, "status_label": _LABELS[data["status"]]},
        }


async def give_places(connection: AsyncConnection) -> None:
    """Give each committed event without a place the next one; whoever finds it being done leaves it at that."""
    if await connection.scalar(_WITHOUT_PLACE) and await connection.scalar(_LOCK):
        await connection.execute(_GIVE_PLACES, {"at_once": _PLACES_AT_ONCE})


async def _page(
    connection: AsyncConnection, funder_code: str | None, after: int, until: int, limit: int
) -> Sequence[Row[Any]]:
    values = {
        "funder_code": funder_code,
        "before_confirmation": list(BEFORE_CONFIRMATION),
        "after": after,
        "until": until,
        "limit": limit,
    }
    return (await connection.execute(_PAGE, values)).all()


async def _start(connection: AsyncConnection, mark: str | None) -> int:
    """The place that the mark names, whose event must still be the one that it names."""
    if mark is None or mark == _START:
        return 0
    place, _, event_id = mark.partition(".")
    if not place.isdecimal() or str(await connection.scalar(_IS_AT, {"place": int(place)})) != event_id:
        raise InvalidInput(_ELSEWHERE)
    return int(place)
