"""Rules by date: editions, repeals, quotes, and the values that the secretariat brings in force."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.law import (
    Edition,
    Parameter,
    ParameterScalar,
    ParametersInForce,
    ParameterValue,
    Repeal,
    Rule,
    Source,
    Violation,
)
from app.domain.text import Text

GUIDE_OF_2017 = Source(document="Guide 2017", quotes=("un an au moins", "hors de la branche"))
AGREEMENT = Source(document="Accord 2024", quotes=("sans durée minimale",))
ENDING = Source(document="Accord 2030", quotes=("la règle est abrogée",))

MINIMUM = Parameter(
    name="minimum_days", default=365, unit="days", label=Text("Durée minimale", "Minimum"), minimum=0, maximum=3_650
)
TIE = Parameter(
    name="tie", default="postpone", unit="choice", label=Text("Partage", "Tie"), choices=("postpone", "chair")
)
STRICT = Parameter(name="strict", default=True, unit="switch", label=Text("Strict", "Strict"))
FULL_TIME = replace(MINIMUM, name="weekly_hours", default=35, unit="hours", minimum=1, maximum=60)

FIRST = Edition(
    since=date(2011, 4, 27),
    source=GUIDE_OF_2017,
    requires=Text("Il faut {minimum_days} jours.", "It takes {minimum_days} days."),
    parameters=(MINIMUM, TIE, STRICT),
)
SECOND = replace(FIRST, since=date(2024, 1, 1), source=AGREEMENT, parameters=(replace(MINIMUM, default=0), TIE, STRICT))
RULE = Rule(
    number="R1",
    statement=Text("Un an.", "One year."),
    editions=(FIRST, SECOND, Repeal(since=date(2030, 1, 1), source=ENDING)),
)


def setting(value: ParameterScalar, since: date, name: str = "minimum_days", rule: str = "R1") -> ParameterValue:
    return ParameterValue(rule=rule, name=name, value=value, since=since, source="Avis de la CPNE")


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2011, 4, 26), None),
        (date(2011, 4, 27), FIRST),
        (date(2011, 4, 28), FIRST),
        (date(2023, 12, 31), FIRST),
        (date(2024, 1, 1), SECOND),
        (date(2024, 1, 2), SECOND),
        (date(2029, 12, 31), SECOND),
        (date(2030, 1, 1), None),
        (date(2030, 1, 2), None),
    ],
)
def test_the_edition_in_force_is_chosen_by_the_day(day: date, edition: Edition | None) -> None:
    assert RULE.on(day) == edition


def test_a_repealed_rule_may_come_back() -> None:
    again = replace(SECOND, since=date(2031, 1, 1))
    rule = replace(RULE, editions=(*RULE.editions, again))
    assert rule.on(date(2030, 12, 31)) is None
    assert rule.on(date(2031, 1, 1)) == again


def test_an_edition_ends_when_the_next_one_or_the_repeal_begins() -> None:
    assert RULE.ends(FIRST) == date(2024, 1, 1)
    assert RULE.ends(SECOND) == date(2030, 1, 1)
    assert replace(RULE, editions=(FIRST,)).ends(FIRST) is None


@pytest.mark.parametrize(
    ("day", "quote"),
    [
        (date(2011, 4, 26), "un an au moins"),
        (date(2023, 12, 31), "un an au moins"),
        (date(2024, 1, 1), "sans durée minimale"),
        (date(2031, 6, 1), "sans durée minimale"),
    ],
)
def test_the_sentence_cited_is_that_of_the_day_and_the_nearest_one_out_of_force(day: date, quote: str) -> None:
    assert RULE.quote_on(day) == quote


@pytest.mark.parametrize(
    "editions",
    [
        (),
        (SECOND, FIRST),
        (FIRST, replace(SECOND, since=FIRST.since)),
        (Repeal(since=date(2011, 1, 1), source=ENDING), FIRST),
    ],
)
def test_editions_are_dated_in_order_and_begin_with_one_in_force(editions: tuple[Edition | Repeal, ...]) -> None:
    with pytest.raises(ValueError, match="R1"):
        replace(RULE, editions=editions)


@pytest.mark.parametrize(("document", "quotes"), [("", ("phrase",)), ("Guide", ()), ("Guide", ("phrase", ""))])
def test_a_source_names_its_document_and_its_sentences(document: str, quotes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="source"):
        Source(document=document, quotes=quotes)


def test_a_parameter_that_nobody_set_has_the_default_of_the_edition() -> None:
    assert ParametersInForce().number(RULE, "minimum_days", date(2023, 12, 31)) == 365
    assert ParametersInForce().number(RULE, "minimum_days", date(2024, 1, 1)) == 0


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2019, 6, 30), 365),
        (date(2019, 7, 1), 180),
        (date(2019, 7, 2), 180),
        (date(2020, 12, 31), 180),
        (date(2021, 1, 1), 90),
        (date(2021, 1, 2), 90),
    ],
)
def test_a_value_set_counts_from_its_day_until_the_next(on: date, value: int) -> None:
    set_values = ParametersInForce((setting(90, date(2021, 1, 1)), setting(180, date(2019, 7, 1))))
    assert set_values.number(RULE, "minimum_days", on) == value


def test_a_new_edition_ends_the_values_set_under_the_former_one() -> None:
    set_values = ParametersInForce((setting(180, date(2019, 7, 1)),))
    assert set_values.number(RULE, "minimum_days", date(2023, 12, 31)) == 180
    assert set_values.number(RULE, "minimum_days", date(2024, 1, 1)) == 0


def test_a_value_set_on_the_very_day_of_an_edition_counts() -> None:
    set_values = ParametersInForce((setting(30, date(2024, 1, 1)),))
    assert set_values.number(RULE, "minimum_days", date(2024, 1, 1)) == 30


def test_the_value_of_another_rule_or_another_parameter_changes_nothing() -> None:
    elsewhere = ParametersInForce(
        (setting(1, date(2019, 1, 1), rule="R2"), setting("chair", date(2019, 1, 1), name="tie"))
    )
    assert elsewhere.number(RULE, "minimum_days", date(2020, 1, 1)) == 365
    assert elsewhere.choice(RULE, "tie", date(2020, 1, 1)) == "chair"
    assert ParametersInForce().choice(RULE, "tie", date(2020, 1, 1)) == "postpone"


def test_of_two_values_from_one_day_the_last_given_counts() -> None:
    twice = ParametersInForce((setting(180, date(2019, 7, 1)), setting(200, date(2019, 7, 1))))
    assert twice.number(RULE, "minimum_days", date(2019, 7, 1)) == 200


def test_a_switch_is_read_as_one() -> None:
    off = ParametersInForce((setting(False, date(2019, 7, 1), name="strict"),))
    assert off.switched_on(RULE, "strict", date(2019, 6, 30)) is True
    assert off.switched_on(RULE, "strict", date(2019, 7, 1)) is False


def test_a_parameter_is_read_as_what_it_is() -> None:
    none_set, on = ParametersInForce(), date(2019, 7, 1)
    with pytest.raises(TypeError, match=r"R1\.tie"):
        none_set.number(RULE, "tie", on)
    with pytest.raises(TypeError, match=r"R1\.strict"):
        none_set.number(RULE, "strict", on)
    with pytest.raises(TypeError, match=r"R1\.minimum_days"):
        none_set.switched_on(RULE, "minimum_days", on)
    with pytest.raises(TypeError, match=r"R1\.minimum_days"):
        none_set.choice(RULE, "minimum_days", on)
    with pytest.raises(KeyError, match="unknown"):
        none_set.value(RULE, "unknown", on)


def test_what_is_asked_is_said_with_the_value_of_the_day() -> None:
    set_values = ParametersInForce((setting(180, date(2019, 7, 1)),))
    assert set_values.requirement(RULE, date(2019, 6, 30)) == Text("Il faut 365 jours.", "It takes 365 days.")
    assert set_values.requirement(RULE, date(2019, 7, 1)) == Text("Il faut 180 jours.", "It takes 180 days.")


@pytest.mark.parametrize(
    ("parameter", "value", "admitted"),
    [
        (MINIMUM, 0, True),
        (MINIMUM, 3_650, True),
        (MINIMUM, 3_651, False),
        (MINIMUM, -1, False),
        (MINIMUM, True, False),
        (MINIMUM, "365", False),
        (FULL_TIME, 0, False),
        (FULL_TIME, 1, True),
        (FULL_TIME, 60, True),
        (FULL_TIME, 61, False),
        (TIE, "chair", True),
        (TIE, "lots", False),
        (TIE, 1, False),
        (STRICT, False, True),
        (STRICT, 1, False),
        (STRICT, "on", False),
    ],
)
def test_a_parameter_admits_what_suits_its_unit(parameter: Parameter, value: ParameterScalar, admitted: bool) -> None:
    assert parameter.admits(value) is admitted


@pytest.mark.parametrize(("minimum", "maximum"), [(366, 3_650), (0, 364), (None, 3_650), (0, None)])
def test_a_parameter_that_counts_says_bounds_and_its_default_lies_in_them(
    minimum: int | None, maximum: int | None
) -> None:
    with pytest.raises(ValueError, match="minimum_days"):
        replace(MINIMUM, minimum=minimum, maximum=maximum)


@pytest.mark.parametrize("value", [-1, 3_651, "365"])
def test_d61_a_value_from_before_the_bounds_counts_for_nothing(value: ParameterScalar) -> None:
    kept = ParametersInForce((setting(180, date(2019, 7, 1)), setting(value, date(2019, 8, 1))))
    assert kept.number(RULE, "minimum_days", date(2019, 9, 1)) == 180


def test_a_violation_cites_the_sentence_of_the_condition_that_is_broken() -> None:
    on = date(2020, 1, 1)
    broken = Violation(code="experience_too_short", detail=Text("Trop court.", "Too short."), rule=RULE)
    assert broken.quote_on(on) == "un an au moins"
    assert replace(broken, sentence=1).quote_on(on) == "hors de la branche"
    assert replace(broken, rule=None).quote_on(on) is None


def test_a_warning_cites_the_sentence_of_the_violation_that_it_was() -> None:
    on = date(2020, 1, 1)
    broken = Violation(code="experience_too_short", detail=Text("Trop court.", "Too short."), rule=RULE, sentence=1)
    assert broken.as_warning().quote_on(on) == "hors de la branche"
    assert replace(broken, sentence=0).as_warning().quote_on(on) == "un an au moins"
    with pytest.raises(ValueError, match="experience_too_short"):
        replace(broken, rule=None).as_warning()
