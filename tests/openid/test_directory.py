"""What is remembered of a provider, and for how long; and whom the service speaks with in production."""

from ipaddress import ip_address
from typing import Any

import pytest

from app.adapters.openid.discovery import ProviderDirectory
from app.adapters.openid.network import ProviderAwayError, ProviderNetwork
from tests.openid.fake_provider import FakeProvider, ec_key, rsa_key
from tests.webhooks.receiver import hangs, receiving

DISCOVERY, KEYS = "/realm/.well-known/openid-configuration", "/realm/jwks"
NETWORK = ProviderNetwork(user_agent="cqp-chimie/test", sandbox=True)


class Clock:
    """Seconds, as they are told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def directory(provider: FakeProvider, clock: Clock) -> ProviderDirectory:
    """What is known of the provider: nothing yet."""
    return ProviderDirectory(provider.issuer, NETWORK, now=clock)


async def test_a_provider_is_asked_once_an_hour(
    directory: ProviderDirectory, provider: FakeProvider, clock: Clock
) -> None:
    await directory.metadata()
    clock.seconds += 3599
    await directory.metadata()
    assert provider.asked == [DISCOVERY, KEYS]
    clock.seconds += 1
    await directory.metadata()

    assert provider.asked == [DISCOVERY, KEYS] * 2


async def test_what_was_read_serves_for_a_day_when_the_provider_is_away(
    directory: ProviderDirectory, provider: FakeProvider, clock: Clock
) -> None:
    known = await directory.metadata()
    provider.answers[DISCOVERY] = 500, b""
    clock.seconds += 86_399
    assert await directory.metadata() == known
    clock.seconds += 1

    with pytest.raises(ProviderAwayError):
        await directory.metadata()


async def test_a_provider_that_is_away_is_not_asked_at_each_sign_in(
    directory: ProviderDirectory, provider: FakeProvider, clock: Clock
) -> None:
    await directory.metadata()
    provider.answers[DISCOVERY] = 500, b""
    clock.seconds += 4000
    for _ in range(3):
        await directory.metadata()
    asked = provider.asked.count(DISCOVERY)
    clock.seconds += 15
    await directory.metadata()

    assert (asked, provider.asked.count(DISCOVERY)) == (2, 3)


async def test_a_provider_that_never_answered_is_asked_each_time(
    directory: ProviderDirectory, provider: FakeProvider
) -> None:
    provider.answers[DISCOVERY] = 500, b""
    with pytest.raises(ProviderAwayError):
        await directory.metadata()
    provider.answers.clear()

    assert (await directory.metadata()).token_endpoint == f"{provider.issuer}/token"


async def test_a_new_key_is_looked_for_when_a_token_names_it(
    directory: ProviderDirectory, provider: FakeProvider, clock: Clock
) -> None:
    assert await directory.key("first", "RS256") is not None
    provider.takes_key(rsa_key(), "second")

    assert await directory.key("second", "RS256") is None  # asked a moment ago
    clock.seconds += 15
    assert await directory.key("second", "RS256") is not None
    assert provider.asked.count(KEYS) == 2
    for _ in range(3):
        assert await directory.key("third", "RS256") is None
    assert provider.asked.count(KEYS) == 2


async def test_a_key_that_is_withdrawn_is_believed_for_an_hour_at_most(
    directory: ProviderDirectory, provider: FakeProvider, clock: Clock
) -> None:
    await directory.metadata()
    provider.publishes.clear()
    provider.takes_key(ec_key(), "second")
    clock.seconds += 3600

    assert await directory.key("first", "RS256") is None
    assert await directory.key("second", "ES256") is not None


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((500, b""), id="an error"),
        pytest.param((429, b""), id="no time"),
        pytest.param((302, b""), id="a redirect"),
        pytest.param((200, b'{"keys": "' + b"x" * 300_000 + b'"}'), id="too much"),
    ],
)
@pytest.mark.parametrize("path", [DISCOVERY, KEYS])
async def test_a_provider_that_tells_nothing_of_itself_is_away(
    directory: ProviderDirectory, provider: FakeProvider, path: str, answer: tuple[int, bytes]
) -> None:
    provider.answers[path] = answer

    with pytest.raises(ProviderAwayError):
        await directory.metadata()
    assert not any("elsewhere" in path for path in provider.asked)


@pytest.mark.parametrize("answer", [b"<html>", b"[]"])
async def test_a_description_that_cannot_be_read_is_none(
    directory: ProviderDirectory, provider: FakeProvider, answer: bytes
) -> None:
    provider.answers[DISCOVERY] = 200, answer

    with pytest.raises(ProviderAwayError):
        await directory.metadata()


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"issuer": "https://another.example"}, id="another issuer's"),
        pytest.param({"issuer": None}, id="nobody's"),
        pytest.param({"token_endpoint": None}, id="without a place to give codes to"),
        pytest.param({"token_endpoint": "http://10.0.0.1/token"}, id="inside the network"),
        pytest.param({"jwks_uri": "http://169.254.169.254/latest"}, id="the cloud's own"),
        pytest.param({"jwks_uri": "file:///etc/passwd"}, id="a file"),
        pytest.param({"authorization_endpoint": "javascript:alert(1)"}, id="a script"),
        pytest.param({"authorization_endpoint": "http://[::1"}, id="no address"),
        pytest.param({"end_session_endpoint": "javascript:alert(1)"}, id="a script for a way out"),
        pytest.param({"code_challenge_methods_supported": ["plain"]}, id="without PKCE by S256"),
    ],
)
async def test_a_provider_that_describes_itself_wrongly_is_not_spoken_with(
    directory: ProviderDirectory, provider: FakeProvider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata

    with pytest.raises(ProviderAwayError):
        await directory.metadata()
    assert provider.asked == ["/realm/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("url", "admitted"),
    [
        ("https://login.example.org/realm", True),
        ("https://93.184.216.34/realm", True),
        ("http://login.example.org/realm", False),
        ("https://127.0.0.1/realm", False),
        ("https://10.1.2.3/realm", False),
        ("https://[::1]/realm", False),
        ("https://user:password@login.example.org/", False),
        ("https://login.example.org/#fragment", False),
        ("ftp://login.example.org/", False),
        ("https:///realm", False),
    ],
)
def test_production_speaks_https_with_the_public_internet_alone(url: str, admitted: bool) -> None:
    assert ProviderNetwork(user_agent="test").admits(url) is admitted


async def test_a_name_that_leads_inside_is_not_spoken_with(provider: FakeProvider) -> None:
    async def inside(_host: str, _port: int) -> list[object]:
        return [ip_address("10.0.0.8")]

    network = ProviderNetwork(user_agent="test", sandbox=True, resolve=inside)  # type: ignore[arg-type]

    with pytest.raises(ProviderAwayError, match=r"10\.0\.0\.8"):
        await network.get(f"http://provider.example:{provider.port}/realm")
    assert provider.asked == []


async def test_a_provider_that_says_nothing_is_left_after_a_while() -> None:
    network = ProviderNetwork(user_agent="test", sandbox=True, seconds=0.05)

    async with receiving(hangs) as silent:
        with pytest.raises(ProviderAwayError, match="did not answer"):
            await network.post_form(silent.url, {}, {})
