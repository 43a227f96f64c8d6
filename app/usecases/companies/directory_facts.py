"""What a public directory says of a company, for the secretariat that verifies it: it decides nothing (D43)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.company import Company
from app.domain.company_directory import Agreements, DirectoryAnswer, DirectoryOutcome, compared
from app.usecases.access import Caller
from app.usecases.companies.visible import company_for
from app.usecases.ports import UnitOfWork
from app.usecases.ports.company_directory import CompanyDirectory, DirectoryUnavailable

ANSWERS_LAST = timedelta(days=30)
ABSENCE_LASTS = timedelta(days=1)
"""A company that has just been founded is published some days later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyAtDirectory:
    """What came of asking, the answer where there is one, be it an older one, and how it agrees."""

    company: Company
    outcome: DirectoryOutcome
    answer: DirectoryAnswer | None
    agreements: Agreements


async def get_company_facts(
    uow: UnitOfWork, caller: Caller, directory: CompanyDirectory | None, *, company_id: UUID, at: datetime
) -> CompanyAtDirectory:
    """The answer at hand while it is fresh (``at``: the system's clock), else asked anew and kept.

    Where the directory does not answer, the last answer is told with its instant. Raises NotFound.
    """
    async with uow:
        company = await company_for(uow, caller, company_id)
        kept = await uow.directory_answers.get(company.siret)
    if directory is None:
        return _told(company, DirectoryOutcome.NOT_ASKED, None)
    if kept is not None and kept.source == directory.source and at - kept.asked_at < _lasts(kept):
        return _told(company, _outcome_of(kept), kept)
    try:
        entry = await directory.look_up(company.siret)
    except DirectoryUnavailable:
        return _told(company, DirectoryOutcome.UNAVAILABLE, kept)
    answer = DirectoryAnswer(source=directory.source, asked_at=at, entry=entry)
    async with uow:
        await uow.directory_answers.put(company.siret, answer)
        await uow.commit()
    return _told(company, _outcome_of(answer), answer)


def _lasts(answer: DirectoryAnswer) -> timedelta:
    return ABSENCE_LASTS if answer.entry is None else ANSWERS_LAST


def _outcome_of(answer: DirectoryAnswer) -> DirectoryOutcome:
    return DirectoryOutcome.NOT_FOUND if answer.entry is None else DirectoryOutcome.FOUND


def _told(company: Company, outcome: DirectoryOutcome, answer: DirectoryAnswer | None) -> CompanyAtDirectory:
    entry = answer.entry if answer is not None else None
    return CompanyAtDirectory(company=company, outcome=outcome, answer=answer, agreements=compared(company, entry))
