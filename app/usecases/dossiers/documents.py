"""The documents of a dossier: brought, listed, read."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain import uploads
from app.domain.case import Case
from app.domain.documents import Document, DocumentKind, DocumentState, Signatory
from app.domain.dossier import Dossier
from app.domain.form_warnings import form_warning
from app.domain.law import RuleWarning
from app.domain.progress import status_of
from app.domain.refusal import Refusal
from app.domain.signature_warnings import signature_warnings
from app.domain.uploads import NotAnUploader, is_readable, withheld
from app.usecases.access import Caller
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, actor_of, check_in_charge, load_case_for_update, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import Forbidden, NotFound, StepNotOpen, StoredFileMissing
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import ByteRange, DocumentStore
from app.usecases.ports.dossiers import HistoryLine, StoredDocument
from app.usecases.ports.jobs import JobKind
from app.usecases.receiving import FileStorage, discarded_unless_recorded, receive


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingDocument:
    """What is brought: ``content`` is read once. ``received_on`` is today where nobody says otherwise.

    ``reason``: why the secretariat brings it outside its own step (D67).
    """

    kind: DocumentKind
    signed_by: frozenset[Signatory]
    file_name: str
    content: AsyncIterator[bytes]
    received_on: date | None = None
    form_version: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A version of a document, and what is pointed out of it: a signature that the pathway asks for and that it lacks,
    the form that it is written on (R57)."""

    stored: StoredDocument
    warnings: tuple[RuleWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocument:
    """A document that the caller may read, in its dossier."""

    dossier: Dossier
    document: Document


async def add_document(
    uow: UnitOfWork, storage: FileStorage, command: Act, incoming: IncomingDocument
) -> tuple[Dossier, ShownDocument]:
    """Add a version of a document; the dossier as saved, and what was added.

    The file is written before the row, so that no row is without its file; it goes again where the row is refused.
    Where files are scanned, it counts and is read only once it is known to be clean. Raises NotFound, Forbidden,
    StaleVersion, InvalidInput, StepNotOpen, AlreadyDone, UnsupportedMediaType, PayloadTooLarge, StoreUnavailable.
    """
    await _refuse_early(uow, command, incoming)
    document = await _received(storage, command, incoming)
    async with discarded_unless_recorded(storage.store, document.storage_key) as recorded, uow:
        case = await load_case_for_update(uow, command)
        after = _judged(uploads.add_document(case, command.caller.role, document, incoming.reason), command)
        added = _stored(after.documents[-1], command)
        told = replace(command, details=_told(added.document, incoming.reason))
        saved = await save(uow, told, before=case, after=after)
        await uow.dossiers.add_document(saved.id, added)
        await uow.jobs.enqueue(job_after_receipt(added.document), added.document.id)
        (shown,) = await _shown(uow, saved, (added,))
        recorded()
        await uow.commit()
    return saved, shown


def job_after_receipt(document: Document) -> JobKind:
    """What is done with a document once it is kept: it is scanned, where files are, and drawn once it is clean."""
    return JobKind.SCAN_DOCUMENT if document.state is DocumentState.QUARANTINED else JobKind.PREVIEW_DOCUMENT


async def _shown(uow: UnitOfWork, dossier: Dossier, kept: Iterable[StoredDocument]) -> tuple[ShownDocument, ...]:
    """The documents, each with what is pointed out of its form; forms are read where a document names one."""
    kept = tuple(kept)
    named = any(stored.document.form_version is not None for stored in kept)
    forms = await uow.forms.all(dossier.certification_code) if named else ()
    return tuple(
        ShownDocument(
            stored=each,
            warnings=(*signature_warnings(dossier, each.document), *form_warning(each.document, forms)),
        )
        for each in kept
    )


async def list_documents(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, page: PageRequest
) -> tuple[Dossier, Page[ShownDocument]]:
    """The versions of the documents that the caller may read, newest first. Raises NotFound."""
    async with uow:
        dossier = await _seen(uow, caller, dossier_id)
        kept = await uow.dossiers.stored_documents(dossier_id)
        there = {document.id for document in dossier.documents}
        readable = (
            stored
            for stored in kept
            if stored.document.id in there and is_readable(dossier, stored.document, caller.role)
        )
        shown = await _shown(uow, dossier, readable)
    return dossier, page_through(shown, page, lambda each: str(each.stored.document.id))


async def read_document(uow: UnitOfWork, command: Act, *, document_id: UUID) -> FoundDocument:
    """One version of one document.

    Raises NotFound, of what one may not read, nothing being told; StepNotOpen while its file is given to nobody.
    """
    async with uow:
        dossier = await _seen(uow, command.caller, command.dossier_id)
    found = next((document for document in dossier.documents if document.id == document_id), None)
    if found is None or not is_readable(dossier, found, command.caller.role):
        raise NotFound
    reason = withheld(found)
    if reason is not None:
        raise StepNotOpen((reason,), command.now.on)
    return FoundDocument(dossier=dossier, document=found)


async def open_content(
    uow: UnitOfWork, store: DocumentStore, command: Act, found: FoundDocument, span: ByteRange | None
) -> AsyncIterator[bytes]:
    """The bytes of a document, or some of them; that they were given out is on record before the first one leaves.

    Raises StoreUnavailable, StoredFileMissing.
    """
    try:
        content = await store.read(found.document.storage_key, span)
    except FileNotFoundError:
        raise StoredFileMissing from None
    await record_access(uow, command, found)
    return content


async def record_access(uow: UnitOfWork, command: Act, found: FoundDocument, *, preview: bool = False) -> None:
    """Write down that a document is given out; ``preview``: of its first page, the picture alone."""
    async with uow:
        await uow.dossiers.record(_line_of_access(command, found, preview=preview))
        await uow.commit()


def _line_of_access(command: Act, found: FoundDocument, *, preview: bool) -> HistoryLine:
    """Not a new version of the dossier: nothing in it changes."""
    status = status_of(found.dossier)
    return HistoryLine(
        id=command.new_id(),
        dossier_id=found.dossier.id,
        dossier_version=found.dossier.version,
        at=command.now.at,
        on=command.now.on,
        operation=command.operation_id,
        actor=actor_of(command.caller),
        from_status=status,
        to_status=status,
        rules=(),
        details={**document_summary(found.document), **({"preview": True} if preview else {})},
    )


async def _seen(uow: UnitOfWork, caller: Caller, dossier_id: UUID) -> Dossier:
    dossier = await uow.dossiers.get(caller, dossier_id)
    if dossier is None:
        raise NotFound
    return dossier


async def _refuse_early(uow: UnitOfWork, command: Act, incoming: IncomingDocument) -> None:
    """Nothing is stored for somebody who may not bring it; it is judged again when the row is written."""
    async with uow:
        dossier = await _seen(uow, command.caller, command.dossier_id)
        check_in_charge(dossier)
        command.precondition.check_act(dossier)
        case = await facts_of(uow, dossier, command.now.on)
    _judged(_announced(case, command, incoming) or dossier, command)


def _announced(case: Case, command: Act, incoming: IncomingDocument) -> Refusal | NotAnUploader | None:
    return uploads.announced(
        case,
        command.caller.role,
        kind=incoming.kind,
        signed_by=incoming.signed_by,
        received_on=incoming.received_on or command.now.on,
        reason=incoming.reason,
    )


def _judged(answer: Dossier | Refusal | NotAnUploader, command: Act) -> Dossier:
    if isinstance(answer, NotAnUploader):
        raise Forbidden(answer.detail)
    return unwrap(answer, command.now.on)


async def _received(storage: FileStorage, command: Act, incoming: IncomingDocument) -> Document:
    key = f"{command.dossier_id}/{command.new_id()}"
    file = await receive(storage, key=key, file_name=incoming.file_name, content=incoming.content)
    return Document(
        id=command.new_id(),
        kind=incoming.kind,
        version_number=1,
        file_name=file.file_name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        signed_by=incoming.signed_by,
        received_on=incoming.received_on or command.now.on,
        storage_key=key,
        state=DocumentState.QUARANTINED if storage.scans else DocumentState.AVAILABLE,
        form_version=incoming.form_version,
    )


def _stored(document: Document, command: Act) -> StoredDocument:
    return StoredDocument(document=document, uploaded_by=actor_of(command.caller), uploaded_at=command.now.at)


def _told(document: Document, reason: str | None) -> dict[str, object]:
    on_form = {} if document.form_version is None else {"form_version": document.form_version}
    because = {} if reason is None else {"reason": reason}
    return {**document_summary(document), "signed_by": sorted(document.signed_by), **on_form, **because}


def document_summary(document: Document) -> dict[str, object]:
    """Which version of which document, as history names it."""
    return {"document_id": str(document.id), "kind": str(document.kind), "version": document.version_number}
