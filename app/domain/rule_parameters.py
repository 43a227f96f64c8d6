"""What the secretariat may make of a rule's parameter (D46)."""

from datetime import date

from app.domain.law import Parameter, ParameterScalar, Violation
from app.domain.rules.decisions import D46, D61
from app.domain.text import Text


def value_fault(parameter: Parameter, value: ParameterScalar) -> Violation | None:
    """Why ``value`` does not suit the parameter: it is of another kind, or lies outside its bounds (D61)."""
    if parameter.admits(value):
        return None
    return Violation(
        code="unsuitable_value",
        rule=D46 if parameter.minimum is None else D61,
        detail=_expected(parameter),
        pointer="/value",
    )


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


def _expected(parameter: Parameter) -> Text:
    if parameter.unit == "switch":
        return Text("true ou false est attendu.", "true or false is expected.")
    if parameter.unit == "choice":
        listed = ", ".join(parameter.choices)
        return Text(f"Un de : {listed}.", f"One of: {listed}.")
    return Text(
        f"Un nombre entier de {parameter.minimum} à {parameter.maximum} est attendu.",
        f"An integer from {parameter.minimum} to {parameter.maximum} is expected.",
    )
