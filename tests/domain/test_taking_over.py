"""What an evaluator who leaves leaves behind (D63), and which results ask for the signed guide again (D57)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.assessment import Place
from app.domain.taking_over import changes_the_guide, with_guide_asked_again, without_the_former
from tests.builders import (
    BRIDGE,
    NOTHING_TOLD,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_dossier,
    a_scope,
    an_assessment,
    trade_observations,
)
from tests.rules.stages import (
    WAYS,
    assessment_of,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
    with_ids_of_their_own,
)

SAT_ON = TODAY - timedelta(days=3)


def test_what_was_theirs_is_on_record_as_it_was() -> None:
    before = ready_for_jury(P1)
    after = without_the_former(a_case(before), "Malade.")

    (former,) = after.former_assignments
    assert (former.choice, former.acceptance) == (before.evaluator, before.acceptance)
    assert former.acceptance is not None
    assert former.assessment == before.assessment
    assert (former.trade_evaluator, former.trade_observations) == (before.trade_evaluator, before.trade_observations)
    assert former.trade_evaluator is not None
    assert former.trade_observations == trade_observations()
    assert (former.until, former.reason) == (TODAY, "Malade.")
    assert (after.evaluator, after.acceptance, after.trade_evaluator, after.trade_observations) == (None,) * 4


def test_where_there_is_no_assessment_no_guide_is_asked_again() -> None:
    bridge = a_dossier(BRIDGE)

    assert with_guide_asked_again(bridge) == bridge


def test_a_second_who_leaves_is_put_behind_the_first() -> None:
    once = replace(without_the_former(a_case(ready_for_jury(P1)), "Malade."), evaluator=a_choice(region="11"))
    twice = without_the_former(a_case(once), "Parti.")
    assert [former.reason for former in twice.former_assignments] == ["Malade.", "Parti."]


def test_where_nobody_is_chosen_nothing_is_left() -> None:
    dossier = replace(ready_to_assess(P1), evaluator=None)
    assert without_the_former(a_case(dossier), "Malade.") is dossier


def test_whoever_takes_over_tells_the_candidate_anew_and_names_their_own_place() -> None:
    kept = an_assessment(place=Place(postal_code="75011", city="Paris"), held_on=(SAT_ON,), observed_on=())
    assert kept.briefing != NOTHING_TOLD
    after = without_the_former(a_case(ready_to_complete(P1, assessment=kept)), "Malade.").assessment

    assert after is not None
    assert after.briefing == NOTHING_TOLD
    assert (after.place, after.remote, after.concertation_held_on) == (None, False, None)
    (sitting,) = after.sittings
    assert (sitting.on, sitting.place, sitting.remote) == (SAT_ON, kept.place, False)


def test_a_remote_sitting_stays_remote_and_the_next_one_is_not() -> None:
    kept = an_assessment(remote=True, place=None, held_on=(SAT_ON,), observed_on=())
    after = without_the_former(a_case(ready_to_complete(P1, assessment=kept)), "Malade.").assessment
    assert after is not None
    assert after.remote is False
    assert [each.remote for each in after.sittings] == [True]


def test_the_frozen_scope_stays_with_the_results_and_goes_without_any() -> None:
    scope = a_scope()
    with_results = ready_to_complete(P1, scope=scope)
    without_any = ready_to_complete(P1, scope=scope, assessment=assessment_of(P1, results=()))
    assert without_the_former(a_case(with_results), None).scope == scope
    assert without_the_former(a_case(without_any), None).scope is None


def test_an_assessment_that_was_completed_with_nothing_to_assess_goes_on() -> None:
    completed = ready_for_jury(P1, assessment=assessment_of(P1, results=()), scope=a_scope(assessed=()))
    after = without_the_former(a_case(completed), "Malade.")
    assert after.assessment is not None
    assert after.scope is not None


def test_every_version_of_the_guide_is_asked_for_again_once() -> None:
    dossier = with_ids_of_their_own(ready_for_jury(P1))
    once = with_guide_asked_again(dossier)
    assert len(once.void_guides) == 1
    assert with_guide_asked_again(once).void_guides == once.void_guides


@pytest.mark.parametrize("way", WAYS)
def test_a_result_that_takes_the_other_value_changes_a_guide_that_was_handed_in(way: str) -> None:
    filed = ready_for_jury(way)
    assert filed.assessment is not None
    same = filed.assessment
    first, *others = same.results
    other = replace(same, results=(replace(first, acquired=not first.acquired), *others))

    assert not changes_the_guide(filed, same)
    assert changes_the_guide(filed, other)
    assert not changes_the_guide(replace(filed, documents=()), other)


@pytest.mark.parametrize(("way", "is_filed_with_its_results"), [(P1, True), (P2, True), (P3, False)])
def test_a_result_beside_a_filed_guide_changes_the_guides_that_hold_all_results(
    way: str, is_filed_with_its_results: bool
) -> None:
    filed = ready_for_jury(way, assessment=None)
    assert changes_the_guide(filed, assessment_of(way)) is is_filed_with_its_results
