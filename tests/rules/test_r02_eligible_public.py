"""R2: The CQP are open to employees within and outside the CCNIC, temporary workers and GEIQ workers."""

import pytest

from app.domain.candidate import EmploymentStatus
from app.domain.conditions import Applicant
from app.domain.creation import DossierOpening, open_dossier
from app.domain.law import ParametersInForce
from app.domain.pathways import pathway_of
from tests.builders import P1, TODAY, a_candidate, a_case, an_employment
from tests.rules.answers import accepted, pairs, reasons
from tests.rules.stages import opened

PUBLIC = {EmploymentStatus.EMPLOYEE, EmploymentStatus.TEMPORARY_WORKER, EmploymentStatus.GEIQ_WORKER}
REFUSED = {("not_in_the_public_of_the_scheme", "R2")}


@pytest.mark.parametrize("status", EmploymentStatus)
@pytest.mark.parametrize("idcc", ["0044", "1486", None])
def test_it_is_employees_in_or_out_of_the_branch_temporary_workers_and_geiq_workers(
    status: EmploymentStatus, idcc: str | None
) -> None:
    asked = Applicant(employment=an_employment(status, idcc=idcc))
    unmet = pathway_of(P1).unmet_conditions(asked, ParametersInForce(), TODAY)
    assert pairs(unmet) == (set() if status in PUBLIC else REFUSED)


@pytest.mark.parametrize("status", EmploymentStatus)
def test_nobody_else_opens_a_dossier_of_pathway_1(status: EmploymentStatus) -> None:
    dossier = opened(P1, candidate=a_candidate(employment=an_employment(status)))
    case = a_case(dossier)
    answer = open_dossier(
        DossierOpening(
            dossier=dossier, certification=case.certification, company=case.company, parameters=case.parameters
        )
    )
    assert accepted(answer).id == dossier.id if status in PUBLIC else reasons(answer) == REFUSED
