"""A document store whose files are under lock; those that were there before stay readable as they are."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Protocol

from app.adapters.document_cipher import (
    HEADER,
    RECORD,
    SEALED_RECORD,
    DataKey,
    MasterKeys,
    SealBrokenError,
    is_sealed,
    opened_size,
    records,
)
from app.usecases.errors import StoreUnavailable
from app.usecases.ports.documents import ByteRange, DocumentStore, KeptFile, StoredFile

logger = logging.getLogger("cqp.documents")


class ReplacingStore(DocumentStore, Protocol):
    """A store of which a file can be written over, whole or not at all."""

    async def replace(self, key: str, content: AsyncIterator[bytes]) -> None:
        """Put the stream in the place of the file. Raises StoreUnavailable, and what the stream raises."""
        ...


class EncryptedDocumentStore:
    """Files sealed as they come and opened as they are read, record by record: none is ever whole in memory.

    A file whose seal is broken, or that none of the keys opens, is logged and told as StoreUnavailable: what was
    already read of it was true.
    """

    def __init__(self, store: ReplacingStore, keys: MasterKeys) -> None:
        self._store = store
        self._keys = keys

    async def check(self) -> None:
        """Return if the store behind answers. Raises StoreUnavailable."""
        await self._store.check()

    async def put(self, key: str, content: AsyncIterator[bytes]) -> StoredFile:
        """Keep the stream, sealed. Raises what the store behind raises, and what the stream raises."""
        counted = _Counted(content)
        await self._store.put(key, self._sealed(key, counted.pieces()))
        return counted.result()

    async def create(self, key: str, content: bytes) -> None:
        """Keep a small file in one stroke. Raises FileExistsError, StoreUnavailable."""
        await self._store.create(key, b"".join([piece async for piece in self._sealed(key, _of(content))]))

    async def read(self, key: str, span: ByteRange | None = None) -> AsyncIterator[bytes]:
        """The file, or a part of it. Raises FileNotFoundError, StoreUnavailable."""
        if span is None:
            return await self._whole(key)
        beginning = b"".join(
            [piece async for piece in await self._store.read(key, ByteRange(first=0, last=HEADER - 1))]
        )
        if not is_sealed(beginning):
            return await self._store.read(key, span)
        return self._part(key, self._key_of(beginning, key), span)

    async def delete(self, key: str) -> None:
        await self._store.delete(key)

    async def exists(self, key: str) -> bool:
        return await self._store.exists(key)

    async def files(self, under: str = "") -> AsyncIterator[KeptFile]:
        async for file in self._store.files(under):
            size, opened = file.size, opened_size(file.size)
            yield KeptFile(key=file.key, size=size, opened_size=opened, written_at=file.written_at)

    async def seal_anew(self, key: str) -> bool:
        """Put a file that is in clear under lock, or under the key that wraps today; False where it already was.

        Raises FileNotFoundError, StoreUnavailable.
        """
        content = await self._store.read(key)
        beginning, rest = await _begun(content)
        if is_sealed(beginning):
            if self._keys.is_current(beginning):
                return False
            with _told(key):
                header = self._keys.rewrapped(beginning[:HEADER], key)
            await self._store.replace(key, _joined(header + beginning[HEADER:], rest))
            return True
        await self._store.replace(key, self._sealed(key, _joined(beginning, rest)))
        return True

    async def _sealed(self, key: str, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        header, data_key = self._keys.new_file(key)
        yield header
        number = 0
        async for record, last in records(content, RECORD):
            yield data_key.seal(number, record, last=last)
            number += 1

    async def _whole(self, key: str) -> AsyncIterator[bytes]:
        beginning, rest = await _begun(await self._store.read(key))
        if not is_sealed(beginning):
            return _joined(beginning, rest)
        return self._opened(key, self._key_of(beginning, key), _joined(beginning[HEADER:], rest))

    async def _opened(self, key: str, data_key: DataKey, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        number = 0
        async for sealed, last in records(content, SEALED_RECORD):
            with _told(key):
                record = data_key.open(number, sealed, last=last)
            yield record
            number += 1

    async def _part(self, key: str, data_key: DataKey, span: ByteRange) -> AsyncIterator[bytes]:
        """The records that hold the part are read, whole. Which of them ends the file, its own seal says."""
        first, last = span.first // RECORD, span.last // RECORD
        begins = HEADER + first * SEALED_RECORD
        sealed = ByteRange(first=begins, last=begins + (last - first + 1) * SEALED_RECORD - 1)
        number = first
        async for record, _ in records(await self._store.read(key, sealed), SEALED_RECORD):
            with _told(key):
                opened = _either(data_key, number, record)
            at = number * RECORD
            yield opened[max(0, span.first - at) : span.last + 1 - at]
            number += 1

    def _key_of(self, beginning: bytes, key: str) -> DataKey:
        with _told(key):
            return self._keys.key_of(beginning[:HEADER], key)


def _either(data_key: DataKey, number: int, record: bytes) -> bytes:
    try:
        return data_key.open(number, record, last=False)
    except SealBrokenError:
        return data_key.open(number, record, last=True)


@contextmanager
def _told(key: str) -> Iterator[None]:
    """Tell a broken seal as a store that does not answer as it should, once it is in the log."""
    try:
        yield
    except SealBrokenError as failure:
        logger.error("%s cannot be opened: %s", key, failure)
        raise StoreUnavailable from failure


class _Counted:
    """A stream that measures what passes, before it is sealed."""

    def __init__(self, content: AsyncIterator[bytes]) -> None:
        self._content = content
        self._size = 0
        self._digest = sha256()

    async def pieces(self) -> AsyncIterator[bytes]:
        async for piece in self._content:
            self._size += len(piece)
            self._digest.update(piece)
            yield piece

    def result(self) -> StoredFile:
        return StoredFile(size=self._size, sha256=self._digest.hexdigest())


async def _begun(content: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """At least the length of a header where there is as much, and the rest."""
    beginning = bytearray()
    async for piece in content:
        beginning += piece
        if len(beginning) >= HEADER:
            break
    return bytes(beginning), content


async def _joined(beginning: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield beginning
    async for piece in rest:
        yield piece


async def _of(content: bytes) -> AsyncIterator[bytes]:
    yield content
