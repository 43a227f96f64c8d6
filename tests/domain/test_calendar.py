"""Legal days at their edges: midnight in Paris, the ends of months, leap years, the day after a delay."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    add_months,
    add_weeks,
    add_years,
    end_of_paris_day,
    overdue,
    paris_day,
    start_of_paris_day,
    years_before,
)

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # Winter: midnight in Paris is 23:00 in UTC.
        (datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        # Summer: it is 22:00.
        (datetime(2026, 7, 13, 21, 59, 59, tzinfo=UTC), date(2026, 7, 13)),
        (datetime(2026, 7, 13, 22, 0, tzinfo=UTC), date(2026, 7, 14)),
        # The nights on which the hour changes.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_legal_day_begins_at_midnight_in_paris(instant: datetime, day: date) -> None:
    assert paris_day(instant) == day


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        # Winter, summer, and the two days that last 23 and 25 hours.
        (
            date(2026, 11, 23),
            datetime(2026, 11, 22, 23, tzinfo=UTC),
            datetime(2026, 11, 23, 22, 59, 59, 999999, tzinfo=UTC),
        ),
        (
            date(2026, 7, 14),
            datetime(2026, 7, 13, 22, tzinfo=UTC),
            datetime(2026, 7, 14, 21, 59, 59, 999999, tzinfo=UTC),
        ),
        (
            date(2026, 3, 29),
            datetime(2026, 3, 28, 23, tzinfo=UTC),
            datetime(2026, 3, 29, 21, 59, 59, 999999, tzinfo=UTC),
        ),
        (
            date(2026, 10, 25),
            datetime(2026, 10, 24, 22, tzinfo=UTC),
            datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC),
        ),
    ],
)
def test_a_day_in_paris_has_its_first_and_its_last_instant_in_utc(day: date, start: datetime, end: datetime) -> None:
    first, last = start_of_paris_day(day), end_of_paris_day(day)

    assert (first, last) == (start, end)
    # An instant equals itself in any other zone: these two are said in UTC, wherever the program runs.
    assert first.tzinfo is last.tzinfo is UTC
    assert paris_day(first) == paris_day(last) == day


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        paris_day(datetime(2026, 11, 23, 12, 0))  # noqa: DTZ001 — the fault that is tested


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 15), 2, date(2026, 3, 15)),
        (date(2026, 8, 31), 2, date(2026, 10, 31)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2026, 1, 29), 1, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2028, 3, 29), -1, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 11, 23), 5, date(2031, 11, 23)),
        (date(2023, 2, 28), 5, date(2028, 2, 28)),
    ],
)
def test_years_later_29_february_becomes_28(day: date, years: int, later: date) -> None:
    assert add_years(day, years) == later


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 23), date(2023, 11, 23)),
        (date(2028, 2, 29), date(2025, 2, 28)),
        (date(2027, 2, 28), date(2024, 2, 28)),
        (date(2027, 3, 1), date(2024, 3, 1)),
    ],
)
def test_a_day_that_does_not_exist_three_years_earlier_is_the_last_of_its_month(day: date, first: date) -> None:
    assert years_before(day, 3) == first


@pytest.mark.parametrize(
    ("on", "late"), [(date(2026, 11, 22), False), (date(2026, 11, 23), False), (date(2026, 11, 24), True)]
)
def test_what_is_due_is_late_from_the_day_after(on: date, late: bool) -> None:
    assert overdue(date(2026, 11, 23), on) is late


@given(day=DAYS, months=st.integers(min_value=-240, max_value=240))
def test_months_never_leave_their_month_and_lose_three_days_at_most(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert 0 <= day.day - later.day <= 3


@given(first=DAYS, second=DAYS, months=st.integers(min_value=0, max_value=120))
def test_who_asks_first_is_never_answered_last(first: date, second: date, months: int) -> None:
    earlier, later = sorted((first, second))
    assert add_months(earlier, months) <= add_months(later, months)


@pytest.mark.parametrize("count", [100_000, 10**12])
def test_d61_no_count_leads_out_of_the_calendar(count: int) -> None:
    day = date(2026, 11, 28)
    assert add_months(day, count) == add_years(day, count) == date.max
    assert add_months(day, -count) == years_before(day, count) == date.min
    assert add_weeks(day, 1_000_000) == date.max


def test_the_last_days_of_the_calendar_are_reached() -> None:
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert add_months(date(1, 2, 3), -1) == date(1, 1, 3)
    assert add_weeks(date(9999, 12, 24), 1) == date.max
