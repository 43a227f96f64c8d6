"""Ports to what mails look like, and to the server that takes them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.usecases.ports.outbox import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMail:
    """A mail's words: the subject on one line, the same text twice."""

    subject: str
    text: str
    html: str


class MailTemplates(Protocol):
    """The words of each kind of mail, in French (``fr``) and English (``en``)."""

    def render(self, template: str, language: str, values: Mapping[str, object]) -> RenderedMail:
        """The mail's words; a value that the template wants and does not get is an error of ours, raised."""
        ...


class Mailer(Protocol):
    """The server that takes mails."""

    async def deliver(self, mail: Mail, /, acknowledged: Callable[[], Awaitable[None]]) -> None:
        """Hand the mail over, and call ``acknowledged`` the moment that the server has taken it.

        Raises RefusedForNow, RefusedForGood, NotComposed.
        """
        ...


class RefusedForNow(Exception):  # noqa: N818 - what the server said, not a fault
    """The server did not take the mail; it may later."""


class RefusedForGood(Exception):  # noqa: N818 - what the server said, not a fault
    """The server will never take this mail: its address does not exist."""


class NotComposed(Exception):  # noqa: N818 - told on the mail
    """The mail could not be put in the form in which mails travel: a fault of ours, the same at each attempt."""
