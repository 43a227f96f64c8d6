"""A day as people read it."""

from datetime import date

from app.domain.text import Text

_MONTHS = (
    Text("janvier", "January"),
    Text("février", "February"),
    Text("mars", "March"),
    Text("avril", "April"),
    Text("mai", "May"),
    Text("juin", "June"),
    Text("juillet", "July"),
    Text("août", "August"),
    Text("septembre", "September"),
    Text("octobre", "October"),
    Text("novembre", "November"),
    Text("décembre", "December"),
)
_GAP = "\N{NO-BREAK SPACE}"


def in_words(day: date) -> Text:
    """``1er mars 2027``, ``1 March 2027``: on one line whatever its width."""
    first, month, year = "1er" if day.day == 1 else str(day.day), _MONTHS[day.month - 1], str(day.year)
    return Text(_GAP.join((first, month.fr, year)), _GAP.join((str(day.day), month.en, year)))
