"""What an access token must be to be believed; each fault alone is enough to refuse it."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from httpx import AsyncClient
from jose import jwk, jwt

from app.api.security import AccessTokens, KeySet
from app.sandbox.signing_key import new_key
from app.usecases.access import Caller, Role
from app.usecases.errors import Unauthenticated
from tests.api.signing_in import bearer, open_session, sign_in

ISSUER = "http://testserver"
Claims = dict[str, Any]
Header = dict[str, Any]


@pytest.fixture
async def claims(sandbox: AsyncClient) -> Claims:
    """The claims of a real session's token."""
    token = (await open_session(sandbox, "secretariat@sandbox.example")).json()["access_token"]
    return jwt.get_unverified_claims(token)


def signed(claims: Claims | str, key: str, **header: Any) -> str:
    """A token signed by ``key``, its header as ours but for what is given; None leaves a member out.

    Claims given as text are signed as they are written.
    """
    ours: Header = {"alg": "ES256", "typ": "at+jwt", "kid": KeySet.from_pem(key).signing_kid}
    members = {name: value for name, value in {**ours, **header}.items() if value is not None}
    head, body = _encoded(members), _encoded(claims)
    signature = jwk.construct(key, "ES256").sign(f"{head}.{body}".encode())
    return f"{head}.{body}.{_base64(signature)}"


async def test_a_token_made_as_ours_are_is_believed(sandbox: AsyncClient, claims: Claims, signing_key: str) -> None:
    assert await _status(sandbox, signed(claims, signing_key)) == 200


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"exp": 1_700_000_000}, id="expired"),
        pytest.param({"exp": None}, id="without exp"),
        pytest.param({"aud": "https://elsewhere.example"}, id="for another audience"),
        pytest.param({"aud": None}, id="without aud"),
        pytest.param({"iss": "https://elsewhere.example"}, id="from another issuer"),
        pytest.param({"iss": None}, id="without iss"),
        pytest.param({"sub": None}, id="without sub"),
        pytest.param({"sub": "not a uuid"}, id="of nobody"),
        pytest.param({"iat": None}, id="without iat"),
        pytest.param({"jti": None}, id="without jti"),
        pytest.param({"sid": None}, id="without a session"),
        pytest.param({"role": "anonymous"}, id="of a role that has no token"),
        pytest.param({"role": "system"}, id="of the platform itself, which signs in nowhere"),
        pytest.param({"role": "emperor"}, id="of a role that does not exist"),
        pytest.param({"role": None}, id="without a role"),
        pytest.param({"role": "client"}, id="of a program that names none"),
        pytest.param({"client_id": "opca-sandbox"}, id="of a person and a program at once"),
        pytest.param({"aud": [ISSUER]}, id="for a list of audiences"),
        pytest.param({"iat": 3_000_000_000}, id="made in the future"),
        pytest.param({"exp": 2**60}, id="for ever"),
        pytest.param({"nbf": 3_000_000_000}, id="not valid yet"),
    ],
)
async def test_a_token_whose_claims_are_not_ours_is_refused(
    sandbox: AsyncClient, claims: Claims, signing_key: str, change: Claims
) -> None:
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}

    assert await _problem(sandbox, signed(changed, signing_key)) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "value", ["Infinity", "-Infinity", "NaN", "1e400", "1.5", "1" + "0" * 400, "true", "null", "[]", "{}"]
)
async def test_an_odd_value_of_any_claim_is_refused_and_never_a_fault_of_ours(
    sandbox: AsyncClient, claims: Claims, signing_key: str, value: str
) -> None:
    for name in (*claims, "nbf", "generation", "secret_name", "scope", "networks", "evaluator_id", "branch"):
        body = json.dumps({**claims, name: "here"}).replace('"here"', value)

        assert (name, await _status(sandbox, signed(body, signing_key))) == (name, 401)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"typ": "JWT"}, id="another typ"),
        pytest.param({"typ": None}, id="no typ"),
        pytest.param({"kid": "unknown"}, id="an unknown kid"),
        pytest.param({"kid": None}, id="no kid"),
        pytest.param({"kid": ["a"]}, id="a kid that is no name"),
        pytest.param({"crit": ["exp"]}, id="a critical extension"),
        pytest.param({"crit": ["cqp"], "cqp": 1}, id="an unknown critical extension"),
        pytest.param({"b64": False}, id="an unencoded payload"),
        pytest.param({"jku": "https://elsewhere.example/jwks"}, id="keys from elsewhere"),
        pytest.param({"alg": "ES512"}, id="another name for the algorithm"),
        pytest.param({"alg": None}, id="no algorithm"),
    ],
)
async def test_a_token_whose_header_is_not_ours_is_refused(
    sandbox: AsyncClient, claims: Claims, signing_key: str, header: Header
) -> None:
    assert await _problem(sandbox, signed(claims, signing_key, **header)) == (401, "unauthenticated")


async def test_a_token_without_a_signature_is_refused(sandbox: AsyncClient, claims: Claims, signing_key: str) -> None:
    kid = KeySet.from_pem(signing_key).signing_kid
    for algorithm in ("none", "None", "ES256"):
        token = f"{_encoded({'alg': algorithm, 'typ': 'at+jwt', 'kid': kid})}.{_encoded(claims)}."
        assert await _problem(sandbox, token) == (401, "unauthenticated")


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    sandbox: AsyncClient, claims: Claims, signing_key: str
) -> None:
    public = load_pem_private_key(signing_key.encode(), None).public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for algorithm in ("HS256", "ES256"):
        header = {"alg": algorithm, "typ": "at+jwt", "kid": KeySet.from_pem(signing_key).signing_kid}
        signed_part = f"{_encoded(header)}.{_encoded(claims)}"
        mac = hmac.new(secret, signed_part.encode(), hashlib.sha256).digest()
        assert await _problem(sandbox, f"{signed_part}.{_base64(mac)}") == (401, "unauthenticated")


async def test_a_token_signed_by_another_key_under_our_kid_is_refused(
    sandbox: AsyncClient, claims: Claims, signing_key: str
) -> None:
    forged = signed(claims, new_key(), kid=KeySet.from_pem(signing_key).signing_kid)

    assert await _problem(sandbox, forged) == (401, "unauthenticated")


async def test_a_token_of_which_one_claim_was_changed_is_refused(sandbox: AsyncClient) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["access_token"]
    head, body, signature = token.split(".")
    claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    forged = f"{head}.{_encoded({**claims, 'role': 'secretariat'})}.{signature}"

    assert await _problem(sandbox, forged) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("x", id="one part"),
        pytest.param("a.b.c", id="three parts of nothing"),
        pytest.param("..", id="three empty parts"),
        pytest.param("é.é.é", id="no base64"),
        pytest.param(f"{urlsafe_b64encode(b'[' * 5000).decode()}.e30.AA", id="a header too deep to read"),
        pytest.param(f"{urlsafe_b64encode(b'[]').decode()}.e30.AA", id="a header that is a list"),
        pytest.param("A" * 9000, id="longer than any token"),
    ],
)
async def test_what_is_no_token_is_refused(sandbox: AsyncClient, token: str) -> None:
    assert await _problem(sandbox, token) == (401, "unauthenticated")


async def test_a_token_of_a_session_that_never_was_is_refused(
    sandbox: AsyncClient, claims: Claims, signing_key: str
) -> None:
    other = signed({**claims, "sid": str(UUID(int=7))}, signing_key)

    assert await _problem(sandbox, other) == (401, "unauthenticated")


async def test_a_token_lives_ten_minutes(sandbox: AsyncClient) -> None:
    opened = (await open_session(sandbox, "jury@sandbox.example")).json()
    claims = jwt.get_unverified_claims(opened["access_token"])

    assert claims["exp"] - claims["iat"] == opened["expires_in"] == 600


async def test_a_token_says_who_calls_and_nothing_secret(sandbox: AsyncClient) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["access_token"]

    assert jwt.get_unverified_header(token).keys() == {"alg", "typ", "kid"}
    assert jwt.get_unverified_claims(token).keys() == {
        *("iss", "aud", "iat", "exp", "jti", "sub", "sid", "role", "name", "company_id")
    }


@pytest.mark.parametrize(
    "caller",
    [
        pytest.param(
            Caller(
                role=Role.EMPLOYER, user_id=UUID(int=1), session_id=UUID(int=2), name="Claire", company_id=UUID(int=3)
            ),
            id="an employer",
        ),
        pytest.param(
            Caller(role=Role.EVALUATOR, user_id=UUID(int=1), session_id=UUID(int=2), evaluator_id=UUID(int=3)),
            id="an evaluator",
        ),
        pytest.param(
            Caller(role=Role.TRADE_EVALUATOR, session_id=UUID(int=2), dossier_id=UUID(int=3), name="Paul"),
            id="a trade evaluator",
        ),
        pytest.param(
            Caller(
                role=Role.CLIENT,
                client_id="opca",
                scopes=frozenset({"funding:read", "events:read"}),
                funder_code="OPCA",
                branch="pharma",
            ),
            id="a program",
        ),
    ],
)
def test_who_is_written_into_a_token_is_who_is_read_from_it(caller: Caller, signing_key: str) -> None:
    tokens = _tokens(signing_key)

    read = tokens.read_access_token(tokens.issue(caller, datetime.now(UTC))).caller

    assert replace(read, revocation_keys=()) == caller
    assert bool(read.revocation_keys) is (caller.client_id is not None)


def test_a_token_ends_when_its_ten_minutes_are_over(signing_key: str) -> None:
    tokens, now = _tokens(signing_key), datetime.now(UTC)

    tokens.read_access_token(tokens.issue(_SECRETARIAT, now - timedelta(seconds=570)))
    with pytest.raises(Unauthenticated):
        tokens.read_access_token(tokens.issue(_SECRETARIAT, now - timedelta(seconds=602)))


def test_after_a_rotation_the_former_key_is_still_believed_and_no_longer_signs(signing_key: str) -> None:
    former, following = _tokens(signing_key), new_key()
    both = _tokens(f"{following}\n{signing_key}")
    old, new = former.issue(_SECRETARIAT, datetime.now(UTC)), both.issue(_SECRETARIAT, datetime.now(UTC))

    both.read_access_token(old)
    both.read_access_token(new)
    assert {key["kid"] for key in both.keys.public()} == {
        KeySet.from_pem(signing_key).signing_kid,
        KeySet.from_pem(following).signing_kid,
    }
    with pytest.raises(Unauthenticated):
        former.read_access_token(new)


def test_a_former_key_may_be_kept_by_its_public_half(signing_key: str) -> None:
    public = load_pem_private_key(signing_key.encode(), None).public_key()
    half = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    old = _tokens(signing_key).issue(_SECRETARIAT, datetime.now(UTC))

    _tokens(new_key() + half).read_access_token(old)
    with pytest.raises(ValueError, match="private key"):
        KeySet.from_pem(half)


@pytest.mark.parametrize("kind", ["nothing", "a secret", "a key on another curve"])
def test_only_private_keys_on_p256_sign(kind: str) -> None:
    with pytest.raises(ValueError, match="P-256"):
        KeySet.from_pem(_on_another_curve() if kind == "a key on another curve" else kind)


async def test_the_published_keys_verify_our_tokens_and_hold_no_secret(sandbox: AsyncClient) -> None:
    token = (await open_session(sandbox, "employer@sandbox.example")).json()["access_token"]
    keys = (await sandbox.get("/.well-known/jwks.json")).json()["keys"]

    assert [key.keys() for key in keys] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]
    assert keys[0]["kid"] == jwt.get_unverified_header(token)["kid"]
    jwt.decode(token, keys[0], algorithms=["ES256"], audience=ISSUER, issuer=ISSUER)


async def test_the_sandbox_clock_does_not_move_the_expiry_of_tokens(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    await sandbox.put("/v1/sandbox/clock", json={"now": "2031-01-01T00:00:00Z"})

    later = (await open_session(sandbox, "employer@sandbox.example")).json()

    assert (await sandbox.get("/v1/me", headers=headers)).status_code == 200
    assert (await sandbox.get("/v1/me", headers=bearer(later))).status_code == 200
    assert jwt.get_unverified_claims(later["access_token"])["exp"] < datetime(2030, 1, 1, tzinfo=UTC).timestamp()


_SECRETARIAT = Caller(role=Role.SECRETARIAT, user_id=UUID(int=1), session_id=UUID(int=2))


def _tokens(pem: str) -> AccessTokens:
    return AccessTokens(KeySet.from_pem(pem), issuer=ISSUER, audience=ISSUER)


def _on_another_curve() -> str:
    key = generate_private_key(SECP384R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _base64(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _encoded(value: Claims | str) -> str:
    return _base64((value if isinstance(value, str) else json.dumps(value)).encode())


async def _status(client: AsyncClient, token: str) -> int:
    return (await client.get("/v1/me", headers={b"Authorization": b"Bearer " + token.encode()})).status_code


async def _problem(client: AsyncClient, token: str) -> tuple[int, str]:
    refused = await client.get("/v1/me", headers={b"Authorization": b"Bearer " + token.encode()})
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"].startswith("Bearer")
    return refused.status_code, refused.json()["code"]
