"""The pieces of a request looked at for viruses: until then nobody reads them."""

from dataclasses import replace
from uuid import UUID

from app.domain.documents import DocumentState
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.scanner import Scanner
from app.usecases.security_events import SecurityEvent, tell


async def scan_bridge_request(uow: UnitOfWork, store: DocumentStore, scanner: Scanner, *, request_id: UUID) -> None:
    """Release each piece, or refuse it for good; one whose dossier is open meanwhile is scanned there.

    Raises ScannerUnavailableError, StoreUnavailable, FileNotFoundError: it keeps waiting.
    """
    async with uow:
        found = await uow.bridge_requests.get(request_id)
    waiting = found.request.pieces if found is not None else ()
    states: dict[UUID, DocumentState] = {}
    for piece in (each for each in waiting if each.state is DocumentState.QUARANTINED):
        threat = await scanner.threat_in(await store.read(piece.storage_key))
        states[piece.id] = DocumentState.REFUSED if threat else DocumentState.AVAILABLE
    async with uow:
        request = await uow.bridge_requests.get_locked(request_id)
        if request is None or not states:
            return
        pieces = tuple(replace(each, state=states.get(each.id, each.state)) for each in request.pieces)
        await uow.bridge_requests.save(replace(request, pieces=pieces))
        await uow.commit()
    for piece_id in (each for each, state in states.items() if state is DocumentState.REFUSED):
        tell(SecurityEvent.FILE_INFECTED, bridge_request_id=request_id, document_id=piece_id)
