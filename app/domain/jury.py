"""The national jury: its members, its sessions, and how it votes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.text import Text


class College(StrEnum):
    """The two sides of a paritary jury (R62)."""

    EMPLOYEES = "employees"
    EMPLOYERS = "employers"


class SessionState(StrEnum):
    """The life of a session; it is closed once its chair has countersigned."""

    PLANNED = "planned"
    OPEN = "open"
    AWAITING_COUNTERSIGNATURE = "awaiting_countersignature"
    CLOSED = "closed"
    CANCELLED = "cancelled"


COLLEGE_LABELS = {
    College.EMPLOYEES: Text("Collège des salariés", "Employees' college"),
    College.EMPLOYERS: Text("Collège des employeurs", "Employers' college"),
}

SESSION_STATE_LABELS = {
    SessionState.PLANNED: Text("Prévue", "Planned"),
    SessionState.OPEN: Text("Ouverte", "Open"),
    SessionState.AWAITING_COUNTERSIGNATURE: Text("En attente du contreseing", "Awaiting countersignature"),
    SessionState.CLOSED: Text("Close", "Closed"),
    SessionState.CANCELLED: Text("Annulée", "Cancelled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the jury, from one college; one member of a session is its chair.

    ``organisation``: the union or the employers' body that they sit for (R62).
    """

    user_id: UUID
    name: str
    college: College
    chair: bool = False
    employer_siren: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A member is there from an instant, included, to another one, excluded; None: they have not left (D55)."""

    user_id: UUID
    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether they are there at that instant."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presidency:
    """Who presides from an instant on; ``reason``: why the chair was handed over to them, None at the opening (D55)."""

    user_id: UUID
    since: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneOpening:
    """An opening by mistake, taken back before anything was decided: when, and by whom (D54)."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesCorrection:
    """What is to be read instead in the minutes of a closed session, and why; in force once it is countersigned.

    ``proposed_by`` and ``countersigned_by`` are names: of the secretariat's person, and of who presided last.
    """

    id: UUID
    text: str
    reason: str
    proposed_by: str
    proposed_on: date
    countersigned_by: str | None = None
    countersigned_on: date | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether both hands are under it."""
        return self.countersigned_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class JurySession:
    """One sitting of the national jury. ``capacity``: how many dossiers it takes. Days are Europe/Paris days.

    It sits from ``held_on`` to ``held_until``, the same day where that is None (D54). ``remote``: one may sit from
    afar, by ``join_url`` once it is known. ``present``: whom the opening named; ``attendance``: who was there when,
    empty where it sat before hours were kept. ``chair``: who presides, once it is open; ``presidencies``: who did,
    since when, the oldest first. ``closure_proposed_by``: the secretariat's user who asked to close it. ``opened_at``
    and ``closed_at`` are instants, None also where it sat before they were kept. ``minutes_corrections``: the oldest
    first. ``updated_at``: when this version was kept, None before it is.
    """

    id: UUID
    held_on: date
    held_until: date | None = None
    registration_closes_on: date
    place: str
    capacity: int
    remote: bool = False
    join_url: str | None = None
    state: SessionState = SessionState.PLANNED
    members: tuple[Member, ...] = ()
    present: tuple[UUID, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    chair: UUID | None = None
    presidencies: tuple[Presidency, ...] = ()
    undone_openings: tuple[UndoneOpening, ...] = ()
    closure_proposed_by: UUID | None = None
    reason: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    minutes_corrections: tuple[MinutesCorrection, ...] = ()
    version: int = 1
    updated_at: datetime | None = None

    @property
    def last_day(self) -> date:
        """The last of its days."""
        return self.held_until or self.held_on

    def sits_on(self, day: date) -> bool:
        """Whether that day is one of its days."""
        return self.held_on <= day <= self.last_day

    def members_present(self, at: datetime | None = None) -> tuple[Member, ...]:
        """The members who are there at that instant; without one, those who have come and not left (D55)."""
        if not self.attendance:
            there = frozenset(self.present)
        elif at is None:
            there = frozenset(each.user_id for each in self.attendance if each.until is None)
        else:
            there = frozenset(each.user_id for each in self.attendance if each.covers(at))
        return tuple(member for member in self.members if member.user_id in there)

    def members_seen(self) -> tuple[Member, ...]:
        """The members who were there at some time."""
        seen = frozenset(each.user_id for each in self.attendance) or frozenset(self.present)
        return tuple(member for member in self.members if member.user_id in seen)

    def chair_at(self, at: datetime | None = None) -> UUID | None:
        """Who presides at that instant; without one, now."""
        if at is None or not self.presidencies:
            return self.chair
        begun = [each for each in self.presidencies if each.since <= at]
        return (begun[-1] if begun else self.presidencies[0]).user_id

    def member(self, user_id: UUID | None) -> Member | None:
        """The member of that account, or None."""
        return next((member for member in self.members if member.user_id == user_id), None)

    def presides(self, user_id: UUID | None) -> bool:
        """Whether that account presides now: who took the chair last, before the opening the member designated."""
        if self.chair is not None:
            return user_id == self.chair
        member = self.member(user_id)
        return member is not None and member.chair

    @property
    def is_sitting(self) -> bool:
        """Whether it was opened and is not closed."""
        return self.state in {SessionState.OPEN, SessionState.AWAITING_COUNTERSIGNATURE}

    @property
    def is_over(self) -> bool:
        """Whether it was closed or cancelled: its agenda is before nobody any more."""
        return self.state in {SessionState.CLOSED, SessionState.CANCELLED}

    def takes_registrations(self, on: date) -> bool:
        """Whether a dossier may still be registered on that day, its capacity aside."""
        return self.state is SessionState.PLANNED and on <= self.registration_closes_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeVotes:
    """The voters of one college on one dossier."""

    in_favour: int
    against: int
    abstained: int

    @property
    def cast(self) -> int:
        """How many voters the college named, abstentions included: what the colleges' equality is counted on."""
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """The votes of both colleges: as many voters on each side (D31)."""

    employees: CollegeVotes
    employers: CollegeVotes

    @property
    def in_favour(self) -> int:
        """The votes for the decision as it was put."""
        return self.employees.in_favour + self.employers.in_favour

    @property
    def against(self) -> int:
        """The votes against it."""
        return self.employees.against + self.employers.against

    @property
    def expressed(self) -> int:
        """The votes for and against: what an absolute majority is counted on (D31). An abstention is no vote."""
        return self.in_favour + self.against


def voters(present: Iterable[Member], recused: Iterable[UUID], college: College) -> int:
    """How many members of ``college`` may vote on a dossier from which ``recused`` stand back."""
    away = frozenset(recused)
    return sum(1 for member in present if member.college is college and member.user_id not in away)
