"""A mail leaves once, whatever the server does; and nothing is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.held_jobs import held_jobs, retry
from app.db.outbox import SqlOutgoingMail
from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.ports.outbox import AlreadyClaimed
from app.worker import mailer_of
from tests.background_work import TEST_RETRY_POLICY, due_now, work
from tests.mail.conftest import production, rows, write_mail
from tests.mail.relay import Answer, Relay, dying, hanging_up, saying, silent

Send = Callable[[], Awaitable[None]]


async def test_a_mail_arrives_in_two_dresses_under_headers_that_no_name_can_break(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    mail = await write_mail(database)
    await send()

    (message,) = relay.taken
    assert mail is not None
    assert message["Message-ID"] == f"<{mail.id}@cqp.example>"
    assert str(message["From"]) == "CQP chimie <ne-pas-repondre@cqp.example>"
    assert message["Subject"] == "Votre accès à la plateforme des CQP des industries chimiques"
    assert message["Bcc"] is None
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "https://front.example/invitations/s3cret" in text.get_content()
    assert 'href="https://front.example/invitations/s3cret"' in html.get_content()


async def test_once_sent_in_production_its_words_and_its_token_are_nowhere(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    await write_mail(database)
    await send()

    (row,) = await rows(database)
    assert (row["state"], row["attempts"]) == ("sent", 1)
    assert row["sent_at"] is not None
    assert "s3cret" not in str(row)


async def test_one_cause_has_one_mail(database: AsyncEngine, relay: Relay, send: Send) -> None:
    assert await write_mail(database, cause="reminder:1") is not None
    assert await write_mail(database, cause="reminder:1") is None
    await send()

    assert len(relay.taken) == 1


async def test_of_mails_that_are_put_together_those_whose_cause_had_its_mail_are_not_kept(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    first = await write_mail(database, cause="reminder:1")
    assert first is not None
    again, other = (replace(first, id=uuid7(), cause=cause) for cause in ("reminder:1", "reminder:2"))
    async with SqlUnitOfWork(database) as uow:
        kept = await uow.outbox.put(again, other)
        await uow.commit()
    await send()

    assert kept == {other.id}
    assert sorted(str(message["Message-ID"]) for message in relay.taken) == sorted(
        f"<{each.id}@cqp.example>" for each in (first, other)
    )


FOR_NOW: list[object] = [
    pytest.param("to_recipient", saying("450 4.2.0 greylisted"), "450 4.2.0 greylisted", id="greylisted"),
    pytest.param("to_recipient", saying("554 5.7.1 Relay access denied"), "554 5.7.1", id="our own fault"),
    pytest.param("to_recipient", silent, "", id="hanging"),
    pytest.param("to_recipient", hanging_up, "", id="hanging up"),
    pytest.param("to_data", dying, "", id="dying in the middle"),
    pytest.param("to_data", saying("452 4.3.1 disk full"), "452 4.3.1", id="disk full"),
    pytest.param("to_data", saying("554 5.6.0 no such words here"), "554 5.6.0", id="words refused"),
]


@pytest.mark.parametrize(("when", "answer", "said"), FOR_NOW)
async def test_a_server_that_does_not_take_it_now_gets_it_later_and_only_once(
    database: AsyncEngine, relay: Relay, send: Send, when: str, answer: Answer, said: str
) -> None:
    await write_mail(database)
    setattr(relay, when, answer)
    await work(production(relay.port, smtp_timeout=0.3 if answer is silent else 30), database)
    (row,) = await rows(database)
    (job,) = await held_jobs(database, waiting=True)

    assert (row["state"], row["attempts"], job.state, job.attempts) == ("waiting", 1, "queued", 1)
    assert said in str(row["last_error"])
    assert row["last_error"]

    relay.behave()
    await due_now(database)
    await send()
    await send()
    assert len(relay.taken) == 1
    assert (await rows(database))[0]["state"] == "sent"
    assert await held_jobs(database, waiting=True) == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("smtp://127.0.0.1:1?starttls=no", id="nobody listens"),
        pytest.param("smtp://127.0.0.1:{port}", id="no STARTTLS offered"),
        pytest.param("smtps://127.0.0.1:{port}", id="no TLS spoken"),
        pytest.param("smtp://a:b@127.0.0.1:{port}?starttls=no", id="no authentication offered"),
    ],
)
async def test_a_server_that_cannot_be_spoken_to_is_tried_again(
    database: AsyncEngine, relay: Relay, send: Send, url: str
) -> None:
    await write_mail(database)
    settings = production(relay.port).model_copy(update={"smtp_url": _secret(url.format(port=relay.port))})
    await work(settings, database)
    (row,) = await rows(database)

    assert row["state"] == "waiting"
    assert row["last_error"]

    await due_now(database)
    await send()
    assert len(relay.taken) == 1


async def test_an_address_that_does_not_exist_is_seen_as_such_and_left_alone(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    await write_mail(database)
    relay.to_recipient = saying("550 5.1.1 no such user")
    await send()
    (row,) = await rows(database)

    assert (row["state"], row["last_error"]) == ("bounced", "550 5.1.1 no such user")
    assert "s3cret" not in str(row)
    assert await held_jobs(database, waiting=True) == []


async def test_the_same_mail_is_not_sent_by_two_at_once(database: AsyncEngine, relay: Relay, send: Send) -> None:
    mail = await write_mail(database)
    assert mail is not None
    outgoing = SqlOutgoingMail(database, keeps_words=True)
    async with outgoing.claim(mail.id):
        with pytest.raises(AlreadyClaimed):
            async with outgoing.claim(mail.id):
                pass
        await send()
        assert relay.taken == []

    await due_now(database)
    await send()
    assert len(relay.taken) == 1


async def test_a_mail_that_every_attempt_failed_is_held_with_its_reason_and_leaves_when_it_is_retried(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    await write_mail(database)
    relay.to_recipient = saying("450 4.2.0 not yet")
    for _ in range(TEST_RETRY_POLICY.usual_attempts + 1):
        await send()
        await due_now(database)
    (job,) = await held_jobs(database)

    assert job.state == "failed"
    assert "450 4.2.0 not yet" in str(job.reason)
    assert relay.taken == []

    relay.behave()
    assert await retry(database, [job.id]) == 1
    await send()
    assert len(relay.taken) == 1


def test_the_sandbox_sends_nothing_and_production_does_not_start_without_a_server() -> None:
    from app.adapters.mail.smtp import CapturingMailer
    from app.settings import SettingsError

    settings = production(25)
    assert isinstance(mailer_of(settings.model_copy(update={"environment": "sandbox"})), CapturingMailer)
    for missing in ("smtp_url", "mail_from"):
        with pytest.raises(SettingsError, match="CQP_SMTP_URL"):
            mailer_of(settings.model_copy(update={missing: None}))


def _secret(url: str) -> object:
    from pydantic import SecretStr

    return SecretStr(url)
