"""What the API leans on of FastAPI's and Starlette's insides, which they may change in any release.

All of it is here, and nowhere else (a test looks): a new version is tried against this page, then named below.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, Protocol

from fastapi import FastAPI, params, sse
from fastapi._compat import field_annotation_is_sequence
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
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


format_sse_event = sse.format_sse_event


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


class CappedFaultsError(RequestValidationError):
    """A body of more faults than are told: the first of them, and how many ``more`` there are."""

    def __init__(self, found: Sequence[Any], body: Any, *, more: int) -> None:
        super().__init__(found, body=body)
        self.more = more


def cap_faults(route: APIRoute, most: int) -> None:
    """Make no more than ``most`` of the faults of a JSON body: what FastAPI does with each costs more than finding it.

    Raises CappedFaultsError from within FastAPI's handler.
    """
    if media_type_read(route) == "json":
        for field in route.dependant.body_params:
            field._type_adapter = _Capped(field._type_adapter, most)  # type: ignore[assignment]  # noqa: SLF001


def faults_of_body(route: APIRoute, body: Any) -> Sequence[Mapping[str, Any]]:
    """What FastAPI would find wrong in that body of the route's."""
    if route.body_field is None:
        return ()
    try:
        return route.body_field.validate(body, loc=("body",))[1]
    except CappedFaultsError as capped:
        return capped.errors()


class _Capped:
    """What FastAPI validates a body with."""

    def __init__(self, adapter: TypeAdapter[Any], most: int) -> None:
        self._adapter = adapter
        self._most = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    def validate_python(self, value: Any, **options: Any) -> Any:
        """The body's value. Raises ValidationError, and CappedFaultsError where there are too many."""
        try:
            return self._adapter.validate_python(value, **options)
        except ValidationError as exc:
            more = exc.error_count() - self._most
            if more <= 0:
                raise
            found = exc.errors(include_url=False)[: self._most]
        raise CappedFaultsError([{**each, "loc": ("body", *each["loc"])} for each in found], value, more=more)


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


def single_query_names(route: APIRoute) -> frozenset[str]:
    """The query parameters that say one thing: those that are no lists, a model's members among them."""
    return frozenset(_single_names(route))


def _single_names(route: APIRoute) -> Iterator[str]:
    for part in _parts(route.dependant):
        for parameter in part.query_params:
            annotation = parameter.field_info.annotation
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                members = annotation.model_fields.items()
                singles = (name for name, each in members if not field_annotation_is_sequence(each.annotation))
                yield from (annotation.model_fields[name].alias or name for name in singles)
            elif not field_annotation_is_sequence(annotation):
                yield parameter.alias


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
