"""Accounts of programs, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import clients
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.accounts import Client, ClientSecret


class SqlClients:
    """Programs, with the digests of their secrets."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, client: Client) -> None:
        """Keep a new program."""
        await self._connection.execute(
            insert(clients).values(
                id=client.id, client_id=client.client_id, created_at=client.created_at, **_columns(client)
            )
        )

    async def by_client_id(self, client_id: str) -> Client | None:
        """The program of that name, None where there is none."""
        row = (await self._connection.execute(select(clients).where(clients.c.client_id == client_id))).one_or_none()
        return _client(row) if row is not None else None

    async def page(self, request: PageRequest) -> Page[Client]:
        query = select(clients).order_by(clients.c.id.desc()).limit(request.limit + 1)
        if request.after_id is not None:
            query = query.where(clients.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_client(row) for row in rows], request.limit, lambda client: str(client.id))

    async def save(self, client: Client) -> Client:
        """Replace the program. Raises StaleVersion."""
        changed = await self._connection.execute(
            update(clients)
            .where(clients.c.id == client.id, clients.c.version == client.version)
            .values(version=client.version + 1, **_columns(client))
            .returning(clients)
        )
        row = changed.one_or_none()
        if row is None:
            raise StaleVersion
        return _client(row)


def _columns(client: Client) -> dict[str, Any]:
    return {
        "name": client.name,
        "scopes": list(client.scopes),
        "funder_code": client.funder_code,
        "branch": client.branch,
        "disabled": client.disabled,
        "keys": [dict(key) for key in client.keys],
        "networks": list(client.networks),
        "generation": client.generation,
        "secrets": [
            {
                "id": secret.id,
                "digest": secret.digest.hex(),
                "created_at": secret.created_at.isoformat(),
                "expires_at": secret.expires_at.isoformat() if secret.expires_at else None,
            }
            for secret in client.secrets
        ],
    }


def _client(row: Row[Any]) -> Client:
    return Client(
        id=row.id,
        client_id=row.client_id,
        name=row.name,
        scopes=tuple(row.scopes),
        funder_code=row.funder_code,
        branch=row.branch,
        secrets=tuple(_secret(kept) for kept in row.secrets),
        keys=tuple(row.keys),
        networks=tuple(row.networks),
        generation=row.generation,
        disabled=row.disabled,
        created_at=row.created_at,
        version=row.version,
    )


def _secret(kept: dict[str, Any]) -> ClientSecret:
    expires_at = kept["expires_at"]
    return ClientSecret(
        id=kept.get("id", kept["created_at"]),  # a release before kept no id: when it was made names it as well
        digest=bytes.fromhex(kept["digest"]),
        created_at=datetime.fromisoformat(kept["created_at"]),
        expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
    )
