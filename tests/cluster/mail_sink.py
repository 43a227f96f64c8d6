"""A mail server that keeps what it took: the Message-ID of each mail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailSink:
    """It takes everything."""

    message_ids: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.message_ids.append(message_from_bytes(cast("bytes", envelope.content))["Message-ID"])
        return "250 OK"

    @classmethod
    @asynccontextmanager
    async def listening(cls, port: int) -> AsyncIterator["MailSink"]:
        """One on that port of this machine."""
        sink, loop = cls(), asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(sink, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port)
        try:
            yield sink
        finally:
            server.close()
