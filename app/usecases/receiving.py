"""A file as it comes in: known by its bytes, safely named, kept whole or not at all."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.domain.file_names import safe_file_name
from app.usecases.ports.documents import DocumentStore, FileTypes, Inspection

_HEAD = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStorage:
    """The two ports that files pass through; ``scans`` says that a worker looks for viruses in them afterwards."""

    store: DocumentStore
    types: FileTypes
    scans: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """A file in the store, and what is known of it: ``size`` in bytes, ``sha256`` in hexadecimal."""

    storage_key: str
    file_name: str
    media_type: str
    size: int
    sha256: str


async def receive(storage: FileStorage, *, key: str, file_name: str, content: AsyncIterator[bytes]) -> ReceivedFile:
    """Keep the stream, which is read once, under ``key``.

    Raises UnsupportedMediaType, PayloadTooLarge, InvalidInput for a file that is empty, breaks off or that the next
    person could not read, StoreUnavailable.
    """
    name = safe_file_name(file_name)
    head, whole = await _peek(content)
    media_type = storage.types.recognise(head, name)
    kept = await storage.store.put(key, _looked_at(storage.types.inspection(media_type), whole))
    return ReceivedFile(storage_key=key, file_name=name, media_type=media_type, size=kept.size, sha256=kept.sha256)


@asynccontextmanager
async def discarded_unless_recorded(store: DocumentStore, key: str) -> AsyncIterator[Callable[[], None]]:
    """The file goes again where its row is refused. Call what this gives just before the commit.

    An error of the commit itself may hide that it took place: a file too many is better than one too few.
    """
    recorded = False

    def record() -> None:
        nonlocal recorded
        recorded = True

    try:
        yield record
    finally:
        if not recorded:
            await store.delete(key)


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


async def _looked_at(inspection: Inspection, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The stream; it fails at its end where nobody could read it, so that the store keeps nothing of it."""
    try:
        async for piece in content:
            inspection.take(piece)
            yield piece
        await inspection.conclude()
    finally:
        inspection.forget()
