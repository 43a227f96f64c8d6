"""What the server itself answers: to what is no request, and to a slow one."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.api.http_protocol import HouseProtocol


class Impatient(HouseProtocol):
    """The same, within a test's time."""

    head_seconds = 0.5
    grace_seconds = 0.5
    bytes_a_second = 1000
    longest_seconds = 2


async def length_of_body(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how many bytes came; or reads slowly where it is asked to."""
    received, more = 0, True
    while more:
        if scope["path"] == "/slow":
            await asyncio.sleep(1)
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        received, more = received + len(message["body"]), message.get("more_body", False)
    body = str(received).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[Callable[[], Any]]:
    config = uvicorn.Config(length_of_body, port=0, http=Impatient, log_config=None, lifespan="off", **options)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - Uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield lambda: asyncio.open_connection("127.0.0.1", port)
    finally:
        server.should_exit = True
        await running


async def answer(connect: Callable[[], Any], sent: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """Status line, headers and body of the only answer."""
    reader, writer = await connect()
    writer.write(sent)
    received = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    return status, dict(line.split(b": ", 1) for line in lines), body


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", id="two Hosts"),
        pytest.param(b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", id="two Hosts in HTTP/1.0"),
        pytest.param(b"GET / HTTP/0.9\r\nHost: a\r\n\r\n", id="HTTP/0.9"),
        pytest.param(b"nothing at all\r\n\r\n", id="no request"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", id="no length"),
    ],
)
async def test_what_is_no_request_is_told_as_a_problem_with_the_headers_of_the_house(sent: bytes) -> None:
    async with serving() as connect:
        status, headers, body = await answer(connect, sent)

    assert status == b"HTTP/1.1 400 Bad Request"
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cache-control"] == b"no-store"
    assert b"default-src 'none'" in headers[b"content-security-policy"]
    assert json.loads(body)["code"] == "malformed_request"


@pytest.mark.parametrize("head", [b"GET / HTTP/1.0\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n"])
async def test_what_is_addressed_is_served(head: bytes) -> None:
    async with serving() as connect:
        status, _, body = await answer(connect, head + b"Connection: close\r\n\r\n")

    assert (status, body) == (b"HTTP/1.1 200 OK", b"0")


@pytest.mark.parametrize(
    ("head", "drip"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n", b"A: b\r\n", id="a head that never ends"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", b"x", id="a body by drops"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", id="chunks"),
    ],
)
async def test_a_request_that_comes_by_drops_loses_its_connection(head: bytes, drip: bytes) -> None:
    async with serving() as connect:
        assert 0.4 < await _until_hung_up(connect, head, drip) < 2


async def test_a_body_that_comes_steadily_has_its_time_and_no_more_than_the_longest() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
    async with serving() as connect:
        reader, writer = await connect()
        writer.write(head + b"3000\r\n\r\n")
        for _ in range(10):  # 2,000 bytes a second
            writer.write(b"x" * 300)
            await asyncio.sleep(0.15)
        assert (await reader.read()).endswith(b"3000")
        writer.close()

        assert 1.8 < await _until_hung_up(connect, head + b"99999\r\n\r\n", b"x" * 400) < 3


async def _until_hung_up(connect: Callable[[], Any], head: bytes, piece: bytes) -> float:
    """Seconds until the server has enough of a request that comes piece by piece; 5 where it never has."""
    _, writer = await connect()
    began = time.monotonic()
    writer.write(head)
    with suppress(ConnectionError):
        for _ in range(50):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.1)
    writer.close()
    return time.monotonic() - began


async def test_who_waits_for_us_is_not_slow() -> None:
    async with serving() as connect:
        body = b"x" * 300_000
        head = b"POST /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)

        status, _, received = await answer(connect, head + body)

    assert (status, received) == (b"HTTP/1.1 200 OK", b"300000")


async def test_a_connection_on_which_nothing_comes_ends() -> None:
    async with serving(timeout_keep_alive=1) as connect:
        reader, writer = await connect()

        assert await asyncio.wait_for(_what_is_left(reader), 5) == b""
        writer.close()


async def _what_is_left(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""
