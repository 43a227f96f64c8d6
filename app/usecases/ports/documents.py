"""Ports to the files behind the documents: where their bytes lie, and what their bytes are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """What the store counted while it took a file in: ``size`` in bytes, ``sha256`` in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that lies in the store: ``size`` in bytes, ``written_at`` by the store's own clock.

    ``opened_size``: its size once it is opened, if it is under lock, which its place does not tell.
    """

    key: str
    size: int
    opened_size: int | None = None
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteRange:
    """Some bytes of a file, both ends included, counted from 0."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes it spans."""
        return self.last - self.first + 1


class DocumentStore(Protocol):
    """Files under keys: written once, never over one another, streamed both ways.

    Everything raises StoreUnavailable where the store does not answer, or has no room left.
    """

    async def check(self) -> None:
        """Return if the store answers, and the place that it keeps files in is there."""
        ...

    async def put(self, key: str, content: AsyncIterator[bytes]) -> StoredFile:
        """Keep the stream under ``key``, whole or not at all.

        Raises PayloadTooLarge as soon as it exceeds what the store takes, FileExistsError where the key is taken, and
        whatever the stream raises.
        """
        ...

    async def create(self, key: str, content: bytes) -> None:
        """Keep a small file in one stroke: whoever reads sees none of it, or all. Raises FileExistsError."""
        ...

    async def read(self, key: str, span: ByteRange | None = None) -> AsyncIterator[bytes]:
        """The file, or ``span`` of it, in pieces. Raises FileNotFoundError before the first one."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the file; nothing happens where there is none."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether a file lies under ``key``."""
        ...

    def files(self, under: str = "") -> AsyncIterator[KeptFile]:
        """Every file, or those in the folder ``under``, in no order."""
        ...


class FileTypes(Protocol):
    """What a file is, by its bytes."""

    def recognise(self, head: bytes, file_name: str) -> str:
        """The media type of a file that begins with ``head`` (8 KiB, or all of it).

        Raises UnsupportedMediaType for a type that is not accepted, or that the file's name contradicts, and
        InvalidInput at ``/file`` for an empty one.
        """
        ...

    def inspection(self, media_type: str) -> "Inspection":
        """Somebody to look at all of a file of that type, once it has passed by."""
        ...


class Inspection(Protocol):
    """A look at one whole file, for who is to read it."""

    def take(self, piece: bytes) -> None:
        """The next piece of the file."""
        ...

    async def conclude(self) -> None:
        """Say no to a file that nobody could read, in its true words.

        Raises InvalidInput at ``/file`` where it breaks off, asks for a password or has nothing to show, and
        UnsupportedMediaType where it is of another type than it begins as.
        """
        ...

    def forget(self) -> None:
        """Keep nothing of the file, looked at or not."""
        ...
