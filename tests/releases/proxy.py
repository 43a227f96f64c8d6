"""A balancer in front of several processes: it asks `/readyz` of each, and sends requests to those that are ready."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_BETWEEN_PROBES = 0.25
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "host"})
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass
class Proxy:
    """It tries no request twice: what a process lets fall is seen."""

    backends: Sequence[str]
    ready: set[str] = field(default_factory=set)
    turns: "count[int]" = field(default_factory=count)

    async def probe(self, client: httpx.AsyncClient) -> None:
        """Ask each again and again."""
        while True:
            for backend in self.backends:
                await self._probe_one(client, backend)
            await asyncio.sleep(_BETWEEN_PROBES)

    async def _probe_one(self, client: httpx.AsyncClient, backend: str) -> None:
        try:
            is_ready = (await client.get(f"{backend}/readyz", timeout=2)).status_code == 200
        except httpx.HTTPError:
            is_ready = False
        (self.ready.add if is_ready else self.ready.discard)(backend)

    async def forward(self, request: Request) -> Response:
        """Send the request on, and its answer back."""
        ready = sorted(self.ready)
        if not ready:
            return Response("nobody is ready", 502)
        backend = ready[next(self.turns) % len(ready)]
        headers = {name: value for name, value in request.headers.items() if name not in _HOP_BY_HOP}
        try:
            answer = await request.app.state.client.request(
                request.method,
                f"{backend}{request.url.path}?{request.url.query}",
                headers=headers,
                content=await request.body(),
            )
        except httpx.HTTPError as error:
            return Response(f"{type(error).__name__} {error}", 502)
        kept = {name: value for name, value in answer.headers.items() if name not in _HOP_BY_HOP}
        return Response(answer.content, answer.status_code, kept)


@asynccontextmanager
async def proxied(backends: Sequence[str], port: int) -> AsyncIterator[str]:
    """Its address, as long as the block lasts."""
    proxy = Proxy(backends)
    async with httpx.AsyncClient(timeout=20) as client, httpx.AsyncClient() as prober:
        app = Starlette(routes=[Route("/{path:path}", proxy.forward, methods=_METHODS)])
        app.state.client = client
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
        server.capture_signals = _capture_nothing  # type: ignore[method-assign]
        tasks = asyncio.create_task(server.serve()), asyncio.create_task(proxy.probe(prober))
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await tasks[0]
            tasks[1].cancel()


@contextmanager
def _capture_nothing() -> Iterator[None]:
    yield
