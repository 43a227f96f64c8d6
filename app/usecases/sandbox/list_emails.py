"""The mails that the sandbox sent."""

from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.outbox import Mail


async def list_emails(uow: UnitOfWork, *, to: str | None, page: PageRequest) -> Page[Mail]:
    """Newest first, to one address or to all, with the tokens of their links."""
    async with uow:
        return await uow.outbox.page(page, to=to)
