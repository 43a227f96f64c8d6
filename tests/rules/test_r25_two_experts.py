"""R25: The skills identification is an interview by a technical expert, employed by the company, and an interview
expert."""

from dataclasses import replace

import pytest

from app.domain.candidate import EmploymentStatus
from app.domain.dossier import InterviewExpert, InterviewExpertKind, Mastery, TechnicalExpert
from app.domain.preparation import record_skills_identification
from tests.builders import COMPANY_SIRET, OTHER_SIRET, P1, P2, a_case, a_skills_identification
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import HOST_SIRET, HOSTED, P1B, day, hosted, opened

IDENTIFIED = [P1, P1B, P2]


@pytest.mark.parametrize("way", IDENTIFIED)
@pytest.mark.parametrize(("siret", "allowed"), [(COMPANY_SIRET, True), (OTHER_SIRET, False)])
def test_the_technical_expert_is_an_employee_of_the_company(way: str, siret: str, allowed: bool) -> None:
    held = a_skills_identification(technical_expert=TechnicalExpert(name="Paul Morel", employer_siren=siret[:9]))
    answer = record_skills_identification(a_case(opened(way)), held)
    assert (
        accepted(answer).skills_identification == held
        if allowed
        else reasons(answer) == {("technical_expert_not_of_the_company", "R25")}
    )


@pytest.mark.parametrize("status", HOSTED)
def test_for_a_hosted_worker_the_host_is_such_a_company(status: EmploymentStatus) -> None:
    dossier = opened(P1)
    dossier = replace(dossier, candidate=replace(dossier.candidate, employment=hosted(status)))
    of_the_host = TechnicalExpert(name="Paul Morel", employer_siren=HOST_SIRET[:9])
    accepted(record_skills_identification(a_case(dossier), a_skills_identification(technical_expert=of_the_host)))


@pytest.mark.parametrize("way", IDENTIFIED)
@pytest.mark.parametrize("kind", InterviewExpertKind)
def test_the_company_chooses_where_the_expert_in_interviewing_comes_from(way: str, kind: InterviewExpertKind) -> None:
    held = a_skills_identification(interview_expert=InterviewExpert(name="Nadia Roche", kind=kind))
    accepted(record_skills_identification(a_case(opened(way)), held))


def test_the_two_experts_judge_every_competence() -> None:
    partial = a_skills_identification(competences=(Mastery(code="C2", mastered=True),))
    answer = record_skills_identification(a_case(opened(P1)), partial)
    assert reasons(answer) == {("competence_not_judged", "R25")}
    assert len(pointers(answer)) == 2


def test_they_judge_no_competence_that_does_not_exist() -> None:
    whole = a_skills_identification().competences
    held = a_skills_identification(competences=(*whole, Mastery(code="C9", mastered=True)))
    answer = record_skills_identification(a_case(opened(P1)), held)
    assert reasons(answer, INVALID) == {("unknown_competence", None)}
    assert pointers(answer) == ["/competences/3/code"]


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, True), (1, False)])
def test_the_interview_has_taken_place(offset: int, possible: bool) -> None:
    answer = record_skills_identification(a_case(opened(P1)), a_skills_identification(held_on=day(offset)))
    assert accepted(answer) if possible else reasons(answer, INVALID) == {("day_in_the_future", None)}
