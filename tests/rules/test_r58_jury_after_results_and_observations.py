"""R58: A dossier goes to the jury once the results and the observations of the evaluators and the candidate are
entered."""

import pytest

from app.domain.assessing import record_trade_observations, waive_trade_observations
from app.domain.jury_registration import register_to_jury
from tests.builders import P3, TODAY, a_case, trade_observations
from tests.rules.answers import TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import (
    WAYS,
    WITH_TRADE_EVALUATOR,
    a_session,
    assessment_of,
    on_agenda,
    ready_for_jury,
    ready_to_complete,
)


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_nobody_goes_to_the_jury_before_the_results_are_complete(way: str) -> None:
    early = ready_to_complete(way, trade_observations=trade_observations())
    answer = register_to_jury(a_case(early), a_session(), 0)
    assert reasons(answer, TOO_EARLY) == {("assessment_not_complete", "R68")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_nor_before_both_evaluators_observed(way: str) -> None:
    silent = ready_for_jury(way, trade_observations=None, assessment=assessment_of(way, evaluator_observations=""))
    assert reasons(register_to_jury(a_case(silent), a_session(), 0)) == {
        ("trade_observations_missing", "D2"),
        ("evaluator_observations_missing", "R58"),
    }
    accepted(register_to_jury(a_case(ready_for_jury(way)), a_session(), 0))


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_the_secretariat_may_go_without_the_professionals_for_a_reason(way: str) -> None:
    waiting = a_case(ready_for_jury(way, trade_observations=None))
    waived = accepted(waive_trade_observations(waiting, "Il a quitté l'entreprise."))
    assert waived.trade_observations is not None
    assert waived.trade_observations.waived
    assert waived.trade_observations.text == "Il a quitté l'entreprise."
    assert waived.trade_observations.recorded_on == TODAY
    accepted(register_to_jury(a_case(waived), a_session(), 0))
    assert kind_of(waive_trade_observations(a_case(waived), "Encore.")) is TOO_LATE
    accepted(record_trade_observations(a_case(waived), "Les voici tout de même."))
    assert kind_of(waive_trade_observations(a_case(on_agenda(way)), "Trop tard.")) is TOO_LATE


def test_the_common_law_vae_needs_neither() -> None:
    silent = ready_for_jury(P3, assessment=assessment_of(P3, candidate_observations="", evaluator_observations=""))
    accepted(register_to_jury(a_case(silent), a_session(), 0))


@pytest.mark.parametrize("way", WAYS)
def test_the_registration_names_its_session_and_its_day(way: str) -> None:
    registration = accepted(register_to_jury(a_case(ready_for_jury(way)), a_session(), 0)).jury_registration
    assert (registration.session_id, registration.registered_on) == (a_session().id, TODAY)
    assert not registration.by_branch
