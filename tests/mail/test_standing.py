"""The secretariat sees which mails are stuck and why, and has them leave."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.held_jobs import held_jobs
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.mails import MailStanding
from app.usecases.errors import AlreadyDone, NotFound, StepNotOpen
from app.usecases.mail.standing import list_mails, resend_mail
from app.usecases.paging import PageRequest
from app.usecases.ports.outbox import StandingMail
from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.background_work import TEST_RETRY_POLICY, due_now
from tests.mail.conftest import NOW, write_mail
from tests.mail.relay import Relay, saying

Send = Callable[[], Awaitable[None]]


async def standing(engine: AsyncEngine, state: MailStanding) -> list[StandingMail]:
    found = await list_mails(SqlUnitOfWork(engine), standing=state, page=PageRequest(limit=10))
    return list(found.items)


async def resend(engine: AsyncEngine, mail_id: UUID) -> StandingMail:
    return await resend_mail(SqlUnitOfWork(engine), mail_id=mail_id, on=NOW.date())


async def test_a_mail_that_was_given_up_is_seen_with_its_reason_and_leaves_once_when_it_is_asked_for(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    await write_mail(database)
    (waiting,) = await standing(database, MailStanding.WAITING)
    relay.to_recipient = saying("450 4.2.0 not yet")
    for _ in range(TEST_RETRY_POLICY.usual_attempts + 1):
        await send()
        await due_now(database)
    (failed,) = await standing(database, MailStanding.FAILED)

    assert failed.mail.id == waiting.mail.id
    assert "450 4.2.0 not yet" in str(failed.mail.last_error)
    assert await standing(database, MailStanding.WAITING) == []

    relay.behave()
    for _ in range(2):
        assert (await resend(database, failed.mail.id)).standing is MailStanding.WAITING
    assert {job.state for job in await held_jobs(database, waiting=True)} == {"queued"}
    await send()
    assert len(relay.taken) == 1
    assert await standing(database, MailStanding.FAILED) == []
    with pytest.raises(AlreadyDone):
        await resend(database, failed.mail.id)


async def test_a_mail_that_waits_for_its_next_attempt_leaves_at_once_and_only_once(
    database: AsyncEngine, relay: Relay, send: Send
) -> None:
    mail = await write_mail(database)
    assert mail is not None
    relay.to_recipient = saying("450 4.2.0 not yet")
    await send()
    relay.behave()
    await resend(database, mail.id)
    await send()
    await due_now(database)
    await send()

    assert len(relay.taken) == 1


async def test_a_bounced_mail_is_seen_and_cannot_leave_again(database: AsyncEngine, relay: Relay, send: Send) -> None:
    await write_mail(database)
    relay.to_recipient = saying("550 5.1.1 no such user")
    await send()
    (bounced,) = await standing(database, MailStanding.BOUNCED)

    assert bounced.mail.last_error == "550 5.1.1 no such user"
    with pytest.raises(StepNotOpen):
        await resend(database, bounced.mail.id)
    with pytest.raises(NotFound):
        await resend(database, uuid7())


async def test_the_list_tells_no_word_and_no_link(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await write_mail(sandbox_database)
    answer = await sandbox.get("/v1/mails", params={"state": "waiting"}, headers=await sign_in(sandbox, SECRETARIAT))
    (mail,) = (each for each in answer.json()["items"] if each["to"] == "claire@example.org")

    assert (mail["state_label"], mail["attempts"]) == ("En attente d'envoi", 0)
    assert mail["subject"] == "Votre accès à la plateforme des CQP des industries chimiques"
    assert "s3cret" not in answer.text
