"""R55: The trade professional, invited by the authorised evaluator, enters observations only."""

import pytest

from app.domain.assessing import (
    invite_trade_evaluator,
    record_assessment,
    record_trade_observations,
    revoke_trade_evaluator,
)
from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from tests.builders import P1, P2, P3, TODAY, a_case, a_trade_evaluator
from tests.rules.answers import TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import (
    WITH_TRADE_EVALUATOR,
    assessment_of,
    on_agenda,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
    ready_to_register,
)


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_nobody_observes_uninvited(way: str) -> None:
    uninvited = a_case(ready_to_complete(way, trade_evaluator=None))
    answer = record_trade_observations(uninvited, "Bon travail.")
    assert reasons(answer, TOO_EARLY) == {("trade_evaluator_not_invited", "R68")}
    invited = a_case(accepted(invite_trade_evaluator(uninvited, a_trade_evaluator())))
    observed = accepted(record_trade_observations(invited, "Bon travail.")).trade_observations
    assert observed is not None
    assert (observed.text, observed.recorded_on, observed.waived) == ("Bon travail.", TODAY, False)


@pytest.mark.parametrize("way", [P1, P2])
def test_it_is_the_authorised_evaluator_who_invites_and_the_professional_who_only_observes(way: str) -> None:
    assert pathway_of(way).acts["inviteTradeEvaluator"] == (Actor.EVALUATOR,)
    assert pathway_of(way).acts["recordTradeObservations"] == (Actor.TRADE_EVALUATOR,)
    theirs = [name for name, actors in pathway_of(way).acts.items() if Actor.TRADE_EVALUATOR in actors]
    assert theirs == ["recordTradeObservations"]


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_nobody_is_invited_before_the_registration_nor_by_who_has_not_accepted(way: str) -> None:
    early = invite_trade_evaluator(a_case(ready_to_register(way)), a_trade_evaluator())
    assert ("registration_not_complete", "R68") in reasons(early, TOO_EARLY)
    unaccepted = ready_to_assess(way, acceptance=None, trade_evaluator=None)
    answer = invite_trade_evaluator(a_case(unaccepted), a_trade_evaluator())
    assert reasons(answer, TOO_EARLY) == {("assignment_not_accepted", "D17")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_an_invitation_is_sent_again_and_taken_back_until_the_observations(way: str) -> None:
    again = a_trade_evaluator(email="luc.b@example.org")
    assert accepted(invite_trade_evaluator(a_case(ready_to_assess(way)), again)).trade_evaluator == again
    assert accepted(revoke_trade_evaluator(a_case(ready_to_assess(way)))).trade_evaluator is None
    assert kind_of(revoke_trade_evaluator(a_case(ready_for_jury(way)))) is TOO_LATE
    assert kind_of(invite_trade_evaluator(a_case(on_agenda(way)), again)) is TOO_LATE


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_observations_are_given_once_by_the_one_act_of_the_invitation_and_before_the_jury(way: str) -> None:
    assert kind_of(record_trade_observations(a_case(ready_for_jury(way)), "Mieux encore.")) is TOO_LATE
    assert kind_of(record_trade_observations(a_case(on_agenda(way)), "Trop tard.")) is TOO_LATE


def test_the_common_law_vae_has_no_invitation() -> None:
    assert kind_of(invite_trade_evaluator(a_case(ready_to_assess(P3)), a_trade_evaluator())) is TOO_EARLY
    assert kind_of(record_trade_observations(a_case(ready_to_complete(P3)), "Bien.")) is TOO_EARLY


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_elsewhere_nobody_is_named_in_place_of_an_invitation(way: str) -> None:
    named = assessment_of(way, professional=assessment_of(P3).professional)
    assert reasons(record_assessment(a_case(ready_to_assess(way)), named)) == {("professional_is_invited", "R55")}
