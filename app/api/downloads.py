"""Files as they leave: whole or by a range, named, and unable to act in a browser (RFC 9110, 6266, 8187)."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.caching import PERSONAL
from app.api.preconditions import is_unchanged
from app.usecases.ports.documents import ByteRange


class Downloadable(Protocol):
    """A file as it is told before it is sent: ``size`` in bytes, ``sha256`` in hexadecimal."""

    @property
    def file_name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


OpenContent = Callable[[ByteRange | None], Awaitable[AsyncIterator[bytes]]]

_RANGE = re.compile(r"bytes\s*=\s*(?:([0-9]{1,19})-([0-9]{0,19})|-([0-9]{1,19}))", re.IGNORECASE)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]")


async def download(request: Request, document: Downloadable, open_content: OpenContent) -> Response:
    """The answer to a reading of ``document``; the file is opened only where some of it is sent.

    Raises HTTPException 416 for a range that lies beyond the file.
    """
    headers = _headers(document)
    if request.method == "HEAD" or _is_held(request, headers["ETag"]):
        return Response(headers={**headers, "Content-Length": str(document.size)}, media_type=document.media_type)
    span = _asked(request, headers["ETag"], document.size)
    length = span.length if span else document.size
    headers["Content-Length"] = str(length)
    if span is not None:
        headers["Content-Range"] = f"bytes {span.first}-{span.last}/{document.size}"
    return StreamingResponse(
        await open_content(span), 206 if span else 200, headers=headers, media_type=document.media_type
    )


def _headers(document: Downloadable) -> dict[str, str]:
    return {
        "ETag": f'"{document.sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": PERSONAL.decode(),
        "Content-Disposition": content_disposition(document.file_name),
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }


def content_disposition(file_name: str) -> str:
    """An attachment under its name: once for old programs in plain letters, once in UTF-8."""
    plain = _NOT_PLAIN.sub("_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _is_held(request: Request, tag: str) -> bool:
    """Whether the client has it already: the route will answer 304, whatever range was asked."""
    if_none_match = request.headers.get("if-none-match")
    return if_none_match is not None and is_unchanged(if_none_match, tag)


def _asked(request: Request, tag: str, size: int) -> ByteRange | None:
    """The one range asked for; None, which is all, where the header is absent, unreadable or asks for several."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", tag) != tag:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        span = ByteRange(first=max(size - int(suffix), 0), last=size - 1)
    else:
        span = ByteRange(first=int(first), last=min(int(last), size - 1) if last else size - 1)
    if last and int(last) < int(first):
        return None
    if span.length < 1:
        raise HTTPException(416, headers={"Content-Range": f"bytes */{size}"})
    return span
