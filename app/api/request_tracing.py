"""The span of a request, where traces are wanted: under its operation, with what its route says and never its address.

FastAPI's own would tell the whole address and query, where tokens and names stand.
"""

from opentelemetry import context, propagate
from opentelemetry.trace import SpanKind, StatusCode, get_current_span
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.telemetry.tracing import span


class RequestTracing:
    """Goes on with the caller's trace, or begins one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                _note_answer(scope, message["status"])
            await send(message)

        theirs = context.attach(propagate.extract(Headers(scope=scope)))
        try:
            with span(scope["method"], SpanKind.SERVER, **{"http.request.method": scope["method"]}):
                await self.app(scope, receive, send_noting)
        finally:
            context.detach(theirs)


def _note_answer(scope: Scope, status: int) -> None:
    ours, route = get_current_span(), scope.get("route")
    ours.set_attribute("http.response.status_code", status)
    if route is not None:
        ours.update_name(str(getattr(route, "operation_id", None) or scope["method"]))
        ours.set_attribute("http.route", route.path_format)
    if status >= 500:
        ours.set_status(StatusCode.ERROR)
