"""D11 to D15: the request for admissibility, its two clocks, and who conducted the identification."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.admissibility import (
    accepted_by_silence,
    candidacy_ends_on,
    decide,
    decision_due_on,
    follows_from_silence,
    has_lapsed,
    record_dispatch,
    was_given_by_silence,
)
from app.domain.assigning import choice_warnings, choose_evaluator
from app.domain.case import Case
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Ground, InterviewExpert, InterviewExpertKind
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.preparation import complete_registration
from tests.builders import (
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_request,
    a_skills_identification,
    an_admission,
    an_evaluator,
)
from tests.rules.answers import accepted, pairs, reasons
from tests.rules.stages import admissible, day, opened, ready_to_register, ready_to_submit


def test_d11_the_two_months_run_from_the_last_submission() -> None:
    case = a_case(ready_to_submit(P2, admissibility=a_request(date(2026, 9, 30), date(2026, 10, 31))))
    assert decision_due_on(case) == date(2026, 12, 31)
    assert decision_due_on(case, from_first=True) == date(2026, 11, 30)


def test_d12_dispatch_and_acknowledgement_gate_no_registration() -> None:
    for way in (P2, P3):
        dossier = ready_to_register(way)
        assert dossier.admissibility is not None
        assert dossier.admissibility.dispatched_on is None
        accepted(complete_registration(a_case(dossier)))


def test_d12_the_eighteen_months_bind_no_dossier_that_is_decided_or_closed() -> None:
    old = an_admission(date(2020, 1, 1))
    assert has_lapsed(a_case(admissible(P2, admissibility=old)))
    from tests.rules.stages import decided

    assert not has_lapsed(a_case(decided(P2, admissibility=old)))
    refused = a_request(date(2020, 1, 1), verdict=AdmissibilityVerdict.INADMISSIBLE)
    assert candidacy_ends_on(a_case(ready_to_submit(P2, admissibility=refused))) is None


@pytest.mark.parametrize("way", [P2, P3])
def test_d13_a_refusal_gives_its_grounds_in_both_vaes(way: str) -> None:
    no = AdmissibilityDecision(verdict=AdmissibilityVerdict.INADMISSIBLE, grounds=(), decided_on=TODAY)
    answer = decide(a_case(ready_to_submit(way, admissibility=a_request())), no)
    assert reasons(answer) == {("grounds_missing", "R37")}


def test_d14_the_attestation_goes_out_with_the_outil_6_that_is_stored() -> None:
    before = admissible(P2)
    after = accepted(record_dispatch(a_case(before), "1A 234", TODAY))
    assert after.latest(DocumentKind.OUTIL_6) is before.latest(DocumentKind.OUTIL_6)
    assert after.documents == before.documents


@pytest.mark.parametrize(
    ("kind", "name", "warned"),
    [
        (InterviewExpertKind.EVALUATOR, "Esther Vidal", True),
        (InterviewExpertKind.EVALUATOR, "ESTHER VIDAL", True),
        (InterviewExpertKind.EVALUATOR, "Nadia Roche", False),
        (InterviewExpertKind.EMPLOYEE, "Esther Vidal", False),
        (InterviewExpertKind.TRAINING_BODY, "Esther Vidal", False),
    ],
)
def test_d15_an_evaluator_who_conducted_the_identification_is_pointed_out_and_not_refused(
    kind: InterviewExpertKind, name: str, warned: bool
) -> None:
    identified = a_skills_identification(interview_expert=InterviewExpert(name=name, kind=kind))
    case = a_case(opened(P1, skills_identification=identified))
    expected = {("evaluator_conducted_skills_identification", "D15")} if warned else set()
    assert pairs(choice_warnings(case, an_evaluator(), a_choice())) == expected
    accepted(choose_evaluator(case, an_evaluator(), a_choice()))
    assert choice_warnings(replace(case, dossier=opened(P1)), an_evaluator(), a_choice()) == ()


@pytest.mark.parametrize(("offset", "reason"), [(-1, "before_the_request"), (0, None), (1, "day_in_the_future")])
def test_d11_an_answer_is_given_between_the_receipt_and_today(offset: int, reason: str | None) -> None:
    from tests.rules.answers import INVALID

    yes = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=day(offset))
    answer = decide(a_case(ready_to_submit(P2, admissibility=a_request(TODAY))), yes)
    assert reasons(answer, INVALID) == {(reason, None)} if reason else accepted(answer).admissibility


SILENCE_ACCEPTS = ParametersInForce(
    (ParameterValue(rule="D11", name="silence_rule", value="accept", since=date(2026, 1, 1), source="CPNE"),)
)


SILENCE = "Silence gardé jusqu'au 2\xa0janvier\xa02027."


def silent_on(on: date, **changes: Any) -> Case:
    """A common-law request received on 2 November 2026, and not answered."""
    dossier = ready_to_submit(P3, admissibility=a_request(date(2026, 11, 2)))
    return a_case(dossier, **{"on": on, "parameters": SILENCE_ACCEPTS, **changes})


@pytest.mark.parametrize(
    ("on", "is_accepted"),
    [
        pytest.param(date(2027, 1, 1), False, id="the day before the term"),
        pytest.param(date(2027, 1, 2), False, id="the day of the term"),
        pytest.param(date(2027, 1, 3), True, id="the day after"),
        pytest.param(date(2027, 6, 1), True, id="months later"),
    ],
)
def test_d11_where_silence_accepts_it_does_so_the_day_after_the_term(on: date, *, is_accepted: bool) -> None:
    answer = accepted_by_silence(silent_on(on))

    decision = answer.admissibility.decision if answer is not None and answer.admissibility is not None else None
    assert (decision is not None) is is_accepted
    if decision is not None:
        assert (decision.verdict, decision.decided_on) == (AdmissibilityVerdict.ADMISSIBLE, date(2027, 1, 3))
        assert [(ground.rule, ground.text == SILENCE) for ground in decision.grounds] == [("D11", True)]


@pytest.mark.parametrize("before", [(), (date(2026, 10, 1),)], ids=["one receipt", "after an incomplete one"])
def test_d11_a_silence_is_followed_by_the_day_after_the_term_alone(before: tuple[date, ...]) -> None:
    request = a_request(*before, date(2026, 11, 2))
    silent = accepted_by_silence(
        a_case(ready_to_submit(P3, admissibility=request), on=date(2027, 1, 3), parameters=SILENCE_ACCEPTS)
    )
    assert silent is not None
    assert silent.admissibility is not None
    decision = silent.admissibility.decision
    assert decision is not None

    case = a_case(silent, on=date(2027, 6, 1), parameters=SILENCE_ACCEPTS)

    days = [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3), date(2027, 1, 4)]
    followed = [follows_from_silence(case, replace(decision, decided_on=day)) for day in days]
    assert followed == [False, False, True, False]


@pytest.mark.parametrize(
    ("ground", "is_silence"),
    [
        pytest.param(Ground(text=SILENCE, rule="D11"), True, id="its own words and rule"),
        pytest.param(Ground(text="Délai dépassé.", rule="D11"), False, id="somebody's words by the rule"),
        pytest.param(Ground(text=SILENCE, rule="R44"), False, id="by another rule"),
    ],
)
def test_d11_somebodys_answer_is_no_silence(ground: Ground, is_silence: bool) -> None:
    answer = AdmissibilityDecision(
        verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(ground,), decided_on=date(2027, 1, 3)
    )

    assert was_given_by_silence(answer) is is_silence


def test_d11_silence_decides_nothing_by_default() -> None:
    assert accepted_by_silence(silent_on(date(2027, 6, 1), parameters=ParametersInForce())) is None


def test_d11_silence_decides_nothing_of_what_was_answered_or_never_asked() -> None:
    answered = ready_to_submit(P3, admissibility=an_admission(date(2026, 11, 2)))
    for dossier in (answered, ready_to_submit(P3)):
        assert accepted_by_silence(a_case(dossier, on=date(2030, 1, 1), parameters=SILENCE_ACCEPTS)) is None


def test_d40_silence_never_stands_for_a_condition_that_is_not_met() -> None:
    case = silent_on(date(2027, 6, 1))
    inexperienced = replace(case.dossier, candidate=replace(case.dossier.candidate, experience=()))
    assert accepted_by_silence(replace(case, dossier=inexperienced)) is None
