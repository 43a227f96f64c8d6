"""Days and instants as fields of requests, and members that a PATCH may leave out."""

import re
from datetime import UTC, date, datetime
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from app.api.faults import invalid_value
from app.domain.text import Text


def _written(day: Any) -> Any:
    # Pydantic would read a number, and digits in a string, as seconds since 1970.
    if isinstance(day, date) or (isinstance(day, str) and _DAY.fullmatch(day)):
        return day
    raise invalid_value("not_a_date", Text("Une date est attendue (AAAA-MM-JJ).", "A date is expected (YYYY-MM-DD)."))


_SPACE_FOR_PLUS = re.compile(r" \d\d:\d\d$")
"""What was meant as an offset, and arrives from a query that writes a space as a plus."""
_PLUS_IS_A_SPACE = Text(
    "Un instant RFC 3339 est attendu : dans une adresse, « + » veut dire une espace ; écrivez %2B.",
    "An RFC 3339 instant is expected: in an address, “+” means a space; write %2B.",
)


def _told(instant: Any) -> Any:
    if isinstance(instant, str) and _SPACE_FOR_PLUS.search(instant):
        raise invalid_value("not_an_instant", _PLUS_IS_A_SPACE)
    if isinstance(instant, datetime) or (isinstance(instant, str) and _INSTANT.match(instant)):
        return instant
    raise invalid_value("not_an_instant", Text("Un instant RFC 3339 est attendu.", "An RFC 3339 instant is expected."))


def _within_reach(day: date) -> date:
    # Terms are counted from days: a century before or after one must be a day too.
    if not _EARLIEST <= day < _LATEST:
        raise invalid_value("out_of_range", Text("Les dates vont de 1900 à 2199.", "Days go from 1900 to 2199."))
    return day


def _within_reach_in_utc(instant: datetime) -> datetime:
    # Compared as instants: an offset may carry what is written beyond the first or the last year that there is.
    if not _EARLIEST_INSTANT <= instant < _LATEST_INSTANT:
        raise invalid_value("out_of_range", Text("Les dates vont de 1900 à 2199.", "Days go from 1900 to 2199."))
    return instant


def _not_cleared(value: Any) -> Any:
    if value is None:
        raise invalid_value(
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
_EARLIEST_INSTANT, _LATEST_INSTANT = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(rf"{_DAY.pattern}[Tt ]")

Day = Annotated[date, BeforeValidator(_written, json_schema_input_type=date), AfterValidator(_within_reach)]
Value = TypeVar("Value")
KeptIfOmitted = Annotated[Value | None, _NeverCleared]
"""A member of a PATCH that may be left out, never cleared: null would else change nothing without a word."""
Instant = Annotated[
    AwareDatetime, BeforeValidator(_told, json_schema_input_type=AwareDatetime), AfterValidator(_within_reach_in_utc)
]
"""An instant of the years of ``Day``, whatever its offset: read as UTC, it is one too."""
