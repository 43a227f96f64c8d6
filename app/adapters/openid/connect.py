"""The providers of the settings, as the use cases ask them."""

import logging
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal, TypeVar
from urllib.parse import quote_plus, urlencode

from app.adapters.openid.discovery import ProviderDirectory
from app.adapters.openid.id_tokens import ExpectedToken, read_id_token
from app.adapters.openid.network import ProviderAnswer, ProviderAwayError, ProviderNetwork
from app.usecases.errors import ProviderUnavailable
from app.usecases.ports.openid import (
    AuthorizationAnswer,
    IdentityNotProven,
    IdentityProvider,
    SignInSecrets,
    VouchedIdentity,
)

logger = logging.getLogger("cqp.openid")
_LONGEST_HINT = 2048
"""A longer ID token would not pass through every proxy in a header: the provider then asks the person."""

ClientAuthentication = Literal["client_secret_basic", "client_secret_post", "none"]
_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRegistration:
    """A provider, and under which name, secret and addresses it knows this service."""

    provider: IdentityProvider
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    authentication: ClientAuthentication = "client_secret_basic"
    scopes: Sequence[str] = ()
    redirect_uri: str
    post_logout_redirect_uri: str


class OpenIdClient:
    """Asks each provider what OpenID Connect lets a client ask; what it learns of them it remembers for an hour."""

    def __init__(self, registrations: Sequence[ProviderRegistration], network: ProviderNetwork) -> None:
        self._registrations = {each.provider.code: each for each in registrations}
        self._directories = {
            code: ProviderDirectory(each.provider.issuer, network) for code, each in self._registrations.items()
        }
        self._network = network

    @property
    def providers(self) -> Mapping[str, IdentityProvider]:
        """By code, in the order of the settings."""
        return {code: each.provider for code, each in self._registrations.items()}

    async def authorization_url(self, provider: str, secrets: SignInSecrets) -> str:
        """Where to send the browser. Raises ProviderUnavailable."""
        registration = self._registrations[provider]
        metadata = await self._told(provider, self._directories[provider].metadata())
        challenge = urlsafe_b64encode(sha256(secrets.verifier.encode()).digest()).decode().rstrip("=")
        counting_acr = sorted(registration.provider.counting_acr)
        parameters = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": registration.redirect_uri,
            "scope": " ".join(dict.fromkeys(("openid", *registration.scopes))),
            "state": secrets.state,
            "nonce": secrets.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **({"acr_values": " ".join(counting_acr)} if counting_acr else {}),
        }
        return _with_query(metadata.authorization_endpoint, parameters)

    async def redeem(
        self, provider: str, answer: AuthorizationAnswer, *, nonce: str, verifier: str, at: datetime
    ) -> VouchedIdentity:
        """Exchange the code, and verify what is got for it. Raises IdentityNotProven, ProviderUnavailable."""
        return await self._told(provider, self._redeem(provider, answer, nonce, verifier, at))

    async def sign_out_url(self, provider: str, id_token: str) -> str | None:
        """Where to send the browser for it to be signed out there too (RP-Initiated Logout 1.0).

        Raises ProviderUnavailable.
        """
        registration = self._registrations[provider]
        metadata = await self._told(provider, self._directories[provider].metadata())
        if metadata.end_session_endpoint is None:
            return None
        parameters = {
            "client_id": registration.client_id,
            "post_logout_redirect_uri": registration.post_logout_redirect_uri,
            **({"id_token_hint": id_token} if len(id_token) <= _LONGEST_HINT else {}),
        }
        return _with_query(metadata.end_session_endpoint, parameters)

    async def _told(self, provider: str, asked: Awaitable[_Told]) -> _Told:
        """What the provider told; the log says why it did not, and why what it told proved nothing."""
        try:
            return await asked
        except ProviderAwayError as error:
            logger.warning("identity provider %s: %s", provider, error)
            raise ProviderUnavailable(self._registrations[provider].provider.name) from error
        except IdentityNotProven as error:
            logger.warning("identity provider %s, refused: %s", provider, error.why)
            raise

    async def _redeem(
        self, provider: str, answer: AuthorizationAnswer, nonce: str, verifier: str, at: datetime
    ) -> VouchedIdentity:
        registration, directory = self._registrations[provider], self._directories[provider]
        metadata, issuer = await directory.metadata(), registration.provider.issuer
        if answer.issuer != (issuer if metadata.names_itself or answer.issuer is not None else None):
            raise IdentityNotProven(f"the answer names another issuer: {answer.issuer!r}")
        told = await self._network.post_form(
            metadata.token_endpoint,
            {
                "grant_type": "authorization_code",
                "code": answer.code,
                "redirect_uri": registration.redirect_uri,
                "code_verifier": verifier,
                **_in_form(registration),
            },
            _in_headers(registration),
        )
        expected = ExpectedToken(issuer=issuer, client_id=registration.client_id, nonce=nonce)
        return await read_id_token(_granted(told), directory, expected, at)


def _granted(answer: ProviderAnswer) -> object:
    """The ID token of an answer. Raises IdentityNotProven where the code is refused, ProviderAwayError for the rest."""
    error = answer.document.get("error")
    if answer.status == 200:
        return answer.document.get("id_token")
    if answer.status == 400 and error in {"invalid_grant", "invalid_request"}:
        raise IdentityNotProven(f"the code is refused: {error}")
    raise ProviderAwayError(f"the token endpoint answered {answer.status} {error!r}")


def _in_form(registration: ProviderRegistration) -> dict[str, str]:
    if registration.authentication == "client_secret_basic":
        return {}
    secret = registration.client_secret
    return {"client_id": registration.client_id, **({"client_secret": secret} if secret is not None else {})}


def _in_headers(registration: ProviderRegistration) -> dict[str, str]:
    """HTTP Basic, each part encoded as in a form first (RFC 6749, 2.3.1)."""
    if registration.authentication != "client_secret_basic":
        return {}
    pair = f"{quote_plus(registration.client_id)}:{quote_plus(registration.client_secret or '')}"
    return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _with_query(url: str, parameters: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"
