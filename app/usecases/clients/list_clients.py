"""Which programs have an account."""

from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client


async def list_clients(uow: UnitOfWork, *, page: PageRequest) -> Page[Client]:
    """Newest first."""
    async with uow:
        return await uow.clients.page(page)
