"""R21: The authorised evaluator is chosen before registration, with the dates and the fees."""

import pytest

from app.domain.assigning import choose_evaluator, decline_assignment
from app.domain.missing_items import items_missing_from_step
from app.domain.preparation import complete_registration
from tests.builders import P1, P2, P3, TODAY, a_case, a_choice, a_scope, an_evaluator
from tests.rules.answers import TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import (
    P1B,
    WAYS,
    assessment_of,
    ready_for_jury,
    ready_to_complete,
    ready_to_register,
    registered,
)


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_the_choice_comes_before_the_registration(way: str) -> None:
    missing = a_case(ready_to_register(way, evaluator=None))
    assert reasons(complete_registration(missing)) == {("evaluator_not_chosen", "R21")}
    assert accepted(complete_registration(a_case(ready_to_register(way)))).registered_on == TODAY


@pytest.mark.parametrize("way", WAYS)
def test_the_fees_are_agreed_with_the_choice(way: str) -> None:
    case = a_case(registered(way, evaluator=None))
    answer = choose_evaluator(case, an_evaluator(), a_choice(fees_agreed=False))
    assert reasons(answer) == {("fees_not_agreed", "R21")}
    assert accepted(choose_evaluator(case, an_evaluator(), a_choice())).evaluator == a_choice()


@pytest.mark.parametrize("way", WAYS)
def test_the_choice_is_open_until_the_first_result(way: str) -> None:
    accepted(choose_evaluator(a_case(registered(way)), an_evaluator(), a_choice()))
    assert kind_of(choose_evaluator(a_case(ready_to_complete(way)), an_evaluator(), a_choice())) is TOO_LATE


def test_in_the_common_law_vae_the_choice_waits_for_the_portfolio() -> None:
    from tests.rules.answers import TOO_EARLY
    from tests.rules.stages import admissible

    answer = choose_evaluator(a_case(admissible(P3)), an_evaluator(), a_choice())
    assert reasons(answer, TOO_EARLY) == {("vae_portfolio_not_complete", "R68")}


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_after_the_registration_an_evaluator_who_declines_is_replaced(way: str) -> None:
    alone = accepted(decline_assignment(a_case(registered(way))))
    assert (alone.evaluator, alone.acceptance) == (None, None)
    lacks = {(item.code, item.operation_id) for item in items_missing_from_step(a_case(alone), "assessment")}
    assert ("evaluator_not_chosen", "chooseEvaluator") in lacks
    accepted(choose_evaluator(a_case(alone), an_evaluator(), a_choice()))
    assert kind_of(decline_assignment(a_case(ready_to_complete(way)))) is TOO_LATE


@pytest.mark.parametrize("way", [P1, P1B, P2, P3])
def test_nor_is_anybody_chosen_once_the_assessment_is_complete_even_of_nothing(way: str) -> None:
    """All of it may be held already (D23): no result is recorded then."""
    nothing = assessment_of(way, results=())
    complete = a_case(ready_for_jury(way, assessment=nothing, scope=a_scope(assessed=())))
    assert kind_of(choose_evaluator(complete, an_evaluator(), a_choice())) is TOO_LATE
    assert kind_of(decline_assignment(complete)) is TOO_LATE
