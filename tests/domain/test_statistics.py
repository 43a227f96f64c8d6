"""What is told of dossiers counted, and of which periods."""

from datetime import date

import pytest

from app.domain.statistics import Count, Measured, Period, mask_rare_delay, mask_small_count, period_of


@pytest.mark.parametrize(
    ("count", "value"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_a_count_is_hidden_below_the_threshold_and_rounded_above_it(count: int, value: int | None) -> None:
    masked = mask_small_count(count, 5)

    assert masked == Count(value=value)
    assert masked.hidden is (value is None)
    assert value is None or type(masked.value) is int


@pytest.mark.parametrize(
    ("times", "measured"),
    [
        (4, Measured()),
        (5, Measured(median_days=10)),
        (9, Measured(median_days=10)),
        (10, Measured(median_days=10, ninetieth_days=40)),
    ],
)
def test_a_delay_is_told_where_it_is_nobodys(times: int, measured: Measured) -> None:
    assert mask_rare_delay(times, 10, 40, threshold=5) == measured


def test_nine_in_ten_is_never_the_longest_delay_whatever_the_threshold() -> None:
    assert mask_rare_delay(9, 10, 40, threshold=3) == Measured(median_days=10)
    assert mask_rare_delay(11, 10, 40, threshold=6) == Measured(median_days=10)
    assert mask_rare_delay(12, 10, 40, threshold=6) == Measured(median_days=10, ninetieth_days=40)


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-07", date(2026, 7, 1), date(2026, 8, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_is_named_as_tables_name_it(name: str, first: date, end: date) -> None:
    assert period_of(name) == Period(first=first, end=end)


@pytest.mark.parametrize("name", ["", "26", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-1", "9999", "2026-07-01"])
def test_what_is_no_period_of_the_calendar_is_none(name: str) -> None:
    assert period_of(name) is None
