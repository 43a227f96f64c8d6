"""What the partner branch decided for holders of our certificates."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, NewId, Now, PageQuery, Uow
from app.api.fields import Day
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.domain.deliberation import Outcome
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.partner_decisions import PartnerDecision, PartnerReport
from app.usecases.reference.partner_decisions import list_partner_decisions, record_partner_decision

router = router_of(
    "partner decisions",
    "/v1/partner-decisions",
    description="What the partner branch decided for holders of our certificates.",
)


class PartnerDecisionIn(RequestBody):
    """The number on the certificate that was presented, and what the partner's jury decided."""

    certificate_number: Line
    partner_certification: Line
    outcome: Outcome
    decided_on: Day

    def to_domain(self) -> PartnerReport:
        """The domain's value."""
        return PartnerReport(**self.model_dump())


class PartnerDecisionOut(AnswerBody):
    """A decision of the partner branch, as reported."""

    id: UUID
    certificate_number: str
    partner_certification: str
    outcome: Outcome
    outcome_label: str
    decided_on: date
    reported_at: datetime

    @classmethod
    def of(cls, decision: PartnerDecision) -> Self:
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
        )


class ReportedDecisionOut(PartnerDecisionOut):
    """A decision of the partner branch on record: of which dossier, and which program reported it."""

    dossier_id: UUID
    reported_by: str

    @classmethod
    def of(cls, decision: PartnerDecision) -> Self:
        """The decision as the secretariat reads it."""
        said = PartnerDecisionOut.of(decision).model_dump()
        return cls.model_validate({**said, "dossier_id": decision.dossier_id, "reported_by": decision.reported_by})


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
async def report(
    body: PartnerDecisionIn, caller: CallerDep, uow: Uow, now: Now, new_id: NewId, response: Response
) -> PartnerDecisionOut:
    """Tell what your jury decided for the holder of one of our certificates (R75); telling it again changes nothing."""
    decision, is_new = await record_partner_decision(uow, caller, report=body.to_domain(), now=now, new_id=new_id)
    response.status_code = 201 if is_new else 200
    return PartnerDecisionOut.of(decision)


@router.get(
    "",
    operation_id="listPartnerDecisions",
    summary="List the partner branch's decisions",
    responses=problems(401, 403, 422),
)
async def list_all(
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    certificate_number: Annotated[str | None, Query(description="The number of the certificate presented.")] = None,
    dossier_id: Annotated[UUID | None, Query(description="The dossier that the certificate came of.")] = None,
) -> PageOut[ReportedDecisionOut]:
    """What was reported, newest first."""
    found = await list_partner_decisions(uow, certificate_number=certificate_number, dossier_id=dossier_id, page=page)
    return PageOut[ReportedDecisionOut].of(found, ReportedDecisionOut.of, request, response)
