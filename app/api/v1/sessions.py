"""Signing in and out."""

from math import ceil
from typing import Annotated, Literal, Self

from fastapi import Response
from pydantic import Field, model_validator

from app.api.account_dependencies import (
    AccessTokensDep,
    CipherDep,
    FactorContextDep,
    OpenIdDep,
    OriginDep,
    PasswordsDep,
    SecretsDep,
    SessionContextDep,
    TokenTime,
)
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.faults import invalid_value
from app.api.mail_addresses import MailAddress
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.security import LIFETIME, AccessTokens
from app.api.v1.account_models import HeldRole, SessionRole
from app.api.v1.factor_models import PasskeyOptions, ShownFactorBody
from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.accounts.close_session import close_session
from app.usecases.accounts.complete_session import Completion, complete_session, start_passkey_sign_in
from app.usecases.accounts.open_session import open_session
from app.usecases.accounts.refresh_session import refresh_session
from app.usecases.accounts.shown_factor import ShownFactor
from app.usecases.accounts.signing_in import SignedIn

router = router_of("sessions", "/v1/sessions", description="Signing in, staying signed in, signing out.")

Secret = Annotated[str, Field(min_length=1, max_length=256)]


class SessionOpening(RequestBody):
    """Who signs in; `role` is needed by those who hold several."""

    email: Annotated[MailAddress, Field(max_length=254)]
    password: Secret
    role: HeldRole | None = None


class SessionCompletion(ShownFactorBody):
    """The `challenge` of openSession, with a code or what a passkey signed.

    Without a challenge, a passkey alone, and `role` for those who hold several.
    """

    challenge: Secret | None = None
    role: HeldRole | None = None

    @model_validator(mode="after")
    def _stands_alone_by_passkey(self) -> Self:
        if self.challenge is None and self.passkey is None:
            raise invalid_value(
                "challenge_needed",
                Text(
                    "Un code complète une connexion : donnez le « challenge » reçu à son ouverture.",
                    "A code completes a sign-in: give the “challenge” received when it was opened.",
                ),
            )
        return self


class PasskeySignIn(RequestBody):
    """The `challenge` of openSession; none where a passkey is to sign in alone."""

    challenge: Secret | None = None


class SessionRefresh(RequestBody):
    """The last refresh token of a session."""

    refresh_token: Secret


class SessionOut(AnswerBody):
    """A session's tokens: present the first on each request, keep the second to get the next pair.

    `enrolment_required`: the role needs a second factor, and until one is enrolled the session serves for that alone.
    """

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token, not one
    expires_in: int
    refresh_token: str
    role: SessionRole
    enrolment_required: bool

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
                "enrolment_required": signed_in.caller.awaits_enrolment,
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
    context: SessionContextDep,
    tokens: AccessTokensDep,
    origin: OriginDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> SessionOut:
    """Open a session under one role. A wrong address and a wrong password get the same answer.

    Who has a second factor is asked for it: 401 `second_factor_required`, with the `challenge` that completeSession
    takes and the `methods` that answer it.
    A mail tells the account's owner of a device or a place that they had not signed in from.
    """
    signed_in = await open_session(
        uow,
        email=body.email,
        password=body.password,
        role=Role(body.role) if body.role else None,
        origin=origin,
        passwords=passwords,
        context=context,
        at=at,
        now=now,
        new_id=new_id,
    )
    return SessionOut.of(signed_in, tokens, at)


@router.post(
    "/second-factor",
    operation_id="completeSession",
    summary="Sign in with a second factor, or with a passkey alone",
    status_code=201,
    responses=problems(401, 403, 422, 429),
)
@secret_response
async def complete(
    body: SessionCompletion,
    uow: Uow,
    context: SessionContextDep,
    factors: FactorContextDep,
    tokens: AccessTokensDep,
    origin: OriginDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> SessionOut:
    """Open the session that openSession answered with a `challenge`. Each code, and each challenge, serves once.

    Without a challenge, a passkey that its authenticator keeps signs in alone.
    """
    completion = Completion(
        challenge=body.challenge,
        shown=ShownFactor(code=body.code, passkey=body.passkey),
        role=Role(body.role) if body.role else None,
        origin=origin,
    )
    signed_in = await complete_session(
        uow, completion=completion, context=context, factors=factors, at=at, now=now, new_id=new_id
    )
    return SessionOut.of(signed_in, tokens, at)


@router.post(
    "/passkey-options",
    operation_id="startPasskeySignIn",
    summary="Begin to sign in with a passkey",
    responses=problems(401, 422),
)
@secret_response
async def start_with_passkey(body: PasskeySignIn, uow: Uow, factors: FactorContextDep, at: TokenTime) -> PasskeyOptions:
    """What to give the browser to sign with a passkey; its answer goes to completeSession within five minutes."""
    return PasskeyOptions(dict(await start_passkey_sign_in(uow, challenge=body.challenge, factors=factors, at=at)))


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
