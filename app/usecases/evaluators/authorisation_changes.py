"""What France compétences is told of: changes of authorisations, listed, and noted as told."""

from datetime import date

from app.domain.authorisation_changes import RecordedChange
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


async def list_authorisation_changes(uow: UnitOfWork, *, since: date | None) -> tuple[RecordedChange, ...]:
    """Every change on that day and later, the earliest first."""
    async with uow:
        return tuple(await uow.evaluators.changes(since=since))


async def record_authorisation_report(
    uow: UnitOfWork, *, told_on: date, changed_until: date | None, now: Moment
) -> int:
    """Note that France compétences was told of what changed until that day (that of the report where None); of how
    many changes nobody had told of. Raises InvalidInput for a day to come."""
    days = {"/told_on": told_on, "/changed_until": changed_until or told_on}
    faults = [_to_come(pointer) for pointer, day in days.items() if day > now.on]
    if faults:
        raise InvalidInput(*faults)
    async with uow:
        told = await uow.evaluators.mark_told(changed_until=changed_until or told_on, told_on=told_on)
        await uow.commit()
    return told


def _to_come(pointer: str) -> Violation:
    return Violation(
        code="day_to_come",
        pointer=pointer,
        detail=Text("Ce jour n'est pas encore venu.", "This day has not come yet."),
    )
