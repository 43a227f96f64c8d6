"""How lists of dossiers are narrowed and ordered, whether a dossier is as it stands or as it left a company (D64)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    RowMapping,
    Select,
    Text,
    Uuid,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, array

from app.db.tables import NEVER, companies, dossier_departures, dossiers
from app.domain.dossier import Status
from app.domain.finding import DossierSort, Wanted
from app.usecases.access import Caller, Role
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, PageRequest
from app.usecases.ports.dossiers import DossierCounts, DossierFilter

Column = ColumnElement[Any]
_LEFT = dossier_departures
GOING_ON = (Status.REGISTRATION_IN_PROGRESS, Status.AWAITING_ASSESSMENT, Status.AWAITING_JURY)
DECIDED = (Status.AWARDED, Status.PARTIALLY_AWARDED, Status.NOT_AWARDED)
_OVER = (*DECIDED, Status.CLOSED)
_FACTS = _LEFT.c.facts
_NOBODY = literal_column("'{}'::text[]", ARRAY(Text))
"""Nobody waited for: what waits stands in the index of what goes on, be it over or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Where each thing stands that a list asks for."""

    status: Column
    number: Column
    pathway: Column
    certification_code: Column
    current_step: Column
    waiting_for: Column
    due_by: Column
    company_id: Column
    evaluator_id: Column
    jury_session_id: Column
    sort_name: Column
    search: Column
    created_at: Column
    updated_at: Column


def as_it_stands(caller: Caller) -> Listed:
    """The dossier's own columns. To the branch, what a jury decided and has not signed yet is the status (D54)."""
    of_the_branch = caller.role in {Role.SECRETARIAT, Role.JURY, Role.SYSTEM}
    columns = dossiers.c
    return Listed(
        status=columns.decided_status if of_the_branch else columns.status,
        number=columns.number,
        pathway=columns.pathway,
        certification_code=columns.certification_code,
        current_step=columns.current_step,
        waiting_for=columns.waiting_for,
        due_by=columns.due_by,
        company_id=columns.company_id,
        evaluator_id=columns.evaluator_id,
        jury_session_id=columns.jury_session_id,
        sort_name=columns.sort_name,
        search=columns.search_words,
        created_at=columns.created_at,
        updated_at=columns.updated_at,
    )


AS_IT_LEFT = Listed(
    status=_LEFT.c.status,
    number=dossiers.c.number,
    pathway=_FACTS["pathway"].astext,
    certification_code=_FACTS["certification_code"].astext,
    current_step=_LEFT.c.current_step,
    waiting_for=_NOBODY,
    due_by=literal(NEVER, Date),
    company_id=_LEFT.c.company_id,
    evaluator_id=cast(_FACTS[("evaluator", "evaluator_id")].astext, Uuid),
    jury_session_id=cast(
        func.coalesce(
            _FACTS[("jury_registration", "session_id")].astext, _FACTS[("decisions", "-1", "session_id")].astext
        ),
        Uuid,
    ),
    sort_name=_LEFT.c.sort_name,
    search=_LEFT.c.search_words,
    created_at=cast(_FACTS["created_at"].astext, DateTime(timezone=True)),
    updated_at=cast(_FACTS["updated_at"].astext, DateTime(timezone=True)),
)


def conditions(narrowed: DossierFilter, listed: Listed) -> Iterable[ColumnElement[bool]]:
    """What a row has to be to stand in the list."""
    equal = {
        listed.number: narrowed.number,
        listed.current_step: narrowed.current_step,
        listed.company_id: narrowed.company_id,
        listed.evaluator_id: narrowed.evaluator_id,
        listed.jury_session_id: narrowed.jury_session_id,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    yield from (listed.certification_code == code for code in narrowed.certification_codes)
    if narrowed.waiting_for is not None:
        yield listed.waiting_for.op("@>", is_comparison=True)(cast(array([narrowed.waiting_for]), ARRAY(Text)))
    if narrowed.statuses:
        yield listed.status.in_(narrowed.statuses)
    if narrowed.pathways:
        yield listed.pathway.in_(narrowed.pathways)
    if narrowed.updated_since is not None:
        yield listed.updated_at >= narrowed.updated_since
    if narrowed.created_since is not None:
        yield listed.created_at >= narrowed.created_since
    yield from _found(narrowed.wanted, listed)


def _found(wanted: tuple[Wanted, ...], listed: Listed) -> Iterable[ColumnElement[bool]]:
    """Words alone are one question to the index; a number may also be the start of the company's SIRET."""
    words = [word for word in wanted if word.digits is None]
    if words:
        yield _begins(words, listed)
    for word in wanted:
        if word.digits is not None:
            named = select(companies.c.id).where(
                companies.c.siret >= word.digits, companies.c.siret < word.digits + _AFTER_DIGITS
            )
            theirs = listed.company_id == func.any(func.array(named.scalar_subquery()))
            yield or_(_begins([word], listed), theirs)


_AFTER_DIGITS = ":"
_RARE_FROM = 4
"""From how many characters on the beginning of a word is taken to be rare."""


def _times(word: Wanted) -> range:
    return range(2 if min(map(len, word.spellings)) >= _RARE_FROM else 1)


def _begins(words: Iterable[Wanted], listed: Listed) -> ColumnElement[bool]:
    """The words are letters and digits alone, and so need no escape.

    PostgreSQL takes one row in two hundred to hold the beginning of a word, whichever it is, and then rather reads the
    list in its order: what is long enough to be rare is asked for twice, which it multiplies.
    """
    each_begun = [" | ".join(f"'{spelling}':*" for spelling in word.spellings) for word in words for _ in _times(word)]
    asked = " & ".join(f"({begun})" for begun in each_begun)
    return func.array_to_tsvector(listed.search).bool_op("@@")(cast(asked, TSQUERY))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """By ``key``, then by id, so that no two rows stand at one place; cursors ``write`` it and ``read`` it."""

    key: Callable[[Listed], Column]
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    descending: bool = False

    def place(self, listed: Listed) -> tuple[Column, ...]:
        """What rows are compared by; an id alone is a place."""
        key = self.key(listed)
        return (key,) if key is dossiers.c.id else (key, dossiers.c.id)


def _by_update(listed: Listed) -> Column:
    return listed.updated_at


def _by_candidate(listed: Listed) -> Column:
    return listed.sort_name


_ORDERS: Mapping[DossierSort, _Order] = {
    DossierSort.NEWEST: _Order(key=lambda _: dossiers.c.id, read=UUID, write=str, descending=True),
    DossierSort.UPDATED_FIRST: _Order(key=_by_update, read=datetime.fromisoformat, write=datetime.isoformat),
    DossierSort.UPDATED_LAST: _Order(
        key=_by_update, read=datetime.fromisoformat, write=datetime.isoformat, descending=True
    ),
    DossierSort.DUE_FIRST: _Order(key=lambda listed: listed.due_by, read=date.fromisoformat, write=date.isoformat),
    DossierSort.CANDIDATE: _Order(key=_by_candidate, read=str, write=str),
}


def page_of_list(query: Select[Any], narrowed: DossierFilter, listed: Listed, request: PageRequest) -> Select[Any]:
    """A page of ``query``, and one row more, in the order that is asked for.

    Raises InvalidInput where the page goes on after a place of another list.
    """
    order = _ORDERS[narrowed.sort]
    place = order.place(listed)
    query = query.add_columns(place[0].label("sorted_by")).where(*conditions(narrowed, listed))
    if request.after is not None:
        read = zip(place, _read(narrowed, request.after), strict=False)
        after = tuple_(*(literal(value, column.type) for column, value in read))
        query = query.where(tuple_(*place) < after if order.descending else tuple_(*place) > after)
    return query.order_by(*(each.desc() if order.descending else each for each in place)).limit(request.limit + 1)


def groups(query: Select[Any], narrowed: DossierFilter, listed: Listed, on: date) -> Iterable[Select[Any]]:
    """What of ``query`` stands in the list, counted by all that it is counted by: what goes on by step, by whom it
    waits for and what is late; what is over, which most of a register is, by its status alone."""
    within = list(conditions(narrowed, listed))
    if narrowed.waiting_for is not None:
        within.append(listed.waiting_for != _NOBODY)
    going_on: tuple[Column, ...] = (
        listed.current_step.label("current_step"),
        listed.waiting_for.label("waiting_for"),
        (listed.due_by < on).label("late"),
    )
    for is_over, columns in ((False, going_on), (True, ())):
        counted = query.with_only_columns(listed.status.label("status"), *columns)
        by_place: list[Column] = [literal_column(str(place)) for place in range(1, 2 + len(columns))]
        those = listed.status.in_(_OVER if is_over else GOING_ON)
        yield counted.add_columns(func.count().label("dossiers")).where(those, *within).group_by(*by_place)


def counts_of(rows: Iterable[RowMapping]) -> DossierCounts:
    """The groups, each count from those that it is of."""
    by_status, by_step, waiting_for, overdue = Counter[str](), Counter[str](), Counter[str](), 0
    for row in rows:
        by_status[row["status"]] += row["dossiers"]
        if row["status"] in _OVER:
            continue
        by_step[row["current_step"]] += row["dossiers"]
        for actor in row["waiting_for"]:
            waiting_for[actor] += row["dossiers"]
        overdue += row["dossiers"] if row["late"] else 0
    return DossierCounts(by_status=by_status, by_current_step=by_step, waiting_for=waiting_for, overdue=overdue)


def in_order(rows: Iterable[RowMapping], narrowed: DossierFilter) -> list[RowMapping]:
    """The rows of several pages, in the order of one."""
    return sorted(rows, key=_place_of, reverse=_ORDERS[narrowed.sort].descending)


def cursor_after(row: RowMapping, narrowed: DossierFilter) -> str:
    """Where the list goes on after that row."""
    sorted_by, dossier_id = _place_of(row)
    if narrowed.sort is DossierSort.NEWEST:
        return str(dossier_id)
    return f"{narrowed.sort} {dossier_id} {_ORDERS[narrowed.sort].write(sorted_by)}"


def _place_of(row: RowMapping) -> tuple[Any, UUID]:
    return row["sorted_by"], row["id"]


def _read(narrowed: DossierFilter, after: str) -> tuple[Any, UUID]:
    try:
        if narrowed.sort is DossierSort.NEWEST:
            return UUID(after), UUID(after)
        sort, dossier_id, key = after.split(" ", 2)
        if sort != narrowed.sort:
            raise InvalidInput(NOT_A_CURSOR)
        return _ORDERS[narrowed.sort].read(key), UUID(dossier_id)
    except ValueError:
        raise InvalidInput(NOT_A_CURSOR) from None
