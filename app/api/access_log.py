"""One line of the log for each request, once it is answered: who asked for what, when, and what became of it; before
it, the security events that the answer tells of.

It tells neither a token nor what was asked for (codes, references, names): the operation, the path of its ids.
"""

import logging
import re
from time import perf_counter

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.contract_route import ContractRoute
from app.api.request_state import request_state_of
from app.api.security_events import tell_security_events
from app.usecases.logs import log_event

_SECRET = re.compile(r"(?<=/v1/jury-calendars/)[^/]+|(?<=/v1/document-links/)[^/]+")
_PROBES = frozenset({"liveness", "readiness", "metrics"})
"""What machines ask every few seconds: told only where it fails, or where everything is."""

_log = logging.getLogger("cqp.access")


def redacted_address(address: str) -> str:
    """The address without its query, and without the secret that it may be."""
    return _SECRET.sub("…", address.partition("?")[0])


class AccessLog:
    """Writes the line. It stands inside what knows the request, and outside all that may refuse it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        try:
            await self.app(scope, receive, send)
        finally:
            _note(scope, perf_counter() - begun)


def _note(scope: Scope, seconds: float) -> None:
    request_state = request_state_of(scope)
    operation = request_state.operation_id
    if operation is not None:
        tell_security_events(scope, request_state, uploads=_takes_files(scope))
    log_event(
        _log,
        _level(request_state.status, probe=operation in _PROBES),
        "request",
        status=request_state.status,
        code=request_state.code,
        duration_ms=round(seconds * 1000, 1),
        method=scope["method"],
        path=redacted_address(scope["path"]) if operation else None,
    )


def _takes_files(scope: Scope) -> bool:
    route = scope.get("route")
    return isinstance(route, ContractRoute) and route.contract.reads == "multipart/form-data"


def _level(status: int | None, *, probe: bool) -> int:
    if status is not None and status >= 500:
        return logging.ERROR
    return logging.DEBUG if probe else logging.INFO
