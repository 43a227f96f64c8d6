"""Reports of the Caisse des Dépôts: read dry or for good, whole or not at all (D76)."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.law import Violation
from app.domain.passport import STAGE_ACCEPTED, STAGE_REJECTED
from app.domain.passport_report import (
    PassportReport,
    ReportReading,
    UnreadableReport,
    by_number,
    of_another_file,
    reading_of,
)
from app.domain.rules.decisions import D76
from app.domain.text import Text
from app.usecases.errors import InvalidInput, StepNotOpen
from app.usecases.moment import Moment
from app.usecases.passport.batches import open_batch_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.passport import PassportBatch, PassportFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReport:
    """A report as it was sent, for which batch. ``dry_run``: say what it would do, and do nothing."""

    batch_id: UUID
    content: bytes
    dry_run: bool


async def record_report(uow: UnitOfWork, files: PassportFiles, sent: SentReport, *, now: Moment) -> ReportReading:
    """Take the answers over; read again, the same report changes nothing.

    Raises NotFound, InvalidInput for a report that is none, is another file's, or names what it cannot; StepNotOpen
    while nothing was handed in, AlreadyDone where the batch was given up.
    """
    try:
        report = await files.read_report(sent.content)
    except UnreadableReport as refused:
        raise InvalidInput(Violation(code="cpf_report_unreadable", pointer="/file", detail=refused.detail)) from None
    async with uow:
        await uow.passport.lock()
        batch = await open_batch_of(uow, sent.batch_id)
        if batch.deposited_on is None:
            raise StepNotOpen((_NOT_HANDED_IN,), now.on)
        reading = await _reading(uow, batch, report)
        if sent.dry_run:
            return reading
        if reading.faults:
            raise InvalidInput(*reading.faults)
        await _take_over(uow, batch, reading, now)
        await uow.commit()
    return reading


async def _reading(uow: UnitOfWork, batch: PassportBatch, report: PassportReport) -> ReportReading:
    if report.flux_id != batch.flux_id:
        raise InvalidInput(of_another_file(report.flux_id, batch.flux_id))
    told = by_number(report, await uow.passport.numbers_by_passport_id(batch.id))
    return reading_of(told, await uow.passport.answers(batch.id))


async def _take_over(uow: UnitOfWork, batch: PassportBatch, reading: ReportReading, now: Moment) -> None:
    await uow.passport.record_answers(
        batch.id, dict.fromkeys(reading.accepted), accepted=True, stage=STAGE_ACCEPTED[batch.action], at=now.at
    )
    await uow.passport.record_answers(
        batch.id, reading.rejected, accepted=False, stage=STAGE_REJECTED[batch.action], at=now.at
    )


_NOT_HANDED_IN = Violation(
    code="cpf_not_deposited",
    rule=D76,
    detail=Text(
        "Dites d'abord quand ce lot a été déposé.",
        "Say first when this batch was handed in.",
    ),
)
