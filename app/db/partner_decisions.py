"""Decisions of the partner branch, as rows."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import partner_decisions
from app.domain.deliberation import Outcome
from app.domain.partner_decisions import PartnerDecision, PartnerReport, ReportCancellation, ReportCorrection
from app.usecases.paging import Page, PageRequest, page_of

_CORRECTIONS = TypeAdapter(tuple[ReportCorrection, ...])
_CANCELLATION = TypeAdapter(ReportCancellation | None)
_STANDS = partner_decisions.c.cancellation.is_(None)


class SqlPartnerDecisions:
    """What was reported, each decision once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, decision: PartnerDecision) -> bool:
        """Insert it; False where that decision is on record already."""
        report = decision.report
        row = {
            "id": decision.id,
            "dossier_id": decision.dossier_id,
            "certificate_number": report.certificate_number,
            "partner_certification": report.partner_certification,
            "outcome": report.outcome,
            "decided_on": report.decided_on,
            "previous_decision_id": report.previous_decision_id,
            "reported_by": decision.reported_by,
            "reported_at": decision.reported_at,
            "bridge_id": decision.bridge_id,
        }
        written = await self._connection.execute(insert(partner_decisions).values(row).on_conflict_do_nothing())
        return written.rowcount == 1

    async def reported(self, report: PartnerReport) -> PartnerDecision | None:
        """The decision on record under the same certificate, certification and day."""
        query = select(partner_decisions).where(
            partner_decisions.c.certificate_number == report.certificate_number,
            partner_decisions.c.partner_certification == report.partner_certification,
            partner_decisions.c.decided_on == report.decided_on,
            _STANDS,
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _decision(row)

    async def get_locked(self, decision_id: UUID) -> PartnerDecision | None:
        """The decision of this id, its row locked."""
        query = select(partner_decisions).where(partner_decisions.c.id == decision_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _decision(row)

    async def standing_on(self, certificate_number: str) -> Sequence[PartnerDecision]:
        """The rows on that certificate."""
        of_it = partner_decisions.c.certificate_number == certificate_number
        query = select(partner_decisions).where(of_it, _STANDS).order_by(partner_decisions.c.id)
        return [_decision(row) for row in await self._connection.execute(query)]

    async def save(self, decision: PartnerDecision) -> bool:
        """Update it, unless another one stands in its place."""
        others = await self.reported(decision.report)
        if others is not None and others.id != decision.id:
            return False
        row = {
            "outcome": decision.report.outcome,
            "decided_on": decision.report.decided_on,
            "bridge_id": decision.bridge_id,
            "corrections": _CORRECTIONS.dump_python(decision.corrections, mode="json"),
            "cancellation": _CANCELLATION.dump_python(decision.cancellation, mode="json") or null(),
        }
        of_it = partner_decisions.c.id == decision.id
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(update(partner_decisions).where(of_it).values(row))
        except IntegrityError:  # another one took the place while this one was judged
            return False
        return True

    async def page(
        self,
        request: PageRequest,
        *,
        certificate_number: str | None = None,
        dossier_id: UUID | None = None,
        certifications: Collection[str] | None = None,
    ) -> Page[PartnerDecision]:
        """Newest first, of those that match everything given."""
        query = select(partner_decisions).order_by(partner_decisions.c.id.desc()).limit(request.limit + 1)
        if certificate_number is not None:
            query = query.where(partner_decisions.c.certificate_number == certificate_number)
        if dossier_id is not None:
            query = query.where(partner_decisions.c.dossier_id == dossier_id)
        if certifications is not None:
            query = query.where(partner_decisions.c.partner_certification.in_(certifications))
        if request.after_id is not None:
            query = query.where(partner_decisions.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_decision(row) for row in rows], request.limit, lambda decision: str(decision.id))


def _decision(row: Row[Any]) -> PartnerDecision:
    return PartnerDecision(
        id=row.id,
        dossier_id=row.dossier_id,
        report=PartnerReport(
            certificate_number=row.certificate_number,
            partner_certification=row.partner_certification,
            outcome=Outcome(row.outcome),
            decided_on=row.decided_on,
            previous_decision_id=row.previous_decision_id,
        ),
        reported_by=row.reported_by,
        reported_at=row.reported_at,
        bridge_id=row.bridge_id,
        corrections=_CORRECTIONS.validate_python(row.corrections),
        cancellation=_CANCELLATION.validate_python(row.cancellation),
    )
