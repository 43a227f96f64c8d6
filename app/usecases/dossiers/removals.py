"""Documents taken off a dossier (D67), and their files, which go some time after them."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.documents import Document, DocumentState
from app.domain.dossier import Dossier
from app.domain.removals import files_to_delete, without_file
from app.domain.removals import remove_document as taken_off
from app.domain.rules.decisions import D67
from app.domain.uploads import is_readable
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.documents import document_summary
from app.usecases.dossiers.previews import delete_file
from app.usecases.errors import NotFound, StoreUnavailable
from app.usecases.isolation import for_each_isolated
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.dossiers import StoredDocument


async def remove_document(
    uow: UnitOfWork, store: DocumentStore, command: Act, *, document_id: UUID, reason: str, wrong_person: bool
) -> None:
    """Take a version off the dossier. Another person's file is deleted at once, or by the next purge where the store
    does not answer.

    Raises NotFound, StaleVersion, AlreadyDone, StepNotOpen, RulesRefused.
    """
    async with uow:
        case = await load_case_for_update(uow, command)
        stored = await _shown(uow, command, document_id, case.dossier)
        after = taken_off(
            case,
            stored.document,
            reason,
            role=command.caller.role,
            brought_it=_brought_it(command.caller, stored),
            wrong_person=wrong_person,
        )
        told = replace(command, rules=(D67,), details=_told(stored, reason, wrong_person=wrong_person))
        await save(uow, told, before=case, after=unwrap(after, command.now.on))
        await uow.dossiers.set_document_state(document_id, DocumentState.REMOVED)
        await uow.commit()
    if wrong_person:
        await _delete_at_once(uow, store, command)


async def delete_removed_files(
    uow: UnitOfWork, store: DocumentStore, *, now: Moment, new_id: Callable[[], UUID]
) -> int:
    """Delete the files of what was taken off long enough ago; how many went.

    Run it again as often as one likes. Raises StoreUnavailable; ExceptionGroup, once all were tried.
    """

    async def delete(dossier_id: UUID) -> int:
        return await _delete_files_of(uow, store, dossier_id, now=now, new_id=new_id)

    async with uow:
        ids = await uow.dossiers.with_documents_in(DocumentState.REMOVED)
    return sum(await for_each_isolated(ids, delete, stopped_by=(StoreUnavailable,)))


async def _delete_at_once(uow: UnitOfWork, store: DocumentStore, command: Act) -> None:
    try:
        await _delete_files_of(uow, store, command.dossier_id, now=command.now, new_id=command.new_id)
    except StoreUnavailable:  # it is off the dossier already: the purge deletes what is left
        return


async def _delete_files_of(
    uow: UnitOfWork, store: DocumentStore, dossier_id: UUID, *, now: Moment, new_id: Callable[[], UUID]
) -> int:
    """A row says that its file is gone only once it is."""
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, dossier_id)
        due = files_to_delete(dossier, now.on) if dossier is not None else ()
        for document in due:
            await delete_file(store, document)
            command = _deletion(dossier_id, document, now, new_id)
            if dossier is not None:
                after = without_file(dossier, document.id)
                dossier = await save(uow, command, before=dossier, after=after)
            await uow.dossiers.forget_file(document.id, name=str(document.kind))
        await uow.commit()
    return len(due)


def _deletion(dossier_id: UUID, document: Document, now: Moment, new_id: Callable[[], UUID]) -> Act:
    return Act(
        caller=SYSTEM,
        operation_id="deleteRemovedFile",
        dossier_id=dossier_id,
        now=now,
        new_id=new_id,
        details=document_summary(document),
        silent=True,
        rules=(D67,),
    )


async def _shown(uow: UnitOfWork, command: Act, document_id: UUID, dossier: Dossier) -> StoredDocument:
    """The version, with who brought it. Raises NotFound of what the caller is not shown."""
    kept = await uow.dossiers.stored_documents(command.dossier_id)
    found = next((each for each in kept if each.document.id == document_id), None)
    if found is None or not is_readable(dossier, found.document, command.caller.role):
        raise NotFound
    return found


def _brought_it(caller: Caller, stored: StoredDocument) -> bool:
    """Whether it was the caller; of a company, whoever acts for it: a dossier that they see is its own."""
    by = stored.uploaded_by
    if caller.role is Role.EMPLOYER:
        return by["role"] == Role.EMPLOYER
    return by.get("user_id") == str(caller.user_id)


def _told(stored: StoredDocument, reason: str, *, wrong_person: bool) -> dict[str, object]:
    document = stored.document
    return {
        **document_summary(document),
        "received_on": document.received_on.isoformat(),
        "sha256": document.sha256,
        "reason": reason,
        "wrong_person": wrong_person,
        "brought_by": stored.uploaded_by["role"],
    }
