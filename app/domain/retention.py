"""Until when what a jury validates stays acquired (R66, R67, D7, D10)."""

from collections.abc import Callable
from datetime import date

from app.domain.calendar import add_years
from app.domain.law import ParametersInForce
from app.domain.rules.jury import R66

Retention = Callable[[ParametersInForce, date], date | None]
"""From the parameters and the jury's day, the last day on which it stays acquired; None for good."""


def for_good_while_the_competence_is_unchanged(_: ParametersInForce, __: date) -> None:
    """R67: no term; a competence that its framework changes is acquired no more (D9)."""


def some_years_from_the_jury(parameters: ParametersInForce, jury_day: date) -> date:
    """R66, D10: so many years from the jury's day, the last one included."""
    return add_years(jury_day, parameters.number(R66, "years", jury_day))
