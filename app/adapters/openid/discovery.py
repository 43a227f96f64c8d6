"""What a provider publishes of itself: its endpoints (OpenID Connect Discovery) and its keys (RFC 7517), remembered."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from app.adapters.openid.network import ProviderAwayError, ProviderNetwork

KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}
"""The algorithms by which an ID token may be signed, whatever the provider says, and the kind of key of each."""
_REMEMBERED, _STILL_TRUSTED, _ASKED_AGAIN = 3600, 86_400, 15
"""Seconds: how long what was read serves, how long when it cannot be read again, and between two such attempts."""
_FEWEST_RSA_BITS, _SHORTEST_MODULUS = 2048, 342
"""In bits, and in the base64url of as many: joserfc would take a shorter one, and warn."""

VerifyingKey = RSAKey | ECKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMetadata:
    """Where a provider is asked what; ``names_itself`` says whether its answers come with ``iss`` (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    names_itself: bool


@dataclass(slots=True)
class _Remembered:
    read_at: float = float("-inf")
    asked_at: float = float("-inf")
    metadata: ProviderMetadata | None = None
    keys: tuple[VerifyingKey, ...] = ()


@dataclass(slots=True)
class ProviderDirectory:
    """What is known of one issuer. One request at a time reads it anew; the others wait for that."""

    issuer: str
    network: ProviderNetwork
    now: Callable[[], float] = time.monotonic
    _known: _Remembered = field(default_factory=_Remembered)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def metadata(self) -> ProviderMetadata:
        """Its endpoints. Raises ProviderAwayError where they were never read, or too long ago."""
        async with self._reading:
            await self._read_unless_fresh()
            if self._known.metadata is None:
                raise ProviderAwayError(f"{self.issuer} was never heard of")
            return self._known.metadata

    async def key(self, kid: str | None, algorithm: str) -> VerifyingKey | None:
        """The key that a token's header names, None where there is none: an unknown one is looked for anew.

        Raises ProviderAwayError.
        """
        await self.metadata()
        found = self._key(kid, algorithm)
        if found is not None:
            return found
        async with self._reading:
            if self.now() - self._known.asked_at >= _ASKED_AGAIN:
                await self._read()
        return self._key(kid, algorithm)

    async def _read_unless_fresh(self) -> None:
        age = self.now() - self._known.read_at
        if age < _REMEMBERED:
            return
        if self.now() - self._known.asked_at < _ASKED_AGAIN and age < _STILL_TRUSTED:
            return
        try:
            await self._read()
        except ProviderAwayError:
            if age >= _STILL_TRUSTED:
                raise

    async def _read(self) -> None:
        self._known.asked_at = self.now()
        told = await self._document(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        metadata = self._checked(told)
        keys = _keys(await self._document(metadata.jwks_uri))
        self._known.metadata, self._known.keys, self._known.read_at = metadata, keys, self.now()

    async def _document(self, url: str) -> Mapping[str, Any]:
        answer = await self.network.get(url)
        if answer.status != 200:
            raise ProviderAwayError(f"{url} answered {answer.status}")
        return answer.document

    def _checked(self, told: Mapping[str, Any]) -> ProviderMetadata:
        """Raises ProviderAwayError where it is another issuer's, or leads where nobody is to be sent."""
        if told.get("issuer") != self.issuer:
            raise ProviderAwayError(f"{self.issuer} names itself {told.get('issuer')!r}")
        if "S256" not in told.get("code_challenge_methods_supported", ["S256"]):
            raise ProviderAwayError(f"{self.issuer} does not know PKCE by S256")
        return ProviderMetadata(
            authorization_endpoint=self._endpoint(told, "authorization_endpoint"),
            token_endpoint=self._endpoint(told, "token_endpoint"),
            jwks_uri=self._endpoint(told, "jwks_uri"),
            end_session_endpoint=self._endpoint(told, "end_session_endpoint")
            if "end_session_endpoint" in told
            else None,
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        )

    def _endpoint(self, told: Mapping[str, Any], name: str) -> str:
        url = told.get(name)
        if not isinstance(url, str) or not self.network.admits(url):
            raise ProviderAwayError(f"{self.issuer} has no {name} to speak with: {url!r}")
        return url

    def _key(self, kid: str | None, algorithm: str) -> VerifyingKey | None:
        """The one that is named; where none is, the only one of that kind."""
        fitting = [
            key
            for key in self._known.keys
            if key.key_type == KEY_TYPES[algorithm] and key.get("alg") in {None, algorithm}
        ]
        named = fitting if kid is None else [key for key in fitting if key.get("kid") == kid]
        return named[0] if len(named) == 1 else None


def _keys(document: Mapping[str, Any]) -> tuple[VerifyingKey, ...]:
    """Those that may verify; what we do not know, or trust, is passed over."""
    listed = document.get("keys")
    found = (_imported(each) for each in listed if isinstance(each, dict)) if isinstance(listed, list) else ()
    return tuple(key for key in found if key is not None)


def _imported(given: Mapping[str, Any]) -> VerifyingKey | None:
    if given.get("use") not in {None, "sig"}:
        return None
    try:
        if given.get("kty") == "RSA" and len(given["n"]) >= _SHORTEST_MODULUS:
            rsa = RSAKey.import_key({**given})
            return rsa if rsa.public_key.key_size >= _FEWEST_RSA_BITS else None
        if given.get("kty") == "EC" and given.get("crv") == "P-256":
            return ECKey.import_key({**given})
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None
