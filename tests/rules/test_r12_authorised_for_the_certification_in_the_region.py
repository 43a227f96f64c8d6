"""R12: An authorisation holds for one certification and for the region where the assessment takes place."""

from datetime import date
from typing import Any

import pytest

from app.domain.assessing import record_assessment
from app.domain.assigning import choose_evaluator
from tests.builders import P1, REGION, a_case, a_choice, a_dossier, an_authorisation, an_evaluator
from tests.rules.answers import accepted, reasons
from tests.rules.stages import WAYS, assessment_of, day, ready_to_assess

REFUSED = {("evaluator_not_authorised", "R12")}


@pytest.mark.parametrize(
    ("authorisation", "allowed"),
    [
        ({}, True),
        ({"certification_code": "cqp-operateur-fabrication"}, False),
        ({"region": "11"}, False),
        ({"from_day": day(31)}, False),
        ({"from_day": day(30)}, True),
        ({"from_day": day(29)}, True),
        ({"until_day": day(31)}, True),
        ({"until_day": day(30)}, True),
        ({"until_day": day(29)}, False),
    ],
)
def test_the_evaluator_chosen_is_authorised_for_it_there_on_the_planned_day(
    authorisation: dict[str, Any], allowed: bool
) -> None:
    evaluator = an_evaluator(authorisations=(an_authorisation(**authorisation),))
    answer = choose_evaluator(a_case(), evaluator, a_choice(planned_on=day(30)))
    assert accepted(answer).evaluator if allowed else reasons(answer) == REFUSED


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("held_on", "allowed"),
    [
        ((day(-11),), False),
        ((day(-10),), True),
        ((day(-5),), True),
        ((day(-4),), False),
        ((day(-10), day(-4)), False),
        ((day(-10), day(-5)), True),
    ],
)
def test_each_day_on_which_the_assessment_was_held_counts_and_never_the_day_of_entry(
    way: str, held_on: tuple[date, ...], allowed: bool
) -> None:
    evaluator = an_evaluator(authorisations=(an_authorisation(from_day=day(-10), until_day=day(-5)),))
    case = a_case(ready_to_assess(way), evaluator=evaluator)
    answer = record_assessment(case, assessment_of(way, held_on=held_on))
    assert accepted(answer).assessment if allowed else reasons(answer) == REFUSED


def test_two_authorisations_are_not_one_across_certification_and_region() -> None:
    crossed = (an_authorisation(region="11"), an_authorisation(certification_code="cqp-technico-commercial"))
    answer = choose_evaluator(a_case(a_dossier(P1)), an_evaluator(authorisations=crossed), a_choice(region=REGION))
    assert reasons(answer) == REFUSED
