"""What an ID token may be that proves nobody's identity, whoever signed it."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.adapters.openid.connect import OpenIdClient, ProviderRegistration
from app.adapters.openid.network import ProviderNetwork
from app.usecases.access import Role
from app.usecases.ports.openid import (
    AuthorizationAnswer,
    IdentityNotProven,
    IdentityProvider,
    SignInSecrets,
    VouchedIdentity,
)
from tests.openid.fake_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URI,
    FakeProvider,
    ec_key,
    public_jwk,
    rsa_key,
)

NOW = datetime.now(UTC).timestamp()
TRIP = SignInSecrets(state="s" * 43, nonce="n" * 43, verifier="v" * 43)


@pytest.fixture
def client(provider: FakeProvider) -> OpenIdClient:
    """The client of the provider, which has asked it nothing yet."""
    branch = IdentityProvider(code="branch", name="Annuaire", issuer=provider.issuer, roles=frozenset({Role.EMPLOYER}))
    registration = ProviderRegistration(
        provider=branch,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uri=REDIRECT_URI,
        post_logout_redirect_uri="http://127.0.0.1:3000/",
    )
    return OpenIdClient([registration], ProviderNetwork(user_agent="test", sandbox=True))


async def _redeemed(client: OpenIdClient, provider: FakeProvider) -> VouchedIdentity:
    back = provider.signs_in(await client.authorization_url("branch", TRIP))
    answer = AuthorizationAnswer(code=back["code"], issuer=back["iss"])
    return await client.redeem("branch", answer, nonce=TRIP.nonce, verifier=TRIP.verifier, at=datetime.now(UTC))


async def _refused(client: OpenIdClient, provider: FakeProvider) -> None:
    with pytest.raises(IdentityNotProven):
        await _redeemed(client, provider)


async def test_an_id_token_that_is_ours_says_who_came(client: OpenIdClient, provider: FakeProvider) -> None:
    vouched = await _redeemed(client, provider)

    assert (vouched.issuer, vouched.subject, vouched.acr, vouched.amr) == (provider.issuer, "someone", None, ())
    asked = dict(parse_qsl(urlsplit(await client.authorization_url("branch", TRIP)).query))
    assert TRIP.verifier not in asked.values()


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "another"}, id="another trip's nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"iss": "http://127.0.0.1:1/realm"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"aud": "another"}, id="for another client"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"aud": ["another"]}, id="for others"),
        pytest.param({"aud": ["cqp", "another"]}, id="for several, given to nobody said"),
        pytest.param({"aud": ["cqp", "another"], "azp": "another"}, id="for several, given to another"),
        pytest.param({"azp": "another"}, id="for us, given to another"),
        pytest.param({"exp": NOW - 120}, id="expired"),
        pytest.param({"exp": None}, id="without an end"),
        pytest.param({"exp": "9999999999"}, id="with words for an end"),
        pytest.param({"exp": True}, id="with a truth for an end"),
        pytest.param({"iat": NOW + 86_400}, id="issued in the future"),
        pytest.param({"iat": None}, id="issued nobody knows when"),
        pytest.param({"iat": True}, id="with a truth for a beginning"),
        pytest.param({"nbf": NOW + 86_400}, id="not valid yet"),
        pytest.param({"nbf": "soon"}, id="valid nobody knows when"),
        pytest.param({"sub": None}, id="about nobody"),
        pytest.param({"sub": ""}, id="about an empty name"),
        pytest.param({"sub": 12}, id="about a number"),
        pytest.param({"sub": "x" * 256}, id="about a name that is too long"),
        pytest.param({"sub": "some\x00one"}, id="about what no text holds"),
    ],
)
async def test_claims_that_are_not_ours_open_nothing(
    client: OpenIdClient, provider: FakeProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims

    await _refused(client, provider)


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"aud": ["cqp"]}, id="a list of us alone"),
        pytest.param({"aud": ["another", "cqp"], "azp": "cqp"}, id="for several, given to us"),
        pytest.param({"exp": NOW - 30, "iat": NOW + 30, "nbf": NOW + 30}, id="a clock that differs by little"),
    ],
)
async def test_claims_that_are_ours_open_the_account(
    client: OpenIdClient, provider: FakeProvider, claims: dict[str, Any]
) -> None:
    now = datetime.now(UTC).timestamp()
    provider.claims = {
        name: value - NOW + now if name in {"exp", "iat", "nbf"} else value for name, value in claims.items()
    }

    assert (await _redeemed(client, provider)).subject == "someone"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"alg": "none"}, id="no signature"),
        pytest.param({"alg": "HS256"}, id="the public key for a secret"),
        pytest.param({"alg": "RS512"}, id="an algorithm that is not admitted"),
        pytest.param({"alg": "ES256"}, id="an algorithm of another kind of key"),
        pytest.param({"alg": None}, id="no algorithm"),
        pytest.param({"alg": ["RS256"]}, id="a list of algorithms"),
        pytest.param({"kid": "unknown"}, id="a key that is published nowhere"),
        pytest.param({"kid": ["first"]}, id="a list of keys"),
        pytest.param({"crit": ["b64"], "b64": True}, id="what must be understood"),
        pytest.param({"typ": "at+jwt"}, id="an access token"),
        pytest.param({"typ": "logout+jwt"}, id="a logout token"),
    ],
)
async def test_a_header_that_is_no_id_tokens_opens_nothing(
    client: OpenIdClient, provider: FakeProvider, header: dict[str, Any]
) -> None:
    provider.header = header

    await _refused(client, provider)


async def test_a_signature_by_another_key_of_that_name_opens_nothing(
    client: OpenIdClient, provider: FakeProvider
) -> None:
    provider.takes_key(rsa_key(), "first", published=False)

    await _refused(client, provider)


@pytest.mark.parametrize("tampered", ["payload", "signature"])
async def test_an_altered_token_opens_nothing(
    client: OpenIdClient, provider: FakeProvider, tampered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = FakeProvider.id_token

    def altered(self: FakeProvider, given: dict[str, str]) -> str:
        header, payload, signature = genuine(self, given).split(".")
        if tampered == "payload":
            return f"{header}.{genuine(self, {**given, 'subject': 'another'}).split('.')[1]}.{signature}"
        return f"{header}.{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"

    monkeypatch.setattr(FakeProvider, "id_token", altered)

    await _refused(client, provider)


@pytest.mark.parametrize("published", ["nothing", "too few bits", "another curve", "for encryption", "not a key"])
async def test_keys_that_are_not_trusted_verify_nothing(
    client: OpenIdClient, provider: FakeProvider, published: str
) -> None:
    key = {"too few bits": lambda: rsa_key(1024)}.get(published, rsa_key)()
    provider.takes_key(key, "first")
    provider.publishes["first"] = {
        "nothing": {},
        "too few bits": public_jwk(key, "first"),
        "another curve": public_jwk(ec_key(), "first") | {"crv": "P-384"},
        "for encryption": public_jwk(key, "first", use="enc"),
        "not a key": {"kty": "RSA", "kid": "first", "n": "!", "e": "AQAB"},
    }[published]

    await _refused(client, provider)


async def test_a_key_that_is_for_another_algorithm_verifies_nothing(
    client: OpenIdClient, provider: FakeProvider
) -> None:
    provider.publishes["first"]["alg"] = "PS256"

    await _refused(client, provider)


async def test_without_a_name_the_only_key_of_that_kind_is_taken(client: OpenIdClient, provider: FakeProvider) -> None:
    provider.publishes["beside"] = public_jwk(rsa_key(), "beside", use="enc")
    provider.publishes["other"] = public_jwk(rsa_key(), "other", alg="PS256")
    provider.publishes["elliptic"] = public_jwk(ec_key(), "elliptic")
    provider.header = {"kid": None}

    assert (await _redeemed(client, provider)).subject == "someone"


async def test_without_a_name_a_key_is_not_guessed_among_several(client: OpenIdClient, provider: FakeProvider) -> None:
    first = provider.key
    provider.takes_key(rsa_key(), "second")
    provider.key, provider.header = first, {"kid": None}

    await _refused(client, provider)


@pytest.mark.parametrize("answer", [b"{}", b'{"id_token": 12}', b'{"id_token": "a.b"}', b"<html>", b"[]"])
async def test_an_answer_without_an_id_token_opens_nothing(
    client: OpenIdClient, provider: FakeProvider, answer: bytes
) -> None:
    provider.answers["/realm/token"] = 200, answer

    await _refused(client, provider)


async def test_an_endless_token_is_not_read(client: OpenIdClient, provider: FakeProvider) -> None:
    provider.claims = {"photo": "x" * 16 * 1024}

    await _refused(client, provider)
