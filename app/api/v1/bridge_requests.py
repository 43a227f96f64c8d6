"""Bridge requests: brought by the partner branch's system, answered by the secretariat, followed by both."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Uow
from app.api.downloads import download
from app.api.files import FILE_ANSWERS, FILE_PARAMETERS, Storage
from app.api.language import spoken
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import consumes, produces
from app.api.routing import router as router_of
from app.api.text_fields import Line, Reason
from app.api.v1.addresses import AddressOut
from app.api.v1.bridge_request_bodies import FORM, LARGEST_REQUEST, REQUEST_FORM, BridgeRequestIn, incoming_request
from app.api.v1.candidate_fields import EmploymentIn
from app.api.v1.dossier_models import Sex
from app.api.v1.violations import WarningOut
from app.domain.bridge_requests import (
    BRIDGE_REQUEST_STATE_LABELS,
    OVER,
    BridgeRequestState,
    ParchmentHolder,
)
from app.domain.bridges import BRANCH_LABELS, Branch
from app.domain.deliberation import Outcome
from app.domain.documents import DOCUMENT_LABELS, Document, DocumentKind
from app.domain.dossier import STATUS_LABELS, Status
from app.usecases.access import Caller, Role
from app.usecases.bridge_requests.answering import (
    RequestAnswer,
    RequestOpening,
    decline_bridge_request,
    open_bridge_request,
)
from app.usecases.bridge_requests.bringing import ShownRequest, request_bridge
from app.usecases.bridge_requests.reading import get_bridge_request, list_bridge_requests, open_piece, read_piece
from app.usecases.ports.accounts import Language

router = router_of(
    "bridge requests",
    "/v1/bridge-requests",
    description="A holder's request to cross a bridge, brought by the partner branch's system instead of by post.",
)

RequestId = Annotated[UUID, Path(description="The request's id.")]


class BridgeRequestOpening(RequestBody):
    """What the secretariat adds as it opens the dossier; where nobody says how the holder works, it is `other`."""

    option: Line | None = None
    bridge_id: UUID | None = None
    company_id: UUID | None = None
    employment: EmploymentIn | None = None


class BridgeRequestRefusalIn(RequestBody):
    """Why the request is declined: the partner branch reads it, and tells its holder."""

    reason: Reason


class BridgeRequestRefusalOut(MirrorBody):
    """That a request was declined, and why."""

    reason: str
    at: datetime


class ParchmentHolderOut(AnswerBody):
    """Whose request it is."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    sex: Sex
    birth_place: str
    email: str | None
    address: AddressOut | None

    @classmethod
    def of(cls, holder: ParchmentHolder) -> Self:
        """The holder on the wire."""
        return cls.model_validate(holder, from_attributes=True)


class RequestPieceOut(AnswerBody):
    """A file that came with the request: `getBridgeRequestDocument` gives it."""

    kind: DocumentKind
    kind_label: str
    file_name: str
    media_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, piece: Document) -> Self:
        """The piece on the wire."""
        return cls(
            kind=piece.kind,
            kind_label=spoken(DOCUMENT_LABELS[piece.kind]),
            file_name=piece.file_name,
            media_type=piece.media_type,
            size=piece.size,
            sha256=piece.sha256,
        )


class BridgeRequestOut(AnswerBody):
    """A request, and what became of it: `status` and `outcome` are those of the dossier that was opened from it.

    `holder`, `pieces` and `dossier_id` are shown to the secretariat alone; once the dossier is open, it holds the
    former two. `number` is null once the holder is forgotten.
    """

    id: UUID
    branch: Branch
    branch_label: str
    state: BridgeRequestState
    state_label: str
    received_at: datetime
    certification_code: str
    partner_certification: str
    number: str | None
    awarded_on: date
    holder: ParchmentHolderOut | None
    pieces: list[RequestPieceOut]
    refusal: BridgeRequestRefusalOut | None
    dossier_id: UUID | None
    dossier_number: str | None
    status: Status | None
    status_label: str | None
    outcome: Outcome | None
    outcome_label: str | None
    warnings: list[WarningOut]

    @classmethod
    def of(cls, shown: ShownRequest, caller: Caller, on: date, language: Language) -> Self:
        """The request as the secretariat reads it, or a program of the branch."""
        request, status = shown.followed.request, shown.followed.status
        is_secretariat = caller.role is Role.SECRETARIAT
        outcome = Outcome(status) if status in OVER and status is not Status.CLOSED else None
        return cls(
            id=request.id,
            branch=request.branch,
            branch_label=spoken(BRANCH_LABELS[request.branch]),
            state=request.state,
            state_label=spoken(BRIDGE_REQUEST_STATE_LABELS[request.state]),
            received_at=request.received_at,
            certification_code=request.presented.certification_code,
            partner_certification=request.presented.partner_certification,
            number=request.presented.number or None,
            awarded_on=request.presented.awarded_on,
            holder=ParchmentHolderOut.of(request.holder) if is_secretariat and request.holder is not None else None,
            pieces=[RequestPieceOut.of(piece) for piece in request.pieces] if is_secretariat else [],
            refusal=BridgeRequestRefusalOut.of(request.refusal) if request.refusal is not None else None,
            dossier_id=request.dossier_id if is_secretariat else None,
            dossier_number=shown.followed.dossier_number,
            status=status,
            status_label=spoken(STATUS_LABELS[status]) if status is not None else None,
            outcome=outcome,
            outcome_label=spoken(STATUS_LABELS[Status(outcome)]) if outcome is not None else None,
            warnings=[WarningOut.of(warning, on, language) for warning in shown.warnings],
        )


@router.post(
    "",
    operation_id="requestBridge",
    summary="Bring a holder's bridge request",
    status_code=202,
    responses={**located(202), **problems(401, 403, 409, 413, 415, 422)},
    openapi_extra=REQUEST_FORM,
)
@consumes(FORM, largest=LARGEST_REQUEST, model=BridgeRequestIn)
async def bring(
    caller: CallerDep,
    uow: Uow,
    storage: Storage,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    request: Request,
    response: Response,
) -> BridgeRequestOut:
    """Instead of a letter (R77): the description, the form and the copy of the parchment, for the secretariat to check.

    The same request again is the one on record. `warnings` say where no bridge in force leads there (R78). Follow it by
    the events `bridge_request.opened`, `.declined`, `.status_changed`, `.decided`, `.closed` and `.reopened`, or by
    `getBridgeRequest`.
    """
    incoming = await incoming_request(request)
    shown = await request_bridge(uow, storage, caller, incoming, now=now, new_id=new_id)
    response.headers["Location"] = f"/v1/bridge-requests/{shown.followed.request.id}"
    return BridgeRequestOut.of(shown, caller, now.on, language)


@router.get("", operation_id="listBridgeRequests", summary="List bridge requests", responses=problems(401, 403, 422))
async def list_all(
    caller: CallerDep,
    uow: Uow,
    now: Now,
    language: LanguageDep,
    page: PageQuery,
    request: Request,
    response: Response,
    state: Annotated[BridgeRequestState | None, Query(description="Only those that stand there.")] = None,
) -> PageOut[BridgeRequestOut]:
    """What was brought, newest first; a program reads its branch's."""
    found = await list_bridge_requests(uow, caller, state=state, page=page, now=now)
    return PageOut[BridgeRequestOut].of(
        found, lambda each: BridgeRequestOut.of(each, caller, now.on, language), request, response
    )


@router.get(
    "/{request_id}",
    operation_id="getBridgeRequest",
    summary="Read a bridge request",
    responses=problems(401, 403, 404, 422),
)
async def get_one(
    request_id: RequestId, caller: CallerDep, uow: Uow, now: Now, language: LanguageDep
) -> BridgeRequestOut:
    """Where the request stands, and what the jury decided once its session is closed."""
    shown = await get_bridge_request(uow, caller, request_id=request_id, now=now)
    return BridgeRequestOut.of(shown, caller, now.on, language)


@router.get(
    "/{request_id}/documents/{kind}",
    operation_id="getBridgeRequestDocument",
    summary="Read a file of a bridge request",
    response_class=Response,
    responses={**FILE_ANSWERS, **problems(404, 409, 416, 422)},
    openapi_extra=FILE_PARAMETERS,
)
@produces("*/*")
async def get_piece(
    request_id: RequestId, kind: DocumentKind, uow: Uow, storage: Storage, now: Now, request: Request
) -> Response:
    """The form, or the copy of the parchment; once the dossier is open, they are its documents."""
    piece = await read_piece(uow, request_id=request_id, kind=kind, now=now)
    return await download(request, piece, lambda span: open_piece(storage.store, piece, span))


@router.post(
    "/{request_id}/opening",
    operation_id="openBridgeRequest",
    summary="Open a dossier from a bridge request",
    status_code=201,
    responses={**located(), **problems(401, 403, 404, 409, 422)},
)
async def open_one(
    request_id: RequestId,
    body: BridgeRequestOpening,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    response: Response,
) -> BridgeRequestOut:
    """The dossier of its holder, who declares the parchment as held, with both pieces; to check the parchment stays the
    secretariat's (`verifyHeldCertification`, D25)."""
    answer = RequestAnswer(caller=caller, request_id=request_id, now=now, new_id=new_id)
    opening = RequestOpening(
        option=body.option,
        bridge_id=body.bridge_id,
        company_id=body.company_id,
        employment=body.employment.to_domain() if body.employment is not None else None,
    )
    shown = await open_bridge_request(uow, answer, opening)
    response.headers["Location"] = f"/v1/dossiers/{shown.followed.request.dossier_id}"
    return BridgeRequestOut.of(shown, caller, now.on, language)


@router.post(
    "/{request_id}/refusal",
    operation_id="declineBridgeRequest",
    summary="Decline a bridge request",
    responses=problems(401, 403, 404, 409, 422),
)
async def decline(
    request_id: RequestId,
    body: BridgeRequestRefusalIn,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
) -> BridgeRequestOut:
    """With a reason that the partner branch reads; it may bring a new one. Holder and files are forgotten in time."""
    answer = RequestAnswer(caller=caller, request_id=request_id, now=now, new_id=new_id)
    return BridgeRequestOut.of(await decline_bridge_request(uow, answer, body.reason), caller, now.on, language)
