"""The way to identity providers: short exchanges of JSON over checked addresses, no redirect followed."""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore
import httpx
import orjson

from app.adapters.webhooks.addresses import IpAddress, is_public, is_public_or_this_machine, literal
from app.adapters.webhooks.network import CheckedNetwork, ForbiddenAddressError, Resolve, UnresolvedError, look_up

_LONGEST_ANSWER = 256 * 1024


class ProviderAwayError(Exception):
    """No answer, or one that nothing can be done with; the message is for whoever runs the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """A status and the JSON object that came with it; an empty one where none did."""

    status: int
    document: Mapping[str, Any]


@cache
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderNetwork:
    """Speaks https with public addresses; in the sandbox http too, and with this machine."""

    user_agent: str
    sandbox: bool = False
    seconds: float = 8
    """After which an exchange is over, whatever it waits for."""
    resolve: Resolve = look_up
    tls: Callable[[], ssl.SSLContext] = _authorities

    def admits(self, url: str) -> bool:
        """Whether the URL is one to speak with, as far as can be told without asking the network."""
        try:
            parts = urlsplit(url)
            schemes = {"https", "http"} if self.sandbox else {"https"}
            if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or parts.fragment:
                return False
            address = literal(parts.hostname)
        except ValueError:
            return False
        return address is None or self._is_admitted(address)

    async def get(self, url: str) -> ProviderAnswer:
        """What is read there. Raises ProviderAwayError."""
        return await self._exchange("GET", url, (), b"")

    async def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> ProviderAnswer:
        """What is answered to a form. Raises ProviderAwayError."""
        sent = [("content-type", "application/x-www-form-urlencoded"), *headers.items()]
        return await self._exchange("POST", url, sent, urlencode(form).encode())

    async def _exchange(self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> ProviderAnswer:
        if not self.admits(url):
            raise ProviderAwayError(f"{url} is no address to speak with")
        network = CheckedNetwork(self._is_admitted, self.resolve)
        sent = [("accept", "application/json"), ("user-agent", self.user_agent), *headers]
        try:
            async with (
                asyncio.timeout(self.seconds),
                aclosing(network),
                httpcore.AsyncConnectionPool(ssl_context=self.tls(), network_backend=network) as pool,
                pool.stream(method, url, headers=sent, content=body) as answer,
            ):
                return ProviderAnswer(status=answer.status, document=_object(await _read(answer)))
        except (ForbiddenAddressError, UnresolvedError) as error:
            raise ProviderAwayError(f"{url} leads to no address to speak with: {error}") from error
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise ProviderAwayError(f"{url} did not answer in {self.seconds:g} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise ProviderAwayError(f"{url} cannot be reached: {error}") from error

    def _is_admitted(self, address: IpAddress) -> bool:
        return is_public_or_this_machine(address) if self.sandbox else is_public(address)


async def _read(answer: httpcore.Response) -> bytes:
    body = bytearray()
    async for chunk in answer.aiter_stream():
        body += chunk
        if len(body) > _LONGEST_ANSWER:
            raise ProviderAwayError(f"more than {_LONGEST_ANSWER} bytes were answered")
    return bytes(body)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
