"""ClamAV's daemon, by its INSTREAM command over TCP or a socket of this machine (clamd(8))."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import suppress

from app.usecases.ports.scanner import ScannerUnavailableError

_SECONDS = 120
_LONGEST_ANSWER = 4096
_INSTREAM = b"zINSTREAM\0"
_LENGTH_BYTES = 4
_FOUND = " FOUND"


class ClamAv:
    """One connection a file: the daemon serves as many as it is set to."""

    def __init__(self, address: str, *, seconds: float = _SECONDS) -> None:
        """``address``: ``tcp://host:port`` or ``unix:/path/to/the/socket``; ``seconds``, how long one file may take."""
        self._address = address
        self._seconds = seconds

    async def threat_in(self, content: AsyncIterator[bytes]) -> str | None:
        """The name of the threat that was found; None where the file is clean. Raises ScannerUnavailableError."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._asked(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as failure:
            raise ScannerUnavailableError(f"clamd at {self._address}: {failure!r}") from failure
        verdict = answer.removeprefix("stream: ")
        if verdict == "OK":
            return None
        if not verdict.endswith(_FOUND):
            raise ScannerUnavailableError(f"clamd at {self._address}: {answer}")
        return verdict.removesuffix(_FOUND)

    async def _asked(self, content: AsyncIterator[bytes]) -> str:
        reader, writer = await self._connected()
        try:
            with suppress(ConnectionError):  # it stops reading where the file is too large for it, and says so
                await _send(writer, content)
            answer = await reader.readuntil(b"\0")
        finally:
            writer.close()
        return answer[:-1].decode("utf-8", "replace").strip()

    async def _connected(self) -> tuple[StreamReader, StreamWriter]:
        if self._address.startswith("unix:"):
            path = self._address.removeprefix("unix:")
            return await asyncio.open_unix_connection(path, limit=_LONGEST_ANSWER)
        host, _, port = self._address.removeprefix("tcp://").rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)


async def _send(writer: StreamWriter, content: AsyncIterator[bytes]) -> None:
    """The file in pieces, each after its length; an empty one ends it."""
    writer.write(_INSTREAM)
    async for piece in content:
        if piece:
            writer.write(len(piece).to_bytes(_LENGTH_BYTES, "big"))
            writer.write(piece)
            await writer.drain()
    writer.write(bytes(_LENGTH_BYTES))
    await writer.drain()
