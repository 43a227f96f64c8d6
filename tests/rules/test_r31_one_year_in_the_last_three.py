"""R31: Pathway 2 takes 365 days of experience in the three years before the request and being on the payroll of a CCNIC
company."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.admissibility import decide
from app.domain.candidate import EmploymentStatus
from app.domain.conditions import Applicant
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pathways import pathway_of
from tests.builders import (
    P2,
    TODAY,
    a_candidate,
    a_case,
    a_company,
    a_request,
    an_employment,
    experience,
)
from tests.rules.answers import accepted, pairs, reasons
from tests.rules.stages import ready_to_submit

TOO_SHORT = ("recent_experience_too_short", "R31")
OFF_PAYROLL = ("not_on_ccnic_payroll", "R31")
THREE_YEARS_AGO = date(2023, 11, 23)


def unmet(*, on: date = TODAY, parameters: tuple[ParameterValue, ...] = (), **applicant: Any) -> set[Any]:
    asked = Applicant(
        **{
            "employment": an_employment(),
            "experience": (experience(365, until=on),),
            "company": a_company(),
            "opened_by": a_company(),
            **applicant,
        }
    )
    return pairs(pathway_of(P2).unmet_conditions(asked, ParametersInForce(parameters), on))


@pytest.mark.parametrize(("days", "enough"), [(0, False), (364, False), (365, True), (366, True)])
def test_it_takes_a_year(days: int, enough: bool) -> None:
    assert unmet(experience=(experience(days),)) == (set() if enough else {TOO_SHORT})


@pytest.mark.parametrize(
    ("start", "end", "enough"),
    [
        (THREE_YEARS_AGO, date(2024, 11, 21), True),
        (THREE_YEARS_AGO, date(2024, 11, 20), False),
        (date(2023, 11, 22), date(2024, 11, 20), False),
        (date(2015, 1, 1), date(2023, 11, 22), False),
        (date(2025, 11, 23), None, True),
        (date(2025, 11, 24), None, False),
        (date(2025, 11, 24), TODAY, False),
    ],
)
def test_the_window_opens_three_years_before_the_request_and_ends_the_day_before_it(
    start: date, end: date | None, enough: bool
) -> None:
    worked = replace(experience(1), start=start, end=end)
    assert unmet(experience=(worked,)) == (set() if enough else {TOO_SHORT})


def test_only_related_work_counts_and_part_time_in_proportion() -> None:
    assert unmet(experience=(experience(1000, directly_related=False),)) == {TOO_SHORT}
    assert unmet(experience=(experience(729, weekly_hours=Decimal("17.5")),)) == {TOO_SHORT}
    assert unmet(experience=(experience(730, weekly_hours=Decimal("17.5")),)) == set()


@pytest.mark.parametrize(
    ("applicant", "expected"),
    [
        ({"employment": an_employment(EmploymentStatus.JOB_SEEKER)}, {OFF_PAYROLL}),
        ({"employment": an_employment(EmploymentStatus.SELF_EMPLOYED)}, {OFF_PAYROLL}),
        ({"employment": an_employment(EmploymentStatus.OTHER)}, {OFF_PAYROLL}),
        (
            {"employment": an_employment(EmploymentStatus.TEMPORARY_WORKER), "company": None},
            {("hosted_worker_not_on_payroll", "D20")},
        ),
        (
            {"employment": an_employment(EmploymentStatus.GEIQ_WORKER), "company": None},
            {("hosted_worker_not_on_payroll", "D20")},
        ),
        ({"company": a_company(ccnic_verified=False)}, {OFF_PAYROLL}),
        ({"company": a_company(ccnic_verified=None)}, set()),
        ({"company": a_company(ccnic_verified=None, idcc="1486")}, {OFF_PAYROLL}),
        ({"company": a_company(idcc="1486")}, set()),
        ({"company": None}, set()),
        ({"company": None, "employment": an_employment(idcc="1486")}, {OFF_PAYROLL}),
        ({"company": None, "employment": an_employment(idcc=None)}, {OFF_PAYROLL}),
        ({"company": None, "employment": replace(an_employment(), employer=None)}, {OFF_PAYROLL}),
    ],
)
def test_it_takes_being_on_the_payroll_of_a_company_under_the_agreement(
    applicant: dict[str, Any], expected: set[Any]
) -> None:
    assert unmet(**applicant) == expected


def test_both_conditions_are_told_at_once() -> None:
    assert unmet(experience=(), employment=an_employment(EmploymentStatus.JOB_SEEKER)) == {TOO_SHORT, OFF_PAYROLL}


def test_the_threshold_and_the_window_are_parameters() -> None:
    half = ParameterValue(rule="R31", name="minimum_days", value=180, since=TODAY, source="CPNE")
    one = ParameterValue(rule="R31", name="window_years", value=1, since=TODAY, source="CPNE")
    assert unmet(experience=(experience(180),), parameters=(half,)) == set()
    assert unmet(experience=(experience(179),), parameters=(half,)) == {TOO_SHORT}
    old = experience(365, until=date(2025, 11, 23))
    assert unmet(experience=(old,)) == set()
    assert unmet(experience=(old,), parameters=(one,)) == {TOO_SHORT}


def test_the_refusal_says_how_many_days_count_and_how_many_it_takes() -> None:
    asked = Applicant(employment=an_employment(), experience=(experience(200),))
    (violation,) = pathway_of(P2).unmet_conditions(asked, ParametersInForce(), TODAY)
    assert violation.pointer == "/candidate/experience"
    assert all(said in violation.detail.fr for said in ("200 jours", "3 années", "23\xa0novembre\xa02026", "365"))
    assert all(said in violation.detail.en for said in ("200 days", "3 years", "23\xa0November\xa02026", "365"))
    assert pathway_of(P2).counted_days(asked, ParametersInForce(), TODAY) == 200


def test_only_an_admissible_decision_is_refused_while_the_condition_is_unmet() -> None:
    short = ready_to_submit(P2, candidate=a_candidate(experience=(experience(364),)), admissibility=a_request())
    yes = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
    assert reasons(decide(a_case(short), yes)) == {TOO_SHORT}
    accepted(decide(a_case(ready_to_submit(P2, admissibility=a_request())), yes))


@pytest.mark.parametrize(
    ("siret", "on_it"), [("12345678200010", True), ("12345678299999", True), ("98765432400019", False)]
)
def test_the_payroll_is_that_of_the_company_itself_whichever_its_establishment(siret: str, on_it: bool) -> None:
    employed = an_employment(siret=siret)
    assert unmet(employment=employed) == (set() if on_it else {OFF_PAYROLL})
    nowhere_said = replace(employed, employer=None)
    assert unmet(employment=nowhere_said) == set()
