"""When a term is reminded of: the day before, the day, the day after; and once, however the clock moves."""

from datetime import date, timedelta

import pytest

from app.domain.pending_deadlines import DeadlineCode
from app.domain.reminders import NOTHING_LEFT_TO_DO, USUAL_DISTANCES, distance_reached

DUE = date(2027, 3, 31)
LONG_BEFORE = date(2026, 1, 1)


def reached(
    days_left: int,
    *,
    code: DeadlineCode = DeadlineCode.ADMISSIBILITY_DECISION,
    since: date = LONG_BEFORE,
    distances: tuple[int, ...] = USUAL_DISTANCES,
) -> int | None:
    return distance_reached(code, DUE, since=since, on=DUE - timedelta(days=days_left), distances=distances)


@pytest.mark.parametrize(
    ("days_left", "distance"),
    [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (6, 7), (2, 7), (1, 1), (0, 1), (-1, -1), (-2, -1), (-400, -1)],
)
def test_the_nearest_distance_that_was_reached_is_the_one_to_tell(days_left: int, distance: int | None) -> None:
    assert reached(days_left) == distance


def test_a_year_at_once_is_one_reminder_and_not_four() -> None:
    assert [reached(365), reached(0), reached(-365)] == [None, 1, -1]


@pytest.mark.parametrize(("ran_for", "told"), [(7, 7), (6, None), (30, 7)])
def test_a_distance_that_lies_before_the_term_began_is_none(ran_for: int, told: int | None) -> None:
    assert reached(5, since=DUE - timedelta(days=ran_for)) == told


def test_a_term_of_two_weeks_is_not_reminded_of_on_the_day_on_which_it_begins() -> None:
    begun = DUE - timedelta(weeks=2)

    assert [reached(left, since=begun) for left in (14, 8, 7)] == [None, None, 7]


@pytest.mark.parametrize("code", DeadlineCode)
def test_nobody_is_chased_for_what_can_no_longer_be_made_good(code: DeadlineCode) -> None:
    assert reached(-1, code=code) == (None if code in NOTHING_LEFT_TO_DO else -1)
    assert reached(0, code=code) == 1
    assert reached(0, code=code, distances=(0, 7)) == 0


@pytest.mark.parametrize(("distances", "expected"), [((), None), ((3,), None), ((5,), 5), ((-1, 60, 10), 10)], ids=str)
def test_the_distances_are_the_settings_in_any_order(distances: tuple[int, ...], expected: int | None) -> None:
    assert reached(4 if distances == (5,) else 9, distances=distances) == expected
