"""What is due in all dossiers, for those who have to see to it."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.dependencies import CallerDep, Now, PageQuery, Uow
from app.api.fields import Day
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import depends_on_day
from app.api.routing import router as router_of
from app.api.v1.dossier_models import CandidateNamesOut
from app.domain.pending_deadlines import DEADLINE_LABELS, PARTY_LABELS, DeadlineCode, Party
from app.usecases.deadlines.listing import DueLine, list_deadlines
from app.usecases.ports.deadlines import DueFilter

router = router_of("deadlines", "/v1/deadlines", description="What is due in all dossiers, what is late first.")


class DueOut(AnswerBody):
    """Something due in a dossier on a day, that day included, and who has to act; `days_left` is negative once late.

    `candidate` is null once the dossier names nobody any more.
    """

    dossier_id: UUID
    dossier_number: str
    candidate: CandidateNamesOut | None
    certification_code: str
    code: DeadlineCode
    label: str
    due_on: date
    overdue: bool
    days_left: int
    rule: str
    quote: str
    actor: Party
    actor_label: str

    @classmethod
    def of(cls, line: DueLine) -> Self:
        """The line on the wire, its rule's sentence as it reads on its day."""
        item = line.item
        return cls(
            dossier_id=item.dossier_id,
            dossier_number=item.number,
            candidate=CandidateNamesOut.of(item.candidate) if item.candidate is not None else None,
            certification_code=item.certification_code,
            code=item.code,
            label=spoken(DEADLINE_LABELS[item.code]),
            due_on=item.due_on,
            overdue=line.overdue,
            days_left=line.days_left,
            rule=line.rule.number,
            quote=line.rule.quote_on(line.on),
            actor=item.actor,
            actor_label=spoken(PARTY_LABELS[item.actor]),
        )


@router.get(
    "",
    operation_id="listDeadlines",
    summary="List what is due in the dossiers that you see",
    responses=problems(401, 403, 422),
)
@depends_on_day
async def list_all(
    caller: CallerDep,
    uow: Uow,
    now: Now,
    page: PageQuery,
    request: Request,
    response: Response,
    overdue: Annotated[bool | None, Query(description="Only what is late, or only what is not yet.")] = None,
    code: Annotated[DeadlineCode | None, Query(description="Only that kind of term.")] = None,
    until: Annotated[Day | None, Query(description="Only what is due on that day at the latest.")] = None,
) -> PageOut[DueOut]:
    """What is late first, the longest first; then what is due the soonest, whoever has to act.

    A dossier that waits for a jury, and is registered to none, is due when the registrations to the next one close.
    What a partial award keeps is told until its last day; past it, nothing is left to be done.
    """
    narrowed = DueFilter(overdue=overdue, code=code, until=until)
    found = await list_deadlines(uow, caller, narrowed=narrowed, page=page, now=now)
    return PageOut[DueOut].of(found, DueOut.of, request, response)
