"""What a worker tells of itself over HTTP, on a port of its own: that it goes on, and its measures."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.api.metrics import is_let_in, told_measures

LONGEST_SILENCE = 120.0
"""Seconds without a look for work after which a worker hangs: it looks every five, whatever it does meanwhile."""


def worker_probe(silence: Callable[[], float], *, metrics_secret: str | None) -> Starlette:
    """``GET /livez``, 503 once ``silence()`` has lasted too long, and ``GET /metrics``, as the service's."""

    async def liveness(_: Request) -> Response:
        alive = silence() <= LONGEST_SILENCE
        return JSONResponse({"status": "ok" if alive else "unavailable"}, 200 if alive else 503)

    async def metrics(request: Request) -> Response:
        if not is_let_in(metrics_secret, request.headers.get("authorization")):
            return PlainTextResponse("Not Found", 404)
        return told_measures()

    return Starlette(routes=[Route("/livez", liveness), Route("/metrics", metrics)])
