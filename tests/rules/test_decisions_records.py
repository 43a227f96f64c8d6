"""D38 to D47: what closes a dossier, who is stopped when, what is verified, and what may change by a parameter."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.admissibility import decide, proposed_grounds, submit
from app.domain.assessing import invite_trade_evaluator, record_assessment
from app.domain.assigning import choose_evaluator
from app.domain.creation import DossierOpening, open_dossier
from app.domain.documents import DocumentKind
from app.domain.dossier import (
    AdmissibilityDecision,
    AdmissibilityVerdict,
    ClosureReason,
    DirectAssessmentConfirmation,
    Ground,
    JuryRegistrationState,
    Trainer,
    Tutor,
)
from app.domain.jury_registration import withdraw
from app.domain.pathways import pathway_of
from app.domain.preparation import complete_registration, confirm_direct_assessment
from app.domain.progress import StepState, progress, status_of
from tests.builders import (
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_choice,
    a_company,
    a_request,
    a_skills_identification,
    a_trade_evaluator,
    a_training_plan,
    an_evaluator,
    documents,
    experience,
)
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pairs, reasons
from tests.rules.stages import (
    P1B,
    WAYS,
    WITH_TRADE_EVALUATOR,
    assessment_of,
    day,
    decided,
    on_agenda,
    opened,
    outside_ccnic,
    ready_to_assess,
    ready_to_register,
    ready_to_submit,
    registered,
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stage", [opened, ready_to_register, registered, ready_to_assess, on_agenda])
def test_d38_a_dossier_is_withdrawn_at_any_time_with_its_reason_and_nothing_is_deleted(way: str, stage: Any) -> None:
    before = stage(way)
    closed = accepted(withdraw(a_case(before), "Le candidat renonce."))
    assert closed.closure is not None
    assert (closed.closure.reason, closed.closure.on, closed.closure.detail) == (
        ClosureReason.WITHDRAWN,
        TODAY,
        "Le candidat renonce.",
    )
    assert status_of(closed) == "closed"
    kept = replace(closed, closure=None, jury_registration=before.jury_registration)
    assert kept == before
    left = JuryRegistrationState.WITHDRAWN if stage is on_agenda else JuryRegistrationState.NONE
    assert (closed.jury_registration.state, closed.jury_registration.session_id) == (left, None)
    assert kind_of(withdraw(a_case(closed), "Encore.")) is TOO_LATE
    assert StepState.OPEN not in {each.state for each in progress(closed)}


@pytest.mark.parametrize("way", WAYS)
def test_d38_what_a_jury_decided_is_not_withdrawn(way: str) -> None:
    assert kind_of(withdraw(a_case(decided(way)), "Trop tard.")) is TOO_LATE


@pytest.mark.parametrize(("way", "refused"), [(P1, True), (P1B, True), (P2, False), (P3, False)])
def test_d40_an_unmet_condition_refuses_the_creation_of_pathway_1_alone(way: str, refused: bool) -> None:
    from app.domain.candidate import EmploymentStatus
    from tests.builders import an_employment

    out_of_work = a_candidate(employment=an_employment(EmploymentStatus.JOB_SEEKER), experience=())
    dossier = opened(way, candidate=out_of_work)
    case = a_case(dossier)
    answer = open_dossier(
        DossierOpening(
            dossier=dossier, certification=case.certification, company=case.company, parameters=case.parameters
        )
    )
    assert reasons(answer) if refused else accepted(answer) == dossier


def decision(verdict: str, *grounds: str) -> AdmissibilityDecision:
    given = tuple(Ground(text=text) for text in grounds)
    return AdmissibilityDecision(verdict=AdmissibilityVerdict(verdict), grounds=given, decided_on=TODAY)


def test_d40_what_is_unmet_is_proposed_as_grounds_and_stops_an_admission_only() -> None:
    short = ready_to_submit(P3, candidate=outside_ccnic(experience=()), admissibility=a_request())
    assert pairs(proposed_grounds(a_case(short))) == {("experience_too_short", "R35")}
    assert reasons(decide(a_case(short), decision("admissible"))) == {("experience_too_short", "R35")}
    accepted(decide(a_case(short), decision("incomplete", "Il manque une preuve.")))
    accepted(decide(a_case(short), decision("inadmissible", "Moins d'un an.")))


def test_d40_they_are_judged_by_what_the_secretariat_found_of_the_company() -> None:
    """The file declares an employer under the agreement (D43)."""
    case = a_case(ready_to_submit(P2, admissibility=a_request()), company=a_company(ccnic_verified=False))

    assert ("not_on_ccnic_payroll", "R31") in pairs(proposed_grounds(case))


@pytest.mark.parametrize("verdict", ["incomplete", "inadmissible"])
def test_d40_what_was_unmet_is_kept_with_the_answer_whatever_becomes_of_it(verdict: str) -> None:
    unverified = a_case(ready_to_submit(P2, admissibility=a_request()), company=a_company(ccnic_verified=None))
    answered = accepted(decide(unverified, decision(verdict, "Il manque une preuve.")))
    assert proposed_grounds(a_case(answered)) == ()
    assert answered.admissibility is not None
    (kept,) = answered.admissibility.decisions[-1].unmet
    assert (kept.rule, kept.text) == ("D43", "Le secrétariat n'a pas vérifié que l'entreprise relève de la CCNIC.")


@pytest.mark.parametrize("way", [P2, P3])
def test_d40_incomplete_reopens_the_submission_and_inadmissible_closes(way: str) -> None:
    waiting = ready_to_submit(way, admissibility=a_request(day(-9)))
    assert kind_of(submit(a_case(waiting), TODAY)) is TOO_LATE
    back = accepted(decide(a_case(waiting), decision("incomplete", "Il manque une page.")))
    assert kind_of(decide(a_case(back), decision("admissible"))) is TOO_EARLY
    again = accepted(submit(a_case(back), TODAY))
    assert again.admissibility is not None
    assert again.admissibility.received_on == (day(-9), TODAY)
    yes = accepted(decide(a_case(again), decision("admissible")))
    assert yes.admissibility is not None
    assert yes.admissibility.is_admissible
    assert kind_of(decide(a_case(yes), decision("inadmissible", "Non"))) is TOO_LATE
    assert kind_of(submit(a_case(yes), TODAY)) is TOO_LATE


@pytest.mark.parametrize("way", [P2, P3])
def test_d41_the_day_of_the_request_is_the_first_receipt(way: str) -> None:
    first = accepted(submit(a_case(ready_to_submit(way)), day(-9)))
    assert first.requested_on == day(-9)
    back = accepted(decide(a_case(first), decision("incomplete", "Il manque une page.")))
    assert accepted(submit(a_case(back), TODAY)).requested_on == day(-9)


@pytest.mark.parametrize(
    ("offset", "reason"), [(-10, "before_the_last_submission"), (-9, None), (0, None), (1, "day_in_the_future")]
)
def test_d41_a_receipt_is_neither_to_come_nor_before_the_one_before(offset: int, reason: str | None) -> None:
    back = ready_to_submit(P2, admissibility=a_request(day(-9), verdict=AdmissibilityVerdict.INCOMPLETE))
    answer = submit(a_case(back), day(offset))
    assert reasons(answer, INVALID) == {(reason, None)} if reason else accepted(answer)


TUTOR = Tutor(name="Aline Petit", position="Cheffe d'équipe", email="aline.petit@example.org")


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize(
    "address",
    ["camille.durand@example.org", "Esther.Vidal@example.org", "ALINE.PETIT@example.org", "luc.noel@example.org"],
)
def test_d42_the_trade_evaluator_is_somebody_else(way: str, address: str) -> None:
    trainers = (Trainer(name="Sans adresse"), Trainer(name="Luc Noël", email="Luc.Noel@example.org"))
    case = a_case(ready_to_assess(way, trade_evaluator=None, tutor=TUTOR, trainers=trainers))
    refused = invite_trade_evaluator(case, a_trade_evaluator(email=address))
    assert reasons(refused) == {("trade_evaluator_is_somebody_else", "D42")}
    accepted(invite_trade_evaluator(case, a_trade_evaluator()))


def test_d47_an_evaluator_who_is_on_no_record_is_found_at_fault_on_no_day() -> None:
    case = a_case(ready_to_assess(P1), evaluator=None)
    assert accepted(record_assessment(case, assessment_of(P1))).assessment is not None


def test_d42_nobody_is_taken_for_an_evaluator_who_is_not_chosen_yet() -> None:
    case = a_case(ready_to_assess(P1, trade_evaluator=None, evaluator=None))
    assert accepted(invite_trade_evaluator(case, a_trade_evaluator())).evaluator is None


@pytest.mark.parametrize(("address", "allowed"), [("Esther.Vidal@example.org", False), ("luc@example.org", True)])
def test_d42_so_is_the_evaluator_who_is_chosen_after_the_invitation(address: str, allowed: bool) -> None:
    case = a_case(ready_to_assess(P1, evaluator=None, trade_evaluator=a_trade_evaluator(email=address)))
    answer = choose_evaluator(case, an_evaluator(), a_choice())
    assert accepted(answer) if allowed else reasons(answer) == {("evaluator_is_trade_evaluator", "D42")}


@pytest.mark.parametrize("found", [None, False])
def test_d43_the_branch_is_verified_not_declared(found: bool | None) -> None:
    unverified = a_company(ccnic_verified=found)
    direct = complete_registration(a_case(ready_to_register(P1B), company=unverified))
    assert reasons(direct) == {("company_not_verified", "D43")}
    asked = a_case(ready_to_submit(P2, admissibility=a_request()), company=unverified)
    assert ("company_not_verified", "D43") in reasons(decide(asked, decision("admissible")))
    accepted(submit(a_case(ready_to_submit(P2), company=unverified), TODAY))
    accepted(complete_registration(a_case(ready_to_register(P1), company=unverified)))


def test_d43_it_gives_none_where_the_employer_was_found_outside_the_agreement() -> None:
    found = opened(P1B, skills_identification=a_skills_identification(), documents=documents(DocumentKind.OUTIL_1))
    case = a_case(found, company=a_company(ccnic_verified=False))
    answer = confirm_direct_assessment(case, confirmed=True, evidence="Contrats")
    assert reasons(answer) == {("not_on_ccnic_payroll", "R30")}


@pytest.mark.parametrize("confirmed", [True, False])
def test_d43_the_secretariat_gives_its_word_on_a_direct_assessment(confirmed: bool) -> None:
    found = opened(P1B, skills_identification=a_skills_identification(), documents=documents(DocumentKind.OUTIL_1))
    case = a_case(found)
    word = accepted(confirm_direct_assessment(case, confirmed=confirmed, evidence="Contrats")).direct_assessment
    assert word == DirectAssessmentConfirmation(confirmed=confirmed, evidence="Contrats", on=TODAY)
    assert kind_of(confirm_direct_assessment(a_case(registered(P1B)), confirmed=True, evidence="…")) is TOO_LATE
    elsewhere = confirm_direct_assessment(a_case(opened(P1)), confirmed=True, evidence="…")
    assert reasons(elsewhere, TOO_EARLY) == {("not_a_direct_assessment", "R30")}


def test_d45_the_dates_of_the_plan_inform_and_lock_nothing() -> None:
    far = a_training_plan(starts_on=day(300), ends_on=day(900))
    accepted(complete_registration(a_case(ready_to_register(P1, training_plan=far))))


def test_d47_who_has_an_old_year_in_the_branch_has_pathway_1_left() -> None:
    from app.domain.conditions import Applicant
    from app.domain.law import ParametersInForce
    from tests.builders import an_employment

    old = experience(365, until=day(-4 * 366))
    asked = Applicant(employment=an_employment(), experience=(old,))
    closed = [bool(pathway_of(way, None).unmet_conditions(asked, ParametersInForce(), TODAY)) for way in (P1, P2, P3)]
    assert closed == [False, True, True]
