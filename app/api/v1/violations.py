"""A reason against something, told as data."""

from datetime import date
from typing import Literal, Self

from app.api.bodies import AnswerBody
from app.domain.law import RuleWarning, Violation


class ViolationOut(AnswerBody):
    """A reason: its rule and the sentence that it comes from, and its place in the request where it has one."""

    code: str
    detail: str
    rule: str | None
    quote: str | None
    pointer: str | None

    @classmethod
    def of(cls, violation: Violation | RuleWarning, on: date, language: Literal["fr", "en"]) -> Self:
        """The violation on the wire, its sentence as it reads on ``on``."""
        return cls(
            code=violation.code,
            detail=violation.detail.in_language(language),
            rule=violation.rule.number if violation.rule else None,
            quote=violation.quote_on(on),
            pointer=violation.pointer,
        )


class WarningOut(AnswerBody):
    """Something to know that stops nothing, with the rule that has it told and its sentence."""

    code: str
    detail: str
    rule: str
    quote: str

    @classmethod
    def of(cls, warning: RuleWarning, on: date, language: Literal["fr", "en"]) -> Self:
        """The warning on the wire, its sentence as it reads on ``on``."""
        return cls(
            code=warning.code,
            detail=warning.detail.in_language(language),
            rule=warning.rule.number,
            quote=warning.quote_on(on),
        )
