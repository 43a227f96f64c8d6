"""What is due, by who may see it."""

from dataclasses import dataclass
from datetime import date

from app.domain.calendar import overdue
from app.domain.law import Rule
from app.domain.pending_deadlines import DEADLINE_RULES
from app.usecases.access import Caller
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.deadlines import DueFilter, DueItem


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A line of the list, as it is to be read on ``on``."""

    item: DueItem
    on: date

    @property
    def overdue(self) -> bool:
        """Whether its last day is past."""
        return overdue(self.item.due_on, self.on)

    @property
    def days_left(self) -> int:
        """The days until its last one; below zero, those since."""
        return (self.item.due_on - self.on).days

    @property
    def rule(self) -> Rule:
        """The rule that sets it."""
        return DEADLINE_RULES[self.item.code]


async def list_deadlines(
    uow: UnitOfWork, caller: Caller, *, narrowed: DueFilter, page: PageRequest, now: Moment
) -> Page[DueLine]:
    """What is late first, then what is due the soonest. Raises InvalidInput for a cursor of another list."""
    async with uow:
        closing = await next_closing(uow, now.on)
        found = await uow.deadlines.page(caller, narrowed, page, on=now.on, closing=closing)
    return found.map(lambda item: DueLine(item=item, on=now.on))


async def next_closing(uow: UnitOfWork, on: date) -> date | None:
    """The day on which the registrations to the next jury close: that of every dossier that waits for one."""
    session = await uow.jury_sessions.next_taking_registrations(on)
    return session.registration_closes_on if session is not None else None
