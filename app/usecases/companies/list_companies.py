"""The companies that registered."""

from app.domain.company import Company, CompanyState
from app.usecases.access import Caller, Role
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork


async def list_companies(
    uow: UnitOfWork, caller: Caller, *, siret: str | None, state: CompanyState | None, page: PageRequest
) -> Page[Company]:
    """All of them, newest first, or those of a SIRET or in a state; for an employer, their own."""
    own = None if caller.role is Role.SECRETARIAT else caller.company_id
    async with uow:
        return await uow.companies.page(page, company_id=own, siret=siret, state=state)
