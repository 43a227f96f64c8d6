"""A funder's program with receivers, and the rounds of a worker whose clock is the test's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks import Webhook
from uuid_utils.compat import uuid7

from app.adapters.webhooks.http_sender import HttpWebhookSender, Limits
from app.db.tables import webhook_deliveries
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.main import mail_writer_of, webhook_channel_of
from app.settings import Settings
from app.usecases.dossiers.events import event_of
from app.usecases.webhooks.announcing import announce_to_programs
from app.usecases.webhooks.delivering import DeliveryContext, deliver_webhook
from tests.webhooks.receiver import Received

ENDPOINTS = "/v1/webhook-endpoints"
Headers = Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Courier:
    """Announces and delivers as the worker does, at an instant that the test moves."""

    engine: AsyncEngine
    settings: Settings
    ahead: timedelta = timedelta()
    patience: float = 15

    @property
    def at(self) -> datetime:
        """Its instant: the system's, and what the test let pass."""
        return datetime.now(UTC) + self.ahead

    async def tell(self, dossier: Dossier, event_type: EventType = EventType.DOSSIER_UPDATED) -> UUID:
        """Something happens to the dossier, and is announced; the event's id."""
        event = event_of(event_type, dossier, at=self.at, new_id=uuid7)
        uow = SqlUnitOfWork(self.engine)
        async with uow:
            await uow.events.record(event)
            await uow.commit()
        await self.announce(event.id)
        return event.id

    async def announce(self, event_id: UUID) -> None:
        uow = SqlUnitOfWork(self.engine)
        await announce_to_programs(uow, event_id=event_id, source="http://testserver", at=self.at, new_id=uuid7)

    async def deliver(self, event_id: UUID) -> None:
        """Each delivery of that event, as its job would be run now."""
        for delivery_id in await self.deliveries_of(event_id):
            await self.deliver_one(delivery_id)

    async def deliver_one(self, delivery_id: UUID) -> None:
        await deliver_webhook(SqlUnitOfWork(self.engine), self._rounds(), delivery_id=delivery_id)

    async def deliveries_of(self, event_id: UUID) -> list[UUID]:
        query = select(webhook_deliveries.c.id).where(webhook_deliveries.c.event_id == event_id)
        async with self.engine.connect() as connection:
            return list((await connection.execute(query)).scalars())

    def later(self, delay: timedelta) -> None:
        self.ahead += delay

    def _rounds(self) -> DeliveryContext:
        sender = HttpWebhookSender(user_agent="test", sandbox=True, limits=Limits(total=self.patience))

        async def clock() -> datetime:
            return self.at

        return DeliveryContext(
            channel=replace(webhook_channel_of(self.settings), sender=sender),
            mail_writer=mail_writer_of(self.settings),
            secretariat=None,
            clock=clock,
            new_id=uuid7,
            chance=lambda: 0.0,
        )


async def registered(client: AsyncClient, headers: Headers, url: str, **more: Any) -> dict[str, Any]:
    """A new endpoint of the program, with its secret."""
    answer = await client.post(ENDPOINTS, headers=dict(headers), json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def read(client: AsyncClient, headers: Headers, endpoint: Mapping[str, Any], more: str = "") -> dict[str, Any]:
    answer = await client.get(f"{ENDPOINTS}/{endpoint['id']}{more}", headers=dict(headers))
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def log_of(client: AsyncClient, headers: Headers, endpoint: Mapping[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await read(client, headers, endpoint, "/deliveries"))["items"]
    return items


async def changed(client: AsyncClient, headers: Headers, endpoint: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    path = f"{ENDPOINTS}/{endpoint['id']}"
    answer = await client.patch(path, headers={**headers, "If-Match": "*"}, json=changes)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def verified(received: Received, secret: str) -> Any:
    """What the message says, if the library of Standard Webhooks finds its signature right."""
    return Webhook(secret).verify(received.body, dict(received.headers))
