"""ID tokens, believed once everything about them has been checked (OpenID Connect Core 1.0, 3.1.3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from app.adapters.openid.discovery import KEY_TYPES, ProviderDirectory
from app.usecases.ports.openid import IdentityNotProven, VouchedIdentity

_SKEW = timedelta(minutes=1)
"""By how much the provider's clock may differ from ours."""
_LONGEST_TOKEN, _LONGEST_NAME, _MOST_METHODS = 16 * 1024, 255, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedToken:
    """Whom an ID token must come from, whom it must be for, and the trip that it must belong to."""

    issuer: str
    client_id: str
    nonce: str


async def read_id_token(
    token: object, directory: ProviderDirectory, expected: ExpectedToken, at: datetime
) -> VouchedIdentity:
    """Who it vouches for. Raises IdentityNotProven, ProviderAwayError."""
    if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
        raise IdentityNotProven("no ID token was given for the code")
    claims = await _claims(token, directory)
    _check_origin(claims, expected)
    _check_times(claims, at)
    subject = _short(claims.get("sub"))
    if subject is None:
        raise IdentityNotProven("the ID token names nobody")
    return VouchedIdentity(
        issuer=expected.issuer,
        subject=subject,
        acr=_short(claims.get("acr")),
        amr=_methods(claims.get("amr")),
        id_token=token,
    )


async def _claims(token: str, directory: ProviderDirectory) -> Mapping[str, Any]:
    """Its claims, its signature verified by a key of the provider and the one algorithm of that key's kind."""
    try:
        header = jws.extract_compact(token.encode()).headers()
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in KEY_TYPES or "crit" in header or str(header.get("typ", "JWT")).upper() != "JWT":
            raise IdentityNotProven(f"an ID token with the header {header} is not one")
        key = await directory.key(kid, algorithm)
        if key is None:
            raise IdentityNotProven(f"the provider publishes no key {kid!r} for {algorithm}")
        return jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError) as error:
        raise IdentityNotProven(f"the ID token cannot be verified: {error}") from None


def _check_origin(claims: Mapping[str, Any], expected: ExpectedToken) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer:
        raise IdentityNotProven("the ID token is another issuer's")
    if expected.client_id not in audiences:
        raise IdentityNotProven("the ID token is for another client")
    if claims.get("azp", expected.client_id if len(audiences) == 1 else None) != expected.client_id:
        raise IdentityNotProven("the ID token was given to another client")
    if claims.get("nonce") != expected.nonce:
        raise IdentityNotProven("the ID token belongs to another trip")


def _check_times(claims: Mapping[str, Any], at: datetime) -> None:
    now, skew = at.timestamp(), _SKEW.total_seconds()
    if _instant(claims, "exp") <= now - skew:
        raise IdentityNotProven("the ID token has expired")
    if _instant(claims, "iat") > now + skew:
        raise IdentityNotProven("the ID token was issued in the future")
    if "nbf" in claims and _instant(claims, "nbf") > now + skew:
        raise IdentityNotProven("the ID token is not valid yet")


def _instant(claims: Mapping[str, Any], name: str) -> float:
    """Seconds since 1970, which a number alone tells."""
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise IdentityNotProven(f"the ID token does not say its {name}")
    return value


def _short(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME and "\x00" not in value else None


def _methods(value: Any) -> tuple[str, ...]:
    listed = value[:_MOST_METHODS] if isinstance(value, list) else ()
    return tuple(method for method in map(_short, listed) if method is not None)
