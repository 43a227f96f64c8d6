"""Connections to the very address that was checked: a name that is looked up twice may answer twice differently."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address
from typing import Any

import httpcore

from app.adapters.webhooks.addresses import IpAddress

Resolve = Callable[[str, int], Awaitable[Sequence[IpAddress]]]
_MOST_TRIED = 4


class ForbiddenAddressError(Exception):
    """The name leads to an address that is not to be sent to; none of its addresses was."""


class UnresolvedError(Exception):
    """The name leads nowhere."""


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Looks the name up, refuses it if any of its addresses is not admitted, connects to one that was looked at.

    TLS goes on naming the host: its certificate is checked against the name, not the address.
    """

    def __init__(self, admits: Callable[[IpAddress], bool], resolve: Resolve) -> None:
        self._admits = admits
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def aclose(self) -> None:
        """Close what was opened: httpcore forgets a connection when it is cancelled while TLS is agreed on."""
        for stream in self._opened:
            await stream.aclose()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host. Raises ForbiddenAddressError, UnresolvedError, httpcore's own."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
                refused = [address for address in addresses if not self._admits(address)]
                if refused:
                    raise ForbiddenAddressError(str(refused[0]))
                return await self._first(addresses, port, local_address, socket_options)
        except TimeoutError:
            raise httpcore.ConnectTimeout from None

    async def _first(
        self, addresses: Sequence[IpAddress], port: int, local_address: str | None, options: Iterable[Any] | None
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = UnresolvedError()
        for address in addresses[:_MOST_TRIED]:
            try:
                stream = await self._network.connect_tcp(str(address), port, None, local_address, options)
                self._opened.append(stream)
                return stream
            except httpcore.ConnectError as error:
                failure = error
        raise failure


async def look_up(host: str, port: int) -> Sequence[IpAddress]:
    """The addresses of a name, as this machine looks names up. Raises UnresolvedError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a name that cannot even be asked for
        raise UnresolvedError(str(error)) from error
    return [ip_address(address[0]) for *_, address in found]
