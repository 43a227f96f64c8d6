"""The public directory (R13)."""

from datetime import date

from app.domain.evaluators import Evaluator
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork


async def list_evaluators(
    uow: UnitOfWork, *, on: date, certification_code: str | None, region: str | None, page: PageRequest
) -> Page[Evaluator]:
    """Those authorised on ``on`` for that certification, in that region, each as None where it does not matter."""
    async with uow:
        return await uow.evaluators.authorised(page, on=on, certification_code=certification_code, region=region)
