"""R52: The assessment takes place in several sittings, as competences are acquired, or in one."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from tests.builders import P1, a_case
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import WAYS, assessment_of, day, ready_to_assess, ready_to_complete


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("held_on", [(day(0),), (day(-30), day(-1)), (day(-300), day(-200), day(-100), day(0))])
def test_it_is_recorded_sitting_after_sitting(way: str, held_on: tuple[date, ...]) -> None:
    whole = assessment_of(way, held_on=held_on)
    first = accepted(record_assessment(a_case(ready_to_assess(way)), replace(whole, results=whole.results[:1])))
    then = accepted(record_assessment(a_case(first), whole))
    assert then.assessment == whole
    assert then.scope == first.scope


@pytest.mark.parametrize("way", WAYS)
def test_it_ends_with_one_sitting_at_least(way: str) -> None:
    never = ready_to_complete(way, assessment=assessment_of(way, held_on=()))
    assert reasons(complete_assessment(a_case(never))) == {("sitting_missing", "R52")}
    accepted(complete_assessment(a_case(ready_to_complete(way))))


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, True), (1, False)])
def test_no_sitting_is_to_come(offset: int, possible: bool) -> None:
    answer = record_assessment(a_case(ready_to_assess(P1)), assessment_of(P1, held_on=(day(-5), day(offset))))
    if possible:
        accepted(answer)
        return
    assert reasons(answer, INVALID) == {("day_in_the_future", None)}
    assert pointers(answer) == ["/held_on/1"]
