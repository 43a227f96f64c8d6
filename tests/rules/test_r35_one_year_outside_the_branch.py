"""R35: Pathway 3 takes 365 days of experience in direct relation with the CQP, outside CCNIC companies."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.admissibility import decide
from app.domain.candidate import EmploymentStatus
from app.domain.conditions import Applicant
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pathways import pathway_of
from tests.builders import OTHER_SIRET, P3, TODAY, a_case, a_company, a_request, an_employment, experience
from tests.rules.answers import pairs, reasons
from tests.rules.stages import outside_ccnic, ready_to_submit

TOO_SHORT = ("experience_too_short", "R35")
IN_THE_BRANCH = ("on_ccnic_payroll", "R35")
OUTSIDE = an_employment(siret=OTHER_SIRET, idcc="1486")


def unmet(parameters: tuple[ParameterValue, ...] = (), **applicant: Any) -> set[Any]:
    asked = Applicant(**{"employment": OUTSIDE, "experience": (experience(365),), **applicant})
    return pairs(pathway_of(P3).unmet_conditions(asked, ParametersInForce(parameters), TODAY))


@pytest.mark.parametrize(("days", "enough"), [(0, False), (364, False), (365, True), (366, True)])
def test_it_takes_a_year_of_directly_related_experience(days: int, enough: bool) -> None:
    assert unmet(experience=(experience(days),)) == (set() if enough else {TOO_SHORT})
    assert unmet(experience=(experience(days, directly_related=False),)) == {TOO_SHORT}


@pytest.mark.parametrize("years_ago", [4, 10, 30])
def test_however_long_ago(years_ago: int) -> None:
    worked = experience(365, until=TODAY.replace(year=TODAY.year - years_ago))
    assert unmet(experience=(worked,)) == set()
    asked = Applicant(employment=OUTSIDE, experience=(worked,))
    assert pathway_of(P3).counted_days(asked, ParametersInForce(), TODAY) == 365


@pytest.mark.parametrize(
    ("applicant", "expected"),
    [
        ({"employment": an_employment()}, {IN_THE_BRANCH}),
        ({"employment": an_employment(idcc=None)}, set()),
        ({"company": a_company(ccnic_verified=True)}, {IN_THE_BRANCH}),
        ({"employment": an_employment(), "company": a_company(ccnic_verified=False)}, set()),
        ({"employment": an_employment(EmploymentStatus.TEMPORARY_WORKER)}, set()),
        ({"employment": an_employment(EmploymentStatus.GEIQ_WORKER)}, set()),
        ({"employment": replace(OUTSIDE, status=EmploymentStatus.SELF_EMPLOYED)}, set()),
        ({"employment": replace(OUTSIDE, status=EmploymentStatus.JOB_SEEKER)}, set()),
    ],
)
def test_it_is_for_candidates_outside_the_companies_of_the_branch(
    applicant: dict[str, Any], expected: set[Any]
) -> None:
    assert unmet(**applicant) == expected


def test_each_condition_quotes_its_own_sentence() -> None:
    asked = Applicant(employment=an_employment(), experience=())
    too_short, in_the_branch = pathway_of(P3).unmet_conditions(asked, ParametersInForce(), TODAY)
    assert (too_short.quote_on(TODAY) or "").startswith("Ce parcours s'adresse aux candidats")
    assert (in_the_branch.quote_on(TODAY) or "").startswith("Le salarié travaille dans une entreprise")
    assert "0 jours" in too_short.detail.fr
    assert "365" in too_short.detail.fr


def test_the_threshold_is_a_parameter() -> None:
    none = ParameterValue(rule="R35", name="minimum_days", value=0, since=TODAY, source="Loi du 21 décembre 2022")
    assert unmet(experience=(), parameters=(none,)) == set()


def test_only_an_admissible_decision_is_refused_while_the_condition_is_unmet() -> None:
    short = ready_to_submit(P3, candidate=outside_ccnic(experience=(experience(364),)), admissibility=a_request())
    yes = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
    assert reasons(decide(a_case(short), yes)) == {TOO_SHORT}
