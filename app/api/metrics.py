"""What the service measures of itself, as Prometheus reads it: by operation, never by path, and nothing of anybody.

Several processes behind one address add up through ``PROMETHEUS_MULTIPROC_DIR``, which `cqp serve` sets.
"""

import os
from hmac import compare_digest
from importlib.metadata import version
from time import perf_counter

from fastapi import Header
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.container import container_of
from app.api.contract_route import ContractRoute
from app.api.request_state import request_state_of
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.telemetry.operations import NOTHING, under_operation

router = router_of("platform", "")

_REQUESTS = Counter("cqp_http_requests_total", "Requests answered.", ("operation", "status"))
_DURATIONS = Histogram(
    "cqp_http_request_duration_seconds",
    "Seconds from the request to the end of its answer.",
    ("operation",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_IN_PROGRESS = Gauge("cqp_http_requests_in_progress", "Requests that are being answered.", multiprocess_mode="livesum")
_BUILD = Gauge("cqp_build_info", "1, under the version of the program.", ("version",), multiprocess_mode="max")
_BUILD.labels(version("cqp-chimie")).set(1)


class RequestMetrics:
    """Counts and times every request under the operation that it reached, or ``none``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._counters: dict[tuple[str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        _IN_PROGRESS.inc()
        try:
            with under_operation(NOTHING):
                await self.app(scope, receive, send)
        finally:
            _IN_PROGRESS.dec()
            status = request_state_of(scope).status or 500
            route = scope.get("route")
            operation = str(route.operation_id) if isinstance(route, ContractRoute) else NOTHING
            self._note(operation, status, None if request_state_of(scope).streams else perf_counter() - begun)

    def _note(self, operation: str, status: int, seconds: float | None) -> None:
        """Count it, and time it unless it stayed open for as long as somebody listened."""
        counter = self._counters.get((operation, status))
        if counter is None:
            counter = self._counters[operation, status] = _REQUESTS.labels(operation, str(status))
        timer = self._timers.get(operation)
        if timer is None:
            timer = self._timers[operation] = _DURATIONS.labels(operation)
        counter.inc()
        if seconds is not None:
            timer.observe(seconds)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Measure the service",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' format."}},
)
@produces("text/plain", "application/openmetrics-text")
async def metrics(
    request: Request, authorization: str | None = Header(default=None, include_in_schema=False)
) -> Response:
    """For the operator's Prometheus, with the secret of its configuration as bearer token; else absent."""
    container = container_of(request.scope)
    if not is_let_in(container.metrics_secret, authorization):
        raise HTTPException(404)
    await container.refresh_measures()
    return told_measures()


def told_measures() -> Response:
    """What this process measured, and its siblings with it, in Prometheus' format."""
    return Response(generate_latest(_registry()), media_type=CONTENT_TYPE_LATEST)


def is_let_in(secret: str | None, authorization: str | None) -> bool:
    """Whether the header shows the secret. An empty one lets everybody in, none nobody."""
    if secret is None:
        return False
    return not secret or compare_digest((authorization or "").encode(), f"Bearer {secret}".encode())


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
