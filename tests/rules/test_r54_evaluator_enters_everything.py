"""R54: The authorised evaluator enters the results, their observations and the candidate's, and uploads the assessment
guide."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from app.domain.assessment import Observer, ObserverCapacity
from app.domain.documents import DocumentKind
from app.domain.jury_registration import register_to_jury
from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from tests.builders import P1, P2, a_case, upload_of
from tests.rules.answers import accepted, reasons
from tests.rules.stages import (
    WITH_TRADE_EVALUATOR,
    a_session,
    assessment_of,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
)


@pytest.mark.parametrize("way", [P1, P2])
def test_the_authorised_evaluator_alone_enters_results_and_uploads_the_guide(way: str) -> None:
    assert pathway_of(way).acts["recordAssessment"] == (Actor.EVALUATOR,)
    assert pathway_of(way).acts["completeAssessment"] == (Actor.EVALUATOR,)
    assert upload_of(way, DocumentKind.OUTIL_4).by == (Actor.EVALUATOR,)


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_nothing_ends_that_was_not_recorded(way: str) -> None:
    assert reasons(complete_assessment(a_case(ready_to_complete(way, assessment=None)))) == {
        ("assessment_missing", "R54")
    }


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("silence", ["", "   "])
def test_the_candidates_observations_end_the_assessment(way: str, silence: str) -> None:
    mute = ready_to_complete(way, assessment=assessment_of(way, candidate_observations=silence))
    assert reasons(complete_assessment(a_case(mute))) == {("candidate_observations_missing", "R70")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("silence", ["", "   "])
def test_the_evaluators_own_are_there_before_the_jury(way: str, silence: str) -> None:
    mute = ready_for_jury(way, assessment=assessment_of(way, evaluator_observations=silence))
    answer = register_to_jury(a_case(mute), a_session(), 0)
    assert reasons(answer) == {("evaluator_observations_missing", "R58")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_what_is_recorded_may_be_put_right_until_the_jury_but_stays_whole(way: str) -> None:
    whole = assessment_of(way, acquired=("C1",))
    done = ready_for_jury(way)
    assert accepted(record_assessment(a_case(done), whole)).assessment == whole
    partly = replace(whole, results=whole.results[:1], candidate_observations="")
    assert reasons(record_assessment(a_case(done), partly)) == {
        ("result_missing", "R56"),
        ("candidate_observations_missing", "R70"),
    }
    accepted(record_assessment(a_case(ready_to_assess(way)), partly))


def test_a_correction_that_breaks_two_things_is_told_both() -> None:
    complete = ready_for_jury(P1)
    tutor_assesses = Observer(name="Luc Berger", capacity=ObserverCapacity.TUTOR)
    broken = assessment_of(P1, candidate_observations=" ", observers=(tutor_assesses,))
    assert reasons(record_assessment(a_case(complete), broken)) == {
        ("observer_assesses", "R19"),
        ("candidate_observations_missing", "R70"),
    }
