"""R20: A competence is mastered when the authorised evaluator validates it after consulting the trade professional."""

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from tests.builders import a_case
from tests.rules.answers import INVALID, accepted, reasons
from tests.rules.stages import WAYS, assessment_of, day, ready_to_assess, ready_to_complete


@pytest.mark.parametrize("way", WAYS)
def test_no_assessment_ends_before_the_evaluator_consulted_the_professional(way: str) -> None:
    silent = ready_to_complete(way, assessment=assessment_of(way, concertation_held_on=None))
    assert reasons(complete_assessment(a_case(silent))) == {("concertation_missing", "R20")}
    accepted(complete_assessment(a_case(ready_to_complete(way))))


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, True), (1, False)])
def test_the_consultation_has_taken_place(offset: int, possible: bool) -> None:
    recorded = assessment_of("individualised_training", concertation_held_on=day(offset))
    answer = record_assessment(a_case(ready_to_assess("individualised_training")), recorded)
    assert accepted(answer) if possible else reasons(answer, INVALID) == {("day_in_the_future", None)}
