"""Answers of any length in flat memory: one piece at a time, each when the client has taken the last."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Self

from starlette.responses import StreamingResponse
from starlette.types import Send

NDJSON = "application/x-ndjson"


class ChunkedResponse(StreamingResponse):
    """Starlette's, which leaves nothing running behind a client that went away.

    A failure in the middle breaks the transfer off, without its last chunk: every HTTP client tells that from an end,
    and no line of the answer is anything else than a row.
    """

    def __init__(
        self, first: bytes, others: AsyncGenerator[bytes, None], media_type: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(others, headers=headers, media_type=media_type)
        self._first, self._others = first, others

    @classmethod
    async def of(cls, pieces: AsyncGenerator[bytes, None], media_type: str, headers: Mapping[str, str]) -> Self:
        """The answer, its first piece at hand: what fails until then is told by a status."""
        return cls(await anext(pieces, b""), pieces, media_type, headers)

    async def stream_response(self, send: Send) -> None:
        """Send the pieces, and close what makes them whatever happens."""
        async with aclosing(self._others):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self._first, "more_body": True})
            async for piece in self._others:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
