"""From what happens to what a program's receiver gets: signed, once if all goes well, at least once whatever goes."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks import WebhookVerificationError

from app.db.purge import purge
from app.db.tables import clients
from app.db.webhook_deliveries import SqlWebhookDeliveries
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.personal_data import RetentionPeriods
from app.domain.webhooks import GIVE_UP_AFTER, HANGS_AFTER, IN_A_ROW, LATE_AFTER, LEASE, MOST_HANGING, RETRY_DELAYS
from app.settings import Settings
from app.usecases.security_events import SecurityEvent
from app.usecases.webhooks import redelivering
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.api.test_feed import page
from tests.api.test_funding import confirm, funded, program
from tests.logs import log_written
from tests.webhooks.program import ENDPOINTS, Courier, Headers, changed, log_of, read, registered, verified
from tests.webhooks.receiver import answers, hangs, receiving


@pytest.fixture
def courier(settings: Settings, sandbox_database: AsyncEngine) -> Courier:
    return Courier(engine=sandbox_database, settings=settings)


@pytest.fixture
async def opca(sandbox: AsyncClient) -> Headers:
    return await program(sandbox)


@pytest.fixture
async def dossier(sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers) -> Dossier:
    """One that the program's funder has confirmed."""
    its = await funded(sandbox_database)
    await confirm(sandbox, dict(opca), its)
    return its


async def test_what_happens_reaches_the_receiver_as_the_feed_tells_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, work: Any
) -> None:
    async with receiving() as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        await confirm(sandbox, dict(opca), await funded(sandbox_database))
        await work()

        told = {item["id"]: item for item in (await page(sandbox, dict(opca)))["items"]}
        log = await log_of(sandbox, opca, endpoint)

    assert {one["id"]: one for one in (verified(got, endpoint["secret"]) for got in receiver.got)} == told
    assert sorted(receiver.ids) == sorted(told)
    assert {one["event_id"] for one in log} == set(told)
    assert {(one["state"], one["attempts"][0]["http_status"], one["next_attempt_at"]) for one in log} == {
        ("delivered", 204, None)
    }


async def test_d44_programs_are_sent_what_they_may_read_and_no_more(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, courier: Courier
) -> None:
    mine, anothers = await funded(sandbox_database), await funded(sandbox_database, funder_code="OTHER")
    async with receiving() as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        for event_type in (EventType.DOSSIER_STATUS_CHANGED, EventType.DOSSIER_UPDATED):
            for one in (mine, anothers):
                await courier.deliver(await courier.tell(one, event_type))

    assert [verified(got, endpoint["secret"])["type"] for got in receiver.got] == ["dossier.status_changed"]
    assert {verified(got, endpoint["secret"])["subject"] for got in receiver.got} == {str(mine.id)}


async def test_an_endpoint_is_sent_the_types_that_it_asked_for(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url, events=["decision.recorded"])
        await courier.deliver(await courier.tell(dossier, EventType.DOSSIER_UPDATED))
        wanted = await courier.tell(dossier, EventType.DECISION_RECORDED)
        await courier.deliver(wanted)

    assert receiver.ids == [str(wanted)]


async def test_an_event_that_is_announced_twice_is_sent_once(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        await asyncio.gather(courier.announce(event), courier.announce(event))
        await courier.deliver(event)
        await courier.deliver(event)

    assert receiver.ids == [str(event)]


@pytest.mark.parametrize("change", [{"disabled": True}, {"scopes": ["funding:read", "webhooks:manage"]}])
async def test_what_waits_for_a_program_that_may_read_no_events_any_more_is_not_sent(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier, change: dict[str, Any]
) -> None:
    secretariat = {**await sign_in(sandbox, "secretariat@sandbox.example"), "If-Match": "*"}
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        stopped = await sandbox.patch("/v1/clients/opca-sandbox", headers=secretariat, json=change)
        await courier.deliver(event)

    assert (stopped.status_code, receiver.got) == (200, [])


async def test_what_was_refused_is_sent_again_when_it_is_due_under_the_same_id(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(answers(500, body=b"en panne"), hangs, answers(503, "Retry-After: 3600")) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        await courier.deliver(event)
        await courier.deliver(event)
        assert len(receiver.got) == 1, "not before it is due"
        for delay in (RETRY_DELAYS[0], RETRY_DELAYS[1], timedelta(hours=1)):
            courier.later(delay)
            courier.patience = 0.5 if len(receiver.got) == 1 else 15
            await courier.deliver(event)
        (delivery,) = await log_of(sandbox, opca, endpoint)

    assert receiver.ids == [str(event)] * 4
    assert len({got.body for got in receiver.got}) == 1
    assert len({got.headers["webhook-timestamp"] for got in receiver.got}) == 4
    assert [(one["http_status"], one["failure"], one["answer"]) for one in delivery["attempts"]] == [
        (500, "status", "en panne"),
        (None, "timeout", ""),
        (503, "status", ""),
        (204, None, ""),
    ]
    assert (await read(sandbox, opca, endpoint))["failing_since"] is None


async def test_a_worker_killed_in_the_middle_leaves_the_message_to_be_sent_again_under_the_same_id(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(hangs) as receiver:
        await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        killed = asyncio.create_task(courier.deliver(event))
        await receiver.arrived.wait()
        killed.cancel()
        with suppress(asyncio.CancelledError):
            await killed

        await courier.deliver(event)
        assert len(receiver.got) == 1, "somebody may still be at it"
        courier.later(LEASE)
        await courier.deliver(event)

    assert receiver.ids == [str(event)] * 2
    assert receiver.got[0].body == receiver.got[1].body


async def test_two_workers_do_not_send_one_message_at_once(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        await asyncio.gather(*(courier.deliver(event) for _ in range(4)))

    assert receiver.ids == [str(event)]


async def test_a_receiver_that_is_failing_is_tried_by_one_message_at_a_time(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(answers(500), hangs) as receiver:
        await registered(sandbox, opca, receiver.url)
        first, second, third = [await courier.tell(dossier) for _ in range(3)]
        await courier.deliver(first)
        receiver.arrived.clear()
        courier.patience = 2
        hanging = asyncio.create_task(courier.deliver(second))
        await receiver.arrived.wait()
        courier.patience = 15
        await courier.deliver(third)
        assert receiver.ids == [str(first), str(second)]

        await hanging
        await courier.deliver(third)

    assert receiver.ids == [str(first), str(second), str(third)]


async def test_the_job_of_a_late_message_sends_all_that_waits_for_a_receiver_that_answers(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        events = [await courier.tell(dossier) for _ in range(5)]
        courier.later(LATE_AFTER * 2)
        await courier.deliver(events[3])
        for event in events:
            await courier.deliver(event)

    assert receiver.ids == [str(events[number]) for number in (3, 0, 1, 2, 4)]


async def test_the_job_of_a_message_of_the_day_sends_that_one_and_holds_up_no_other_program(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        await courier.tell(dossier)
        courier.later(LATE_AFTER * 2)
        today = await courier.tell(dossier)
        await courier.deliver(today)

    assert receiver.ids == [str(today)]


async def test_one_job_goes_on_with_a_receiver_for_two_seconds_and_leaves_the_rest_to_another(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async def takes_a_second(writer: asyncio.StreamWriter) -> None:
        courier.later(IN_A_ROW / 2)
        await answers(204)(writer)

    async with receiving(*[takes_a_second] * 3) as receiver:
        await registered(sandbox, opca, receiver.url)
        first, second, third = [await courier.tell(dossier) for _ in range(3)]
        courier.later(LATE_AFTER * 2)
        before = await _jobs_of(sandbox_database, courier, third)
        await courier.deliver(first)

    assert receiver.ids == [str(first), str(second)]
    assert await _jobs_of(sandbox_database, courier, third) == before + 1


async def test_a_receiver_that_comes_back_is_given_what_was_put_off(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(answers(500), answers(204)) as receiver:
        await registered(sandbox, opca, receiver.url)
        failed, put_off = await courier.tell(dossier), await courier.tell(dossier)
        await courier.deliver(failed)
        today = await courier.tell(dossier)
        before = await _jobs_of(sandbox_database, courier, put_off)
        await courier.deliver(today)

    assert receiver.ids == [str(failed), str(today)]
    assert await _jobs_of(sandbox_database, courier, put_off) == before + 1


async def test_a_replay_asks_a_receiver_that_was_failing_whether_it_is_back(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(answers(500)) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        failed, put_off = await courier.tell(dossier), await courier.tell(dossier)
        await courier.deliver(failed)
        before = await _jobs_of(sandbox_database, courier, put_off)
        await _replay(sandbox, opca, endpoint)

    assert await _jobs_of(sandbox_database, courier, put_off) == before + 1


async def test_who_found_a_failing_receiver_busy_does_not_try_it_though_it_is_free_a_moment_later(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter([(courier.at + LEASE,), ()])

    async def looks(*_: object) -> tuple[datetime, ...]:
        return next(found)

    async with receiving(answers(500)) as receiver:
        await registered(sandbox, opca, receiver.url)
        first, second = await courier.tell(dossier), await courier.tell(dossier)
        await courier.deliver(first)
        monkeypatch.setattr(SqlWebhookDeliveries, "claims", looks)
        await courier.deliver(second)

    assert receiver.ids == [str(first)]


async def test_what_follows_is_sent_to_no_program_that_may_read_nothing_any_more(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async def loses_its_right(writer: asyncio.StreamWriter) -> None:
        async with sandbox_database.begin() as connection:
            await connection.execute(update(clients).values(scopes=[]))
        await answers(204)(writer)

    async with receiving(loses_its_right) as receiver:
        await registered(sandbox, opca, receiver.url)
        first, _ = [await courier.tell(dossier) for _ in range(2)]
        courier.later(LATE_AFTER * 2)
        await courier.deliver(first)

    assert receiver.ids == [str(first)]


async def test_a_receiver_that_is_slow_keeps_few_workers_waiting(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(*[hangs] * MOST_HANGING) as receiver:
        await registered(sandbox, opca, receiver.url)
        events = [await courier.tell(dossier) for _ in range(MOST_HANGING + 1)]
        hanging = []
        for event in events[:MOST_HANGING]:
            receiver.arrived.clear()
            hanging.append(asyncio.create_task(courier.deliver(event)))
            await receiver.arrived.wait()
        courier.later(HANGS_AFTER)
        await courier.deliver(events[-1])
        sent_beside = list(receiver.ids)
        for each in hanging:
            each.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)

    assert str(events[-1]) not in sent_beside


async def test_while_its_secret_rotates_messages_carry_both_signatures(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        old = await registered(sandbox, opca, receiver.url)
        await courier.deliver(await courier.tell(dossier))
        new = await _rotated(sandbox, opca, old)
        await courier.deliver(await courier.tell(dossier))
        newest = await _rotated(sandbox, opca, old, former_lasts_hours=0)
        courier.later(timedelta(seconds=1))
        await courier.deliver(await courier.tell(dossier))

    secrets = (old["secret"], new["secret"], newest["secret"])
    assert [[_is_by(got, secret) for secret in secrets] for got in receiver.got] == [
        [True, False, False],
        [True, True, False],
        [False, False, True],
    ]


async def test_a_former_secret_signs_for_a_day_and_no_longer(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        old = await registered(sandbox, opca, receiver.url)
        await _rotated(sandbox, opca, old)
        for delay in (timedelta(hours=23), timedelta(hours=2)):
            courier.later(delay)
            await courier.deliver(await courier.tell(dossier))

    assert [len(got.headers["webhook-signature"].split(" ")) for got in receiver.got] == [2, 1]


@pytest.mark.parametrize("contact", [None, "integration@opca.example"])
async def test_after_three_days_without_a_success_an_endpoint_is_disabled_with_a_mail(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier, contact: str | None
) -> None:
    with log_written() as written:
        await _fail_for_three_days(sandbox, opca, courier, dossier, contact)

    (line,) = written.of(SecurityEvent.WEBHOOK_DISABLED)
    assert (line["client_id"], line["level"]) == ("opca-sandbox", "warning")


async def _fail_for_three_days(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier, contact: str | None
) -> None:
    async with receiving(*[answers(500)] * 20) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url, **({"contact": contact} if contact else {}))
        event, waiting = await courier.tell(dossier), await courier.tell(dossier)
        for delay in (timedelta(), *RETRY_DELAYS):
            courier.later(delay)
            await courier.deliver(event)
        await courier.deliver(waiting)
        missed = await courier.tell(dossier)
        told = await read(sandbox, opca, endpoint)
        log = {one["event_id"]: one for one in await log_of(sandbox, opca, endpoint)}

    assert receiver.ids == [str(event)] * 10
    assert (told["enabled"], told["disabled_reason"]) == (False, "failing")
    assert told["disabled_reason_label"] == "Le récepteur n'a rien reçu depuis trois jours"
    assert str(missed) not in log
    assert {(one["state"], len(one["attempts"])) for one in log.values()} == {("failed", 10), ("failed", 0)}
    (mail,) = await mails_to(sandbox, contact or "secretariat@sandbox.example")
    assert endpoint["id"] in mail["body"]
    assert endpoint["url"] in mail["body"]


async def test_a_receiver_that_says_410_is_written_to_no_more(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(answers(410)) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        first, second = await courier.tell(dossier), await courier.tell(dossier)
        await courier.deliver(first)
        await courier.deliver(second)
        told = await read(sandbox, opca, endpoint)

    assert (receiver.ids, told["disabled_reason"]) == ([str(first)], "gone")


async def test_an_endpoint_that_is_enabled_again_is_sent_what_it_missed(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redelivering, "AT_ONCE", 2)
    async with receiving() as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        before = (await page(sandbox, dict(opca)))["next_cursor"]
        stopped = await changed(sandbox, opca, endpoint, enabled=False)
        missed = [await courier.tell(dossier) for _ in range(3)]
        refused = await _replay(sandbox, opca, endpoint, after=before)
        resumed = await changed(sandbox, opca, endpoint, enabled=True)
        first = await _replay(sandbox, opca, endpoint, after=before)
        second = await _replay(sandbox, opca, endpoint, after=first.json()["next_cursor"])
        for event in missed:
            await courier.deliver(event)

    assert (stopped["disabled_reason"], resumed["enabled"], resumed["disabled_reason"]) == ("by_client", True, None)
    assert refused.json()["errors"][0]["code"] == "endpoint_disabled"
    assert [answer.status_code for answer in (refused, first, second)] == [422, 202, 202]
    assert [answer.json()["count"] for answer in (first, second)] == [2, 1]
    assert second.json()["next_cursor"] is None
    assert receiver.ids == [str(event) for event in missed]


async def test_what_was_delivered_is_sent_again_for_the_asking(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        await courier.deliver(event)
        (delivery,) = await log_of(sandbox, opca, endpoint)
        path = f"{ENDPOINTS}/{endpoint['id']}/deliveries/{delivery['id']}/redelivery"
        again = await sandbox.post(path, headers=dict(opca))
        courier.later(timedelta(minutes=1))
        await courier.deliver(event)
        replayed = await _replay(sandbox, opca, endpoint)
        courier.later(timedelta(minutes=1))
        await courier.deliver(event)
        log = {one["event_id"]: one for one in await log_of(sandbox, opca, endpoint)}

    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert replayed.status_code == 202
    assert receiver.ids.count(str(event)) == 3
    assert len(log[str(event)]["attempts"]) == 3


async def test_a_stretch_that_is_asked_for_again_and_again_makes_no_more_work(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    endpoint = await registered(sandbox, opca, "http://127.0.0.1:9/")
    before = (await page(sandbox, dict(opca)))["next_cursor"]
    event = await courier.tell(dossier)
    due = await _replay(sandbox, opca, endpoint, after=before)
    await courier.deliver(event)
    failed = await _replay(sandbox, opca, endpoint, after=before)
    again = await _replay(sandbox, opca, endpoint, after=before)

    assert [answer.json()["count"] for answer in (due, failed, again)] == [0, 1, 0]


async def test_a_cursor_of_another_history_is_refused(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    endpoint = await registered(sandbox, opca, "http://127.0.0.1:9/")

    refused = await _replay(sandbox, opca, endpoint, after="nonsense")

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "invalid_cursor")


async def test_what_waits_for_an_endpoint_that_is_deleted_is_not_sent(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        event = await courier.tell(dossier)
        (delivery,) = await courier.deliveries_of(event)
        deleted = await sandbox.delete(f"{ENDPOINTS}/{endpoint['id']}", headers=dict(opca))
        await courier.deliver_one(delivery)

    assert (deleted.status_code, receiver.got) == (204, [])


@pytest.mark.parametrize("change", [{"disabled": True}, {"scopes": ["webhooks:manage"]}])
async def test_a_program_that_may_read_nothing_any_more_is_told_nothing(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier, change: dict[str, Any]
) -> None:
    secretariat = await sign_in(sandbox, "secretariat@sandbox.example")
    await registered(sandbox, opca, "http://127.0.0.1:9/")
    stopped = await sandbox.patch("/v1/clients/opca-sandbox", headers={**secretariat, "If-Match": "*"}, json=change)

    assert stopped.status_code == 200
    assert await courier.deliveries_of(await courier.tell(dossier)) == []


async def test_three_days_are_counted_from_the_first_failure(
    sandbox: AsyncClient, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving(answers(500), answers(204), answers(500), answers(500)) as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        for delay in (timedelta(), GIVE_UP_AFTER - timedelta(hours=1), timedelta(hours=2)):
            courier.later(delay)
            await courier.deliver(await courier.tell(dossier))
        told = await read(sandbox, opca, endpoint)

    assert (told["enabled"], told["failing_since"] is not None) == (True, True)


async def test_the_log_is_kept_for_three_months_and_what_waits_for_longer(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, opca: Headers, courier: Courier, dossier: Dossier
) -> None:
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        sent = await courier.tell(dossier)
        await courier.deliver(sent)
        waiting = await courier.tell(dossier)

    async def kept() -> list[int]:
        return [len(await courier.deliveries_of(event)) for event in (sent, waiting)]

    await purge(sandbox_database, courier.at + timedelta(days=88), RetentionPeriods())
    before = await kept()
    await purge(sandbox_database, courier.at + timedelta(days=93), RetentionPeriods())

    assert (before, await kept()) == ([1, 1], [0, 1])


async def _rotated(client: AsyncClient, headers: Headers, endpoint: dict[str, Any], **body: Any) -> dict[str, Any]:
    path = f"{ENDPOINTS}/{endpoint['id']}/secret-rotations"
    answer = await client.post(path, headers=dict(headers), json=body)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def _replay(client: AsyncClient, headers: Headers, endpoint: dict[str, Any], **body: Any) -> Any:
    return await client.post(f"{ENDPOINTS}/{endpoint['id']}/replays", headers=dict(headers), json=body)


def _is_by(got: Any, secret: str) -> bool:
    try:
        verified(got, secret)
    except WebhookVerificationError:
        return False
    return True


async def _jobs_of(engine: AsyncEngine, courier: Courier, event_id: UUID) -> int:
    """How many jobs would send the message of that event."""
    (delivery_id,) = await courier.deliveries_of(event_id)
    counted = text("SELECT count(*) FROM jobs.pgqueuer WHERE entrypoint = 'deliver_webhook' AND payload = :id")
    async with engine.connect() as connection:
        return int(await connection.scalar(counted, {"id": delivery_id.bytes}) or 0)
