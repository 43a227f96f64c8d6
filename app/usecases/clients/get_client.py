"""One program's account."""

from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client


async def get_client(uow: UnitOfWork, *, client_id: str) -> Client:
    """The account. Raises NotFound."""
    async with uow:
        return await existing_client(uow, client_id)


async def existing_client(uow: UnitOfWork, client_id: str) -> Client:
    """The account, in the open transaction. Raises NotFound."""
    client = await uow.clients.by_client_id(client_id)
    if client is None:
        raise NotFound
    return client
