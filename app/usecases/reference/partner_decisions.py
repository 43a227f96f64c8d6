"""Decisions of the partner branch on holders of our certificates: reported by its program, kept for our record."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.certificates import Certificate, as_written
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.partner_decisions import PartnerDecision, PartnerReport, report_faults
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller
from app.usecases.dossiers.acting import Act, save
from app.usecases.errors import AlreadyDone, InvalidInput
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork


async def record_partner_decision(
    uow: UnitOfWork, caller: Caller, *, report: PartnerReport, now: Moment, new_id: Callable[[], UUID]
) -> tuple[PartnerDecision, bool]:
    """Keep the decision, with a line in the history of the dossier that the certificate came of; whether it is new.

    The same report again is the same decision. Raises InvalidInput, AlreadyDone where another outcome is on record.
    """
    report = replace(report, certificate_number=as_written(report.certificate_number))
    async with uow:
        certificate = await uow.certificates.get(report.certificate_number)
        partner = PARTNER_CERTIFICATIONS.get(report.partner_certification)
        faults = tuple(report_faults(report, certificate, partner, branch=caller.branch, on=now.on))
        if faults or certificate is None:
            raise InvalidInput(*faults)
        decision = _decision(caller, report, certificate, now, new_id)
        if not await uow.partner_decisions.add(decision):
            return await _on_record(uow, report), False
        await _tell_its_dossier(uow, caller, decision, now, new_id)
        await uow.commit()
    return decision, True


async def list_partner_decisions(
    uow: UnitOfWork, *, certificate_number: str | None, dossier_id: UUID | None, page: PageRequest
) -> Page[PartnerDecision]:
    """What the partner branch reported, newest first."""
    number = as_written(certificate_number) if certificate_number is not None else None
    async with uow:
        return await uow.partner_decisions.page(page, certificate_number=number, dossier_id=dossier_id)


def _decision(
    caller: Caller, report: PartnerReport, certificate: Certificate, now: Moment, new_id: Callable[[], UUID]
) -> PartnerDecision:
    return PartnerDecision(
        id=new_id(),
        dossier_id=certificate.dossier_id,
        report=report,
        reported_by=caller.client_id or "",
        reported_at=now.at,
    )


async def _on_record(uow: UnitOfWork, report: PartnerReport) -> PartnerDecision:
    known = await uow.partner_decisions.reported(report)
    if known is None or known.report.outcome is not report.outcome:
        raise AlreadyDone(
            Text(
                "Une autre issue est déjà enregistrée pour ce parchemin, cette certification et ce jour : "
                "écrivez au secrétariat si elle est fausse.",
                "Another outcome is on record for this certificate, this certification and this day: "
                "write to the secretariat where it is wrong.",
            )
        )
    return known


async def _tell_its_dossier(
    uow: UnitOfWork, caller: Caller, decision: PartnerDecision, now: Moment, new_id: Callable[[], UUID]
) -> None:
    # A program sees no dossier: it names a certificate, and the dossier is looked up for it.
    dossier = await uow.dossiers.get_locked(SYSTEM, decision.dossier_id)
    if dossier is None:
        raise ValueError(f"{decision.report.certificate_number} came of no dossier")
    told = {
        "partner_certification": decision.report.partner_certification,
        "outcome": decision.report.outcome,
        "decided_on": decision.report.decided_on.isoformat(),
    }
    command = Act(
        caller=caller,
        operation_id="recordPartnerDecision",
        dossier_id=dossier.id,
        now=now,
        new_id=new_id,
        details=told,
    )
    await save(uow, command, before=dossier, after=dossier)
