"""R17: In pathways 1 and 2 the trade professional is an employee of the company: the candidate's superior or their
representative."""

from dataclasses import replace

import pytest

from app.domain.assessing import invite_trade_evaluator
from app.domain.candidate import Employment, EmploymentStatus, Establishment
from tests.builders import COMPANY_SIRET, OTHER_SIRET, P1, P2, a_case, a_trade_evaluator, an_employment
from tests.rules.answers import accepted, reasons
from tests.rules.stages import HOST_SIRET, HOSTED, P1B, hosted, ready_to_assess


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_the_professional_is_an_employee_of_the_candidates_company(way: str) -> None:
    case = a_case(ready_to_assess(way, trade_evaluator=None))
    stranger = a_trade_evaluator(employer_siren=OTHER_SIRET[:9])
    assert reasons(invite_trade_evaluator(case, stranger)) == {("trade_evaluator_not_of_the_company", "R17")}
    colleague = a_trade_evaluator(employer_siren=COMPANY_SIRET[:9])
    assert accepted(invite_trade_evaluator(case, colleague)).trade_evaluator == colleague


@pytest.mark.parametrize(
    "employment",
    [
        pytest.param(an_employment(user_company=Establishment(siret=HOST_SIRET)), id="an employee works for no host"),
        pytest.param(an_employment(EmploymentStatus.TEMPORARY_WORKER), id="a host that nobody named"),
    ],
)
def test_where_no_host_counts_the_professional_is_the_employers(employment: Employment) -> None:
    dossier = ready_to_assess(P1, trade_evaluator=None)
    case = a_case(replace(dossier, candidate=replace(dossier.candidate, employment=employment)))
    colleague = a_trade_evaluator(employer_siren=COMPANY_SIRET[:9])
    assert accepted(invite_trade_evaluator(case, colleague)).trade_evaluator == colleague
    stranger = a_trade_evaluator(employer_siren=OTHER_SIRET[:9])
    ((code, _),) = reasons(invite_trade_evaluator(case, stranger))
    assert code == "trade_evaluator_not_of_the_company"


@pytest.mark.parametrize("status", HOSTED)
@pytest.mark.parametrize(("siret", "allowed"), [(HOST_SIRET, True), (COMPANY_SIRET, False), (OTHER_SIRET, False)])
def test_a_hosted_worker_is_assessed_with_somebody_of_the_host(
    status: EmploymentStatus, siret: str, allowed: bool
) -> None:
    dossier = ready_to_assess(P1, trade_evaluator=None)
    case = a_case(replace(dossier, candidate=replace(dossier.candidate, employment=hosted(status))))
    answer = invite_trade_evaluator(case, a_trade_evaluator(employer_siren=siret[:9]))
    assert accepted(answer) if allowed else reasons(answer) == {("trade_evaluator_not_of_the_company", "D42")}
