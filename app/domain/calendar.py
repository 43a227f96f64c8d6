"""Legal days: Europe/Paris, calendar months and years, and what is due when."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def paris_day(instant: datetime) -> date:
    """The day in Europe/Paris on which ``instant`` falls (D10); ValueError where it says no time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant says its time zone")
    return instant.astimezone(PARIS).date()


def start_of_paris_day(day: date) -> datetime:
    """The instant at which that day begins in Europe/Paris, in UTC."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def end_of_paris_day(day: date) -> datetime:
    """The last microsecond of that day in Europe/Paris, in UTC."""
    return datetime.combine(day, time.max, PARIS).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last of that month where it has no such day (D11, D12).

    No count leads out of the calendar: beyond its ends it is its first or its last day (D61).
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= years <= date.max.year:
        return date.min if years < date.min.year else date.max
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def add_weeks(day: date, weeks: int) -> date:
    """The same day of the week ``weeks`` later (R41), or the calendar's last day where there is none (D61)."""
    return day + min(timedelta(weeks=weeks), date.max - day)


def add_years(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February in a common year (D10).

    Counted from the date of a jury, it is the last day on which what was validated is kept: that day is included.
    """
    return add_months(day, 12 * years)


def years_before(day: date, years: int) -> date:
    """The first day of the window of ``years`` that ends the day before ``day`` (D37)."""
    return add_months(day, -12 * years)


def overdue(due_on: date, on: date) -> bool:
    """Whether what was due on ``due_on`` is late on ``on``: from the day after, never on the day itself."""
    return on > due_on
