"""What the secretariat may make of a rule's parameter (D46)."""

from datetime import date

from app.domain.law import Parameter, ParameterScalar, Violation
from app.domain.rules.decisions import D46
from app.domain.text import Text

_LARGEST_NUMBER = 100_000


def value_fault(parameter: Parameter, value: ParameterScalar) -> Violation | None:
    """Why ``value`` does not suit the parameter: a switch is true or false, a choice one of its names, else a count."""
    expected = _expected(parameter, value)
    if expected is None:
        return None
    return Violation(code="unsuitable_value", rule=D46, detail=expected, pointer="/value")


def start_fault(since: date, on: date) -> Violation | None:
    """Why a value may not begin on ``since``: it begins tomorrow or later, ``on`` being today."""
    if since > on:
        return None
    return Violation(
        code="too_early",
        rule=D46,
        detail=Text(
            fr="Une nouvelle valeur prend effet au plus tôt le lendemain.",
            en="A new value takes effect tomorrow at the earliest.",
        ),
        pointer="/from",
    )


def _expected(parameter: Parameter, value: ParameterScalar) -> Text | None:
    if parameter.unit == "switch":
        return None if isinstance(value, bool) else Text("true ou false est attendu.", "true or false is expected.")
    if parameter.unit == "choice":
        listed = ", ".join(parameter.choices)
        return None if value in parameter.choices else Text(f"Un de : {listed}.", f"One of: {listed}.")
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_NUMBER:
        return None
    return Text(
        f"Un nombre entier de 0 à {_LARGEST_NUMBER} est attendu.",
        f"An integer from 0 to {_LARGEST_NUMBER} is expected.",
    )
