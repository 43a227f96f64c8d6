"""Mails: what each is called, the link that it carries, and how one is written in the open transaction.

To add a mail:

1. a ``MailKind`` beside the use case: ``REMINDER = Letter(template="reminder", path="/dossiers/{dossier_id}")``;
2. its words, in ``app/adapters/mail/templates``: ``fr/reminder.txt`` and the same in ``en/``. The first line is the
   subject, blank lines part the paragraphs; the one that ends with ``{{ url }}`` becomes the button of the HTML. A mail
   that wants another HTML has a ``fr/reminder.html`` that extends ``fr/layout.html`` and fills its block ``content``;
3. the values that they use, given by name where the mail is written, ``url`` excepted: it is made from ``path``;
4. an example of these values in ``tests/adapters/mail_values.py``: each mail is rendered there in each language.

Then, in a transaction: ``await post.write(uow, REMINDER, to=…, mail_id=…, at=…, cause="reminder:…", language=…, …)``.
It returns None when this cause has had its mail. Say no more in a mail than its reader needs to act.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.durations import lasting
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.mail import MailTemplates
from app.usecases.ports.outbox import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKind:
    """A kind of mail. ``path`` is where its link leads in the front end, with ``{token}`` or the values' names in it;
    the integrator may choose another one. None: the mail carries no link."""

    template: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMail:
    """A link, and the mail that brings it to one person."""

    kind: MailKind
    link: Link
    to: str
    mail_id: UUID
    language: str = "fr"
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWriter:
    """What it takes to write a mail: where tokens come from, where links lead, the words.

    ``paths`` are the integrator's, by template; where it names none, the kind's own is taken.
    """

    secrets: Secrets
    front_end_url: str
    templates: MailTemplates
    paths: Mapping[str, str] = field(default_factory=dict)

    async def write(
        self,
        uow: UnitOfWork,
        mail_kind: MailKind,
        *,
        to: str,
        mail_id: UUID,
        at: datetime,
        cause: str,
        language: str = "fr",
        **values: str,
    ) -> Mail | None:
        """Keep a mail for sending. None when its cause has had one already."""
        return await self.write_bringing(
            uow, mail_kind, None, to=to, mail_id=mail_id, at=at, cause=cause, language=language, **values
        )

    async def write_bringing(
        self,
        uow: UnitOfWork,
        mail_kind: MailKind,
        link: Link | None,
        *,
        to: str,
        mail_id: UUID,
        at: datetime,
        cause: str,
        language: str = "fr",
        **values: str,
    ) -> Mail | None:
        """The same, with a link kept under a new token; without one, the mail has no ``url`` where its path asks for a
        token. It may say ``lasts``, as those of ``send_link`` do."""
        token = self.secrets.new() if link is not None else None
        given = {**values, **_of_link(link, token, language)}
        mail = self._compose(mail_kind, to=to, mail_id=mail_id, at=at, cause=cause, language=language, values=given)
        if not await uow.outbox.put(mail):
            return None
        if link is not None and token is not None:
            await uow.links.add({self.secrets.digest(token): link})
        return mail

    async def send_link(
        self,
        uow: UnitOfWork,
        mail_kind: MailKind,
        link: Link,
        *,
        to: str,
        mail_id: UUID,
        language: str = "fr",
        **values: str,
    ) -> Mail:
        """Keep ``link`` under a new token, and mail that token to one person, in the open transaction.

        The mail may say ``lasts``: how long the link does.
        """
        sent = LinkMail(kind=mail_kind, link=link, to=to, mail_id=mail_id, language=language, values=values)
        (mail,) = await self.send_links(uow, (sent,))
        return mail

    async def send_links(self, uow: UnitOfWork, sent: Iterable[LinkMail]) -> Sequence[Mail]:
        """The same for several links, each to its person, by two statements."""
        under = [(self.secrets.new(), each) for each in sent]
        await uow.links.add({self.secrets.digest(token): each.link for token, each in under})
        mails = [self._compose_bringing(each, token) for token, each in under]
        await uow.outbox.put(*mails)
        return mails

    def _compose_bringing(self, sent: LinkMail, token: str) -> Mail:
        return self._compose(
            sent.kind,
            to=sent.to,
            mail_id=sent.mail_id,
            at=sent.link.created_at,
            cause=f"{sent.kind.template}:{sent.link.id}",
            language=sent.language,
            values={**sent.values, **_of_link(sent.link, token, sent.language)},
        )

    def _compose(
        self,
        mail_kind: MailKind,
        *,
        to: str,
        mail_id: UUID,
        at: datetime,
        cause: str,
        language: str,
        values: dict[str, str],
    ) -> Mail:
        links = self._links(mail_kind, values)
        words = self.templates.render(mail_kind.template, language, {**values, **links})
        return Mail(
            id=mail_id,
            cause=cause,
            to=to,
            template=mail_kind.template,
            language=language,
            subject=_one_line(words.subject),
            body=words.text,
            html=words.html,
            links=links,
            created_at=at,
        )

    def _links(self, mail_kind: MailKind, values: Mapping[str, str]) -> dict[str, str]:
        path = self.paths.get(mail_kind.template, mail_kind.path)
        if path is None or ("{token}" in path and "token" not in values):
            return {}
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", value)
        url = path if path.startswith("https://") else f"{self.front_end_url.rstrip('/')}{path}"
        return {"url": url, **({"token": values["token"]} if "token" in values else {})}


def _of_link(link: Link | None, token: str | None, language: str) -> dict[str, str]:
    """What a mail may say of the link that it brings."""
    if link is None or token is None:
        return {}
    return {"token": token, "lasts": lasting(link.expires_at - link.created_at).in_language(language)}


def _one_line(subject: str) -> str:
    """A name with a line break or another control character in it must not become a header of the mail."""
    return " ".join("".join(char if char.isprintable() else " " for char in subject).split())
