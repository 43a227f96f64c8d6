"""A refusal points at what is at fault in the request, as a JSON pointer into it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.admissibility import acknowledge, decide, extend, ground_of, proposed_grounds, record_dispatch, submit
from app.domain.assessing import invite_trade_evaluator, record_assessment
from app.domain.assigning import Declaration, accept_assignment, choose_evaluator
from app.domain.candidate import EmploymentStatus
from app.domain.catalogue import CERTIFICATIONS
from app.domain.conditions import Applicant
from app.domain.creation import closed_pathway, closed_scheme
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Ground, TechnicalExpert, Trainer
from app.domain.jury_registration import register_to_jury
from app.domain.known_companies import KnownCompanies
from app.domain.law import ParametersInForce, Violation
from app.domain.pathways import pathway_of
from app.domain.preparation import record_portfolio, record_skills_identification, record_training_plan
from app.domain.text import Text
from tests.builders import (
    COMPANY_SIRET,
    DIRECT_VARIANT,
    OTHER_SIRET,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_company,
    a_request,
    a_skills_identification,
    a_trade_evaluator,
    a_training_plan,
    an_admission,
    an_affiliation,
    an_employment,
    an_evaluator,
)
from tests.rules.answers import pointers
from tests.rules.stages import (
    OUTSIDE_SIRET,
    a_session,
    admissible,
    assessment_of,
    day,
    opened,
    outside_ccnic,
    ready_for_jury,
    ready_to_assess,
    ready_to_submit,
    registered,
)


def asked(pathway: str, variant: str | None = None, **applicant: Any) -> list[str | None]:
    who = Applicant(**{"employment": an_employment(), **applicant})
    return [each.pointer for each in pathway_of(pathway, variant).unmet_conditions(who, ParametersInForce(), TODAY)]


def decided(verdict: str, decided_on: date) -> object:
    decision = AdmissibilityDecision(verdict=AdmissibilityVerdict(verdict), grounds=(), decided_on=decided_on)
    return decide(a_case(ready_to_submit(P2, admissibility=a_request())), decision)


def stranger() -> TechnicalExpert:
    return TechnicalExpert(name="Paul Morel", employer_siren=OTHER_SIRET[:9])


def test_in_the_conditions() -> None:
    out_of_work = an_employment(EmploymentStatus.JOB_SEEKER)
    assert asked(P1, employment=out_of_work) == ["/candidate/employment/status"]
    assert asked(P1, DIRECT_VARIANT, employment=out_of_work) == [
        "/candidate/employment",
        "/candidate/experience",
        "/candidate/masters_all_competences",
    ]
    assert asked(P2, employment=out_of_work) == ["/candidate/experience", "/candidate/employment"]
    assert asked(P3) == ["/candidate/experience", "/candidate/employment"]


def test_in_what_a_dossier_is_opened_with() -> None:
    by_equivalence, alone = CERTIFICATIONS["cqpi-agent-logistique"], CERTIFICATIONS["cqpi-technicien-qualite"]
    assert [each.pointer for each in closed_pathway(by_equivalence, P1)] == ["/certification_code"]
    assert [each.pointer for each in closed_pathway(alone, P3)] == ["/pathway"]
    assert [each.pointer for each in closed_scheme("pro_a", TODAY)] == ["/training_scheme"]


def test_in_what_is_prepared() -> None:
    case = a_case(opened(P1))
    to_come = a_skills_identification(held_on=day(1))
    assert pointers(record_skills_identification(case, to_come)) == ["/held_on"]
    by_a_stranger = a_skills_identification(technical_expert=stranger(), competences=())
    assert pointers(record_skills_identification(case, by_a_stranger)) == [
        "/competences",
        "/competences",
        "/competences",
        "/technical_expert/employer_siren",
    ]
    wrong = a_training_plan(competences=("C1", "C9"), starts_on=day(1), ends_on=day(0))
    assert pointers(record_training_plan(case, wrong)) == ["/ends_on", "/competences/1"]
    assert pointers(record_portfolio(a_case(admissible(P3)), day(1))) == ["/completed_on"]


def test_in_a_request_for_admissibility() -> None:
    back = ready_to_submit(P2, admissibility=a_request(TODAY, verdict=AdmissibilityVerdict.INCOMPLETE))
    assert pointers(submit(a_case(back), day(1))) == ["/received_on"]
    assert pointers(submit(a_case(back), day(-1))) == ["/received_on"]
    assert pointers(decided("inadmissible", TODAY)) == ["/grounds"]
    assert pointers(decided("admissible", day(-1))) == ["/decided_on"]
    assert pointers(decided("admissible", day(1))) == ["/decided_on"]
    case = a_case(admissible(P2))
    for outside in (-1, 1):
        assert pointers(record_dispatch(case, "1A", day(outside))) == ["/sent_on"]
        assert pointers(acknowledge(case, day(outside))) == ["/received_on"]
    assert pointers(extend(case, TODAY, "Congé")) == ["/until"]


def test_in_what_an_evaluator_is_chosen_for() -> None:
    unauthorised = an_evaluator(authorisations=(), affiliations=(an_affiliation(siren=COMPANY_SIRET[:9]),))
    case = a_case(opened(P1, trainers=(Trainer(name="Esther Vidal"),)))
    answer = choose_evaluator(case, unauthorised, a_choice(fees_agreed=False))
    assert pointers(answer) == ["/fees_agreed", "/evaluator_id", None, "/evaluator_id"]
    assert pointers(accept_assignment(a_case(registered(P1)), Declaration(independent=False))) == ["/independent"]
    same = a_case(ready_to_assess(P1, trade_evaluator=a_trade_evaluator(email="esther.vidal@example.org")))
    assert pointers(choose_evaluator(same, an_evaluator(), a_choice())) == ["/evaluator_id"]


def test_in_an_invitation() -> None:
    case = a_case(ready_to_assess(P1, trade_evaluator=None))
    wrong = a_trade_evaluator(employer_siren=OTHER_SIRET[:9], email="camille.durand@example.org")
    assert pointers(invite_trade_evaluator(case, wrong)) == ["/employer_siren", "/email"]


def test_in_an_assessment() -> None:
    whole = assessment_of(P1, held_on=(TODAY, day(1)), observed_on=(day(2),), concertation_held_on=day(3))
    answer = record_assessment(a_case(ready_to_assess(P1)), whole)
    assert pointers(answer) == ["/held_on/1", "/observed_on/0", "/concertation_held_on"]
    bare = assessment_of(P3, professional=None)
    bare = replace(bare, briefing=replace(bare.briefing, admissibility_letter_presented=None))
    unauthorised = an_evaluator(authorisations=())
    answer = record_assessment(a_case(ready_to_assess(P3), evaluator=unauthorised), bare)
    assert pointers(answer) == ["/held_on", "/briefing/admissibility_letter_presented", "/trade_evaluator"]
    professional = assessment_of(P3).professional
    assert professional is not None
    outside = assessment_of(P3, professional=replace(professional, employer_idcc="1486"))
    assert pointers(record_assessment(a_case(ready_to_assess(P3)), outside)) == ["/trade_evaluator/employer_idcc"]
    named = assessment_of(P1, professional=professional)
    assert pointers(record_assessment(a_case(ready_to_assess(P1)), named)) == ["/trade_evaluator"]


@pytest.mark.parametrize("changes", [{"registration_closes_on": day(-1)}, {"capacity": 0}])
def test_in_a_registration_to_the_jury(changes: dict[str, Any]) -> None:
    answer = register_to_jury(a_case(ready_for_jury(P1)), a_session(**changes), 0)
    assert pointers(answer) == ["/session_id"]


def test_what_stands_against_a_request_is_written_as_its_grounds() -> None:
    short = ready_to_submit(P3, candidate=outside_ccnic(experience=()), admissibility=a_request())
    grounds = [ground_of(violation) for violation in proposed_grounds(a_case(short))]
    assert grounds == [Ground(text="0 jours d'expérience en rapport direct sont comptés ; il en faut 365.", rule="R35")]
    unverified = a_case(ready_to_submit(P2, admissibility=a_request()), company=a_company(ccnic_verified=None))
    assert [ground_of(violation).rule for violation in proposed_grounds(unverified)] == ["D43"]


def test_a_ground_of_no_rule_is_written_without_one() -> None:
    nameless = Violation(code="incomplete", detail=Text("Il manque une page.", "A page is missing."))
    assert ground_of(nameless) == Ground(text="Il manque une page.", rule=None)


def test_in_a_letter_that_arrives_before_it_left() -> None:
    sent = a_case(admissible(P2, admissibility=an_admission(day(-9), dispatched_on=day(-5))))
    assert pointers(acknowledge(sent, day(-6))) == ["/received_on"]
    acknowledged = a_case(admissible(P2, admissibility=an_admission(day(-9), acknowledged_on=day(-5))))
    assert pointers(record_dispatch(acknowledged, "1A", day(-4))) == ["/sent_on"]


def test_the_employer_on_record_counts_in_what_is_proposed_as_grounds() -> None:
    known = a_company(siret=OUTSIDE_SIRET, ccnic_verified=True)
    case = a_case(
        ready_to_submit(P3, admissibility=a_request()), known_companies=KnownCompanies(establishments=(known,))
    )
    assert [ground_of(violation).rule for violation in proposed_grounds(case)] == ["R35"]
