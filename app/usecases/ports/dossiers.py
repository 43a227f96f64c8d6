"""Port to the dossiers: aggregates saved whole, each save with its line of history."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.awaited_acts import AwaitedAct
from app.domain.documents import Document, DocumentState
from app.domain.dossier import Dossier
from app.domain.finding import DossierSort, Wanted
from app.domain.pending_deadlines import PendingDeadline
from app.domain.takeovers import ImportOrigin
from app.usecases.access import Caller
from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """Who did what on which day, from which status to which, under which rules and which of their editions."""

    id: UUID
    dossier_id: UUID
    dossier_version: int
    at: datetime
    on: date
    operation: str
    actor: dict[str, str]
    from_status: str | None
    to_status: str
    rules: tuple[str, ...]
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDossier:
    """A dossier as it is kept: with a line more in its history, what is due in it and what it waits for from that day,
    or from an earlier one if it waited for it already."""

    dossier: Dossier
    line: HistoryLine
    pending: tuple[PendingDeadline, ...] = ()
    awaited: tuple[AwaitedAct, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFilter:
    """What a list is narrowed to, and its order; None, or nothing of several, leaves it open.

    ``wanted``: words that each have to be found. ``certification_codes``: what the certification is, under every name.
    ``updated_since``, ``created_since``: at that instant or after it.
    """

    wanted: tuple[Wanted, ...] = ()
    statuses: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    certification_codes: frozenset[str] = frozenset()
    number: str | None = None
    current_step: str | None = None
    waiting_for: str | None = None
    company_id: UUID | None = None
    evaluator_id: UUID | None = None
    jury_session_id: UUID | None = None
    updated_since: datetime | None = None
    created_since: datetime | None = None
    sort: DossierSort = DossierSort.NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCounts:
    """How many dossiers a list holds: by their status, by the step of those that go on, by whom they wait for (one may
    wait for several), and how many of them have let a term pass."""

    by_status: Mapping[str, int]
    by_current_step: Mapping[str, int]
    waiting_for: Mapping[str, int]
    overdue: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_status.values())

    def __add__(self, other: "DossierCounts") -> "DossierCounts":
        return DossierCounts(
            by_status=_added(self.by_status, other.by_status),
            by_current_step=_added(self.by_current_step, other.by_current_step),
            waiting_for=_added(self.waiting_for, other.waiting_for),
            overdue=self.overdue + other.overdue,
        )


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return Counter(one) + Counter(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was made of a document's first page: ``pages`` is how many it has, ``size`` (bytes) and ``sha256``
    (hexadecimal) are of its picture; None where it cannot be drawn."""

    drawn_at: datetime
    pages: int | None
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A document with who brought it and when; ``preview`` is None until its first page was looked at."""

    document: Document
    uploaded_by: dict[str, str]
    uploaded_at: datetime
    preview: Preview | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledDocument:
    """A document as the store knows it: where its file lies, and what it must hold."""

    id: UUID
    dossier_id: UUID
    storage_key: str
    media_type: str
    size: int
    sha256: str
    state: DocumentState
    uploaded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCertificate:
    """A certificate that came of a dossier."""

    number: str
    certification_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingView:
    """A funding of a dossier, and whether the funder has confirmed it (D44)."""

    funder_code: str
    reference: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """A dossier, with the names and numbers of what stands around it; ``origin`` where it was taken over (D77)."""

    dossier: Dossier
    company_siret: str | None
    company_name: str | None
    evaluator_name: str | None
    person_id: UUID
    certificates: tuple[IssuedCertificate, ...]
    fundings: tuple[FundingView, ...]
    origin: ImportOrigin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A dossier as it was when it left its company, which goes on reading it so (D64)."""

    id: UUID
    dossier: Dossier
    fundings: tuple[FundingView, ...]
    left_on: date
    at: datetime


class DossierReadings(Protocol):
    """A dossier as it stands, asked in one statement and outside any transaction."""

    async def dossier_view(self, caller: Caller, dossier_id: UUID) -> DossierView | None:
        """The dossier and what stands around it, if the caller may see it."""
        ...


class Dossiers(Protocol):
    """Every reading is by somebody, and gives only what they may see: what is not theirs is absent, and what has left
    their company is as it was when it left (D64).

    A dossier that cannot be read raises FactsUnreadable, but where it is one of many that are shown or scanned.
    """

    async def next_number(self, year: int) -> str:
        """A number that no dossier has: ``CQP-2026-000042``."""
        ...

    async def next_numbers(self, year: int, many: int) -> tuple[str, ...]:
        """So many of them, the first one first."""
        ...

    async def add(self, *opened: SavedDossier) -> None:
        """Keep dossiers that are opened, each as the only one of a person of its own."""
        ...

    async def get(self, caller: Caller, dossier_id: UUID) -> Dossier | None:
        """The dossier as it stands, or None."""
        ...

    async def get_locked(self, caller: Caller, dossier_id: UUID) -> Dossier | None:
        """The same, held until the end of the transaction: whoever else wants to change it waits.

        None also for a company that it has left, which changes nothing any more.
        """
        ...

    async def lock_of_company(self, company_id: UUID) -> tuple[Dossier, ...]:
        """Every dossier of a company, by id, each held until the end of the transaction."""
        ...

    async def leave(self, departure: Departure) -> None:
        """Keep a dossier as it leaves its company."""
        ...

    async def hand_over_departures(self, company_id: UUID, successor_id: UUID) -> None:
        """Let a company's successor read what had left it."""
        ...

    async def save(self, *saved: SavedDossier) -> None:
        """Replace dossiers, the ``version`` of each of which is the new one, and what is kept beside them."""
        ...

    async def view(self, caller: Caller, dossier_id: UUID) -> DossierView | None:
        """The dossier and what stands around it, in one statement."""
        ...

    async def page(self, caller: Caller, narrowed: DossierFilter, request: PageRequest) -> Page[DossierView]:
        """Those that can be read, in the order that is asked for."""
        ...

    async def count(self, caller: Caller, narrowed: DossierFilter, on: date) -> DossierCounts:
        """The same, counted; late is what was due before ``on``."""
        ...

    async def others_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, tuple[Dossier, ...]]:
        """Of each dossier, the others of its person that were not closed, oldest first; nothing where it is the one."""
        ...

    async def of_person(self, person_id: UUID) -> tuple[Dossier, ...]:
        """Every dossier of a person, oldest first."""
        ...

    async def seen_of_person(self, caller: Caller, dossier_id: UUID) -> tuple[Dossier, ...]:
        """The other dossiers of the dossier's person that the caller may see and that can be read, oldest first."""
        ...

    async def seen_of_persons(
        self, caller: Caller, dossier_ids: Collection[UUID]
    ) -> Mapping[UUID, tuple[Dossier, ...]]:
        """The same of several dossiers, by each; nothing where there is no other."""
        ...

    async def lock_next_batch(self, after: UUID | None, limit: int, *, on: date) -> tuple[Dossier, ...]:
        """The next dossiers of the night of ``on``, by id, held as by ``get_locked``: all that go on, the decided ones
        that wait for somebody, and in its turn each of the others that are decided, which only acts change.

        Those that others hold are left, and those that cannot be read; nothing comes after an empty answer.
        """
        ...

    async def list_anew(self, after: UUID | None, limit: int) -> UUID | None:
        """Draw again what the next dossiers are found by, where an earlier edition drew it; the last one's id, or None.

        Those that others hold are left, and those that cannot be read.
        """
        ...

    async def readable_of(self, dossier_ids: Collection[UUID]) -> tuple[Dossier, ...]:
        """Those of these dossiers that can be read, by id."""
        ...

    async def registered_to(self, session_id: UUID) -> tuple[Dossier, ...]:
        """The dossiers on the agenda of a session that can be read, by number: to show it, or to write to people."""
        ...

    async def before_session(self, session_id: UUID) -> tuple[Dossier, ...]:
        """The whole agenda, and what the session decided before another one decided again, by number."""
        ...

    async def lock_registered_to(self, session_id: UUID) -> tuple[Dossier, ...]:
        """The whole agenda, each dossier held until the end of the transaction: what the jury acts on lacks none."""
        ...

    async def count_registered_to(self, session_id: UUID) -> int: ...

    async def counts_registered_to(self, session_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """How many dossiers stand on the agenda of each of these sessions; those without one are left out."""
        ...

    async def history(
        self,
        dossier_id: UUID,
        request: PageRequest,
        *,
        accesses: bool,
        without: Collection[str] = (),
        until_version: int | None = None,
        after_version: int | None = None,
    ) -> Page[HistoryLine]:
        """The lines of history, newest first; with ``accesses`` those also of who read which document.

        ``without``: not those of some operations. ``until_version``, ``after_version``: those of these versions of the
        dossier alone.
        """
        ...

    async def names_of_deciders(self, dossier_id: UUID, verdict: str) -> tuple[str, ...]:
        """The names of those who answered the request for admissibility so, as the history tells them."""
        ...

    async def record(self, line: HistoryLine) -> None:
        """Add a line of history that changes nothing."""
        ...

    async def add_document(self, dossier_id: UUID, stored: StoredDocument) -> None: ...

    async def filed_document(self, document_id: UUID) -> FiledDocument | None:
        """One document, whoever may see it: for the house's own work."""
        ...

    async def set_document_state(self, document_id: UUID, state: DocumentState) -> None:
        """Write down what became of a document, in a dossier that the transaction holds."""
        ...

    async def preview_of(self, document_id: UUID) -> Preview | None:
        """What was made of its first page, None where nobody looked at it yet."""
        ...

    async def keep_preview(self, document_id: UUID, preview: Preview) -> bool:
        """Note what was made of its first page; False where its file is given to nobody any more."""
        ...

    async def forget_file(self, document_id: UUID, *, name: str) -> None:
        """Write down that the file of what was taken off is deleted; ``name`` stands where the file's own stood."""
        ...

    async def date_receipt(self, document_id: UUID, received_on: date) -> None:
        """Write down another day of receipt, in a dossier that the transaction holds."""
        ...

    async def with_documents_in(self, state: DocumentState) -> tuple[UUID, ...]:
        """The dossiers that have a document in that state."""
        ...

    async def stored_documents(self, dossier_id: UUID) -> tuple[StoredDocument, ...]:
        """Every version of every document, newest first."""
        ...
