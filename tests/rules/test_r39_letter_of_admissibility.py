"""R39: Before the assessment the candidate gives the authorised evaluator the letter attesting admissibility."""

from dataclasses import replace

import pytest

from app.domain.assessing import record_assessment
from tests.builders import P1, P2, P3, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import P1B, assessment_of, ready_to_assess


def recorded(way: str, presented: bool | None) -> object:
    whole = assessment_of(way)
    briefing = replace(whole.briefing, admissibility_letter_presented=presented)
    return record_assessment(a_case(ready_to_assess(way)), replace(whole, briefing=briefing))


@pytest.mark.parametrize("presented", [None, False])
def test_no_interview_of_a_common_law_vae_before_the_letter_is_shown(presented: bool | None) -> None:
    assert reasons(recorded(P3, presented)) == {("admissibility_letter_not_presented", "R39")}
    accepted(recorded(P3, True))


@pytest.mark.parametrize("way", [P1, P1B, P2])
@pytest.mark.parametrize("presented", [None, False, True])
def test_no_other_pathway_asks_for_it(way: str, presented: bool | None) -> None:
    accepted(recorded(way, presented))
