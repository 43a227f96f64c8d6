"""How an answer counts: France compétences' definitions."""

import pytest

from app.domain.survey_answers import (
    JobContract,
    Situation,
    Standing,
    SurveyAnswer,
    answer_faults,
    standing_of,
    with_what_stands,
)


@pytest.mark.parametrize(
    ("situation", "standing"),
    [
        (Situation.EMPLOYED, Standing.IN_TARGET_JOB),
        (Situation.SELF_EMPLOYED, Standing.IN_TARGET_JOB),
        pytest.param(Situation.INTERNATIONAL, Standing.IN_TARGET_JOB, id="abroad, the job being international"),
        (Situation.SEEKING, Standing.WITHOUT_JOB),
        (Situation.OTHER, Standing.WITHOUT_JOB),
        (Situation.STUDYING, Standing.NEUTRALISED),
        (Situation.UNABLE, Standing.NEUTRALISED),
        (Situation.ABROAD, Standing.NEUTRALISED),
    ],
)
def test_each_situation_counts_as_defined(situation: Situation, standing: Standing) -> None:
    assert standing_of(SurveyAnswer(situation=situation, in_target_job=True)) is standing


@pytest.mark.parametrize("said", [False, None])
def test_a_job_is_the_target_one_only_where_its_holder_says_so(said: bool | None) -> None:
    answer = SurveyAnswer(situation=Situation.EMPLOYED, in_target_job=said)

    assert standing_of(answer) is Standing.IN_ANOTHER_JOB


def test_work_study_is_further_studies_whatever_the_situation() -> None:
    answer = SurveyAnswer(situation=Situation.EMPLOYED, in_target_job=True, contract=JobContract.WORK_STUDY)

    assert standing_of(answer) is Standing.NEUTRALISED


def test_who_looks_for_a_job_describes_none() -> None:
    answer = SurveyAnswer(
        situation=Situation.SEEKING,
        in_target_job=True,
        job_title="Agent",
        contract=JobContract.PERMANENT,
        same_employer=True,
    )
    faults = answer_faults(answer)

    assert [each.pointer for each in faults] == ["/in_target_job", "/job_title", "/contract", "/same_employer"]
    assert {each.code for each in faults} == {"no_job_in_this_situation"}


def test_who_looks_for_a_job_may_say_that_they_have_none() -> None:
    answer = SurveyAnswer(situation=Situation.SEEKING, in_target_job=False, same_employer=False, region="84")

    assert answer_faults(answer) == ()


@pytest.mark.parametrize("situation", [Situation.EMPLOYED, Situation.SEEKING])
def test_a_region_is_one_that_insee_knows(situation: Situation) -> None:
    faults = answer_faults(SurveyAnswer(situation=situation, region="00"))

    assert [(each.code, each.pointer) for each in faults] == [("unknown_region", "/region")]


@pytest.mark.parametrize("stands", [False, True])
@pytest.mark.parametrize("said", [None, False, True])
def test_what_was_said_of_further_surveys_stands_where_an_answer_says_nothing(said: bool | None, stands: bool) -> None:
    answer = SurveyAnswer(situation=Situation.SEEKING, region="84", do_not_contact=said)
    settled = with_what_stands(answer, refuses_contact=stands)

    assert settled == SurveyAnswer(
        situation=Situation.SEEKING, region="84", do_not_contact=stands if said is None else said
    )
