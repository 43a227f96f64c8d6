"""The documents written from the code are up to date; every rule has its place, its proof and what enforces it."""

from pathlib import Path

import pytest

from app.domain.law import GUIDE_IN_FORCE_FROM, ParametersInForce
from app.domain.rules import RULES
from tools.documents import DOCUMENTS
from tools.places import places_in_code, places_in_tests

CODE, TESTS = places_in_code(), places_in_tests()
OF_THE_GUIDE = [number for number in RULES if number.startswith("R")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_generated_document_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == DOCUMENTS[path](), "run `make docs`"


@pytest.mark.parametrize("number", RULES)
def test_every_rule_and_every_decision_has_its_row(number: str) -> None:
    (rules,) = [path for path in DOCUMENTS if path.name == "rules.md"]
    (row,) = [line for line in rules.read_text(encoding="utf-8").splitlines() if line.startswith(f"| **{number}** |")]
    assert all(cell.strip() for cell in row.strip("|").split(" | "))


@pytest.mark.parametrize("number", RULES)
def test_every_rule_and_every_decision_has_a_place_in_the_code(number: str) -> None:
    assert CODE.get(number), f"nothing in app uses {number}, nor names it in a docstring"


@pytest.mark.parametrize("number", OF_THE_GUIDE)
def test_every_rule_has_one_test_file_that_opens_with_its_sentence(number: str) -> None:
    (place,) = TESTS[number]
    text = Path(__file__).parents[2].joinpath(place).read_text(encoding="utf-8")
    opening = " ".join(text.split('"""')[1].split())
    sentence = ParametersInForce().statement(RULES[number], GUIDE_IN_FORCE_FROM)
    assert opening == f"{number}: {sentence.en}"


@pytest.mark.parametrize("number", [number for number in RULES if number.startswith("D")])
def test_every_decision_is_proved_somewhere(number: str) -> None:
    assert TESTS.get(number), f"no test speaks of {number}"


@pytest.mark.parametrize("number", RULES)
def test_a_rule_that_no_operation_enforces_says_why(number: str) -> None:
    assert RULES[number].operations or RULES[number].note is not None
