"""Signing in by others: the identity providers, the trip of a browser there and back, the identities of an account."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Request, Response
from pydantic import Field

from app.api.account_dependencies import (
    AccessTokensDep,
    CipherDep,
    MailWriterDep,
    OpenIdDep,
    OriginDep,
    SecretsDep,
    SessionContextDep,
    TokenTime,
)
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, Uow
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.v1.account_models import HeldRole, role_labels
from app.api.v1.sessions import SessionOut
from app.usecases.access import Role
from app.usecases.identities.linking import link_identity, list_my_identities, unlink_identity
from app.usecases.identities.signing_in import IdentitySignIn, complete_sign_in
from app.usecases.identities.trips import BegunTrip, ReturnedTrip, begin_trip
from app.usecases.paging import Page
from app.usecases.ports.openid import AuthorizationAnswer, IdentityProvider, LinkedIdentity, OpenIdConnect

router = router_of("sessions", "/v1")

IdentityId = Annotated[UUID, Path(description="One of the identities that open one's own account.")]
ProviderCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]
Visible = Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[!-~]+$")]
"""A token, as programs write it."""


class IdentityProviderOut(AnswerBody):
    """Somebody by whom one may sign in, to these roles."""

    code: str
    name: str
    issuer: str
    roles: list[HeldRole]
    role_labels: list[str]

    @classmethod
    def of(cls, provider: IdentityProvider) -> Self:
        """The provider on the wire."""
        roles = sorted(provider.roles)
        return cls.model_validate(
            {
                "code": provider.code,
                "name": provider.name,
                "issuer": provider.issuer,
                "roles": roles,
                "role_labels": role_labels(roles),
            }
        )


class OidcStart(RequestBody):
    """By whom to sign in: the `code` of one of `listIdentityProviders`."""

    provider: ProviderCode


class OidcStartOut(AnswerBody):
    """Where to send the browser, and what it keeps for when it comes back, before `expires_at`.

    `start_token` proves that the same browser comes back: keep it there (sessionStorage), never in an address.
    """

    authorization_url: str
    state: str
    start_token: str
    expires_at: datetime

    @classmethod
    def of(cls, begun: BegunTrip) -> Self:
        """The trip on the wire."""
        return cls(
            authorization_url=begun.authorization_url,
            state=begun.state,
            start_token=begun.start_token,
            expires_at=begun.expires_at,
        )


class OidcReturn(RequestBody):
    """What the browser kept, and what came with it: `code`, `state` and, where the provider says so, `iss`."""

    state: Visible
    start_token: Visible
    code: Annotated[str, Field(min_length=1, max_length=4096, pattern=r"^[ -~]+$")]
    iss: Annotated[str, Field(max_length=1000, pattern=r"^[!-~]+$")] | None = None

    def trip(self) -> ReturnedTrip:
        """The trip that this ends."""
        answer = AuthorizationAnswer(code=self.code, issuer=self.iss)
        return ReturnedTrip(state=self.state, start_token=self.start_token, answer=answer)


class OidcCompletion(OidcReturn):
    """The same; `role` is needed by those who hold several, `invitation_token` opens a new account by the identity."""

    role: HeldRole | None = None
    invitation_token: Visible | None = None


class LinkedIdentityOut(AnswerBody):
    """An identity that opens one's account. `available`: whether its provider can still be signed in by."""

    id: UUID
    provider: str
    provider_name: str
    issuer: str
    available: bool
    linked_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, identity: LinkedIdentity, openid: OpenIdConnect) -> Self:
        """The identity, under the name that the settings give its provider."""
        provider = openid.providers.get(identity.provider)
        return cls(
            id=identity.id,
            provider=identity.provider,
            provider_name=provider.name if provider is not None else identity.issuer,
            issuer=identity.issuer,
            available=provider is not None,
            linked_at=identity.linked_at,
            last_used_at=identity.last_used_at,
        )


@router.get(
    "/identity-providers", operation_id="listIdentityProviders", summary="By whom one may sign in", responses=problems()
)
async def list_providers(openid: OpenIdDep, request: Request, response: Response) -> PageOut[IdentityProviderOut]:
    """The identity providers (OpenID Connect) that this service knows, whole."""
    page = Page(items=tuple(openid.providers.values()), next_after=None)
    return PageOut[IdentityProviderOut].of(page, IdentityProviderOut.of, request, response)


@router.post(
    "/sessions/oidc",
    operation_id="startOidcSignIn",
    summary="Set out to sign in by another",
    status_code=201,
    responses=problems(422, 503),
)
@secret_response
async def start(body: OidcStart, uow: Uow, openid: OpenIdDep, secrets: SecretsDep, at: TokenTime) -> OidcStartOut:
    """Where to send the browser: the provider sends it back with a `code`, to `completeOidcSignIn` or `linkIdentity`.

    Code and PKCE (S256), with a `state` and a `nonce` that serve once. 503 where the provider does not answer.
    """
    return OidcStartOut.of(await begin_trip(uow, openid, provider=body.provider, secrets=secrets, at=at))


@router.post(
    "/sessions/oidc/completion",
    operation_id="completeOidcSignIn",
    summary="Sign in by another",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422, 503),
)
@secret_response
async def complete(
    body: OidcCompletion,
    uow: Uow,
    openid: OpenIdDep,
    cipher: CipherDep,
    context: SessionContextDep,
    tokens: AccessTokensDep,
    origin: OriginDep,
    language: LanguageDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> SessionOut:
    """Open a session of the account that is linked to the identity; with `invitation_token`, of the one it opens.

    No account is found by its address: an identity that nobody has linked is refused (403). Whatever proves nobody's
    identity gets one and the same 401, and the trip is to be made again. Who has a second factor is asked for it as by
    openSession, unless the provider has asked for several that count here.
    """
    signed_in = await complete_sign_in(
        uow,
        openid,
        asked=IdentitySignIn(
            trip=body.trip(),
            origin=origin,
            role=Role(body.role) if body.role else None,
            invitation=body.invitation_token,
            language=language,
        ),
        cipher=cipher,
        context=context,
        at=at,
        now=now,
        new_id=new_id,
    )
    return SessionOut.of(signed_in, tokens, at)


@router.get(
    "/me/identities",
    operation_id="listMyIdentities",
    summary="See what opens one's account",
    responses=problems(401, 403),
)
async def list_own(
    caller: CallerDep, uow: Uow, openid: OpenIdDep, request: Request, response: Response
) -> PageOut[LinkedIdentityOut]:
    """The identities elsewhere that open one's account, the first linked first, whole."""
    page = Page(items=tuple(await list_my_identities(uow, caller)), next_after=None)
    return PageOut[LinkedIdentityOut].of(
        page, lambda identity: LinkedIdentityOut.of(identity, openid), request, response
    )


@router.post(
    "/me/identities",
    operation_id="linkIdentity",
    summary="Link one's account to an identity elsewhere",
    status_code=201,
    responses=problems(401, 403, 409, 422, 503),
)
@secret_response
async def link(
    body: OidcReturn,
    caller: CallerDep,
    uow: Uow,
    openid: OpenIdDep,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> LinkedIdentityOut:
    """Let the identity with which the browser came back (`startOidcSignIn`) open one's account; a mail tells it."""
    identity = await link_identity(
        uow, caller, openid, trip=body.trip(), mail_writer=mail_writer, at=at, now=now, new_id=new_id
    )
    return LinkedIdentityOut.of(identity, openid)


@router.delete(
    "/me/identities/{identity_id}",
    operation_id="unlinkIdentity",
    summary="Unlink an identity from one's account",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 422),
)
async def unlink(
    identity_id: IdentityId,
    caller: CallerDep,
    uow: Uow,
    openid: OpenIdDep,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> None:
    """Let it open the account no more; the other sessions that it opened end, a mail tells it.

    Refused (422 `last_means_of_sign_in`) where nothing else would open the account.
    """
    await unlink_identity(
        uow, caller, openid, identity_id=identity_id, mail_writer=mail_writer, at=at, now=now, new_id=new_id
    )
