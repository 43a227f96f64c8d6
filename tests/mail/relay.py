"""A mail server to test on: it notes what it acknowledged, and can be told to misbehave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = Callable[[SMTP], Awaitable[str]]


async def _accept(_: SMTP) -> str:
    return "250 OK"


@dataclass
class Relay:
    """What the server says to an address (``to_recipient``) and to a mail's words (``to_data``)."""

    port: int = 0
    to_recipient: Answer = _accept
    to_data: Answer = _accept
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each mail that it acknowledged, in order."""
        return [message["Message-ID"] for message in self.taken]

    def behave(self) -> None:
        """Take everything from now on."""
        self.to_recipient = self.to_data = _accept

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self.to_recipient(server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self.to_data(server)
        if answer.startswith("250"):
            self.taken.append(message_from_bytes(cast("bytes", envelope.content), policy=default))
        return answer


def saying(answer: str) -> Answer:
    """That answer, each time."""

    async def say(_: SMTP) -> str:
        return answer

    return say


async def hanging_up(server: SMTP) -> str:
    """No answer: the connection is cut."""
    cast("Any", server.transport).abort()
    return "250 nobody hears"


async def dying(server: SMTP) -> str:
    """No answer: the server goes down with what it was given."""
    cast("Any", server.transport).abort()
    return "451 nobody hears"


async def silent(_: SMTP) -> str:
    """No answer, ever."""
    await asyncio.Event().wait()
    return ""


@asynccontextmanager
async def listening(*, smtputf8: bool = True) -> AsyncIterator[Relay]:
    """A server on a port of its own; whether it takes addresses with accents before the sign."""
    relay = Relay()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(relay, enable_SMTPUTF8=smtputf8, loop=loop), "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
