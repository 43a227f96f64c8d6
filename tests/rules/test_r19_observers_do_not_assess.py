"""R19: The tutor and the trainers may attend the interview as observers, without assessing."""

import pytest

from app.domain.assessing import record_assessment
from app.domain.assessment import Observer, ObserverCapacity
from tests.builders import a_case
from tests.rules.answers import accepted, pointers, reasons
from tests.rules.stages import WAYS, assessment_of, ready_to_assess


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("capacity", [ObserverCapacity.TUTOR, ObserverCapacity.TRAINER])
def test_a_tutor_or_a_trainer_who_attends_is_not_the_professional_who_assesses(
    way: str, capacity: ObserverCapacity
) -> None:
    case = a_case(ready_to_assess(way))
    attending = (Observer(name="Nadia Roche", capacity=capacity),)
    accepted(record_assessment(case, assessment_of(way, observers=attending)))
    assessing = (*attending, Observer(name="LUC BERGER", capacity=capacity))
    answer = record_assessment(case, assessment_of(way, observers=assessing))
    assert reasons(answer) == {("observer_assesses", "R19")}
    assert pointers(answer) == ["/observers/1"]
