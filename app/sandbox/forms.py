"""The sandbox's blank forms: one unconfirmed example of each, the same for every certification."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid5

import typst
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import branch_forms
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.branch_forms import FORM_LABELS, BranchForm, FormKind
from app.domain.catalogue import CERTIFICATIONS
from app.domain.law import GUIDE_IN_FORCE_FROM
from app.usecases.receiving import FileStorage, ReceivedFile, receive
from app.usecases.reference.branch_forms import FOLDER

_SOURCE = "Exemple non confirmé — rédigé pour le bac à sable, ce n'est pas le document de la branche"
_NAMESPACE = UUID("6f1f6a1e-5d0b-4b1c-9a55-0a3c5b8f2d10")
_PAGE = """\
#set document(title: "{title}", date: none)
#set page(paper: "a4", margin: 25mm)
#set text(lang: "fr", size: 11pt)
= {title}
{source}.
#v(1em)
#for asked in ("Nom et prénom du candidat", "Certification visée", "Établissement", "Date", "Signatures") [
  #asked #h(1fr)
  #v(-0.6em)
  #line(length: 100%, stroke: 0.4pt)
  #v(1.5em)
]
"""


async def publish_examples(engine: AsyncEngine, storage: FileStorage) -> None:
    """Bring the examples in, where the sandbox has no form yet."""
    async with engine.connect() as connection:
        if await connection.scalar(select(func.count()).select_from(branch_forms)):
            return
    kept = {kind: await _kept(storage, kind) for kind in FormKind}
    async with SqlUnitOfWork(engine) as uow:
        for code, certification in CERTIFICATIONS.items():
            for kind in FormKind if certification.pathways else ():
                await uow.forms.add(_example(code, kind, kept[kind]))
        await uow.commit()


async def _kept(storage: FileStorage, kind: FormKind) -> ReceivedFile:
    key = f"{FOLDER}/{uuid5(_NAMESPACE, kind)}"
    await storage.store.delete(key)  # of a sandbox whose database was erased, or that was stopped while it started
    written = await asyncio.to_thread(_written, kind)
    return await receive(storage, key=key, file_name=f"{kind.replace('_', ' ')}.pdf", content=_once(written))


def _written(kind: FormKind) -> bytes:
    page = _PAGE.format(title=FORM_LABELS[kind].fr, source=_SOURCE)
    written: bytes = typst.compile(page.encode())
    return written


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _example(certification_code: str, kind: FormKind, file: ReceivedFile) -> BranchForm:
    return BranchForm(
        certification_code=certification_code,
        kind=kind,
        number=1,
        in_force_from=GUIDE_IN_FORCE_FROM,
        source=_SOURCE,
        confirmed=False,
        file_name=file.file_name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        storage_key=file.storage_key,
    )
