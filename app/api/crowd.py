"""So many requests at a time in one process: who comes beyond is told to come back, as every refusal is told."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.fault_count import count_fault
from app.api.problems import fault_problem, render
from app.usecases.ports.faults import FaultKind, TransientFault

AT_ONCE = 1000
_NEVER_REFUSED = frozenset({"/livez", "/readyz", "/metrics", "/v1/me/events"})
_FULL = TransientFault(kind=FaultKind.CROWDED, words="too many requests at a time", retry_after=2)


class Crowd:
    """Lets ``at_once`` requests through; what watches over the service is never refused, and
    streams that stay open all day are counted where they are kept."""

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE) -> None:
        self.app = app
        self._at_once = at_once
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in _NEVER_REFUSED:
            await self.app(scope, receive, send)
            return
        if self._inside >= self._at_once:
            count_fault(_FULL.kind)
            await render(scope, fault_problem(_FULL, may_have_lasted=False))(scope, receive, send)
            return
        self._inside += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._inside -= 1
