"""A receiver on this machine that remembers what it is sent, and answers as badly as it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request: its first line, its headers in lower case, its body to the byte."""

    line: str
    headers: Mapping[str, str]
    body: bytes


def answers(status: int, *headers: str, body: bytes = b"") -> Behaviour:
    """Says that status, with these headers."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        head = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *headers]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)

    return behave


def says(raw: bytes) -> Behaviour:
    """Writes these bytes and hangs up."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    return behave


async def hangs(writer: asyncio.StreamWriter) -> None:
    """Takes the request in, and says nothing."""
    await _forever(writer)


def begins(raw: bytes) -> Behaviour:
    """Writes these bytes, and then nothing more."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await _forever(writer)

    return behave


async def floods(writer: asyncio.StreamWriter) -> None:
    """Answers 200 with a body that does not end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    with suppress(ConnectionError):
        while not writer.is_closing():
            writer.write(b"x" * 65_536)
            await writer.drain()


async def _forever(writer: asyncio.StreamWriter) -> None:
    await writer.drain()
    await asyncio.Event().wait()


@dataclass(slots=True)
class Receiver:
    """``script`` is what it does with the coming requests, one after the other; then it answers 204."""

    port: int = 0
    script: list[Behaviour] = field(default_factory=list)
    got: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.got]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.got.append(Received(line=head[0], headers=headers, body=body))
            self.arrived.set()
            await (self.script.pop(0) if self.script else answers(204))(writer)
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*script: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver for as long as the block lasts."""
    receiver, under_way = Receiver(script=list(script)), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            under_way.add(task)
        with suppress(asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            await receiver.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
