"""What programs sign to say who they are (RFC 7523, `private_key_jwt`), and the keys that verify it (RFC 7517).

As with our own tokens, python-jose overlooks much: what an assertion must be is looked at before it is asked.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from jose import jwk, jwt
from jose.backends.base import Key
from jose.backends.cryptography_backend import CryptographyRSAKey
from jose.exceptions import JOSEError
from jose.utils import base64_to_long

from app.usecases.ports.credentials import ClientAssertion

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("ES256", "ES384", "PS256", "RS256")
ASSERTIONS_LAST = timedelta(minutes=5)
"""How far ahead an assertion may expire: it serves once, and is kept until then."""

_CURVES = {"P-256": (SECP256R1(), "ES256"), "P-384": (SECP384R1(), "ES384")}
_OF_RSA = ("PS256", "RS256")
_RSA_BITS = range(2048, 4097)
_HEADER = frozenset({"alg", "kid", "typ"})
_TYPES = ("JWT", "client-authentication+jwt")
_CLOCKS_DIFFER = 60
_LONGEST_ID = 255
_OURS = {"verify_aud": False, "verify_iat": False, "verify_nbf": False, "verify_exp": False}
"""What is checked here instead: by a clock that tests may set, and against more than one audience."""


class PssKey(CryptographyRSAKey):
    """A public RSA key by which PS256 is verified, which python-jose does not know."""

    def verify(self, msg: bytes, sig: bytes) -> bool:
        """Whether it is the key's signature (RFC 7518, 3.5)."""
        try:
            self.prepared_key.verify(sig, msg, padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size), SHA256())
        except InvalidSignature:
            return False
        return True


def algorithms_of(key: Mapping[str, str]) -> Collection[str]:
    """By which a key of a program may sign: its own ``alg`` where it names one. Raises ValueError where by none."""
    usual = _OF_RSA if key["kty"] == "RSA" else (_CURVES[key["crv"]][1],)
    if "alg" not in key:
        return usual
    if key["alg"] not in usual:
        raise ValueError("an algorithm that this key does not sign with")
    return (key["alg"],)


def check_public_key(key: Mapping[str, str]) -> None:
    """Raise ValueError where nothing can be verified with it: no point of its curve, a modulus of another size."""
    algorithms_of(key)
    if key["kty"] == "RSA":
        modulus, exponent = base64_to_long(key["n"]), base64_to_long(key["e"])
        if modulus.bit_length() not in _RSA_BITS or exponent >= 2**32:
            raise ValueError("an RSA key of 2048 to 4096 bits")
        RSAPublicNumbers(exponent, modulus).public_key()
        return
    curve, _ = _CURVES[key["crv"]]
    EllipticCurvePublicNumbers(base64_to_long(key["x"]), base64_to_long(key["y"]), curve).public_key()


def thumbprint(key: Mapping[str, str]) -> str:
    """The RFC 7638 name of a public key."""
    members = ("e", "kty", "n") if key["kty"] == "RSA" else ("crv", "kty", "x", "y")
    canonical = json.dumps({name: key[name] for name in members}, separators=(",", ":"), sort_keys=True)
    return urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).decode().rstrip("=")


def said_client(assertion: str) -> str | None:
    """Who the assertion says it is of, before anything of it is verified; None where it says nothing."""
    try:
        subject = jwt.get_unverified_claims(assertion).get("sub")
    except (JOSEError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return subject if isinstance(subject, str) and "\x00" not in subject else None


class SignedAssertions:
    """Assertions for one server, under any of the names by which a program may address it."""

    def __init__(self, audiences: Collection[str]) -> None:
        self._audiences = frozenset(audiences)

    def read(
        self, assertion: str, *, client_id: str, keys: Sequence[Mapping[str, str]], at: datetime
    ) -> ClientAssertion | None:
        """What it says, None where it is not that program's, not for us, or not of now."""
        try:
            key = _key_of(assertion, keys)
            verifying = _verifying(key, jwt.get_unverified_header(assertion)["alg"])
            claims = jwt.decode(assertion, verifying, list(ALGORITHMS), options=_OURS)
            self._check(claims, client_id, at)
        except (JOSEError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
            return None
        return ClientAssertion(
            key_id=key["kid"],
            digest=hashlib.sha256(claims["jti"].encode()).digest(),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        )

    def _check(self, claims: Mapping[str, Any], client_id: str, at: datetime) -> None:
        """Raise ValueError; KeyError for a claim that is missing, TypeError for one of another kind."""
        now = at.timestamp()
        if not (claims["iss"] == claims["sub"] == client_id):
            raise ValueError("a program speaks for itself")
        if _alone(claims["aud"]) not in self._audiences:
            raise ValueError("for another server")
        if not now < _whole(claims["exp"]) <= now + ASSERTIONS_LAST.total_seconds() + _CLOCKS_DIFFER:
            raise ValueError("over, or for too long")
        if any(_whole(claims[name]) > now + _CLOCKS_DIFFER for name in ("iat", "nbf") if name in claims):
            raise ValueError("not yet")
        if not 0 < len(claims["jti"]) <= _LONGEST_ID or not isinstance(claims["jti"], str):
            raise ValueError("what serves once has a name")


def _key_of(assertion: str, keys: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """The program's key that the header names, or its only one. Raises LookupError, ValueError."""
    header = jwt.get_unverified_header(assertion)
    if not header.keys() <= _HEADER or header.get("typ", "JWT") not in _TYPES:
        raise ValueError("not the header of an assertion")
    (key,) = [each for each in keys if header.get("kid", each["kid"]) == each["kid"]]
    if header["alg"] not in algorithms_of(key):
        raise ValueError("another algorithm than the key's")
    return key


def _verifying(key: Mapping[str, str], algorithm: str) -> Key:
    members = {name: value for name, value in key.items() if name not in {"alg", "kid"}}
    if algorithm == "PS256":
        return PssKey(members, "RS256")
    return jwk.construct(members, algorithm)


def _alone(audience: Any) -> Any:
    """One audience, written as such or in a list: what is for several servers, another may present to us."""
    if isinstance(audience, list):
        (audience,) = audience
    return audience


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise TypeError("seconds since 1970 are a whole number")
    return number
