"""What exists in the sandbox alone: a clock to set, and the mails that were sent."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import AfterValidator
from starlette.requests import Request

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.container import container_of
from app.api.dependencies import NewId, PageQuery, Uow
from app.api.faults import invalid_value
from app.api.fields import Instant
from app.api.mail_addresses import MailAddress
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.domain.text import Text
from app.usecases.ports.clock import MovableClock
from app.usecases.sandbox.list_emails import list_emails
from app.usecases.sandbox.set_clock import reset_clock as reset
from app.usecases.sandbox.set_clock import set_clock as move

router = router_of("sandbox", "/v1/sandbox", description="The sandbox's clock and mails. Absent from production.")

_EARLIEST = datetime(2011, 4, 27, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def _within_reach(now: datetime) -> datetime:
    if not _EARLIEST <= now < _LATEST:
        raise invalid_value(
            "out_of_range",
            Text(fr="L'horloge va du 27 avril 2011 à l'an 2100.", en="The clock goes from 27 April 2011 to 2100."),
        )
    return now


class ClockSetting(RequestBody):
    """The instant that the clock is to show; it goes on from there."""

    now: Annotated[Instant, AfterValidator(_within_reach)]


class ClockOut(AnswerBody):
    """The instant that legal days are read from."""

    now: datetime


class SandboxEmailOut(MirrorBody):
    """A mail that was sent, with the link and the token that it carries."""

    id: UUID
    to: str
    template: str
    language: str
    subject: str
    body: str
    links: dict[str, str]
    created_at: datetime


@router.get("/clock", operation_id="getSandboxClock", summary="Read the clock")
async def get_clock(request: Request) -> ClockOut:
    """The instant that the sandbox takes for now."""
    return ClockOut(now=await _clock(request).now())


@router.put("/clock", operation_id="setSandboxClock", summary="Set the clock", responses=problems(422))
async def set_clock(body: ClockSetting, request: Request, uow: Uow, new_id: NewId) -> ClockOut:
    """Move every legal day, deadline and invitation, forwards or back. The expiry of tokens does not move.

    What follows from the terms that are then over follows at once: candidacies lapse after their last day.
    """
    await move(uow, _clock(request), body.now, new_id=new_id)
    return ClockOut(now=body.now.astimezone(UTC))


@router.delete(
    "/clock",
    operation_id="resetSandboxClock",
    summary="Reset the clock",
    status_code=204,
    response_class=Response,
)
async def reset_clock(request: Request, uow: Uow, new_id: NewId) -> None:
    """Show the system's time again."""
    await reset(uow, _clock(request), new_id=new_id)


@router.get("/emails", operation_id="listSandboxEmails", summary="List the mails sent", responses=problems(422))
async def emails(
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    to: Annotated[MailAddress | None, Query(description="Mails to that address.")] = None,
) -> PageOut[SandboxEmailOut]:
    """Newest first, with their links and tokens."""
    return PageOut[SandboxEmailOut].of(await list_emails(uow, to=to, page=page), SandboxEmailOut.of, request, response)


def _clock(request: Request) -> MovableClock:
    clock = container_of(request.scope).sandbox_clock
    if clock is None:
        raise RuntimeError("the sandbox's routes are served without its clock")
    return clock
