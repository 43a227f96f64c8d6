"""Where a candidate works and has worked since the request: nobody of these companies is independent (D22, D64)."""

from dataclasses import replace

from app.domain.candidate import Employment, EmploymentStatus, Establishment
from app.domain.dossier import EmployerChangeKind, FormerEmployer
from app.domain.identifiers import CCNIC
from app.domain.known_companies import workplaces
from app.domain.related_parties import company_sirens
from tests.builders import COMPANY_SIRET, P1, TODAY, a_candidate, a_case, a_company, an_employment, an_id
from tests.rules.stages import AGENCY_SIRET, HOST_SIRET, OUTSIDE_SIRET, hosted, opened

UNSAID = Employment(status=EmploymentStatus.EMPLOYEE)
"""Whoever declares no employer works for the company that opens the dossier."""
HERE, FORMERLY = COMPANY_SIRET[:9], OUTSIDE_SIRET[:9]


def test_a_workplace_is_the_employer_that_is_declared_or_the_company_and_the_user_company() -> None:
    at_a_host = replace(UNSAID, user_company=Establishment(siret=HOST_SIRET, idcc=CCNIC))

    assert workplaces(UNSAID, None) == frozenset()
    assert workplaces(UNSAID, a_company()) == {HERE}
    assert workplaces(at_a_host, a_company()) == {HERE, HOST_SIRET[:9]}
    assert workplaces(an_employment(siret=OUTSIDE_SIRET), a_company()) == {FORMERLY}
    assert workplaces(hosted(EmploymentStatus.GEIQ_WORKER), a_company()) == {AGENCY_SIRET[:9], HOST_SIRET[:9]}


def test_a_former_company_counts_like_the_present_one() -> None:
    former = FormerEmployer(
        kind=EmployerChangeKind.CHANGE,
        until=TODAY,
        reason="Nouvel emploi.",
        recorded_on=TODAY,
        version=3,
        company_id=an_id(77),
        employment=UNSAID,
    )
    dossier = opened(P1, candidate=a_candidate(employment=UNSAID), former_employers=(former,))
    case = a_case(dossier, former_companies={an_id(77): a_company(siret=OUTSIDE_SIRET)})
    nobodys = replace(case, dossier=replace(dossier, former_employers=(replace(former, company_id=None),)))

    assert company_sirens(case) == {HERE, FORMERLY}
    assert company_sirens(nobodys) == {HERE}
