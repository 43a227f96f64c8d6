"""Answers in gzip, for who accepts it, where nothing speaks against it.

Only reads: the answers that hold a token or a secret beside what the caller chose are never compressed (BREACH). Never
under a strong ETag, which names these very bytes and serves in If-Match, nor a part of a file.
"""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.caching import SECRET
from app.api.fastapi_internals import compressing

_SMALLEST = 1024
_LEVEL = 5
_TEXT = re.compile(r"application/(x-ndjson|([a-z.-]+\+)?json)|text/(?!event-stream)|image/svg\+xml")
_GZIP = re.compile(rb"(^|[,\s])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class Compression:
    """Starlette's, for the answers that may be compressed; they say that they depend on what is accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        accepted = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
        onwards = send

        async def choose(message: Message) -> None:
            nonlocal onwards
            if message["type"] == "http.response.start" and _may_be_compressed(message):
                onwards = compressing(send, gzip=_GZIP.search(accepted) is not None, smallest=_SMALLEST, level=_LEVEL)
            await onwards(message)

        await self.app(scope, receive, choose)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header admits gzip."""
    return _GZIP.search(accepted.encode("latin-1")) is not None


def _may_be_compressed(start: Message) -> bool:
    for name, value in start["headers"]:
        if name == b"etag" and not value.startswith(b"W/"):
            return False
        if name == b"content-length" and int(value) < _SMALLEST:
            return False
    headers = Headers(raw=start["headers"])
    kept_as_it_is = headers.get("cache-control", "") == SECRET.decode()
    return not kept_as_it_is and _TEXT.match(headers.get("content-type", "")) is not None
