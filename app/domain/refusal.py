"""The ways in which the domain says no."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.law import Violation
from app.domain.text import Text


class RefusalKind(StrEnum):
    """Too early, too late, against a rule, or about something that does not exist."""

    STEP_NOT_OPEN = "step_not_open"
    ALREADY_DONE = "already_done"
    RULES_REFUSED = "rules_refused"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A no, with every reason for it. Always true in a condition, so that ``check() or check()`` reads as it acts."""

    kind: RefusalKind
    violations: tuple[Violation, ...] = ()
    detail: Text | None = None


def refused(violations: tuple[Violation, ...]) -> Refusal | None:
    """A refusal by rules, where there are violations."""
    return Refusal(kind=RefusalKind.RULES_REFUSED, violations=violations) if violations else None


def invalid(violations: tuple[Violation, ...]) -> Refusal | None:
    """A refusal of values that cannot be, where there are some."""
    return Refusal(kind=RefusalKind.INVALID, violations=violations) if violations else None


def judged_whole(impossible: tuple[Violation, ...], against_rules: tuple[Violation, ...]) -> Refusal | None:
    """A form's refusal with all that is wrong in it at once: values that cannot be, then what the rules find in the
    others. What a rule says of a place where the value cannot be says nothing more."""
    places = {violation.pointer for violation in impossible}
    others = tuple(each for each in against_rules if each.pointer is None or each.pointer not in places)
    return invalid((*impossible, *others)) if impossible else refused(against_rules)


def already_done(detail: Text) -> Refusal:
    """A refusal of what was done before."""
    return Refusal(kind=RefusalKind.ALREADY_DONE, detail=detail)
