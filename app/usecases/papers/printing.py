"""Printing a paper: set and sealed once, kept under its own name, and the same bytes ever after (D75)."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from app.usecases.ports.documents import ByteRange, DocumentStore
from app.usecases.ports.paper import PaperRenderer, PaperWords

PAPERS = "papers/"
"""Where the printed papers lie in the document store, each in the folder of what it is of.

A dossier, a session, or a certificate: the last outlives its dossier's names (docs/personal-data.md).
"""
_PLAIN, _SEALED = ".pdf", "-sealed.pdf"
_DIGEST = re.compile(r"/[0-9a-f]{64}\.pdf$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingContext:
    """What printing takes: the renderer, the store that keeps what it printed, and the address in the QR codes."""

    renderer: PaperRenderer
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


async def print_paper(
    printing: PrintingContext, paper: PaperWords, *, place: str, file_name: str, folder_before: str | None = None
) -> PrintedPaper:
    """The paper as a PDF; ``place`` is its own among all papers, whatever the code that prints it (D75).

    The first bytes are kept, and served ever after: neither another layout, nor another compiler or font, nor a new
    signature, which is never the same twice, makes others. Whoever comes second reads the first one's. What went out
    unsigned is what is signed once there is a key. Where the file was lost, it is made again of the same words.
    ``folder_before`` is where it may have been sealed before papers were kept under names of their own: the oldest
    there, which its readers have had, is the paper.
    """
    key = f"{PAPERS}{place}-layout-{paper.layout}"
    if printing.renderer.seals:
        make = partial(_sealed, printing, paper, key, folder_before)
        content = await _first(printing.store, f"{key}{_SEALED}", make)
    else:
        content = await _first(printing.store, f"{key}{_PLAIN}", partial(printing.renderer.render, paper))
    return PrintedPaper(content=content, file_name=file_name)


async def _sealed(printing: PrintingContext, paper: PaperWords, key: str, folder_before: str | None) -> bytes:
    former = await _oldest_digest(printing.store, folder_before) if folder_before is not None else None
    if former is not None:
        return await _read(printing.store, former)
    unsigned = await _kept(printing.store, f"{key}{_PLAIN}")
    return await printing.renderer.sign(await printing.renderer.render(paper) if unsigned is None else unsigned)


async def _oldest_digest(store: DocumentStore, folder: str) -> str | None:
    """The oldest file of the folder that bears the digest of its words for a name."""
    files = [file async for file in store.files(f"{PAPERS}{folder}") if _DIGEST.search(file.key)]
    return min(files, key=lambda file: file.written_at).key if files else None


async def _first(store: DocumentStore, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """What is kept under ``key``, made where nothing is."""
    kept = await _kept(store, key)
    if kept is not None:
        return kept
    content = await make()
    try:
        await store.create(key, content)
    except FileExistsError:
        return await _read(store, key)
    return content


async def _kept(store: DocumentStore, key: str) -> bytes | None:
    return await _read(store, key) if await store.exists(key) else None


async def _read(store: DocumentStore, key: str) -> bytes:
    return b"".join([piece async for piece in await store.read(key)])


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
