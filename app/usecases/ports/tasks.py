"""Port to what is to be done: kept with the dossiers that wait for it, and listed for those whose turn it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain.awaited_acts import AwaitedAct
from app.domain.dossier import Dossier
from app.domain.pathway import Actor
from app.domain.task_subjects import SubjectKind
from app.domain.text import Text
from app.usecases.paging import Page, PageRequest

TaskPlace = tuple[date, date, UUID, str]
"""Where a task stands: by when it is due, since when it could be done, what it is about, which act it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDossier:
    """The dossier that a task is about, as far as a line of an inbox tells of it.

    ``unverified_code``: the first certification that its candidate holds and that nobody has verified yet.
    """

    id: UUID
    number: str
    birth_name: str
    usage_name: str | None
    first_names: str
    company_id: UUID | None
    company_siret: str | None
    company_name: str | None
    pathway: str
    certification_code: str
    jury_session_id: UUID | None
    unverified_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSubject:
    """What else a task may be about; ``dossier_id``: the dossier that it lies in, if it does in one."""

    kind: SubjectKind
    id: UUID
    label: Text
    dossier_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that somebody may do now and is waited for; of a dossier, of a subject, or of both.

    ``due_on``: the last day for it, that day included. ``since``: the day from which it could be done.
    """

    operation_id: str
    actor: Actor
    since: date
    due_on: date | None = None
    dossier: TaskDossier | None = None
    subject: TaskSubject | None = None

    @property
    def place(self) -> TaskPlace:
        """Where it stands in the list: what is due first, then what has waited the longest."""
        about = self.subject or self.dossier
        return (self.due_on or date.max, self.since, about.id if about else UUID(int=0), self.operation_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What an inbox is narrowed to; None leaves it open. ``due_before``: only what is due before that day."""

    due_before: date | None = None
    operation_id: str | None = None
    company_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Whose tasks: what ``actor`` is waited for, in the dossiers of ``owners``; None: in every one.

    ``owners`` are companies, evaluators or sessions. ``to_countersign``: the sessions whose closure waits for them.
    ``on``: the legal day on which it is looked at.
    """

    actor: Actor
    on: date
    owners: Collection[UUID] | None = None
    to_countersign: Collection[UUID] = ()


class AwaitedActs(Protocol):
    """The open acts of each dossier, and since when they are open."""

    async def write(self, awaited: Collection[tuple[Dossier, Iterable[AwaitedAct]]], on: date) -> int:
        """Replace the acts of these dossiers where some are others, new ones being open since ``on``; of how many."""
        ...

    async def page(
        self, inbox: Inbox, narrowed: TaskFilter, request: PageRequest, *, closing: date | None
    ) -> Page[Task]:
        """What is due first, then what has waited the longest; ``closing``: when the registrations to the next jury
        close. Raises InvalidInput for a cursor of another list."""
        ...
