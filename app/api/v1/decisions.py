"""What the jury decided on a dossier, and how it is put right."""

from typing import Annotated

from fastapi import Body
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import IssuerDep
from app.api.dependencies import CallerDep, PageQuery, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.deliberation_models import (
    CorrectionIn,
    DecidedOut,
    DecisionOut,
    MaterialErrorIn,
    RedeliberationRequestIn,
)
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.usecases.dossiers.decisions import list_decisions
from app.usecases.jury.deliberate import correct_material_error, redeliberate
from app.usecases.jury.redeliberation import request_redeliberation

router = router_of("decisions", "/v1/dossiers/{dossier_id}", description="The jury's decisions, corrections included.")


@router.get(
    "/decisions",
    operation_id="listDecisions",
    summary="List the decisions on a dossier",
    responses=problems(401, 403, 404, 422),
)
async def list_all(
    dossier_id: DossierId,
    caller: CallerDep,
    uow: Uow,
    page: PageQuery,
    tag: Tag,
    request: Request,
    response: Response,
) -> PageOut[DecisionOut]:
    """The decision in force, then those that it replaced: none is ever edited (D39)."""
    dossier, decisions = await list_decisions(uow, caller, dossier_id=dossier_id, page=page)
    tag(dossier.version)
    return PageOut[DecisionOut].of(decisions, lambda decision: DecisionOut.of(decision, dossier), request, response)


@router.post(
    "/decision-corrections",
    operation_id="correctDecision",
    summary="Correct a decision",
    status_code=201,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def correct(
    command: DossierCommand, body: Annotated[CorrectionIn, Body()], uow: Uow, issuer: IssuerDep, tag: Tag
) -> DecidedOut:
    """Put words right, whatever is validated staying so (D56), or deliberate again in an open session (D39).

    The chair decides again on what stands on the agenda: `requestRedeliberation` puts it there; the secretariat's
    correction does both at once. A CQPI that was asked for and not delivered, its correspondence with the CQP being
    confirmed since, comes with it.
    """
    if isinstance(body, MaterialErrorIn):
        words = tuple(word.to_domain() for word in body.competences)
        corrected = await correct_material_error(uow, command, words=words, reason=body.reason, issuer=issuer)
    else:
        corrected = await redeliberate(
            uow, command, session_id=body.session_id, motion=body.to_domain(), reason=body.reason
        )
    tag(corrected.version)
    return DecidedOut.of_dossier(corrected)


@router.post(
    "/redeliberation",
    operation_id="requestRedeliberation",
    summary="Put a decided dossier before a jury again",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def request_again(command: DossierCommand, body: RedeliberationRequestIn, uow: Uow, tag: Tag) -> DossierOut:
    """Put a decided dossier on a session's agenda: its members see it, its chair may decide again (`correctDecision`).

    By the secretariat, or by a member who sat when it was decided and who presided then, or presides there. What was
    decided stays in force until the session is closed.
    """
    await request_redeliberation(uow, command, session_id=body.session_id, reason=body.reason, appeal_id=body.appeal_id)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
