"""The rulebook is whole: 79 rules, 47 decisions and those of real life, dated, sourced, in two languages, in order."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from app.api.policy import POLICY
from app.domain.law import GUIDE_IN_FORCE_FROM, Edition, Parameter, ParameterScalar, ParametersInForce, Rule
from app.domain.pathways import pathways_concerned_by
from app.domain.rules import RULES, rule
from app.domain.rules.drafting import CQPI_IN_FORCE_FROM, DECISIONS, GUIDE
from app.domain.text import Text

OPERATIONS = (Path(__file__).parents[2] / "contract" / "operations.txt").read_text(encoding="utf-8").split()

ON = date(2026, 11, 23)

PARAMETERS: dict[tuple[str, str], tuple[ParameterScalar, str]] = {
    ("R22", "required"): (True, "switch"),
    ("R30", "minimum_days"): (365, "days"),
    ("R30", "window_years"): (3, "years"),
    ("R31", "minimum_days"): (365, "days"),
    ("R31", "window_years"): (3, "years"),
    ("R35", "minimum_days"): (365, "days"),
    ("R41", "weeks"): (2, "weeks"),
    ("R44", "months"): (2, "months"),
    ("R45", "months"): (18, "months"),
    ("R66", "years"): (5, "years"),
    ("D11", "silence_rule"): ("none", "choice"),
    ("D30", "other_pathways"): (False, "switch"),
    ("D31", "tie_rule"): ("postpone", "choice"),
    ("D37", "weekly_hours"): (35, "hours"),
    ("D48", "counts_from_age"): (14, "years"),
    ("D48", "age_of_request"): (16, "years"),
    ("D48", "identification_years"): (3, "years"),
    ("D72", "declaration_years"): (1, "years"),
}

each_rule = pytest.mark.parametrize("entry", RULES.values(), ids=RULES)


def editions(entry: Rule) -> Iterator[Edition]:
    return (edition for edition in entry.editions if isinstance(edition, Edition))


def declared() -> Iterator[tuple[Rule, Parameter]]:
    return ((entry, parameter) for entry in RULES.values() for e in editions(entry) for parameter in e.parameters)


def texts(entry: Rule) -> Iterator[Text]:
    yield entry.statement
    yield from (edition.requires for edition in editions(entry))
    yield from (parameter.label for edition in editions(entry) for parameter in edition.parameters)
    if entry.note:
        yield entry.note


def test_every_rule_and_every_decision_is_there_in_order() -> None:
    of_the_guide, decided = [n for n in RULES if n[0] == "R"], [int(n[1:]) for n in RULES if n[0] == "D"]

    assert list(RULES) == [*of_the_guide, *(f"D{number}" for number in decided)]
    assert of_the_guide == [f"R{n}" for n in range(1, 80)]
    assert decided == sorted(decided)
    assert decided[:47] == list(range(1, 48))
    assert [entry.number for entry in RULES.values()] == list(RULES)


def test_a_rule_is_found_by_its_number() -> None:
    assert rule("R31").number == "R31"
    assert rule("D31").number == "D31"
    with pytest.raises(KeyError):
        rule("R80")


@each_rule
def test_a_rule_quotes_the_guide_and_a_decision_its_own_text(entry: Rule) -> None:
    document = GUIDE if entry.number.startswith("R") else DECISIONS
    first = next(editions(entry))
    assert first.source.document == document
    assert all(quote.strip() == quote for quote in first.source.quotes)


@each_rule
def test_a_rule_is_in_force_from_a_known_day(entry: Rule) -> None:
    on_the_day = CQPI_IN_FORCE_FROM if entry.number in {"R5", "R6", "R8", "R9"} else GUIDE_IN_FORCE_FROM
    assert entry.editions[0].since == on_the_day
    assert entry.on(ON) is not None


@each_rule
def test_a_rule_speaks_french_and_english_in_whole_sentences(entry: Rule) -> None:
    for text in (entry.statement, *(edition.requires for edition in editions(entry))):
        assert text.fr != text.en
        assert text.fr.endswith(".")
        assert text.en.endswith(".")
    assert all(
        text.fr.strip() == text.fr and text.en.strip() == text.en and text.fr and text.en for text in texts(entry)
    )


@each_rule
def test_a_rule_names_pathways_that_exist_in_their_order(entry: Rule) -> None:
    assert pathways_concerned_by(entry), "no page names it, and it does not say itself whom it is about"


@each_rule
def test_a_rule_names_operations_that_somebody_may_call_or_says_why_it_has_none(entry: Rule) -> None:
    assert [name for name in entry.operations if name not in POLICY.rows] == []
    assert len(set(entry.operations)) == len(entry.operations)
    assert entry.operations or entry.note


def test_the_contract_names_each_operation_once() -> None:
    assert len(OPERATIONS) == len(set(OPERATIONS)) == 134


def test_the_parameters_are_those_that_the_secretariat_knows() -> None:
    found = {(entry.number, parameter.name): (parameter.default, parameter.unit) for entry, parameter in declared()}
    assert found == PARAMETERS


def test_each_default_suits_its_parameter() -> None:
    assert [parameter.name for _, parameter in declared() if not parameter.admits(parameter.default)] == []


@each_rule
def test_what_is_asked_names_declared_parameters_alone_and_the_same_in_both_languages(entry: Rule) -> None:
    for edition in editions(entry):
        known = {parameter.name for parameter in edition.parameters}
        french, english = (
            {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            for text in (edition.requires.fr, edition.requires.en)
        )
        assert french == english <= known


def test_what_is_asked_is_said_with_the_values_in_force() -> None:
    asked = ParametersInForce().requirement(rule("R31"), ON)
    assert "365 jours" in asked.fr
    assert "3 années" in asked.fr
    assert "365 days" in asked.en


@each_rule
def test_what_is_asked_can_be_said_of_every_rule(entry: Rule) -> None:
    asked = ParametersInForce().requirement(entry, ON)
    assert "{" not in asked.fr + asked.en
