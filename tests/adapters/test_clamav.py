"""ClamAV's daemon, played by a server of ours."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.adapters.clamav import ClamAv
from app.usecases.ports.scanner import ScannerUnavailableError

CONTENT = b"%PDF-" + bytes(300_000)


class Daemon:
    """Reads one INSTREAM, and answers what it is told to; ``received`` is what it was sent."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.received = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            self.received += await reader.readexactly(length)
        writer.write(self._answer)
        writer.close()


async def pieces() -> AsyncIterator[bytes]:
    for start in range(0, len(CONTENT), 1 << 16):
        yield CONTENT[start : start + (1 << 16)]
    yield b""


@asynccontextmanager
async def listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "threat"),
    [(b"stream: OK\0", None), (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1")],
)
async def test_the_daemon_reads_the_whole_file_and_its_verdict_is_read(answer: bytes, threat: str | None) -> None:
    daemon = Daemon(answer)
    async with listening(daemon.serve) as address:
        assert await ClamAv(address).threat_in(pieces()) == threat
    assert daemon.received == CONTENT


async def test_it_is_reached_by_a_socket_of_this_machine_too(tmp_path: Path) -> None:
    daemon = Daemon(b"stream: OK\0")
    async with await asyncio.start_unix_server(daemon.serve, tmp_path / "clamd"):
        assert await ClamAv(f"unix:{tmp_path / 'clamd'}").threat_in(pieces()) is None


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"x" * 9000, b"stream: ERROR\0"]
)
async def test_what_is_no_verdict_is_never_taken_for_one(answer: bytes) -> None:
    async with listening(Daemon(answer).serve) as address:
        with pytest.raises(ScannerUnavailableError):
            await ClamAv(address).threat_in(pieces())


async def test_a_daemon_that_stops_reading_is_believed_in_what_it_says() -> None:
    async def impatient(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"INSTREAM size limit exceeded. ERROR\0")
        writer.close()

    async with listening(impatient) as address:
        with pytest.raises(ScannerUnavailableError):
            await ClamAv(address).threat_in(pieces())


async def test_a_daemon_that_is_down_or_says_nothing_is_unavailable() -> None:
    released = asyncio.Event()

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    with pytest.raises(ScannerUnavailableError):
        await ClamAv("tcp://127.0.0.1:1").threat_in(pieces())
    async with listening(silent) as address:
        with pytest.raises(ScannerUnavailableError):
            await ClamAv(address, seconds=0.05).threat_in(pieces())
        released.set()
