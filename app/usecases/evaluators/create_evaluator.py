"""Put somebody on the CPNE's list: a natural person, whoever employs them (R14)."""

from app.domain.evaluators import Evaluator
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

EMAIL_TAKEN = Violation(
    code="email_taken",
    pointer="/email",
    detail=Text("Cette adresse est celle d'un autre évaluateur.", "This address is another evaluator's."),
)


async def create_evaluator(uow: UnitOfWork, *, evaluator: Evaluator, now: Moment) -> Evaluator:
    """Keep somebody new, not authorised for anything yet. Raises InvalidInput for an address that is taken."""
    async with uow:
        if not await uow.evaluators.add(evaluator, at=now.at):
            raise InvalidInput(EMAIL_TAKEN)
        await uow.commit()
    return evaluator
