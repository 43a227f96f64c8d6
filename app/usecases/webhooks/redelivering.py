"""What a program has sent once more: one message, or a stretch of the feed."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.domain.webhooks import Delivery, DeliveryState, Endpoint
from app.usecases.access import Caller
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.feed import FeedReader
from app.usecases.ports.jobs import JobKind
from app.usecases.ports.webhooks import FanOut
from app.usecases.webhooks.endpoints import endpoint_for
from app.usecases.webhooks.envelope import writer_for

AT_ONCE = 1000
"""How many events one replay sends at most; its answer says where to go on."""


async def list_deliveries(
    uow: UnitOfWork, caller: Caller, *, endpoint_id: UUID, state: DeliveryState | None, page: PageRequest
) -> Page[Delivery]:
    """What was and will be sent to the endpoint, newest first. Raises NotFound."""
    async with uow:
        endpoint = await endpoint_for(uow, caller, endpoint_id)
        return await uow.webhook_deliveries.page(page, endpoint_id=endpoint.id, state=state)


async def redeliver(uow: UnitOfWork, caller: Caller, *, endpoint_id: UUID, delivery_id: UUID, at: datetime) -> Delivery:
    """Have one message sent again, whatever became of it. Raises NotFound, InvalidInput where it is disabled."""
    async with uow:
        endpoint = await endpoint_for(uow, caller, endpoint_id)
        _check_enabled(endpoint)
        held = await uow.webhook_deliveries.get_locked(delivery_id, with_endpoint=False)
        if held is None or held[0].endpoint_id != endpoint.id:
            raise NotFound
        again = held[0].asked_again(at)
        await uow.webhook_deliveries.save(again)
        await uow.jobs.enqueue(JobKind.DELIVER_WEBHOOK, again.id)
        await uow.commit()
    return again


async def replay(
    uow: UnitOfWork,
    caller: Caller,
    *,
    endpoint_id: UUID,
    source: str,
    after: str | None,
    at: datetime,
    new_id: Callable[[], UUID],
) -> FanOut:
    """Have sent again what the feed holds after a mark, ``AT_ONCE`` events at most.

    Raises NotFound, InvalidInput where the endpoint is disabled or the mark is none of this feed.
    """
    async with uow:
        endpoint = await endpoint_for(uow, caller, endpoint_id)
        _check_enabled(endpoint)
        fanned = await uow.webhook_deliveries.replay(
            endpoint,
            FeedReader.of(caller),
            write=writer_for(source),
            after=after,
            limit=AT_ONCE,
            at=at,
            new_id=new_id,
        )
        await uow.jobs.enqueue_each(JobKind.DELIVER_WEBHOOK, fanned.deliveries, after_others=True)
        put_off = await uow.webhook_deliveries.longest_due(endpoint.id, at) if endpoint.failing_since else None
        if put_off is not None:  # the receiver is asked whether it is back, and then given what waits for it
            await uow.jobs.enqueue(JobKind.DELIVER_WEBHOOK, put_off, after_others=True)
        await uow.commit()
    return fanned


def _check_enabled(endpoint: Endpoint) -> None:
    if not endpoint.is_enabled:
        raise InvalidInput(_DISABLED)


_DISABLED = Violation(
    code="endpoint_disabled",
    detail=Text(
        "Ce récepteur est désactivé : rétablissez-le d'abord (PATCH, enabled: true).",
        "This endpoint is disabled: enable it first (PATCH, enabled: true).",
    ),
)
