"""Files as they leave: whole or by a range, named, and unable to act in a browser (RFC 9110, 6266, 8187)."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
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

_NEVER_SHOWN = "sandbox; default-src 'none'; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes\s*=\s*(?:([0-9]{1,19})-([0-9]{0,19})|-([0-9]{1,19}))", re.IGNORECASE)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a file is given out: to be kept, or to be looked at in pages of these ``origins``, besides our own."""

    inline: bool = False
    origins: tuple[str, ...] = ()


KEPT = Shown()
_LOOKED_AT = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser shows by itself; anything else is kept, whatever was asked."""


async def download(
    request: Request, document: Downloadable, open_content: OpenContent, shown: Shown = KEPT
) -> Response:
    """The answer to a reading of ``document``; the file is opened only where some of it is sent.

    Raises HTTPException 416 for a range that lies beyond the file.
    """
    headers = _headers(document, shown)
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


def _headers(document: Downloadable, shown: Shown) -> dict[str, str]:
    inline = shown.inline and document.media_type in _LOOKED_AT
    return {
        "ETag": f'"{document.sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": PERSONAL.decode(),
        "Content-Disposition": content_disposition(document.file_name, inline=inline),
        "Content-Security-Policy": _policy(document.media_type, shown.origins) if inline else _NEVER_SHOWN,
        **({"Cross-Origin-Resource-Policy": "cross-origin"} if inline else {}),
    }


def _policy(media_type: str, origins: tuple[str, ...]) -> str:
    """What the file may do where it is shown: nothing, and in our pages or those that may call us alone.

    A browser's own reader of PDF does not run in a sandbox; what would act by itself in one is refused on its way in.
    """
    ancestors = " ".join(("'self'", *origins))
    if media_type == "application/pdf":
        return f"default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors {ancestors}"
    return f"sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors {ancestors}"


def content_disposition(file_name: str, *, inline: bool = False) -> str:
    """To be kept, or to be looked at, under its name: once for old programs in plain letters, once in UTF-8."""
    plain = _NOT_PLAIN.sub("_", file_name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


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
