"""D11 to D15: the request for admissibility, its two clocks, and who conducted the identification."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.admissibility import candidacy_ends_on, decide, decision_due_on, has_lapsed, record_dispatch
from app.domain.assigning import choice_warnings, choose_evaluator
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, InterviewExpert, InterviewExpertKind
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
    assert pairs(choice_warnings(case, an_evaluator())) == expected
    accepted(choose_evaluator(case, an_evaluator(), a_choice()))
    assert choice_warnings(replace(case, dossier=opened(P1)), an_evaluator()) == ()


@pytest.mark.parametrize(("offset", "reason"), [(-1, "before_the_request"), (0, None), (1, "day_in_the_future")])
def test_d11_an_answer_is_given_between_the_receipt_and_today(offset: int, reason: str | None) -> None:
    from tests.rules.answers import INVALID

    yes = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=day(offset))
    answer = decide(a_case(ready_to_submit(P2, admissibility=a_request(TODAY))), yes)
    assert reasons(answer, INVALID) == {(reason, None)} if reason else accepted(answer).admissibility
