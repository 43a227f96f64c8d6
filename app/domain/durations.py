"""How long something lasts, as people say it: ``dix-huit mois``, ``30 jours``, ``une heure``."""

from collections.abc import Mapping
from datetime import timedelta

from app.domain.text import Text

_IN_LETTERS = (
    Text("zéro", "zero"),
    Text("un", "one"),
    Text("deux", "two"),
    Text("trois", "three"),
    Text("quatre", "four"),
    Text("cinq", "five"),
    Text("six", "six"),
    Text("sept", "seven"),
    Text("huit", "eight"),
    Text("neuf", "nine"),
    Text("dix", "ten"),
    Text("onze", "eleven"),
    Text("douze", "twelve"),
    Text("treize", "thirteen"),
    Text("quatorze", "fourteen"),
    Text("quinze", "fifteen"),
    Text("seize", "sixteen"),
    Text("dix-sept", "seventeen"),
    Text("dix-huit", "eighteen"),
    Text("dix-neuf", "nineteen"),
    Text("vingt", "twenty"),
)
_FEMININE = {"weeks", "hours", "minutes", "seconds"}
_HOURS_OF_A_DAY, _MINUTE = 24, 60

UNITS: Mapping[str, tuple[Text, Text]] = {
    "seconds": (Text("seconde", "second"), Text("secondes", "seconds")),
    "minutes": (Text("minute", "minute"), Text("minutes", "minutes")),
    "hours": (Text("heure", "hour"), Text("heures", "hours")),
    "days": (Text("jour", "day"), Text("jours", "days")),
    "weeks": (Text("semaine", "week"), Text("semaines", "weeks")),
    "months": (Text("mois", "month"), Text("mois", "months")),
    "years": (Text("an", "year"), Text("ans", "years")),
}
"""Each unit, of one and of several."""


def duration(count: int, unit: str) -> Text:
    """So many of a unit: up to twenty in letters. ``unit``: one of ``UNITS``."""
    one, several = UNITS[unit]
    number = _IN_LETTERS[count] if count < len(_IN_LETTERS) else Text(str(count), str(count))
    french = "une" if count == 1 and unit in _FEMININE else number.fr
    return Text(f"{french} {(one if count < 2 else several).fr}", f"{number.en} {(one if count == 1 else several).en}")


def lasting(time: timedelta) -> Text:
    """The same, in the largest unit that leaves no rest; a single day is 24 hours."""
    seconds = int(time.total_seconds())
    minutes, hours = seconds // _MINUTE, seconds // _MINUTE**2
    if seconds % _MINUTE or not minutes:
        return duration(seconds, "seconds")
    if minutes % _MINUTE:
        return duration(minutes, "minutes")
    if hours % _HOURS_OF_A_DAY or hours == _HOURS_OF_A_DAY:
        return duration(hours, "hours")
    return duration(hours // _HOURS_OF_A_DAY, "days")
