"""R10: The assessment is always made by two evaluators: a trade professional and an authorised one."""

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from tests.builders import P3, a_case
from tests.rules.answers import TOO_EARLY, reasons
from tests.rules.stages import (
    WAYS,
    WITH_TRADE_EVALUATOR,
    assessment_of,
    ready_to_assess,
    ready_to_complete,
)


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_no_assessment_ends_without_the_professional_of_the_trade(way: str) -> None:
    alone = ready_to_complete(way, trade_evaluator=None)
    assert reasons(complete_assessment(a_case(alone))) == {("trade_evaluator_not_invited", "R70")}


def test_in_the_common_law_vae_the_assessment_names_the_professional() -> None:
    nobody = assessment_of(P3, professional=None)
    answer = record_assessment(a_case(ready_to_assess(P3)), nobody)
    assert reasons(answer) == {("professional_missing", "R18")}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_recorded_before_the_authorised_evaluator_has_accepted(way: str) -> None:
    answer = record_assessment(a_case(ready_to_assess(way, acceptance=None)), assessment_of(way))
    assert reasons(answer, TOO_EARLY) == {("assignment_not_accepted", "D17")}
