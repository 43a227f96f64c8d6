"""The document store on obstore: a folder of this machine, or any object store that obstore knows."""

from collections.abc import AsyncIterator, Callable
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore

from app.domain.text import Text
from app.usecases.errors import PayloadTooLarge
from app.usecases.ports.documents import ByteRange, StoredFile

_MEBIBYTE = 1 << 20
_LOCAL_PIECE = _MEBIBYTE // 4
_REMOTE_PIECE = 5 * _MEBIBYTE
"""The smallest part that S3 takes."""
_READ_PIECE = _MEBIBYTE // 4


class ObjectDocumentStore:
    """Files as objects. ``largest`` is the size in bytes that no file exceeds."""

    def __init__(self, connect: Callable[[], ObjectStore], *, largest: int) -> None:
        self._connect = connect
        self._largest = largest

    @classmethod
    def in_folder(cls, folder: Path, *, largest: int) -> "ObjectDocumentStore":
        """A store in a folder of this machine, which is made when it is first needed."""
        return cls(partial(LocalStore, folder, mkdir=True), largest=largest)

    async def put(self, key: str, content: AsyncIterator[bytes]) -> StoredFile:
        """Keep the stream. Raises PayloadTooLarge, FileExistsError, and what the stream raises."""
        await self._claim(key)
        counted = _Counted(content, self._largest)
        try:
            await obstore.put_async(
                self._objects, key, counted.pieces(), use_multipart=True, chunk_size=self._piece_size, max_concurrency=1
            )
        except BaseException:
            await self.delete(key)
            raise
        return counted.result()

    async def read(self, key: str, span: ByteRange | None = None) -> AsyncIterator[bytes]:
        """The file, or a part of it. Raises FileNotFoundError."""
        if span is None:
            found = await obstore.get_async(self._objects, key)
        else:
            found = await obstore.get_async(self._objects, key, options={"range": (span.first, span.last + 1)})
        return aiter(found.stream(min_chunk_size=_READ_PIECE))

    async def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        try:
            await obstore.delete_async(self._objects, key)
        except FileNotFoundError:
            return

    async def exists(self, key: str) -> bool:
        """Whether the file is there."""
        try:
            await obstore.head_async(self._objects, key)
        except FileNotFoundError:
            return False
        return True

    @cached_property
    def _objects(self) -> ObjectStore:
        return self._connect()

    @property
    def _piece_size(self) -> int:
        return _LOCAL_PIECE if isinstance(self._objects, LocalStore) else _REMOTE_PIECE

    async def _claim(self, key: str) -> None:
        # A conditional write holds the whole file in memory. So an empty object takes the key, on the condition that
        # it is free, and the stream then replaces what is ours.
        try:
            await obstore.put_async(self._objects, key, b"", mode="create")
        except AlreadyExistsError:
            raise FileExistsError(key) from None


class _Counted:
    """A stream that measures what passes."""

    def __init__(self, content: AsyncIterator[bytes], largest: int) -> None:
        self._content = content
        self._largest = largest
        self._size = 0
        self._digest = sha256()

    async def pieces(self) -> AsyncIterator[bytes]:
        async for piece in self._content:
            self._size += len(piece)
            if self._size > self._largest:
                raise PayloadTooLarge(_too_large(self._largest))
            self._digest.update(piece)
            yield piece

    def result(self) -> StoredFile:
        return StoredFile(size=self._size, sha256=self._digest.hexdigest())


def _too_large(largest: int) -> Text:
    shown = f"{largest // _MEBIBYTE} Mio" if largest >= _MEBIBYTE else f"{largest} octets"
    in_english = shown.replace("Mio", "MiB").replace("octets", "bytes")
    return Text(f"Ce fichier dépasse {shown}, la taille admise.", f"This file exceeds {in_english}, the size admitted.")
