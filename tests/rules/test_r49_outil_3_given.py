"""R49: Outil 3 is given to the candidate before the assessment interview."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment
from tests.builders import P3, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import WITH_TRADE_EVALUATOR, assessment_of, ready_to_complete


def completed(way: str, part: str, made_sure: bool) -> object:
    whole = assessment_of(way)
    briefed = replace(whole, briefing=replace(whole.briefing, **{part: made_sure}))
    return complete_assessment(a_case(ready_to_complete(way, assessment=briefed)))


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("part", ["outil_3_delivered"])
def test_no_assessment_ends_unless_the_evaluator_made_sure_of_it(way: str, part: str) -> None:
    assert reasons(completed(way, part, False)) == {(f"briefing_{part}", "R49")}
    accepted(completed(way, part, True))


@pytest.mark.parametrize("part", ["outil_3_delivered"])
def test_the_rule_is_not_the_common_law_vaes(part: str) -> None:
    accepted(completed(P3, part, False))
