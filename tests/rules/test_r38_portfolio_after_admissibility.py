"""R38: Once the request is admissible the candidate writes the VAE portfolio (outil 7), then contacts an authorised
evaluator."""

import pytest

from app.domain.assigning import Declaration, accept_assignment, choose_evaluator
from app.domain.dossier import AdmissibilityVerdict
from app.domain.preparation import record_portfolio
from app.domain.progress import status_of
from tests.builders import P1, P2, P3, TODAY, a_case, a_choice, a_request, an_admission, an_evaluator
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import admissible, day, ready_to_complete, ready_to_submit, registered


@pytest.mark.parametrize("request_so_far", [None, a_request(), a_request(verdict=AdmissibilityVerdict.INCOMPLETE)])
def test_the_portfolio_is_begun_once_the_request_is_admissible(request_so_far: object) -> None:
    early = ready_to_submit(P3, admissibility=request_so_far)
    assert reasons(record_portfolio(a_case(early), TODAY), TOO_EARLY) == {("admissibility_not_complete", "R68")}
    assert accepted(record_portfolio(a_case(admissible(P3)), TODAY)).portfolio_completed_on == TODAY


def test_the_evaluator_is_contacted_once_it_is_written() -> None:
    waiting = {("vae_portfolio_not_complete", "R68")}
    before = a_case(admissible(P3))
    assert reasons(choose_evaluator(before, an_evaluator(), a_choice()), TOO_EARLY) == waiting
    after = a_case(accepted(record_portfolio(before, TODAY)))
    accepted(choose_evaluator(after, an_evaluator(), a_choice()))
    assert status_of(before.dossier) == "registration_in_progress"
    assert status_of(after.dossier) == "awaiting_assessment"


def test_nobody_accepts_an_assignment_before_it_either() -> None:
    too_soon = admissible(P3, evaluator=a_choice())
    answer = accept_assignment(a_case(too_soon), Declaration(independent=True))
    assert reasons(answer, TOO_EARLY) == {("vae_portfolio_not_complete", "R68")}


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, True), (1, False)])
def test_it_is_written_by_the_day_on_which_it_is_recorded(offset: int, possible: bool) -> None:
    answer = record_portfolio(a_case(admissible(P3, admissibility=an_admission(day(-1)))), day(offset))
    assert accepted(answer) if possible else reasons(answer, INVALID) == {("day_in_the_future", None)}


def test_it_is_not_written_before_the_decision_that_opens_it() -> None:
    answer = record_portfolio(a_case(admissible(P3)), day(-1))
    assert reasons(answer) == {("before_the_decision", "R38")}


def test_its_day_may_be_put_right_until_the_first_result() -> None:
    accepted(record_portfolio(a_case(registered(P3)), day(-3)))
    assert kind_of(record_portfolio(a_case(ready_to_complete(P3)), day(-3))) is TOO_LATE


@pytest.mark.parametrize("way", [P1, P2])
def test_no_other_pathway_has_a_portfolio(way: str) -> None:
    assert kind_of(record_portfolio(a_case(registered(way)), TODAY)) is TOO_EARLY
