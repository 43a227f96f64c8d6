"""The partner branch brings a holder's request, with its two pieces (R77, D73)."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.bridge_requests import (
    OVER,
    REQUEST_PIECES,
    BridgeRequest,
    ParchmentHolder,
    Presented,
    request_faults,
    request_warnings,
)
from app.domain.bridges import PartnerCertification
from app.domain.documents import Document, DocumentKind, DocumentState
from app.domain.event_types import EventType
from app.domain.law import RuleWarning
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.bridge_requests.partner_events import event_of_request
from app.usecases.errors import AlreadyDone, InvalidInput
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.bridge_requests import FollowedRequest
from app.usecases.ports.jobs import JobKind
from app.usecases.receiving import FileStorage, discarded_unless_recorded, receive


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingPiece:
    """One of the two files: ``content`` is read once."""

    file_name: str
    content: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingRequest:
    """What is brought; both pieces are there."""

    presented: Presented
    holder: ParchmentHolder
    pieces: Mapping[DocumentKind, IncomingPiece]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRequest:
    """A request as it is answered, with what to know of it that stops nothing."""

    followed: FollowedRequest
    warnings: tuple[RuleWarning, ...] = ()


async def request_bridge(
    uow: UnitOfWork,
    storage: FileStorage,
    caller: Caller,
    incoming: IncomingRequest,
    *,
    now: Moment,
    new_id: Callable[[], UUID],
) -> ShownRequest:
    """Keep the request with its pieces, for the secretariat to look at; the same one again is the one on record.

    Raises InvalidInput, UnsupportedMediaType, PayloadTooLarge, StoreUnavailable; AlreadyDone where the parchment waits
    for that certification already, or is under way to it.
    """
    partner = PARTNER_CERTIFICATIONS.get(incoming.presented.partner_certification)
    faults = tuple(
        replace(each, pointer=f"/request{each.pointer}")
        for each in request_faults(incoming.presented, incoming.holder, partner, branch=caller.branch, on=now.on)
    )
    if faults or partner is None:
        raise InvalidInput(*faults)
    async with AsyncExitStack() as kept:
        request, record = await _received(kept, storage, caller, incoming, partner, now, new_id)
        async with uow:
            warnings = request_warnings(request, await uow.reference.bridges(), now.on)
            known = _the_same(await uow.bridge_requests.alike(request), request)
            if known is not None:
                return ShownRequest(followed=known, warnings=warnings)
            if not await uow.bridge_requests.add(request):
                raise AlreadyDone(_WAITS)
            if storage.scans:
                await uow.jobs.enqueue(JobKind.SCAN_BRIDGE_REQUEST, request.id)
            received = EventType.BRIDGE_REQUEST_RECEIVED
            await uow.events.record(event_of_request(received, request, None, at=now.at, new_id=new_id))
            record()
            await uow.commit()
    return ShownRequest(followed=FollowedRequest(request=request), warnings=warnings)


async def _received(
    kept: AsyncExitStack,
    storage: FileStorage,
    caller: Caller,
    incoming: IncomingRequest,
    partner: PartnerCertification,
    now: Moment,
    new_id: Callable[[], UUID],
) -> tuple[BridgeRequest, Callable[[], None]]:
    """The request, its files in the store until the end of ``kept`` unless they are recorded; and how they are."""
    request_id = new_id()
    pieces: list[Document] = []
    recorders: list[Callable[[], None]] = []
    for kind in REQUEST_PIECES:
        key = f"{request_id}/{new_id()}"
        piece = incoming.pieces[kind]
        file = await receive(storage, key=key, file_name=piece.file_name, content=piece.content)
        recorders.append(await kept.enter_async_context(discarded_unless_recorded(storage.store, key)))
        pieces.append(
            Document(
                id=new_id(),
                kind=kind,
                version_number=1,
                file_name=file.file_name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
                signed_by=frozenset(),
                received_on=now.on,
                storage_key=key,
                state=DocumentState.QUARANTINED if storage.scans else DocumentState.AVAILABLE,
            )
        )
    request = BridgeRequest(
        id=request_id,
        branch=partner.branch,
        brought_by=caller.client_id or "",
        received_at=now.at,
        presented=incoming.presented,
        holder=incoming.holder,
        pieces=tuple(pieces),
    )

    def record() -> None:
        for each in recorders:
            each()

    return request, record


def _the_same(alike: Iterable[FollowedRequest], request: BridgeRequest) -> FollowedRequest | None:
    """The request on record that says the same; None where nothing stands in the way of this one."""
    for known in alike:
        if known.status in OVER:
            continue
        if known.request.is_repeated_by(request):
            return known
        raise AlreadyDone(_WAITS if known.status is None else _UNDER_WAY)
    return None


_WAITS = Text(
    "Une autre demande attend pour ce parchemin et cette certification : le secrétariat y répondra d'abord.",
    "Another request waits for this parchment and this certification: the secretariat will answer it first.",
)
_UNDER_WAY = Text(
    "Un dossier est en cours pour ce parchemin et cette certification.",
    "A dossier is under way for this parchment and this certification.",
)
