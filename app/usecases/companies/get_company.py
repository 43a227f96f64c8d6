"""One company."""

from uuid import UUID

from app.domain.company import Company
from app.usecases.access import Caller
from app.usecases.companies.visible import company_for
from app.usecases.ports import UnitOfWork


async def get_company(uow: UnitOfWork, caller: Caller, *, company_id: UUID) -> Company:
    """The company. Raises NotFound where there is none, or none of the caller's."""
    async with uow:
        return await company_for(uow, caller, company_id)
