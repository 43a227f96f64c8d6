"""What the branch settled of appeals, by what they are against (D71); nothing, until the secretariat puts it."""

from collections.abc import Mapping

from app.domain.appeals import AppealAgainst, AppealTerms
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.upserted import Upserted, version_replaced


async def list_appeal_terms(uow: UnitOfWork) -> tuple[AppealTerms, ...]:
    """Those of each kind of decision, in their order."""
    async with uow:
        every = await all_terms(uow)
    return tuple(every.values())


async def get_appeal_terms(uow: UnitOfWork, against: AppealAgainst) -> Versioned[AppealTerms]:
    """Those of one kind of decision; in version 0 while nothing was put."""
    async with uow:
        kept = await uow.appeal_terms.get(against)
    return kept or Versioned(AppealTerms(against=against), 0)


async def put_appeal_terms(uow: UnitOfWork, terms: AppealTerms, precondition: Precondition) -> Upserted[AppealTerms]:
    """Settle them, for what is filed and printed from now on. Raises PreconditionRequired, StaleVersion."""
    async with uow:
        over = version_replaced(await uow.appeal_terms.get(terms.against), precondition)
        version = await uow.appeal_terms.put(terms, over=over)
        await uow.commit()
    return Upserted(value=terms, version=version, created=over is None)


async def terms_against(uow: UnitOfWork, against: AppealAgainst) -> AppealTerms:
    """The terms of appeals against that kind of decision, in the open transaction."""
    return (await all_terms(uow))[against]


async def all_terms(uow: UnitOfWork) -> Mapping[AppealAgainst, AppealTerms]:
    """The terms of every kind of decision, in the open transaction."""
    put = {terms.against: terms for terms in await uow.appeal_terms.all()}
    return {against: put.get(against, AppealTerms(against=against)) for against in AppealAgainst}
