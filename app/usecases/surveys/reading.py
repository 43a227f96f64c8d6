"""Surveys read: one by one for the secretariat, counted for the register of certifications."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.law import Violation
from app.domain.survey_counts import Promotion, with_totals
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.surveys import SurveyedHolder, SurveyFilter


async def list_survey_answers(uow: UnitOfWork, *, narrowed: SurveyFilter, page: PageRequest) -> Page[SurveyedHolder]:
    """The waves opened, with their answers. Raises InvalidInput for an unknown certification."""
    _check(narrowed.certification)
    async with uow:
        return await uow.surveys.page(page, narrowed)


async def get_survey_report(uow: UnitOfWork, *, certification: str | None, year: int | None) -> tuple[Promotion, ...]:
    """Each promotion whole, then by access. Raises InvalidInput for an unknown certification."""
    _check(certification)
    async with uow:
        found = await uow.surveys.promotions(certification=certification, year=year)
    return tuple(with_totals(found))


def _check(certification: str | None) -> None:
    if certification is not None and certification not in CERTIFICATIONS:
        raise InvalidInput(
            Violation(
                code="unknown_certification",
                pointer="/certification",
                detail=Text("Il n'y a pas de certification de ce code.", "There is no certification of this code."),
            )
        )
