"""D46, D61: a parameter takes a value that suits it and lies in its bounds, from a coming day on."""

from datetime import date

import pytest

from app.domain.law import Edition, Parameter, ParameterScalar, Violation
from app.domain.rule_parameters import start_fault, value_fault
from app.domain.rules import rule
from app.domain.text import Text


def the_parameter(number: str) -> Parameter:
    edition = rule(number).editions[0]
    assert isinstance(edition, Edition)
    return edition.parameters[0]


MONTHS, SWITCH, CHOICE = the_parameter("R45"), the_parameter("R22"), the_parameter("D31")


@pytest.mark.parametrize(
    ("parameter", "value", "suits"),
    [
        pytest.param(MONTHS, 24, True, id="a number of months"),
        pytest.param(MONTHS, 1, True, id="the least"),
        pytest.param(MONTHS, 120, True, id="the most"),
        pytest.param(MONTHS, 0, False, id="none at all"),
        pytest.param(MONTHS, -1, False, id="less than none"),
        pytest.param(MONTHS, 121, False, id="beyond its bounds"),
        pytest.param(MONTHS, True, False, id="true is not a number"),
        pytest.param(MONTHS, "24", False, id="a number written in words"),
        pytest.param(SWITCH, False, True, id="a switch turned off"),
        pytest.param(SWITCH, 0, False, id="zero is not off"),
        pytest.param(CHOICE, "chair", True, id="one of the choices"),
        pytest.param(CHOICE, "coin", False, id="none of the choices"),
    ],
)
def test_d46_a_value_suits_its_parameter(parameter: Parameter, value: ParameterScalar, suits: bool) -> None:
    fault = value_fault(parameter, value)

    assert (fault is None) is suits
    named = rule("D61") if parameter is MONTHS else rule("D46")
    assert fault is None or (fault.rule is named and fault.pointer == "/value")


@pytest.mark.parametrize(
    ("parameter", "value", "number", "expected"),
    [
        (MONTHS, 0, "D61", ("Un nombre entier de 1 à 120 est attendu.", "An integer from 1 to 120 is expected.")),
        (SWITCH, 0, "D46", ("true ou false est attendu.", "true or false is expected.")),
        (CHOICE, "coin", "D46", ("Un de : postpone, chair.", "One of: postpone, chair.")),
    ],
)
def test_d46_a_value_that_does_not_suit_is_told_what_would(
    parameter: Parameter, value: ParameterScalar, number: str, expected: tuple[str, str]
) -> None:
    assert value_fault(parameter, value) == Violation(
        code="unsuitable_value", rule=rule(number), pointer="/value", detail=Text(*expected)
    )


def test_d46_a_value_that_begins_too_early_is_told_from_when() -> None:
    assert start_fault(date(2026, 11, 23), on=date(2026, 11, 23)) == Violation(
        code="too_early",
        rule=rule("D46"),
        pointer="/from",
        detail=Text(
            "Une nouvelle valeur prend effet au plus tôt le lendemain.",
            "A new value takes effect tomorrow at the earliest.",
        ),
    )


@pytest.mark.parametrize(
    ("since", "allowed"),
    [
        pytest.param(date(2026, 11, 22), False, id="yesterday"),
        pytest.param(date(2026, 11, 23), False, id="today"),
        pytest.param(date(2026, 11, 24), True, id="tomorrow"),
    ],
)
def test_d46_a_value_takes_effect_tomorrow_at_the_earliest(since: date, allowed: bool) -> None:
    assert (start_fault(since, on=date(2026, 11, 23)) is None) is allowed
