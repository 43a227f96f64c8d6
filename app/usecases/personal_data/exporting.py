"""All that is held on a person, given to the secretariat for them (GDPR, articles 15 and 20); asking is on record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.persons import Identity
from app.domain.progress import status_of
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller
from app.usecases.dossiers.acting import actor_of
from app.usecases.errors import InvalidInput, NotFound
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
    """Who is meant: the candidate of a dossier, or whoever bears a civil status; one of the two."""

    dossier_id: UUID | None = None
    identity: Identity | None = None


async def export_personal_data(
    uow: UnitOfWork, caller: Caller, asked: Asked, *, now: Moment, new_id: Callable[[], UUID]
) -> Held:
    """Everything about the person, over all the dossiers that are theirs as far as was decided.

    A line of each dossier's history tells who asked. Raises InvalidInput, NotFound.
    """
    async with uow:
        key = (await _identity_of(uow, asked)).key
        found = await uow.persons.dossiers_of(await uow.persons.same_as(key))
        dossiers = [dossier for each in found if (dossier := await uow.dossiers.get(SYSTEM, each.id)) is not None]
        if not dossiers:
            raise NotFound
        for dossier in dossiers:
            await uow.dossiers.record(_line(dossier, caller, now, new_id()))
        addresses = {dossier.candidate.email for dossier in dossiers if dossier.candidate.email is not None}
        records = await uow.personal_data.held_on([dossier.id for dossier in dossiers], addresses)
        await uow.commit()
    identities = dict.fromkeys(dossier.candidate.identity for dossier in dossiers)
    return Held(identities=tuple(identities), records=records)


async def _identity_of(uow: UnitOfWork, asked: Asked) -> Identity:
    if (asked.dossier_id is None) == (asked.identity is None):
        raise InvalidInput(_ONE_OF_TWO)
    if asked.identity is not None:
        return asked.identity
    dossier = await uow.dossiers.get(SYSTEM, asked.dossier_id) if asked.dossier_id is not None else None
    if dossier is None:
        raise NotFound
    return dossier.candidate.identity


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


_ONE_OF_TWO = Violation(
    code="one_of_two",
    pointer="/dossier_id",
    detail=Text(
        "Dites de qui : soit « dossier_id », soit « person », l'un des deux.",
        "Say whose: either “dossier_id” or “person”, one of the two.",
    ),
)
