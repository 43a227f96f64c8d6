"""Port to what is due in all dossiers, written down with each of them, and to what was reminded of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.pending_deadlines import DeadlineCode, Party, PendingDeadline
from app.usecases.access import Caller
from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCandidate:
    """Whose the dossier is."""

    birth_name: str
    usage_name: str | None
    first_names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One line of the list: a term, its last day, and its dossier. ``candidate``: None once nobody is named there."""

    dossier_id: UUID
    number: str
    certification_code: str
    candidate: DueCandidate | None
    code: DeadlineCode
    due_on: date
    actor: Party

    @property
    def place(self) -> str:
        """Where it stands in the list, for the cursor."""
        return f"{self.due_on.isoformat()} {self.dossier_id} {self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFilter:
    """What the list is narrowed to; None leaves it open. ``until``: what is due on that day at the latest."""

    overdue: bool | None = None
    code: DeadlineCode | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remindable:
    """A term that may have to be reminded of.

    ``reminded_at_distance``: the nearest distance at which it was, None where never.
    """

    dossier_id: UUID
    code: DeadlineCode
    since: date
    due_on: date
    reminded_at_distance: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """That a term was reminded of at a distance, in days before its last one."""

    dossier_id: UUID
    code: DeadlineCode
    due_on: date
    distance: int


class Deadlines(Protocol):
    """The terms of dossiers. ``closing``: the day on which the registrations to the next jury close, if there is one.

    Nothing here says what is late: that is for who reads, by the day on which they do.
    """

    async def write(self, dossier_id: UUID, pending: Iterable[PendingDeadline]) -> None:
        """Keep these terms of a dossier, and no others."""
        ...

    async def read(self, dossier_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[PendingDeadline]]:
        """The terms that are kept of these dossiers; nothing for who has none."""
        ...

    async def page(
        self, caller: Caller, narrowed: DueFilter, request: PageRequest, *, on: date, closing: date | None
    ) -> Page[DueItem]:
        """What is due in the dossiers that the caller may see, the earliest first: what is late comes first."""
        ...

    async def past(self, code: DeadlineCode, on: date) -> tuple[UUID, ...]:
        """The dossiers in which a term of that kind is over on ``on``."""
        ...


class Reminders(Protocol):
    """What was reminded of, once for each distance of each term."""

    async def pending(self, on: date, *, until: date, nearest: int, closing: date | None) -> tuple[Remindable, ...]:
        """The terms that end on ``until`` at the latest, save those reminded of at ``nearest`` already, and those
        that were over before ``on`` and left nothing to do."""
        ...

    async def add(self, reminder: Reminder, at: datetime) -> bool:
        """Write it down; False where it was."""
        ...
