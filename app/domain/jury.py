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
    """A member of the jury, from one college; one member of a session is its chair."""

    user_id: UUID
    name: str
    college: College
    chair: bool = False
    employer_siren: str | None = None


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

    ``remote``: one may sit from afar, by ``join_url`` once it is known. ``chair``: who presides, once it is open;
    ``closure_proposed_by``: the secretariat's user who asked to close it. ``opened_at`` and ``closed_at`` are instants,
    None also where it sat before they were kept. ``minutes_corrections``: the oldest first. ``updated_at``: when this
    version was kept, None before it is.
    """

    id: UUID
    held_on: date
    registration_closes_on: date
    place: str
    capacity: int
    remote: bool = False
    join_url: str | None = None
    state: SessionState = SessionState.PLANNED
    members: tuple[Member, ...] = ()
    present: tuple[UUID, ...] = ()
    chair: UUID | None = None
    closure_proposed_by: UUID | None = None
    reason: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    minutes_corrections: tuple[MinutesCorrection, ...] = ()
    version: int = 1
    updated_at: datetime | None = None

    def members_present(self) -> tuple[Member, ...]:
        """The members who sit, once the session is open."""
        return tuple(member for member in self.members if member.user_id in self.present)

    def member(self, user_id: UUID | None) -> Member | None:
        """The member of that account, or None."""
        return next((member for member in self.members if member.user_id == user_id), None)

    def presides(self, user_id: UUID | None) -> bool:
        """Whether that account presides: whom the opening named, before it the member designated."""
        if self.chair is not None:
            return user_id == self.chair
        member = self.member(user_id)
        return member is not None and member.chair

    @property
    def is_sitting(self) -> bool:
        """Whether it was opened and is not closed."""
        return self.state in {SessionState.OPEN, SessionState.AWAITING_COUNTERSIGNATURE}

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
