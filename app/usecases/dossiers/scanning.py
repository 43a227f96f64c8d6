"""Documents looked at for viruses after they were brought: until then nobody reads them, and they do not count."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.documents import DocumentState
from app.domain.uploads import with_state
from app.usecases.access import SYSTEM
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.documents import document_summary
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.jobs import JobKind
from app.usecases.ports.scanner import Scanner
from app.usecases.security_events import SecurityEvent, tell


async def scan_document(
    uow: UnitOfWork,
    store: DocumentStore,
    scanner: Scanner,
    *,
    document_id: UUID,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Release the document, or refuse it for good; nothing is done to one that does not wait.

    Raises ScannerUnavailableError, StoreUnavailable, FileNotFoundError: it keeps waiting.
    """
    async with uow:
        waiting = await uow.dossiers.filed_document(document_id)
    if waiting is None or waiting.state is not DocumentState.QUARANTINED:
        return
    threat = await scanner.threat_in(await store.read(waiting.storage_key))
    command = Act(
        caller=SYSTEM,
        operation_id="scanDocument",
        dossier_id=waiting.dossier_id,
        now=now,
        new_id=new_id,
        details={"threat": threat},
        rules=(),
    )
    await change_state(
        uow,
        command,
        document_id,
        before=frozenset({DocumentState.QUARANTINED}),
        after=DocumentState.REFUSED if threat else DocumentState.AVAILABLE,
    )
    if not threat:
        async with uow:
            await uow.jobs.enqueue(JobKind.PREVIEW_DOCUMENT, document_id)
            await uow.commit()
    if threat:
        tell(SecurityEvent.FILE_INFECTED, dossier_id=waiting.dossier_id, document_id=document_id)


async def change_state(
    uow: UnitOfWork, command: Act, document_id: UUID, *, before: frozenset[DocumentState], after: DocumentState
) -> bool:
    """Write down what became of a document, with its line of history; False where somebody else did so first."""
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, command.dossier_id)
        document = next((each for each in dossier.documents if each.id == document_id), None) if dossier else None
        if dossier is None or document is None or document.state not in before:
            return False
        told = replace(command, details={**document_summary(document), "state": str(after), **command.details})
        await save(uow, told, before=dossier, after=with_state(dossier, document_id, after))
        await uow.dossiers.set_document_state(document_id, after)
        await uow.commit()
    return True
