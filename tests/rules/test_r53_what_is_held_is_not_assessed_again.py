"""R53: Competences already acquired by a CQP or CQPI held are not assessed again."""

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from app.domain.assessment import Exemption, ExemptionKind
from tests.builders import a_case, a_scope
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import WAYS, assessment_of, ready_to_assess, ready_to_complete

HELD = Exemption(competence_code="C2", kind=ExemptionKind.CQPI, source="CQPI n° 12")
NARROW = a_scope(assessed=("C1", "C3"), exemptions=(HELD,))


@pytest.mark.parametrize("way", WAYS)
def test_a_result_on_what_is_held_is_refused_and_names_its_source(way: str) -> None:
    answer = record_assessment(a_case(ready_to_assess(way, scope=NARROW)), assessment_of(way))
    assert reasons(answer) == {("competence_already_held", "R53")}
    (violation,) = answer.violations  # type: ignore[union-attr]
    assert violation.pointer == "/results/1/competence_code"
    assert "CQPI n° 12" in violation.detail.fr
    assert "CQPI n° 12" in violation.detail.en


@pytest.mark.parametrize("way", WAYS)
def test_the_rest_is_enough(way: str) -> None:
    whole = assessment_of(way)
    rest = assessment_of(way, results=tuple(r for r in whole.results if r.competence_code != "C2"))
    accepted(complete_assessment(a_case(ready_to_complete(way, scope=NARROW, assessment=rest))))
    accepted(record_assessment(a_case(ready_to_assess(way, scope=NARROW)), rest))


def test_a_competence_that_does_not_exist_or_comes_twice_is_no_result() -> None:
    whole = assessment_of("individualised_training")
    from dataclasses import replace

    results = (*whole.results, replace(whole.results[0], competence_code="C9"), whole.results[0])
    answer = record_assessment(a_case(ready_to_assess("individualised_training")), replace(whole, results=results))
    assert reasons(answer, INVALID) == {("unknown_competence", None), ("competence_twice", None)}
    assert pointers(answer) == [
        "/results/0/competence_code",
        "/results/3/competence_code",
        "/results/4/competence_code",
    ]
