"""The load: connections kept alive, each with one request under way, and as little Python as possible between two."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import cast

import httptools


class UnexpectedAnswerError(Exception):
    """An answer that was no success, or a connection closed: there is nothing to measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run saw: `latencies` in seconds, sorted; `own_cpu`, the share of a core that the load itself took."""

    elapsed: float
    latencies: tuple[float, ...]
    own_cpu: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.elapsed

    def latency(self, share: float) -> float:
        """The latency, in milliseconds, that this share of the requests did not exceed."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


def request_bytes(port: int, path: str, token: str | None, body: bytes | None = None) -> bytes:
    """A GET as sent, or a POST of some JSON."""
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    posted = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    method = "GET" if body is None else "POST"
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n{bearer}{posted}\r\n"
    return head.encode() + (body or b"")


async def run(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Run:
    """Send the requests in turn over all the connections, for so long. Raises UnexpectedAnswerError."""
    loop = asyncio.get_running_loop()
    tally = _Tally(until=time.perf_counter() + seconds)
    opened = [
        await loop.create_connection(partial(_Connection, requests, number, tally), "127.0.0.1", port)
        for number in range(connections)
    ]
    began, cpu = time.perf_counter(), time.process_time()
    tally.until = began + seconds
    for _, connection in opened:
        connection.send()
    try:
        await asyncio.gather(*(connection.finished for _, connection in opened))
    finally:
        for transport, _ in opened:
            transport.close()
    elapsed = time.perf_counter() - began
    return Run(elapsed=elapsed, latencies=tuple(sorted(tally.latencies)), own_cpu=(time.process_time() - cpu) / elapsed)


@dataclass(slots=True)
class _Tally:
    until: float
    latencies: list[float] = field(default_factory=list)


class _Connection(asyncio.Protocol):
    """One client. The parser calls `on_message_complete` as the last byte of an answer comes in."""

    def __init__(self, requests: Sequence[bytes], start: int, tally: _Tally) -> None:
        self._requests = cycle((*requests[start % len(requests) :], *requests[: start % len(requests)]))
        self._tally = tally
        self._parser = httptools.HttpResponseParser(self)
        self._sent_at = 0.0
        self._asked = b""
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio's."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Asyncio's."""
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio's."""
        if not self.finished.done():
            self.finished.set_exception(UnexpectedAnswerError(f"the connection was closed: {exc}"))

    def send(self) -> None:
        """Send the next request."""
        self._sent_at = time.perf_counter()
        self._asked = next(self._requests)
        self._transport.write(self._asked)

    def on_message_complete(self) -> None:
        """httptools'."""
        now = time.perf_counter()
        self._tally.latencies.append(now - self._sent_at)
        if self._parser.get_status_code() not in {200, 201}:
            line = self._asked.partition(b"\r\n")[0].decode()
            refusal = UnexpectedAnswerError(f"status {self._parser.get_status_code()}: {line}")
            self.finished.set_exception(refusal)
        elif now < self._tally.until:
            self.send()
        else:
            self.finished.set_result(None)
