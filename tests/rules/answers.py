"""What a transition answered, read the same way in every test."""

from app.domain.dossier import Dossier
from app.domain.law import RuleWarning, Violation
from app.domain.refusal import Refusal, RefusalKind

RULES, TOO_EARLY, TOO_LATE, INVALID = (
    RefusalKind.RULES_REFUSED,
    RefusalKind.STEP_NOT_OPEN,
    RefusalKind.ALREADY_DONE,
    RefusalKind.INVALID,
)


def accepted(answer: object) -> Dossier:
    """The dossier after the act; fails where the act was refused, and says why."""
    assert isinstance(answer, Dossier), answer
    return answer


def kind_of(answer: object) -> RefusalKind:
    """The kind of the refusal; fails where the act was not refused."""
    assert isinstance(answer, Refusal), answer
    assert answer.violations or answer.detail, "a refusal says why"
    return answer.kind


def reasons(answer: object, kind: RefusalKind = RULES) -> set[tuple[str, str | None]]:
    """The code and the rule of every reason of a refusal of that kind."""
    assert kind_of(answer) is kind
    assert isinstance(answer, Refusal)
    return pairs(answer.violations)


def pairs(violations: tuple[Violation | RuleWarning, ...]) -> set[tuple[str, str | None]]:
    """The code and the rule of each violation."""
    assert all(violation.detail.fr and violation.detail.en for violation in violations), "a reason is a sentence"
    return {(violation.code, violation.rule.number if violation.rule else None) for violation in violations}


def pointers(answer: object) -> list[str | None]:
    """Where each reason of a refusal has its place, in order."""
    assert isinstance(answer, Refusal), answer
    return [violation.pointer for violation in answer.violations]
