"""The documents' rows and the store's files held against each other, and what does not match set right."""

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.domain.branch_forms import BranchForm
from app.domain.documents import DocumentState
from app.usecases.access import SYSTEM
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.scanning import change_state
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import DocumentStore, KeptFile
from app.usecases.ports.dossiers import FiledDocument
from app.usecases.ports.jobs import JobKind

ORPHAN_AGE = timedelta(days=1)
"""A file without a row may belong to an upload under way; after a day it belongs to none."""
SCAN_OVERDUE_AFTER = timedelta(hours=1)
"""How long a scan may take before somebody is told that it waits."""

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OURS = f"(?:{_UUID}|forms)/{_UUID}"
_WITHOUT_A_FILE = frozenset({DocumentState.PURGED, DocumentState.DELETED})
_WITH_A_FILE = frozenset({DocumentState.AVAILABLE, DocumentState.QUARANTINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What does not match.

    ``missing``: documents whose file is not there. ``altered``: whose file is of another size or, where it was read,
    of another content. ``orphans``: files of nobody's. ``waiting``: documents whose scan is overdue. ``forms``: blank
    forms whose file is missing or altered; they are published again by the secretariat.
    """

    missing: tuple[FiledDocument, ...]
    altered: tuple[FiledDocument, ...]
    orphans: tuple[KeptFile, ...]
    waiting: tuple[FiledDocument, ...]
    forms: tuple[BranchForm, ...]

    @property
    def count(self) -> int:
        """How many there are, of all kinds."""
        return sum(map(len, (self.missing, self.altered, self.orphans, self.waiting, self.forms)))


async def check_documents(uow: UnitOfWork, store: DocumentStore, *, now: datetime, deep: bool) -> Findings:
    """Look at every row and every file; ``deep`` reads the files too, and ``now`` is by the store's clock.

    Files that are not named as documents are somebody else's, and are left alone. Raises StoreUnavailable.
    """
    async with uow:
        filed = uow.filed_documents
        await filed.note_kept(store.files())
        forms = await uow.forms.all()
        requests = await uow.bridge_requests.holding_files()
        unfound, altered = await filed.without_a_file(_WITH_A_FILE), await filed.of_another_size(_WITH_A_FILE)
        waiting = await filed.since_before(DocumentState.QUARANTINED, now - SCAN_OVERDUE_AFTER)
        unnamed = await filed.of_no_document(_WITHOUT_A_FILE, named_as=_OURS, written_before=now - ORPHAN_AGE)
        kept = await filed.kept([form.storage_key for form in forms])
    # The files were listed before the rows were read: one may have come in between.
    missing = tuple([row for row in unfound if not await store.exists(row.storage_key)])
    at_fault = {row.id for row in (*missing, *altered)}
    if deep:
        altered += tuple([row async for row in _read_otherwise(uow, store, but=at_fault)])
        at_fault |= {row.id for row in altered}
    elsewhere = {form.storage_key for form in forms}
    elsewhere |= {piece.storage_key for request in requests for piece in request.pieces}
    return Findings(
        missing=missing,
        altered=altered,
        orphans=tuple(file for file in unnamed if file.key not in elsewhere),
        waiting=tuple(row for row in waiting if row.id not in at_fault),
        forms=tuple([form for form in forms if not await _is_sound(store, form, kept.get(form.storage_key), deep)]),
    )


async def _read_otherwise(
    uow: UnitOfWork, store: DocumentStore, *, but: Collection[UUID]
) -> AsyncIterator[FiledDocument]:
    """The documents whose file is read and is not what was brought, ``but`` for those that need no reading."""
    after: UUID | None = None
    while True:
        async with uow:
            some = await uow.filed_documents.some(_WITH_A_FILE, after=after)
        for row in some:
            if row.id not in but and await _digest(store, row.storage_key) != row.sha256:
                yield row
        if not some:
            return
        after = some[-1].id


async def _is_sound(store: DocumentStore, form: BranchForm, file: KeptFile | None, deep: bool) -> bool:
    if file is None:
        return await store.exists(form.storage_key)
    if form.size not in {file.size, file.opened_size}:
        return False
    return not deep or await _digest(store, form.storage_key) == form.sha256


async def _digest(store: DocumentStore, key: str) -> str:
    digest = sha256()
    async for piece in await store.read(key):
        digest.update(piece)
    return digest.hexdigest()


async def repair_documents(
    uow: UnitOfWork, store: DocumentStore, findings: Findings, *, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Ask again for what is lost, scan what waits, remove what is nobody's. No row goes, nor the file of a row.

    Run it again as often as one likes. Raises StoreUnavailable.
    """
    for row in (*findings.missing, *findings.altered):
        command = Act(
            caller=SYSTEM,
            operation_id="checkDocuments",
            dossier_id=row.dossier_id,
            now=now,
            new_id=new_id,
            rules=(),
        )
        await change_state(uow, command, row.id, before=_WITH_A_FILE, after=DocumentState.LOST)
    for row in findings.waiting:
        async with uow:
            await uow.jobs.enqueue(JobKind.SCAN_DOCUMENT, row.id)
            await uow.commit()
    for file in findings.orphans:
        await store.delete(file.key)
