"""One message on the network, to receivers that do everything wrong: each attempt ends, soon, with its reason."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.adapters.webhooks.addresses import IpAddress
from app.adapters.webhooks.http_sender import HttpWebhookSender, Limits
from app.domain.webhooks import Attempt, Failure
from tests.webhooks.receiver import Behaviour, answers, begins, floods, hangs, receiving, says

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOON = Limits(connect=1, total=1)
"""For receivers that hang: the others answer at once, however slow the machine."""
METADATA = "http://169.254.169.254/latest/meta-data/"


def messenger(**changes: Any) -> HttpWebhookSender:
    return HttpWebhookSender(user_agent="cqp-chimie/test", **{"sandbox": True, **changes})


async def sent(to: HttpWebhookSender, url: str) -> Attempt:
    return await to.post(url, {"webhook-id": "m1"}, b'{"a": 1}', at=AT)


def leading_to(*addresses: str) -> Any:
    """What a name leads to, whatever it is."""

    async def resolve(host: str, port: int) -> Sequence[IpAddress]:
        return [ip_address(address) for address in addresses]

    return resolve


async def test_a_message_arrives_to_the_byte_and_says_from_whom() -> None:
    async with receiving(answers(200, body=b"merci")) as receiver:
        attempt = await sent(messenger(), receiver.url)

    (got,) = receiver.got
    assert (got.line, got.body) == ("POST /hook HTTP/1.1", b'{"a": 1}')
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["content-type"] == "application/json"
    assert (got.headers["user-agent"], got.headers["webhook-id"]) == ("cqp-chimie/test", "m1")
    assert (attempt.status, attempt.failure, attempt.answer, attempt.at) == (200, None, "merci", AT)


@pytest.mark.parametrize(
    ("behaviour", "status", "failure"),
    [
        pytest.param(answers(500, body=b"panne"), 500, Failure.STATUS, id="500"),
        pytest.param(answers(410), 410, Failure.STATUS, id="410"),
        pytest.param(answers(302, f"Location: {METADATA}"), 302, Failure.REDIRECT, id="redirects to the metadata"),
        pytest.param(hangs, None, Failure.TIMEOUT, id="hangs"),
        pytest.param(begins(b"HTTP/1.1 20"), None, Failure.TIMEOUT, id="hangs within the status"),
        pytest.param(begins(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), 200, None, id="a body that hangs"),
        pytest.param(floods, 200, None, id="a body without end"),
        pytest.param(says(b""), None, Failure.BROKEN, id="hangs up"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nContent-Le"), None, Failure.BROKEN, id="hangs up midway"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), 200, None, id="hangs up in the body"),
        pytest.param(says(b"220 mail.example ESMTP\r\n\r\n"), None, Failure.BROKEN, id="speaks something else"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), None, Failure.BROKEN, id="headers without end"),
    ],
)
async def test_whatever_a_receiver_does_the_attempt_ends_with_its_reason(
    behaviour: Behaviour, status: int | None, failure: Failure | None
) -> None:
    async with receiving(behaviour) as receiver:
        attempt = await sent(messenger(limits=SOON), receiver.url)

    assert (attempt.status, attempt.failure) == (status, failure)
    assert len(receiver.got) == 1
    assert len(attempt.answer) <= 1024


async def test_a_redirect_to_this_machine_is_not_followed() -> None:
    async with receiving() as inside, receiving(answers(307, f"Location: {inside.url}")) as receiver:
        attempt = await sent(messenger(), receiver.url)

    assert (attempt.failure, inside.got) == (Failure.REDIRECT, [])


async def test_a_receiver_that_is_down_is_unreachable() -> None:
    async with receiving() as receiver:
        url = receiver.url

    assert (await sent(messenger(), url)).failure is Failure.UNREACHABLE


async def test_a_name_that_does_not_exist_is_told_as_that() -> None:
    assert (await sent(messenger(resolve=leading_to()), "http://nowhere.example/")).failure is Failure.UNRESOLVED


async def test_a_name_that_is_never_looked_up_in_time_ends_too() -> None:
    async def resolve(host: str, port: int) -> Sequence[IpAddress]:
        await asyncio.Event().wait()
        return []

    assert (await sent(messenger(resolve=resolve, limits=SOON), "http://slow.example/")).failure is Failure.TIMEOUT


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(("127.0.0.1",), id="this machine"),
        pytest.param(("::ffff:127.0.0.1",), id="this machine in disguise"),
        pytest.param(("169.254.169.254",), id="the metadata"),
        pytest.param(("10.0.0.1",), id="the network inside"),
        pytest.param(("93.184.215.14", "10.0.0.1"), id="a public address and one inside"),
    ],
)
async def test_a_name_that_leads_inside_is_not_connected_to(addresses: tuple[str, ...]) -> None:
    async with receiving() as receiver:
        outside = messenger(sandbox=False, resolve=leading_to(*addresses))
        attempt = await sent(outside, f"https://rebinding.example:{receiver.port}/")

    assert (attempt.failure, attempt.detail, receiver.got) == (Failure.FORBIDDEN_ADDRESS, "", [])


async def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_the_one_connected_to() -> None:
    looked_up = []

    async def resolve(host: str, port: int) -> Sequence[IpAddress]:
        looked_up.append(host)
        return [ip_address("127.0.0.1" if len(looked_up) == 1 else "169.254.169.254")]

    async with receiving() as receiver:
        attempt = await sent(messenger(resolve=resolve), f"http://rebinding.example:{receiver.port}/")

    assert (attempt.status, looked_up) == (204, ["rebinding.example"])
    assert receiver.got[0].headers["host"] == f"rebinding.example:{receiver.port}"


async def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        await sent(messenger(), receiver.url)

    assert (len(receiver.got), proxy.got) == (1, [])


@pytest.mark.parametrize(
    ("url", "sandbox", "admitted"),
    [
        ("https://opca.example/hook", False, True),
        ("http://opca.example/hook", False, False),
        ("http://opca.example/hook", True, True),
        ("ftp://opca.example/hook", True, False),
        ("https://user:secret@opca.example/", False, False),
        ("https://opca.example/#here", False, False),
        ("https://127.0.0.1/", False, False),
        ("http://127.0.0.1:8000/", True, True),
        ("http://[::1]:8000/", True, True),
        ("http://10.0.0.1/", True, False),
        ("https://[::ffff:10.0.0.1]/", False, False),
        ("https://[fe80::1]/", False, False),
        ("https://93.184.215.14/", False, True),
        ("https:///hook", False, False),
        ("https://opca.example:443/hook", False, True),
        ("https://opca.example:8443/hook", False, True),
        ("https://opca.example:22/hook", False, False),
        ("https://opca.example:0/hook", False, False),
        ("https://opca.example:99999/hook", False, False),
        ("https://opca.example:5432/hook", True, True),
    ],
)
def test_what_a_url_may_be(url: str, sandbox: bool, admitted: bool) -> None:
    assert messenger(sandbox=sandbox).admits(url) is admitted


@pytest.mark.parametrize(
    ("url", "admitted"),
    [
        ("https://opca.example/hook", True),
        ("https://HOOKS.Opca.Example./hook", True),
        ("https://notopca.example/hook", False),
        ("https://opca.example.evil.example/hook", False),
        ("https://93.184.215.14/", False),
    ],
)
def test_an_operator_may_say_which_names_alone_are_sent_to(url: str, admitted: bool) -> None:
    assert messenger(sandbox=False, hosts=("opca.example",)).admits(url) is admitted


async def test_a_url_that_is_no_longer_admitted_is_not_sent_to() -> None:
    async with receiving() as receiver:
        attempt = await sent(messenger(sandbox=False), receiver.url)

    assert (attempt.failure, receiver.got) == (Failure.FORBIDDEN_ADDRESS, [])


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ((AT + timedelta(minutes=2)).strftime("%a, %d %b %Y %H:%M:%S GMT"), 120),
        ((AT - timedelta(minutes=2)).strftime("%a, %d %b %Y %H:%M:%S GMT"), 0),
        ("-5", None),
        ("soon", None),
        ("9" * 40, None),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
    ],
)
async def test_a_receiver_may_ask_for_time(said: str, seconds: int | None) -> None:
    async with receiving(answers(503, f"Retry-After: {said}")) as receiver:
        assert (await sent(messenger(), receiver.url)).retry_after == seconds


async def test_what_no_text_can_hold_is_shown_as_unreadable() -> None:
    async with receiving(answers(500, body=b"a\x00\xffb")) as receiver:
        assert (await sent(messenger(), receiver.url)).answer == "a��b"


@pytest.mark.parametrize(
    ("vouched_for", "name", "failure"),
    [
        pytest.param(True, "receiver.example", None, id="its own certificate"),
        pytest.param(True, "another.example", Failure.TLS, id="another's certificate"),
        pytest.param(False, "receiver.example", Failure.TLS, id="nobody's certificate"),
    ],
)
async def test_a_certificate_is_checked_against_the_name(
    tmp_path: Path, vouched_for: bool, name: str, failure: Failure | None
) -> None:
    certificate = _certificate(tmp_path)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate)) if vouched_for else ssl.create_default_context()
    to = messenger(tls=lambda: trusted, resolve=leading_to("127.0.0.1"))

    async with receiving(tls=served) as receiver:
        attempt = await sent(to, f"https://{name}:{receiver.port}/hook")

    assert attempt.failure is failure
    assert len(receiver.got) == (failure is None)


async def test_a_receiver_that_never_agrees_on_tls_ends_too() -> None:
    async with receiving() as receiver:
        to = messenger(resolve=leading_to("127.0.0.1"), limits=SOON)
        attempt = await sent(to, f"https://clear.example:{receiver.port}/")

    assert (attempt.failure, receiver.got) == (Failure.TIMEOUT, [])


def _certificate(folder: Path) -> Path:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    file = folder / "receiver.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
