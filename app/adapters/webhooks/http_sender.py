"""Sending a message: one request by HTTP/1.1, no redirect followed, no proxy asked, and an end to everything."""

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpcore
import httpx

from app.adapters.retry_after import seconds_asked_for
from app.adapters.webhooks.addresses import IpAddress, is_public, is_public_or_this_machine, literal
from app.adapters.webhooks.network import CheckedNetwork, ForbiddenAddressError, Resolve, UnresolvedError, look_up
from app.domain.webhooks import ANSWERED_WITHIN, Attempt, Failure

_PORTS = frozenset({443, 8443})
_READ, _KEPT = 64 * 1024, 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds: until a connection stands, TLS included for each of its words, and until all is over."""

    connect: float = 5
    total: float = ANSWERED_WITHIN.total_seconds()


@dataclass(slots=True)
class _Heard:
    """What was heard of the receiver so far."""

    status: int | None = None
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)


class _FailedError(Exception):
    def __init__(self, failure: Failure, error: Exception | None = None) -> None:
        super().__init__(failure)
        self.failure = failure
        self.detail = "" if error is None else str(error)


@cache
def _authorities() -> ssl.SSLContext:
    """Those that vouch for receivers: read once, when the first message leaves."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpWebhookSender:
    """Sends over https, on the ports of the Web, to public addresses; in the sandbox over http and to this machine too.

    ``hosts``: the names that alone may be sent to, those below them included; any where there is none.
    """

    user_agent: str
    sandbox: bool = False
    hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = look_up
    tls: Callable[[], ssl.SSLContext] = _authorities

    def admits(self, url: str) -> bool:
        """Whether the URL is one to send to, as far as can be told without asking the network."""
        parts = urlsplit(url)
        schemes = {"https", "http"} if self.sandbox else {"https"}
        if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or parts.fragment:
            return False
        if not self._is_a_door(parts) or not self._is_named(parts.hostname):
            return False
        address = literal(parts.hostname)
        return address is None or self._is_admitted(address)

    def _is_a_door(self, parts: SplitResult) -> bool:
        """Whether a receiver listens there: our messages are no way to talk to other servers of a public address."""
        try:
            return self.sandbox or (443 if parts.port is None else parts.port) in _PORTS
        except ValueError:
            return False

    def _is_named(self, host: str) -> bool:
        name = host.lower().rstrip(".")
        return not self.hosts or any(name == each or name.endswith(f".{each}") for each in map(str.lower, self.hosts))

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Attempt:
        """Send it, and tell how it went. The status decides: what the answer's body is or lacks changes nothing."""
        started, heard = time.monotonic(), _Heard()
        attempt = Attempt(at=at, milliseconds=0)
        try:
            if not self.admits(url):
                raise _FailedError(Failure.FORBIDDEN_ADDRESS)
            with _faults():
                async with asyncio.timeout(self.limits.total):
                    await self._exchange(url, {**headers, "user-agent": self.user_agent}, body, heard)
        except _FailedError as failed:
            if heard.status is None:
                attempt = replace(attempt, failure=failed.failure, detail=_words(failed.detail[:_KEPT]))
        milliseconds = round((time.monotonic() - started) * 1000)
        return replace(_judged(attempt, heard), milliseconds=milliseconds)

    async def _exchange(self, url: str, headers: Mapping[str, str], body: bytes, heard: _Heard) -> None:
        network = CheckedNetwork(self._is_admitted, self.resolve)
        timeouts = {"connect": self.limits.connect, "read": self.limits.total, "write": self.limits.total}
        sent = [("content-type", "application/json"), *headers.items()]
        async with (
            aclosing(network),
            httpcore.AsyncConnectionPool(ssl_context=self.tls(), network_backend=network) as pool,
            pool.stream("POST", url, headers=sent, content=body, extensions={"timeout": timeouts}) as answer,
        ):
            heard.status = answer.status
            heard.headers = {name.lower(): value for name, value in answer.headers}
            async for chunk in answer.aiter_stream():
                heard.body += chunk[: _READ - len(heard.body)]
                if len(heard.body) >= _READ:
                    break

    def _is_admitted(self, address: IpAddress) -> bool:
        return is_public_or_this_machine(address) if self.sandbox else is_public(address)


def _judged(attempt: Attempt, heard: _Heard) -> Attempt:
    if heard.status is None:
        return attempt
    return replace(
        attempt,
        status=heard.status,
        failure=_failure_of(heard.status),
        answer=_words(bytes(heard.body[:_KEPT]).decode(errors="replace")),
        retry_after=seconds_asked_for(heard.headers.get(b"retry-after", b"").decode("latin-1"), attempt.at),
    )


def _failure_of(status: int) -> Failure | None:
    if 200 <= status < 300:
        return None
    return Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS


def _words(said: str) -> str:
    """What no text column can hold is shown as unreadable."""
    return said.replace("\x00", "\ufffd")


@contextmanager
def _faults() -> Iterator[None]:
    """What goes wrong on the way, as why an attempt failed. An address that is refused is not told."""
    try:
        yield
    except ForbiddenAddressError:
        raise _FailedError(Failure.FORBIDDEN_ADDRESS) from None
    except UnresolvedError as error:
        raise _FailedError(Failure.UNRESOLVED, error) from error
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise _FailedError(Failure.TIMEOUT) from error
    except httpcore.ConnectError as error:
        by_tls = isinstance(error.__cause__ or error.__context__, ssl.SSLError)  # httpcore forgets causes
        raise _FailedError(Failure.TLS if by_tls else Failure.UNREACHABLE, error) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
        raise _FailedError(Failure.BROKEN, error) from error
