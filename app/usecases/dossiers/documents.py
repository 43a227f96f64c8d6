"""The documents of a dossier: brought, listed, read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain import uploads
from app.domain.case import Case
from app.domain.documents import Document, DocumentKind, Signatory
from app.domain.dossier import Dossier
from app.domain.file_names import safe_file_name
from app.domain.refusal import Refusal
from app.domain.uploads import NotAnUploader, readable_kinds
from app.usecases.access import Caller
from app.usecases.answers import accepted
from app.usecases.dossiers.acting import Act, actor_of, held_case, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import Forbidden, NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import ByteRange, DocumentStore, FileTypes
from app.usecases.ports.dossiers import StoredDocument

_HEAD = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingDocument:
    """What is brought: ``content`` is read once. ``received_on`` is today where nobody says otherwise."""

    kind: DocumentKind
    signed_by: frozenset[Signatory]
    file_name: str
    content: AsyncIterator[bytes]
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStorage:
    """The two ports that files pass through."""

    store: DocumentStore
    types: FileTypes


async def add_document(
    uow: UnitOfWork, storage: FileStorage, acting: Act, incoming: IncomingDocument
) -> tuple[Dossier, StoredDocument]:
    """Add a version of a document; the dossier as saved, and what was added.

    The file is written before the row, so that no row is without its file; it goes again where the row is refused.
    Raises NotFound, Forbidden, StaleVersion, InvalidInput, StepNotOpen, AlreadyDone, UnsupportedMediaType,
    PayloadTooLarge.
    """
    await _refuse_early(uow, acting, incoming)
    document = await _received(storage, acting, incoming)
    recorded = False
    try:
        async with uow:
            case = await held_case(uow, acting)
            after = _judged(uploads.add_document(case, acting.caller.role, document), acting)
            added = _stored(after.documents[-1], acting)
            saved = await save(uow, replace(acting, details=_told(added.document)), before=case.dossier, after=after)
            await uow.dossiers.add_document(saved.id, added)
            # An error of the commit itself may hide that it took place: a file too many is better than one too few.
            recorded = True
            await uow.commit()
    finally:
        if not recorded:
            await storage.store.delete(document.storage_key)
    return saved, added


async def list_documents(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, page: PageRequest
) -> tuple[Dossier, Page[StoredDocument]]:
    """The versions of the documents that the caller may read, newest first. Raises NotFound."""
    async with uow:
        dossier = await _seen(uow, caller, dossier_id)
        kept = await uow.dossiers.stored_documents(dossier_id)
    readable = readable_kinds(dossier, caller.role)
    shown = [stored for stored in kept if stored.document.kind in readable]
    return dossier, page_through(shown, page, lambda stored: str(stored.document.id))


async def read_document(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, document_id: UUID) -> Document:
    """One version of one document. Raises NotFound: of what one may not read, nothing is told."""
    async with uow:
        dossier = await _seen(uow, caller, dossier_id)
    found = next((document for document in dossier.documents if document.id == document_id), None)
    if found is None or found.kind not in readable_kinds(dossier, caller.role):
        raise NotFound
    return found


async def open_content(store: DocumentStore, document: Document, span: ByteRange | None) -> AsyncIterator[bytes]:
    """The bytes of a document that the caller may read, or some of them. Raises FileNotFoundError."""
    return await store.read(document.storage_key, span)


async def _seen(uow: UnitOfWork, caller: Caller, dossier_id: UUID) -> Dossier:
    dossier = await uow.dossiers.get(caller, dossier_id)
    if dossier is None:
        raise NotFound
    return dossier


async def _refuse_early(uow: UnitOfWork, acting: Act, incoming: IncomingDocument) -> None:
    """Nothing is stored for somebody who may not bring it; it is judged again when the row is written."""
    async with uow:
        dossier = await _seen(uow, acting.caller, acting.dossier_id)
        acting.precondition.check(dossier.version)
        case = await facts_of(uow, dossier, acting.now.on)
    _judged(_announced(case, acting, incoming) or dossier, acting)


def _announced(case: Case, acting: Act, incoming: IncomingDocument) -> Refusal | NotAnUploader | None:
    return uploads.announced(
        case,
        acting.caller.role,
        kind=incoming.kind,
        signed_by=incoming.signed_by,
        received_on=incoming.received_on or acting.now.on,
    )


def _judged(answer: Dossier | Refusal | NotAnUploader, acting: Act) -> Dossier:
    if isinstance(answer, NotAnUploader):
        raise Forbidden(answer.detail)
    return accepted(answer, acting.now.on)


async def _received(storage: FileStorage, acting: Act, incoming: IncomingDocument) -> Document:
    file_name = safe_file_name(incoming.file_name)
    head, content = await _peek(incoming.content)
    media_type = storage.types.recognise(head, file_name)
    key = f"{acting.dossier_id}/{acting.new_id()}"
    kept = await storage.store.put(key, content)
    return Document(
        id=acting.new_id(),
        kind=incoming.kind,
        version_number=1,
        file_name=file_name,
        media_type=media_type,
        size=kept.size,
        sha256=kept.sha256,
        signed_by=incoming.signed_by,
        received_on=incoming.received_on or acting.now.on,
        storage_key=key,
    )


async def _peek(content: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """The beginning of a stream, and the whole stream again."""
    head = b""
    async for piece in content:
        head += piece
        if len(head) >= _HEAD:
            break
    return head, _rejoined(head, content)


async def _rejoined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in rest:
        yield piece


def _stored(document: Document, acting: Act) -> StoredDocument:
    return StoredDocument(document=document, uploaded_by=actor_of(acting.caller), uploaded_at=acting.now.at)


def _told(document: Document) -> dict[str, object]:
    return {
        "document_id": str(document.id),
        "kind": str(document.kind),
        "version": document.version_number,
        "signed_by": sorted(document.signed_by),
    }
