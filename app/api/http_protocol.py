"""What the server itself answers before there is a request, and how long it waits for one to be whole.

Uvicorn's fast protocol has no limit on how slowly a request may arrive, reads requests that name no host or two, and
tells its own refusals as bare text. A proxy that buffers whole requests keeps most of this out; nobody is to depend
on it.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import orjson
from uuid_utils import uuid7
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api.middleware import ON_ANSWERS_OF_THE_API, ON_EVERY_ANSWER
from app.api.problems import DETAILS, MEDIA_TYPE, STATUSES

Headers = Sequence[tuple[bytes, bytes]]

_ALWAYS: Headers = (
    *ON_EVERY_ANSWER,
    ON_ANSWERS_OF_THE_API,
    (b"cache-control", b"no-store"),
    (b"content-language", b"fr"),
)
_VERSIONS = ("1.0", "1.1")


class _Awaited(Enum):
    """What of a request is still to come."""

    HEAD = "head"
    BODY = "body"


class UnaddressedError(Exception):
    """A request in a version of HTTP that nobody speaks any more, or that says not, or twice, to which host it goes."""


class HouseProtocol(HttpToolsProtocol):
    """Uvicorn's, within limits: a request is whole in time and addressed, and every refusal is a problem document.

    A head has ``head_seconds`` to arrive, counted from its first byte. A body has ``grace_seconds``, and for each
    ``bytes_a_second`` of it that have come one more, up to ``longest_seconds``: time in which the service itself does
    not read is not counted. Who is slower loses the connection.
    """

    head_seconds: float = 10
    grace_seconds: float = 30
    bytes_a_second: float = 16 * 1024
    longest_seconds: float = 600

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._watch: asyncio.TimerHandle | None = None
        self._awaited: _Awaited | None = None
        self._watched: _Awaited | None = None
        self._began = 0.0
        self._received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection on which nothing ever comes ends as one that was kept alive does."""
        super().connection_made(transport)
        self._wait(self.timeout_keep_alive, self._hang_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes. A request that came whole with them is never waited for: that costs nothing."""
        super().data_received(data)
        if self._awaited is self._watched and self._watched is not None:
            return
        self._wait_no_more()
        self._watched = self._awaited
        if self._awaited is _Awaited.HEAD:
            self._wait(self.head_seconds, self._hang_up)
        elif self._awaited is _Awaited.BODY:
            self._wait(self.grace_seconds, self._look_at_body)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._awaited = _Awaited.HEAD

    def on_headers_complete(self) -> None:
        """The head of a request. Raises UnaddressedError, which the parser makes a malformed request of."""
        if not _is_addressed(self.parser.get_http_version(), self.headers):
            raise UnaddressedError
        self._awaited, self._began, self._received = _Awaited.BODY, time.monotonic(), 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        self._received += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The last byte of a request."""
        self._awaited = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Tell what cannot be read at all, whatever Uvicorn would say of it, and hang up."""
        del msg
        self._awaited = None
        body = _problem("malformed_request")
        head = [STATUS_LINE[400], *(b"%b: %b\r\n" % header for header in _headers(body)), b"\r\n"]
        self.transport.write(b"".join((*head, body)))
        self.transport.close()

    def _look_at_body(self) -> None:
        if self.flow.read_paused:  # it is we who let the client wait
            self._began = time.monotonic()
        allowed = min(self.grace_seconds + self._received / self.bytes_a_second, self.longest_seconds)
        left = self._began + allowed - time.monotonic()
        if left <= 0:
            self._hang_up()
        else:
            self._wait(left, self._look_at_body)

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._wait_no_more()
        self._watch = self.loop.call_later(seconds, then)

    def _wait_no_more(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None


def _is_addressed(version: str, headers: Headers) -> bool:
    """RFC 9112 (3.2): one Host, which HTTP/1.0 alone may leave out."""
    hosts = [value for name, value in headers if name == b"host"]
    return version in _VERSIONS and len(hosts) <= 1 and (version == "1.0" or len(hosts) == 1)


def _headers(body: bytes) -> Headers:
    return (
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *_ALWAYS,
    )


def _problem(code: str) -> bytes:
    """The document, of a request of which nothing is known, not even its language."""
    status, title = STATUSES[code]
    document = {
        "type": f"/docs/errors/{code}",
        "title": title.fr,
        "status": status,
        "detail": DETAILS[code].fr,
        "instance": "/",
        "code": code,
        "request_id": str(uuid7()),
        "errors": [],
    }
    return orjson.dumps(document)
