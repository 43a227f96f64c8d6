"""The HTTP application, put together from its container and its routers."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from app.api.access_log import AccessLog
from app.api.compression import Compression
from app.api.container import Container
from app.api.contract_route import ContractRoute
from app.api.crowd import Crowd
from app.api.documentation import documentation_routes
from app.api.examples import recorded_examples
from app.api.fastapi_internals import take_over
from app.api.metrics import RequestMetrics
from app.api.middleware import Cors, Envelope, SafetyNet
from app.api.openapi import openapi_document
from app.api.paths import PathTable
from app.api.problems import register_problems
from app.api.request_tracing import RequestTracing
from app.telemetry.tracing import current_tracer

_UNTRACED: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI would look for a tracer on each request, and tell whole addresses (``app/api/request_tracing.py``)."""

TITLE = "Dossiers de CQP des industries chimiques"


class UnguardedRouteError(Exception):
    """A route whose operation has no row in the policy: nobody could say who may call it."""


def build_api(
    container: Container,
    routers: Iterable[APIRouter],
    *,
    version: str,
    cors_origins: Sequence[str] = (),
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """The application that serves ``routers``. Raises UnguardedRouteError when an operation has no row."""
    app = FastAPI(
        title=TITLE, version=version, lifespan=lifespan, openapi_url=None, redirect_slashes=False, telemetry=_UNTRACED
    )
    app.state.container = container
    operations = _operations(routers)
    _refuse_unguarded(operations, container)
    app.router.routes.extend(operations)
    app.router.routes.extend(documentation_routes(app))
    app.openapi = lambda: _document(app, operations, container)  # type: ignore[method-assign]
    register_problems(app)
    take_over(
        app,
        table=lambda otherwise: PathTable(app.router.routes, otherwise=otherwise),
        surround=partial(_surrounded, cors_origins=cors_origins),
    )
    return app


def _surrounded(told: ASGIApp, cors_origins: Sequence[str]) -> ASGIApp:
    """What every request goes through."""
    safe: ASGIApp = SafetyNet(told)
    small: ASGIApp = Compression(safe)
    few: ASGIApp = Crowd(small)
    # Around the crowd: a page must be able to read that it is to come back.
    measured = RequestMetrics(Envelope(AccessLog(Cors(few, cors_origins) if cors_origins else few)))
    return measured if current_tracer() is None else RequestTracing(measured)


def _operations(routers: Iterable[APIRouter]) -> list[ContractRoute]:
    routes = [route for router in routers for route in router.routes]
    strangers = [route for route in routes if not isinstance(route, ContractRoute)]
    if strangers:
        raise TypeError(f"routes outside the contract's manners: {strangers}")
    return [route for route in routes if isinstance(route, ContractRoute)]


def _refuse_unguarded(operations: Iterable[ContractRoute], container: Container) -> None:
    unguarded = container.policy.without_row(str(route.operation_id) for route in operations)
    if unguarded:
        raise UnguardedRouteError(f"no row in the policy for {', '.join(sorted(unguarded))}")


def _document(app: FastAPI, operations: Sequence[ContractRoute], container: Container) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = openapi_document(
            operations, container.policy, title=app.title, version=app.version, examples=recorded_examples()
        )
    return app.openapi_schema
