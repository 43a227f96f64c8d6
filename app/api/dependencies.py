"""What a route may ask for by its annotation."""

from collections.abc import Callable
from math import ceil
from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import Depends, Header, Query
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from app.api.container import Container, container_of
from app.api.legal_day import moment_of
from app.api.negotiation import negotiate_language
from app.api.pages import Cursor, after_of_this_list
from app.api.preconditions import MalformedTagsError, etag, precondition
from app.api.rehearsal import RehearsedUnitOfWork
from app.api.request_state import request_state_of
from app.domain.parts import PartVersion
from app.usecases.access import Caller
from app.usecases.moment import Moment
from app.usecases.paging import PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition

__all__ = [
    "CallerDep",
    "IfMatch",
    "LanguageDep",
    "NewId",
    "Now",
    "PageQuery",
    "ReadingUow",
    "Tag",
    "Uow",
    "age_header",
    "new_tag",
]

_IF_MATCH = (
    'The ETag of the version that you change, such as `"3"`; required where the resource exists. A part of a dossier '
    'takes its own, such as `"assessment.3"`, or the dossier\'s. `W/` and what a proxy adds (`-gzip`) do not matter.'
)
_IF_NONE_MATCH = "`*` when you mean to create what must not exist yet."
_MALFORMED = {
    "type": "cqp_value",
    "loc": ("header", "If-Match"),
    "msg": "Quoted tags are expected.",
    "input": None,
    "ctx": {
        "code": "malformed_etag",
        "fr": 'Une ou plusieurs étiquettes entre guillemets sont attendues, comme "3".',
        "en": 'One or several quoted tags are expected, such as "3".',
    },
}


async def unit_of_work(request: Request) -> UnitOfWork:
    """A unit of work of its own, or one inside the request's reservation when it carries an Idempotency-Key."""
    state = request_state_of(request.scope)
    reservation = state.reservation
    unit = reservation.unit_of_work() if reservation else container_of(request.scope).unit_of_work()
    state.units.append(unit)
    return cast("UnitOfWork", RehearsedUnitOfWork(unit)) if state.is_rehearsed else unit


async def reading_unit_of_work(request: Request, response: Response) -> UnitOfWork:
    """A unit of work for what may be a little old; the answer says how old, where it is."""
    container = container_of(request.scope)
    response.headers.update(age_header(container))
    unit = container.reading_unit_of_work()
    request_state_of(request.scope).units.append(unit)
    return unit


def age_header(container: Container) -> dict[str, str]:
    """`Age` (RFC 9111), in whole seconds: how old at most a replica's answer is; nothing where the primary answers."""
    age = container.replica_age()
    return {} if age is None else {"Age": str(ceil(age))}


async def caller(request: Request) -> Caller:
    """Who calls; the route has already checked their right to the operation."""
    return request_state_of(request.scope).caller


async def request_moment(request: Request) -> Moment:
    """When the request happens."""
    return await moment_of(request.scope)


async def new_id() -> Callable[[], UUID]:
    """The maker of identifiers: UUIDv7, in order of time."""
    return uuid7


async def language(request: Request, response: Response) -> Literal["fr", "en"]:
    """The language that the client prefers, of the two that we speak; the answer says that it depends on it."""
    chosen = negotiate_language(request.headers.get("accept-language", ""))
    response.headers["Vary"] = "Accept-Language"
    response.headers["Content-Language"] = chosen
    return chosen


async def new_tag(response: Response) -> Callable[[int | PartVersion], None]:
    """A function that puts a version on the answer as its ETag."""

    def tag(version: int | PartVersion) -> None:
        response.headers["ETag"] = etag(version)

    return tag


async def preconditions(
    if_match: Annotated[str | None, Header(alias="If-Match", description=_IF_MATCH)] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", description=_IF_NONE_MATCH)] = None,
) -> Precondition:
    """What the caller says of the version that it changes."""
    try:
        return precondition(if_match, if_none_match)
    except MalformedTagsError as error:
        raise RequestValidationError([_MALFORMED]) from error


async def page_request(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200, description="How many items at most.")] = 50,
    cursor: Annotated[Cursor | None, Query(description="Where to go on: the `next_cursor` of the page before.")] = None,
) -> PageRequest:
    """Which page is asked for."""
    return PageRequest(limit=limit, after=after_of_this_list(cursor, request))


Uow = Annotated[UnitOfWork, Depends(unit_of_work)]
ReadingUow = Annotated[UnitOfWork, Depends(reading_unit_of_work)]
CallerDep = Annotated[Caller, Depends(caller)]
Now = Annotated[Moment, Depends(request_moment)]
NewId = Annotated[Callable[[], UUID], Depends(new_id)]
LanguageDep = Annotated[Literal["fr", "en"], Depends(language)]
Tag = Annotated[Callable[[int | PartVersion], None], Depends(new_tag)]
IfMatch = Annotated[Precondition, Depends(preconditions)]
PageQuery = Annotated[PageRequest, Depends(page_request)]
