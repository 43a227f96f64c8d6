"""The documents' rows and the store's files held against each other, and what does not match set right."""

import re
from collections.abc import Callable, Iterable, Mapping
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
_OURS = re.compile(f"(?:{_UUID}|forms)/{_UUID}")
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
    kept = {file.key: file async for file in store.files()}
    async with uow:
        rows = await uow.dossiers.filed_documents()
        forms = await uow.forms.all()
        requests = await uow.bridge_requests.holding_files()
    own = tuple(row for row in rows if row.state in _WITH_A_FILE)
    filed = (row for row in rows if row.state not in _WITHOUT_A_FILE)
    named = {row.storage_key for row in filed} | {form.storage_key for form in forms}
    named |= {piece.storage_key for request in requests for piece in request.pieces}
    looked_at = _Look(store, kept, deep)
    faults = {row.id: fault for row in own if (fault := await looked_at.fault_of(row)) is not None}
    return Findings(
        missing=tuple(row for row in own if faults.get(row.id) == "missing"),
        altered=tuple(row for row in own if faults.get(row.id) == "altered"),
        orphans=tuple(_orphans(kept, named, written_before=now - ORPHAN_AGE)),
        waiting=tuple(
            row
            for row in own
            if row.state is DocumentState.QUARANTINED
            and row.uploaded_at < now - SCAN_OVERDUE_AFTER
            and row.id not in faults
        ),
        forms=tuple([form for form in forms if await looked_at.fault_of(form) is not None]),
    )


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


def _orphans(kept: Mapping[str, KeptFile], named: set[str], *, written_before: datetime) -> Iterable[KeptFile]:
    for key, file in sorted(kept.items()):
        if key not in named and _OURS.fullmatch(key) and file.written_at < written_before:
            yield file


@dataclass(frozen=True, slots=True)
class _Look:
    store: DocumentStore
    kept: Mapping[str, KeptFile]
    deep: bool

    async def fault_of(self, row: FiledDocument | BranchForm) -> str | None:
        """What is wrong with the file of a row: ``missing`` or ``altered``."""
        file = self.kept.get(row.storage_key)
        if file is None:
            # The files were listed before the rows were read: one may have come in between.
            return None if await self.store.exists(row.storage_key) else "missing"
        if row.size not in {file.size, file.opened_size}:
            return "altered"
        is_another = self.deep and await self._digest(row.storage_key) != row.sha256
        return "altered" if is_another else None

    async def _digest(self, key: str) -> str:
        digest = sha256()
        async for piece in await self.store.read(key):
            digest.update(piece)
        return digest.hexdigest()
