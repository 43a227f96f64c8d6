"""Surveys read: one by one for the secretariat, counted for the register of certifications."""

from app.domain.survey_counts import Promotion, with_totals
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.surveys import SurveyedHolder, SurveyFilter


async def list_survey_answers(uow: UnitOfWork, *, narrowed: SurveyFilter, page: PageRequest) -> Page[SurveyedHolder]:
    """The waves opened, with their answers."""
    async with uow:
        return await uow.surveys.page(page, narrowed)


async def get_survey_report(uow: UnitOfWork, *, certification: str | None, year: int | None) -> tuple[Promotion, ...]:
    """Each promotion whole, then by access."""
    async with uow:
        found = await uow.surveys.promotions(certification=certification, year=year)
    return tuple(with_totals(found))
