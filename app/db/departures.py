"""Dossiers that have left a company, as that company goes on reading them: as they were on that day (D64)."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, Text, Uuid, bindparam, cast, func, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.compiled import Compiled
from app.db.dossier_lists import AS_IT_LEFT, counts_of, groups, page_of_list
from app.db.dossier_views import documents_brought_before, view_of
from app.db.mapping import DossierRow, dossier_of, listed_columns
from app.db.shapes.dossier import DEPARTURES
from app.db.shapes.unreadable import readable
from app.db.shapes.written import WrittenShape
from app.db.tables import companies, dossier_departures, dossier_persons, dossiers, evaluators
from app.domain.dossier import DepartedDossier
from app.domain.finding import LISTING_EDITION
from app.domain.unsigned_decisions import told_status
from app.usecases.access import Caller
from app.usecases.paging import PageRequest
from app.usecases.ports.dossiers import Departure, DossierCounts, DossierFilter, DossierView

_LEFT = dossier_departures
_FACTS = _LEFT.c.facts


def _whole(key: ColumnElement[UUID]) -> Select[Any]:
    return (
        select(
            key.label("id"),
            cast(_FACTS, Text).label("facts"),
            _LEFT.c.facts_version,
            _LEFT.c.version,
            _LEFT.c.left_on,
            documents_brought_before(_LEFT.c.at).label("documents"),
        )
        .select_from(_LEFT)
        .join(dossiers, dossiers.c.id == _LEFT.c.dossier_id)
    )


def kept_departures() -> Select[Any]:
    """What every one of them is read from, by its own id."""
    return _whole(_LEFT.c.id).add_columns(
        _LEFT.c.company_id,
        _LEFT.c.status,
        _LEFT.c.sort_name,
        _LEFT.c.current_step,
        _LEFT.c.search_words,
        _LEFT.c.listing_edition,
    )


_LEFT_THE_CALLERS = (
    _LEFT.c.company_id == bindparam("caller_company_id", None, Uuid()),
    dossiers.c.company_id.is_distinct_from(_LEFT.c.company_id),
)
_VIEWS = (
    _whole(dossiers.c.id)
    .add_columns(
        companies.c.siret,
        companies.c.name.label("company_name"),
        evaluators.c.name.label("evaluator_name"),
        func.coalesce(dossier_persons.c.person_id, dossiers.c.id).label("person_id"),
        cast(null(), Text).label("certificates"),
        cast(_LEFT.c.fundings, Text).label("fundings"),
    )
    .outerjoin(dossier_persons, dossier_persons.c.dossier_id == dossiers.c.id)
    .outerjoin(companies, companies.c.id == _LEFT.c.company_id)
    .outerjoin(evaluators, evaluators.c.id == AS_IT_LEFT.evaluator_id)
    .where(*_LEFT_THE_CALLERS)
)


@cache
def left_view() -> Compiled:
    """The view of one dossier, `dossier_id`, as the caller's company left it."""
    return Compiled.of(_VIEWS.where(dossiers.c.id == bindparam("dossier_id", None, Uuid())))


def left_dossier_of(row: DossierRow) -> DepartedDossier:
    """The dossier as it was. Raises FactsUnreadable, FactsOfALaterRelease."""
    dossier = dossier_of(row, DEPARTURES)
    members = {field.name: getattr(dossier, field.name) for field in fields(dossier)}
    return DepartedDossier(**members, left_on=row["left_on"])


def left_view_of(row: RowMapping | Mapping[str, Any]) -> DossierView:
    """The same with what stood around it."""
    return view_of(row, left_dossier_of)


class SqlDepartures:
    """What former companies read."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._shape = WrittenShape(connection, DEPARTURES)

    async def add(self, departure: Departure) -> None:
        """Insert it, in the place of an earlier one from the same company."""
        shape, before = await self._shape.get(), departure.dossier
        row = {
            "left_on": departure.left_on,
            "status": told_status(before),
            "version": before.version,
            **listed_columns(before),
            "facts": DEPARTURES.facts(before, shape),
            "facts_version": shape,
            "fundings": [
                {"funder_code": each.funder_code, "reference": each.reference, "confirmed": each.confirmed}
                for each in departure.fundings
            ],
            "at": departure.at,
        }
        kept = {"id": departure.id, "dossier_id": before.id, "company_id": before.company_id}
        await self._connection.execute(
            insert(_LEFT)
            .values(**kept, **row)
            .on_conflict_do_update(index_elements=["dossier_id", "company_id"], set_=row)
        )

    async def view(self, caller: Caller, dossier_id: UUID) -> DossierView | None:
        """The dossier as the caller's company left it."""
        query = _VIEWS.where(dossiers.c.id == dossier_id)
        found = await self._connection.execute(query, {"caller_company_id": caller.company_id})
        row = found.mappings().one_or_none()
        return None if row is None else left_view_of(row)

    async def page(self, caller: Caller, narrowed: DossierFilter, request: PageRequest) -> list[RowMapping]:
        """A page of them, and one more, narrowed and ordered by what they were."""
        query = page_of_list(_VIEWS, narrowed, AS_IT_LEFT, request)
        rows = await self._connection.execute(query, {"caller_company_id": caller.company_id})
        return list(rows.mappings().all())

    async def count(self, caller: Caller, narrowed: DossierFilter, on: date) -> DossierCounts:
        """Them, counted by what they were."""
        left = select(_LEFT.c.id).select_from(_LEFT).join(dossiers, dossiers.c.id == _LEFT.c.dossier_id)
        asked = {"caller_company_id": caller.company_id}
        rows: list[RowMapping] = []
        for query in groups(left.where(*_LEFT_THE_CALLERS), narrowed, AS_IT_LEFT, on):
            rows += (await self._connection.execute(query, asked)).mappings()
        return counts_of(rows)

    async def list_anew(self) -> None:
        """Draw again what they are found by, where an earlier edition drew it."""
        outdated = kept_departures().where(_LEFT.c.listing_edition != LISTING_EDITION)
        rows = (await self._connection.execute(outdated)).mappings().all()
        for key, columns in readable(rows, lambda row: (row["id"], listed_columns(left_dossier_of(row)))):
            await self._connection.execute(update(_LEFT).where(_LEFT.c.id == key).values(**columns))

    async def hand_over(self, company_id: UUID, successor_id: UUID) -> None:
        """What a company read is read by the one that succeeds it, but for what that one has left itself."""
        own = select(_LEFT.c.dossier_id).where(_LEFT.c.company_id == successor_id)
        theirs = (_LEFT.c.company_id == company_id) & _LEFT.c.dossier_id.not_in(own)
        path = cast(["company_id"], ARRAY(Text))
        facts = func.jsonb_set(_FACTS, path, func.to_jsonb(cast(str(successor_id), Text)))
        await self._connection.execute(update(_LEFT).where(theirs).values(company_id=successor_id, facts=facts))
