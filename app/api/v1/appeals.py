"""Appeals (recours) against a refusal of admissibility, a jury's decision, a lapse."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import SecretsDep
from app.api.bodies import RequestBody
from app.api.body_limit import LARGEST_UPLOAD
from app.api.container import container_of
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day
from app.api.files import FILE_PARAMETERS, Storage, pieces
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import consumes, produces
from app.api.routing import router as router_of
from app.api.text_fields import PersonName, Reason
from app.api.v1.appeal_bodies import FORM, JSON, AppealIn, HolderAppealIn, body_and_files, form_of
from app.api.v1.appeal_models import AppealOut
from app.api.v1.papers import PAPER_ANSWERS, PDF, pdf_response
from app.domain.appeals import AppealOutcome
from app.usecases.appeals.answering import GivenAnswer, answer_appeal
from app.usecases.appeals.filing import IncomingAppeal, IncomingFile, file_appeal, file_holder_appeal
from app.usecases.appeals.reading import get_appeal, list_appeals
from app.usecases.holders.reading import Reader
from app.usecases.papers.appeals import get_appeal_letter
from app.usecases.ports.paper import PaperKind

router = router_of("appeals", "", description="Appeals (recours): filed, acknowledged, examined, answered.")

_PLACE = "/v1/dossiers/{dossier_id}/appeals"

AppealId = Annotated[UUID, Path(description="The appeal's id.")]


class AppealAnswerIn(RequestBody):
    """The answer and its grounds; who examined the appeal, by name, and when the appellant was heard if they were."""

    outcome: AppealOutcome
    grounds: Reason
    examined_by: PersonName
    heard_on: Day | None = None


@router.post(
    _PLACE,
    operation_id="fileAppeal",
    summary="File an appeal",
    status_code=201,
    responses={**located(), **problems(401, 403, 404, 409, 412, 413, 415, 422)},
    openapi_extra=form_of(AppealIn),
)
@consumes(FORM, JSON, largest=LARGEST_UPLOAD, model=AppealIn)
async def file(
    command: DossierCommand,
    uow: Uow,
    storage: Storage,
    tag: Tag,
    request: Request,
    response: Response,
    language: LanguageDep,
) -> AppealOut:
    """Contest a refusal of admissibility, a lapse, or the jury's decision once its session is closed (D71).

    The answer is the acknowledgement, which is mailed to who appeals as well. Nothing contested changes by it. An
    appeal after its term (`listAppealTerms`) is recorded and marked `late`: a person decides.
    """
    body, files = await body_and_files(request, AppealIn)
    incoming = IncomingAppeal(
        against=body.against,
        grounds=body.grounds,
        filed_on=body.filed_on,
        appellant=body.appellant,
        files=_incoming(files),
    )
    filed = await file_appeal(uow, storage, command, incoming)
    tag(filed.dossier.version)
    response.headers["Location"] = f"/v1/dossiers/{filed.dossier.id}/appeals/{filed.appeal.id}"
    return AppealOut.of(filed.dossier, filed.appeal, command.now.on, language)


@router.get(_PLACE, operation_id="listAppeals", summary="List the appeals", responses=problems(401, 403, 404, 422))
async def list_all(
    dossier_id: DossierId,
    caller: CallerDep,
    uow: Uow,
    page: PageQuery,
    now: Now,
    language: LanguageDep,
    tag: Tag,
    request: Request,
    response: Response,
) -> PageOut[AppealOut]:
    """The appeals in a dossier, the newest first."""
    dossier, found = await list_appeals(uow, caller, dossier_id=dossier_id, page=page)
    tag(dossier.version)
    return PageOut[AppealOut].of(
        found, lambda appeal: AppealOut.of(dossier, appeal, now.on, language), request, response
    )


@router.get(
    f"{_PLACE}/{{appeal_id}}",
    operation_id="getAppeal",
    summary="Read an appeal",
    responses=problems(401, 403, 404, 422),
)
async def get_one(
    dossier_id: DossierId, appeal_id: AppealId, caller: CallerDep, uow: Uow, now: Now, language: LanguageDep, tag: Tag
) -> AppealOut:
    """What is contested, by whom and why, the answer once there is one, and what followed from it."""
    found = await get_appeal(uow, caller, dossier_id=dossier_id, appeal_id=appeal_id)
    tag(found.dossier.version)
    return AppealOut.of(found.dossier, found.appeal, now.on, language)


@router.post(
    f"{_PLACE}/{{appeal_id}}/answer",
    operation_id="answerAppeal",
    summary="Answer an appeal",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def answer(
    command: DossierCommand, appeal_id: AppealId, body: AppealAnswerIn, uow: Uow, tag: Tag, language: LanguageDep
) -> AppealOut:
    """Inadmissible, dismissed or upheld, with the grounds, once (D71). It changes no result.

    Upheld, a dossier that a refusal or a lapse had closed is open again, and the refused request awaits a new
    decision (`decideAdmissibility` with `appeal_id`); a jury's dossier may be put to a redeliberation
    (`requestRedeliberation` with `appeal_id`). `warnings` says where the examiner had taken the contested decision too.
    """
    given = GivenAnswer(
        outcome=body.outcome, grounds=body.grounds, examined_by=body.examined_by, heard_on=body.heard_on
    )
    answered = await answer_appeal(uow, command, appeal_id, given)
    tag(answered.dossier.version)
    return AppealOut.of(answered.dossier, answered.appeal, command.now.on, language)


@router.get(
    f"{_PLACE}/{{appeal_id}}/acknowledgement-letter",
    operation_id="getAppealAcknowledgement",
    summary="Read the letter that acknowledges an appeal",
    response_class=Response,
    responses={**PAPER_ANSWERS, **problems(409)},
    openapi_extra=FILE_PARAMETERS,
)
@produces(PDF)
async def acknowledgement_letter(
    dossier_id: DossierId, appeal_id: AppealId, caller: CallerDep, uow: Uow, now: Now, request: Request
) -> Response:
    """The acknowledgement of an appeal on paper, to who appealed."""
    printing = container_of(request.scope).printing
    paper = await get_appeal_letter(
        uow,
        caller,
        printing,
        PaperKind.APPEAL_ACKNOWLEDGEMENT,
        dossier_id=dossier_id,
        appeal_id=appeal_id,
        now=now,
    )
    return await pdf_response(request, paper)


@router.get(
    f"{_PLACE}/{{appeal_id}}/answer-letter",
    operation_id="getAppealAnswer",
    summary="Read the letter that answers an appeal",
    response_class=Response,
    responses={**PAPER_ANSWERS, **problems(409)},
    openapi_extra=FILE_PARAMETERS,
)
@produces(PDF)
async def answer_letter(
    dossier_id: DossierId, appeal_id: AppealId, caller: CallerDep, uow: Uow, now: Now, request: Request
) -> Response:
    """The answer to an appeal on paper, with its grounds and what follows from it, once it is given."""
    printing = container_of(request.scope).printing
    paper = await get_appeal_letter(
        uow, caller, printing, PaperKind.APPEAL_ANSWER, dossier_id=dossier_id, appeal_id=appeal_id, now=now
    )
    return await pdf_response(request, paper)


@router.post(
    "/v1/holder-links/appeals",
    operation_id="fileHolderAppeal",
    summary="File an appeal by a holder's link",
    status_code=201,
    responses=problems(401, 409, 413, 415, 422),
    openapi_extra=form_of(HolderAppealIn),
)
@consumes(FORM, JSON, largest=LARGEST_UPLOAD, model=HolderAppealIn)
async def file_by_link(
    uow: Uow,
    storage: Storage,
    secrets: SecretsDep,
    now: Now,
    new_id: NewId,
    request: Request,
    language: LanguageDep,
) -> AppealOut:
    """The candidate contests a refusal, a lapse or the jury's decision, by any living link that brought them one.

    The answer is the acknowledgement, which is mailed to them as well (D71).
    """
    body, files = await body_and_files(request, HolderAppealIn)
    reader = Reader(token_digest=secrets.digest(body.token), now=now, new_id=new_id)
    incoming = IncomingAppeal(against=body.against, grounds=body.grounds, files=_incoming(files))
    filed = await file_holder_appeal(uow, storage, reader, incoming)
    return AppealOut.of(filed.dossier, filed.appeal, now.on, language)


def _incoming(files: Iterable[UploadFile]) -> tuple[IncomingFile, ...]:
    return tuple(IncomingFile(file_name=each.filename or "", content=pieces(each)) for each in files)
