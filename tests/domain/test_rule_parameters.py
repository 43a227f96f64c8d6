"""D46, D61: a parameter takes a value that suits it and lies in its bounds, from a coming day on."""

from datetime import date

import pytest

from app.domain.law import Edition, Parameter, ParameterScalar
from app.domain.rule_parameters import start_fault, value_fault
from app.domain.rules import rule


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
    ("since", "allowed"),
    [
        pytest.param(date(2026, 11, 22), False, id="yesterday"),
        pytest.param(date(2026, 11, 23), False, id="today"),
        pytest.param(date(2026, 11, 24), True, id="tomorrow"),
    ],
)
def test_d46_a_value_takes_effect_tomorrow_at_the_earliest(since: date, allowed: bool) -> None:
    assert (start_fault(since, on=date(2026, 11, 23)) is None) is allowed
