"""What a dossier's reader is warned of: each warning has a code, a sentence in both languages, and a rule."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.assessment import Exemption, ExemptionKind
from app.domain.case_warnings import warnings_for_the_branch, warnings_of
from app.domain.checklist import checklist
from app.domain.dossier import InterviewExpert, InterviewExpertKind
from app.domain.law import RuleWarning, Violation
from app.domain.person_matches import Doubt
from app.domain.rules.decisions import D15, D48
from app.domain.text import Text
from tests.builders import (
    P1,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_choice,
    a_company,
    a_decision,
    a_scope,
    a_skills_identification,
    a_training_plan,
    an_id,
)
from tests.rules.answers import pairs
from tests.rules.stages import P1B, opened, ready_to_complete

FALLEN = Exemption(competence_code="C2", kind=ExemptionKind.SHARED, source="dossier X", source_dossier_id=an_id(77))


def warned_of_everything() -> tuple[RuleWarning, ...]:
    expert = InterviewExpert(name="Esther Vidal", kind=InterviewExpertKind.EVALUATOR)
    direct = opened(
        P1B,
        candidate=a_candidate(birth_date=date(2011, 1, 1), experience=()),
        skills_identification=a_skills_identification(held_on=date(2020, 1, 1), interview_expert=expert),
        training_plan=a_training_plan(starts_on=date(1900, 1, 1)),
        evaluator=a_choice(region="11"),
        scope=a_scope(exemptions=(FALLEN,)),
    )
    others = tuple(replace(direct, id=an_id(number), requested_on=date(2026, 1, 1)) for number in (90, 91, 92))
    return warnings_of(a_case(direct, company=a_company(region="84"), other_requests=others))


def test_every_warning_is_told_in_the_order_of_a_dossiers_life() -> None:
    assert [(warning.code, warning.rule.number) for warning in warned_of_everything()] == [
        ("candidate_too_young", "D48"),
        ("cerfa_limit_for_certification", "D47"),
        ("cerfa_limit_in_all", "D47"),
        ("skills_identification_old", "D48"),
        ("training_plan_before_the_scheme", "D48"),
        ("evaluator_conducted_skills_identification", "D15"),
        ("region_not_of_the_company", "D61"),
        ("exemption_fallen", "D51"),
    ]


def test_every_warning_speaks_both_languages_and_quotes_its_rule() -> None:
    found = warned_of_everything()

    assert len({warning.code for warning in found}) == len(found)
    for warning in found:
        assert warning.detail.fr != warning.detail.en
        assert warning.detail.fr.endswith(".")
        assert warning.detail.en.endswith(".")
        assert warning.quote_on(TODAY) == warning.rule.quote_on(TODAY)


@pytest.mark.parametrize(
    ("way", "told"), [(P1, set()), (P3, {("agreement_only_declared", "D62"), ("no_postal_address", "R44")})]
)
def test_an_ordinary_dossier_warns_of_nothing_but_an_employer_whom_nobody_knows(
    way: str, told: set[tuple[str, str]]
) -> None:
    assert pairs(warnings_of(a_case(ready_to_complete(way)))) == told


def test_r44_the_address_that_a_letter_lacks_is_pointed_at() -> None:
    (told,) = [each for each in warnings_of(a_case(ready_to_complete(P3))) if each.code == "no_postal_address"]

    assert told.pointer == "/candidate/address"


def test_a_doubt_and_another_companys_dossier_are_told_to_the_branch_alone() -> None:
    other = opened(P1, id=an_id(0), number="CQP-2020-000007", company_id=an_id(98))
    doubt = Doubt(match_id=an_id(70), earlier_number="CQP-2020-000008")
    case = a_case(opened(P1), running=(other,), doubts=(doubt,))

    told = warnings_for_the_branch(case)

    assert warnings_of(case) == ()
    assert pairs(told) == {("person_in_doubt", "D49"), ("dossier_already_running", "D52")}
    for said in (told[0].detail.fr, told[0].detail.en):
        assert ("CQP-2020-000008" in said, str(an_id(70)) in said) == (True, False)
    for role, expected in (("employer", ()), ("secretariat", told), ("jury", told)):
        assert checklist(case, role=role, allowed=lambda _: True).warnings == expected


def test_d51_each_fallen_exemption_is_told_by_its_competence_and_not_by_its_source() -> None:
    scope = a_scope(assessed=("C1",), exemptions=(FALLEN, replace(FALLEN, competence_code="C3")))
    case = a_case(ready_to_complete(P1, scope=scope))
    fallen = warnings_of(case)

    assert [("C2" in each.detail.fr, "C3" in each.detail.en) for each in fallen] == [(True, False), (False, True)]
    assert not any("dossier X" in each.detail.fr or "dossier X" in each.detail.en for each in fallen)
    assert warnings_of(replace(case, dossier=replace(case.dossier, decisions=(a_decision(),)))) == ()


def test_without_an_evaluator_nothing_is_told_of_one() -> None:
    chosen = opened(P1, evaluator=a_choice(region="11"))
    case = a_case(chosen, company=a_company(region="84"))

    assert pairs(warnings_of(case)) == {("region_not_of_the_company", "D61")}
    assert warnings_of(replace(case, evaluator=None)) == ()
    assert warnings_of(replace(case, dossier=replace(chosen, evaluator=None))) == ()


def test_the_checklist_tells_the_warnings_of_its_case() -> None:
    case = a_case(opened(P1, skills_identification=a_skills_identification(held_on=date(2020, 1, 1))))
    told = checklist(case, role="employer", allowed=lambda _: True).warnings

    assert told == warnings_of(case)
    assert pairs(told) == {("skills_identification_old", "D48")}


def test_a_reason_that_stops_nothing_is_told_as_it_is() -> None:
    reason = Violation(code="x", rule=D15, pointer="/x", detail=Text("Un.", "One."), sentence=0)
    warning = reason.as_warning()

    assert warning == RuleWarning(code="x", rule=D15, pointer="/x", detail=Text("Un.", "One."))
    assert replace(reason, sentence=1).as_warning().sentence == 1
    assert warning.quote_on(TODAY) == D15.quote_on(TODAY) != D48.quote_on(TODAY)
    with pytest.raises(ValueError, match="x: a warning names the rule"):
        replace(reason, rule=None).as_warning()
