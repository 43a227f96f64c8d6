"""What the API leans on of FastAPI's and Starlette's insides, which they may change in any release.

All of it is here, and nowhere else (a test looks): a new version is tried against this page, then named below.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any, Protocol

from fastapi import FastAPI, params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import QueryParams
from starlette.formparsers import MultiPartParser
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

TRIED_WITH: Mapping[str, str] = {"fastapi": "0.165", "starlette": "1.10"}
"""The minor versions that all this was tried with, and that the project's bounds admit."""

MultiPartParser.spool_max_size = 64 * 1024
"""What of a file is held in memory before it goes to the disk: a megabyte each would be most of what uploads cost."""


def closing_files(app: ASGIApp) -> ASGIApp:
    """``app``, the endpoint of a FastAPI route: the files of its form are closed once it has answered."""
    return AsyncExitStackMiddleware(app)


class Answering(Protocol):
    """What FastAPI holds in the place of its router: an ASGI application, its arguments named."""

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        """Answer one request."""
        ...


def take_over(app: FastAPI, table: Callable[[ASGIApp], Answering], surround: Callable[[ASGIApp], ASGIApp]) -> None:
    """Have ``table`` find the routes, given what finds them else; and ``surround`` it all, refusals told.

    FastAPI's own stack has four layers more, which would find nothing to do.
    """
    app.router.middleware_stack = table(app.router.app)
    app.build_middleware_stack = lambda: surround(  # type: ignore[method-assign]
        ExceptionMiddleware(app.router.middleware_stack, app.exception_handlers)
    )


def media_type_read(route: APIRoute) -> str | None:
    """``json``, ``multipart/form-data`` or ``application/x-www-form-urlencoded``; None where it reads no body."""
    if route.body_field is None:
        return None
    info = route.body_field.field_info
    if isinstance(info, params.File):
        return "multipart/form-data"
    return "application/x-www-form-urlencoded" if isinstance(info, params.Form) else "json"


def takes_path_parameters(route: APIRoute) -> bool:
    """Whether FastAPI checks parameters of its path."""
    return bool(route.dependant.path_params)


def rests_on(route: APIRoute, dependency: Callable[..., Any]) -> bool:
    """Whether the endpoint asks for the dependency, or one of its own does."""
    return any(part.call == dependency for part in _parts(route.dependant))


def query_names(route: APIRoute) -> frozenset[str] | None:
    """The query parameters that it knows; None where a model checks them."""
    names: set[str] = set()
    for part in _parts(route.dependant):
        for parameter in part.query_params:
            annotation = parameter.field_info.annotation
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                return None
            names.add(parameter.alias)
    return frozenset(names)


def query_faults(route: APIRoute, given: QueryParams) -> Iterator[Any]:
    """What FastAPI would find wrong in the query, as Pydantic's errors."""
    for part in _parts(route.dependant):
        yield from request_params_to_args(part.query_params, given)[1]


def _parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from _parts(part)


def compressing(send: Send, *, gzip: bool, smallest: int, level: int) -> Send:
    """``send``, given the messages of one answer: in gzip, or plain but told to depend on what is accepted."""
    responder = (
        GZipResponder(_nothing, smallest, compresslevel=level) if gzip else IdentityResponder(_nothing, smallest)
    )
    responder.send = send
    return responder.send_with_compression


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """What a responder would surround, were it not given the messages one by one."""
