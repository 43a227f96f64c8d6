"""R30: A CCNIC employee who masters every competence and has 365 days of recent experience may be assessed directly."""

from dataclasses import replace

import pytest

from app.domain.candidate import EmploymentStatus
from app.domain.conditions import Applicant
from app.domain.creation import DossierOpening, open_dossier
from app.domain.documents import DocumentKind
from app.domain.dossier import DirectAssessmentConfirmation
from app.domain.law import ParametersInForce
from app.domain.missing_items import items_missing_from_step
from app.domain.pathways import pathway_of
from app.domain.preparation import complete_registration
from tests.builders import (
    DIRECT_VARIANT,
    P1,
    TODAY,
    a_candidate,
    a_case,
    a_company,
    a_framework,
    a_skills_identification,
    an_employment,
    experience,
)
from tests.rules.answers import accepted, pairs, reasons
from tests.rules.stages import P1B, day, opened, ready_to_register, without

DIRECT = DIRECT_VARIANT
TOO_SHORT = ("recent_experience_too_short", "R30")


def unmet(**applicant: object) -> set[tuple[str, str | None]]:
    asked = Applicant(
        **{
            "employment": an_employment(),
            "experience": (experience(365),),
            "masters_all_competences": True,
            "company": a_company(),
            **applicant,
        }  # type: ignore[arg-type]
    )
    return pairs(pathway_of(P1, DIRECT).unmet_conditions(asked, ParametersInForce(), TODAY))


@pytest.mark.parametrize(("days", "enough"), [(364, False), (365, True), (366, True)])
def test_it_takes_a_year_of_experience(days: int, enough: bool) -> None:
    assert unmet(experience=(experience(days),)) == (set() if enough else {TOO_SHORT})


def test_in_the_three_years_before_the_request() -> None:
    old = experience(365, until=TODAY.replace(year=TODAY.year - 3))
    assert unmet(experience=(old,)) == {TOO_SHORT}
    asked = Applicant(employment=an_employment(), experience=(experience(2000),))
    assert pathway_of(P1, DIRECT).counted_days(asked, ParametersInForce(), TODAY) == 1096


@pytest.mark.parametrize(("mastered", "open_to_them"), [(True, True), (False, False), (None, False)])
def test_all_competences_are_mastered(mastered: bool | None, open_to_them: bool) -> None:
    expected = set() if open_to_them else {("competences_not_all_mastered", "R30")}
    assert unmet(masters_all_competences=mastered) == expected


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (EmploymentStatus.TEMPORARY_WORKER, ("hosted_worker_not_on_payroll", "D20")),
        (EmploymentStatus.GEIQ_WORKER, ("hosted_worker_not_on_payroll", "D20")),
        (EmploymentStatus.SELF_EMPLOYED, ("not_on_ccnic_payroll", "R30")),
        (EmploymentStatus.JOB_SEEKER, ("not_on_ccnic_payroll", "R30")),
    ],
)
def test_it_is_for_employees_of_the_branch(status: EmploymentStatus, reason: tuple[str, str]) -> None:
    assert unmet(employment=an_employment(status)) == {reason}


def test_an_unmet_condition_refuses_to_open_it() -> None:
    def answer(days: int) -> object:
        dossier = opened(P1B, candidate=a_candidate(experience=(experience(days),)))
        case = a_case(dossier)
        return open_dossier(
            DossierOpening(
                dossier=dossier,
                certification=case.certification,
                company=case.company,
                parameters=case.parameters,
            )
        )

    assert reasons(answer(364)) == {TOO_SHORT}
    accepted(answer(365))


def test_its_registration_takes_the_cerfa_and_a_full_mastery() -> None:
    no_form = without(ready_to_register(P1B), DocumentKind.CERFA_12818)
    assert reasons(complete_registration(a_case(no_form))) == {("cerfa_12818_missing", "R30")}
    partly = ready_to_register(P1B, skills_identification=a_skills_identification(to_acquire=("C3",)))
    assert reasons(complete_registration(a_case(partly))) == {("competences_not_all_mastered", "R30")}
    not_yet = items_missing_from_step(a_case(ready_to_register(P1B, skills_identification=None)), "registration")
    assert "competences_not_all_mastered" not in {item.code for item in not_yet}


def test_a_competence_that_the_framework_has_come_to_ask_is_not_mastered_yet() -> None:
    asks_more = a_framework("C1", "C2", "C3", "C4", version="2026")
    answer = complete_registration(a_case(ready_to_register(P1B), framework=asks_more))
    assert reasons(answer) == {("competences_not_all_mastered", "R30")}
    asks_less = a_framework("C1", "C2", version="2026")
    accepted(complete_registration(a_case(ready_to_register(P1B), framework=asks_less)))


@pytest.mark.parametrize("word", [None, DirectAssessmentConfirmation(confirmed=False, evidence="Rien", on=day(0))])
def test_its_registration_takes_the_secretariats_confirmation(word: DirectAssessmentConfirmation | None) -> None:
    dossier = replace(ready_to_register(P1B), direct_assessment=word)
    assert reasons(complete_registration(a_case(dossier))) == {("direct_assessment_not_confirmed", "D43")}
