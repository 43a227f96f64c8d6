"""The national jury: its sessions, what is before them, what they decide."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import IssuerDep
from app.api.container import container_of
from app.api.dependencies import CallerDep, IfMatch, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.dossier_commands import ActOn
from app.api.located import located
from app.api.negotiation import preferred
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.v1.deliberation_models import BulkDecidedOut, BulkDeliberationIn, DecidedOut, DeliberationIn
from app.api.v1.jury_calendar import CALENDAR, CALENDAR_CONTENT, calendar_response
from app.api.v1.jury_models import (
    AgendaOut,
    AttendanceIn,
    ChairHandover,
    ClosureIn,
    JurySessionCancellation,
    JurySessionIn,
    JurySessionOut,
    JurySessionPatch,
    JurySessionPostponement,
    ListedSessionOut,
    MinutesCorrectionIn,
    MinutesOut,
    OpeningIn,
    SessionAttendance,
)
from app.api.v1.papers import PDF, PDF_CONTENT, pdf_response
from app.domain.jury import JurySession, SessionState
from app.usecases.jury import planning
from app.usecases.jury.agenda import get_agenda
from app.usecases.jury.attendance import get_attendance, hand_over_chair, record_attendance
from app.usecases.jury.correct_minutes import correct_minutes
from app.usecases.jury.deliberate import deliberate
from app.usecases.jury.deliberate_together import deliberate_together
from app.usecases.jury.minutes import Minutes, get_minutes
from app.usecases.jury.open_and_close import Presence, close_jury_session, open_jury_session, undo_opening
from app.usecases.papers.minutes import get_minutes_pdf

router = router_of(
    "jury sessions", "/v1/jury-sessions", description="The sittings of the national jury, and what they decide."
)

SessionId = Annotated[UUID, Path(description="The session's id.")]
REFUSALS = problems(401, 403, 404, 409, 412, 422)


@router.post(
    "",
    operation_id="createJurySession",
    summary="Plan a session of the jury",
    status_code=201,
    responses={**located(), **problems(401, 403, 422)},
)
async def create(
    body: JurySessionIn, uow: Uow, now: Now, new_id: NewId, tag: Tag, response: Response
) -> JurySessionOut:
    """Plan a session; its members have accounts of the jury."""
    session = await planning.create_jury_session(uow, new=body.to_domain(), now=now, new_id=new_id)
    response.headers["Location"] = f"/v1/jury-sessions/{session.id}"
    return _tagged(session, tag)


@router.get(
    "", operation_id="listJurySessions", summary="List the sessions of the jury", responses=problems(401, 403, 422)
)
async def list_all(
    uow: Uow,
    caller: CallerDep,
    page: PageQuery,
    request: Request,
    response: Response,
    state: Annotated[SessionState | None, Query(description="Only those in this state.")] = None,
) -> PageOut[ListedSessionOut]:
    """The sessions, newest first, each with how many dossiers stand on its agenda."""
    found = await planning.list_jury_sessions(uow, caller, state=state, page=page)
    return PageOut[ListedSessionOut].of(found, ListedSessionOut.listed, request, response)


@router.get(
    "/{session_id}",
    operation_id="getJurySession",
    summary="Read a session of the jury",
    response_model=JurySessionOut,
    responses={200: {"content": CALENDAR_CONTENT}, **problems(401, 403, 404, 406, 422)},
)
@produces(CALENDAR)
async def get_one(
    session_id: SessionId, caller: CallerDep, uow: Uow, tag: Tag, request: Request, response: Response
) -> JurySessionOut | Response:
    """The session as it stands; by `Accept: text/calendar`, as an event for a calendar program."""
    session = await planning.get_jury_session(uow, caller, session_id=session_id)
    response.headers["Vary"] = "Accept"
    if preferred(request.headers.get("accept", "*/*"), ("application/json", CALENDAR)) == CALENDAR:
        return calendar_response((session,))
    return _tagged(session, tag)


@router.patch(
    "/{session_id}",
    operation_id="updateJurySession",
    summary="Change a planned session",
    responses={**REFUSALS, **problems(428)},
)
async def update(
    session_id: SessionId,
    body: JurySessionPatch,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    if_match: IfMatch,
    tag: Tag,
) -> JurySessionOut:
    """Change what is sent, as long as the session is planned."""
    changed = await planning.update_jury_session(
        uow,
        caller,
        session_id=session_id,
        changes=body.changes(),
        seats=body.seats(),
        precondition=if_match,
        now=now,
        new_id=new_id,
    )
    return _tagged(changed, tag)


@router.post(
    "/{session_id}/postponement",
    operation_id="postponeJurySession",
    summary="Hold a session later",
    responses=REFUSALS,
)
async def postpone(
    session_id: SessionId,
    body: JurySessionPostponement,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    if_match: IfMatch,
    tag: Tag,
) -> JurySessionOut:
    """Hold the session on a later day; the dossiers registered to it stay on its agenda."""
    postponed = await planning.postpone_jury_session(
        uow,
        caller,
        session_id=session_id,
        held_on=body.held_on,
        reason=body.reason,
        precondition=if_match,
        now=now,
        new_id=new_id,
    )
    return _tagged(postponed, tag)


@router.post(
    "/{session_id}/cancellation",
    operation_id="cancelJurySession",
    summary="Cancel a session",
    responses=REFUSALS,
)
async def cancel(
    session_id: SessionId,
    body: JurySessionCancellation,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    if_match: IfMatch,
    tag: Tag,
) -> JurySessionOut:
    """Not hold the session: its dossiers go to the one that is named, or wait; no candidacy lapses by it (D12)."""
    cancelled = await planning.cancel_jury_session(
        uow,
        caller,
        session_id=session_id,
        reason=body.reason,
        moved_to=body.session_id,
        precondition=if_match,
        now=now,
        new_id=new_id,
    )
    return _tagged(cancelled, tag)


@router.get(
    "/{session_id}/agenda",
    operation_id="getAgenda",
    summary="Read what a session has before it",
    responses=problems(401, 403, 404, 422),
)
async def agenda(session_id: SessionId, caller: CallerDep, uow: Uow, now: Now, language: LanguageDep) -> AgendaOut:
    """Each dossier with what R60 and R61 list; to the jury's members, until the session is closed."""
    session, items = await get_agenda(uow, caller, session_id=session_id, now=now)
    return AgendaOut.of(session, items, language)


@router.post(
    "/{session_id}/opening",
    operation_id="openJurySession",
    summary="Open a session",
    responses=REFUSALS,
)
async def open_one(
    session_id: SessionId, body: OpeningIn, uow: Uow, now: Now, if_match: IfMatch, tag: Tag
) -> JurySessionOut:
    """Open the session, on its first day or later, with those present: at least one member of each college (D31, D54).

    Where the chair does not countersign the closure, opening it again with the same takes the proposal back.
    """
    opened = await open_jury_session(
        uow,
        session_id=session_id,
        present=tuple(body.present),
        chair=body.chair,
        precondition=if_match,
        now=now,
    )
    return _tagged(opened, tag)


@router.delete(
    "/{session_id}/opening",
    operation_id="undoOpening",
    summary="Take an opening back",
    responses=REFUSALS,
)
async def undo(
    session_id: SessionId, caller: CallerDep, uow: Uow, now: Now, if_match: IfMatch, tag: Tag
) -> JurySessionOut:
    """Take back an opening by mistake, as long as nothing is decided: the session is planned again (D54)."""
    return _tagged(await undo_opening(uow, caller, session_id=session_id, precondition=if_match, now=now), tag)


@router.put(
    "/{session_id}/attendance",
    operation_id="recordAttendance",
    summary="Record who is there when",
    responses={**REFUSALS, **problems(428)},
)
async def attendance(
    session_id: SessionId, body: AttendanceIn, caller: CallerDep, uow: Uow, now: Now, if_match: IfMatch, tag: Tag
) -> SessionAttendance:
    """Say who came and left when, for everybody; each decision is judged on those who were there then (D55).

    `If-Match` and `ETag` are the session's.
    """
    session = await record_attendance(
        uow, caller, session_id=session_id, periods=body.to_domain(), precondition=if_match, now=now
    )
    tag(session.version)
    return SessionAttendance.of(session)


@router.get(
    "/{session_id}/attendance",
    operation_id="getAttendance",
    summary="Read who was there when",
    responses=problems(401, 403, 404, 409, 422),
)
async def attended(session_id: SessionId, caller: CallerDep, uow: Uow, now: Now, tag: Tag) -> SessionAttendance:
    """Who was there and who presided, by the hour, from the opening on. The `ETag` is the session's."""
    session = await get_attendance(uow, caller, session_id=session_id, now=now)
    tag(session.version)
    return SessionAttendance.of(session)


@router.post(
    "/{session_id}/chair",
    operation_id="handOverChair",
    summary="Hand the chair over",
    responses=REFUSALS,
)
async def hand_over(
    session_id: SessionId, body: ChairHandover, caller: CallerDep, uow: Uow, now: Now, if_match: IfMatch, tag: Tag
) -> JurySessionOut:
    """Have another member preside: whoever presides last countersigns the closure (D55)."""
    session = await hand_over_chair(
        uow,
        caller,
        session_id=session_id,
        user_id=body.user_id,
        at=body.at,
        reason=body.reason,
        precondition=if_match,
        now=now,
    )
    return _tagged(session, tag)


@router.post(
    "/{session_id}/closure",
    operation_id="closeJurySession",
    summary="Close a session",
    responses=REFUSALS,
)
async def close(
    session_id: SessionId,
    caller: CallerDep,
    uow: Uow,
    issuer: IssuerDep,
    now: Now,
    new_id: NewId,
    if_match: IfMatch,
    tag: Tag,
    body: Annotated[ClosureIn | None, Body()] = None,
) -> JurySessionOut:
    """Close the session: the secretariat proposes it, then the chair posts the same; certificates are issued."""
    told = body or ClosureIn()
    closed = await close_jury_session(
        uow,
        caller,
        session_id=session_id,
        presence=Presence(present=tuple(told.present) if told.present is not None else None, chair=told.chair),
        precondition=if_match,
        now=now,
        new_id=new_id,
        issuer=issuer,
    )
    return _tagged(closed, tag)


@router.get(
    "/{session_id}/minutes",
    operation_id="getMinutes",
    summary="Read the minutes of a session",
    response_model=MinutesOut,
    responses={200: {"content": PDF_CONTENT}, **problems(401, 403, 404, 406, 409, 422)},
)
@produces(PDF)
async def minutes(
    session_id: SessionId,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    tag: Tag,
    request: Request,
    response: Response,
    version: Annotated[
        int | None, Query(ge=1, le=200, description="As they were read before a correction; the last.")
    ] = None,
) -> MinutesOut | Response:
    """Who sat, who stood back and why, what was decided and by which votes, what was put off.

    A draft, marked so, until the session is closed; each `version` can be read ever after. By
    `Accept: application/pdf`, on paper, with the places to sign once the session is closed.
    """
    response.headers["Vary"] = "Accept"
    if preferred(request.headers.get("accept", "*/*"), ("application/json", PDF)) == PDF:
        printing = container_of(request.scope).printing
        return await pdf_response(
            request, await get_minutes_pdf(uow, caller, printing, session_id=session_id, now=now, version=version)
        )
    return _tagged_minutes(await get_minutes(uow, caller, session_id=session_id, now=now, version=version), tag)


@router.post(
    "/{session_id}/minutes/corrections",
    operation_id="correctMinutes",
    summary="Correct the minutes of a closed session",
    responses=REFUSALS,
)
async def correct_one(
    session_id: SessionId,
    body: MinutesCorrectionIn,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    if_match: IfMatch,
    tag: Tag,
) -> MinutesOut:
    """Put right what the minutes of a closed session say of it, what was signed staying readable beside it.

    The secretariat proposes the words, then whoever presided last posts the same. A decision is corrected by
    `correctDecision`. `If-Match` and `ETag` are the session's.
    """
    corrected = await correct_minutes(
        uow,
        caller,
        session_id=session_id,
        text=body.text,
        reason=body.reason,
        precondition=if_match,
        now=now,
        new_id=new_id,
    )
    return _tagged_minutes(corrected, tag)


@router.post(
    "/{session_id}/deliberations",
    operation_id="deliberate",
    summary="Decide on a dossier",
    status_code=201,
    responses=REFUSALS,
)
async def decide(session_id: SessionId, body: DeliberationIn, act_on: ActOn, uow: Uow, tag: Tag) -> DecidedOut:
    """Record the jury's decision, as its votes adopted it; the outcome follows from the competences (D4).

    `If-Match` and `ETag` are the dossier's.
    """
    decided = await deliberate(uow, act_on(body.dossier_id), session_id=session_id, motion=body.to_domain())
    tag(decided.version)
    return DecidedOut.of_dossier(decided)


@router.post(
    "/{session_id}/bulk-deliberations",
    operation_id="bulkDeliberate",
    summary="Decide on several dossiers by one vote",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422),
)
async def decide_together(
    session_id: SessionId, body: BulkDeliberationIn, caller: CallerDep, uow: Uow, now: Now, new_id: NewId
) -> BulkDecidedOut:
    """Record the evaluators' result as the decision on each of these dossiers, which call for no discussion.

    All of them or none: a refusal names each dossier that has to be decided by itself, and why.
    """
    decided = await deliberate_together(
        uow,
        caller,
        session_id=session_id,
        dossier_ids=body.dossier_ids,
        motion=body.to_domain(),
        now=now,
        new_id=new_id,
    )
    return BulkDecidedOut(items=[DecidedOut.of_dossier(dossier) for dossier in decided])


def _tagged_minutes(minutes: Minutes, tag: Tag) -> MinutesOut:
    tag(minutes.session.version)
    return MinutesOut.of(minutes)


def _tagged(session: JurySession, tag: Tag) -> JurySessionOut:
    tag(session.version)
    return JurySessionOut.of(session)
