"""Appeals (recours) against a refusal of admissibility, a jury's decision, a lapse."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Path, UploadFile
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import SecretsDep
from app.api.bodies import RequestBody
from app.api.container import container_of
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day
from app.api.files import FILE_PARAMETERS, Storage, known_fields, pieces
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.text_fields import PersonName, Reason
from app.api.v1.appeal_models import AppealOut
from app.api.v1.papers import PAPER_ANSWERS, PDF, pdf_response
from app.domain.appeals import AppealAgainst, AppealOutcome, Appellant
from app.usecases.appeals.answering import GivenAnswer, answer_appeal
from app.usecases.appeals.filing import IncomingAppeal, IncomingFile, file_appeal, file_holder_appeal
from app.usecases.appeals.reading import get_appeal, list_appeals
from app.usecases.holders.reading import Reader
from app.usecases.papers.appeals import get_appeal_letter
from app.usecases.ports.paper import PaperKind

router = router_of("appeals", "", description="Appeals (recours): filed, acknowledged, examined, answered.")

MOST_FILES = 10
_PLACE = "/v1/dossiers/{dossier_id}/appeals"
_KNOWN_FIELDS = known_fields(
    "against",
    "grounds",
    "filed_on",
    "appellant",
    "appeal_document",
    repeatable=frozenset({"appeal_document"}),
)

AppealId = Annotated[UUID, Path(description="The appeal's id.")]


class HolderAppealIn(RequestBody):
    """The token of a holder's link, what the candidate contests, and why."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    against: AppealAgainst
    grounds: Reason


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
    dependencies=[Depends(_KNOWN_FIELDS)],
    responses=problems(401, 403, 404, 409, 412, 413, 415, 422),
)
async def file(
    command: DossierCommand,
    uow: Uow,
    storage: Storage,
    tag: Tag,
    response: Response,
    language: LanguageDep,
    against: Annotated[AppealAgainst, Form(description="What is contested.")],
    grounds: Annotated[Reason, Form(description="Why.")],
    appeal_document: Annotated[
        list[UploadFile],
        File(
            default_factory=list,
            max_length=MOST_FILES,
            description="What comes with it, a field each: PDF, JPEG, PNG or DOCX.",
        ),
    ],
    filed_on: Annotated[
        Day | None, Form(description="The day on which it was written or came in, of what the secretariat received.")
    ] = None,
    appellant: Annotated[
        Appellant | None,
        Form(description="Whose it is, of what the secretariat received; the candidate's where it does not say."),
    ] = None,
) -> AppealOut:
    """Contest a refusal of admissibility, a lapse, or the jury's decision once its session is closed (D71).

    The answer is the acknowledgement, which is mailed to who appeals as well. Nothing contested changes by it. An
    appeal after its term (`listAppealTerms`) is recorded and marked `late`: a person decides.
    """
    incoming = IncomingAppeal(
        against=against,
        grounds=grounds,
        filed_on=filed_on,
        appellant=appellant,
        files=tuple(IncomingFile(file_name=each.filename or "", content=pieces(each)) for each in appeal_document),
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
    responses=problems(401, 409, 422),
)
async def file_by_link(
    body: HolderAppealIn, uow: Uow, secrets: SecretsDep, now: Now, new_id: NewId, language: LanguageDep
) -> AppealOut:
    """The candidate contests a refusal, a lapse or the jury's decision, by any living link that brought them one.

    The answer is the acknowledgement, which is mailed to them as well. Papers go to the secretariat, which adds them.
    """
    reader = Reader(token_digest=secrets.digest(body.token), now=now, new_id=new_id)
    filed = await file_holder_appeal(uow, reader, against=body.against, grounds=body.grounds)
    return AppealOut.of(filed.dossier, filed.appeal, now.on, language)
