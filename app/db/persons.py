"""The doubts on who is who, as rows; a person is every key that the decisions join."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import ValidationError
from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
    values,
)
from sqlalchemy import Text as SqlText
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.strictness import reasons, strict_validator
from app.db.shapes.unreadable import readable
from app.db.tables import dossiers, person_matches
from app.domain.dossier import Status
from app.domain.person_matches import MatchDecision, MatchState, PersonMatch
from app.domain.persons import Difference, Identity
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.persons import DossierOfPerson

_DECISIONS = TypeAdapter(tuple[MatchDecision, ...])
_FIELDS = ("birth_name", "usage_name", "first_names", "birth_date", "birth_place")
_IDENTITY = strict_validator(Identity)
_IDENTITY_COLUMNS = (
    dossiers.c.id,
    dossiers.c.facts_version,
    *(dossiers.c.facts["candidate"][name].astext.label(name) for name in _FIELDS),
)


_HOLD = text(
    "SELECT pg_advisory_xact_lock(number) FROM (SELECT DISTINCT hashtext('person:' || name) AS number"
    " FROM unnest(CAST(:names AS text[])) AS name ORDER BY number) AS sorted"
)


def _shared(identity: Identity) -> tuple[str, str]:
    """What makes two persons lookalikes: one birth date, or one name with the same first names."""
    birth_name, first_names, birth_date, _ = identity.key.split("|")
    return birth_date, f"{birth_name}|{first_names}"


def persons_of(person_keys: Collection[str]) -> CTE:
    """For each key as ``asked``, every ``person_key`` that was decided to be the same person's, itself among them."""
    asked = values(named("asked", SqlText), name="asked_keys").data([(key,) for key in person_keys])
    reached = select(asked.c.asked, asked.c.asked.label("person_key")).cte("persons", recursive=True)
    either = or_(
        person_matches.c.first_key == reached.c.person_key, person_matches.c.second_key == reached.c.person_key
    )
    other = case(
        (person_matches.c.first_key == reached.c.person_key, person_matches.c.second_key),
        else_=person_matches.c.first_key,
    )
    joined = and_(person_matches.c.state == MatchState.SAME, either)
    return reached.union(select(reached.c.asked, other).select_from(reached.join(person_matches, joined)))


class SqlPersons:
    """Persons, found by what their dossiers declare."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lookalikes(self, identity: Identity) -> tuple[Identity, ...]:
        """Every identity of another key with its birth date or its names, behind a lock on each of the two."""
        await self.lock_identities((identity,))
        birth_name, first_names, birth_date, _ = identity.key.split("|")
        alike = or_(_part(3) == birth_date, and_(_part(1) == birth_name, _part(2) == first_names))
        query = select(*_IDENTITY_COLUMNS).where(alike, dossiers.c.person_key != identity.key)
        found = readable((await self._connection.execute(query)).all(), _identity)
        return tuple(dict.fromkeys(found))

    async def lock_identities(self, identities: Collection[Identity]) -> None:
        """Take the locks, in the order that everybody takes them in: by their numbers."""
        await self._connection.execute(
            _HOLD, {"names": sorted({name for each in identities for name in _shared(each)})}
        )

    async def same_as(self, person_key: str) -> frozenset[str]:
        """The keys of the same person."""
        return frozenset((await self._connection.scalars(select(persons_of((person_key,)).c.person_key))).all())

    async def dossiers_of(self, person_keys: frozenset[str]) -> tuple[DossierOfPerson, ...]:
        """The dossiers under those keys, oldest first."""
        columns = (dossiers.c.number, dossiers.c.certification_code, dossiers.c.status)
        query: Select[Any] = select(*_IDENTITY_COLUMNS, *columns).where(dossiers.c.person_key.in_(person_keys))
        return tuple(_of_person(row) for row in await self._connection.execute(query.order_by(dossiers.c.id)))

    async def add(self, match: PersonMatch) -> None:
        """Insert it, unless the two keys have a match."""
        row = {"id": match.id, "found_in": match.found_in, "found_at": match.found_at, **_columns(match)}
        await self._connection.execute(upsert(person_matches).values(row).on_conflict_do_nothing())

    async def get(self, match_id: UUID) -> PersonMatch | None:
        """One match, or None."""
        row = (await self._connection.execute(select(person_matches).where(person_matches.c.id == match_id))).first()
        return None if row is None else _match(row)

    async def get_locked(self, match_id: UUID) -> PersonMatch | None:
        """The same, behind the one lock under which matches are decided."""
        await self._lock()
        return await self.get(match_id)

    async def decided_around(self, match: PersonMatch) -> tuple[PersonMatch, ...]:
        """Every decided match both of whose sides are keys of the persons that ``match`` is about."""
        keys = select(persons_of(match.keys).c.person_key)
        query = select(person_matches).where(
            person_matches.c.first_key.in_(keys),
            person_matches.c.second_key.in_(keys),
            person_matches.c.state != MatchState.PENDING,
        )
        return await self._all(query)

    async def naming(self, person_key: str) -> tuple[PersonMatch, ...]:
        """Every match with that key on one side, behind the same lock."""
        await self._lock()
        is_side = or_(person_matches.c.first_key == person_key, person_matches.c.second_key == person_key)
        return await self._all(select(person_matches).where(is_side))

    async def save(self, match: PersonMatch) -> PersonMatch:
        """Replace its row. Raises StaleVersion where somebody else was faster."""
        place = and_(person_matches.c.id == match.id, person_matches.c.version == match.version)
        statement = update(person_matches).where(place).values(**_columns(match), version=match.version + 1)
        row = (await self._connection.execute(statement.returning(*person_matches.c))).first()
        if row is None:
            raise StaleVersion
        return _match(row)

    async def drop(self, match: PersonMatch) -> None:
        """Delete its row."""
        await self._connection.execute(delete(person_matches).where(person_matches.c.id == match.id))

    async def page(self, state: MatchState | None, request: PageRequest) -> Page[PersonMatch]:
        """The matches, newest first."""
        query = select(person_matches).order_by(person_matches.c.id.desc()).limit(request.limit + 1)
        if state is not None:
            query = query.where(person_matches.c.state == state)
        if request.after_id is not None:
            query = query.where(person_matches.c.id < request.after_id)
        return page_of(list(await self._all(query)), request.limit, lambda match: str(match.id))

    async def _lock(self) -> None:
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("person_matches"))))

    async def _all(self, query: Select[Any]) -> tuple[PersonMatch, ...]:
        return tuple(_match(row) for row in await self._connection.execute(query))


def _part(place: int) -> ColumnElement[str]:
    """A part of the key, written as the indexes are: what is sent as a parameter matches no index on an expression."""
    return literal_column(f"split_part(dossiers.person_key, '|', {place})", SqlText())


def _of_person(row: Row[Any]) -> DossierOfPerson:
    return DossierOfPerson(
        id=row.id,
        number=row.number,
        certification_code=row.certification_code,
        status=Status(row.status),
        identity=_identity(row),
    )


def _identity(row: Row[Any]) -> Identity:
    """Who the candidate is, by members that lie at the same place in every shape.

    Raises FactsUnreadable, FactsOfALaterRelease.
    """
    DOSSIERS.check_shape(row.facts_version, row.id)
    try:
        identity: Identity = _IDENTITY.validate_python({name: getattr(row, name) for name in _FIELDS})
    except ValidationError as error:
        raise DOSSIERS.unreadable(row.id, f"candidate: {reasons(error)}") from None
    return identity


def _columns(match: PersonMatch) -> dict[str, Any]:
    first, second = sorted(match.keys)
    return {
        "first_key": first,
        "second_key": second,
        "state": match.state,
        "differences": sorted(match.differences),
        "decisions": _DECISIONS.dump_python(match.decisions, mode="json"),
    }


def _match(row: Row[Any]) -> PersonMatch:
    return PersonMatch(
        id=row.id,
        keys=frozenset({row.first_key, row.second_key}),
        differences=frozenset(map(Difference, row.differences)),
        found_in=row.found_in,
        found_at=row.found_at,
        decisions=_DECISIONS.validate_python(row.decisions),
        version=row.version,
    )
