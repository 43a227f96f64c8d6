"""The secretariat links companies that make one group (D62)."""

from collections.abc import Callable, Sequence
from uuid import UUID

from app.domain.company_links import LinkChange, LinksOfCompany, link_faults
from app.usecases.access import Caller
from app.usecases.companies.visible import company_for
from app.usecases.errors import InvalidInput
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


async def get_company_links(uow: UnitOfWork, caller: Caller, *, company_id: UUID) -> LinksOfCompany:
    """The company's links, past ones too. Raises NotFound."""
    async with uow:
        await company_for(uow, caller, company_id)
        return await uow.company_links.of_company(company_id)


async def link_companies(
    uow: UnitOfWork,
    caller: Caller,
    *,
    company_id: UUID,
    company_ids: Sequence[UUID],
    reason: str,
    precondition: Precondition,
    now: Moment,
    new_id: Callable[[], UUID],
) -> LinksOfCompany:
    """Link the company with these and no others: what links it had with others ends, those that stay are not made anew.

    The first links need no If-Match. Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput.
    """
    async with uow:
        await company_for(uow, caller, company_id)
        await uow.company_links.lock()
        before = await uow.company_links.of_company(company_id)
        precondition.check_replacement(before.version, exists=before.version > 0)
        named = tuple(dict.fromkeys(company_ids))
        faults = link_faults(company_id, company_ids, await uow.companies.by_ids(named) if named else {})
        if faults:
            raise InvalidInput(*faults)
        change = LinkChange(by=caller.name, at=now.at, reason=reason)
        linked = {link.company_id for link in before.standing}
        for link in before.standing:
            if link.company_id not in named:
                await uow.company_links.end(link.id, change)
        for other in named:
            if other not in linked:
                await uow.company_links.make(new_id(), company_id, other, change)
        after = await uow.company_links.of_company(company_id)
        await uow.commit()
    return after
