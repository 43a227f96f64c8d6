"""What people do with their own account, once signed in."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Request, Response

from app.api.account_dependencies import MailWriterDep, PasswordsDep, TokenTime
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.v1.account_models import Password, SessionRole
from app.api.v1.sessions import Secret
from app.usecases.access import Caller
from app.usecases.accounts.change_password import change_password
from app.usecases.accounts.labels import FACTOR_LABELS, ROLE_LABELS
from app.usecases.accounts.own_sessions import end_other_sessions, end_session, list_my_sessions
from app.usecases.paging import Page
from app.usecases.ports.accounts import Factor, Session

router = router_of("accounts", "/v1/me")


SessionId = Annotated[UUID, Path(description="One of one's own sessions.")]


class OwnSessionOut(AnswerBody):
    """Where one is signed in: `address` and `device` are those that the session was opened from."""

    id: UUID
    current: bool
    role: SessionRole
    role_label: str
    opened_at: datetime
    last_used_at: datetime
    expires_at: datetime
    device: str | None
    address: str | None
    factor: Factor
    factor_label: str

    @classmethod
    def of(cls, session: Session, caller: Caller) -> Self:
        """``session`` as its owner sees it, asking in that of ``caller``."""
        return cls.model_validate(
            {
                "id": session.id,
                "current": session.id == caller.session_id,
                "role": session.role,
                "role_label": spoken(ROLE_LABELS[session.role]),
                "opened_at": session.opened_at,
                "last_used_at": session.last_used_at,
                "expires_at": session.expires_at,
                "device": session.origin.device,
                "address": session.origin.address or None,
                "factor": session.factor,
                "factor_label": spoken(FACTOR_LABELS[session.factor]),
            }
        )


class PasswordChange(RequestBody):
    """The password that opens the account, and the one that will."""

    current_password: Secret
    password: Password


@router.get(
    "/sessions", operation_id="listMySessions", summary="See where one is signed in", responses=problems(401, 403)
)
async def list_mine(
    caller: CallerDep, uow: Uow, at: TokenTime, request: Request, response: Response
) -> PageOut[OwnSessionOut]:
    """The open sessions of one's account under all its roles, whole. Each ends by itself at `expires_at`, or before
    when it is not used."""
    found = await list_my_sessions(uow, caller, at=at)
    page = Page(items=tuple(found), next_after=None)
    return PageOut[OwnSessionOut].of(page, lambda session: OwnSessionOut.of(session, caller), request, response)


@router.delete(
    "/sessions/{session_id}",
    operation_id="endSession",
    summary="Sign out from afar",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404),
)
async def end_one(session_id: SessionId, caller: CallerDep, uow: Uow, at: TokenTime) -> None:
    """End one of one's own sessions: its tokens are dead at once."""
    await end_session(uow, caller, session_id=session_id, at=at)


@router.delete(
    "/sessions",
    operation_id="endOtherSessions",
    summary="Sign out everywhere else",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403),
)
async def end_others(caller: CallerDep, uow: Uow, at: TokenTime) -> None:
    """End all sessions of one's account, save the one that asks."""
    await end_other_sessions(uow, caller, at=at)


@router.post(
    "/password-change",
    operation_id="changePassword",
    summary="Change one's password",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 422, 429),
)
@secret_response
async def change(
    body: PasswordChange,
    caller: CallerDep,
    uow: Uow,
    passwords: PasswordsDep,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> None:
    """Replace the password. The other sessions of the account end, and a mail tells its owner."""
    await change_password(
        uow,
        caller,
        current=body.current_password,
        password=body.password,
        passwords=passwords,
        mail_writer=mail_writer,
        at=at,
        now=now,
        new_id=new_id,
    )
