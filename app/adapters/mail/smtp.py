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
from email_validator import validate_email

from app.usecases.ports.mail import NotComposed, RefusedForGood, RefusedForNow
from app.usecases.ports.outbox import Mail

_PERMANENT = 500
_OUR_FAULT = "5.7."  # RFC 3463: a policy refused us, not the address
_TIMEOUT_FACTOR = 3


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

    async def deliver(self, _email: Mail, /, acknowledged: Callable[[], Awaitable[None]]) -> None:
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

    async def deliver(self, mail: Mail, /, acknowledged: Callable[[], Awaitable[None]]) -> None:
        """Hand the mail over. Raises RefusedForNow, RefusedForGood, NotComposed."""
        recipient, message = composed(mail, sender=self.sender)
        client = self._client()
        try:
            with _refusals():
                await client.connect()
            async with self._our_turn:
                with _refusals():
                    async with asyncio.timeout(self.timeout * _TIMEOUT_FACTOR):
                        await client.send_message(message, recipients=[recipient])
                await acknowledged()  # before anything else: the mail is theirs now
            with suppress(aiosmtplib.SMTPException):
                await client.quit()
        finally:
            client.close()

    async def greet(self) -> None:
        """Come in, and go. Raises RefusedForNow, RefusedForGood."""
        client = self._client()
        try:
            with _refusals():
                await client.connect()
                await client.quit()
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.relay.host,
            port=self.relay.port,
            use_tls=self.relay.security == "tls",
            start_tls=self.relay.security == "starttls",
            username=self.relay.username,
            password=self.relay.password,
            timeout=self.timeout,
        )


def composed(mail: Mail, *, sender: str) -> tuple[str, EmailMessage]:
    """To whom the mail goes, and the mail. Raises NotComposed, with whatever was in the way."""
    try:
        return on_the_wire(mail.to), as_message(mail, sender=sender)
    except Exception as error:
        raise NotComposed(f"{type(error).__name__}: {error}") from error


def on_the_wire(address: str) -> str:
    """The address, its domain in ASCII as A-labels (IDNA); what stands before the @ is for its own server to read."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    return f"{local}{at}{validate_email(address, check_deliverability=False).ascii_domain}"


def _as_header(name: str, address: str) -> Address:
    # Given whole, an address that needs SMTPUTF8 is refused by the standard library (python/cpython#122476).
    local, _, domain = address.rpartition("@")
    return Address(name, username=local, domain=domain)


@contextmanager
def _refusals() -> Iterator[None]:
    """What goes wrong in the exchange, in the use case's words."""
    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as refused:
        (refusal,) = refused.recipients
        raise _of_recipient(refusal) from refused
    except aiosmtplib.SMTPNotSupported as refused:
        raise _not_offered(refused) from refused
    except aiosmtplib.SMTPResponseException as refused:
        raise RefusedForNow(f"{refused.code} {refused.message}") from refused
    except (aiosmtplib.SMTPException, OSError) as error:  # TimeoutError and ssl.SSLError are OSErrors
        raise RefusedForNow(str(error) or type(error).__name__) from error


def _not_offered(refused: aiosmtplib.SMTPNotSupported) -> RefusedForGood | RefusedForNow:
    """Without SMTPUTF8 the server will never take this address; whatever else it lacks is ours to set right."""
    said = str(refused)
    return RefusedForGood(said) if "SMTPUTF8" in said else RefusedForNow(said)


def _of_recipient(refusal: aiosmtplib.SMTPRecipientRefused) -> RefusedForGood | RefusedForNow:
    said = f"{refusal.code} {refusal.message}"
    if refusal.code >= _PERMANENT and not refusal.message.startswith(_OUR_FAULT):
        return RefusedForGood(said)
    return RefusedForNow(said)


def as_message(mail: Mail, *, sender: str) -> EmailMessage:
    """The mail as it travels. Its Message-ID is its own for ever: whoever gets it twice can tell."""
    name, address = parseaddr(sender)
    recipient = on_the_wire(mail.to)
    message = EmailMessage(policy=SMTP)
    message["From"] = _as_header(name, on_the_wire(address))
    message["To"] = _as_header("", recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(mail.body)
    message.add_alternative(mail.html, subtype="html")
    return message
