"""Decisions of the partner branch on holders of our certificates: reported by its program, kept for our record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.certificates import Certificate, as_written
from app.domain.day_words import in_words
from app.domain.deliberation import Outcome
from app.domain.event_types import EventType
from app.domain.law import Violation
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.partner_decisions import (
    UNCHANGED_REPORT,
    PartnerDecision,
    PartnerReport,
    bridge_it_rests_on,
    last_unless_cited,
    order_faults,
    previous_decision_faults,
    report_faults,
)
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.bridge_requests.partner_events import event_of_report
from app.usecases.dossiers.acting import Act, save
from app.usecases.errors import AlreadyDone, InvalidInput, NotFound
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork


async def record_partner_decision(
    uow: UnitOfWork, caller: Caller, *, report: PartnerReport, now: Moment, new_id: Callable[[], UUID]
) -> tuple[PartnerDecision, bool]:
    """Keep the decision, with a line in the history of the dossier that the certificate came of; whether it is new.

    The same report again is the same decision, whatever became of the certificate since. Raises InvalidInput,
    AlreadyDone where another outcome is on record, or a decision that the report does not cite.
    """
    report = replace(report, certificate_number=as_written(report.certificate_number))
    async with uow:
        known = await uow.partner_decisions.reported(report)
        if known is not None and report.partner_certification in _certifications_of(caller):
            return _the_same(known, report), False
        certificate = await uow.certificates.get(report.certificate_number)
        partner = PARTNER_CERTIFICATIONS.get(report.partner_certification)
        faults = tuple(report_faults(report, certificate, partner, branch=caller.branch, on=now.on))
        if certificate is None:
            raise InvalidInput(*faults)
        await _comes_after_what_stands(uow, report, certificate, faults)
        decision = await _decision(uow, caller, report, certificate, now, new_id)
        if not await uow.partner_decisions.add(decision):
            return _the_same(await uow.partner_decisions.reported(report), report), False
        await _tell_its_dossier(uow, caller, decision, "recordPartnerDecision", now, new_id)
        await uow.commit()
    return decision, True


async def list_partner_decisions(
    uow: UnitOfWork, caller: Caller, *, certificate_number: str | None, dossier_id: UUID | None, page: PageRequest
) -> Page[PartnerDecision]:
    """What the partner branch reported, newest first: a program reads its own branch's (D73)."""
    number = as_written(certificate_number) if certificate_number is not None else None
    own = _certifications_of(caller) if caller.role is Role.CLIENT else None
    async with uow:
        return await uow.partner_decisions.page(
            page, certificate_number=number, dossier_id=dossier_id, certifications=own
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChange:
    """Who changes which report, when, and why."""

    caller: Caller
    decision_id: UUID
    reason: str
    now: Moment
    new_id: Callable[[], UUID]

    @property
    def by(self) -> str:
        """Who it was, as the record remembers it: a program's client id, or a role."""
        return self.caller.client_id or str(self.caller.role)


async def correct_partner_decision(
    uow: UnitOfWork, change: ReportChange, *, outcome: Outcome | None, decided_on: date | None
) -> PartnerDecision:
    """Put another outcome or day in a report, judged as a new one; what it said stays (D73).

    The same correction again is the same. Raises NotFound, InvalidInput, AlreadyDone where it was taken back or its
    place is another's.
    """
    async with uow:
        known = await _standing(uow, change)
        if known.was_corrected_so(outcome, decided_on, change.reason):
            return known
        if not known.is_changed_by(outcome, decided_on):
            raise InvalidInput(UNCHANGED_REPORT)
        corrected = known.corrected(
            outcome or known.report.outcome,
            decided_on or known.report.decided_on,
            reason=change.reason,
            by=change.by,
            at=change.now.at,
        )
        certificate = await uow.certificates.get(known.report.certificate_number)
        partner = PARTNER_CERTIFICATIONS.get(known.report.partner_certification)
        branch = partner.branch if partner is not None else None
        standing = await uow.partner_decisions.standing_on(known.report.certificate_number)
        faults = (
            *report_faults(corrected.report, certificate, partner, branch=branch, on=change.now.on),
            *order_faults(corrected.report, standing, "/decided_on"),
        )
        if faults or certificate is None:
            raise InvalidInput(*faults)
        bridge = bridge_it_rests_on(corrected.report, certificate, await uow.reference.bridges())
        corrected = replace(corrected, bridge_id=bridge.id if bridge is not None else None)
        if not await uow.partner_decisions.save(corrected):
            raise AlreadyDone(_ANOTHER_STANDS)
        told = "correctPartnerDecision"
        await _tell_its_dossier(uow, change.caller, corrected, told, change.now, change.new_id, change.reason)
        await uow.commit()
    return corrected


async def cancel_partner_decision(uow: UnitOfWork, change: ReportChange) -> PartnerDecision:
    """Take a report back; it stays on record (D73), and back for the same reason again it is the same.

    Raises NotFound, AlreadyDone where it was taken back for another reason.
    """
    async with uow:
        known = await _own(uow, change)
        if known.was_cancelled_so(change.reason):
            return known
        _refuse_if_taken_back(known)
        cancelled = known.cancelled(reason=change.reason, by=change.by, at=change.now.at)
        await uow.partner_decisions.save(cancelled)
        told = "cancelPartnerDecision"
        await _tell_its_dossier(uow, change.caller, cancelled, told, change.now, change.new_id, change.reason)
        await uow.commit()
    return cancelled


async def _own(uow: UnitOfWork, change: ReportChange) -> PartnerDecision:
    known = await uow.partner_decisions.get_locked(change.decision_id)
    is_programs = change.caller.role is Role.CLIENT
    if known is None or (is_programs and known.report.partner_certification not in _certifications_of(change.caller)):
        raise NotFound
    return known


async def _standing(uow: UnitOfWork, change: ReportChange) -> PartnerDecision:
    known = await _own(uow, change)
    _refuse_if_taken_back(known)
    return known


def _refuse_if_taken_back(known: PartnerDecision) -> None:
    if known.cancellation is not None:
        raise AlreadyDone(_TAKEN_BACK)


def _certifications_of(caller: Caller) -> frozenset[str]:
    """Those of the branch for which a program reports."""
    return frozenset(code for code, each in PARTNER_CERTIFICATIONS.items() if each.branch == caller.branch)


async def _comes_after_what_stands(
    uow: UnitOfWork, report: PartnerReport, certificate: Certificate, faults: tuple[Violation, ...]
) -> None:
    await uow.dossiers.get_locked(SYSTEM, certificate.dossier_id)  # two reports of two days come one after the other
    standing = await uow.partner_decisions.standing_on(certificate.number)
    if faults := (*faults, *_of_previous(report, standing, faults)):
        raise InvalidInput(*faults)
    last = last_unless_cited(report, standing)
    if last is not None and last.report.decided_on != report.decided_on:
        raise AlreadyDone(_not_cited(last))


def _of_previous(
    report: PartnerReport, standing: Iterable[PartnerDecision], faults: tuple[Violation, ...]
) -> tuple[Violation, ...]:
    """What is wrong with the decision that is cited, where the certification it is looked for under is one."""
    is_known = all(fault.pointer != "/partner_certification" for fault in faults)
    return tuple(previous_decision_faults(report, standing)) if is_known else ()


async def _decision(
    uow: UnitOfWork,
    caller: Caller,
    report: PartnerReport,
    certificate: Certificate,
    now: Moment,
    new_id: Callable[[], UUID],
) -> PartnerDecision:
    bridge = bridge_it_rests_on(report, certificate, await uow.reference.bridges())
    return PartnerDecision(
        id=new_id(),
        dossier_id=certificate.dossier_id,
        report=report,
        reported_by=caller.client_id or "",
        reported_at=now.at,
        bridge_id=bridge.id if bridge is not None else None,
    )


_TAKEN_BACK = Text("Ce compte rendu a été retiré.", "This report was taken back.")
_ANOTHER_STANDS = Text(
    "Un autre compte rendu porte déjà sur ce parchemin, cette certification et ce jour.",
    "Another report is on this certificate, this certification and this day already.",
)


def _not_cited(last: PartnerDecision) -> Text:
    day = in_words(last.report.decided_on)
    return Text(
        f"Une décision du {day.fr} est déjà enregistrée pour ce parchemin et cette certification : corrigez-la "
        f"si son jour est faux, ou citez-la si la vôtre la suit (previous_decision_id : "
        f"{last.id}).",
        f"A decision of {day.en} is on record for this certificate and this certification: correct it where "
        f"its day is wrong, or cite it where yours comes after it (previous_decision_id: "
        f"{last.id}).",
    )


def _the_same(known: PartnerDecision | None, report: PartnerReport) -> PartnerDecision:
    if known is None or known.report.outcome is not report.outcome:
        raise AlreadyDone(
            Text(
                "Une autre issue est déjà enregistrée pour ce parchemin, cette certification et ce jour : "
                "corrigez-la si elle est fausse.",
                "Another outcome is on record for this certificate, this certification and this day: "
                "correct it where it is wrong.",
            )
        )
    return known


_TOLD_TO_ITS_BRANCH = {
    "recordPartnerDecision": EventType.PARTNER_DECISION_RECORDED,
    "correctPartnerDecision": EventType.PARTNER_DECISION_CORRECTED,
    "cancelPartnerDecision": EventType.PARTNER_DECISION_CANCELLED,
}


async def _tell_its_dossier(
    uow: UnitOfWork,
    caller: Caller,
    decision: PartnerDecision,
    operation_id: str,
    now: Moment,
    new_id: Callable[[], UUID],
    reason: str | None = None,
) -> None:
    # A program sees no dossier: it names a certificate, and the dossier is looked up for it.
    dossier = await uow.dossiers.get_locked(SYSTEM, decision.dossier_id)
    if dossier is None:
        raise ValueError(f"{decision.report.certificate_number} came of no dossier")
    told = {
        "partner_certification": decision.report.partner_certification,
        "outcome": decision.report.outcome,
        "decided_on": decision.report.decided_on.isoformat(),
        **({"reason": reason} if reason is not None else {}),
    }
    command = Act(
        caller=caller,
        operation_id=operation_id,
        dossier_id=dossier.id,
        now=now,
        new_id=new_id,
        details=told,
        unsigned=True,  # nothing that the dossier's own readers see has changed
    )
    await save(uow, command, before=dossier, after=dossier)
    event_type, code = _TOLD_TO_ITS_BRANCH[operation_id], dossier.certification_code
    await uow.events.record(event_of_report(event_type, decision, code, at=now.at, new_id=new_id))
