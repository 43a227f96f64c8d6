"""Programs that sign who they are (RFC 7523), and that call from their own networks alone."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from httpx import ASGITransport, AsyncClient, Response
from jose import jwk, jwt
from uuid_utils.compat import uuid7

from app.api.client_assertions import TYPE
from app.usecases.clients.networks import check_network, normalised_network
from app.usecases.errors import AddressNotAllowed
from tests.api.signing_in import sign_in

HERE = "http://testserver"
GRANT = {"grant_type": "client_credentials"}
PSS = padding.PSS(padding.MGF1(SHA256()), 32)


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(curve: str = "P-256") -> str:
    key = generate_private_key(SECP256R1() if curve == "P-256" else SECP384R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def rsa_pem(bits: int = 2048) -> str:
    return rsa_key(bits).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public(pem: str, algorithm: str = "ES256", **members: Any) -> dict[str, Any]:
    told = jwk.construct(pem, algorithm).public_key().to_dict()
    return {name: value for name, value in told.items() if name != "alg"} | members


def claims_of(client_id: str, **changes: Any) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    usual = {"iss": client_id, "sub": client_id, "aud": HERE, "iat": now, "exp": now + 60, "jti": str(uuid7())}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def assertion(client_id: str, pem: str | None = None, algorithm: str = "ES256", **changes: Any) -> str:
    header = changes.pop("header", {})
    return jwt.encode(claims_of(client_id, **changes), pem or ec_key(), algorithm, headers=header)


def by_hand(header: dict[str, Any], payload: str, sign: Callable[[bytes], bytes]) -> str:
    """A token whose header and claims are no matter of a library's."""
    head, body = (urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (json.dumps(header), payload))
    signature = urlsafe_b64encode(sign(f"{head}.{body}".encode())).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


async def a_program(sandbox: AsyncClient, *keys: dict[str, Any], **changes: Any) -> dict[str, Any]:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    body = {"name": "Programme", "scopes": ["events:read"], "jwks": {"keys": list(keys)}, **changes}
    made = await sandbox.post("/v1/clients", headers=headers, json=body)
    assert made.status_code == 201, made.text
    told: dict[str, Any] = made.json()
    return told


async def issued(sandbox: AsyncClient, signed: str, **form: str) -> Response:
    given = {**GRANT, "client_assertion_type": TYPE, "client_assertion": signed, **form}
    return await sandbox.post("/oauth/token", data=given)


async def changed(sandbox: AsyncClient, client_id: str, **changes: Any) -> Response:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    path = f"/v1/clients/{client_id}"
    etag = (await sandbox.get(path, headers=headers)).headers["ETag"]
    return await sandbox.patch(path, headers={**headers, "If-Match": etag}, json=changes)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        pytest.param("ES256", lambda: (ec_key(), public(ec_key())), id="ES256"),
        pytest.param("ES384", lambda: (ec_key("P-384"), public(ec_key("P-384"), "ES384")), id="ES384"),
        pytest.param("RS256", lambda: (rsa_pem(), public(rsa_pem(), "RS256")), id="RS256"),
    ],
)
async def test_a_program_signs_who_it_is_instead_of_showing_its_secret(
    sandbox: AsyncClient, algorithm: str, key: Callable[[], tuple[str, dict[str, Any]]]
) -> None:
    pem, told = key()
    program = await a_program(sandbox, told)

    by_key = await issued(sandbox, assertion(program["client_id"], pem, algorithm))
    by_secret = await sandbox.post(
        "/oauth/token", data={**GRANT, "client_id": program["client_id"], "client_secret": program["secret"]}
    )

    assert (by_key.status_code, by_key.json()["scope"]) == (200, "events:read")
    headers = {"Authorization": f"Bearer {by_key.json()['access_token']}"}
    assert (await sandbox.get("/v1/events", headers=headers)).status_code == 200
    assert (by_secret.status_code, by_secret.json()["error"]) == (401, "invalid_client")


async def test_an_assertion_may_be_signed_with_pss(sandbox: AsyncClient) -> None:
    program = await a_program(sandbox, public(rsa_pem(), "RS256", alg="PS256", kid="one"))
    payload = json.dumps(claims_of(program["client_id"]))

    def signed(algorithm: str, pad: Any) -> str:
        header = {"alg": algorithm, "kid": "one", "typ": "client-authentication+jwt"}
        return by_hand(header, payload, lambda message: rsa_key(2048).sign(message, pad, SHA256()))

    assert (await issued(sandbox, signed("PS256", padding.PKCS1v15()))).status_code == 401
    assert (await issued(sandbox, signed("RS256", padding.PKCS1v15()))).status_code == 401, "the key's own alg is PS256"
    assert (await issued(sandbox, signed("PS256", PSS))).status_code == 200


async def test_an_assertion_serves_once(sandbox: AsyncClient) -> None:
    program = await a_program(sandbox, public(ec_key()))
    signed = assertion(program["client_id"])

    assert [(await issued(sandbox, signed)).status_code for _ in range(3)] == [200, 401, 401]
    again = assertion(program["client_id"], jti="mine")
    same_name = assertion(program["client_id"], jti="mine", aud=f"{HERE}/oauth/token")
    assert [(await issued(sandbox, each)).status_code for each in (again, same_name)] == [200, 401]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"aud": "https://elsewhere.example"}, id="for another server"),
        pytest.param({"aud": [HERE, "https://elsewhere.example"]}, id="for several servers"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"iss": "opca-sandbox"}, id="by another program"),
        pytest.param({"iss": None}, id="by nobody"),
        pytest.param({"exp": int(datetime.now(UTC).timestamp()) - 1}, id="that is over"),
        pytest.param({"exp": int((datetime.now(UTC) + timedelta(hours=1)).timestamp())}, id="for an hour"),
        pytest.param({"exp": None}, id="for ever"),
        pytest.param({"iat": int((datetime.now(UTC) + timedelta(hours=1)).timestamp())}, id="of a time to come"),
        pytest.param({"nbf": int((datetime.now(UTC) + timedelta(hours=1)).timestamp())}, id="not valid yet"),
        pytest.param({"jti": None}, id="without a name"),
        pytest.param({"jti": ""}, id="with an empty name"),
        pytest.param({"jti": "x" * 256}, id="with a name too long"),
        pytest.param({"header": {"kid": "another"}}, id="of a key that is not its"),
        pytest.param({"header": {"crit": ["exp"]}}, id="with a critical extension"),
        pytest.param({"header": {"typ": "at+jwt"}}, id="of another kind"),
        pytest.param({"pem": lambda: ec_key("P-384"), "algorithm": "ES384"}, id="signed by another key"),
    ],
)
async def test_an_assertion_that_does_not_hold_is_refused(sandbox: AsyncClient, change: dict[str, Any]) -> None:
    program = await a_program(sandbox, public(ec_key()))
    pem = change.pop("pem")() if "pem" in change else None

    refused = await issued(sandbox, assertion(program["client_id"], pem, **change))

    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("number", ["Infinity", "1e400", "NaN", "1.5", '"1"', "null", "true", "[1]", "1" + "0" * 400])
@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
async def test_an_odd_number_in_an_assertion_is_refused(sandbox: AsyncClient, claim: str, number: str) -> None:
    program = await a_program(sandbox, public(ec_key()))
    payload = json.dumps({**claims_of(program["client_id"]), claim: "here"}).replace('"here"', number)
    signed = by_hand({"alg": "ES256"}, payload, jwk.construct(ec_key(), "ES256").sign)

    assert (await issued(sandbox, signed)).status_code == 401


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        pytest.param({"client_assertion_type": "jwt"}, 400, "invalid_request", id="an assertion of another type"),
        pytest.param({"client_secret": "sandbox"}, 400, "invalid_request", id="a secret beside it"),
        pytest.param({"client_id": "opca-sandbox"}, 400, "invalid_request", id="another program's name"),
        pytest.param({"client_assertion": "nothing"}, 401, "invalid_client", id="no assertion"),
        pytest.param({"client_assertion": "a.b.c"}, 401, "invalid_client", id="three parts of nothing"),
    ],
)
async def test_what_comes_with_an_assertion_agrees_with_it(
    sandbox: AsyncClient, form: dict[str, str], status: int, error: str
) -> None:
    program = await a_program(sandbox, public(ec_key()))

    refused = await issued(sandbox, assertion(program["client_id"]), **form)

    assert (refused.status_code, refused.json()["error"]) == (status, error)


async def test_a_program_without_keys_signs_nothing(sandbox: AsyncClient) -> None:
    assert (await issued(sandbox, assertion("opca-sandbox"))).status_code == 401
    assert (await issued(sandbox, assertion("nobody"))).status_code == 401


@pytest.mark.parametrize(
    ("key", "code"),
    [
        pytest.param(
            lambda: jwk.construct(ec_key(), "ES256").to_dict() | {"alg": "ES256"}, "private_key", id="private"
        ),
        pytest.param(lambda: {"kty": "oct", "k": "c2VjcmV0"}, "private_key", id="shared"),
        pytest.param(lambda: public(ec_key(), alg="RS256"), "unusable_key", id="with another algorithm"),
        pytest.param(lambda: public(ec_key(), y="AAAA"), "unusable_key", id="no point of the curve"),
        pytest.param(lambda: public(rsa_pem(1024), "RS256"), "unusable_key", id="a short modulus"),
        pytest.param(lambda: {"kty": "RSA", "n": "AQAB"}, "unusable_key", id="half a key"),
        pytest.param(lambda: public(ec_key(), use="enc"), "unknown_value", id="for another use"),
    ],
)
async def test_a_key_that_is_not_public_or_verifies_nothing_is_refused(
    sandbox: AsyncClient, key: Callable[[], dict[str, Any]], code: str
) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    body = {"name": "Programme", "scopes": ["events:read"], "jwks": {"keys": [key()]}}

    refused = await sandbox.post("/v1/clients", headers=headers, json=body)

    assert refused.status_code == 422
    assert code in [error["code"] for error in refused.json()["errors"]], refused.text
    assert all(error["pointer"].startswith("/jwks/keys/0") for error in refused.json()["errors"])


async def test_keys_are_bounded_and_named_once(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    for keys in ([public(ec_key())] * 2, [public(ec_key(), kid=str(number)) for number in range(9)]):
        body = {"name": "Programme", "scopes": ["events:read"], "jwks": {"keys": keys}}
        assert (await sandbox.post("/v1/clients", headers=headers, json=body)).status_code == 422


async def test_a_key_that_is_taken_away_stops_its_tokens_and_no_others(sandbox: AsyncClient) -> None:
    first, second = public(ec_key(), kid="a"), public(rsa_pem(), "RS256", kid="b")
    program = (await a_program(sandbox, first, second))["client_id"]
    by_first = (await issued(sandbox, assertion(program, header={"kid": "a"}))).json()
    by_second = (await issued(sandbox, assertion(program, rsa_pem(), "RS256", header={"kid": "b"}))).json()

    told = await changed(sandbox, program, jwks={"keys": [second]})

    assert [key["kid"] for key in told.json()["jwks"]["keys"]] == ["b"]
    assert [await _status(sandbox, token) for token in (by_first, by_second)] == [401, 200]


async def test_a_program_that_begins_to_sign_leaves_its_secret_behind(sandbox: AsyncClient) -> None:
    program = await a_program(sandbox)
    shown = {**GRANT, "client_id": program["client_id"], "client_secret": program["secret"]}
    before = (await sandbox.post("/oauth/token", data=shown)).json()

    await changed(sandbox, program["client_id"], jwks={"keys": [public(ec_key())]})

    assert await _status(sandbox, before) == 401
    assert (await sandbox.post("/oauth/token", data=shown)).status_code == 401
    await changed(sandbox, program["client_id"], jwks={"keys": []})
    assert (await sandbox.post("/oauth/token", data=shown)).status_code == 200


async def test_a_program_calls_from_its_own_networks_alone(sandbox: AsyncClient) -> None:
    program = await a_program(sandbox, networks=["192.0.2.0/24", " 2001:db8::7 "])
    form = {**GRANT, "client_id": program["client_id"], "client_secret": program["secret"]}
    assert program["networks"] == ["192.0.2.0/24", "2001:db8::7/128"]

    async with _from(sandbox, "192.0.2.9") as inside, _from(sandbox, "198.51.100.1") as outside:
        token = (await inside.post("/oauth/token", data=form)).json()
        refused = await outside.post("/oauth/token", data=form)
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        read = [await each.get("/v1/events", headers=headers) for each in (inside, outside)]

    assert (refused.status_code, refused.json()["error"]) == (403, "unauthorized_client")
    assert [each.status_code for each in read] == [200, 403]
    assert read[1].json()["code"] == "address_not_allowed"
    await changed(sandbox, program["client_id"], networks=["198.51.100.0/24"])
    async with _from(sandbox, "192.0.2.9") as inside:
        assert (await inside.get("/v1/events", headers=headers)).status_code == 401


@pytest.mark.parametrize("network", ["192.0.2.7/24", "example.org", "", "300.1.1.1", "192.0.2.0/33"])
async def test_what_is_no_network_is_refused(sandbox: AsyncClient, network: str) -> None:
    headers = await sign_in(sandbox, "secretariat@sandbox.example")
    body = {"name": "Programme", "scopes": ["events:read"], "networks": [network]}

    refused = await sandbox.post("/v1/clients", headers=headers, json=body)

    assert [error["code"] for error in refused.json()["errors"]] == ["not_a_network"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("192.0.2.1", True),
        ("::ffff:192.0.2.1", True),
        ("192.0.3.1", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_an_address_is_of_a_network_however_it_is_written(address: str, *, allowed: bool) -> None:
    networks = (normalised_network("192.0.2.0/24"), normalised_network("2001:DB8::/32"))
    check_network((), address)
    if allowed:
        check_network(networks, address)
        return
    with pytest.raises(AddressNotAllowed):
        check_network(networks, address)


def _from(sandbox: AsyncClient, address: str) -> AsyncClient:
    """Another caller of the same application."""
    transport = sandbox._transport
    assert isinstance(transport, ASGITransport)
    return AsyncClient(transport=ASGITransport(transport.app, client=(address, 1)), base_url=HERE)


async def _status(sandbox: AsyncClient, token: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    return (await sandbox.get("/v1/events", headers=headers)).status_code
