"""A whole file looked at by its structure, out of the way of everybody else."""

import asyncio
import re
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from zipfile import BadZipFile, ZipFile

from app.adapters.active_content import BOMB, MACROS, has_macros, unpacks_too_large
from app.adapters.readable_pdf import TRUNCATED
from app.domain.text import Text
from app.usecases.errors import InvalidInput, UnsupportedMediaType

_AT_A_TIME = 2
_THREADS = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="whole-file")
_IN_MEMORY = 1 << 20

_LAST_CHUNK_OF_PNG = b"IEND\xae\x42\x60\x82"
_TEXT_OF_DOCX = "word/document.xml"
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)
_END_OF_IMAGE, _WITHOUT_LENGTH = 0xD9, frozenset({0x01, 0xD8})


class WholeFile:
    """One file that passes by: kept on disk beyond a mebibyte, and read again at its end.

    ``look`` raises InvalidInput or UnsupportedMediaType for what nobody could read.
    """

    def __init__(self, look: Callable[[bytes], None]) -> None:
        self._look = look
        self._kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by ``forget``

    def take(self, piece: bytes) -> None:
        """Keep the next piece."""
        self._kept.write(piece)

    async def conclude(self) -> None:
        """Look at it, in a thread."""
        await asyncio.get_running_loop().run_in_executor(_THREADS, self._read_again)

    def forget(self) -> None:
        """Keep nothing of it."""
        self._kept.close()

    def _read_again(self) -> None:
        self._kept.seek(0)
        self._look(self._kept.read())


def check_docx(content: bytes, *, of_no_type: Text) -> None:
    """By the directory at its end, which is what opens a ZIP; what its head says may be another's.

    All of it is unpacked once, into nothing: what lies about its size or is locked is found so.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            if _TEXT_OF_DOCX not in archive.namelist():
                raise UnsupportedMediaType(of_no_type)
            if unpacks_too_large(archive):
                raise InvalidInput(BOMB)
            if archive.testzip() is not None:
                raise InvalidInput(TRUNCATED)
            if has_macros(archive):
                raise InvalidInput(MACROS)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise InvalidInput(TRUNCATED) from None


def check_png(content: bytes) -> None:
    """By its last chunk, whatever follows it."""
    if _LAST_CHUNK_OF_PNG not in content:
        raise InvalidInput(TRUNCATED)


def check_jpeg(content: bytes) -> None:
    """From segment to segment: a picture in miniature inside one of them has an end of its own."""
    at = 0
    while found := _MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        if marker == _END_OF_IMAGE:
            return
        if marker not in _WITHOUT_LENGTH:
            at += int.from_bytes(content[at : at + 2], "big")
    raise InvalidInput(TRUNCATED)
