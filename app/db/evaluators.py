"""Evaluators on the CPNE's list, as rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam, delete, exists, func, or_, select, union, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.gathered import Gathered
from app.db.read_once import ReadOnce
from app.db.tables import authorisation_changes, evaluator_authorisations, evaluators
from app.domain.authorisation_changes import (
    AuthorisationChange,
    AuthorisationChangeKind,
    RecordedChange,
    changes_between,
    last_day_to_tell,
)
from app.domain.calendar import paris_day
from app.domain.evaluators import Affiliation, AffiliationKind, Authorisation, Evaluator
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of

_ROWS = evaluator_authorisations
_CHANGES = authorisation_changes
_ASKED = func.any(bindparam("evaluators", type_=ARRAY(Uuid)))
EVALUATORS_BY_IDS = select(evaluators).where(evaluators.c.id == _ASKED)
AUTHORISATIONS_OF = select(_ROWS).where(_ROWS.c.evaluator_id == _ASKED)
_TIED_TO = func.jsonb_array_elements(evaluators.c.affiliations).table_valued("value").alias("tied_to")
EMPLOYERS_OF = union(
    select(evaluators.c.siren).where(evaluators.c.id == _ASKED),
    select(_TIED_TO.c.value.op("->>")("siren")).select_from(evaluators, _TIED_TO).where(evaluators.c.id == _ASKED),
)
_BY_IDS = Gathered(evaluators=EVALUATORS_BY_IDS, authorisations=AUTHORISATIONS_OF)


class SqlEvaluators:
    """Evaluators and their authorisations in two tables, affiliations in a column."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._by_id = ReadOnce(self._read_by_ids)

    async def add(self, evaluator: Evaluator, *, at: datetime, from_before: bool = False) -> bool:
        self._by_id.forget()
        row = {"id": evaluator.id, "created_at": at, **_columns(evaluator, at)}
        added = await self._connection.execute(
            insert(evaluators).values(row).on_conflict_do_nothing(index_elements=["email"])
        )
        if added.rowcount != 1:
            return False
        await self._write_authorisations(evaluator)
        if not from_before:
            await self._record_changes(evaluator.id, (), evaluator.authorisations, at)
        return True

    async def get(self, evaluator_id: UUID) -> Evaluator | None:
        """The evaluator, None where there is none."""
        return (await self.by_ids((evaluator_id,))).get(evaluator_id)

    async def by_ids(self, evaluator_ids: Collection[UUID]) -> dict[UUID, Evaluator]:
        return await self._by_id.of(evaluator_ids)

    async def _read_by_ids(self, evaluator_ids: Collection[UUID]) -> dict[UUID, Evaluator]:
        told = await _BY_IDS.rows(self._connection, evaluators=list(evaluator_ids))
        return _found_by_id(told)

    def learn(self, evaluator_ids: Collection[UUID], told: Mapping[str, Sequence[Any]]) -> Iterable[Evaluator]:
        """What another statement has read of these evaluators: those that it found."""
        found = _found_by_id(told)
        self._by_id.learn(evaluator_ids, found)
        return found.values()

    async def with_email(self, email: str) -> UUID | None:
        found: UUID | None = await self._connection.scalar(select(evaluators.c.id).where(evaluators.c.email == email))
        return found

    async def save(self, evaluator: Evaluator, *, at: datetime, from_before: bool = False) -> Evaluator:
        """Replace the evaluator. Raises StaleVersion, also where somebody was faster to take the address."""
        self._by_id.forget()
        changed = (
            update(evaluators)
            .where(evaluators.c.id == evaluator.id, evaluators.c.version == evaluator.version)
            .values(version=evaluator.version + 1, **_columns(evaluator, at))
            .returning(evaluators)
        )
        try:
            row = (await self._connection.execute(changed)).one_or_none()
        except IntegrityError as taken:
            raise StaleVersion from taken
        if row is None:
            raise StaleVersion
        gone = delete(_ROWS).where(_ROWS.c.evaluator_id == evaluator.id).returning(_ROWS)
        former = [_authorisation(each) for each in await self._connection.execute(gone)]
        await self._write_authorisations(evaluator)
        if not from_before:
            await self._record_changes(evaluator.id, former, evaluator.authorisations, at)
        return _evaluator(row, evaluator.authorisations)

    async def authorised(
        self, request: PageRequest, *, on: date, certification_code: str | None, region: str | None
    ) -> Page[Evaluator]:
        held = exists().where(
            _ROWS.c.evaluator_id == evaluators.c.id,
            _ROWS.c.from_day <= on,
            or_(_ROWS.c.until_day.is_(None), _ROWS.c.until_day >= on),
        )
        for column, value in ((_ROWS.c.certification_code, certification_code), (_ROWS.c.region, region)):
            if value is not None:
                held = held.where(column == value)
        query = select(evaluators).where(held).order_by(evaluators.c.id.desc()).limit(request.limit + 1)
        if request.after_id is not None:
            query = query.where(evaluators.c.id < request.after_id)
        rows = (await self._connection.execute(query)).all()
        return page_of(await self._with_authorisations(rows), request.limit, lambda evaluator: str(evaluator.id))

    async def changes(self, *, since: date | None) -> Sequence[RecordedChange]:
        """The rows, in the order in which they were written."""
        query = select(_CHANGES, evaluators.c.name, evaluators.c.siren).join(
            evaluators, evaluators.c.id == _CHANGES.c.evaluator_id
        )
        if since is not None:
            query = query.where(_CHANGES.c.changed_on >= since)
        rows = await self._connection.execute(query.order_by(_CHANGES.c.changed_on, _CHANGES.c.seq))
        return [_recorded_change(row) for row in rows]

    async def mark_told(self, *, changed_until: date, told_on: date) -> int:
        """Update the rows."""
        marked = (
            update(_CHANGES)
            .where(_CHANGES.c.told_on.is_(None), _CHANGES.c.changed_on <= changed_until)
            .values(told_on=told_on)
        )
        return (await self._connection.execute(marked)).rowcount

    async def _record_changes(
        self, evaluator_id: UUID, before: Iterable[Authorisation], after: Iterable[Authorisation], at: datetime
    ) -> None:
        changed_on = paris_day(at)
        rows = [
            {
                "evaluator_id": evaluator_id,
                "kind": change.kind,
                "certification_code": change.authorisation.certification_code,
                "region": change.authorisation.region,
                "from_day": change.authorisation.from_day,
                "until_day": change.authorisation.until_day,
                "former_until": change.former_until,
                "changed_on": changed_on,
                "due_on": last_day_to_tell(changed_on),
            }
            for change in changes_between(before, after)
        ]
        if rows:
            await self._connection.execute(insert(_CHANGES), rows)

    async def _with_authorisations(self, rows: Iterable[Row[Any]]) -> list[Evaluator]:
        found = list(rows)
        ids = {"evaluators": [row.id for row in found]}
        return _authorised(found, await self._connection.execute(AUTHORISATIONS_OF, ids) if found else ())

    async def _write_authorisations(self, evaluator: Evaluator) -> None:
        rows = [
            {
                "evaluator_id": evaluator.id,
                "certification_code": each.certification_code,
                "region": each.region,
                "from_day": each.from_day,
                "until_day": each.until_day,
            }
            for each in evaluator.authorisations
        ]
        if rows:
            await self._connection.execute(insert(_ROWS), rows)


def _found_by_id(told: Mapping[str, Sequence[Any]]) -> dict[UUID, Evaluator]:
    return {each.id: each for each in _authorised(told["evaluators"], told["authorisations"])}


def _authorised(rows: Iterable[Any], authorisations: Iterable[Any]) -> list[Evaluator]:
    held: dict[UUID, list[Authorisation]] = defaultdict(list)
    for row in authorisations:
        held[row.evaluator_id].append(_authorisation(row))
    return [_evaluator(row, held[row.id]) for row in rows]


def _columns(evaluator: Evaluator, at: datetime) -> dict[str, Any]:
    return {
        "name": evaluator.name,
        "email": evaluator.email,
        "siren": evaluator.siren,
        "published_contact": evaluator.published_contact,
        "affiliations": [_kept(each) for each in evaluator.affiliations],
        "updated_at": at,
    }


def _kept(affiliation: Affiliation) -> dict[str, Any]:
    return {
        "kind": affiliation.kind,
        "siren": affiliation.siren,
        "networks": list(affiliation.networks),
        "from": affiliation.from_day.isoformat(),
        "until": affiliation.until_day.isoformat() if affiliation.until_day else None,
    }


def _affiliation(kept: dict[str, Any]) -> Affiliation:
    return Affiliation(
        kind=AffiliationKind(kept["kind"]),
        siren=kept["siren"],
        networks=tuple(kept["networks"]),
        from_day=date.fromisoformat(kept["from"]),
        until_day=date.fromisoformat(kept["until"]) if kept["until"] else None,
    )


def _authorisation(row: Row[Any]) -> Authorisation:
    return Authorisation(
        certification_code=row.certification_code, region=row.region, from_day=row.from_day, until_day=row.until_day
    )


def _recorded_change(row: Row[Any]) -> RecordedChange:
    return RecordedChange(
        id=row.id,
        evaluator_id=row.evaluator_id,
        evaluator_name=row.name,
        evaluator_siren=row.siren,
        change=AuthorisationChange(
            kind=AuthorisationChangeKind(row.kind), authorisation=_authorisation(row), former_until=row.former_until
        ),
        changed_on=row.changed_on,
        due_on=row.due_on,
        told_on=row.told_on,
    )


def _place(authorisation: Authorisation) -> tuple[str, str, date]:
    return authorisation.certification_code, authorisation.region, authorisation.from_day


def _evaluator(row: Row[Any], authorisations: Iterable[Authorisation]) -> Evaluator:
    return Evaluator(
        id=row.id,
        name=row.name,
        email=row.email,
        siren=row.siren,
        published_contact=row.published_contact,
        authorisations=tuple(sorted(authorisations, key=_place)),
        affiliations=tuple(_affiliation(kept) for kept in row.affiliations),
        version=row.version,
    )
