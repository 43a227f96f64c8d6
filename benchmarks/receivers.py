"""Receivers of webhooks for benchmarks: one server on this machine; each path is a receiver of its own."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SILENT = "silent"
"""The receiver that takes the connection and never answers."""
_FOR_EVER = 24 * 3600
_LOOK_EVERY = 0.05


@dataclass(slots=True)
class Receivers:
    """What each receiver took in: how often each message, and when it came first (``time.perf_counter``)."""

    port: int = 0
    taken: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    came_at: dict[tuple[str, str], float] = field(default_factory=dict)

    async def take(self, request: Request) -> Response:
        """Take a message in, or never answer."""
        path, message = request.path_params["path"], request.headers["webhook-id"]
        if path == SILENT:
            await asyncio.sleep(_FOR_EVER)
        self.taken[path][message] += 1
        self.came_at.setdefault((path, message), time.perf_counter())
        return Response(status_code=204)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receivers]:
    """Receivers that listen, for as long as the block lasts."""
    receivers = Receivers()
    app = Starlette(routes=[Route("/{path}", receivers.take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off", access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - Uvicorn has no event for it
        await asyncio.sleep(_LOOK_EVERY)
    receivers.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield receivers
    finally:
        server.should_exit = server.force_exit = True
        await serving
