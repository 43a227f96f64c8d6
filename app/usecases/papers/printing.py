"""Printing a sheet: sealed once, kept under what it says, and the same bytes ever after."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from uuid import UUID

from app.usecases.ports.documents import ByteRange, DocumentStore
from app.usecases.ports.paper import Paper, Sheet

PAPERS = "papers/"
"""Where the printed papers lie in the document store, each in the folder of what it is of.

A dossier, a session, or a certificate: the last outlives its dossier's names (docs/personal-data.md).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What printing takes: the press, the store that keeps what it sealed, and the address in the QR codes."""

    paper: Paper
    store: DocumentStore
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPaper:
    """A PDF under the name by which it is saved."""

    content: bytes
    file_name: str
    media_type: str = "application/pdf"

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """In hexadecimal: the same for the same paper."""
        return sha256(self.content).hexdigest()

    async def opened(self, span: ByteRange | None) -> AsyncIterator[bytes]:
        """The bytes, or some of them, in one piece."""
        return _once(self.content if span is None else self.content[span.first : span.last + 1])


async def printed(printing: Printing, sheet: Sheet, *, of: UUID | str, file_name: str) -> PrintedPaper:
    """The sheet as a PDF; ``of`` is the dossier or the session that it is about, or the certificate's folder.

    A signature is never the same twice. So the first one is kept, and served for as long as the sheet says the same;
    whoever comes second reads the first one's. Without a key nothing is kept: the same sheet gives the same bytes.
    """
    if not printing.paper.seals:
        return PrintedPaper(content=await printing.paper.render(sheet), file_name=file_name)
    key = f"{PAPERS}{of}/{_said_by(sheet)}.pdf"
    try:
        content = await _kept(printing.store, key)
    except FileNotFoundError:
        content = await _sealed(printing, sheet, key)
    return PrintedPaper(content=content, file_name=file_name)


async def _sealed(printing: Printing, sheet: Sheet, key: str) -> bytes:
    content = await printing.paper.sign(await printing.paper.render(sheet))
    try:
        await printing.store.create(key, content)
    except FileExistsError:
        return await _kept(printing.store, key)
    return content


async def _kept(store: DocumentStore, key: str) -> bytes:
    return b"".join([piece async for piece in await store.read(key)])


def _said_by(sheet: Sheet) -> str:
    """A name that only a sheet of the same kind with the same words has."""
    words = json.dumps([type(sheet).__name__, asdict(sheet)], default=str, sort_keys=True, ensure_ascii=False)
    return sha256(words.encode()).hexdigest()


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
