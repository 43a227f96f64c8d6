"""One message on its way: taken, sent, and what became of it written down with its next attempt.

Nothing is held open in the database while a receiver takes its time. A message is sent at least once: a worker killed
between the receiver's answer and our note of it leaves it to be sent again, under the same ``webhook-id``.

Each message has its job, which sends it where nobody did before. The job of one that is late goes on with what else
waits for a receiver that answers; a receiver that comes back is given what was put off by jobs that follow one another.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.webhooks import IN_A_ROW, Attempt, Delivery, DeliveryState, Endpoint, Failure
from app.usecases.mail_writer import MailWriter
from app.usecases.ports import UnitOfWork
from app.usecases.ports.jobs import JobKind
from app.usecases.ports.webhooks import SecretsLost, WebhookChannel
from app.usecases.security_events import SecurityEvent, tell
from app.usecases.webhooks.disabling import tell_that_it_is_disabled
from app.usecases.webhooks.endpoints import READS_EVENTS
from app.usecases.webhooks.signing import signature_headers


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """What sending takes: the way out, the mail for bad news, the system's clock, ids, and chance from 0 to 1.

    ``secretariat`` is the mailbox that its members share; None: each is written to.
    """

    channel: WebhookChannel
    mail_writer: MailWriter
    secretariat: str | None
    clock: Callable[[], Awaitable[datetime]]
    new_id: Callable[[], UUID]
    chance: Callable[[], float]


async def deliver_webhook(uow: UnitOfWork, context: DeliveryContext, *, delivery_id: UUID) -> None:
    """Send the message, if it still waits and nobody else does; where it is late, what else waits for its receiver too,
    for ``IN_A_ROW`` and as long as it answers. Raises SecretsLost: it keeps waiting.
    """
    begun = await context.clock()
    taken = await _take(uow, context, delivery_id)
    until = begun + IN_A_ROW if taken is not None and taken[0].is_late(begun) else begun
    while taken is not None:
        taken = await _sent(uow, context, *taken, until=until)


async def _sent(
    uow: UnitOfWork, context: DeliveryContext, delivery: Delivery, endpoint: Endpoint, *, until: datetime
) -> tuple[Delivery, Endpoint] | None:
    """Send what is claimed and write down how it went; what to send next, claimed."""
    attempt = await send(context.channel, endpoint, str(delivery.event_id), delivery.payload, context.clock)
    changes_endpoint = attempt.failure is not None or endpoint.failing_since is not None
    async with uow:
        held = await uow.webhook_deliveries.get_locked(delivery.id, with_endpoint=changes_endpoint)
        if held is None:
            return None
        await _note(uow, context, held[0], attempt)
        after = await _judged(uow, context, held[1], attempt) if changes_endpoint else held[1]
        goes_on = delivery.is_late(attempt.at) or endpoint.failing_since is not None
        another = None
        if attempt.failure is None and goes_on:
            another = await _another(uow, after, now=await context.clock(), until=until)
        await uow.commit()
    if attempt.failure is Failure.FORBIDDEN_ADDRESS:
        tell(SecurityEvent.WEBHOOK_ADDRESS_REFUSED, client_id=after.client_id, endpoint_id=after.id)
    if held[1].is_enabled and not after.is_enabled:
        tell(SecurityEvent.WEBHOOK_DISABLED, client_id=after.client_id, endpoint_id=after.id)
    return None if another is None else (another, after)


async def _another(uow: UnitOfWork, endpoint: Endpoint, *, now: datetime, until: datetime) -> Delivery | None:
    """The next message of the same receiver, claimed. After ``until`` none: what waits gets a job of its own."""
    if not endpoint.is_enabled or not await _may_be_told(uow, endpoint):
        return None
    if now < until:
        return await uow.webhook_deliveries.claim_next(endpoint.id, now)
    waiting = await uow.webhook_deliveries.longest_due(endpoint.id, now)
    if waiting is not None:
        await uow.jobs.enqueue(JobKind.DELIVER_WEBHOOK, waiting, after_others=True)
    return None


async def send(
    channel: WebhookChannel,
    endpoint: Endpoint,
    message_id: str,
    payload: str,
    clock: Callable[[], Awaitable[datetime]],
) -> Attempt:
    """Send one message, signed with every secret that lives; how it went. Raises SecretsLost."""
    at, body = await clock(), payload.encode()
    headers = signature_headers(message_id, body, _secrets_of(channel, endpoint, at), at=at)
    return await channel.sender.post(endpoint.url, headers, body, at=at)


def _secrets_of(channel: WebhookChannel, endpoint: Endpoint, at: datetime) -> list[str]:
    """Those that open: beside a new secret, a former one whose key is lost holds nothing up."""
    opened = []
    for secret in endpoint.live_secrets(at):
        with suppress(KeyError):
            opened.append(channel.cipher.decrypt(secret.sealed))
    if not opened:
        raise SecretsLost(f"aucune clé de CQP_SECRETS_KEY n'ouvre les secrets du récepteur {endpoint.id}")
    return opened


async def _take(uow: UnitOfWork, context: DeliveryContext, delivery_id: UUID) -> tuple[Delivery, Endpoint] | None:
    """The message, claimed; None where it is not to be sent, or not now: it then comes back when it is."""
    now = await context.clock()
    async with uow:
        alone = await _is_tried_alone(uow, delivery_id, now)
        held = await uow.webhook_deliveries.get_locked(delivery_id, with_endpoint=alone)
        if held is None or held[0].state is not DeliveryState.WAITING:
            return None
        delivery, endpoint = held
        later = await _not_before(uow, context, delivery, endpoint, now, alone=alone)
        is_sent_to = endpoint.is_enabled and await _may_be_told(uow, endpoint)
        if not is_sent_to:
            await uow.webhook_deliveries.save(delivery.given_up())
        elif later is not None:
            await uow.jobs.enqueue(JobKind.DELIVER_WEBHOOK, delivery.id, not_before=later, after_others=True)
        else:
            await uow.webhook_deliveries.save(delivery.claimed(now))
        await uow.commit()
    return held if is_sent_to and later is None else None


async def _is_tried_alone(uow: UnitOfWork, delivery_id: UUID, now: datetime) -> bool:
    """Whether the message would be the one by which a failing receiver is tried: two workers must not both find so."""
    endpoint = await uow.webhook_deliveries.endpoint_of(delivery_id)
    if endpoint is None or endpoint.failing_since is None:
        return False
    return endpoint.has_room(await uow.webhook_deliveries.claims(endpoint.id, now), now)


async def _may_be_told(uow: UnitOfWork, endpoint: Endpoint) -> bool:
    """Whether its program may still read events: what waited while it lost that right, or was stopped, stays here."""
    client = await uow.clients.by_client_id(endpoint.client_id)
    return client is not None and not client.disabled and READS_EVENTS in client.scopes


async def _not_before(
    uow: UnitOfWork, context: DeliveryContext, delivery: Delivery, endpoint: Endpoint, now: datetime, *, alone: bool
) -> datetime | None:
    """The instant before which it is not sent, None where it is now.

    A receiver that is failing is tried by who holds its endpoint (``alone``): of two who look at once, one.
    """
    if delivery.claimed_until is not None and delivery.claimed_until > now:
        return delivery.claimed_until
    if delivery.next_attempt_at is not None and delivery.next_attempt_at > now:
        return delivery.next_attempt_at
    may_try = alone or endpoint.failing_since is None
    if may_try and endpoint.has_room(await uow.webhook_deliveries.claims(endpoint.id, now), now):
        return None
    return endpoint.put_off(now, chance=context.chance())


async def _note(uow: UnitOfWork, context: DeliveryContext, delivery: Delivery, attempt: Attempt) -> None:
    """Write down how it went, and when it is tried again."""
    tried = delivery.after(attempt, chance=context.chance())
    await uow.webhook_deliveries.save(tried)
    if tried.next_attempt_at is not None:
        await uow.jobs.enqueue(JobKind.DELIVER_WEBHOOK, tried.id, not_before=tried.next_attempt_at, after_others=True)


async def _judged(uow: UnitOfWork, context: DeliveryContext, before: Endpoint, attempt: Attempt) -> Endpoint:
    """What the attempt says of the receiver, written down; the endpoint as it is then."""
    after = before.after(attempt)
    if after == before:
        return after
    await uow.webhook_endpoints.save(after)
    if before.is_enabled and not after.is_enabled:
        await tell_that_it_is_disabled(
            uow, context.mail_writer, after, secretariat=context.secretariat, new_id=context.new_id
        )
    return after
