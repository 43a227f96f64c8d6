"""Answers are forgotten once their own term is over: what they count stays, whose they were does not."""

from datetime import date

from app.domain.calendar import add_months
from app.domain.personal_data import Kept, RetentionPeriods
from app.domain.surveys import NOTED_MONTHS
from app.usecases.ports import UnitOfWork


async def forget_survey_answers(uow: UnitOfWork, *, retention: RetentionPeriods, on: date) -> int:
    """Do it, of the waves that closed long enough ago, and of none that may still be noted; of how many."""
    months = max(retention.of(Kept.SURVEY_ANSWERS), NOTED_MONTHS)
    async with uow:
        forgotten = await uow.surveys.forget(closed_before=add_months(on, -months))
        await uow.commit()
    return forgotten
