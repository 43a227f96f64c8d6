"""Bridge requests read: by the secretariat all of them, by a program those of its branch."""

from collections.abc import AsyncIterator
from uuid import UUID

from app.domain.bridge_requests import BridgeRequestState, request_warnings
from app.domain.documents import Document, DocumentKind
from app.domain.uploads import withheld
from app.usecases.access import Caller, Role
from app.usecases.bridge_requests.bringing import ShownRequest
from app.usecases.errors import NotFound, StepNotOpen, StoredFileMissing
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import ByteRange, DocumentStore


async def list_bridge_requests(
    uow: UnitOfWork, caller: Caller, *, state: BridgeRequestState | None, page: PageRequest, now: Moment
) -> Page[ShownRequest]:
    """Newest first, each with whether a bridge leads there today."""
    branch = caller.branch if caller.role is Role.CLIENT else None
    async with uow:
        found = await uow.bridge_requests.page(page, branch=branch, state=state)
        bridges = await uow.reference.bridges()
    shown = tuple(
        ShownRequest(followed=each, warnings=request_warnings(each.request, bridges, now.on)) for each in found.items
    )
    return Page(items=shown, next_after=found.next_after)


async def get_bridge_request(uow: UnitOfWork, caller: Caller, *, request_id: UUID, now: Moment) -> ShownRequest:
    """One of them, and whether a bridge leads there today. Raises NotFound."""
    async with uow:
        found = await uow.bridge_requests.get(request_id)
        if found is None or (caller.role is Role.CLIENT and found.request.branch != caller.branch):
            raise NotFound
        return ShownRequest(
            followed=found, warnings=request_warnings(found.request, await uow.reference.bridges(), now.on)
        )


async def read_piece(uow: UnitOfWork, *, request_id: UUID, kind: DocumentKind, now: Moment) -> Document:
    """A piece that the request still holds. Raises NotFound; StepNotOpen while its file is given to nobody."""
    async with uow:
        found = await uow.bridge_requests.get(request_id)
    piece = found.request.piece(kind) if found is not None else None
    if piece is None:
        raise NotFound
    reason = withheld(piece)
    if reason is not None:
        raise StepNotOpen((reason,), now.on)
    return piece


async def open_piece(store: DocumentStore, piece: Document, span: ByteRange | None) -> AsyncIterator[bytes]:
    """Its bytes, or some of them. Raises StoreUnavailable, StoredFileMissing."""
    try:
        return await store.read(piece.storage_key, span)
    except FileNotFoundError:
        raise StoredFileMissing from None
