"""Days that cannot be: what is told as done is not told of a day to come."""

from datetime import date

from app.domain.day_words import in_words
from app.domain.law import Violation
from app.domain.text import Text


def future_day_faults(day: date, on: date, pointer: str) -> tuple[Violation, ...]:
    """The fault at ``pointer`` where ``day`` is after ``on``; nothing where it is that day or before."""
    if day <= on:
        return ()
    return (
        Violation(
            code="day_in_the_future",
            pointer=pointer,
            detail=Text(f"Le {in_words(day).fr} n'est pas encore venu.", f"{in_words(day).en} has not come yet."),
        ),
    )
