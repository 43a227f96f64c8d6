"""What surrounds every answer: its request id, its caching and security headers, and the net under all failures."""

import logging
import re
from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from app.api.caching import PERSONAL, PERSONAL_UNTAGGED, PUBLIC, SECRET
from app.api.container import container_of
from app.api.fault_count import count_fault
from app.api.language import speaking, spoken_language
from app.api.leaving import LEAVING
from app.api.negotiation import NegotiatedLanguage, negotiate_language
from app.api.problems import ProblemDetails, fault_problem, names_a_caller, render, usual_problem
from app.api.request_state import RequestState, begin_request_state, request_state_of
from app.usecases.logs import lines_of, log_event

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READ_HEADERS = (
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Last-Event-ID",
    "Range",
    "X-Request-ID",
)
EXPOSED_HEADERS = (
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "Deprecation",
    "Age",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "WWW-Authenticate",
    "X-Request-ID",
)
"""What a script may read besides the few that browsers always let it (Fetch, CORS-safelisted response headers)."""

_REQUEST_ID = re.compile(rb"[\x21-\x7e]{1,128}")
_FETCHES = ("GET", "HEAD")
_LABELLED = (b"application/json", b"application/x-ndjson", b"text/csv")
ON_EVERY_ANSWER = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_OVER_TLS_ALONE = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
ON_ANSWERS_OF_THE_API = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")

logger = logging.getLogger("cqp.api")


class Envelope:
    """Gives each request its id, and each answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        request_state = begin_request_state(scope, request_id)
        bodiless = scope["method"] == "HEAD"

        async def send_enveloped(message: Message) -> None:
            if message["type"] == "http.response.start":
                request_state.status = message["status"]
                _complete(message, scope, request_id)
                if request_state.rate is not None:
                    message["headers"].extend(request_state.rate.headers())
            elif bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        with speaking(_language_of(scope)), lines_of(request_state.logged):
            await self.app(scope, receive, send_enveloped)


class SafetyNet:
    """What nobody caught is told as an ``internal_error`` that says nothing of it, and logged whole; a fault that
    passes, as ``temporarily_unavailable``, and logged in one line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as error:
            request_state = request_state_of(scope)
            problem = _noted(scope, request_state, error)
            if request_state.status is not None:
                raise
            await render(scope, problem)(scope, receive, send)


def _noted(scope: Scope, request_state: RequestState, error: Exception) -> ProblemDetails:
    """Log what nobody caught, a fault that passes in one line and our own whole; what to tell of it."""
    fault = container_of(scope).fault_of(error)
    if fault is None:
        log_event(logger, logging.ERROR, "request_failed", failure=error)
        return usual_problem("internal_error")
    count_fault(fault.kind)
    log_event(logger, logging.WARNING, "request_put_off", fault=fault.kind, words=fault.words)
    return fault_problem(fault, may_have_lasted=request_state.may_have_lasted)


class Cors(CORSMiddleware):
    """Starlette's, for the configured origins; a refused preflight is told like every other refusal.

    An origin that ends in ``:*`` is that of every port. No cookie is ever asked for: callers bear tokens, so that a
    page that may call can do no more than whoever gave it one.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=[origin for origin in origins if not origin.endswith(_ANY_PORT)],
            allow_origin_regex=_on_any_port(origins),
            allow_methods=METHODS,
            allow_headers=READ_HEADERS,
            expose_headers=EXPOSED_HEADERS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_as_problem(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 400:
                raise _RefusedPreflight
            await send(message)

        if scope["type"] != "http" or not self._is_preflight(scope):
            await super().__call__(scope, receive, send)
            return
        try:
            await super().__call__(scope, receive, send_as_problem)
        except _RefusedPreflight:
            await render(scope, usual_problem("forbidden"))(scope, receive, send)

    @staticmethod
    def _is_preflight(scope: Scope) -> bool:
        named = {name for name, _ in scope["headers"]}
        return scope["method"] == "OPTIONS" and named >= {b"origin", b"access-control-request-method"}


_ANY_PORT = ":*"


def _on_any_port(origins: Sequence[str]) -> str | None:
    """The pattern of the origins that are given with ``:*``, of a page on the usual port too, which names none."""
    sites = [re.escape(origin.removesuffix(_ANY_PORT)) for origin in origins if origin.endswith(_ANY_PORT)]
    return rf"({'|'.join(sites)})(:[0-9]{{1,5}})?" if sites else None


class _RefusedPreflight(Exception):  # noqa: N818 — a refusal, not an error
    """Starlette has refused, with a plain text."""


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode("ascii") if _REQUEST_ID.fullmatch(given) else str(uuid7())


def _language_of(scope: Scope) -> NegotiatedLanguage:
    asked = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return negotiate_language(asked.decode("latin-1"))


def _complete(message: Message, scope: Scope, request_id: str) -> None:
    own_words = names_a_caller(scope)
    headers = [*message["headers"], (b"x-request-id", request_id.encode()), *ON_EVERY_ANSWER]
    if container_of(scope).public_url.startswith("https://"):
        headers.append(_OVER_TLS_ALONE)
    named = {name for name, _ in headers}
    if b"content-security-policy" not in named:
        headers.append(ON_ANSWERS_OF_THE_API)
    if b"cache-control" not in named:
        caching = _caching(message["status"], scope["method"], own_words, tagged=b"etag" in named)
        headers.append((b"cache-control", caching))
    if own_words:
        headers.append((b"vary", b"Authorization"))
    if LEAVING.announced:
        headers.append((b"connection", b"close"))
    if b"content-language" not in named and _is_labelled(scope, headers):
        headers += [(b"content-language", spoken_language().encode()), (b"vary", b"Accept-Language")]
    message["headers"] = headers


def _is_labelled(scope: Scope, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether labels may stand in the answer, which are told in the reader's language."""
    kind = next((value for name, value in headers if name == b"content-type"), b"")
    return scope["path"].startswith("/v1/") and kind.startswith(_LABELLED)


def _caching(status: int, method: str, own_words: bool, *, tagged: bool) -> bytes:
    if method not in _FETCHES or status >= 400:
        return SECRET
    if own_words:
        return PERSONAL if tagged else PERSONAL_UNTAGGED
    return PUBLIC
