"""What dossiers wait for, as rows: replaced with their dossier, so that an inbox is one reading of an index."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    RowMapping,
    Select,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.dossier_views import CANDIDATE_NAMES
from app.db.tables import NEVER, awaited_acts, companies, dossiers
from app.db.task_subjects import SubjectRows
from app.domain.awaited_acts import AwaitedAct
from app.domain.dossier import Dossier
from app.domain.pathway import Actor
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, Page, PageRequest, page_of
from app.usecases.ports.tasks import Inbox, Task, TaskDossier, TaskFilter, TaskPlace

_NOBODY = UUID(int=0)
_NOT_VERIFIED = cast(
    "$.candidate.held_certifications[*] ? (!exists(@.verification) || @.verification == null).code", JSONPATH
)
_UNVERIFIED = func.jsonb_path_query_first(dossiers.c.facts, _NOT_VERIFIED).op("#>>")(literal_column("'{}'"))

_Row = dict[str, Any]


class SqlAwaitedActs:
    """The open acts of dossiers, and whom each dossier waits for."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._subjects = SubjectRows(connection)

    async def write(self, awaited: Collection[tuple[Dossier, Iterable[AwaitedAct]]], on: date) -> int:
        """Replace the rows that are not as they were; an act that was open stays open since then."""
        kept = await self._kept_of([dossier.id for dossier, _ in awaited])
        rows = {dossier.id: _rows(dossier, acts, kept[dossier.id], on) for dossier, acts in awaited}
        others = {key: each for key, each in rows.items() if _as_a_set(each) != _as_a_set(kept[key])}
        await self._replace({key: kept[key] for key in others}, others)
        return len(others)

    async def _kept_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, list[_Row]]:
        found: dict[UUID, list[_Row]] = {key: [] for key in dossier_ids}
        query = select(awaited_acts).where(awaited_acts.c.dossier_id.in_(dossier_ids))
        for row in (await self._connection.execute(query)).mappings():
            found[row["dossier_id"]].append(dict(row))
        return found

    async def _replace(self, kept: Mapping[UUID, list[_Row]], rows: Mapping[UUID, list[_Row]]) -> None:
        """One statement takes all of them away, one puts the others there, and one for each group of people tells the
        dossiers that wait for it."""
        gone = [key for key, each in kept.items() if each]
        if gone:
            await self._connection.execute(delete(awaited_acts).where(awaited_acts.c.dossier_id.in_(gone)))
        come = [row for each in rows.values() for row in each]
        if come:
            await self._connection.execute(insert(awaited_acts), come)
        waiting: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
        for key, each in rows.items():
            if (actors := waiting_for(each)) != waiting_for(kept[key]):
                waiting[tuple(actors)].append(key)
        for those, keys in waiting.items():
            changed = update(dossiers).where(dossiers.c.id.in_(keys)).values(waiting_for=list(those))
            await self._connection.execute(changed)

    async def page(
        self, inbox: Inbox, narrowed: TaskFilter, request: PageRequest, *, closing: date | None
    ) -> Page[Task]:
        """The rows of dossiers and those of every kind of subject, each read no farther than the page."""
        after = _read(request)
        of_dossiers = [_task(row) for row in await self._rows(_page(inbox, narrowed, after, request.limit, closing))]
        others = await self._subjects.read(inbox, narrowed, after, request.limit + 1)
        tasks = sorted((*of_dossiers, *others), key=lambda task: task.place)
        return page_of(tasks, request.limit, lambda task: " ".join(map(str, task.place)))

    async def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        rows: Sequence[RowMapping] = (await self._connection.execute(query)).mappings().all()
        return rows


def act_rows(dossier: Dossier, acts: Iterable[AwaitedAct], on: date) -> list[_Row]:
    """The rows of a dossier's acts, all of them open since that day."""
    return [_row(dossier, act, on) for act in acts]


def waiting_for(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a dossier says of whom it waits for, by the rows of its acts."""
    return sorted({row["actor"] for row in rows})


def _rows(dossier: Dossier, acts: Iterable[AwaitedAct], kept: Iterable[_Row], on: date) -> list[_Row]:
    since = {(row["operation_id"], row["actor"]): row["since"] for row in kept}
    return [_row(dossier, act, since.get((act.operation_id, act.actor), on)) for act in acts]


def _row(dossier: Dossier, act: AwaitedAct, since: date) -> _Row:
    return {
        "dossier_id": dossier.id,
        "operation_id": act.operation_id,
        "actor": str(act.actor),
        "owner_id": _owner_of(dossier, act.actor) or _NOBODY,
        "since": since,
        "due_by": act.due_on or NEVER,
        "closes_with_jury": act.closes_with_jury,
    }


def _owner_of(dossier: Dossier, actor: Actor) -> UUID | None:
    """Whose inbox the act is in, of all those of the actor's kind; the secretariat has one for all."""
    match actor:
        case Actor.EMPLOYER:
            return dossier.company_id
        case Actor.EVALUATOR:
            return dossier.evaluator.evaluator_id if dossier.evaluator is not None else None
        case Actor.JURY:
            return dossier.jury_registration.session_id
        case Actor.SECRETARIAT | Actor.TRADE_EVALUATOR:
            return None


def _as_a_set(rows: Iterable[_Row]) -> frozenset[frozenset[tuple[str, Any]]]:
    return frozenset(frozenset(row.items()) for row in rows)


def _page(inbox: Inbox, narrowed: TaskFilter, after: TaskPlace | None, limit: int, closing: date | None) -> Select[Any]:
    """The page's keys first, from the index; then what a line tells of each dossier."""
    due_at_closing = func.least(awaited_acts.c.due_by, literal(closing or NEVER, Date))
    keys = union_all(
        *(
            select(
                _branch(inbox, narrowed, after, due_by, limit)
                .where(awaited_acts.c.closes_with_jury.is_(closes_with_jury))
                .subquery()
            )
            for closes_with_jury, due_by in ((False, awaited_acts.c.due_by), (True, due_at_closing))
        )
    ).subquery()
    return (
        select(
            keys,
            dossiers.c.number,
            dossiers.c.pathway,
            dossiers.c.certification_code,
            dossiers.c.jury_session_id,
            *CANDIDATE_NAMES,
            _UNVERIFIED.label("unverified_code"),
            companies.c.id.label("company_id"),
            companies.c.siret,
            companies.c.name.label("company_name"),
        )
        .select_from(keys)
        .join(dossiers, dossiers.c.id == keys.c.dossier_id)
        .outerjoin(companies, companies.c.id == dossiers.c.company_id)
        .order_by(keys.c.due_on, keys.c.since, keys.c.dossier_id, keys.c.operation_id)
        .limit(limit + 1)
    )


def _branch(
    inbox: Inbox, narrowed: TaskFilter, after: TaskPlace | None, due_by: ColumnElement[Any], limit: int
) -> Select[Any]:
    """One more than a page of the inbox, in its order, ``due_by`` being the day by which each is due."""
    acts = awaited_acts.c
    place = (due_by, acts.since, acts.dossier_id, acts.operation_id)
    owners = [_NOBODY] if inbox.owners is None else list(inbox.owners)
    query = select(acts.dossier_id, acts.operation_id, acts.actor, acts.since, due_by.label("due_on")).where(
        acts.actor == inbox.actor, acts.owner_id == owners[0] if len(owners) == 1 else acts.owner_id.in_(owners)
    )
    if narrowed.due_before is not None:
        query = query.where(due_by < narrowed.due_before)
    if narrowed.operation_id is not None:
        query = query.where(acts.operation_id == narrowed.operation_id)
    if narrowed.company_id is not None or inbox.actor is Actor.JURY:
        query = query.join(dossiers, dossiers.c.id == acts.dossier_id)
    if narrowed.company_id is not None:
        query = query.where(dossiers.c.company_id == narrowed.company_id)
    if inbox.actor is Actor.JURY:
        query = query.where(dossiers.c.facts["awaiting_signature"]["version"].astext.is_(None))
    if after is not None:
        parts = zip(after, place, strict=True)
        query = query.where(tuple_(*place) > tuple_(*(literal(part, column.type) for part, column in parts)))
    return query.order_by(*place).limit(limit + 1)


def _read(request: PageRequest) -> TaskPlace | None:
    """Where the list goes on. Raises InvalidInput for the cursor of another list."""
    if request.after is None:
        return None
    try:
        due_by, since, about, operation_id = request.after.split(" ")
        return date.fromisoformat(due_by), date.fromisoformat(since), UUID(about), operation_id
    except ValueError:
        raise InvalidInput(NOT_A_CURSOR) from None


def _task(row: RowMapping) -> Task:
    return Task(
        operation_id=row["operation_id"],
        actor=Actor(row["actor"]),
        since=row["since"],
        due_on=row["due_on"] if row["due_on"] != NEVER else None,
        dossier=TaskDossier(
            id=row["dossier_id"],
            number=row["number"],
            birth_name=row["birth_name"],
            usage_name=row["usage_name"],
            first_names=row["first_names"],
            company_id=row["company_id"],
            company_siret=row["siret"],
            company_name=row["company_name"],
            pathway=row["pathway"],
            certification_code=row["certification_code"],
            jury_session_id=row["jury_session_id"],
            unverified_code=row["unverified_code"],
        ),
    )
