"""Days and numbers that others issue, as fields of requests: each refused with a sentence of its own."""

import re
from collections.abc import Callable
from datetime import date, datetime
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from app.api.faults import invalid
from app.domain.identifiers import idcc_is_valid, siren_is_valid, siret_is_valid
from app.domain.text import Text


def _written(day: Any) -> Any:
    # Pydantic would read a number, and digits in a string, as seconds since 1970.
    if isinstance(day, date) or (isinstance(day, str) and _DAY.fullmatch(day)):
        return day
    raise invalid("not_a_date", Text("Une date est attendue (AAAA-MM-JJ).", "A date is expected (YYYY-MM-DD)."))


def _told(instant: Any) -> Any:
    if isinstance(instant, datetime) or (isinstance(instant, str) and _INSTANT.match(instant)):
        return instant
    raise invalid("not_an_instant", Text("Un instant RFC 3339 est attendu.", "An RFC 3339 instant is expected."))


def _within_reach(day: date) -> date:
    # Terms are counted from days: a century before or after one must be a day too.
    if not _EARLIEST <= day < _LATEST:
        raise invalid("out_of_range", Text("Les dates vont de 1900 à 2199.", "Days go from 1900 to 2199."))
    return day


def _not_cleared(value: Any) -> Any:
    if value is None:
        raise invalid(
            "not_null",
            Text(
                "Cette valeur ne peut pas être effacée : donnez-en une autre, ou n'envoyez pas ce champ.",
                "This value cannot be cleared: give another one, or leave this field out.",
            ),
        )
    return value


class _NeverCleared:
    """None stands for "left out" in Python alone: on the wire, and in the document, the value is never null."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        given = next(member for member in get_args(source) if member is not NoneType)
        return no_info_before_validator_function(_not_cleared, handler.generate_schema(given))


_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(rf"{_DAY.pattern}[Tt ]")

Day = Annotated[date, BeforeValidator(_written, json_schema_input_type=date), AfterValidator(_within_reach)]
Value = TypeVar("Value")
Kept = Annotated[Value | None, _NeverCleared]
"""A member of a PATCH that may be left out, never cleared: null would else change nothing without a word."""
Instant = Annotated[AwareDatetime, BeforeValidator(_told, json_schema_input_type=AwareDatetime)]


def _checked(is_valid: Callable[[str], bool], code: str, fr: str, en: str) -> AfterValidator:
    def check(number: str) -> str:
        if not is_valid(number):
            raise invalid(code, Text(fr, en))
        return number

    return AfterValidator(check)


Siret = Annotated[
    str,
    _checked(
        siret_is_valid,
        "invalid_siret",
        "Un SIRET a 14 chiffres, et celui-ci n'en est pas un : vérifiez sa saisie.",
        "A SIRET has 14 digits, and this is not one: check how it was typed.",
    ),
    Field(min_length=14, max_length=14, description="14 digits, with a right key.", examples=["12345678200010"]),
]
Siren = Annotated[
    str,
    _checked(
        siren_is_valid,
        "invalid_siren",
        "Un SIREN a 9 chiffres, et celui-ci n'en est pas un : vérifiez sa saisie.",
        "A SIREN has 9 digits, and this is not one: check how it was typed.",
    ),
    Field(min_length=9, max_length=9, description="9 digits, with a right key.", examples=["123456782"]),
]
Idcc = Annotated[
    str,
    _checked(
        idcc_is_valid,
        "invalid_idcc",
        "Un IDCC s'écrit avec quatre chiffres, comme 0044.",
        "An IDCC is written with four digits, such as 0044.",
    ),
    Field(description="The collective agreement, four digits.", examples=["0044"]),
]
