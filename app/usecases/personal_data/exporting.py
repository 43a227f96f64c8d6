"""All that is held on a person, given to the secretariat for them (GDPR, articles 15 and 20); asking is on record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.persons import Identity
from app.domain.progress import status_of
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.acting import actor_of
from app.usecases.errors import AmbiguousPerson, InvalidInput, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import HistoryLine
from app.usecases.ports.personal_data import PersonalDataRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All that is held on a person: each civil status that they were written down under, and rows by what they are."""

    identities: tuple[Identity, ...]
    records: Mapping[str, Sequence[PersonalDataRow]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is meant: a person, the candidate of a dossier, or whoever bears a civil status; one of the three."""

    person_id: UUID | None = None
    dossier_id: UUID | None = None
    identity: Identity | None = None


async def export_personal_data(
    uow: UnitOfWork, caller: Caller, asked: Asked, *, now: Moment, new_id: Callable[[], UUID]
) -> Held:
    """Everything about the person, over all the dossiers and former awards that are theirs as far as was decided.

    A line of each dossier's history tells who asked. Raises InvalidInput, NotFound.
    """
    async with uow:
        person_id = await _person_meant(uow, asked)
        dossiers = await uow.dossiers.of_person(person_id)
        awards = await uow.former_register.of_person(person_id)
        if not dossiers and not awards:
            raise NotFound
        for dossier in dossiers:
            await uow.dossiers.record(_line(dossier, caller, now, new_id()))
        addresses = {dossier.candidate.email for dossier in dossiers if dossier.candidate.email is not None}
        named = [*(dossier.id for dossier in dossiers), *(award.id for award in awards)]
        records = await uow.personal_data.held_on(named, addresses)
        await uow.commit()
    identities = dict.fromkeys(
        (*(dossier.candidate.identity for dossier in dossiers), *(award.identity for award in awards))
    )
    return Held(identities=tuple(identities), records=records)


async def _person_meant(uow: UnitOfWork, asked: Asked) -> UUID:
    """The person's id. Raises InvalidInput also where several bear the civil status; NotFound where nobody does."""
    if sum(each is not None for each in (asked.person_id, asked.dossier_id, asked.identity)) != 1:
        raise InvalidInput(_ONE_OF_THREE)
    if asked.person_id is not None:
        return asked.person_id
    if asked.dossier_id is not None:
        found = tuple((await uow.persons.ids_of((asked.dossier_id,))).values())
    else:
        found = await uow.persons.bearing(asked.identity) if asked.identity is not None else ()
    if len(found) > 1:
        raise AmbiguousPerson(*map(_one_of_them, found))
    if not found:
        raise NotFound
    return found[0]


def _one_of_them(person_id: UUID) -> Violation:
    return Violation(
        code="ambiguous_person",
        pointer="/person",
        detail=Text(
            f"Cet état civil est aussi celui de la personne {person_id} : demandez par « person_id ».",
            f"This civil status is also that of person {person_id}: ask by “person_id”.",
        ),
    )


def _line(dossier: Dossier, caller: Caller, now: Moment, line_id: UUID) -> HistoryLine:
    """Not a new version of the dossier: nothing in it changes."""
    status = status_of(dossier)
    return HistoryLine(
        id=line_id,
        dossier_id=dossier.id,
        dossier_version=dossier.version,
        at=now.at,
        on=now.on,
        operation="exportPersonalData",
        actor=actor_of(caller),
        from_status=status,
        to_status=status,
        rules=(),
    )


_ONE_OF_THREE = Violation(
    code="one_of_three",
    pointer="/person_id",
    detail=Text(
        "Dites de qui : « person_id », « dossier_id » ou « person », un seul des trois.",
        "Say whose: “person_id”, “dossier_id” or “person”, one of the three.",
    ),
)
