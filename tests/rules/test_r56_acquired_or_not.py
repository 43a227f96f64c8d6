"""R56: The result of a competence is acquired or not acquired, without degrees."""

from dataclasses import fields, replace

import pytest

from app.domain.assessing import complete_assessment
from app.domain.assessment import Result, missing_results, without_comment
from tests.builders import a_case, a_scope
from tests.rules.answers import accepted, reasons
from tests.rules.stages import WAYS, assessment_of, ready_to_complete


def test_a_result_has_two_values_and_no_degree() -> None:
    assert {field.name: field.type for field in fields(Result)} == {
        "competence_code": str,
        "acquired": bool,
        "comment": str,
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("acquired", [(), ("C1",), ("C1", "C2", "C3")])
def test_an_assessment_ends_whatever_was_acquired(way: str, acquired: tuple[str, ...]) -> None:
    accepted(complete_assessment(a_case(ready_to_complete(way, assessment=assessment_of(way, acquired=acquired)))))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("left_out", ["C1", "C2", "C3"])
def test_each_competence_in_scope_gets_one(way: str, left_out: str) -> None:
    whole = assessment_of(way)
    partial = replace(whole, results=tuple(r for r in whole.results if r.competence_code != left_out))
    assert missing_results(partial, a_scope()) == (left_out,)
    answer = complete_assessment(a_case(ready_to_complete(way, assessment=partial)))
    assert reasons(answer) == {("result_missing", "R56")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("comment", ["", " \n"])
def test_each_result_has_its_comment(way: str, comment: str) -> None:
    whole = assessment_of(way)
    silent = replace(whole, results=(replace(whole.results[0], comment=comment), *whole.results[1:]))
    assert without_comment(silent.results) == ("C1",)
    answer = complete_assessment(a_case(ready_to_complete(way, assessment=silent)))
    assert reasons(answer) == {("comment_missing", "R70")}
