"""D37: experience is a sum of days, merged, scaled to full time, in the window that the pathway counts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import years_before
from app.domain.experience import Experience, days_of_experience

REQUEST = date(2026, 11, 23)


def worked(
    start: date, end: date | None = None, hours: Decimal | int | None = None, *, related: bool = True
) -> Experience:
    return Experience(activity="Conduite", start=start, end=end, weekly_hours=hours, directly_related=related)


def counted(*periods: Experience, until: date = REQUEST, since: date | None = None) -> Fraction:
    return days_of_experience(periods, until=until, since=since, full_time_hours=35)


def test_the_first_and_the_last_day_are_included() -> None:
    assert counted(worked(date(2025, 3, 1), date(2025, 3, 1))) == 1
    assert counted(worked(date(2025, 1, 1), date(2025, 12, 31))) == 365


def test_a_period_told_after_the_one_that_follows_it_changes_nothing() -> None:
    first, second = worked(date(2025, 1, 1), date(2025, 1, 10)), worked(date(2025, 1, 11), date(2025, 1, 20))
    assert counted(second, first) == counted(first, second) == 20


def test_two_periods_that_end_together_both_end() -> None:
    halves = (worked(date(2025, 1, 1), date(2025, 1, 10), 17), worked(date(2025, 1, 1), date(2025, 1, 10), 18))
    assert counted(*halves, worked(date(2025, 2, 1), date(2025, 2, 1))) == 11


def test_a_leap_day_counts_as_any_other() -> None:
    assert counted(worked(date(2024, 1, 1), date(2024, 12, 31))) == 366
    assert counted(worked(date(2024, 1, 1), date(2024, 12, 30))) == 365


@pytest.mark.parametrize(
    ("start", "days"), [(date(2025, 11, 22), 366), (date(2025, 11, 23), 365), (date(2025, 11, 24), 364)]
)
def test_a_running_period_ends_the_day_before_the_request(start: date, days: int) -> None:
    assert counted(worked(start)) == days


def test_the_day_of_the_request_and_what_follows_count_for_nothing() -> None:
    assert counted(worked(REQUEST)) == 0
    assert counted(worked(REQUEST + timedelta(days=30))) == 0
    assert counted(worked(REQUEST - timedelta(days=1), REQUEST + timedelta(days=400))) == 1


def test_only_directly_related_periods_count() -> None:
    assert counted(worked(date(2025, 1, 1), date(2025, 12, 31), related=False)) == 0


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        (35, Fraction(100)),
        (None, Fraction(100)),
        (39, Fraction(100)),
        (7, Fraction(20)),
        (Decimal("17.5"), Fraction(50)),
        (Decimal("31.75"), Fraction(635, 7)),
        (1, Fraction(20, 7)),
    ],
)
def test_a_day_counts_for_its_part_of_full_time_and_one_at_most(hours: Decimal | int | None, days: Fraction) -> None:
    assert counted(worked(date(2025, 1, 1), date(2025, 4, 10), hours)) == days


def test_overlapping_full_times_count_once() -> None:
    year = worked(date(2025, 1, 1), date(2025, 12, 31))
    assert counted(year, year) == 365
    assert counted(year, worked(date(2025, 7, 1), date(2026, 6, 30))) == 365 + 181


def test_overlapping_part_times_add_up_to_one_day() -> None:
    first = worked(date(2025, 1, 1), date(2025, 1, 10), 20)
    second = worked(date(2025, 1, 6), date(2025, 1, 15), 20)
    assert counted(first, second) == Fraction(5 * 20, 35) + 5 + Fraction(5 * 20, 35)


def test_two_half_times_make_a_year_where_one_does_not() -> None:
    half = worked(date(2025, 1, 1), date(2025, 12, 31), Decimal("17.5"))
    assert counted(half) < 365
    assert counted(half, half) == 365


def test_periods_that_touch_neither_lose_nor_gain_a_day() -> None:
    assert counted(worked(date(2025, 1, 1), date(2025, 6, 30)), worked(date(2025, 7, 1), date(2025, 12, 31))) == 365


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2022, 11, 23), date(2023, 11, 22), 0),
        (date(2022, 11, 23), date(2023, 11, 23), 1),
        (date(2023, 11, 23), date(2024, 11, 21), 365),
        (date(2010, 1, 1), None, 1096),
    ],
)
def test_the_window_holds_its_first_day_and_not_the_day_before(start: date, end: date | None, days: int) -> None:
    assert counted(worked(start, end), since=years_before(REQUEST, 3)) == days


def test_without_a_window_old_experience_counts_whole() -> None:
    assert counted(worked(date(1990, 1, 1), date(1990, 12, 31))) == 365


def test_a_window_that_begins_on_a_day_which_does_not_exist_begins_on_the_last_of_its_month() -> None:
    request = date(2028, 2, 29)
    window = years_before(request, 3)
    assert counted(worked(date(2025, 2, 28), date(2025, 2, 28)), until=request, since=window) == 1
    assert counted(worked(date(2025, 2, 27), date(2025, 2, 27)), until=request, since=window) == 0


def test_full_time_is_what_the_parameter_says() -> None:
    period = worked(date(2025, 1, 1), date(2025, 4, 10), 35)
    assert days_of_experience([period], until=REQUEST, full_time_hours=40) == Fraction(100 * 35, 40)
    undeclared = replace(period, weekly_hours=None)
    assert days_of_experience([undeclared], until=REQUEST, full_time_hours=40) == 100


def test_a_period_that_ends_before_it_starts_counts_for_nothing() -> None:
    assert counted(worked(date(2025, 5, 1), date(2025, 4, 1))) == 0


def test_nothing_declared_is_no_experience() -> None:
    assert counted() == 0


def reference(periods: list[Experience], until: date, since: date | None, full_time: int) -> Fraction:
    """The rule read word for word, one day after the other."""
    total = Fraction(0)
    first = min((period.start for period in periods), default=until)
    for offset in range(max((until - first).days, 0)):
        day = first + timedelta(days=offset)
        if since is not None and day < since:
            continue
        hours = sum(
            (
                Fraction(full_time if period.weekly_hours is None else period.weekly_hours)
                for period in periods
                if period.directly_related and period.start <= day and (period.end is None or day <= period.end)
            ),
            Fraction(0),
        )
        total += min(Fraction(1), hours / full_time)
    return total


NEAR = st.dates(min_value=date(2023, 6, 1), max_value=date(2025, 6, 1))
PERIODS = st.builds(
    worked,
    start=NEAR,
    end=st.none() | NEAR,
    hours=st.none() | st.decimals(min_value=Decimal("0.25"), max_value=48, places=2),
    related=st.booleans(),
)


@given(
    periods=st.lists(PERIODS, max_size=6),
    until=NEAR,
    since=st.none() | NEAR,
    full_time=st.integers(min_value=30, max_value=40),
)
def test_the_sweep_counts_what_counting_day_by_day_counts(
    periods: list[Experience], until: date, since: date | None, full_time: int
) -> None:
    swept = days_of_experience(periods, until=until, since=since, full_time_hours=full_time)
    assert swept == reference(periods, until, since, full_time)


@given(periods=st.lists(PERIODS, max_size=5), until=NEAR)
def test_the_order_of_the_periods_changes_nothing(periods: list[Experience], until: date) -> None:
    assert counted(*periods, until=until) == counted(*reversed(periods), until=until)


@given(periods=st.lists(PERIODS, max_size=5), more=PERIODS, until=NEAR)
def test_one_more_period_never_takes_days_away(periods: list[Experience], more: Experience, until: date) -> None:
    assert counted(*periods, more, until=until) >= counted(*periods, until=until)
