"""What is due, as rows: a dossier's are replaced with it, so that the list of all is one reading of an index."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    RowMapping,
    Select,
    delete,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.dossier_views import CANDIDATE_NAMES
from app.db.tables import NEVER, deadlines, dossiers, reminders
from app.db.visibility import visible_to
from app.domain.pending_deadlines import ENDS_IN_SILENCE, DeadlineCode, Party, PendingDeadline
from app.domain.reminders import PAST_WHEN_TAKEN_OVER
from app.usecases.access import Caller
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, Page, PageRequest, page_of
from app.usecases.ports.deadlines import DueCandidate, DueFilter, DueItem

_Place = tuple[date, UUID, str]


class SqlDeadlines:
    """The terms of dossiers. One without a day is due when the registrations to the next jury close."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, dossier_id: UUID, pending: Iterable[PendingDeadline]) -> None:
        """Replace the rows of a dossier, and what it says of the first of them."""
        await self._connection.execute(delete(deadlines).where(deadlines.c.dossier_id == dossier_id))
        rows = deadline_rows(dossier_id, pending)
        if rows:
            await self._connection.execute(insert(deadlines), rows)
        next_one = update(dossiers).where(dossiers.c.id == dossier_id).values(due_by=due_by(rows))
        await self._connection.execute(next_one)

    async def read(self, dossier_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[PendingDeadline]]:
        """The rows of those dossiers, as terms."""
        found: dict[UUID, frozenset[PendingDeadline]] = defaultdict(frozenset)
        query = select(deadlines).where(deadlines.c.dossier_id.in_(list(dossier_ids)))
        for row in await self._connection.execute(query):
            deadline = PendingDeadline(
                code=DeadlineCode(row.code), since=row.since, due_on=row.due_on, actor=Party(row.actor)
            )
            found[row.dossier_id] |= {deadline}
        return found

    async def page(
        self, caller: Caller, narrowed: DueFilter, request: PageRequest, *, on: date, closing: date | None
    ) -> Page[DueItem]:
        """The earliest first. Either kind of rows is read in its own order, and no farther than the page."""
        after = _place(request)
        own = _branch(caller, narrowed, after, deadlines.c.due_on, on, request.limit)
        still_asked = or_(deadlines.c.code.not_in(ENDS_IN_SILENCE), deadlines.c.due_on >= on)
        branches = [own.where(deadlines.c.due_on.is_not(None), still_asked)]
        if closing is not None:
            of_a_jury = _branch(caller, narrowed, after, literal(closing, Date), on, request.limit)
            branches.append(of_a_jury.where(deadlines.c.due_on.is_(None)))
        every = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
        query = (
            select(every, dossiers.c.number, dossiers.c.certification_code, *CANDIDATE_NAMES)
            .join(dossiers, dossiers.c.id == every.c.dossier_id)
            .order_by(every.c.due_on, every.c.dossier_id, every.c.code)
            .limit(request.limit + 1)
        )
        items = [_item(row) for row in (await self._connection.execute(query)).mappings()]
        return page_of(items, request.limit, lambda item: item.place)

    async def past(self, code: DeadlineCode, on: date) -> tuple[UUID, ...]:
        """The dossiers whose term of that kind was due before ``on``, but for what was over when it was taken over."""
        over_before = (
            select(reminders.c.dossier_id)
            .where(
                reminders.c.dossier_id == deadlines.c.dossier_id,
                reminders.c.code == deadlines.c.code,
                reminders.c.due_on == deadlines.c.due_on,
                reminders.c.distance == PAST_WHEN_TAKEN_OVER,
            )
            .exists()
        )
        query = select(deadlines.c.dossier_id).where(deadlines.c.due_on < on, deadlines.c.code == code, ~over_before)
        return tuple((await self._connection.scalars(query.order_by(deadlines.c.dossier_id))).all())


def _branch(
    caller: Caller, narrowed: DueFilter, after: _Place | None, due_on: ColumnElement[Any], on: date, limit: int
) -> Select[Any]:
    """One more than a page of what ``caller`` may see, in the list's order, ``due_on`` being when it is due."""
    place = (due_on, deadlines.c.dossier_id, deadlines.c.code)
    query = (
        select(deadlines.c.dossier_id, deadlines.c.code, due_on.label("due_on"), deadlines.c.actor)
        .join(dossiers, dossiers.c.id == deadlines.c.dossier_id)
        .where(visible_to(caller), *_conditions(narrowed, due_on, on))
    )
    if after is not None:
        query = query.where(tuple_(*place) > tuple_(*(literal(part) for part in after)))
    return query.order_by(*place).limit(limit + 1)


def _conditions(narrowed: DueFilter, due_on: ColumnElement[Any], on: date) -> Iterable[ColumnElement[bool]]:
    if narrowed.overdue is not None:
        yield due_on < on if narrowed.overdue else due_on >= on
    if narrowed.code is not None:
        yield deadlines.c.code == narrowed.code
    if narrowed.until is not None:
        yield due_on <= narrowed.until


def _place(request: PageRequest) -> _Place | None:
    """Where the list goes on. Raises InvalidInput for the cursor of another list."""
    if request.after is None:
        return None
    try:
        due_on, dossier_id, code = request.after.split(" ")
        return date.fromisoformat(due_on), UUID(dossier_id), code
    except ValueError:
        raise InvalidInput(NOT_A_CURSOR) from None


def deadline_rows(dossier_id: UUID, pending: Iterable[PendingDeadline]) -> list[dict[str, Any]]:
    """The rows of a dossier's terms."""
    return [
        {
            "dossier_id": dossier_id,
            "code": deadline.code,
            "since": deadline.since,
            "due_on": deadline.due_on,
            "actor": deadline.actor,
        }
        for deadline in pending
    ]


def due_by(rows: Iterable[Mapping[str, Any]]) -> date:
    """What a dossier says of the first of its terms, by their rows."""
    running = (row["due_on"] for row in rows if row["due_on"] is not None and row["code"] not in ENDS_IN_SILENCE)
    return min(running, default=NEVER)


def _item(row: RowMapping) -> DueItem:
    return DueItem(
        dossier_id=row["dossier_id"],
        number=row["number"],
        certification_code=row["certification_code"],
        candidate=_candidate(row),
        code=DeadlineCode(row["code"]),
        due_on=row["due_on"],
        actor=Party(row["actor"]),
    )


def _candidate(row: RowMapping) -> DueCandidate | None:
    if row["birth_name"] is None:
        return None
    return DueCandidate(birth_name=row["birth_name"], usage_name=row["usage_name"], first_names=row["first_names"])
