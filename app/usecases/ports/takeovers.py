"""Ports to what was taken over from before the platform: batches, their records, and the former register."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.former_register import FormerAward
from app.domain.takeovers import ImportOrigin, KnownRecord, TakeoverKind, Tally
from app.usecases.paging import Page, PageRequest

TakeoverReport = Mapping[str, Any]
"""A report as it is kept: counts, rows and reconciliation, ready to be written as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverBatch:
    """One takeover that was applied; ``undone_at``: since when nothing of it is left."""

    id: UUID
    source: str
    partial: bool
    report: TakeoverReport
    made_by: str
    made_at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRecord:
    """A row as it was written: of what content, and what it became in which version."""

    source_id: str
    digest: bytes
    subject_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInUse:
    """A record of a batch that something rests on, which ``by`` names."""

    kind: TakeoverKind
    source_id: str
    by: str


class Takeovers(Protocol):
    """The batches, and by source, kind and id the records that they wrote."""

    async def lock(self) -> None:
        """Wait for the takeover that is under way, until the end of the transaction."""
        ...

    async def known(self, source: str, kind: TakeoverKind, source_ids: Collection[str]) -> Mapping[str, KnownRecord]:
        """Those of the records that were taken over before, by their ids."""
        ...

    async def versions(self, kind: TakeoverKind, subject_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """In which version each of these things is now; nothing for one that is gone."""
        ...

    async def keep(
        self, batch_id: UUID, source: str, kind: TakeoverKind, records: Sequence[WrittenRecord], at: datetime
    ) -> None:
        """Keep what was written, over what was kept of the same ids: the batch that wrote them first stays named."""
        ...

    async def standing(self, source: str) -> Tally:
        """How many of what was taken over from the source stand here, as they are now."""
        ...

    async def add(self, batch: TakeoverBatch) -> None: ...

    async def set_report(self, batch_id: UUID, report: TakeoverReport) -> None:
        """Keep the report, once all is written."""
        ...

    async def get(self, batch_id: UUID) -> TakeoverBatch | None: ...

    async def page(self, request: PageRequest) -> Page[TakeoverBatch]:
        """Newest first."""
        ...

    async def in_use(self, batch_id: UUID, limit: int) -> Sequence[RecordInUse]:
        """The first records of the batch that something outside it rests on, or that somebody has touched since."""
        ...

    async def undo(self, batch_id: UUID, *, by: str, at: datetime) -> None:
        """Take away all that the batch wrote, and say so of it."""
        ...

    async def origins(self, subject_ids: Collection[UUID]) -> Mapping[UUID, ImportOrigin]:
        """Where those of these things are from that were taken over."""
        ...

    async def dossiers_numbered(self, numbers: Collection[str]) -> Mapping[str, UUID]:
        """The dossiers that have those of the numbers that are taken."""
        ...


class FormerRegister(Protocol):
    """The awards from before the platform."""

    async def add(self, awards: Sequence[FormerAward]) -> None:
        """Keep them, each as a person of its own (D49)."""
        ...

    async def replace(self, awards: Sequence[FormerAward]) -> None:
        """Keep them as they are now, each in a new version."""
        ...

    async def numbers_taken(self, number_keys: Collection[str]) -> Mapping[str, UUID | None]:
        """Those of the numbers that an award has, with it, or a certificate of ours, with None."""
        ...

    async def by_number(self, number: str) -> FormerAward | None:
        """The certificate of that number, however it is typed."""
        ...

    async def of_person(self, person_id: UUID) -> tuple[FormerAward, ...]:
        """The awards of one person, oldest first."""
        ...

    async def by_ids(self, award_ids: Collection[UUID]) -> tuple[FormerAward, ...]:
        """Those of these awards that exist, oldest first."""
        ...

    async def of_one_person(self, award_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
        """Pairs of awards, one of these at least, that D49 has for one person's: the same civil status and sex, known,
        and the same company; the oldest of them with each other one."""
        ...

    async def dossiers_that_resemble(self, award_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
        """Pairs of a dossier and one of these awards that share a birth date, or a name with its first names."""
        ...
