"""The document store on obstore: a folder of this machine, or any object store that obstore knows."""

import asyncio
import logging
from asyncio import Semaphore
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from uuid import UUID

import obstore
import orjson
from obstore.exceptions import AlreadyExistsError, BaseError, NotSupportedError
from obstore.store import LocalStore, ObjectStore, from_url

from app.domain.text import Text
from app.usecases.errors import PayloadTooLarge, StoreUnavailable
from app.usecases.ports.documents import ByteRange, KeptFile, StoredFile
from app.usecases.ports.installation import Installation

if TYPE_CHECKING:
    from obstore import GetOptions
    from obstore.store import ClientConfig, RetryConfig

_MEBIBYTE = 1 << 20
_LOCAL_PIECE = _MEBIBYTE // 4
_REMOTE_PIECE = 5 * _MEBIBYTE
"""The smallest part that S3 takes."""
_READ_PIECE = _MEBIBYTE // 4
_LOCAL_WRITERS = 8
_REMOTE_WRITERS = 2
"""Each holds two parts, the one that leaves and the one that fills: the others wait with their files on the disk."""
_LISTED_AT_ONCE = 1000
_MARK = "installation.json"
_NOWHERE = "nothing-is-kept-here"
_NO_BUCKET = "NoSuchBucket"
"""What S3 says where the bucket itself is missing, which obstore tells as it tells a missing file."""
_REACHING: "ClientConfig" = {"connect_timeout": "3s", "read_timeout": "15s", "timeout": "60s", "allow_http": True}
"""Plain HTTP is for the store of one's own network: nothing but an address that says http:// is reached by it. The
whole of an answer may take a minute, since who reads it may be slow; a silence may not."""
_RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
_SECONDS_TO_ANSWER = 10

logger = logging.getLogger("cqp.documents")

_Got = TypeVar("_Got")


class ObjectDocumentStore:
    """Files as objects. ``largest`` is the size in bytes that no file exceeds.

    Whatever keeps the store from answering, a full disk or a lost network, is logged and told as StoreUnavailable.
    """

    def __init__(self, connect: Callable[[], ObjectStore], *, largest: int) -> None:
        self._connect = connect
        self._largest = largest

    @classmethod
    def in_folder(cls, folder: Path, *, largest: int) -> Self:
        """A store in a folder of this machine, which is made when it is first needed."""
        return cls(partial(LocalStore, folder, mkdir=True), largest=largest)

    @classmethod
    def at(cls, address: str, *, largest: int) -> Self:
        """A store elsewhere, as ``s3://bucket/prefix``; the standard variables (``AWS_*``) say how it is reached."""
        connect = partial(from_url, address, client_options=_REACHING, retry_config=_RETRIES)
        return cls(connect, largest=largest)

    async def check(self) -> None:
        """Return if the store answers, and its bucket is there. Raises StoreUnavailable."""
        try:
            await self._told(anext(obstore.list(self._objects, _NOWHERE, chunk_size=1)))
        except StopAsyncIteration:
            return

    async def read_mark(self) -> Installation | None:
        """Whose the store is, by what is written in it. Raises StoreUnavailable."""
        try:
            found = await self._told(obstore.get_async(self._objects, _MARK))
            told = orjson.loads(bytes(await found.bytes_async()))
        except FileNotFoundError:
            return None
        return Installation(name=UUID(told["installation"]), generation=told["generation"])

    async def write_mark(self, installation: Installation) -> None:
        """Write whose it is from now on. Raises StoreUnavailable."""
        told = {"installation": str(installation.name), "generation": installation.generation}
        await self._told(obstore.put_async(self._objects, _MARK, orjson.dumps(told)))

    async def put(self, key: str, content: AsyncIterator[bytes]) -> StoredFile:
        """Keep the stream. Raises PayloadTooLarge, FileExistsError, StoreUnavailable, and what the stream raises."""
        async with self._writers:
            await self._told(self._claim(key))
            counted = _Counted(content, self._largest)
            try:
                await self._write(key, counted)
            except BaseException:
                await self._forget(key)
                raise
        return counted.result()

    async def create(self, key: str, content: bytes) -> None:
        """Keep a small file in one stroke. Raises FileExistsError, StoreUnavailable."""
        await self._told(self._claim(key, content))

    async def replace(self, key: str, content: AsyncIterator[bytes]) -> None:
        """Put the stream in the place of the file: whoever reads has the one or the other. Raises StoreUnavailable."""
        async with self._writers:
            await self._write(key, _Counted(content, self._largest))

    async def read(self, key: str, span: ByteRange | None = None) -> AsyncIterator[bytes]:
        """The file, or a part of it. Raises FileNotFoundError, StoreUnavailable."""
        options: GetOptions = {} if span is None else {"range": (span.first, span.last + 1)}
        try:
            found = await self._told(obstore.get_async(self._objects, key, options=options))
        except FileNotFoundError:
            logger.error("%s is not in the store: `cqp documents check` says what it was", key)
            raise
        return aiter(found.stream(min_chunk_size=_READ_PIECE))

    async def delete(self, key: str) -> None:
        """Remove the file, if it is there. Raises StoreUnavailable."""
        try:
            await self._told(obstore.delete_async(self._objects, key))
        except FileNotFoundError:
            return

    async def exists(self, key: str) -> bool:
        """Whether the file is there. Raises StoreUnavailable."""
        try:
            await self._told(obstore.head_async(self._objects, key))
        except FileNotFoundError:
            return False
        return True

    async def files(self, under: str = "") -> AsyncIterator[KeptFile]:
        """Every file, or those in that folder. Raises StoreUnavailable."""
        listing = obstore.list(self._objects, under or None, chunk_size=_LISTED_AT_ONCE)
        while True:
            try:
                some = await self._told(anext(listing))
            except StopAsyncIteration:
                return
            for each in some:
                yield KeptFile(key=each["path"], size=each["size"], written_at=each["last_modified"])

    @cached_property
    def _objects(self) -> ObjectStore:
        return self._connect()

    @cached_property
    def _is_local(self) -> bool:
        return isinstance(self._objects, LocalStore)

    @cached_property
    def _writers(self) -> Semaphore:
        return Semaphore(_LOCAL_WRITERS if self._is_local else _REMOTE_WRITERS)

    async def _claim(self, key: str, content: bytes = b"") -> None:
        # A conditional write holds the whole file in memory. So an empty object takes the key, on the condition that
        # it is free, and the stream then replaces what is ours.
        try:
            await obstore.put_async(self._objects, key, content, mode="create")
        except AlreadyExistsError:
            raise FileExistsError(key) from None
        except NotSupportedError:
            # A store without conditional writes: keys are ids that nobody else makes, a look has to do.
            if await self.exists(key):
                raise FileExistsError(key) from None
            if content:
                await obstore.put_async(self._objects, key, content)

    async def _write(self, key: str, counted: "_Counted") -> None:
        try:
            await obstore.put_async(
                self._objects,
                key,
                counted.pieces(),
                use_multipart=True,
                chunk_size=_LOCAL_PIECE if self._is_local else _REMOTE_PIECE,
                max_concurrency=1,
            )
        except (BaseError, OSError) as failure:
            if counted.broke:
                raise
            raise _unavailable(failure) from failure

    async def _forget(self, key: str) -> None:
        try:
            await self.delete(key)
        except StoreUnavailable:
            logger.warning("%s may stay behind in the store: `cqp documents check` finds it", key)

    @staticmethod
    async def _told(asked: Awaitable[_Got]) -> _Got:
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                return await asked
        except FileNotFoundError as failure:
            if _NO_BUCKET in str(failure):
                raise _unavailable(failure) from failure
            raise
        except FileExistsError:
            raise
        except TimeoutError as failure:
            raise _unavailable(TimeoutError(f"no answer within {_SECONDS_TO_ANSWER} s")) from failure
        except (BaseError, OSError) as failure:
            raise _unavailable(failure) from failure


class _Counted:
    """A stream that measures what passes. ``broke``: it was the stream itself that failed."""

    def __init__(self, content: AsyncIterator[bytes], largest: int) -> None:
        self._content = content
        self._largest = largest
        self._size = 0
        self._digest = sha256()
        self.broke = False

    async def pieces(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._content:
                self._count(piece)
                yield piece
        except Exception:
            self.broke = True
            raise

    def _count(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._largest:
            raise PayloadTooLarge(_too_large(self._largest))
        self._digest.update(piece)

    def result(self) -> StoredFile:
        return StoredFile(size=self._size, sha256=self._digest.hexdigest())


def _unavailable(failure: Exception) -> StoreUnavailable:
    logger.error("the document store does not answer as it should: %s", str(failure).split("\n", 1)[0])
    return StoreUnavailable()


def _too_large(largest: int) -> Text:
    shown = f"{largest // _MEBIBYTE} Mio" if largest >= _MEBIBYTE else f"{largest} octets"
    in_english = shown.replace("Mio", "MiB").replace("octets", "bytes")
    return Text(f"Ce fichier dépasse {shown}, la taille admise.", f"This file exceeds {in_english}, the size admitted.")
