"""One evaluator on the CPNE's list."""

from uuid import UUID

from app.domain.evaluators import Evaluator
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork


async def get_evaluator(uow: UnitOfWork, *, evaluator_id: UUID) -> Evaluator:
    """The evaluator, whole. Raises NotFound."""
    async with uow:
        evaluator = await uow.evaluators.get(evaluator_id)
    if evaluator is None:
        raise NotFound
    return evaluator
