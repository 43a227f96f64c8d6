"""Funders: from when until when one pays, and how its code is compared."""

from datetime import date, timedelta

import pytest

from app.domain.funders import Funder, funder_code, impossible_days_of
from tests.builders import TODAY

DAY = timedelta(days=1)


def a_funder(from_day: date | None = None, until_day: date | None = None) -> Funder:
    return Funder(code="OPCA", name="Opca", from_day=from_day, until_day=until_day, source="Essai", confirmed=True)


@pytest.mark.parametrize(
    ("first", "last", "pays"),
    [
        pytest.param(None, None, True, id="no limit known"),
        pytest.param(TODAY, None, True, id="from today"),
        pytest.param(TODAY + DAY, None, False, id="from tomorrow"),
        pytest.param(None, TODAY, True, id="until today"),
        pytest.param(None, TODAY - DAY, False, id="until yesterday"),
        pytest.param(TODAY + DAY, TODAY + DAY, False, id="tomorrow alone"),
        pytest.param(TODAY - DAY, TODAY - DAY, False, id="yesterday alone"),
        pytest.param(TODAY, TODAY, True, id="today alone"),
    ],
)
def test_a_funder_pays_from_its_first_day_to_its_last_both_included(
    first: date | None, last: date | None, pays: bool
) -> None:
    assert a_funder(first, last).pays_on(TODAY) is pays


def test_a_code_is_compared_in_capitals() -> None:
    assert funder_code("opca-Chimie_2.0") == "OPCA-CHIMIE_2.0"


@pytest.mark.parametrize(
    ("first", "last"), [(None, None), (TODAY, None), (None, TODAY), (TODAY, TODAY), (TODAY, TODAY + DAY)]
)
def test_days_in_their_order_are_possible(first: date | None, last: date | None) -> None:
    assert impossible_days_of(a_funder(first, last)) == ()


def test_nobody_stops_paying_before_they_begin() -> None:
    (fault,) = impossible_days_of(a_funder(TODAY, TODAY - DAY))
    assert (fault.code, fault.pointer) == ("ends_before_it_starts", "/until")
