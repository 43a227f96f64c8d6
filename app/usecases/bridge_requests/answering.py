"""The secretariat opens a dossier from a request, or declines it with a reason (D25, D73)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.domain import uploads
from app.domain.bridge_requests import (
    NO_BRIDGE,
    PATHWAY_ASKED_FOR,
    BridgeRefusal,
    BridgeRequest,
    answered_before,
    bridge_asked_for,
    candidate_from,
    decline_request,
    open_request,
)
from app.domain.candidate import Employment
from app.domain.documents import Document, DocumentState
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.refusal import Refusal
from app.domain.uploads import NotAnUploader
from app.usecases.access import Caller
from app.usecases.bridge_requests.bringing import ShownRequest
from app.usecases.bridge_requests.partner_events import event_of_request
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, actor_of, load_case_for_update, save
from app.usecases.dossiers.create_dossier import NewDossier, opened_dossier
from app.usecases.dossiers.documents import document_summary
from app.usecases.errors import Forbidden, InvalidInput, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import StoredDocument
from app.usecases.ports.events import Event
from app.usecases.ports.jobs import JobKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOpening:
    """What the secretariat adds to a request as it opens the dossier."""

    option: str | None = None
    bridge_id: UUID | None = None
    company_id: UUID | None = None
    employment: Employment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswer:
    """Who answers which request, and when."""

    caller: Caller
    request_id: UUID
    now: Moment
    new_id: Callable[[], UUID]


async def open_bridge_request(uow: UnitOfWork, answer: RequestAnswer, opening: RequestOpening) -> ShownRequest:
    """Open the dossier: its candidate, the parchment as held and to be verified, and both pieces, in one transaction.

    Raises NotFound, AlreadyDone, and what opening a dossier and uploading a document raise.
    """
    async with uow:
        request = await _locked(uow, answer)
        new = _new_dossier(request, opening, await _bridge_id(uow, request, opening, answer))
        dossier = (await opened_dossier(uow, answer.caller, new=new, now=answer.now, new_id=answer.new_id)).dossier
        for piece in request.pieces:
            dossier = await _bring(uow, answer, dossier, piece)
        opened = unwrap(open_request(request, dossier.id), answer.now.on)
        await uow.bridge_requests.save(opened)
        await uow.events.record(_told(EventType.BRIDGE_REQUEST_OPENED, opened, answer, dossier))
        followed = await uow.bridge_requests.get(opened.id)
        await uow.commit()
    if followed is None:
        raise NotFound
    return ShownRequest(followed=followed)


async def decline_bridge_request(uow: UnitOfWork, answer: RequestAnswer, reason: str) -> ShownRequest:
    """Decline it, once; a new one may be brought. Raises NotFound, AlreadyDone."""
    async with uow:
        request = await _locked(uow, answer)
        refusal = BridgeRefusal(reason=reason, by=str(answer.caller.role), at=answer.now.at)
        declined = unwrap(decline_request(request, refusal), answer.now.on)
        await uow.bridge_requests.save(declined)
        await uow.events.record(_told(EventType.BRIDGE_REQUEST_DECLINED, declined, answer, None))
        followed = await uow.bridge_requests.get(declined.id)
        await uow.commit()
    if followed is None:
        raise NotFound
    return ShownRequest(followed=followed)


async def _locked(uow: UnitOfWork, answer: RequestAnswer) -> BridgeRequest:
    request = await uow.bridge_requests.get_locked(answer.request_id)
    if request is None:
        raise NotFound
    unwrap(answered_before(request) or request, answer.now.on)
    return request


async def _bridge_id(uow: UnitOfWork, request: BridgeRequest, opening: RequestOpening, answer: RequestAnswer) -> UUID:
    """The bridge named, or the one that joins the two certifications. Raises InvalidInput where none does."""
    if opening.bridge_id is not None:
        return opening.bridge_id
    found = bridge_asked_for(request, await uow.reference.bridges(), answer.now.on)
    if found is None:
        raise InvalidInput(NO_BRIDGE)
    return found.id


def _new_dossier(request: BridgeRequest, opening: RequestOpening, bridge_id: UUID) -> NewDossier:
    candidate = candidate_from(request, opening.employment)
    if candidate is None:
        raise ValueError(f"{request.id} waits, and names nobody")
    return NewDossier(
        pathway=PATHWAY_ASKED_FOR.code,
        variant=None,
        certification_code=request.presented.certification_code,
        option=opening.option,
        candidate=candidate,
        training_scheme=None,
        training_body=None,
        accompanying_body=None,
        tutor=None,
        trainers=(),
        company_id=opening.company_id,
        requested_cqpi=(),
        previous_dossier_id=None,
        fundings=(),
        bridge_id=bridge_id,
    )


async def _bring(uow: UnitOfWork, answer: RequestAnswer, dossier: Dossier, piece: Document) -> Dossier:
    """The dossier with the piece, brought by the secretariat: its file stays where it is."""
    command = Act(
        caller=answer.caller,
        operation_id="addDocument",
        dossier_id=dossier.id,
        now=answer.now,
        new_id=answer.new_id,
        details=document_summary(piece),
        silent=True,
    )
    case = await load_case_for_update(uow, command)
    after = _judged(uploads.add_document(case, answer.caller.role, piece), answer.now)
    saved = await save(uow, command, before=case, after=after)
    added = after.documents[-1]
    stored = StoredDocument(document=added, uploaded_by=actor_of(answer.caller), uploaded_at=answer.now.at)
    await uow.dossiers.add_document(saved.id, stored)
    if added.state is DocumentState.QUARANTINED:
        await uow.jobs.enqueue(JobKind.SCAN_DOCUMENT, added.id)
    return saved


def _judged(answered: Dossier | Refusal | NotAnUploader, now: Moment) -> Dossier:
    if isinstance(answered, NotAnUploader):
        raise Forbidden(answered.detail)
    return unwrap(answered, now.on)


def _told(event_type: EventType, request: BridgeRequest, answer: RequestAnswer, dossier: Dossier | None) -> Event:
    return event_of_request(event_type, request, dossier, at=answer.now.at, new_id=answer.new_id)
