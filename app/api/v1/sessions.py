"""Signing in and out."""

from math import ceil
from typing import Annotated, Literal, Self

from fastapi import Response
from pydantic import Field

from app.api.account_dependencies import (
    AccessTokensDep,
    CipherDep,
    MailWriterDep,
    OpenIdDep,
    OriginDep,
    PasswordsDep,
    SecretsDep,
    TokenTime,
)
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.mail_addresses import MailAddress
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.security import LIFETIME, AccessTokens
from app.api.v1.account_models import HeldRole, SessionRole
from app.usecases.access import Role
from app.usecases.accounts.close_session import close_session
from app.usecases.accounts.open_session import open_session
from app.usecases.accounts.refresh_session import refresh_session
from app.usecases.accounts.signing_in import SignedIn

router = router_of("sessions", "/v1/sessions", description="Signing in, staying signed in, signing out.")

Secret = Annotated[str, Field(min_length=1, max_length=256)]


class SessionOpening(RequestBody):
    """Who signs in; `role` is needed by those who hold several."""

    email: Annotated[MailAddress, Field(max_length=254)]
    password: Secret
    role: HeldRole | None = None


class SessionRefresh(RequestBody):
    """The last refresh token of a session."""

    refresh_token: Secret


class SessionOut(AnswerBody):
    """A session's tokens: present the first on each request, keep the second to get the next pair."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token, not one
    expires_in: int
    refresh_token: str
    role: SessionRole

    @classmethod
    def of(cls, signed_in: SignedIn, tokens: AccessTokens, at: TokenTime) -> Self:
        """The pair of tokens for who signed in at ``at``; the same as before, where the answer is repeated."""
        issued_at = signed_in.issued_at or at
        return cls.model_validate(
            {
                "access_token": signed_in.access_token or tokens.issue(signed_in.caller, at),
                "expires_in": ceil((LIFETIME - (at - issued_at)).total_seconds()),
                "refresh_token": signed_in.refresh_token,
                "role": signed_in.caller.role,
            }
        )


@router.post(
    "",
    operation_id="openSession",
    summary="Sign in",
    status_code=201,
    responses=problems(401, 403, 422, 429),
)
@secret_response
async def open_(
    body: SessionOpening,
    uow: Uow,
    passwords: PasswordsDep,
    secrets: SecretsDep,
    tokens: AccessTokensDep,
    mail_writer: MailWriterDep,
    origin: OriginDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> SessionOut:
    """Open a session under one role. A wrong address and a wrong password get the same answer.

    A mail tells the account's owner of a device or a place that they had not signed in from.
    """
    signed_in = await open_session(
        uow,
        email=body.email,
        password=body.password,
        role=Role(body.role) if body.role else None,
        origin=origin,
        passwords=passwords,
        secrets=secrets,
        mail_writer=mail_writer,
        at=at,
        now=now,
        new_id=new_id,
    )
    return SessionOut.of(signed_in, tokens, at)


@router.post(
    "/refresh",
    operation_id="refreshSession",
    summary="Prolong a session",
    status_code=201,
    responses=problems(401, 403, 422),
)
@secret_response
async def refresh(
    body: SessionRefresh, uow: Uow, secrets: SecretsDep, tokens: AccessTokensDep, at: TokenTime
) -> SessionOut:
    """Exchange a refresh token for a new pair. The old one is dead.

    Presented again within thirty seconds, it gives the same pair: an answer that was lost is asked for anew. If it
    comes back later, the whole session ends.
    """
    signed_in = await refresh_session(
        uow,
        refresh_token=body.refresh_token,
        issue=lambda caller: tokens.issue(caller, at),
        secrets=secrets,
        at=at,
    )
    return SessionOut.of(signed_in, tokens, at)


@router.delete(
    "/current",
    operation_id="closeSession",
    summary="Sign out",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403),
)
async def close(
    caller: CallerDep, uow: Uow, openid: OpenIdDep, cipher: CipherDep, at: TokenTime, response: Response
) -> None:
    """End the session of the token presented: it is dead at once.

    Where an identity provider opened it, the header `Link` (`rel="end-session"`) says where to send the browser for
    it to be signed out there too.
    """
    sign_out_url = await close_session(uow, caller, openid=openid, cipher=cipher, at=at)
    if sign_out_url is not None:
        response.headers["Link"] = f'<{sign_out_url}>; rel="end-session"'
