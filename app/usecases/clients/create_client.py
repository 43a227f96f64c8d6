"""Giving a program an account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.usecases.clients.coherence import check_coherence
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client, ClientSecret
from app.usecases.ports.credentials import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientWithSecret:
    """A program and its new secret, which is told this once."""

    client: Client
    secret: str = field(repr=False)


async def create_client(
    uow: UnitOfWork,
    *,
    name: str,
    scopes: tuple[str, ...],
    funder_code: str | None,
    branch: str | None,
    keys: tuple[Mapping[str, str], ...] = (),
    networks: tuple[str, ...] = (),
    secrets: Secrets,
    at: datetime,
    new_id: Callable[[], UUID],
) -> ClientWithSecret:
    """Open the account; ``at`` is the system's clock, by which secrets live. Raises InvalidInput."""
    client_id, secret = new_id(), secrets.new()
    client = Client(
        id=client_id,
        client_id=str(client_id),
        name=name,
        scopes=scopes,
        funder_code=funder_code,
        branch=branch,
        secrets=(ClientSecret(id=secrets.new(), digest=secrets.digest(secret), created_at=at),),
        keys=keys,
        networks=networks,
        created_at=at,
    )
    async with uow:
        await check_coherence(uow, client, funder_named=funder_code)
        await uow.clients.add(client)
        await uow.commit()
    return ClientWithSecret(client=client, secret=secret)
