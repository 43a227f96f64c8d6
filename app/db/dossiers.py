"""Dossiers, as rows: one statement reads an aggregate whole, its documents included."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Insert,
    Row,
    RowMapping,
    Select,
    Table,
    Uuid,
    bindparam,
    delete,
    except_,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.awaited_acts import act_rows, waiting_for
from app.db.deadlines import deadline_rows, due_by
from app.db.departures import SqlDepartures, left_view_of
from app.db.dossier_lists import (
    DECIDED,
    GOING_ON,
    as_it_stands,
    counts_of,
    cursor_after,
    groups,
    in_order,
    page_of_list,
)
from app.db.dossier_views import DOCUMENT_FIELDS, VIEWS, view_of, whole_dossiers, whole_for
from app.db.filed_documents import FILED, filed_document_of
from app.db.grouping import grouped
from app.db.mapping import DossierRow, document_of, dossier_of, dossier_row, listed_columns, repeated_otherwise
from app.db.planning import plan_for_these_values
from app.db.row_queue import lock_one
from app.db.rows_as_json import insert_told, rows_told
from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.unreadable import readable
from app.db.shapes.written import WrittenShape
from app.db.tables import (
    awaited_acts,
    deadlines,
    documents,
    dossier_history,
    dossier_numbers,
    dossier_persons,
    dossiers,
)
from app.db.visibility import parameters_of, visible_to
from app.domain.documents import DocumentState
from app.domain.dossier import Dossier, Status
from app.domain.finding import LISTING_EDITION
from app.domain.unsigned_decisions import as_told
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.dossiers import (
    Departure,
    DossierCounts,
    DossierFilter,
    DossierView,
    FiledDocument,
    HistoryLine,
    Preview,
    SavedDossier,
    StoredDocument,
)

ACCESS = "getDocumentContent"
"""The operation of the lines that tell who read a document."""
_READINGS = (ACCESS, "exportPersonalData")
_DECISIONS, _ADJOURNMENTS = (
    literal_column(f"(dossiers.facts -> '{name}')", JSONB) for name in ("decisions", "adjournments")
)
"""As their indexes are written: a name that is sent as a parameter matches no index on an expression."""
_NIGHTS = 30
"""In so many nights, all that is decided is looked at again."""
_POSITIVE = 0x7FFFFFFF


class SqlDossiers:
    """The dossiers, each reading limited to what its caller may see."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._shape = WrittenShape(connection, DOSSIERS)
        self._departures = SqlDepartures(connection)

    def learn_shape(self, rows: Iterable[Any]) -> None:
        """The shape that is written, as another statement has read it."""
        self._shape.learn(rows)

    async def next_number(self, year: int) -> str:
        """A number from the sequence, under the year: ``CQP-2026-000042``."""
        (number,) = await self.next_numbers(year, 1)
        return number

    async def next_numbers(self, year: int, many: int) -> tuple[str, ...]:
        """One statement for all of them."""
        each = func.generate_series(1, many).table_valued("place")
        values = await self._connection.scalars(select(dossier_numbers.next_value()).select_from(each))
        return tuple(f"CQP-{year}-{value:06d}" for value in values)

    async def add(self, *opened: SavedDossier) -> None:
        """Insert the rows by two statements: the dossiers, then all that refers to them."""
        kept = _kept(opened, await self._shape.get())
        await self._connection.execute(_ADD, {"rows": kept.rows})
        await self._connection.execute(_PUT_BESIDE, kept.beside)

    async def get(self, caller: Caller, dossier_id: UUID) -> Dossier | None:
        """The dossier, if the caller may see it."""
        found = await self._one(caller, dossier_id)
        if found is None and caller.role is Role.EMPLOYER:
            left = await self._departures.view(caller, dossier_id)
            return None if left is None else left.dossier
        return found

    async def get_locked(self, caller: Caller, dossier_id: UUID) -> Dossier | None:
        """The dossier, held until the transaction ends, if the caller may see it.

        The lock is taken before the aggregate is read: a statement that waits for a lock sees the row as it is
        afterwards, and the documents as they were before. Raises FactsUnreadable also where the row says one thing
        in its facts and another in a column, Contended where too many wait for it already.
        """
        columns = (dossiers.c.created_at, dossiers.c.updated_at)
        query = select(*columns).where(dossiers.c.id == dossier_id, visible_to(caller))
        held = await lock_one(self._connection, dossier_id, query)
        dossier = await self._one(SYSTEM, dossier_id) if held is not None else None
        if held is not None and dossier is not None and (otherwise := repeated_otherwise(held, dossier)):
            raise DOSSIERS.unreadable(dossier_id, f"{', '.join(otherwise)}: not as in its facts")
        return dossier

    async def save(self, *saved: SavedDossier) -> None:
        """Replace the rows, which the transaction holds, and take away what stands beside them no longer; then put
        there what does: what is as it was is not written."""
        kept = _kept(saved, await self._shape.get())
        await self._connection.execute(_SAVE, {"rows": kept.rows, "terms": kept.terms, "acts": kept.acts})
        await self._connection.execute(_PUT_BESIDE, kept.beside)

    async def view(self, caller: Caller, dossier_id: UUID) -> DossierView | None:
        """The dossier and what stands around it, if the caller may see it."""
        query = VIEWS.where(dossiers.c.id == dossier_id, visible_to(caller))
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None and caller.role is Role.EMPLOYER:
            return await self._departures.view(caller, dossier_id)
        return None if row is None else view_of(row)

    async def page(self, caller: Caller, narrowed: DossierFilter, request: PageRequest) -> Page[DossierView]:
        """The dossiers that the caller may see, with those that have left their company.

        Which they are is asked of the indexes alone, and what stands around them of these: else a search that finds few
        reads the whole list in its order, so as not to look around many.
        """
        seen = select(dossiers.c.id).select_from(dossiers).where(visible_to(caller))
        keys = page_of_list(seen, narrowed, as_it_stands(caller), request).subquery("keys")
        query = VIEWS.add_columns(keys.c.sorted_by).join(keys, keys.c.id == dossiers.c.id)
        await plan_for_these_values(self._connection)
        found = (await self._connection.execute(query)).mappings()
        left = await self._departures.page(caller, narrowed, request) if caller.role is Role.EMPLOYER else ()
        rows = in_order((*found, *left), narrowed)[: request.limit + 1]
        return page_of(rows, request.limit, lambda row: cursor_after(row, narrowed)).narrowed(
            lambda shown: readable(shown, _shown_view_of)
        )

    async def count(self, caller: Caller, narrowed: DossierFilter, on: date) -> DossierCounts:
        """Two statements count all groups, and for an employer two more those of what has left."""
        listed = as_it_stands(caller)
        seen = select(dossiers.c.id).select_from(dossiers).where(visible_to(caller))
        await plan_for_these_values(self._connection)
        counts = counts_of([row for query in groups(seen, narrowed, listed, on) for row in await self._rows(query)])
        return counts + await self._departures.count(caller, narrowed, on) if caller.role is Role.EMPLOYER else counts

    async def lock_of_company(self, company_id: UUID) -> tuple[Dossier, ...]:
        """The rows are locked in the order of their ids, then read whole."""
        of_it = dossiers.c.company_id == company_id
        held = select(dossiers.c.id).where(of_it).order_by(dossiers.c.id).with_for_update(key_share=True)
        await self._connection.execute(held)
        return tuple(await self._all(whole_dossiers().where(of_it).order_by(dossiers.c.id)))

    async def leave(self, departure: Departure) -> None:
        """Insert what the former company reads."""
        await self._departures.add(departure)

    async def hand_over_departures(self, company_id: UUID, successor_id: UUID) -> None:
        """Update whose they are."""
        await self._departures.hand_over(company_id, successor_id)

    async def others_of(self, dossier_ids: Collection[UUID]) -> dict[UUID, tuple[Dossier, ...]]:
        """By each dossier, the others of its person that were not closed, oldest first."""
        return others_by_asked(await self._rows(OTHERS_NOT_CLOSED, {"dossiers": list(dossier_ids)}))

    async def of_person(self, person_id: UUID) -> tuple[Dossier, ...]:
        """The dossiers of one person, oldest first."""
        theirs = select(dossier_persons.c.dossier_id).where(dossier_persons.c.person_id == person_id)
        return tuple(await self._all(whole_dossiers().where(dossiers.c.id.in_(theirs)).order_by(dossiers.c.id)))

    async def seen_of_person(self, caller: Caller, dossier_id: UUID) -> tuple[Dossier, ...]:
        """The dossiers of the dossier's person, itself aside, that the caller may see and that can be read."""
        of = dossier_persons
        person = select(of.c.person_id).where(of.c.dossier_id == dossier_id).scalar_subquery()
        theirs = select(of.c.dossier_id).where(of.c.person_id == person, of.c.dossier_id != dossier_id)
        query = whole_dossiers().where(dossiers.c.id.in_(theirs), visible_to(caller)).order_by(dossiers.c.id)
        return tuple(readable(await self._rows(query), dossier_of))

    async def seen_of_persons(self, caller: Caller, dossier_ids: Collection[UUID]) -> dict[UUID, tuple[Dossier, ...]]:
        """By each dossier, the others of its person that the caller may see and that can be read, oldest first."""
        rows = await self._rows(_beside().where(visible_to(caller)), {"dossiers": list(dossier_ids)})
        return grouped(readable(rows, lambda row: (row["asked"], dossier_of(row))))

    async def lock_next_batch(self, after: UUID | None, limit: int, *, on: date) -> tuple[Dossier, ...]:
        """In the order of their ids, held until the transaction ends, but for those that are being changed."""
        query = select(dossiers.c.id).where(_may_wait_otherwise(on)).order_by(dossiers.c.id).limit(limit)
        while True:
            next_ones = query if after is None else query.where(dossiers.c.id > after)
            held = (await self._connection.scalars(next_ones.with_for_update(skip_locked=True, key_share=True))).all()
            rows = await self._rows(whole_dossiers().where(dossiers.c.id.in_(held)).order_by(dossiers.c.id))
            found = tuple(readable(rows, dossier_of))
            if found or not held:
                return found
            after = held[-1]

    async def list_anew(self, after: UUID | None, limit: int) -> UUID | None:
        """Update the columns of lists, of departures too once no dossier is left."""
        outdated = select(dossiers.c.id).where(dossiers.c.listing_edition != LISTING_EDITION)
        if after is not None:
            outdated = outdated.where(dossiers.c.id > after)
        next_ones = outdated.order_by(dossiers.c.id).limit(limit).with_for_update(skip_locked=True, key_share=True)
        held = (await self._connection.scalars(next_ones)).all()
        for dossier in readable(await self._rows(whole_dossiers().where(dossiers.c.id.in_(held))), dossier_of):
            columns = listed_columns(dossier)
            await self._connection.execute(update(dossiers).where(dossiers.c.id == dossier.id).values(**columns))
        if not held:
            await self._departures.list_anew()
        return held[-1] if held else None

    async def readable_of(self, dossier_ids: Collection[UUID]) -> tuple[Dossier, ...]:
        """One statement, those that cannot be read set apart."""
        query = whole_dossiers().where(dossiers.c.id.in_(dossier_ids)).order_by(dossiers.c.id)
        return tuple(readable(await self._rows(query), dossier_of))

    async def registered_to(self, session_id: UUID) -> tuple[Dossier, ...]:
        """The dossiers of a session's agenda, by number, those that cannot be read set apart."""
        return tuple(readable(await self._rows(_agenda_of(session_id)), dossier_of))

    async def before_session(self, session_id: UUID) -> tuple[Dossier, ...]:
        """The whole agenda, what it decided before another session decided again, and what it put off, by number."""
        named = [{"session_id": str(session_id)}]
        decided_by_it, put_off_by_it = (each.contains(named) for each in (_DECISIONS, _ADJOURNMENTS))
        before_it = _on_agenda(session_id) | decided_by_it | put_off_by_it
        query = whole_dossiers().where(before_it).order_by(dossiers.c.number)
        return tuple(await self._all(query))

    async def lock_registered_to(self, session_id: UUID) -> tuple[Dossier, ...]:
        """The whole agenda, each dossier held until the transaction ends."""
        await self._connection.execute(
            select(dossiers.c.id).where(_on_agenda(session_id)).order_by(dossiers.c.id).with_for_update(key_share=True)
        )
        return tuple(await self._all(_agenda_of(session_id)))

    async def count_registered_to(self, session_id: UUID) -> int:
        """How many dossiers stand on a session's agenda."""
        counted = await self._connection.scalar(select(func.count()).where(_on_agenda(session_id)))
        return int(counted or 0)

    async def counts_registered_to(self, session_ids: Collection[UUID]) -> dict[UUID, int]:
        """The same for several sessions at once, each under its id; those without a dossier are left out."""
        at = dossiers.c.jury_session_id
        stands = at.in_(session_ids) & (dossiers.c.status != Status.CLOSED)
        query = select(at.label("id"), func.count().label("dossiers")).where(stands).group_by(at)
        return {row.id: row.dossiers for row in await self._connection.execute(query)}

    async def history(
        self,
        dossier_id: UUID,
        request: PageRequest,
        *,
        accesses: bool,
        without: Collection[str] = (),
        until_version: int | None = None,
        after_version: int | None = None,
    ) -> Page[HistoryLine]:
        """The lines of history, newest first; with ``accesses`` those also of who read or exported what.

        ``without``: not those of these operations. ``until_version``: without those of later versions of the dossier;
        ``after_version``: of later ones alone.
        """
        query = (
            select(dossier_history)
            .where(dossier_history.c.dossier_id == dossier_id)
            .order_by(dossier_history.c.id.desc())
            .limit(request.limit + 1)
        )
        if request.after_id is not None:
            query = query.where(dossier_history.c.id < request.after_id)
        if until_version is not None:
            query = query.where(dossier_history.c.dossier_version <= until_version)
        if after_version is not None:
            query = query.where(dossier_history.c.dossier_version > after_version)
        left_out = (*without, *(() if accesses else _READINGS))
        if left_out:
            query = query.where(dossier_history.c.operation.not_in(left_out))
        rows = [_line_of(row) for row in await self._connection.execute(query)]
        return page_of(rows, request.limit, lambda line: str(line.id))

    async def names_of_deciders(self, dossier_id: UUID, verdict: str) -> tuple[str, ...]:
        """What the lines say of their authors."""
        name = dossier_history.c.actor["name"].astext
        lines = select(name).where(
            dossier_history.c.dossier_id == dossier_id,
            dossier_history.c.operation == "decideAdmissibility",
            dossier_history.c.details["decision"].astext == verdict,
            name.is_not(None),
        )
        return tuple(await self._connection.scalars(lines))

    async def record(self, line: HistoryLine) -> None:
        """Insert the line."""
        await self._connection.execute(insert(dossier_history).values(_line_row(line)))

    async def add_document(self, dossier_id: UUID, stored: StoredDocument) -> None:
        """Insert one version of a document."""
        document = stored.document
        await self._connection.execute(
            insert(documents).values(
                id=document.id,
                dossier_id=dossier_id,
                kind=document.kind,
                version_number=document.version_number,
                file_name=document.file_name,
                media_type=document.media_type,
                size=document.size,
                sha256=bytes.fromhex(document.sha256),
                signed_by=sorted(document.signed_by),
                received_on=document.received_on,
                uploaded_by=stored.uploaded_by,
                uploaded_at=stored.uploaded_at,
                storage_key=document.storage_key,
                state=document.state,
                form_version=document.form_version,
            )
        )

    async def filed_document(self, document_id: UUID) -> FiledDocument | None:
        """One document, whoever may see it."""
        row = (await self._connection.execute(FILED.where(documents.c.id == document_id))).one_or_none()
        return None if row is None else filed_document_of(row)

    async def set_document_state(self, document_id: UUID, state: DocumentState) -> None:
        """Update the row's state."""
        await self._connection.execute(update(documents).where(documents.c.id == document_id).values(state=state))

    async def preview_of(self, document_id: UUID) -> Preview | None:
        """Read the row's columns."""
        of = documents.c
        query = select(of.pages, of.preview_size, of.preview_sha256, of.previewed_at).where(of.id == document_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _preview_of(row)

    async def keep_preview(self, document_id: UUID, preview: Preview) -> bool:
        """Update the row, while its file is there."""
        told = {
            "pages": preview.pages,
            "preview_size": preview.size,
            "preview_sha256": bytes.fromhex(preview.sha256) if preview.sha256 is not None else None,
            "previewed_at": preview.drawn_at,
        }
        there = (documents.c.id == document_id) & (documents.c.state == DocumentState.AVAILABLE)
        return (await self._connection.execute(update(documents).where(there).values(**told))).rowcount == 1

    async def forget_file(self, document_id: UUID, *, name: str) -> None:
        """Update the row's state and its file's name."""
        changed = update(documents).where(documents.c.id == document_id)
        await self._connection.execute(changed.values(state=DocumentState.DELETED, file_name=name))

    async def with_documents_in(self, state: DocumentState) -> tuple[UUID, ...]:
        """Their ids."""
        query = select(documents.c.dossier_id).where(documents.c.state == state).distinct()
        return tuple((await self._connection.scalars(query.order_by(documents.c.dossier_id))).all())

    async def date_receipt(self, document_id: UUID, received_on: date) -> None:
        """Update the row's day of receipt."""
        await self._connection.execute(
            update(documents).where(documents.c.id == document_id).values(received_on=received_on)
        )

    async def stored_documents(self, dossier_id: UUID) -> tuple[StoredDocument, ...]:
        query = select(documents).where(documents.c.dossier_id == dossier_id).order_by(documents.c.id.desc())
        return tuple(
            StoredDocument(
                document=document_of({**{name: row[name] for name in DOCUMENT_FIELDS}, "sha256": row["sha256"].hex()}),
                uploaded_by=row["uploaded_by"],
                uploaded_at=row["uploaded_at"],
                preview=_preview_of(row),
            )
            for row in (await self._connection.execute(query)).mappings()
        )

    async def _one(self, caller: Caller, dossier_id: UUID) -> Dossier | None:
        values = {"dossier_id": dossier_id, **parameters_of(caller)}
        row = (await whole_for(caller.role).ask(self._connection, values)).mappings().one_or_none()
        return None if row is None else dossier_of(row)

    async def _all(self, query: Select[Any]) -> list[Dossier]:
        return [dossier_of(row) for row in await self._rows(query)]

    async def _rows(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[RowMapping]:
        rows: Sequence[RowMapping] = (await self._connection.execute(query, values)).mappings().all()
        return rows


@dataclass(frozen=True, slots=True)
class _Kept:
    """Dossiers as rows, and the rows beside them."""

    rows: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    terms: list[dict[str, Any]]
    acts: list[dict[str, Any]]

    @property
    def beside(self) -> dict[str, Any]:
        """The rows that refer to the dossiers, by the parameters that tell them."""
        return {"lines": self.lines, "terms": self.terms, "acts": self.acts}


def _kept(saved: Iterable[SavedDossier], shape: int) -> _Kept:
    kept = _Kept([], [], [], [])
    for each in saved:
        terms = deadline_rows(each.dossier.id, each.pending)
        acts = act_rows(as_told(each.dossier), each.awaited, each.line.on)
        row = dossier_row(each.dossier, shape)
        kept.rows.append({"id": each.dossier.id, **row, "due_by": due_by(terms), "waiting_for": waiting_for(acts)})
        kept.lines.append(_line_row(each.line))
        kept.terms.extend(terms)
        kept.acts.extend(acts)
    return kept


def _line_row(line: HistoryLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "dossier_id": line.dossier_id,
        "dossier_version": line.dossier_version,
        "at": line.at,
        "on_day": line.on,
        "operation": line.operation,
        "actor": line.actor,
        "from_status": line.from_status,
        "to_status": line.to_status,
        "rules": list(line.rules),
        "details": line.details,
    }


_COLUMNS = (
    "id",
    "version",
    "status",
    "person_key",
    "decided_status",
    "current_step",
    "sort_name",
    "search_words",
    "listing_edition",
    "due_by",
    "waiting_for",
    "created_at",
    "updated_at",
    "facts",
    "facts_version",
)
_COLUMNS_OF_A_LINE = (
    "id",
    "dossier_id",
    "dossier_version",
    "at",
    "on_day",
    "operation",
    "actor",
    "from_status",
    "to_status",
    "rules",
    "details",
)
_OF_A_TERM = ("dossier_id", "code", "since", "due_on", "actor")
_KEY_OF_AN_ACT = ("dossier_id", "operation_id", "actor")
_TOLD_OF_AN_ACT = ("owner_id", "due_by", "closes_with_jury")


def _gone(table: Table, parameter: str, names: Collection[str]) -> Delete:
    """The rows beside the dossiers that are saved of which ``parameter`` tells none with the same ``names``."""
    told = rows_told(table, parameter, {name: name for name in names}).subquery("still_there")
    is_told = (_is_same(table.c[name], told.c[name]) for name in names)
    theirs = table.c.dossier_id.in_(rows_told(dossiers, "rows", {"dossier_id": "id"}))
    return delete(table).where(theirs, ~select(told).where(*is_told).exists())


def _is_same(there: Column[Any], told: ColumnElement[Any]) -> ColumnElement[bool]:
    """By ``=`` where nothing is NULL: that is hashed, and all else compared with every row that is told."""
    return there.is_not_distinct_from(told) if there.nullable else there == told


def _put_terms() -> Insert:
    told = rows_told(deadlines, "terms", {name: name for name in _OF_A_TERM})
    theirs = deadlines.c.dossier_id.in_(rows_told(deadlines, "terms", {"dossier_id": "dossier_id"}))
    there = select(*(deadlines.c[name] for name in _OF_A_TERM)).where(theirs)
    return insert(deadlines).from_select(list(_OF_A_TERM), except_(told, there))


def _put_acts() -> Insert:
    """What an act is told of is written over it: it stays open since it was."""
    told = insert_told(awaited_acts, "acts", (*_KEY_OF_AN_ACT, "since", *_TOLD_OF_AN_ACT))
    there, now = awaited_acts.c, told.excluded
    return told.on_conflict_do_update(
        index_elements=_KEY_OF_AN_ACT,
        set_={name: now[name] for name in _TOLD_OF_AN_ACT},
        where=or_(*(there[name].is_distinct_from(now[name]) for name in _TOLD_OF_AN_ACT)),
    )


_OWN_PERSONS = insert(dossier_persons).from_select(
    ["dossier_id", "person_id"], rows_told(dossiers, "rows", {"dossier_id": "id", "person_id": "id"})
)
_ADD = insert_told(dossiers, "rows", _COLUMNS).add_cte(_OWN_PERSONS.cte("own_persons"))
_SAVED = rows_told(dossiers, "rows", {name: name for name in (*_COLUMNS, "looked_at_again_on")}).subquery("saved")
_SAVE = (
    update(dossiers)
    .where(dossiers.c.id == _SAVED.c.id)
    .values({column.name: column for column in _SAVED.c if column.name != "id"})
    .add_cte(
        _gone(deadlines, "terms", _OF_A_TERM).cte("gone_terms"),
        _gone(awaited_acts, "acts", _KEY_OF_AN_ACT).cte("gone_acts"),
    )
)
_PUT_BESIDE = insert_told(dossier_history, "lines", _COLUMNS_OF_A_LINE).add_cte(
    _put_terms().cte("put_terms"), _put_acts().cte("put_acts")
)


def _beside() -> Select[Any]:
    """The other dossiers of the persons of ``dossiers``, oldest first, each with the one that it is ``asked`` of."""
    asked, others = dossier_persons.alias("asked"), dossier_persons.alias("others")
    return (
        whole_dossiers()
        .add_columns(asked.c.dossier_id.label("asked"))
        .join(others, others.c.dossier_id == dossiers.c.id)
        .join(asked, (asked.c.person_id == others.c.person_id) & (asked.c.dossier_id != others.c.dossier_id))
        .where(asked.c.dossier_id == func.any(bindparam("dossiers", type_=ARRAY(Uuid))))
        .order_by(dossiers.c.id)
    )


OTHERS_NOT_CLOSED = _beside().where(dossiers.c.status != Status.CLOSED)


def others_by_asked(rows: Iterable[DossierRow]) -> dict[UUID, tuple[Dossier, ...]]:
    """The dossiers that those rows hold, by the one that each is asked of."""
    return grouped((row["asked"], dossier_of(row)) for row in rows)


def _shown_view_of(row: RowMapping) -> DossierView:
    return left_view_of(row) if "left_on" in row else view_of(row)


def _preview_of(row: RowMapping) -> Preview | None:
    if row["previewed_at"] is None:
        return None
    digest = row["preview_sha256"]
    return Preview(
        drawn_at=row["previewed_at"],
        pages=row["pages"],
        size=row["preview_size"],
        sha256=digest.hex() if digest is not None else None,
    )


def _may_wait_otherwise(on: date) -> ColumnElement[bool]:
    """What goes on may with each day, and so may what is decided and waits for somebody still.

    The others change by acts alone, which write what they change: a part of them is looked at each night, because
    their rows may have been written by other code than this.
    """
    turn = func.uuid_hash(dossiers.c.id).bitwise_and(_POSITIVE) % _NIGHTS == on.toordinal() % _NIGHTS
    decided = dossiers.c.status.in_(DECIDED) & or_(dossiers.c.waiting_for != [], turn)
    return or_(dossiers.c.status.in_(GOING_ON), decided)


def _on_agenda(session_id: UUID) -> ColumnElement[bool]:
    return (dossiers.c.jury_session_id == session_id) & (dossiers.c.status != Status.CLOSED)


def _agenda_of(session_id: UUID) -> Select[Any]:
    return whole_dossiers().where(_on_agenda(session_id)).order_by(dossiers.c.number)


def _actor_of(actor: dict[str, str]) -> dict[str, str]:
    """Who acted; a line of the secretariat's without an account is the platform's own, from before its own role."""
    if actor["role"] == Role.SECRETARIAT and "user_id" not in actor:
        return {**actor, "role": str(Role.SYSTEM)}
    return actor


def _line_of(row: Row[Any]) -> HistoryLine:
    return HistoryLine(
        id=row.id,
        dossier_id=row.dossier_id,
        dossier_version=row.dossier_version,
        at=row.at,
        on=row.on_day,
        operation=row.operation,
        actor=_actor_of(row.actor),
        from_status=row.from_status,
        to_status=row.to_status,
        rules=tuple(row.rules),
        details=row.details,
    )
