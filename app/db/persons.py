"""Who is who, as rows: a person is a column of each dossier, written anew where a match joins or parts them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import ValidationError
from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    FromClause,
    Row,
    Select,
    Table,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal_column,
    or_,
    select,
    text,
    union,
    update,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.dossiers import OTHERS_NOT_CLOSED, others_by_asked
from app.db.former_register import AWARDS_OF_PERSONS, award_of, awards_by_asked, found_among
from app.db.gathered import Gathered
from app.db.grouping import grouped
from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.strictness import reasons, strict_validator
from app.db.shapes.unreadable import readable
from app.db.tables import certificates, companies, dossier_persons, dossiers, former_awards, person_matches
from app.domain.dossier import KnownDeath, Status
from app.domain.former_register import award_appearance
from app.domain.identifiers import siren_of
from app.domain.person_matches import Doubt, EstablishedBy, MatchDecision, MatchState, PersonMatch
from app.domain.persons import Difference, Identity
from app.domain.recognition import Appearance, number_key
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.persons import CertificateOfPerson, DossierOfPerson, PersonFacts

_DECISIONS = TypeAdapter(tuple[MatchDecision, ...])
_FIELDS = ("birth_name", "usage_name", "first_names", "birth_date", "birth_place")
_IDENTITY = strict_validator(Identity)
_CANDIDATE = dossiers.c.facts["candidate"]
_IDENTITY_COLUMNS = (
    dossiers.c.id,
    dossiers.c.facts_version,
    *(_CANDIDATE[name].astext.label(name) for name in _FIELDS),
)
_VERIFIED = func.jsonb_path_query_array(
    dossiers.c.facts, cast("$.candidate.held_certifications[*] ? (@.verification.verified == true)", JSONPATH)
)
_DELIVERED = (
    select(
        func.array_agg(
            func.json_build_object(
                literal_column("'code'"),
                certificates.c.certification_code,
                literal_column("'number'"),
                certificates.c.number,
            ),
            type_=ARRAY(JSON),
        )
    )
    .where(certificates.c.dossier_id == dossiers.c.id)
    .correlate(dossiers)
    .scalar_subquery()
)
_FORMER = dossiers.c.facts["former_employers"]
_MOVED = func.jsonb_array_length(_FORMER) > 0
_CHANGED = _FORMER.op("@?")(cast('$[*] ? (@.kind == "change")', JSONPATH))
_EMPLOYER = ("employment", "employer", "siret")
_OPENED_BY, _SUCCEEDED_BY = companies.alias("opened_by"), companies.alias("succeeded_by")
_APPEARANCES: Select[Any] = (
    select(
        *_IDENTITY_COLUMNS,
        _CANDIDATE["sex"].astext.label("sex"),
        case((_MOVED, _FORMER[("0", *_EMPLOYER)].astext), else_=_CANDIDATE[_EMPLOYER].astext).label("employer"),
        _OPENED_BY.c.siret.label("company"),
        _SUCCEEDED_BY.c.siret.label("successor"),
        _VERIFIED.label("verified"),
        _DELIVERED.label("delivered"),
    )
    .select_from(dossiers)
    .outerjoin(
        _OPENED_BY,
        _OPENED_BY.c.id == case((_MOVED, cast(_FORMER[("0", "company_id")].astext, Uuid)), else_=dossiers.c.company_id),
    )
    .outerjoin(_SUCCEEDED_BY, (_SUCCEEDED_BY.c.id == dossiers.c.company_id) & func.coalesce(_CHANGED, False).is_(False))
    .where(dossiers.c.facts["anonymised_on"].astext.is_(None))
)
_AWARDS: Select[Any] = select(former_awards).where(former_awards.c.anonymised_on.is_(None))
_OF = dossier_persons
_PERSONS: Select[Any] = select(_OF.c.person_id).join(dossiers, dossiers.c.id == _OF.c.dossier_id).distinct()
_HOLDERS: Select[Any] = select(_OF.c.person_id).join(former_awards, former_awards.c.id == _OF.c.dossier_id).distinct()
_HOLD = text(
    "SELECT pg_advisory_xact_lock(number) FROM (SELECT DISTINCT hashtext('person:' || name) AS number"
    " FROM unnest(CAST(:names AS text[])) AS name ORDER BY number) AS sorted"
)


def _part(place: int, rows: FromClause) -> ColumnElement[str]:
    """A part of the key, written as the indexes are: what is sent as a parameter matches no index on an expression."""
    return func.split_part(rows.c.person_key, literal_column("'|'"), literal_column(str(place)), type_=SqlText)


class SqlPersons:
    """Persons, found by what their dossiers declare."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._locked: set[str] = set()
        self._looked_ahead: dict[str, tuple[Appearance, ...]] = {}

    async def lookalikes(self, identity: Identity) -> tuple[Appearance, ...]:
        """Every dossier with its birth date or its names; what was looked for ahead is told once."""
        ahead = self._looked_ahead.pop(identity.key, None)
        return await self._alike((identity,)) if ahead is None else ahead

    async def look_ahead(self, identities: Collection[Identity]) -> None:
        """Two statements for all of them."""
        await self.lock_identities(identities)
        found = await self._alike(identities)
        for identity in identities:
            own = set(identity.marks)
            self._looked_ahead[identity.key] = tuple(each for each in found if own & set(each.identity.marks))

    async def _alike(self, identities: Collection[Identity]) -> tuple[Appearance, ...]:
        marks = [identity.marks for identity in identities]
        names = [name.split("|") for _, name in marks]
        told = await _LOOKALIKES.rows(
            self._connection,
            birth_dates=[birth_date for birth_date, _ in marks],
            birth_names=[birth_name for birth_name, _ in names],
            first_names=[first_names for _, first_names in names],
        )
        return _appearances(told["dossiers"], told["awards"])

    async def lock_identities(self, identities: Collection[Identity]) -> None:
        """Take the locks that the transaction has not, in the order that everybody takes them in: by their numbers."""
        names = {name for each in identities for name in each.marks} - self._locked
        if names:
            await self._connection.execute(_HOLD, {"names": sorted(names)})
            self._locked |= names

    async def lock_matches(self) -> None:
        """Take the one lock under which matches are written."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("person_matches"))))

    async def appearances(self, dossier_ids: Collection[UUID]) -> tuple[Appearance, ...]:
        """What those dossiers show."""
        return await self._appearances(dossiers.c.id.in_(dossier_ids), former_awards.c.id.in_(dossier_ids))

    async def around(self, dossier_ids: Collection[UUID]) -> tuple[PersonMatch, ...]:
        """The matches of their persons, whoever is on the other side."""
        theirs = select(_OF.c.person_id).where(_OF.c.dossier_id.in_(dossier_ids))
        sides = select(_OF.c.dossier_id).where(_OF.c.person_id.in_(theirs))
        is_side = or_(person_matches.c.first_dossier_id.in_(sides), person_matches.c.second_dossier_id.in_(sides))
        return await self._all(select(person_matches).where(is_side).order_by(person_matches.c.id))

    async def person_of(self, dossier_id: UUID) -> frozenset[UUID]:
        """Every dossier that has the same person."""
        person = select(_OF.c.person_id).where(_OF.c.dossier_id == dossier_id).scalar_subquery()
        return frozenset(
            (await self._connection.scalars(select(_OF.c.dossier_id).where(_OF.c.person_id == person))).all()
        )

    async def ids_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """One row each."""
        query = select(_OF).where(_OF.c.dossier_id.in_(dossier_ids))
        return {row.dossier_id: row.person_id for row in await self._connection.execute(query)}

    async def assign(self, person_ids: Mapping[UUID, UUID]) -> None:
        """Update the rows that say something else."""
        if not person_ids:
            return
        statement = (
            update(_OF)
            .where(_OF.c.dossier_id == bindparam("dossier"), _OF.c.person_id != bindparam("person"))
            .values(person_id=bindparam("person"))
        )
        rows = [{"dossier": dossier, "person": person} for dossier, person in sorted(person_ids.items())]
        await self._connection.execute(statement, rows)

    async def dossiers_of(self, person_ids: Collection[UUID]) -> tuple[DossierOfPerson, ...]:
        """The dossiers of those persons, oldest first."""
        columns = (
            dossiers.c.number,
            dossiers.c.certification_code,
            dossiers.c.facts["option"].astext.label("option"),
            dossiers.c.status,
            _OF.c.person_id,
        )
        query: Select[Any] = select(*_IDENTITY_COLUMNS, *columns).join(_OF, _OF.c.dossier_id == dossiers.c.id)
        theirs = query.where(_OF.c.person_id.in_(person_ids)).order_by(dossiers.c.id)
        found = [_of_person(row) for row in await self._connection.execute(theirs)]
        return tuple(sorted((*await self._awards_of(person_ids), *found), key=lambda each: each.id))

    async def _awards_of(self, person_ids: Collection[UUID]) -> list[DossierOfPerson]:
        query = _AWARDS.add_columns(_OF.c.person_id).join(_OF, _OF.c.dossier_id == former_awards.c.id)
        rows = await self._connection.execute(query.where(_OF.c.person_id.in_(person_ids)))
        return [_award_of_person(row) for row in rows]

    async def certificates_of(self, person_id: UUID) -> tuple[CertificateOfPerson, ...]:
        """The certificates, by number."""
        query = (
            select(
                certificates.c.number,
                certificates.c.certification_code,
                certificates.c.facts["option"].astext.label("option"),
                certificates.c.state,
                certificates.c.dossier_id,
            )
            .join(_OF, _OF.c.dossier_id == certificates.c.dossier_id)
            .where(_OF.c.person_id == person_id)
            .order_by(certificates.c.number)
        )
        issued = [CertificateOfPerson(**row) for row in (await self._connection.execute(query)).mappings()]
        former = _AWARDS.join(_OF, _OF.c.dossier_id == former_awards.c.id).where(
            _OF.c.person_id == person_id, former_awards.c.number.is_not(None)
        )
        awards = [award_of(row) for row in await self._connection.execute(former)]
        before = [
            CertificateOfPerson(
                number=each.number or "",
                certification_code=each.certification_code,
                option=each.option,
                state=each.state,
                dossier_id=None,
            )
            for each in awards
        ]
        return tuple(sorted((*issued, *before), key=lambda each: each.number))

    async def bearing(self, identity: Identity) -> tuple[UUID, ...]:
        """Each person once, the one known longest first."""
        theirs = _PERSONS.where(dossiers.c.person_key == identity.key)
        holders = _HOLDERS.where(former_awards.c.person_key == identity.key)
        every = union(theirs, holders).subquery()
        return tuple((await self._connection.scalars(select(every.c.person_id).order_by(every.c.person_id))).all())

    async def search(self, words: Collection[str], request: PageRequest) -> Page[UUID]:
        """The persons, newest first."""
        searched = func.concat(dossiers.c.person_key, "|", func.lower(dossiers.c.number))
        found = [searched.contains(word, autoescape=True) for word in words]
        holders = _HOLDERS.where(former_awards.c.id.in_(found_among(words)))
        every = union(_PERSONS.where(*found), holders).subquery()
        query = select(every.c.person_id).order_by(every.c.person_id.desc())
        if request.after_id is not None:
            query = query.where(every.c.person_id < request.after_id)
        ids = (await self._connection.scalars(query.limit(request.limit + 1))).all()
        return page_of(list(ids), request.limit, str)

    async def known_deaths(self, dossier_ids: Collection[UUID]) -> dict[UUID, tuple[KnownDeath, ...]]:
        """One statement for all of them."""
        return _deaths_by_asked(await self._connection.execute(_KNOWN_DEATHS, {"dossiers": list(dossier_ids)}))

    async def facts_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, PersonFacts]:
        """One statement for all of them, and for all that there is to know."""
        told = await _FACTS.rows(self._connection, dossiers=list(dossier_ids))
        others, doubts = others_by_asked(told["others"]), _doubts_by_asked(told["doubts"])
        deaths, awards = _deaths_by_asked(told["deaths"]), awards_by_asked(told["awards"])
        return {
            each: PersonFacts(
                others=others.get(each, ()),
                doubts=doubts.get(each, ()),
                known_deaths=deaths.get(each, ()),
                awards=awards.get(each, ()),
            )
            for each in dossier_ids
        }

    async def add(self, match: PersonMatch) -> None:
        """Insert it, unless the two dossiers have a match."""
        row = {"id": match.id, "found_in": match.found_in, "found_at": match.found_at, **_columns(match)}
        await self._connection.execute(upsert(person_matches).values(row).on_conflict_do_nothing())

    async def get(self, match_id: UUID) -> PersonMatch | None:
        """One match, or None."""
        row = (await self._connection.execute(select(person_matches).where(person_matches.c.id == match_id))).first()
        return None if row is None else _match(row)

    async def get_locked(self, match_id: UUID) -> PersonMatch | None:
        """The same, behind the one lock."""
        await self.lock_matches()
        return await self.get(match_id)

    async def save(self, match: PersonMatch) -> PersonMatch:
        """Replace its row. Raises StaleVersion where somebody else was faster."""
        place = (person_matches.c.id == match.id) & (person_matches.c.version == match.version)
        statement = update(person_matches).where(place).values(**_columns(match), version=match.version + 1)
        row = (await self._connection.execute(statement.returning(*person_matches.c))).first()
        if row is None:
            raise StaleVersion
        return _match(row)

    async def drop(self, matches: Collection[PersonMatch]) -> None:
        """Delete their rows."""
        if matches:
            ids = [match.id for match in matches]
            await self._connection.execute(delete(person_matches).where(person_matches.c.id.in_(ids)))

    async def page(self, state: MatchState | None, request: PageRequest) -> Page[PersonMatch]:
        """The matches, newest first."""
        query = select(person_matches).order_by(person_matches.c.id.desc()).limit(request.limit + 1)
        if state is not None:
            query = query.where(person_matches.c.state == state)
        if request.after_id is not None:
            query = query.where(person_matches.c.id < request.after_id)
        return page_of(list(await self._all(query)), request.limit, lambda match: str(match.id))

    async def _appearances(self, condition: ColumnElement[bool], former: ColumnElement[bool]) -> tuple[Appearance, ...]:
        """Of dossiers, and of awards of the former register, each by its own condition."""
        rows = (await self._connection.execute(_APPEARANCES.where(condition).order_by(dossiers.c.id))).all()
        awards = (await self._connection.execute(_AWARDS.where(former).order_by(former_awards.c.id))).all()
        return _appearances(rows, awards)

    async def _all(self, query: Select[Any]) -> tuple[PersonMatch, ...]:
        return tuple(_match(row) for row in await self._connection.execute(query))


def _alike(table: Table) -> ColumnElement[bool]:
    """Of who has one of ``birth_dates``, or one of the ``birth_names`` with the ``first_names`` at the same place: each
    by its own index."""
    birth_dates, birth_names, first_names = (
        bindparam(name, type_=ARRAY(SqlText)) for name in ("birth_dates", "birth_names", "first_names")
    )
    rows, names = (
        table.alias("alike"),
        func.unnest(birth_names, first_names).table_valued("birth_name", "first_names").render_derived(),
    )
    of_a_day = select(rows.c.id).where(_part(3, rows) == any_(birth_dates))
    of_a_name = select(rows.c.id).join(
        names, (_part(1, rows) == names.c.birth_name) & (_part(2, rows) == names.c.first_names)
    )
    return table.c.id.in_(union(of_a_day, of_a_name))


def _of_asked(asked: Any) -> ColumnElement[bool]:
    is_asked: ColumnElement[bool] = asked.c.dossier_id == func.any(bindparam("dossiers", type_=ARRAY(Uuid)))
    return is_asked


def _deaths() -> Select[Any]:
    """The deaths in any dossier of the persons of ``dossiers``."""
    asked, theirs = dossier_persons.alias("asked"), dossier_persons.alias("theirs")
    died_on = dossiers.c.facts["death"]["on"].astext
    return (
        select(asked.c.dossier_id, dossiers.c.number, cast(died_on, Date).label("died_on"))
        .select_from(asked)
        .join(theirs, theirs.c.person_id == asked.c.person_id)
        .join(dossiers, dossiers.c.id == theirs.c.dossier_id)
        .where(_of_asked(asked), died_on.is_not(None))
        .order_by(dossiers.c.number)
    )


def _doubts() -> Select[Any]:
    """From ``dossiers`` to the sides of their persons, and over to the other sides."""
    asked, side, other = (dossier_persons.alias(name) for name in ("asked", "side", "other"))
    first, second = person_matches.c.first_dossier_id, person_matches.c.second_dossier_id
    is_side = or_(first == side.c.dossier_id, second == side.c.dossier_id)
    is_other = or_(first == other.c.dossier_id, second == other.c.dossier_id)
    return (
        select(
            asked.c.dossier_id,
            person_matches.c.id.label("match_id"),
            func.coalesce(
                dossiers.c.number,
                former_awards.c.number,
                func.concat_ws(" ", former_awards.c.source, former_awards.c.source_id),
            ).label("number"),
        )
        .select_from(asked)
        .join(side, side.c.person_id == asked.c.person_id)
        .join(person_matches, is_side)
        .join(other, is_other & (other.c.dossier_id != side.c.dossier_id))
        .outerjoin(dossiers, dossiers.c.id == other.c.dossier_id)
        .outerjoin(former_awards, former_awards.c.id == other.c.dossier_id)
        .where(
            _of_asked(asked),
            person_matches.c.state == MatchState.PENDING,
            other.c.person_id < asked.c.dossier_id,
        )
        .order_by(person_matches.c.id)
    )


_KNOWN_DEATHS = _deaths()
_LOOKALIKES = Gathered(
    dossiers=_APPEARANCES.where(_alike(dossiers)).order_by(dossiers.c.id),
    awards=_AWARDS.where(_alike(former_awards)).order_by(former_awards.c.id),
)
_FACTS = Gathered(others=OTHERS_NOT_CLOSED, doubts=_doubts(), deaths=_KNOWN_DEATHS, awards=AWARDS_OF_PERSONS)


def _deaths_by_asked(rows: Iterable[Any]) -> dict[UUID, tuple[KnownDeath, ...]]:
    return grouped((row.dossier_id, KnownDeath(number=row.number, on=row.died_on)) for row in rows)


def _doubts_by_asked(rows: Iterable[Any]) -> dict[UUID, tuple[Doubt, ...]]:
    return grouped((row.dossier_id, Doubt(match_id=row.match_id, earlier_number=row.number)) for row in rows)


def _appearances(rows: Sequence[Any], awards: Sequence[Any]) -> tuple[Appearance, ...]:
    return (*(award_appearance(award_of(row)) for row in awards), *readable(rows, _appearance))


def _appearance(row: Row[Any]) -> Appearance:
    return Appearance(
        dossier_id=row.id,
        identity=_identity(row),
        sex=row.sex,
        sirens=frozenset(map(siren_of, filter(None, (row.company or row.employer, row.successor)))),
        verified_numbers=_numbers(row.verified),
        delivered_numbers=_numbers(row.delivered or ()),
    )


def _numbers(held: Iterable[Mapping[str, str]]) -> frozenset[str]:
    return frozenset(number_key(each["code"], each["number"]) for each in held)


def _of_person(row: Row[Any]) -> DossierOfPerson:
    return DossierOfPerson(
        id=row.id,
        number=row.number,
        certification_code=row.certification_code,
        option=row.option,
        status=Status(row.status),
        person_id=row.person_id,
        identity=_identity(row),
    )


def _award_of_person(row: Row[Any]) -> DossierOfPerson:
    award = award_of(row)
    return DossierOfPerson(
        id=award.id,
        number=award.name,
        certification_code=award.certification_code,
        option=award.option,
        status=Status(award.outcome),
        person_id=row.person_id,
        identity=award.identity,
        is_former=True,
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
    first, second = sorted(match.dossier_ids)
    return {
        "first_dossier_id": first,
        "second_dossier_id": second,
        "state": match.state,
        "differences": sorted(match.differences),
        "evidence": match.evidence,
        "decisions": _DECISIONS.dump_python(match.decisions, mode="json"),
    }


def _match(row: Row[Any]) -> PersonMatch:
    return PersonMatch(
        id=row.id,
        dossier_ids=frozenset({row.first_dossier_id, row.second_dossier_id}),
        differences=frozenset(map(Difference, row.differences)),
        evidence=None if row.evidence is None else EstablishedBy(row.evidence),
        found_in=row.found_in,
        found_at=row.found_at,
        decisions=_DECISIONS.validate_python(row.decisions),
        version=row.version,
    )
