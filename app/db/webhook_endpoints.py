"""Where programs are told what happens, as rows."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import clients, webhook_endpoints
from app.domain.event_types import EventType
from app.domain.webhooks import DisabledReason, Endpoint, SigningSecret
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of


class SqlWebhookEndpoints:
    """Endpoints, with their secrets as they are sealed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count_of(self, client_id: str) -> int:
        """How many the program has, behind a lock of its account."""
        await self._connection.execute(
            select(clients.c.id).where(clients.c.client_id == client_id).with_for_update(key_share=True)
        )
        own = select(func.count()).select_from(webhook_endpoints).where(webhook_endpoints.c.client_id == client_id)
        return int(await self._connection.scalar(own) or 0)

    async def add(self, endpoint: Endpoint) -> None:
        """Keep a new endpoint."""
        await self._connection.execute(
            insert(webhook_endpoints).values(
                id=endpoint.id, client_id=endpoint.client_id, created_at=endpoint.created_at, **_columns(endpoint)
            )
        )

    async def get(self, endpoint_id: UUID) -> Endpoint | None:
        """The endpoint, None where there is none."""
        query = select(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id)
        row = (await self._connection.execute(query)).one_or_none()
        return endpoint_of(row) if row is not None else None

    async def page(self, request: PageRequest, *, client_id: str) -> Page[Endpoint]:
        """A program's own, newest first."""
        own = select(webhook_endpoints).where(webhook_endpoints.c.client_id == client_id)
        query = own.order_by(webhook_endpoints.c.id.desc()).limit(request.limit + 1)
        if request.after_id is not None:
            query = query.where(webhook_endpoints.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([endpoint_of(row) for row in rows], request.limit, lambda endpoint: str(endpoint.id))

    async def save(self, endpoint: Endpoint) -> Endpoint:
        """Replace the endpoint. Raises StaleVersion."""
        changed = await self._connection.execute(
            update(webhook_endpoints)
            .where(webhook_endpoints.c.id == endpoint.id, webhook_endpoints.c.version == endpoint.version)
            .values(version=endpoint.version + 1, **_columns(endpoint))
            .returning(webhook_endpoints)
        )
        row = changed.one_or_none()
        if row is None:
            raise StaleVersion
        return endpoint_of(row)

    async def remove(self, endpoint_id: UUID) -> None:
        """Forget it; its deliveries go with it."""
        await self._connection.execute(delete(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id))


def endpoint_of(row: Row[Any]) -> Endpoint:
    """The endpoint of its row."""
    return Endpoint(
        id=row.id,
        client_id=row.client_id,
        url=row.url,
        events=tuple(EventType(event) for event in row.events),
        contact=row.contact,
        secrets=tuple(_secret(kept) for kept in row.secrets),
        disabled_reason=DisabledReason(row.disabled_reason) if row.disabled_reason else None,
        disabled_at=row.disabled_at,
        failing_since=row.failing_since,
        created_at=row.created_at,
        version=row.version,
    )


def _columns(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "url": endpoint.url,
        "events": list(endpoint.events),
        "contact": endpoint.contact,
        "secrets": [
            {
                "sealed": b64encode(secret.sealed).decode(),
                "created_at": secret.created_at.isoformat(),
                "expires_at": secret.expires_at.isoformat() if secret.expires_at else None,
            }
            for secret in endpoint.secrets
        ],
        "disabled_reason": endpoint.disabled_reason,
        "disabled_at": endpoint.disabled_at,
        "failing_since": endpoint.failing_since,
    }


def _secret(kept: dict[str, Any]) -> SigningSecret:
    expires_at = kept["expires_at"]
    return SigningSecret(
        sealed=b64decode(kept["sealed"]),
        created_at=datetime.fromisoformat(kept["created_at"]),
        expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
    )
