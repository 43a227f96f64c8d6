"""How long something lasts, as people say it."""

from datetime import date, timedelta

import pytest

from app.domain.durations import UNITS, duration, lasting
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.rules import RULES
from app.domain.rules.admissibility import R44
from app.domain.text import Text

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("count", "unit", "said"),
    [
        (0, "days", Text("zéro jour", "zero days")),
        (1, "months", Text("un mois", "one month")),
        (1, "weeks", Text("une semaine", "one week")),
        (2, "weeks", Text("deux semaines", "two weeks")),
        (5, "years", Text("cinq ans", "five years")),
        (18, "months", Text("dix-huit mois", "eighteen months")),
        (20, "days", Text("vingt jours", "twenty days")),
        (21, "days", Text("21 jours", "21 days")),
        (365, "days", Text("365 jours", "365 days")),
    ],
)
def test_up_to_twenty_in_letters_beyond_in_digits(count: int, unit: str, said: Text) -> None:
    assert duration(count, unit) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(seconds=45), Text("45 secondes", "45 seconds")),
        (timedelta(minutes=1), Text("une minute", "one minute")),
        (timedelta(minutes=90), Text("90 minutes", "90 minutes")),
        (timedelta(hours=1), Text("une heure", "one hour")),
        (timedelta(days=1), Text("24 heures", "24 hours")),
        (timedelta(hours=36), Text("36 heures", "36 hours")),
        (timedelta(days=7), Text("sept jours", "seven days")),
        (timedelta(days=90), Text("90 jours", "90 days")),
        (timedelta(), Text("zéro seconde", "zero seconds")),
    ],
)
def test_a_time_is_said_in_the_largest_unit_that_leaves_no_rest(time: timedelta, said: Text) -> None:
    assert lasting(time) == said


def test_every_parameter_that_counts_time_has_a_unit_that_can_be_said() -> None:
    units = {each.unit for rule in RULES.values() for each in rule.read_on(DAY).parameters}

    assert units - {"switch", "choice"} <= UNITS.keys()


def test_a_rule_says_the_value_of_its_day_and_tells_those_that_are_coming() -> None:
    three = ParameterValue(rule="R44", name="months", value=3, since=DAY, source="CPNE")
    four = ParameterValue(rule="R44", name="months", value=4, since=date(2027, 1, 1), source="CPNE")
    known = ParametersInForce((four, three))

    assert "les deux mois de" in known.statement(R44, date(2026, 11, 23)).fr
    assert "within three months of" in known.statement(R44, DAY).en
    assert known.requirement(R44, DAY).fr.startswith("La réponse est attendue dans les 3 mois")
    assert known.coming(R44, "months", date(2026, 11, 23)) == (three, four)
    assert known.coming(R44, "months", DAY) == (four,)
    assert ParametersInForce().coming(R44, "months", DAY) == ()
