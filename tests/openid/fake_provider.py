"""An identity provider on this machine that lies wherever a test wants it to: it signs by hand, whatever it is told."""

import asyncio
import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT_ID, CLIENT_SECRET = "cqp", "un secret: a soi+%"
REDIRECT_URI = "http://127.0.0.1:3000/sign-in/branch"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for RS256."""
    return rsa.generate_private_key(65537, bits)


def ec_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    """A key for ES256."""
    return ec.generate_private_key(curve or ec.SECP256R1())


def in_base64url(octets: bytes) -> str:
    """Without padding, as JOSE writes."""
    return urlsafe_b64encode(octets).decode().rstrip("=")


def public_jwk(key: PrivateKey, kid: str, **members: str) -> dict[str, str]:
    """The public half as a JWK."""
    if isinstance(key, rsa.RSAPrivateKey):
        rsa_numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": kid, "n": _number(rsa_numbers.n), "e": _number(rsa_numbers.e), **members}
    numbers, curve = key.public_key().public_numbers(), {"secp256r1": "P-256", "secp384r1": "P-384"}[key.curve.name]
    size = (key.curve.key_size + 7) // 8
    x, y = (in_base64url(number.to_bytes(size, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "kid": kid, "crv": curve, "x": x, "y": y, **members}


def _number(number: int) -> str:
    return in_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def signed(header: Mapping[str, Any], claims: Mapping[str, Any], key: PrivateKey) -> str:
    """A JWS, signed as its header says: HS256 with the public key for its secret, as in the confusion of algorithms."""
    parts = [in_base64url(json.dumps(part).encode()) for part in (header, claims)]
    return ".".join([*parts, in_base64url(_signature(header.get("alg"), ".".join(parts).encode(), key))])


def _signature(algorithm: object, content: bytes, key: PrivateKey) -> bytes:
    if algorithm == "none":
        return b""
    if algorithm == "HS256":
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return hmac.digest(pem, content, "sha256")
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, padding.PKCS1v15(), SHA256())
    r, s = decode_dss_signature(key.sign(content, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass(slots=True)
class FakeProvider:
    """Signs the ID token of every code it gave, unless told to do otherwise.

    ``header``, ``claims`` and ``metadata`` replace what it would say, a None taking it away; ``answers`` by path are
    what it says instead; ``publishes`` are its keys, ``key`` the one that it signs with.
    """

    port: int = 0
    key: PrivateKey = field(default_factory=rsa_key)
    kid: str = "first"
    publishes: dict[str, dict[str, str]] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def takes_key(self, key: PrivateKey, kid: str, *, published: bool = True) -> None:
        """Sign with this key from now on."""
        self.key, self.kid = key, kid
        if published:
            self.publishes[kid] = public_jwk(key, kid, use="sig")

    def signs_in(self, authorization_url: str, subject: str = "someone") -> dict[str, str]:
        """Play the person at the provider: what the browser brings back."""
        parts = urlsplit(authorization_url)
        asked = dict(parse_qsl(parts.query))
        code = f"code-{len(self.codes)}-{subject}"
        self.codes[code] = {**asked, "subject": subject}
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def document(self) -> dict[str, Any]:
        """Its discovery document."""
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end?ui=1",
            "authorization_response_iss_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
            **self.metadata,
        }
        return {name: value for name, value in usual.items() if value is not None}

    def id_token(self, given: Mapping[str, str]) -> str:
        """The ID token for what was asked under a code."""
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.issuer,
            "sub": given["subject"],
            "aud": CLIENT_ID,
            "nonce": given["nonce"],
            "iat": now,
            "exp": now + 300,
            **self.claims,
        }
        algorithm = "RS256" if isinstance(self.key, rsa.RSAPrivateKey) else "ES256"
        header = {"alg": algorithm, "kid": self.kid, "typ": "JWT", **self.header}
        return signed(
            {name: value for name, value in header.items() if value is not None},
            {name: value for name, value in claims.items() if value is not None},
            self.key,
        )

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """What it says to a request."""
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/realm/.well-known/openid-configuration":
                return 200, json.dumps(self.document()).encode()
            case "/realm/jwks":
                return 200, json.dumps({"keys": list(self.publishes.values())}).encode()
            case "/realm/token":
                return self._token(headers, dict(parse_qsl(body.decode())))
            case _:
                return 404, b"{}"

    def _token(self, headers: Mapping[str, str], form: dict[str, str]) -> tuple[int, bytes]:
        self.forms.append(form)
        expected = b64decode(headers.get("authorization", "").removeprefix("Basic "))
        if expected != b"cqp:un+secret%3A+a+soi%2B%25":
            return 401, b'{"error": "invalid_client"}'
        given = self.codes.pop(form.get("code", ""), None)
        challenge = in_base64url(sha256(form.get("code_verifier", "").encode()).digest())
        if given is None or given["redirect_uri"] != form.get("redirect_uri") or given["code_challenge"] != challenge:
            return 400, b'{"error": "invalid_grant"}'
        told = {"token_type": "Bearer", "access_token": "unused", "id_token": self.id_token(given)}
        return 200, json.dumps(told).encode()


@asynccontextmanager
async def providing() -> AsyncIterator[FakeProvider]:
    """A provider for as long as the block lasts."""
    provider, under_way = FakeProvider(), set[asyncio.Task[None]]()
    provider.takes_key(provider.key, "first")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            under_way.add(task)
        with suppress(asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status, content = provider.answer(head[0].split(" ")[1], headers, body)
            location = f"Location: {provider.issuer}/elsewhere\r\n" if 300 <= status < 400 else ""
            writer.write(
                f"HTTP/1.1 {status} Said\r\n{location}Content-Length: {len(content)}\r\n\r\n".encode() + content
            )
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    provider.port = server.sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
