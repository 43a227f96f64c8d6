"""Mails: texts in two languages, and the link that they carry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.text import Text
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.outbox import Email


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail before it is addressed. ``subject`` and ``body`` hold ``{placeholders}``, ``{url}`` among them.

    ``path`` is where the link leads in the front end; the token is added to it. None: the mail carries no link.
    """

    template: str
    subject: Text
    body: Text
    path: str | None = None

    def to(
        self,
        address: str,
        *,
        id: UUID,  # noqa: A002 - the mail's own
        at: datetime,
        front_end_url: str,
        language: str = "fr",
        token: str | None = None,
        **values: str,
    ) -> Email:
        """The mail to one person, in their language."""
        links = {}
        if self.path is not None and token is not None:
            links = {"url": f"{front_end_url.rstrip('/')}{self.path}{token}", "token": token}
        filled = {**values, **links}
        return Email(
            id=id,
            to=address,
            template=self.template,
            language=language,
            subject=_one_line(self.subject.in_language(language).format(**filled)),
            body=self.body.in_language(language).format(**filled),
            links=links,
            created_at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What it takes to mail a link: where its token comes from, and where the link leads."""

    secrets: Secrets
    front_end_url: str

    async def send_link(
        self,
        uow: UnitOfWork,
        letter: Letter,
        link: Link,
        *,
        to: str,
        mail_id: UUID,
        language: str = "fr",
        **values: str,
    ) -> Email:
        """Keep ``link`` under a new token, and mail that token to one person, in the open transaction."""
        token = self.secrets.new()
        await uow.links.add(link, self.secrets.digest(token))
        email = letter.to(
            to,
            id=mail_id,
            at=link.created_at,
            front_end_url=self.front_end_url,
            language=language,
            token=token,
            **values,
        )
        await uow.outbox.put(email)
        return email


def _one_line(subject: str) -> str:
    """A name with a line break in it must not become a header of the mail."""
    return " ".join(subject.split())
