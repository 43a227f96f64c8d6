"""Access tokens: JWT signed with ES256 (RFC 7519, RFC 9068). The only file that knows their library.

Tokens live by the system's clock: the sandbox's clock moves legal days, never what is believed.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from jose import jwk, jwt
from jose.backends.base import Key
from jose.exceptions import ExpiredSignatureError, JOSEError
from uuid_utils.compat import uuid7

from app.api.authentication import EXPIRED, UNREADABLE, AccessClaims
from app.usecases.access import Caller, Role
from app.usecases.errors import Unauthenticated
from app.usecases.ports.token_revocations import TOKENS_LAST, this_token, tokens_of_client

ALGORITHM = "ES256"
TYPE = "at+jwt"
LIFETIME = TOKENS_LAST
LINK_TYPE = "document-link+jwt"
LINK_LIFETIME = timedelta(minutes=5)

_HEADER = frozenset({"alg", "typ", "kid"})
_REQUIRED = {f"require_{claim}": True for claim in ("aud", "iat", "exp", "iss", "sub", "jti")}
_NUMBERS = frozenset({"iat", "exp", "nbf", "generation"})
_CLOCKS_DIFFER = 60
"""Seconds by which the clock of another process of ours may be ahead."""
_LARGEST = 2**53
"""Beyond it JSON's readers do not agree on whole numbers (RFC 8259, 6)."""
_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)
_BEARERS = frozenset(Role) - {Role.ANONYMOUS, Role.SYSTEM}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySet:
    """The keys by which tokens are believed. One signs; the others are still, or already, believed (rotation).

    ``kid`` is the key's RFC 7638 thumbprint: the same key has the same name everywhere.
    """

    signing_kid: str
    signing_key: Key
    verifying: Mapping[str, Key]

    @classmethod
    def from_pem(cls, pem: str) -> "KeySet":
        """Read PEM blocks on P-256: first the private key that signs, then private or public ones.

        Raises ValueError where there is none, or where one is of another kind.
        """
        blocks = [block.group(0) for block in _PEM.finditer(pem)]
        for block in blocks:
            _check_curve(block)
        if not blocks or not _is_private(blocks[0]):
            raise ValueError("the first key signs tokens: a private key on P-256, in PEM")
        keys = [jwk.construct(block, ALGORITHM) for block in blocks]
        return cls(
            signing_kid=_thumbprint(keys[0]),
            signing_key=keys[0],
            verifying={_thumbprint(key): key.public_key() for key in keys},
        )

    def public(self) -> list[dict[str, str]]:
        """The public halves, as a JWK set holds them (RFC 7517)."""
        return [{**_members(key), "kid": kid, "use": "sig", "alg": ALGORITHM} for kid, key in self.verifying.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """A token that its bearer wants stopped; ``client_id`` is None where it is a person's."""

    token_id: str
    client_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedDocument:
    """What a signed address leads to: one version of one document, or the picture of its first page."""

    dossier_id: UUID
    document_id: UUID
    inline: bool
    preview: bool


class AccessTokens:
    """Makes and reads the access tokens of one issuer for one audience."""

    def __init__(self, keys: KeySet, *, issuer: str, audience: str) -> None:
        self.keys = keys
        self._issuer = issuer
        self._audience = audience

    def issue(
        self, caller: Caller, at: datetime, *, credential_name: str | None = None, generation: int | None = None
    ) -> str:
        """A token that says who ``caller`` is, for ten minutes from ``at``.

        Of a program it says too for which secret or key it was given, and after how many narrowings of its rights.
        """
        claims = self._claims_for(caller, at, at + LIFETIME)
        if credential_name is not None:
            claims["secret_name"] = credential_name
        if generation is not None:
            claims["generation"] = generation
        return self._signed(claims, TYPE)

    def issue_document_link(self, caller: Caller, linked: LinkedDocument, at: datetime) -> str:
        """The secret part of an address that gives ``caller``'s right to one file to whoever asks for it, for five
        minutes; it is no access token, nor is an access token such an address."""
        claims = self._claims_for(caller, at, at + LINK_LIFETIME)
        claims |= {
            "of_dossier": str(linked.dossier_id),
            "of_document": str(linked.document_id),
            "disposition": "inline" if linked.inline else "attachment",
            "part": "preview" if linked.preview else "file",
        }
        return self._signed(claims, LINK_TYPE)

    def read_document_link(self, token: str) -> tuple[Caller, LinkedDocument]:
        """By whose right which file is asked for. Raises Unauthenticated."""
        claims = self._claims(token, LINK_TYPE)
        try:
            linked = LinkedDocument(
                dossier_id=UUID(claims["of_dossier"]),
                document_id=UUID(claims["of_document"]),
                inline=claims["disposition"] == "inline",
                preview=claims["part"] == "preview",
            )
            return _caller_of(claims), linked
        except (LookupError, ValueError, TypeError, AttributeError):
            raise Unauthenticated(UNREADABLE) from None

    def _claims_for(self, caller: Caller, at: datetime, until: datetime) -> dict[str, Any]:
        return {
            "iss": self._issuer,
            "aud": self._audience,
            "iat": int(at.timestamp()),
            "exp": int(until.timestamp()),
            "jti": str(uuid7()),
            **_claims_of(caller),
        }

    def _signed(self, claims: dict[str, Any], kind: str) -> str:
        headers = {"typ": kind, "kid": self.keys.signing_kid}
        return jwt.encode(claims, self.keys.signing_key, algorithm=ALGORITHM, headers=headers)

    def read_access_token(self, token: str) -> AccessClaims:
        """Who ``token`` says is calling, once everything about it has been checked.

        python-jose accepts a missing ``exp`` or ``aud``, an unknown ``crit``, any ``typ`` and any key of a set:
        what it would overlook is looked at before it is asked. Raises Unauthenticated.
        """
        claims = self._claims(token)
        try:
            return AccessClaims(caller=_caller_of(claims), expires_at=float(claims["exp"]))
        except (LookupError, ValueError, TypeError, AttributeError):
            raise Unauthenticated(UNREADABLE) from None

    def _claims(self, token: str, kind: str = TYPE) -> dict[str, Any]:
        try:
            claims = jwt.decode(
                token,
                self._key_of(token, kind),
                algorithms=[ALGORITHM],
                audience=self._audience,
                issuer=self._issuer,
                options=_REQUIRED,
            )
            _check_kinds(claims)
        except ExpiredSignatureError:
            raise Unauthenticated(EXPIRED) from None
        except (JOSEError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError):
            raise Unauthenticated(UNREADABLE) from None
        return claims

    def given_back(self, token: str) -> GivenBack | None:
        """Which program's token it is, None where it is none that could still be believed."""
        try:
            claims = self._claims(token)
            return GivenBack(token_id=str(claims["jti"]), client_id=claims.get("client_id"))
        except Unauthenticated:
            return None

    def _key_of(self, token: str, kind: str) -> Key:
        """The key that the header names. Raises ValueError or KeyError where the header is not one of ours."""
        header = jwt.get_unverified_header(token)
        if header.keys() != _HEADER or header["alg"] != ALGORITHM or header["typ"] != kind:
            raise ValueError("not the header of our tokens of that kind")
        return self.keys.verifying[header["kid"]]


def _check_kinds(claims: Mapping[str, Any]) -> None:
    """Raise ValueError where a claim is of no kind that we write, or says that the token is of a time to come.

    python-jose takes infinite numbers, lists of audiences, and any ``iat``.
    """
    if any(name in claims and not _is_whole(claims[name]) for name in _NUMBERS):
        raise ValueError("a number is a whole one")
    if not all(isinstance(value, str) for name, value in claims.items() if name not in _NUMBERS):
        raise ValueError("what is no number is a text")
    if claims["iat"] > token_time().timestamp() + _CLOCKS_DIFFER:
        raise ValueError("made in the future")


def _is_whole(number: Any) -> bool:
    return type(number) is int and abs(number) < _LARGEST


def _claims_of(caller: Caller) -> dict[str, str]:
    claims = {
        "sub": caller.client_id or caller.user_id or caller.session_id,
        "role": caller.role,
        "sid": caller.session_id,
        "name": caller.name or None,
        "company_id": caller.company_id,
        "evaluator_id": caller.evaluator_id,
        "dossier_id": caller.dossier_id,
        "client_id": caller.client_id,
        "scope": " ".join(sorted(caller.scopes)) or None,
        "funder_code": caller.funder_code,
        "branch": caller.branch,
        "awaits": "enrolment" if caller.awaits_enrolment else None,
        "networks": " ".join(caller.networks) or None,
    }
    return {name: str(value) for name, value in claims.items() if value is not None}


def _caller_of(claims: Mapping[str, Any]) -> Caller:
    """Raises LookupError, ValueError, TypeError or AttributeError where the claims are not as we write them."""
    role = Role(claims["role"])
    if role not in _BEARERS or (role is Role.CLIENT) is not ("client_id" in claims):
        raise ValueError("a token belongs to a person or to a program")
    session_id = None if role is Role.CLIENT else UUID(claims["sid"])
    return Caller(
        role=role,
        user_id=UUID(claims["sub"]) if role not in {Role.CLIENT, Role.TRADE_EVALUATOR} else None,
        session_id=session_id,
        name=claims.get("name", ""),
        company_id=_id(claims, "company_id"),
        evaluator_id=_id(claims, "evaluator_id"),
        dossier_id=_id(claims, "dossier_id"),
        client_id=claims.get("client_id"),
        scopes=frozenset(claims.get("scope", "").split()),
        funder_code=claims.get("funder_code"),
        branch=claims.get("branch"),
        awaits_enrolment=claims.get("awaits") == "enrolment",
        networks=tuple(claims.get("networks", "").split()),
        revocation_keys=revocation_keys_of(claims),
    )


def revocation_keys_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The names under which a program's token may be stopped; people's tokens fall with their session instead."""
    if "client_id" not in claims:
        return ()
    client_id = claims["client_id"]
    names = (
        this_token(claims["jti"]),
        tokens_of_client(client_id, claims.get("generation")),
        claims.get("secret_name"),
    )
    return tuple(name for name in names if name is not None)


def _id(claims: Mapping[str, Any], name: str) -> UUID | None:
    return UUID(claims[name]) if name in claims else None


def new_private_key() -> str:
    """A key of the kind that signs tokens, PEM."""
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def token_time() -> datetime:
    """The instant by which tokens and attempts live."""
    return datetime.now(UTC)


def _is_private(pem: str) -> bool:
    return "PRIVATE KEY-----" in pem


def _check_curve(pem: str) -> None:
    block = pem.encode()
    key = load_pem_private_key(block, None) if _is_private(pem) else load_pem_public_key(block)
    if not isinstance(key, EllipticCurvePrivateKey | EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("ES256 asks for keys on P-256")


def _members(key: Key) -> dict[str, str]:
    members = key.to_dict()
    return {name: str(members[name]) for name in ("crv", "kty", "x", "y")}


def _thumbprint(key: Key) -> str:
    canonical = json.dumps(_members(key), separators=(",", ":"), sort_keys=True)
    return urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).decode().rstrip("=")
