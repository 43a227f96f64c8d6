"""Whose turn it is: the acts without which a dossier does not go on, each one person's, with its last day."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from app.domain.awaited_acts import AwaitedAct, awaited_acts
from app.domain.calendar import add_months
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.deliberation import Outcome, Retained
from app.domain.documents import DocumentKind, DocumentState
from app.domain.dossier import Closure, ClosureReason, DepartedDossier, Dossier, RedeliberationRequest
from app.domain.pathway import Actor
from tests.builders import (
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_company,
    a_decision,
    a_document,
    a_request,
    a_skills_identification,
    an_admission,
    an_employment,
    documents,
)
from tests.rules.stages import (
    LONG_SINCE,
    P1B,
    admissible,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
    ready_to_register,
    ready_to_submit,
    registered,
)

Stage = Callable[[str], Dossier]
PLANNED = TODAY + timedelta(days=30)
"""The day of the assessment that the stages plan."""
CANDIDACY = add_months(TODAY, 18)
"""Where the request was found admissible today (R45)."""
OLD_CANDIDACY = add_months(LONG_SINCE, 18)
CQPI = "cqpi-agent-logistique"
DISPATCH = ("recordDispatch", "secretariat")


def awaited(dossier: Dossier) -> list[tuple[str, str]]:
    return [(each.operation_id, str(each.actor)) for each in awaited_acts(a_case(dossier))]


def term_of(case: Case, operation_id: str) -> AwaitedAct:
    (act,) = [each for each in awaited_acts(case) if each.operation_id == operation_id]
    return act


BY_STAGE: dict[Stage, dict[str, list[tuple[str, str]]]] = {
    opened: {
        P1: [("recordTrainingPlan", "employer")],
        P1B: [("recordSkillsIdentification", "employer"), ("addDocument", "employer")],
        P2: [("recordSkillsIdentification", "employer"), ("addDocument", "employer")],
        P3: [("addDocument", "secretariat"), ("submitAdmissibility", "secretariat")],
    },
    ready_to_submit: {
        P2: [("submitAdmissibility", "employer")],
        P3: [("submitAdmissibility", "secretariat")],
    },
    admissible: {
        P2: [("chooseEvaluator", "employer"), DISPATCH],
        P3: [("recordPortfolio", "secretariat"), DISPATCH],
    },
    ready_to_register: {
        P1: [("completeRegistration", "employer"), ("acceptAssignment", "evaluator")],
        P1B: [("completeRegistration", "employer"), ("acceptAssignment", "evaluator")],
        P2: [("completeRegistration", "employer"), ("acceptAssignment", "evaluator"), DISPATCH],
        P3: [("completeRegistration", "secretariat"), DISPATCH],
    },
    registered: {
        P1: [("acceptAssignment", "evaluator")],
        P1B: [("acceptAssignment", "evaluator")],
        P2: [("acceptAssignment", "evaluator"), DISPATCH],
        P3: [("acceptAssignment", "secretariat"), DISPATCH],
    },
    ready_to_assess: {
        P1: [("recordAssessment", "evaluator"), ("addDocument", "evaluator")],
        P2: [("recordAssessment", "evaluator"), ("addDocument", "evaluator"), DISPATCH],
        P3: [("recordAssessment", "evaluator"), DISPATCH],
    },
    ready_to_complete: {
        P1: [("completeAssessment", "evaluator")],
        P3: [("completeAssessment", "evaluator"), DISPATCH],
    },
    ready_for_jury: {
        P1: [("registerToJury", "employer")],
        P2: [("registerToJury", "employer"), DISPATCH],
        P3: [("registerToJury", "secretariat"), DISPATCH],
    },
    on_agenda: {P1: [("deliberate", "jury")], P3: [("deliberate", "jury"), DISPATCH]},
    decided: {P1: [], P2: [], P3: []},
}


@pytest.mark.parametrize(
    ("way", "stage", "expected"),
    [
        pytest.param(way, stage, expected, id=f"{way} {stage.__name__}")
        for stage, by_way in BY_STAGE.items()
        for way, expected in by_way.items()
    ],
)
def test_at_each_stage_somebody_is_waited_for(way: str, stage: Stage, expected: list[tuple[str, str]]) -> None:
    assert awaited(stage(way)) == expected


def test_what_is_over_awaits_nothing() -> None:
    withdrawn = Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="Départ")
    assert awaited(replace(registered(P1), closure=withdrawn)) == []


def test_a_dossier_that_has_left_its_company_awaits_nothing_of_it() -> None:
    there = registered(P1)
    left = DepartedDossier(**{each.name: getattr(there, each.name) for each in fields(Dossier)}, left_on=TODAY)
    assert awaited(there) != []
    assert awaited(left) == []


def test_a_step_that_may_be_left_out_waits_once_somebody_has_begun_it() -> None:
    """R23: the identification of competences is optional in individualised training."""
    begun = opened(P1, skills_identification=a_skills_identification())
    assert ("addDocument", "employer") in awaited(begun)
    assert ("addDocument", "employer") not in awaited(opened(P1))


def test_a_document_under_examination_is_waited_for_by_nobody() -> None:
    seen, unseen = (
        a_document(DocumentKind.OUTIL_4, state=state) for state in (DocumentState.AVAILABLE, DocumentState.QUARANTINED)
    )
    for guide in (seen, unseen):
        dossier = ready_to_complete(P1, documents=(*documents(DocumentKind.OUTIL_6), guide))
        assert ("addDocument", "evaluator") not in awaited(dossier)


def test_the_letter_is_answered_once_it_was_sent() -> None:
    """D8: whoever was found admissible acknowledges it."""
    sent = replace(an_admission(), dispatched_on=TODAY)
    assert ("acknowledgeAdmissibility", "secretariat") not in awaited(admissible(P2))
    assert ("acknowledgeAdmissibility", "secretariat") in awaited(admissible(P2, admissibility=sent))
    assert DISPATCH not in awaited(admissible(P2, admissibility=sent))


@pytest.mark.parametrize("verified", [None, True, False])
def test_a_certification_that_is_declared_is_verified_by_the_secretariat(verified: bool | None) -> None:
    word = None if verified is None else Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    held = HeldCertification(code=CQPI, certifier="UIMM", number="2019-77", awarded_on=LONG_SINCE, verification=word)
    dossier = opened(P1)
    dossier = replace(dossier, candidate=replace(dossier.candidate, held_certifications=(held,)))
    assert (("verifyHeldCertification", "secretariat") in awaited(dossier)) is (verified is None)


def test_a_decided_dossier_awaits_the_jury_again_where_it_is_asked_for() -> None:
    asked = RedeliberationRequest(requested_on=TODAY, reason="Recours")
    again = decided(P1)
    again = replace(again, jury_registration=replace(again.jury_registration, redeliberation=asked))
    assert awaited(again) == [("correctDecision", "jury")]


def test_a_decision_to_be_made_again_is_not_due_when_what_was_kept_ends() -> None:
    asked = RedeliberationRequest(requested_on=TODAY, reason="Recours")
    kept = (Retained(competence_code="C1", until=TODAY + timedelta(days=900)),)
    again = decided(P1, decisions=(a_decision(Outcome.PARTIALLY_AWARDED, retained=kept),))
    again = replace(again, jury_registration=replace(again.jury_registration, redeliberation=asked))

    assert awaited_acts(a_case(again)) == (AwaitedAct(operation_id="correctDecision", actor=Actor.JURY),)


def test_a_company_is_verified_by_the_secretariat_though_others_may_correct_it() -> None:
    elsewhere = replace(opened(P2), candidate=replace(opened(P2).candidate, employment=an_employment(idcc="1486")))
    acts = awaited_acts(replace(a_case(elsewhere), company=a_company(idcc="1486", ccnic_verified=None)))
    assert {each.actor for each in acts if each.operation_id == "verifyCompany"} <= {Actor.SECRETARIAT}
    unverified = awaited_acts(a_case(ready_to_register(P1B), company=a_company(ccnic_verified=None)))
    assert AwaitedAct(operation_id="verifyCompany", actor=Actor.SECRETARIAT) in unverified


@pytest.mark.parametrize(
    ("dossier", "operation_id", "due_on"),
    [
        pytest.param(opened(P1), "recordTrainingPlan", None, id="no term"),
        pytest.param(ready_to_register(P1), "acceptAssignment", PLANNED, id="before the planned assessment"),
        pytest.param(ready_to_assess(P1), "recordAssessment", PLANNED, id="at the planned assessment"),
        pytest.param(ready_to_assess(P1), "addDocument", None, id="the guide has none of its own"),
        pytest.param(admissible(P2), "chooseEvaluator", CANDIDACY, id="within the candidacy"),
        pytest.param(ready_to_register(P2), "acceptAssignment", PLANNED, id="the first of two"),
        pytest.param(ready_to_complete(P3), "completeAssessment", OLD_CANDIDACY, id="an older candidacy"),
        pytest.param(
            ready_to_submit(P3, admissibility=a_request(TODAY)),
            "decideAdmissibility",
            add_months(TODAY, 2),
            id="two months to answer",
        ),
    ],
)
def test_an_act_is_due_on_the_first_of_its_terms(dossier: Dossier, operation_id: str, due_on: object) -> None:
    act = term_of(a_case(dossier), operation_id)
    assert (act.due_on, act.closes_with_jury) == (due_on, False)


def test_the_registration_to_a_jury_closes_with_the_next_one() -> None:
    assert term_of(a_case(ready_for_jury(P1)), "registerToJury") == AwaitedAct(
        operation_id="registerToJury", actor=Actor.EMPLOYER, due_on=None, closes_with_jury=True
    )
    assert term_of(a_case(ready_for_jury(P2)), "registerToJury") == AwaitedAct(
        operation_id="registerToJury", actor=Actor.EMPLOYER, due_on=CANDIDACY, closes_with_jury=True
    )
    assert not term_of(a_case(ready_for_jury(P2)), "recordDispatch").closes_with_jury
    assert not AwaitedAct(operation_id="registerToJury", actor=Actor.EMPLOYER).closes_with_jury


def test_the_papers_of_a_common_law_vae_are_due_two_weeks_after_the_interview() -> None:
    """R41."""
    interviewed = ready_to_complete(P3, assessment_completed_on=TODAY)
    without = replace(
        interviewed, documents=tuple(each for each in interviewed.documents if each.kind != DocumentKind.OUTIL_8)
    )
    held_on = max(without.assessment.held_on) if without.assessment is not None else TODAY
    assert term_of(a_case(without), "addDocument").due_on == held_on + timedelta(days=14)
