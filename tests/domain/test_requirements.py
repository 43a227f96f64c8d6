"""What an assessment lacks is told whole: the rule, the sentence that asks for it, the operation that supplies it."""

from dataclasses import replace

import pytest

from app.domain.assessment import Assessment
from app.domain.dossier import FormerAssignment
from app.domain.law import Rule
from app.domain.pathway import MissingItem, Requirement
from app.domain.requirements import EVALUATOR_INDEPENDENT, RESULTS_WITH_COMMENTS, TAKEN_UP_BY_ANOTHER, briefing
from app.domain.rules import rule
from app.domain.text import Text
from tests.builders import P1, TODAY, a_case, a_choice, a_scope, an_assessment, an_evaluator
from tests.rules.stages import opened


def missing(requirement: Requirement, assessment: Assessment | None) -> tuple[MissingItem, ...]:
    return requirement.missing(a_case(opened(P1, scope=a_scope(), assessment=assessment)))


def lack(code: str, asked_by: Rule, fr: str, en: str, sentence: int = 0) -> MissingItem:
    return MissingItem(
        code=code, detail=Text(fr, en), rule=asked_by, operation_id="recordAssessment", sentence=sentence
    )


def test_a_result_or_a_comment_that_is_missing_is_named() -> None:
    first, second, third = an_assessment().results
    record = an_assessment(results=(first, replace(second, comment=" ")))

    assert missing(RESULTS_WITH_COMMENTS, record) == (
        lack(
            "result_missing",
            rule("R56"),
            f"La compétence {third.competence_code} n'a pas de résultat : acquis ou non acquis.",
            f"Competence {third.competence_code} has no result: acquired or not.",
        ),
        lack(
            "comment_missing",
            rule("R70"),
            f"Le résultat de la compétence {second.competence_code} n'a pas de commentaire.",
            f"The result of competence {second.competence_code} has no comment.",
            sentence=1,
        ),
    )
    assert missing(RESULTS_WITH_COMMENTS, None) == ()
    assert missing(RESULTS_WITH_COMMENTS, an_assessment()) == ()


@pytest.mark.parametrize(
    ("part", "number"),
    [
        ("candidate_informed", "R46"),
        ("professional_informed", "R47"),
        ("guide_delivered", "R48"),
        ("outil_3_delivered", "R49"),
        ("branch_documents_used", "R46"),
    ],
)
def test_the_evaluator_makes_sure_of_each_part_of_the_briefing_that_is_asked(part: str, number: str) -> None:
    whole = an_assessment()
    without = replace(whole, briefing=replace(whole.briefing, **{part: False}))

    (found,) = missing(briefing(part), without)

    assert (found.code, found.rule, found.operation_id) == (f"briefing_{part}", rule(number), "recordAssessment")
    assert found.detail.fr
    assert found.detail.en
    assert briefing(part).rules == (rule(number),)
    assert missing(briefing(part), whole) == missing(briefing(part), None) == missing(briefing(), without) == ()


def test_nobody_is_asked_for_independence_before_an_evaluator_is_chosen() -> None:
    assert EVALUATOR_INDEPENDENT.missing(a_case(opened(P1), evaluator=an_evaluator())) == ()


def test_what_another_evaluator_takes_up_is_asked_for_once_there_was_a_former_one() -> None:
    ended = dict.fromkeys(("acceptance", "assessment", "trade_evaluator", "trade_observations", "reason"))
    former = FormerAssignment(choice=a_choice(), until=TODAY, **ended)
    unassessed = opened(P1, evaluator=a_choice())

    for requirement in TAKEN_UP_BY_ANOTHER:
        assert requirement.missing(a_case(unassessed)) == ()
    taken_up = a_case(replace(unassessed, former_assignments=(former,)))
    assert [item.code for each in TAKEN_UP_BY_ANOTHER for item in each.missing(taken_up)] == [
        "assignment_not_accepted",
        "assessment_missing",
    ]
