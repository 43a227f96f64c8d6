"""The awards of the former register, as rows: written many at once, found by number and by person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, Uuid, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.grouping import grouped
from app.db.tables import certificates, dossier_persons, former_awards
from app.domain.certificates import Holder, as_written
from app.domain.deliberation import Outcome, Retained
from app.domain.former_register import FormerAward, number_found_by
from app.domain.takeovers import ImportOrigin

_RETAINED = TypeAdapter(tuple[Retained, ...])
_AT_ONCE = 5000
_ALIKE = text(
    """
    SELECT d.id AS dossier_id, a.id AS award_id
    FROM former_awards a JOIN dossiers d ON split_part(d.person_key, '|', 3) = split_part(a.person_key, '|', 3)
    WHERE a.id = ANY(:ids)
    UNION
    SELECT d.id, a.id
    FROM former_awards a JOIN dossiers d
        ON split_part(d.person_key, '|', 1) = split_part(a.person_key, '|', 1)
        AND split_part(d.person_key, '|', 2) = split_part(a.person_key, '|', 2)
    WHERE a.id = ANY(:ids)
    """
)

_OF_ONE_PERSON = text(
    """
    SELECT oldest, id FROM (
        SELECT id, first_value(id) OVER (PARTITION BY person_key, sex, left(siret, 9) ORDER BY id) AS oldest
        FROM former_awards
        WHERE sex IS NOT NULL AND siret IS NOT NULL AND anonymised_on IS NULL
            AND person_key IN (SELECT person_key FROM former_awards WHERE id = ANY(:ids))
    ) alike
    WHERE id <> oldest AND (id = ANY(:ids) OR oldest = ANY(:ids))
    ORDER BY id
    """
)


class SqlFormerRegister:
    """One row an award, and one that says whose it is."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, awards: Sequence[FormerAward]) -> None:
        """Insert the rows, each award a person of its own."""
        for some in _parts(awards):
            await self._connection.execute(insert(former_awards), [{"id": each.id, **_columns(each)} for each in some])
            persons = [{"dossier_id": each.id, "person_id": each.id} for each in some]
            await self._connection.execute(insert(dossier_persons), persons)

    async def replace(self, awards: Sequence[FormerAward]) -> None:
        """Update the rows, but for whose they were first."""
        for some in _parts(awards):
            rows = [{f"new_{name}": value for name, value in _changed(each).items()} for each in some]
            keys = [{"award_id": each.id, **row} for each, row in zip(some, rows, strict=True)]
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _changed(some[0])}
            statement = update(former_awards).where(former_awards.c.id == bindparam("award_id"))
            await self._connection.execute(statement.values(version=former_awards.c.version + 1, **values), keys)

    async def numbers_taken(self, number_keys: Collection[str]) -> Mapping[str, UUID | None]:
        """One statement for each register."""
        keys = list(number_keys)
        known = select(former_awards.c.number_key, former_awards.c.id).where(
            former_awards.c.number_key == func.any(keys)
        )
        found: dict[str, UUID | None] = {row.number_key: row.id for row in await self._connection.execute(known)}
        ours = {as_written(key): key for key in keys}
        query = select(certificates.c.number).where(certificates.c.number == func.any(list(ours)))
        found.update({ours[number]: None for number in await self._connection.scalars(query)})
        return found

    async def by_number(self, number: str) -> FormerAward | None:
        """By its letters and digits."""
        query = select(former_awards).where(former_awards.c.number_key == number_found_by(number))
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else award_of(row)

    async def of_person(self, person_id: UUID) -> tuple[FormerAward, ...]:
        """By the index on persons."""
        theirs = select(dossier_persons.c.dossier_id).where(dossier_persons.c.person_id == person_id)
        query = select(former_awards).where(former_awards.c.id.in_(theirs)).order_by(former_awards.c.id)
        return tuple(award_of(row) for row in await self._connection.execute(query))

    async def by_ids(self, award_ids: Collection[UUID]) -> tuple[FormerAward, ...]:
        """Those that exist."""
        query = select(former_awards).where(former_awards.c.id == func.any(list(award_ids)))
        return tuple(award_of(row) for row in await self._connection.execute(query.order_by(former_awards.c.id)))

    async def of_one_person(self, award_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
        """By the index on civil statuses."""
        rows = await self._connection.execute(_OF_ONE_PERSON, {"ids": list(award_ids)})
        return [(row.oldest, row.id) for row in rows]

    async def dossiers_that_resemble(self, award_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
        """By the indexes on both sides."""
        rows = await self._connection.execute(_ALIKE, {"ids": list(award_ids)})
        return [(row.dossier_id, row.award_id) for row in rows]


def _awards_of_persons() -> Select[Any]:
    """The awards of the persons of ``dossiers``, oldest first, each with the dossier that it is ``asked`` of."""
    asked, theirs = dossier_persons.alias("asked"), dossier_persons.alias("theirs")
    return (
        select(former_awards, asked.c.dossier_id.label("asked"))
        .join(theirs, theirs.c.dossier_id == former_awards.c.id)
        .join(asked, asked.c.person_id == theirs.c.person_id)
        .where(asked.c.dossier_id == func.any(bindparam("dossiers", type_=ARRAY(Uuid))))
        .order_by(former_awards.c.id)
    )


AWARDS_OF_PERSONS = _awards_of_persons()


def awards_by_asked(rows: Iterable[Any]) -> dict[UUID, tuple[FormerAward, ...]]:
    """The awards that those rows hold, by the dossier that each is asked of."""
    return grouped((row.asked, award_of(row)) for row in rows)


def found_among(words: Collection[str]) -> Select[Any]:
    """The ids of the awards whose civil status or number has all of those folded words."""
    searched = func.concat(former_awards.c.person_key, "|", func.lower(former_awards.c.number))
    return select(former_awards.c.id).where(
        former_awards.c.anonymised_on.is_(None), *(searched.contains(word, autoescape=True) for word in words)
    )


def award_of(row: Row[Any]) -> FormerAward:
    """The award, from its row."""
    return FormerAward(
        id=row.id,
        number=row.number,
        certification_code=row.certification_code,
        option=row.option,
        title=row.title,
        outcome=Outcome(row.outcome),
        holder=Holder(
            birth_name=row.birth_name,
            usage_name=row.usage_name,
            first_names=row.first_names,
            birth_date=row.birth_date,
            birth_place=row.birth_place,
        ),
        sex=row.sex,
        first_names_apart=tuple(row.first_names_apart or ()),
        birth_commune_insee=row.birth_commune_insee,
        birth_postal_code=row.birth_postal_code,
        birth_country=row.birth_country,
        siret=row.siret,
        awarded_on=row.awarded_on,
        issued_on=row.issued_on,
        revoked_on=row.revoked_on,
        revocation_reason=row.revocation_reason,
        replaced_by=row.replaced_by,
        passport_sent_on=row.passport_sent_on,
        passport_id=row.passport_id,
        pathway=row.pathway,
        variant=row.variant,
        framework_version=row.framework_version,
        retained=_RETAINED.validate_python(row.retained),
        origin=ImportOrigin(
            batch=row.batch_id, source=row.source, source_id=row.source_id, imported_at=row.imported_at
        ),
        version=row.version,
    )


def _parts(awards: Sequence[FormerAward]) -> list[Sequence[FormerAward]]:
    return [awards[start : start + _AT_ONCE] for start in range(0, len(awards), _AT_ONCE)]


def _changed(award: FormerAward) -> dict[str, Any]:
    first = {"batch_id", "source", "source_id", "imported_at"}
    return {name: value for name, value in _columns(award).items() if name not in first}


def _columns(award: FormerAward) -> dict[str, Any]:
    holder, origin = award.holder, award.origin
    return {
        "number": award.number,
        "number_key": None if award.number is None else number_found_by(award.number),
        "certification_code": award.certification_code,
        "option": award.option,
        "title": award.title,
        "outcome": award.outcome,
        "birth_name": holder.birth_name,
        "usage_name": holder.usage_name,
        "first_names": holder.first_names,
        "birth_date": holder.birth_date,
        "birth_place": holder.birth_place,
        "sex": award.sex,
        "first_names_apart": list(award.first_names_apart) or None,
        "birth_commune_insee": award.birth_commune_insee,
        "birth_postal_code": award.birth_postal_code,
        "birth_country": award.birth_country,
        "person_key": award.identity.key,
        "siret": award.siret,
        "awarded_on": award.awarded_on,
        "issued_on": award.issued_on,
        "revoked_on": award.revoked_on,
        "revocation_reason": award.revocation_reason,
        "replaced_by": award.replaced_by,
        "passport_sent_on": award.passport_sent_on,
        "passport_id": award.passport_id,
        "pathway": award.pathway,
        "variant": award.variant,
        "framework_version": award.framework_version,
        "retained": _RETAINED.dump_python(award.retained, mode="json"),
        "batch_id": origin.batch,
        "source": origin.source,
        "source_id": origin.source_id,
        "imported_at": origin.imported_at,
    }
