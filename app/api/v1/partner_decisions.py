"""What the partner branch decided for holders of our certificates."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Uow
from app.api.fields import Day, KeptIfOmitted
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import judges_whole
from app.api.routing import router as router_of
from app.api.text_fields import Line, Reason
from app.api.v1.violations import WarningOut
from app.domain.deliberation import Outcome
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.partner_decisions import PartnerDecision, PartnerReport, ReportCorrection, report_warnings
from app.usecases.access import Caller, Role
from app.usecases.ports.accounts import Language
from app.usecases.reference.partner_decisions import (
    ReportChange,
    cancel_partner_decision,
    correct_partner_decision,
    list_partner_decisions,
    record_partner_decision,
)

router = router_of(
    "partner decisions",
    "/v1/partner-decisions",
    description="What the partner branch decided for holders of our certificates.",
)

DecisionId = Annotated[UUID, Path(description="The report's id.")]


class PartnerDecisionIn(RequestBody):
    """The number on the certificate that was presented, and what the partner's jury decided.

    `previous_decision_id`: the decision on record for the same two that this one comes after (D73).
    """

    certificate_number: Line
    partner_certification: Line
    outcome: Outcome
    decided_on: Day
    previous_decision_id: UUID | None = None

    def to_domain(self) -> PartnerReport:
        """The domain's value."""
        return PartnerReport(**self.model_dump())


class PartnerDecisionCorrection(RequestBody):
    """The right outcome or day, and why; what is left out stays."""

    outcome: KeptIfOmitted[Outcome] = None
    decided_on: KeptIfOmitted[Day] = None
    reason: Reason


class PartnerDecisionCancellation(RequestBody):
    """Why the report is taken back."""

    reason: Reason


class FormerReportOut(AnswerBody):
    """What a report said before it was corrected, and why it was."""

    outcome: Outcome
    outcome_label: str
    decided_on: date
    reason: str
    by: str
    at: datetime

    @classmethod
    def of(cls, former: ReportCorrection) -> Self:
        """What it said, on the wire."""
        return cls(
            outcome=former.outcome,
            outcome_label=spoken(STATUS_LABELS[Status(former.outcome)]),
            decided_on=former.decided_on,
            reason=former.reason,
            by=former.by,
            at=former.at,
        )


class ReportCancellationOut(MirrorBody):
    """That a report was taken back, and why."""

    reason: str
    by: str
    at: datetime


class PartnerDecisionOut(AnswerBody):
    """A decision of the partner branch, as reported.

    `bridge_id`: the bridge that it rests on; null where none was in force, which `warnings` say.
    `previous_decision_id`: the one that it comes after. `corrections`: what it said before, oldest first. `cancelled`:
    that it was taken back.
    """

    id: UUID
    certificate_number: str
    partner_certification: str
    outcome: Outcome
    outcome_label: str
    decided_on: date
    reported_at: datetime
    bridge_id: UUID | None
    previous_decision_id: UUID | None
    corrections: list[FormerReportOut]
    cancelled: ReportCancellationOut | None
    warnings: list[WarningOut]

    @classmethod
    def of(cls, decision: PartnerDecision, on: date, language: Language) -> Self:
        """What the program that reported it is answered: its own words, and nothing of the dossier."""
        report = decision.report
        return cls(
            id=decision.id,
            certificate_number=report.certificate_number,
            partner_certification=report.partner_certification,
            outcome=report.outcome,
            outcome_label=spoken(STATUS_LABELS[Status(report.outcome)]),
            decided_on=report.decided_on,
            reported_at=decision.reported_at,
            bridge_id=decision.bridge_id,
            previous_decision_id=report.previous_decision_id,
            corrections=[FormerReportOut.of(each) for each in decision.corrections],
            cancelled=ReportCancellationOut.of(decision.cancellation) if decision.cancellation else None,
            warnings=[WarningOut.of(warning, on, language) for warning in report_warnings(decision)],
        )


class ReportedDecisionOut(PartnerDecisionOut):
    """A decision of the partner branch on record, and which program reported it; of which dossier, the secretariat
    alone reads."""

    dossier_id: UUID | None
    reported_by: str

    @classmethod
    def shown(cls, decision: PartnerDecision, caller: Caller, on: date, language: Language) -> Self:
        """The decision as the secretariat reads it, or a program of the branch."""
        said = PartnerDecisionOut.of(decision, on, language).model_dump()
        dossier_id = decision.dossier_id if caller.role is Role.SECRETARIAT else None
        return cls.model_validate({**said, "dossier_id": dossier_id, "reported_by": decision.reported_by})


@router.post(
    "",
    operation_id="recordPartnerDecision",
    summary="Report a decision of the partner branch",
    status_code=201,
    responses={
        200: {"model": PartnerDecisionOut, "description": "On record already"},
        **problems(401, 403, 409, 422),
    },
)
@judges_whole
async def report(
    body: PartnerDecisionIn,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    response: Response,
) -> PartnerDecisionOut:
    """Tell what your jury decided for the holder of one of our certificates (R75); telling it again changes nothing,
    whatever became of the certificate since. A decision of another day on the same certificate and certification cites
    the one on record (`previous_decision_id`). `warnings` say where it rests on no bridge (D73)."""
    decision, is_new = await record_partner_decision(uow, caller, report=body.to_domain(), now=now, new_id=new_id)
    response.status_code = 201 if is_new else 200
    return PartnerDecisionOut.of(decision, now.on, language)


@router.post(
    "/{decision_id}/correction",
    operation_id="correctPartnerDecision",
    summary="Correct a report",
    responses=problems(401, 403, 404, 409, 422),
)
async def correct(
    decision_id: DecisionId,
    body: PartnerDecisionCorrection,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
) -> ReportedDecisionOut:
    """Put the right outcome or day in a report of your branch, judged as a new one; what it said stays (D73).

    The same again, for the same reason, changes nothing; a correction that says what the report says is refused."""
    change = ReportChange(caller=caller, decision_id=decision_id, reason=body.reason, now=now, new_id=new_id)
    decision = await correct_partner_decision(uow, change, outcome=body.outcome, decided_on=body.decided_on)
    return ReportedDecisionOut.shown(decision, caller, now.on, language)


@router.post(
    "/{decision_id}/cancellation",
    operation_id="cancelPartnerDecision",
    summary="Take a report back",
    responses=problems(401, 403, 404, 409, 422),
)
async def cancel(
    decision_id: DecisionId,
    body: PartnerDecisionCancellation,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
) -> ReportedDecisionOut:
    """Take a report of your branch back: it stays on record, marked so, and may be made anew (D73).

    The same again, for the same reason, changes nothing."""
    change = ReportChange(caller=caller, decision_id=decision_id, reason=body.reason, now=now, new_id=new_id)
    decision = await cancel_partner_decision(uow, change)
    return ReportedDecisionOut.shown(decision, caller, now.on, language)


@router.get(
    "",
    operation_id="listPartnerDecisions",
    summary="List the partner branch's decisions",
    responses=problems(401, 403, 422),
)
async def list_all(
    caller: CallerDep,
    uow: Uow,
    now: Now,
    language: LanguageDep,
    page: PageQuery,
    request: Request,
    response: Response,
    certificate_number: Annotated[str | None, Query(description="The number of the certificate presented.")] = None,
    dossier_id: Annotated[UUID | None, Query(description="The dossier that the certificate came of.")] = None,
) -> PageOut[ReportedDecisionOut]:
    """What was reported, newest first, corrected and taken back reports included; a program reads its branch's (D73).

    `dossier_id` narrows for the secretariat alone.
    """
    of_dossier = dossier_id if caller.role is Role.SECRETARIAT else None
    found = await list_partner_decisions(
        uow, caller, certificate_number=certificate_number, dossier_id=of_dossier, page=page
    )
    return PageOut[ReportedDecisionOut].of(
        found, lambda each: ReportedDecisionOut.shown(each, caller, now.on, language), request, response
    )
