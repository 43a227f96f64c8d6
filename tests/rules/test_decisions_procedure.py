"""D31 to D37: the vote, the day of the request, a new attempt, the direct assessment, the law by date."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.admissibility import candidacy_ends_on, rests_on_another, submit
from app.domain.catalogue import CERTIFICATIONS
from app.domain.creation import closed_scheme, unmet_by
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityVerdict, Closure, ClosureReason, Dossier
from app.domain.law import GUIDE_IN_FORCE_FROM, ParametersInForce
from app.domain.pathways import pathway_of
from app.domain.preparation import record_portfolio, record_skills_identification
from app.domain.progress import current_step
from app.domain.rules import RULES
from tests.builders import (
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_request,
    a_skills_identification,
    an_admission,
    an_id,
    documents,
    experience,
)
from tests.rules.answers import TOO_LATE, accepted, kind_of, pairs, reasons
from tests.rules.jury import a_motion, deliberated, votes
from tests.rules.stages import day, on_agenda, opened


@pytest.mark.parametrize(
    ("employees", "employers", "adopted"),
    [
        ((2, 0, 0), (2, 0, 0), True),
        ((2, 0, 0), (1, 1, 0), True),
        ((2, 0, 0), (0, 2, 0), False),
        ((1, 1, 0), (1, 1, 0), False),
        ((1, 0, 1), (1, 0, 1), True),
        ((0, 2, 0), (0, 2, 0), False),
    ],
)
def test_d31_a_decision_takes_an_absolute_majority(
    employees: tuple[int, int, int], employers: tuple[int, int, int], adopted: bool
) -> None:
    answer = deliberated(a_case(on_agenda(P1)), a_motion(votes=votes(employees, employers)))
    assert accepted(answer).decisions if adopted else {rule for _, rule in reasons(answer)} == {"D31"}


def test_d32_conditions_are_judged_on_the_day_of_the_request() -> None:
    worked = a_candidate(experience=(experience(365, until=TODAY),))
    on_the_day = opened(P2, candidate=worked, requested_on=TODAY)
    assert unmet_by(on_the_day, a_case(on_the_day).company, ParametersInForce()) == ()
    a_month_before = opened(P2, candidate=worked, requested_on=day(-30))
    assert pairs(unmet_by(a_month_before, a_case(a_month_before).company, ParametersInForce())) == {
        ("recent_experience_too_short", "R31")
    }


def test_d33_an_admissibility_still_running_is_not_asked_for_again() -> None:
    again = opened(P3, previous_dossier_id=an_id(7), admissibility=an_admission(day(-200)))
    assert kind_of(submit(a_case(again), TODAY)) is TOO_LATE
    missing = {("outil_6_missing", "R42"), ("cerfa_12818_missing", "D6")}
    assert reasons(record_portfolio(a_case(again), TODAY)) == missing
    with_both = replace(again, documents=documents(DocumentKind.OUTIL_6, DocumentKind.CERFA_12818))
    assert accepted(record_portfolio(a_case(with_both), TODAY)).portfolio_completed_on == TODAY
    assert candidacy_ends_on(a_case(again)) == date(2027, 11, 7)


def test_d33_its_own_identification_is_still_to_come() -> None:
    again = opened(P2, previous_dossier_id=an_id(7), admissibility=an_admission(day(-200)))
    identified = accepted(record_skills_identification(a_case(again), a_skills_identification()))
    assert kind_of(record_skills_identification(a_case(identified), a_skills_identification())) is TOO_LATE
    with_guide = replace(identified, documents=documents(DocumentKind.OUTIL_1))
    assert current_step(with_guide).code == "registration"


FORMER = opened(P3, id=an_id(7), admissibility=an_admission(day(-200)))
TAKEN_OVER = opened(P3, previous_dossier_id=an_id(7), admissibility=FORMER.admissibility)


@pytest.mark.parametrize(
    ("changes", "former", "rests_on_it"),
    [
        pytest.param({}, FORMER, True, id="taken over"),
        pytest.param({"previous_dossier_id": an_id(8)}, FORMER, False, id="of another attempt"),
        pytest.param({"previous_dossier_id": None}, FORMER, False, id="of none"),
        pytest.param(
            {"closure": Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="fin")}, FORMER, False, id="over"
        ),
        pytest.param({"admissibility": None}, FORMER, False, id="nothing asked for"),
        pytest.param({"admissibility": an_admission(day(-100))}, FORMER, False, id="given to it"),
        pytest.param(
            {"admissibility": replace(an_admission(day(-200)), received_on=(day(-201),))},
            FORMER,
            False,
            id="given to it on the same day",
        ),
        pytest.param(
            {"admissibility": replace(an_admission(day(-100)), received_on=(day(-200),))},
            FORMER,
            False,
            id="asked for on the same day",
        ),
        pytest.param(
            {"admissibility": a_request(day(-200), verdict=AdmissibilityVerdict.INADMISSIBLE)},
            replace(FORMER, admissibility=a_request(day(-200), verdict=AdmissibilityVerdict.INADMISSIBLE)),
            False,
            id="a refusal",
        ),
        pytest.param({}, replace(FORMER, admissibility=a_request(day(-200))), False, id="not answered there"),
        pytest.param({}, replace(FORMER, admissibility=None), False, id="not asked for there"),
    ],
)
def test_d33_an_admission_rests_on_the_attempt_that_it_was_given_to(
    changes: dict[str, Any], former: Dossier, rests_on_it: bool
) -> None:
    assert rests_on_another(replace(TAKEN_OVER, **changes), former) is rests_on_it


def test_d34_the_direct_assessment_has_no_admissibility_but_outil_1_and_the_cerfa() -> None:
    direct = pathway_of(P1, DIRECT_VARIANT)
    assert direct.step("admissibility") is None
    assert direct.step("development") is None
    documents = {kind for step in direct.steps for kind in step.required_documents}
    assert {DocumentKind.OUTIL_1, DocumentKind.CERFA_12818} <= documents
    assert DocumentKind.OUTIL_2 not in documents


def test_d35_the_guides_edition_is_the_first_and_schemes_follow_the_law_by_date() -> None:
    assert all(rule.editions[0].since >= GUIDE_IN_FORCE_FROM for rule in RULES.values())
    assert pairs(closed_scheme("pro_a", date(2026, 1, 1))) == {("training_scheme_not_open", "D35")}


def test_d36_sixteen_are_fourteen_and_two_and_eight_are_six_and_two() -> None:
    kinds = [(each.kind, each.by_equivalence) for each in CERTIFICATIONS.values()]
    assert [kinds.count(k) for k in (("cqp", False), ("cqpi", False), ("cqpi", True))] == [14, 2, 6]
