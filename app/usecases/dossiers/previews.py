"""The first page of a document as a picture: drawn once it is known to be clean, read by whoever may read the file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.documents import Document, DocumentState
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.documents import FoundDocument, read_document, record_access
from app.usecases.errors import NotFound, StepNotOpen, StoredFileMissing
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import ByteRange, DocumentStore
from app.usecases.ports.dossiers import Preview
from app.usecases.ports.jobs import JobKind
from app.usecases.ports.previews import FirstPages

_MEDIA_TYPE = "image/png"
_WAITING = Violation(
    code="preview_waiting",
    detail=Text(
        "L'aperçu de ce document se prépare : redemandez-le dans quelques secondes.",
        "The preview of this document is being prepared: ask for it again in some seconds.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPreview:
    """The picture of a document that the caller may read: ``size`` in bytes, ``sha256`` in hexadecimal."""

    found: FoundDocument
    file_name: str
    size: int
    sha256: str
    media_type: str = _MEDIA_TYPE


def preview_key(storage_key: str) -> str:
    """Under which key the picture lies, beside its file."""
    return f"{storage_key}.preview"


async def delete_file(store: DocumentStore, document: Document) -> None:
    """Delete a document's file, and the picture of its first page. Raises StoreUnavailable."""
    await store.delete(preview_key(document.storage_key))
    await store.delete(document.storage_key)


async def draw_preview(
    uow: UnitOfWork, store: DocumentStore, first_pages: FirstPages, *, document_id: UUID, at: datetime
) -> None:
    """Keep the picture and the number of pages, or that there is none; nothing is done where that was done already.

    Raises StoreUnavailable: it is tried again.
    """
    async with uow:
        document = await uow.dossiers.filed_document(document_id)
    if document is None or document.state is not DocumentState.AVAILABLE:
        return
    key = preview_key(document.storage_key)
    try:
        content = b"".join([piece async for piece in await store.read(document.storage_key)])
    except FileNotFoundError:
        return
    drawn = await first_pages.draw(content, document.media_type)
    kept = None
    if drawn is not None:
        await store.delete(key)
        kept = await store.put(key, _whole(drawn.png))
    async with uow:
        preview = Preview(
            drawn_at=at,
            pages=drawn.pages if drawn is not None else None,
            size=kept.size if kept is not None else None,
            sha256=kept.sha256 if kept is not None else None,
        )
        is_there = await uow.dossiers.keep_preview(document_id, preview)
        await uow.commit()
    if not is_there:  # it was taken off the dossier while it was drawn
        await store.delete(key)


async def read_preview(uow: UnitOfWork, command: Act, *, document_id: UUID) -> FoundPreview:
    """The picture of one version of one document. Where none was ever asked for, it is from now on.

    Raises NotFound, also of what cannot be drawn; StepNotOpen while it is not drawn yet, or its file is given to
    nobody.
    """
    found = await read_document(uow, command, document_id=document_id)
    async with uow:
        preview = await uow.dossiers.preview_of(document_id)
        if preview is None:
            await uow.jobs.enqueue(JobKind.PREVIEW_DOCUMENT, document_id)
            await uow.commit()
    if preview is None:
        raise StepNotOpen((_WAITING,), command.now.on)
    if preview.size is None or preview.sha256 is None:
        raise NotFound
    name = f"{found.document.file_name.rsplit('.', 1)[0]}.png"
    return FoundPreview(found=found, file_name=name, size=preview.size, sha256=preview.sha256)


async def open_preview(
    uow: UnitOfWork, store: DocumentStore, command: Act, preview: FoundPreview, span: ByteRange | None
) -> AsyncIterator[bytes]:
    """The bytes of the picture; that the document was looked at is on record before the first one leaves.

    Raises StoreUnavailable, StoredFileMissing.
    """
    try:
        content = await store.read(preview_key(preview.found.document.storage_key), span)
    except FileNotFoundError:
        raise StoredFileMissing from None
    await record_access(uow, command, preview.found, preview=True)
    return content


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
