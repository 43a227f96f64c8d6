"""D48: a recorded day never comes before the day of what must precede it."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.admissibility import decide, submit
from app.domain.assessing import complete_assessment, record_assessment
from app.domain.assigning import choose_evaluator
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict
from app.domain.order_of_days import SCHEME_BEGAN_ON
from app.domain.pathway import Actor
from app.domain.preparation import record_portfolio, record_skills_identification
from app.domain.refusal import Refusal
from app.domain.uploads import NotAnUploader, announced
from tests.builders import P1, P2, P3, TODAY, a_case, a_choice, a_request, a_skills_identification, an_evaluator
from tests.rules.answers import INVALID, accepted, reasons
from tests.rules.stages import (
    LONG_SINCE,
    P1B,
    admissible,
    assessment_of,
    day,
    opened,
    ready_to_assess,
    ready_to_complete,
    ready_to_register,
    ready_to_submit,
    registered,
)

BEFORE = date(2011, 4, 26)


@pytest.mark.parametrize("way", [P1, P1B, P2])
@pytest.mark.parametrize("when", [{"held_on": (day(-401),)}, {"observed_on": (day(-401),)}])
def test_neither_sitting_nor_observation_comes_before_the_registration(
    way: str, when: dict[str, tuple[date, ...]]
) -> None:
    answer = record_assessment(a_case(ready_to_assess(way)), assessment_of(way, **when))

    assert reasons(answer) == {("before_the_registration", "R68")}
    accepted(record_assessment(a_case(ready_to_assess(way)), assessment_of(way, held_on=(LONG_SINCE,))))


def test_in_a_common_law_vae_no_sitting_comes_before_the_portfolio() -> None:
    answer = record_assessment(a_case(ready_to_assess(P3)), assessment_of(P3, held_on=(day(-401), TODAY)))

    assert reasons(answer) == {("before_the_portfolio", "R39")}


def test_a_registration_that_comes_after_the_assessment_is_no_floor_of_it() -> None:
    late = replace(ready_to_complete(P3), registered_on=TODAY)

    accepted(record_assessment(a_case(late), assessment_of(P3, held_on=(day(-10),))))


@pytest.mark.parametrize("way", [P1, P1B, P2, P3])
def test_the_evaluators_consult_each_other_after_the_last_sitting(way: str) -> None:
    early = assessment_of(way, held_on=(day(-5), day(-2)), observed_on=(day(-5),), concertation_held_on=day(-3))
    recorded = accepted(record_assessment(a_case(ready_to_assess(way)), early))
    complete = replace(recorded, documents=ready_to_complete(way).documents)

    assert ("concertation_before_the_last_sitting", "R20") in reasons(complete_assessment(a_case(complete)))
    in_order = replace(early, concertation_held_on=day(-2))
    accepted(complete_assessment(a_case(replace(complete, assessment=in_order))))


@pytest.mark.parametrize("way", [P1, P2])
def test_an_observation_prepares_the_sittings(way: str) -> None:
    late = assessment_of(way, held_on=(day(-5),), observed_on=(day(-4),), concertation_held_on=day(-3))
    dossier = replace(ready_to_complete(way), assessment=late)

    assert ("observation_after_the_last_sitting", "D48") in reasons(complete_assessment(a_case(dossier)))


@pytest.mark.parametrize(("kind", "floor"), [(DocumentKind.OUTIL_7, LONG_SINCE), (DocumentKind.OUTIL_8, TODAY)])
def test_outils_7_and_8_are_not_received_before_what_they_tell(kind: DocumentKind, floor: date) -> None:
    case = a_case(ready_to_complete(P3))

    def told(received_on: date) -> object:
        return announced(case, Actor.SECRETARIAT, kind=kind, signed_by=(), received_on=received_on)

    refusal = told(floor.fromordinal(floor.toordinal() - 1))
    assert not isinstance(refusal, NotAnUploader)
    assert reasons(refusal) == {("received_before_what_it_tells", "R42")}
    assert told(floor) is None


@pytest.mark.parametrize(("way", "offset", "rule"), [(P1, -1, "R21"), (P2, -1, "R21"), (P3, -1, None), (P1, 0, None)])
def test_an_assessment_is_agreed_before_it_is_held_save_where_the_secretariat_writes_it_down(
    way: str, offset: int, rule: str | None
) -> None:
    dossier = registered(P3) if way == P3 else ready_to_register(way)
    answer = choose_evaluator(
        a_case(replace(dossier, evaluator=None)), an_evaluator(), a_choice(planned_on=day(offset))
    )

    assert accepted(answer) if rule is None else reasons(answer) == {("planned_in_the_past", rule)}


def test_a_day_that_was_agreed_and_is_sent_back_unchanged_is_taken() -> None:
    agreed = replace(ready_to_register(P1), evaluator=a_choice(planned_on=day(-3)))

    accepted(choose_evaluator(a_case(agreed), an_evaluator(), a_choice(planned_on=day(-3))))


def test_a_request_is_not_received_before_the_identification_that_it_rests_on() -> None:
    file = ready_to_submit(P2)

    assert reasons(submit(a_case(file), day(-401))) == {("before_the_identification", "D48")}
    accepted(submit(a_case(file), LONG_SINCE))


def test_an_identification_does_not_follow_the_request_that_it_was_submitted_with() -> None:
    waiting = ready_to_submit(P2, admissibility=a_request(day(-2), verdict=AdmissibilityVerdict.INCOMPLETE))
    waiting = replace(waiting, created_on=day(-9))
    again = a_skills_identification(held_on=day(-1))

    assert reasons(record_skills_identification(a_case(waiting), again)) == {
        ("identification_after_the_request", "D48")
    }


@pytest.mark.parametrize("acts", ["receipt", "portfolio", "identification", "decision"])
def test_nothing_of_the_branch_lies_before_its_scheme(acts: str) -> None:
    answer: object
    place = ""
    match acts:
        case "receipt":
            answer = submit(a_case(replace(ready_to_submit(P3))), BEFORE)
            place = "/received_on"
        case "portfolio":
            answer = record_portfolio(a_case(admissible(P3)), BEFORE)
            place = "/completed_on"
        case "identification":
            answer = record_skills_identification(a_case(opened(P1)), a_skills_identification(held_on=BEFORE))
            place = "/held_on"
        case "decision":
            request = ready_to_submit(P3, admissibility=a_request(TODAY))
            verdict = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=BEFORE)
            assert reasons(decide(a_case(request), verdict), INVALID) == {("before_the_request", None)}
            return
    assert ("before_the_scheme", "D48") in reasons(answer)
    assert isinstance(answer, Refusal)
    assert [each.pointer for each in answer.violations if each.code == "before_the_scheme"] == [place]
    assert date(2011, 4, 27) == SCHEME_BEGAN_ON
