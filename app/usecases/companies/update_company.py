"""Correcting what a company says of itself."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.company import Address, Company, corrected
from app.usecases.access import Caller
from app.usecases.companies.visible import company_for
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChanges:
    """What is to change; None leaves as it is."""

    name: str | None = None
    idcc: str | None = None
    address: Address | None = None


async def update_company(
    uow: UnitOfWork,
    caller: Caller,
    *,
    company_id: UUID,
    changes: CompanyChanges,
    precondition: Precondition,
    now: Moment,
) -> Company:
    """Change the company; another IDCC resets its verification (D43).

    Raises NotFound, PreconditionRequired, StaleVersion.
    """
    async with uow:
        company = await company_for(uow, caller, company_id)
        precondition.check_replacement(company.version, exists=True)
        changed = corrected(
            company,
            name=changes.name or company.name,
            idcc=changes.idcc or company.idcc,
            address=changes.address or company.address,
            at=now.at,
        )
        saved = await uow.companies.save(changed)
        await uow.commit()
    return saved
