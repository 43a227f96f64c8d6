"""Dossiers: opened, read, corrected, ended."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.container import container_of
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.language import spoken
from app.api.located import located
from app.api.pages import PageOut
from app.api.preconditions import etag
from app.api.problems import problems
from app.api.request_state import request_state_of
from app.api.route_contract import depends_on_day, direct
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.checklist import ChecklistOut, grant_of
from app.api.v1.codes import OperationIdOut
from app.api.v1.dossier_filters import DossierQueryDep
from app.api.v1.dossier_models import DossierIn, DossierOut, DossierPatch, UpdatedDossierOut
from app.api.v1.violations import WarningOut
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.finding import DossierSort
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.pathway import Actor
from app.domain.pathways import StepCode
from app.usecases.access import Caller
from app.usecases.dossiers.create_dossier import create_dossier
from app.usecases.dossiers.read_checklist import CaseChecklist, read_checklists
from app.usecases.dossiers.reading import count_dossiers, get_dossier, list_dossiers, list_history, review_dossier
from app.usecases.dossiers.update_dossier import update_dossier
from app.usecases.dossiers.withdraw_dossier import withdraw_dossier
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import DossierCounts, DossierView, HistoryLine

router = router_of("dossiers", "/v1/dossiers", description="One candidate, one certification, one pathway.")


class Withdrawal(RequestBody):
    """Why the dossier is withdrawn."""

    reason: Reason


class HistoryLineOut(AnswerBody):
    """Who did what, on which day, from which status to which, under which rules."""

    id: UUID
    at: datetime
    on: date
    operation: OperationIdOut
    label: str
    actor: dict[str, str]
    from_status: Status | None
    from_status_label: str | None
    to_status: Status
    to_status_label: str
    rules: list[str]
    details: dict[str, Any]
    version: int

    @classmethod
    def of(cls, line: HistoryLine) -> Self:
        """The line on the wire."""
        return cls(
            id=line.id,
            at=line.at,
            on=line.on,
            operation=line.operation,
            label=spoken(OPERATION_LABELS[line.operation]) if line.operation in OPERATION_LABELS else line.operation,
            actor=line.actor,
            from_status=Status(line.from_status) if line.from_status else None,
            from_status_label=spoken(STATUS_LABELS[Status(line.from_status)]) if line.from_status else None,
            to_status=Status(line.to_status),
            to_status_label=spoken(STATUS_LABELS[Status(line.to_status)]),
            rules=list(line.rules),
            details=line.details,
            version=line.dossier_version,
        )


async def dossier_response(uow: UnitOfWork, caller: Caller, dossier_id: UUID, tag: Tag) -> DossierOut:
    """The dossier as it stands after an act, under its new ETag."""
    view = await review_dossier(uow, caller, dossier_id=dossier_id)
    tag(view.dossier.version)
    return DossierOut.of(view, caller.role)


@router.post(
    "",
    operation_id="createDossier",
    summary="Open a dossier",
    status_code=201,
    responses={**located(), **problems(401, 403, 422)},
)
async def create(
    body: DossierIn,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    tag: Tag,
    language: LanguageDep,
    response: Response,
) -> DossierOut:
    """Open a dossier for a candidate. In individualised training an unmet condition refuses it (D40).

    `warnings` tell what stops nothing and should be known; the checklist goes on telling it.
    """
    opened = await create_dossier(uow, caller, new=body.to_domain(), now=now, new_id=new_id)
    response.headers["Location"] = f"/v1/dossiers/{opened.view.dossier.id}"
    tag(opened.view.dossier.version)
    warnings = [WarningOut.of(warning, now.on, language) for warning in opened.warnings]
    return DossierOut.of(opened.view, caller.role, warnings)


@router.get("", operation_id="listDossiers", summary="List dossiers", responses=problems(401, 403, 422))
@depends_on_day
async def list_all(
    caller: CallerDep,
    uow: Uow,
    now: Now,
    page: PageQuery,
    query: DossierQueryDep,
    language: LanguageDep,
    request: Request,
    response: Response,
    include: Annotated[
        list[Literal["checklist"]], Query(default_factory=list, description="What else to tell of each.")
    ],
    sort: Annotated[DossierSort, Query(description="The order; a minus: the last first.")] = DossierSort.NEWEST,
) -> PageOut[DossierOut]:
    """The dossiers that you may see, the newest first unless `sort` says otherwise.

    An employer's list holds what has left its company too, found by what it was on that day (D64). `checklist` is for
    whoever may ask `getChecklist`: it depends on the day, as that does.
    """
    listed = await list_dossiers(uow, caller, narrowed=query.narrowed(sort=sort), page=page)
    told: Mapping[UUID, CaseChecklist] = {}
    if include:
        told = await read_checklists(
            uow, caller, dossiers=[each.dossier for each in listed.items], now=now, grant_of=grant_of
        )

    def render(view: DossierView) -> DossierOut:
        found = told.get(view.dossier.id)
        checklist = ChecklistOut.of(found, language) if found is not None else None
        return DossierOut.of(view, caller.role, checklist=checklist)

    return PageOut[DossierOut].of(listed, render, request, response)


class DossierCountsOut(AnswerBody):
    """How many dossiers there are: in all, by status, by the step of those that go on, by whom they wait for, late.

    A dossier may wait for several people, or for nobody. Late is what has let a term pass.
    """

    total: int
    by_status: dict[Status, int]
    by_current_step: dict[StepCode, int]
    waiting_for: dict[Actor, int]
    overdue: int

    @classmethod
    def of(cls, counts: DossierCounts) -> Self:
        """The counts on the wire: every status, step and actor, be there none."""
        return cls(
            total=counts.total,
            by_status={status: counts.by_status.get(status, 0) for status in Status},
            by_current_step={step: counts.by_current_step.get(step, 0) for step in StepCode},
            waiting_for={actor: counts.waiting_for.get(actor, 0) for actor in Actor},
            overdue=counts.overdue,
        )


@router.get("/counts", operation_id="countDossiers", summary="Count dossiers", responses=problems(401, 403, 422))
@depends_on_day
async def count_all(caller: CallerDep, uow: Uow, now: Now, query: DossierQueryDep) -> DossierCountsOut:
    """What `listDossiers` holds under the same filters, counted."""
    return DossierCountsOut.of(await count_dossiers(uow, caller, narrowed=query.narrowed(), now=now))


@router.get(
    "/{dossier_id}",
    operation_id="getDossier",
    summary="Read a dossier",
    response_model=DossierOut,
    responses=problems(401, 403, 404, 422),
)
@direct
async def get_one(dossier_id: DossierId, request: Request) -> Response:
    """The dossier as it stands."""
    caller = request_state_of(request.scope).caller
    view = await get_dossier(container_of(request.scope).dossier_readings, caller, dossier_id=dossier_id)
    content = DossierOut.of(view, caller.role).model_dump_json()
    return Response(content, headers={"ETag": etag(view.dossier.version)}, media_type="application/json")


@router.patch(
    "/{dossier_id}",
    operation_id="updateDossier",
    summary="Correct a dossier",
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def update(command: DossierCommand, body: DossierPatch, uow: Uow, tag: Tag) -> UpdatedDossierOut:
    """Change what was declared, while the registration is in progress; by the secretariat, with a reason, until the
    jury registration, and civil status at any time.

    The pathway, its special case and the certification change as long as nothing rests on them: no act, no document, no
    confirmed funding. They are judged then as if the dossier opened.

    What was examined is closed to the employer (D50): civil status, employment, experience and option from the
    submission of a request until an answer `incomplete`, or from the confirmation of a direct assessment; a
    certification that is held, and with it the civil status, from its verification on. Changed by the secretariat,
    employment, experience, option and what is held put back the word that rested on them: `put_back` says which.
    """
    updated = await update_dossier(uow, command, body.to_domain())
    view = await review_dossier(uow, command.caller, dossier_id=command.dossier_id)
    tag(view.dossier.version)
    return UpdatedDossierOut.after(updated, view, command.caller.role)


@router.post(
    "/{dossier_id}/withdrawal",
    operation_id="withdrawDossier",
    summary="Withdraw a dossier",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def withdraw(command: DossierCommand, body: Withdrawal, uow: Uow, tag: Tag) -> DossierOut:
    """End the dossier before the jury. Nothing of it is deleted; the same again changes nothing more."""
    await withdraw_dossier(uow, command, body.reason)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.get(
    "/{dossier_id}/history",
    operation_id="listHistory",
    summary="Read what happened to a dossier",
    responses=problems(401, 403, 404, 422),
)
@depends_on_day
async def history(
    dossier_id: DossierId,
    caller: CallerDep,
    uow: Uow,
    page: PageQuery,
    tag: Tag,
    request: Request,
    response: Response,
) -> PageOut[HistoryLineOut]:
    """Who did what and when, from which status to which, under which rules; newest first.

    The secretariat also sees who read which document (`getDocumentContent`): such a line changes no version. What the
    platform does by itself, as time passes or a file is scanned, has the role `system`.
    """
    dossier, lines = await list_history(uow, caller, dossier_id=dossier_id, page=page)
    tag(dossier.version)
    return PageOut[HistoryLineOut].of(lines, HistoryLineOut.of, request, response)
