"""The way out: an SMTP server, or in the sandbox nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.usecases.ports.mail import RefusedForGood, RefusedForNow
from app.usecases.ports.outbox import Email

_PERMANENT = 500
_OUR_FAULT = "5.7."  # RFC 3463: a policy refused us, not the address
_PATIENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A server that takes our mails, and how it is spoken to."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"] = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """The server at ``smtps://user:password@host`` (TLS, 465) or ``smtp://user:password@host`` (STARTTLS, 587).

        ``smtp://host?starttls=no`` speaks in clear, for a relay on the machine itself. Raises ValueError.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("smtp://hôte ou smtps://hôte est attendu")
        in_clear = "starttls=no" in parts.query.split("&")
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if parts.scheme == "smtps" else 587),
            security="tls" if parts.scheme == "smtps" else "none" if in_clear else "starttls",
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


class CapturingMailer:
    """The sandbox's: mails stay in the outbox, where they can be read, and count as sent."""

    async def deliver(self, _email: Email, /, acknowledged: Callable[[], Awaitable[None]]) -> None:
        """Nothing leaves."""
        await acknowledged()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """Hands each mail over on a connection of its own. ``timeout`` is in seconds, for each word of the exchange.

    Connections are opened side by side, words are handed over one mail at a time: a process that is killed leaves at
    most one mail of which nobody knows whether the server has it.
    """

    relay: Relay
    sender: str
    timeout: float = 30
    _our_turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def deliver(self, email: Email, /, acknowledged: Callable[[], Awaitable[None]]) -> None:
        """Hand the mail over. Raises RefusedForNow, RefusedForGood."""
        client = aiosmtplib.SMTP(
            hostname=self.relay.host,
            port=self.relay.port,
            use_tls=self.relay.security == "tls",
            start_tls=self.relay.security == "starttls",
            username=self.relay.username,
            password=self.relay.password,
            timeout=self.timeout,
        )
        try:
            with _refusals():
                await client.connect()
            async with self._our_turn:
                with _refusals():
                    async with asyncio.timeout(self.timeout * _PATIENCE):
                        await client.send_message(as_message(email, sender=self.sender), recipients=[email.to])
                await acknowledged()  # before anything else: the mail is theirs now
            with suppress(aiosmtplib.SMTPException):
                await client.quit()
        finally:
            client.close()


@contextmanager
def _refusals() -> Iterator[None]:
    """What goes wrong in the exchange, in the use case's words."""
    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as refused:
        (refusal,) = refused.recipients
        raise _of_recipient(refusal) from refused
    except aiosmtplib.SMTPResponseException as refused:
        raise RefusedForNow(f"{refused.code} {refused.message}") from refused
    except (aiosmtplib.SMTPException, OSError) as error:  # TimeoutError and ssl.SSLError are OSErrors
        raise RefusedForNow(str(error) or type(error).__name__) from error


def _of_recipient(refusal: aiosmtplib.SMTPRecipientRefused) -> RefusedForGood | RefusedForNow:
    said = f"{refusal.code} {refusal.message}"
    if refusal.code >= _PERMANENT and not refusal.message.startswith(_OUR_FAULT):
        return RefusedForGood(said)
    return RefusedForNow(said)


def as_message(email: Email, *, sender: str) -> EmailMessage:
    """The mail as it travels. Its Message-ID is its own for ever: whoever gets it twice can tell."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=email.to)
    message["Subject"] = email.subject
    message["Date"] = format_datetime(email.created_at)
    message["Message-ID"] = f"<{email.id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = email.language
    message.set_content(email.body)
    message.add_alternative(email.html, subtype="html")
    return message
