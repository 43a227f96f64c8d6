"""A reason against something, told as data."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from app.domain.law import Violation


class ViolationOut(BaseModel):
    """A reason: its rule and the sentence that it comes from, and its place in the request where it has one."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    code: str
    detail: str
    rule: str | None
    quote: str | None
    pointer: str | None

    @classmethod
    def of(cls, violation: Violation, on: date, language: Literal["fr", "en"]) -> Self:
        """The violation on the wire, its sentence as it reads on ``on``."""
        return cls(
            code=violation.code,
            detail=violation.detail.in_language(language),
            rule=violation.rule.number if violation.rule else None,
            quote=violation.quote_on(on),
            pointer=violation.pointer,
        )
