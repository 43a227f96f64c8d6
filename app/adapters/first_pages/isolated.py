"""Runs the drawing of one file in a process of its own, with little memory, little time and nothing to know."""

import asyncio
import json
import logging
from hashlib import sha256
from pathlib import Path

from app.adapters.apart import FailedApartError, run_apart
from app.usecases.ports.previews import DrawnPage

PATIENCE = 120.0
"""Seconds for one file: its computing is counted by the kernel, this is for a machine that has other things to do."""
_AT_ONCE = 2
_DRAWING = Path(__file__).with_name("drawing.py")
_DRAWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PAGES = 100_000
_REMEMBERED = 64

Drawn = dict[bytes, DrawnPage]
"""What was drawn of late, by the digest of its kind and its bytes: the same paper is often brought more than once."""

logger = logging.getLogger("cqp.previews")


class IsolatedFirstPages:
    """Uploads are hostile: what reads them here shares neither memory, environment nor files with the worker."""

    def __init__(self, *, patience: float = PATIENCE, drawn: Drawn | None = None) -> None:
        self._patience = patience
        self._drawn = {} if drawn is None else drawn
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def draw(self, content: bytes, media_type: str) -> DrawnPage | None:
        """The picture; None of what is no picture and no PDF, or cannot be drawn within the limits."""
        if media_type not in _DRAWN:
            return None
        digest = sha256(media_type.encode() + b"\0" + content).digest()
        async with self._turn:
            if digest in self._drawn:
                return self._drawn[digest]
            page = _read(await self._draw_apart(content, media_type))
        if page is not None:
            self._drawn[digest] = page
            for oldest in list(self._drawn)[:-_REMEMBERED]:
                del self._drawn[oldest]
        return page

    async def _draw_apart(self, content: bytes, media_type: str) -> bytes:
        try:
            return await run_apart(_DRAWING, media_type, given=content, patience=self._patience, heard=False)
        except FailedApartError as failure:
            logger.info("a first page could not be drawn: %s", failure)
            return b""


def _read(drawn: bytes) -> DrawnPage | None:
    """What the drawing wrote, which is believed no more than the file: a number, and bytes that begin as a PNG does."""
    told, _, png = drawn.partition(b"\n")
    try:
        pages = json.loads(told)["pages"]
    except (ValueError, LookupError, TypeError):
        return None
    is_sound = type(pages) is int and 0 < pages <= _MOST_PAGES and png.startswith(_PNG)
    return DrawnPage(pages=pages, png=png) if is_sound else None
