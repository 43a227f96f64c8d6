"""D16 to D22: who must be independent of whom, where the assessment is, and whose employee the candidate is."""

from dataclasses import replace

import pytest

from app.domain.assessing import invite_trade_evaluator
from app.domain.assigning import choose_evaluator, decline_assignment
from app.domain.candidate import Employment, EmploymentStatus, Establishment
from app.domain.conditions import Applicant
from app.domain.dossier import Trainer
from app.domain.law import ParametersInForce
from app.domain.pathways import pathway_of
from app.domain.uploads import readable_kinds
from tests.builders import (
    BODY_SIRET,
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_trade_evaluator,
    a_training_body,
    an_affiliation,
    an_employment,
    an_evaluator,
    experience,
)
from tests.rules.answers import accepted, pairs, reasons
from tests.rules.stages import HOSTED, WAYS, hosted, opened, ready_to_assess, registered


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ["training_body", "accompanying_body"])
def test_d16_independence_holds_in_every_pathway_and_of_whoever_accompanies(way: str, role: str) -> None:
    case = a_case(registered(way, **{role: a_training_body()}))
    tied = an_evaluator(affiliations=(an_affiliation(siren=BODY_SIRET[:9]),))
    answer = choose_evaluator(case, tied, a_choice())
    assert reasons(answer) == {("evaluator_not_independent_of_training_body", "R15")}


@pytest.mark.parametrize(
    "trainer",
    [
        Trainer(name="Esther Vidal"),
        Trainer(name="ESTHER VIDAL", email="autre@example.org"),
        Trainer(name="E. V.", email="Esther.Vidal@example.org"),
    ],
)
def test_d17_who_trained_the_candidate_does_not_assess_them(trainer: Trainer) -> None:
    case = a_case(opened(P1, trainers=(trainer,)))
    assert reasons(choose_evaluator(case, an_evaluator(), a_choice())) == {("evaluator_trained_the_candidate", "D17")}
    other = a_case(opened(P1, trainers=(Trainer(name="Luc Noël", email="luc.noel@example.org"),)))
    accepted(choose_evaluator(other, an_evaluator(), a_choice()))


@pytest.mark.parametrize("way", WAYS)
def test_d17_the_declaration_opens_the_documents(way: str) -> None:
    assert readable_kinds(registered(way), "evaluator") == frozenset()
    assert readable_kinds(ready_to_assess(way), "evaluator")


def test_d19_the_region_is_where_the_assessment_takes_place() -> None:
    paris = a_choice(region="11")
    assert reasons(choose_evaluator(a_case(), an_evaluator(), paris)) == {("evaluator_not_authorised", "R12")}
    accepted(choose_evaluator(a_case(), an_evaluator(), a_choice(region="84")))


@pytest.mark.parametrize("status", HOSTED)
def test_d20_hosted_workers_take_pathway_1_or_3(status: EmploymentStatus) -> None:
    asked = Applicant(employment=hosted(status), experience=(experience(400),), masters_all_competences=True)
    closed = {
        (pathway, variant): pairs(pathway_of(pathway, variant).unmet_conditions(asked, ParametersInForce(), TODAY))
        for pathway, variant in ((P1, None), (P1, DIRECT_VARIANT), (P2, None), (P3, None))
    }
    off_payroll = {("hosted_worker_not_on_payroll", "D20")}
    assert list(closed.values()) == [set(), off_payroll, off_payroll, set()]


@pytest.mark.parametrize(("idcc", "closed"), [("0044", False), ("1486", True)])
def test_d21_direct_assessment_and_pathway_2_need_the_payroll_of_the_branch(idcc: str, closed: bool) -> None:
    asked = Applicant(employment=an_employment(idcc=idcc), experience=(experience(400),), masters_all_competences=True)
    for pathway, variant in ((P1, DIRECT_VARIANT), (P2, None)):
        assert bool(pathway_of(pathway, variant).unmet_conditions(asked, ParametersInForce(), TODAY)) is closed
    assert pathway_of(P1).unmet_conditions(asked, ParametersInForce(), TODAY) == ()


def test_d22_outside_the_branch_the_professional_is_of_the_user_company() -> None:
    host = Establishment(siret="77788899900011")
    employment: Employment = an_employment(idcc="1486", user_company=host)
    dossier = ready_to_assess(P1, trade_evaluator=None)
    case = a_case(replace(dossier, candidate=replace(dossier.candidate, employment=employment)))
    accepted(invite_trade_evaluator(case, a_trade_evaluator(employer_siren=host.siren)))
    stranger = a_trade_evaluator(employer_siren="111111111")
    assert reasons(invite_trade_evaluator(case, stranger)) == {("trade_evaluator_not_of_the_company", "R17")}


def test_d17_who_declines_leaves_no_declaration_behind() -> None:
    left = accepted(decline_assignment(a_case(ready_to_assess(P1))))
    assert (left.evaluator, left.acceptance) == (None, None)
