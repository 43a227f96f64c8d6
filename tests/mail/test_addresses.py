"""What the edge takes, the mailer can send; what it cannot is told on the mail, and retried or not as it deserves."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.mail import smtp
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.mails import MailStanding
from app.usecases.mail.standing import list_mails
from app.usecases.paging import PageRequest
from tests.background_work import work
from tests.mail.conftest import production, rows, write_mail
from tests.mail.relay import listening

ON_THE_WIRE = [
    pytest.param("jean@exemple.fr", "jean@exemple.fr", id="plain"),
    pytest.param("jean@münchen.de", "jean@xn--mnchen-3ya.de", id="a domain with an accent"),
    pytest.param("jean@xn--mnchen-3ya.de", "jean@xn--mnchen-3ya.de", id="the same as the network writes it"),
    pytest.param("jean@straße.de", "jean@xn--strae-oqa.de", id="a letter that only IDNA of 2008 has"),
]


@pytest.mark.parametrize("smtputf8", [True, False])
@pytest.mark.parametrize(("typed", "sent_to"), ON_THE_WIRE)
async def test_a_domain_travels_in_ascii_whatever_the_server_takes(
    database: AsyncEngine, smtputf8: bool, typed: str, sent_to: str
) -> None:
    await write_mail(database, to=typed)
    async with listening(smtputf8=smtputf8) as relay:
        await work(production(relay.port), database)

    assert relay.recipients == [sent_to]
    assert [str(message["To"]) for message in relay.taken] == [sent_to]
    assert [row["state"] for row in await rows(database)] == ["sent"]


async def test_an_accent_before_the_sign_travels_where_the_server_takes_it(database: AsyncEngine) -> None:
    await write_mail(database, to="jürgen@münchen.de")
    async with listening() as relay:
        await work(production(relay.port), database)

    assert relay.recipients == ["jürgen@xn--mnchen-3ya.de"]
    assert [row["state"] for row in await rows(database)] == ["sent"]


async def test_where_the_server_does_not_it_is_given_up_at_once_and_says_why(database: AsyncEngine) -> None:
    await write_mail(database, to="jürgen@exemple.fr")
    async with listening(smtputf8=False) as relay:
        await work(production(relay.port), database)

    (row,) = await rows(database)
    assert relay.taken == []
    assert (row["state"], row["attempts"]) == ("bounced", 1)
    assert "SMTPUTF8" in str(row["last_error"])


async def test_a_mail_that_cannot_be_composed_says_why_and_waits_for_somebody(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_mail(database)
    async with listening() as relay:
        with monkeypatch.context() as broken:
            broken.setattr(smtp, "format_datetime", _fails)
            await work(production(relay.port), database)

    page = await list_mails(SqlUnitOfWork(database), standing=MailStanding.FAILED, page=PageRequest(limit=10))
    (failed,) = page.items
    assert (failed.mail.attempts, failed.mail.last_error) == (1, "ValueError: no such day")
    assert relay.taken == []


def _fails(_: object) -> str:
    raise ValueError("no such day")
