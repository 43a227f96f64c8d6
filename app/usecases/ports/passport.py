"""Ports to the training passport: what was sent and answered of each award, and the files (D76)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.passport import PassportAction, PassportAward, PassportStage, PassportState
from app.domain.passport_access import PassportAccess
from app.domain.passport_file import FileFault, PassportFile, PassportSchema, PassportSettings, WrittenFile
from app.domain.passport_identity import PassportIdentity
from app.domain.passport_report import PassportReport
from app.usecases.paging import Page, PageRequest
from app.usecases.ports.reference import Versioned


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportBatch:
    """A batch as it stays: what its file is known by, its way to the portal, and what was answered.

    ``deposited_on`` is the day on which it was handed in, ``processing_id`` what the portal calls it; ``has_file`` is
    false once the file's own term is over. ``cancelled_at`` is when it was given up: its file stays, and counts for
    nothing.
    """

    id: UUID
    flux_id: str
    action: PassportAction
    schema: PassportSchema
    count: int
    size: int
    sha256: str
    made_by: str
    made_at: datetime
    deposited_on: date | None = None
    deposited_by: str | None = None
    processing_id: str | None = None
    reported_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    cancellation_reason: str | None = None
    accepted: int = 0
    rejected: int = 0
    has_file: bool = True

    @property
    def file_name(self) -> str:
        """How the file is called where it is downloaded, and handed in."""
        return f"{self.flux_id}.xml"

    @property
    def media_type(self) -> str:
        """That of its content."""
        return "application/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPassport:
    """What is kept for the passport as a certificate is issued."""

    certificate_number: str
    identity: PassportIdentity
    access: PassportAccess | None
    requested_on: date | None


class Passport(Protocol):
    """Awards as the passport knows them, those of the former register that are still to be sent too, settings, batches.

    A number is found as it is written, whatever signs part its letters and digits.
    """

    async def settings(self) -> Versioned[PassportSettings] | None:
        """Who sends, and how; None before anybody said."""
        ...

    async def put_settings(self, settings: PassportSettings, *, over: int | None, at: datetime) -> int:
        """Keep these settings; the new version. Raises StaleVersion."""
        ...

    async def lock(self) -> None:
        """Wait for who makes a batch or reads a report now: an award is put into one batch."""
        ...

    async def freeze(self, *frozen: FrozenPassport, at: datetime) -> None:
        """Keep what the passport asks of the holders, in the transaction that issues the certificates."""
        ...

    async def award(self, certificate_number: str) -> PassportAward | None:
        """One award, None where there is no such certificate, or the former register says that it was sent and not
        under which name."""
        ...

    async def page(
        self, request: PageRequest, *, state: PassportState | None, overdue_on: date | None
    ) -> Page[PassportAward]:
        """Awards by their term, the earliest first. ``overdue_on``: those alone that are past their term that day."""
        ...

    async def every(self, certificate_numbers: Collection[str] | None = None) -> tuple[PassportAward, ...]:
        """All awards, or those of these numbers, in the same order."""
        ...

    async def complete(self, award: PassportAward, at: datetime) -> PassportAward:
        """Keep what was completed, and the stage; as saved. Raises StaleVersion."""
        ...

    async def told_of(self, numbers: Collection[str]) -> Collection[str]:
        """Those numbers of which something was sent, as they were written then."""
        ...

    async def add_batch(
        self, batch: PassportBatch, content: bytes, certificate_numbers: Collection[str], stage: PassportStage
    ) -> None:
        """Keep a batch with its file, and what is in it as sent."""
        ...

    async def batch(self, batch_id: UUID) -> PassportBatch | None: ...

    async def content(self, batch_id: UUID) -> bytes | None:
        """The file as it was frozen; None once its term is over."""
        ...

    async def batches(self, request: PageRequest) -> Page[PassportBatch]:
        """Newest first."""
        ...

    async def record_deposit(
        self, batch_id: UUID, *, deposited_on: date, processing_id: str | None, deposited_by: str
    ) -> None:
        """Say of a batch when it was handed in, and by whom."""
        ...

    async def cancel(
        self, batch: PassportBatch, *, reason: str, cancelled_by: str, at: datetime, stage: PassportStage | None
    ) -> None:
        """Say of a batch that it was given up, why and by whom, and where the awards in it stand again."""
        ...

    async def answers(self, batch_id: UUID) -> Mapping[str, bool | None]:
        """The numbers in a batch, with what was answered of each: None where nothing yet."""
        ...

    async def numbers_by_passport_id(self, batch_id: UUID) -> Mapping[str, str]:
        """Of those in a batch that the passport knows by something else than their number: by that, the number."""
        ...

    async def record_answers(
        self, batch_id: UUID, answers: Mapping[str, str | None], *, accepted: bool, stage: PassportStage, at: datetime
    ) -> None:
        """Keep the same answer for these numbers, each with its message, and where their awards now stand."""
        ...


class PassportFiles(Protocol):
    """Where files are written, and reports on them read."""

    async def write(self, file: PassportFile) -> WrittenFile | tuple[FileFault, ...]:
        """The file, valid by its schema; or all that stands against it."""
        ...

    async def read_report(self, content: bytes) -> PassportReport:
        """What a report says. Raises UnreadableReport."""
        ...
