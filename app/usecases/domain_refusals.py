"""From the domain's no to the use case's."""

from datetime import date
from typing import TypeVar

from app.domain.refusal import Refusal, RefusalKind
from app.domain.text import Text
from app.usecases.errors import AlreadyDone, InvalidInput, RulesRefused, StepNotOpen, UseCaseError

T = TypeVar("T")

_DONE = Text("C'est déjà fait.", "It is already done.")


def unwrap(answer: T | Refusal, on: date) -> T:
    """What the domain gave; its refusal is raised, judged by the editions of ``on``."""
    if isinstance(answer, Refusal):
        raise to_error(answer, on)
    return answer


def to_error(refusal: Refusal, on: date) -> UseCaseError:
    """The refusal, as one of the closed list of ways to say no."""
    match refusal.kind:
        case RefusalKind.STEP_NOT_OPEN:
            return StepNotOpen(refusal.violations, on)
        case RefusalKind.RULES_REFUSED:
            return RulesRefused(refusal.violations, on)
        case RefusalKind.INVALID:
            return InvalidInput(*refusal.violations)
        case RefusalKind.ALREADY_DONE:
            return AlreadyDone(refusal.detail or _DONE)
