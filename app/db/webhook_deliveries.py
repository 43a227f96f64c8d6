"""What is sent to programs, as rows: one for each event and endpoint, whoever announces it how often."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.feed import BEFORE_CONFIRMATION, MEMBERS, assign_positions, feed_event_of, read_feed_slice, shown_to
from app.db.tables import webhook_deliveries, webhook_endpoints
from app.db.webhook_endpoints import endpoint_of
from app.domain.event_types import EventType
from app.domain.webhooks import LEASE, Attempt, Delivery, DeliveryState, Endpoint
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.feed import FeedReader
from app.usecases.ports.webhooks import FanOut, Writer

_ATTEMPTS = TypeAdapter(tuple[Attempt, ...])

_WAITS = text("webhook_deliveries.state = 'waiting'")
"""As the index has it: sent as a value, a plan that is kept would not find it."""

_WHO_IS_TOLD = text(
    f"""
    SELECT w.id AS endpoint_id, {MEMBERS} FROM events e
    JOIN webhook_endpoints w ON w.disabled_reason IS NULL AND (w.events = '{{}}' OR e.type = ANY(w.events))
    JOIN clients c ON c.client_id = w.client_id AND NOT c.disabled AND 'events:read' = ANY(c.scopes)
    {shown_to("c.funder_code", "c.branch", "c.scopes")}
    WHERE e.id = :event_id
    """  # noqa: S608 - our own words
)


class SqlWebhookDeliveries:
    """Deliveries of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fan_out(
        self, event_id: UUID, *, write: Writer, at: datetime, new_id: Callable[[], UUID]
    ) -> tuple[UUID, ...]:
        """A delivery for each endpoint that is told and has none; which ones are new."""
        values = {"event_id": event_id, "before_confirmation": list(BEFORE_CONFIRMATION)}
        told = (await self._connection.execute(_WHO_IS_TOLD, values)).all()
        new = [_new(new_id(), row.endpoint_id, row, write, at) for row in told]
        if not new:
            return ()
        added = insert(webhook_deliveries).on_conflict_do_nothing().returning(webhook_deliveries.c.id)
        return tuple((await self._connection.execute(added, new)).scalars())

    async def replay(
        self,
        endpoint: Endpoint,
        reader: FeedReader,
        *,
        write: Writer,
        after: str | None,
        limit: int,
        at: datetime,
        new_id: Callable[[], UUID],
    ) -> FanOut:
        """A delivery that waits for each of the next events, whatever became of it before.

        Those that are due already have their job: asked for again and again, a stretch makes no more of them.
        """
        await assign_positions(self._connection)
        types = list(endpoint.events) or None
        found = await read_feed_slice(self._connection, reader, after=after, limit=limit, types=types)
        new = [_new(new_id(), endpoint.id, row, write, at) for row in found.rows]
        ids = await self._upsert(new, at) if new else ()
        return FanOut(deliveries=ids, next_mark=None if found.ended else found.next_mark)

    async def _upsert(self, new: list[dict[str, Any]], at: datetime) -> tuple[UUID, ...]:
        kept = webhook_deliveries.c
        is_due = (kept.state == DeliveryState.WAITING) & (kept.next_attempt_at <= at)
        again = (
            insert(webhook_deliveries)
            .on_conflict_do_update(
                index_elements=["endpoint_id", "event_id"],
                set_={"state": DeliveryState.WAITING, "tries": 0, "next_attempt_at": at},
                where=~is_due,
            )
            .returning(webhook_deliveries.c.id)
        )
        return tuple((await self._connection.execute(again, new)).scalars())

    async def page(self, request: PageRequest, *, endpoint_id: UUID, state: DeliveryState | None) -> Page[Delivery]:
        own = select(webhook_deliveries).where(webhook_deliveries.c.endpoint_id == endpoint_id)
        query = own.order_by(webhook_deliveries.c.id.desc()).limit(request.limit + 1)
        if state is not None:
            query = query.where(webhook_deliveries.c.state == state)
        if request.after_id is not None:
            query = query.where(webhook_deliveries.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_delivery(row) for row in rows], request.limit, lambda delivery: str(delivery.id))

    async def endpoint_of(self, delivery_id: UUID) -> Endpoint | None:
        row = (await self._connection.execute(_endpoint_of(delivery_id))).one_or_none()
        return None if row is None else endpoint_of(row)

    async def get_locked(self, delivery_id: UUID, *, with_endpoint: bool) -> tuple[Delivery, Endpoint] | None:
        """The endpoint's row is locked first, as who removes it does; and by few, since its messages would queue."""
        endpoints = _endpoint_of(delivery_id)
        if with_endpoint:
            endpoints = endpoints.with_for_update(key_share=True)
        endpoint = (await self._connection.execute(endpoints)).one_or_none()
        deliveries = select(webhook_deliveries).where(webhook_deliveries.c.id == delivery_id)
        delivery = (await self._connection.execute(deliveries.with_for_update())).one_or_none()
        return None if endpoint is None or delivery is None else (_delivery(delivery), endpoint_of(endpoint))

    async def claims(self, endpoint_id: UUID, at: datetime) -> tuple[datetime, ...]:
        until = webhook_deliveries.c.claimed_until
        held = select(until).where(webhook_deliveries.c.endpoint_id == endpoint_id, until > at)
        return tuple((await self._connection.execute(held)).scalars())

    async def claim_next(self, endpoint_id: UUID, at: datetime) -> Delivery | None:
        due = _longest_due(endpoint_id, at).with_for_update(skip_locked=True).scalar_subquery()
        claim = update(webhook_deliveries).where(webhook_deliveries.c.id == due).values(claimed_until=at + LEASE)
        row = (await self._connection.execute(claim.returning(webhook_deliveries))).one_or_none()
        return None if row is None else _delivery(row)

    async def longest_due(self, endpoint_id: UUID, at: datetime) -> UUID | None:
        return cast("UUID | None", await self._connection.scalar(_longest_due(endpoint_id, at)))

    async def save(self, delivery: Delivery) -> None:
        await self._connection.execute(
            update(webhook_deliveries).where(webhook_deliveries.c.id == delivery.id).values(**_changing(delivery))
        )


def _longest_due(endpoint_id: UUID, at: datetime) -> Select[Any]:
    kept = webhook_deliveries.c
    return (
        select(kept.id)
        .where(kept.endpoint_id == endpoint_id, _WAITS, kept.next_attempt_at <= at)
        .where(kept.claimed_until.is_(None) | (kept.claimed_until <= at))
        .order_by(kept.next_attempt_at, kept.id)
        .limit(1)
    )


def _endpoint_of(delivery_id: UUID) -> Select[Any]:
    of_it = select(webhook_deliveries.c.endpoint_id).where(webhook_deliveries.c.id == delivery_id)
    return select(webhook_endpoints).where(webhook_endpoints.c.id == of_it.scalar_subquery())


def _new(delivery_id: UUID, endpoint_id: UUID, row: Row[Any], write: Writer, at: datetime) -> dict[str, Any]:
    delivery = Delivery(
        id=delivery_id,
        endpoint_id=endpoint_id,
        event_id=UUID(row.id),
        event_type=EventType(row.type),
        payload=write(feed_event_of(row)),
        created_at=at,
        next_attempt_at=at,
    )
    return {
        "id": delivery.id,
        "endpoint_id": delivery.endpoint_id,
        "event_id": delivery.event_id,
        "event_type": delivery.event_type,
        "payload": delivery.payload,
        "created_at": delivery.created_at,
        **_changing(delivery),
    }


def _changing(delivery: Delivery) -> dict[str, Any]:
    return {
        "state": delivery.state,
        "tries": delivery.tries,
        "attempts": _ATTEMPTS.dump_python(delivery.attempts, mode="json"),
        "next_attempt_at": delivery.next_attempt_at,
        "claimed_until": delivery.claimed_until,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        event_type=EventType(row.event_type),
        payload=row.payload,
        state=DeliveryState(row.state),
        tries=row.tries,
        attempts=_ATTEMPTS.validate_python(row.attempts),
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        claimed_until=row.claimed_until,
    )
