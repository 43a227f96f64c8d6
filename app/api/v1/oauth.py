"""Tokens for programs (RFC 6749, RFC 8414), and the keys that verify all our tokens (RFC 7517)."""

import binascii
from base64 import b64decode
from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import unquote_plus

from fastapi import Depends, Form, Header
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import AccessTokensDep, ClientAddress, SecretsDep, TokenTime
from app.api.bodies import AnswerBody
from app.api.client_assertions import ALGORITHMS, TYPE, SignedAssertions, said_client
from app.api.container import container_of
from app.api.dependencies import Uow
from app.api.problems import OAuthError
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.security import LIFETIME
from app.usecases.clients.issue_token import issue_token
from app.usecases.clients.proofs import AssertionProof, ClientProof, SecretProof
from app.usecases.clients.revoke_token import revoke_token
from app.usecases.errors import AddressNotAllowed, InvalidInput, Unauthenticated
from app.usecases.scopes import ProgramScope

router = router_of("oauth", "", description="Tokens for programs, and the keys that verify tokens.")

_AUTHENTICATION = ("client_secret_basic", "client_secret_post", "private_key_jwt")

FormField = Annotated[str | None, Form(max_length=1024)]
TokenField = Annotated[str | None, Form(max_length=8192)]
_GRANT = "client_credentials"
GrantType = Annotated[str, Form(max_length=1024, json_schema_extra={"const": _GRANT})]
"""Any text is taken, and another than ours answered with the code that RFC 6749 has for it."""


async def _proof(
    request: Request,
    secrets: SecretsDep,
    client_id: FormField = None,
    client_secret: FormField = None,
    client_assertion_type: FormField = None,
    client_assertion: TokenField = None,
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Callable[[], ClientProof]:
    """What gives, when it is asked, what the program shows: in one place only (RFC 6749, 2.3; RFC 7521, 4.2)."""

    def shown() -> ClientProof:
        """Raises OAuthError."""
        if client_assertion is None and client_assertion_type is None:
            name, secret = _credentials(authorization, client_id, client_secret)
            return SecretProof(client_id=name, digest=secrets.digest(secret))
        if authorization is not None or client_secret is not None:
            raise OAuthError("invalid_request", "credentials are sent in one place only")
        return _signed(client_assertion_type, client_assertion, client_id, assertions=_assertions_for(request))

    return shown


ProofDep = Annotated[Callable[[], ClientProof], Depends(_proof)]


class TokenOut(AnswerBody):
    """A program's access token (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class OAuthErrorOut(AnswerBody):
    """Why no token is given (RFC 6749, 5.2)."""

    error: str
    error_description: str


_INVALID_CLIENT = {
    "model": OAuthErrorOut,
    "description": "`invalid_client`: unknown, disabled, another secret, or an assertion that does not hold.",
}
_ANOTHER_ADDRESS = {"model": OAuthErrorOut, "description": "`unauthorized_client`: not from one of its networks."}


class JwkOut(AnswerBody):
    """The public half of a key."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class JwksOut(AnswerBody):
    """The keys by which our tokens are verified: the one that signs, and those before or after it."""

    keys: list[JwkOut]


class AuthorizationServerOut(AnswerBody):
    """Where and how programs get tokens (RFC 8414)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_signing_alg_values_supported: list[str]
    scopes_supported: list[str]
    service_documentation: str
    ui_locales_supported: list[str]


@router.post(
    "/oauth/token",
    operation_id="issueToken",
    summary="Get a token for a program",
    responses={
        400: {"model": OAuthErrorOut, "description": "`invalid_request`, `unsupported_grant_type`, `invalid_scope`."},
        401: _INVALID_CLIENT,
        403: _ANOTHER_ADDRESS,
    },
)
@secret_response
async def token(
    request: Request,
    uow: Uow,
    proof: ProofDep,
    tokens: AccessTokensDep,
    address: ClientAddress,
    at: TokenTime,
    grant_type: GrantType,
    scope: FormField = None,
) -> TokenOut:
    """Client credentials: a secret by HTTP Basic or in the form, or an assertion that the program signed for this
    request (RFC 7523). Without `scope` the token carries all of the program's."""
    await _refuse_repetition(request)
    if grant_type != _GRANT:
        raise OAuthError("unsupported_grant_type", f"only {_GRANT} is supported")
    wanted = frozenset(scope.split()) if scope else None
    try:
        granted = await issue_token(uow, proof=proof(), scope=wanted, address=address, at=at)
    except Unauthenticated as no:
        raise OAuthError("invalid_client", no.detail.en, 401) from None
    except AddressNotAllowed as no:
        raise OAuthError("unauthorized_client", no.detail.en, 403) from None
    except InvalidInput as no:
        raise OAuthError("invalid_scope", no.violations[0].detail.en) from None
    return TokenOut(
        access_token=tokens.issue(
            granted.caller, at, credential_name=granted.credential_name, generation=granted.generation
        ),
        token_type="Bearer",  # noqa: S106 - a kind of token, not one
        expires_in=int(LIFETIME.total_seconds()),
        scope=" ".join(sorted(granted.caller.scopes)),
    )


@router.post(
    "/oauth/revoke",
    operation_id="revokeToken",
    summary="Give a token back",
    responses={
        400: {"model": OAuthErrorOut, "description": "`invalid_request`, `unauthorized_client`: another's token."},
        401: _INVALID_CLIENT,
        403: _ANOTHER_ADDRESS,
    },
)
@secret_response
async def revoke(
    request: Request,
    uow: Uow,
    proof: ProofDep,
    tokens: AccessTokensDep,
    address: ClientAddress,
    at: TokenTime,
    token: Annotated[str, Form(max_length=8192)],
    token_type_hint: FormField = None,  # noqa: ARG001 - RFC 7009 lets it be sent, and there is one type only
) -> Response:
    """Stop a program's token at once (RFC 7009). What is no token, or no longer one, is given back with success too."""
    await _refuse_repetition(request)
    shown, given = proof(), tokens.given_back(token)
    own = given.token_id if given is not None and given.client_id == shown.client_id else None
    try:
        await revoke_token(uow, proof=shown, token_id=own, address=address, at=at)
    except Unauthenticated as no:
        raise OAuthError("invalid_client", no.detail.en, 401) from None
    except AddressNotAllowed as no:
        raise OAuthError("unauthorized_client", no.detail.en, 403) from None
    if given is not None and own is None:
        raise OAuthError("unauthorized_client", "this token is not this client's")
    return Response()


@router.get("/.well-known/jwks.json", operation_id="getJwks", summary="Read the keys that verify tokens")
async def jwks(tokens: AccessTokensDep) -> JwksOut:
    """The public keys; a token names its own by `kid`."""
    return JwksOut.model_validate({"keys": tokens.keys.public()})


@router.get(
    "/.well-known/oauth-authorization-server",
    operation_id="getAuthorizationServer",
    summary="Read where programs get tokens",
)
async def authorization_server(request: Request) -> AuthorizationServerOut:
    """What RFC 8414 says of this server."""
    issuer = container_of(request.scope).public_url
    return AuthorizationServerOut(
        issuer=issuer,
        token_endpoint=f"{issuer}/oauth/token",
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        grant_types_supported=[_GRANT],
        response_types_supported=[],
        token_endpoint_auth_methods_supported=list(_AUTHENTICATION),
        token_endpoint_auth_signing_alg_values_supported=list(ALGORITHMS),
        revocation_endpoint=f"{issuer}/oauth/revoke",
        revocation_endpoint_auth_methods_supported=list(_AUTHENTICATION),
        revocation_endpoint_auth_signing_alg_values_supported=list(ALGORITHMS),
        scopes_supported=list(ProgramScope),
        service_documentation=f"{issuer}/docs",
        ui_locales_supported=["fr", "en"],
    )


async def _refuse_repetition(request: Request) -> None:
    """RFC 6749, 3.2: parameters are sent once."""
    names = [name for name, _ in (await request.form()).multi_items()]
    if len(names) != len(set(names)):
        raise OAuthError("invalid_request", "a parameter is repeated")


def _credentials(authorization: str | None, client_id: str | None, client_secret: str | None) -> tuple[str, str]:
    """The program's name and secret, from one place only (RFC 6749, 2.3)."""
    if authorization is not None:
        if client_secret is not None:
            raise OAuthError("invalid_request", "credentials are sent in one place only")
        name, secret = _basic(authorization)
        if client_id not in {None, name}:
            raise OAuthError("invalid_request", "two different clients are named")
        return name, secret
    if client_id is None or client_secret is None:
        raise OAuthError("invalid_client", "client credentials are missing", 401)
    return client_id, client_secret


def _signed(
    assertion_type: str | None, assertion: str | None, client_id: str | None, *, assertions: SignedAssertions
) -> AssertionProof:
    """What the program signed (RFC 7523, 2.2). Raises OAuthError."""
    if assertion_type != TYPE or assertion is None:
        raise OAuthError("invalid_request", f"client_assertion comes with client_assertion_type={TYPE}")
    name = said_client(assertion)
    if name is None:
        raise OAuthError("invalid_client", "the assertion does not say whose it is", 401)
    if client_id not in {None, name}:
        raise OAuthError("invalid_request", "two different clients are named")
    return AssertionProof(client_id=name, assertion=assertion, assertions=assertions)


def _assertions_for(request: Request) -> SignedAssertions:
    """Those that name this server, by its issuer or by the address that was called."""
    issuer = container_of(request.scope).public_url
    return SignedAssertions((issuer, f"{issuer}/oauth/token", f"{issuer}{request.url.path}"))


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, separator, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        name = separator = secret = ""
    credentials = unquote_plus(name), unquote_plus(secret)
    if scheme.lower() != "basic" or not separator or "\x00" in credentials[0]:
        raise OAuthError("invalid_client", "the Authorization header is not HTTP Basic", 401)
    return credentials
