"""Experience counted in days, exactly: periods merged, clipped to a window and scaled to full time (D37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """A period of work that the candidate declares: ``start`` and ``end`` are both worked, no end is still running.

    ``weekly_hours``: more than 0, full time where it is not given. ``directly_related``: to the certification.
    """

    activity: str
    start: date
    end: date | None = None
    weekly_hours: Decimal | int | None = None
    directly_related: bool


def days_of_experience(
    periods: Iterable[Experience], *, until: date, since: date | None = None, full_time_hours: int
) -> Fraction:
    """The full-time days of the directly related ``periods``, from ``since`` (included) to ``until`` (excluded).

    On each day the weekly hours of all periods add up, and the day counts for their part of ``full_time_hours``,
    for one at most. ``until`` is the day of the request; without ``since`` every earlier day counts.
    """
    full_time = Fraction(full_time_hours)
    changes = _changes_of_weekly_hours(periods, since or date.min, until, full_time)
    worked, hours, previous = Fraction(0), Fraction(0), 0
    for day in sorted(changes):
        worked += min(hours, full_time) * (day - previous)
        hours += changes[day]
        previous = day
    return worked / full_time


def _changes_of_weekly_hours(
    periods: Iterable[Experience], since: date, until: date, full_time: Fraction
) -> dict[int, Fraction]:
    """By ordinal day, how many weekly hours begin (or, below zero, end) on it."""
    changes: dict[int, Fraction] = {}
    for period in periods:
        first = max(period.start, since).toordinal()
        after = until.toordinal() if period.end is None else min(period.end.toordinal() + 1, until.toordinal())
        if not period.directly_related or first >= after:
            continue
        hours = full_time if period.weekly_hours is None else Fraction(period.weekly_hours)
        changes[first] = changes.get(first, Fraction(0)) + hours
        changes[after] = changes.get(after, Fraction(0)) - hours
    return changes
