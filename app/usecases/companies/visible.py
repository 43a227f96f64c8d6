"""The company that somebody may see."""

from uuid import UUID

from app.domain.company import Company
from app.usecases.access import Caller, Role
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork


async def company_for(uow: UnitOfWork, caller: Caller, company_id: UUID) -> Company:
    """The company, of an employer only their own. Raises NotFound."""
    if caller.role is not Role.SECRETARIAT and caller.company_id != company_id:
        raise NotFound
    company = await uow.companies.get(company_id)
    if company is None:
        raise NotFound
    return company
