"""The calendar of a member of the jury, by a link of their own."""

from typing import Annotated

from fastapi import Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.container import container_of
from app.api.dependencies import CallerDep, Now, Uow
from app.api.problems import problems
from app.api.route_contract import produces, secret_response
from app.api.routing import router as router_of
from app.api.v1.jury_calendar import CALENDAR, CALENDAR_CONTENT, calendar_response
from app.usecases.jury.calendars import create_calendar_link, read_calendar, revoke_calendar_link

router = router_of(
    "jury calendars", "/v1/jury-calendars", description="One's own sessions of the jury, in a calendar program."
)


class CalendarLinkOut(AnswerBody):
    """The address of a calendar, shown once; who has it reads the days and places of one's sessions."""

    url: Annotated[str, Field(json_schema_extra={"format": "uri"})]


@router.post(
    "",
    operation_id="createCalendarLink",
    summary="Get a link to the calendar of one's sessions",
    status_code=201,
    responses=problems(401, 403, 422),
)
@secret_response
async def create(request: Request, caller: CallerDep, uow: Uow, now: Now) -> CalendarLinkOut:
    """A secret address to subscribe to in a calendar program; the one given before opens nothing any more."""
    container = container_of(request.scope)
    token = await create_calendar_link(uow, caller, secrets=container.secrets, now=now)
    return CalendarLinkOut(url=f"{container.public_url}/v1/jury-calendars/{token}")


@router.delete(
    "",
    operation_id="revokeCalendarLink",
    summary="Revoke the link to one's calendar",
    status_code=204,
    responses=problems(401, 403, 422),
)
async def revoke(caller: CallerDep, uow: Uow) -> None:
    """The address opens nothing any more; without one there is nothing to do."""
    await revoke_calendar_link(uow, caller)


@router.get(
    "/{token}",
    operation_id="readCalendar",
    summary="Read a calendar by its secret link",
    response_class=Response,
    responses={
        200: {"description": "The sessions, cancelled ones included", "content": CALENDAR_CONTENT},
        304: {"description": "The client holds it already"},
        **problems(404, 406, 422),
    },
)
@produces(CALENDAR)
async def read(
    token: Annotated[str, Path(description="The secret part of the link.", max_length=200)],
    request: Request,
    uow: Uow,
    now: Now,
) -> Response:
    """One event for each session of the link's owner, from a year ago on (RFC 5545)."""
    sessions = await read_calendar(uow, token=token, secrets=container_of(request.scope).secrets, now=now)
    return calendar_response(sessions)
