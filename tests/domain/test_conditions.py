"""The conditions of the pathways, each at its boundary (R2, R30, R31, R35, D20, D21, D37, D43)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.domain.candidate import Employment, EmploymentStatus, Establishment
from app.domain.conditions import Applicant
from app.domain.experience import Experience
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pathways import pathway_of
from app.domain.rules.decisions import D20
from app.domain.rules.individualised_training import R30
from app.domain.rules.scheme import R2
from app.domain.rules.simplified_vae import R31
from tests.builders import DIRECT_VARIANT, OTHER_SIRET, P1, P2, P3, TODAY, a_company, an_employment, experience

HERE = Establishment(siret=OTHER_SIRET, idcc="0044")
DIRECT = DIRECT_VARIANT
NO_PARAMETERS = ParametersInForce()


def applicant(
    *periods: Experience, employment: Employment | None = None, masters: bool | None = True, **changes: object
) -> Applicant:
    """A CCNIC employee who masters everything, with those periods."""
    return Applicant(
        employment=employment or an_employment(),
        experience=periods,
        masters_all_competences=masters,
        **changes,  # type: ignore[arg-type]
    )


def codes(who: Applicant, pathway: str, variant: str | None = None, on: date = TODAY) -> list[str]:
    return [violation.code for violation in pathway_of(pathway, variant).unmet_conditions(who, NO_PARAMETERS, on)]


@pytest.mark.parametrize(("pathway", "variant", "rule"), [(P1, DIRECT, R30), (P2, None, R31)])
def test_364_days_are_not_a_year_and_365_are(pathway: str, variant: str | None, rule: object) -> None:
    short = pathway_of(pathway, variant).unmet_conditions(applicant(experience(364)), NO_PARAMETERS, TODAY)

    assert [(violation.code, violation.rule) for violation in short] == [("recent_experience_too_short", rule)]
    assert "364" in short[0].detail.fr
    assert codes(applicant(experience(365)), pathway, variant) == []


def test_the_third_pathway_too_counts_365_days() -> None:
    outside = an_employment(idcc="1486")

    assert codes(applicant(experience(364), employment=outside), P3) == ["experience_too_short"]
    assert codes(applicant(experience(365), employment=outside), P3) == []


@pytest.mark.parametrize(
    ("request_day", "first_day"),
    [
        (date(2026, 11, 23), date(2023, 11, 23)),
        (date(2028, 2, 29), date(2025, 2, 28)),
        (date(2027, 3, 1), date(2024, 3, 1)),
    ],
)
def test_the_window_starts_on_the_same_day_three_years_earlier(request_day: date, first_day: date) -> None:
    within = applicant(experience(365, until=first_day + timedelta(days=365)))
    a_day_early = applicant(experience(365, until=first_day + timedelta(days=364)))

    assert codes(within, P2, on=request_day) == []
    assert codes(a_day_early, P2, on=request_day) == ["recent_experience_too_short"]
    assert pathway_of(P2).counted_days(a_day_early, NO_PARAMETERS, request_day) == 364


def test_the_day_of_the_request_itself_does_not_count() -> None:
    running = Experience(activity="Cariste", start=TODAY - timedelta(days=364), directly_related=True)

    assert codes(applicant(running), P2) == ["recent_experience_too_short"]
    assert codes(applicant(running), P2, on=TODAY + timedelta(days=1)) == []


def test_a_leap_day_counts_as_any_other() -> None:
    leap_year = Experience(
        activity="Cariste", start=date(2023, 6, 2), end=date(2024, 5, 31), weekly_hours=35, directly_related=True
    )
    common_year = Experience(
        activity="Cariste", start=date(2024, 6, 2), end=date(2025, 5, 31), weekly_hours=35, directly_related=True
    )

    assert codes(applicant(leap_year), P2, on=date(2025, 6, 1)) == []
    assert codes(applicant(common_year), P2, on=date(2025, 6, 1)) == ["recent_experience_too_short"]


def test_the_third_pathway_counts_what_is_older_than_the_window() -> None:
    long_ago = experience(365, until=date(2001, 1, 1))
    outside = applicant(long_ago, employment=an_employment(idcc="1486"))

    assert codes(outside, P3) == []
    assert pathway_of(P3).counted_days(outside, NO_PARAMETERS, TODAY) == 365
    assert pathway_of(P2).counted_days(outside, NO_PARAMETERS, TODAY) == 0


def test_experience_without_a_relation_to_the_certification_does_not_count() -> None:
    assert codes(applicant(experience(730, directly_related=False)), P2) == ["recent_experience_too_short"]


@pytest.mark.parametrize("status", [EmploymentStatus.TEMPORARY_WORKER, EmploymentStatus.GEIQ_WORKER])
def test_a_hosted_worker_takes_pathway_1_or_3_whatever_the_host_and_the_agency_are(status: EmploymentStatus) -> None:
    hosted = applicant(experience(730), employment=an_employment(status, idcc="0044", user_company=HERE))

    refused = pathway_of(P2).unmet_conditions(hosted, NO_PARAMETERS, TODAY)

    assert [(violation.code, violation.rule) for violation in refused] == [("hosted_worker_not_on_payroll", D20)]
    assert codes(hosted, P1, DIRECT) == ["hosted_worker_not_on_payroll"]
    assert codes(hosted, P1) == codes(hosted, P3) == []


@pytest.mark.parametrize(
    ("status", "belongs"),
    [
        (EmploymentStatus.EMPLOYEE, True),
        (EmploymentStatus.TEMPORARY_WORKER, True),
        (EmploymentStatus.GEIQ_WORKER, True),
        (EmploymentStatus.SELF_EMPLOYED, False),
        (EmploymentStatus.JOB_SEEKER, False),
        (EmploymentStatus.OTHER, False),
    ],
)
def test_pathway_1_is_for_the_public_of_the_scheme(status: EmploymentStatus, belongs: bool) -> None:
    found = pathway_of(P1).unmet_conditions(applicant(employment=Employment(status=status)), NO_PARAMETERS, TODAY)

    assert [violation.rule for violation in found] == ([] if belongs else [R2])


@pytest.mark.parametrize("status", [EmploymentStatus.SELF_EMPLOYED, EmploymentStatus.JOB_SEEKER])
def test_pathway_3_is_open_to_the_self_employed_and_to_job_seekers(status: EmploymentStatus) -> None:
    assert codes(applicant(experience(365), employment=Employment(status=status)), P3) == []


def test_a_ccnic_employee_does_not_take_pathway_3() -> None:
    found = pathway_of(P3).unmet_conditions(applicant(experience(730)), NO_PARAMETERS, TODAY)

    assert [violation.code for violation in found] == ["on_ccnic_payroll"]
    assert found[0].quote_on(TODAY).startswith("Le salarié travaille dans une entreprise qui ne relève pas")  # type: ignore[union-attr]


@pytest.mark.parametrize("idcc", ["1486", None])
def test_pathway_2_and_direct_assessment_are_for_ccnic_employees(idcc: str | None) -> None:
    outside = applicant(experience(730), employment=an_employment(idcc=idcc))

    assert codes(outside, P2) == codes(outside, P1, DIRECT) == ["not_on_ccnic_payroll"]


@pytest.mark.parametrize(
    ("declared", "recorded", "verified", "counts"),
    [
        ("1486", "0044", None, True),
        ("0044", "1486", None, False),
        ("0044", "0044", False, False),
        ("1486", "1486", True, True),
    ],
)
def test_the_company_on_record_counts_before_what_is_declared_and_the_verification_before_its_idcc(
    declared: str, recorded: str, verified: bool | None, counts: bool
) -> None:
    company = a_company(idcc=recorded, ccnic_verified=verified)

    who = applicant(employment=an_employment(idcc=declared), company=company)

    assert who.is_on_ccnic_payroll is counts


@pytest.mark.parametrize("masters", [False, None])
def test_direct_assessment_supposes_that_everything_is_mastered(masters: bool | None) -> None:
    assert codes(applicant(experience(365), masters=masters), P1, DIRECT) == ["competences_not_all_mastered"]


def test_all_that_is_unmet_is_told_at_once() -> None:
    nobody = applicant(employment=Employment(status=EmploymentStatus.JOB_SEEKER), masters=None)

    assert codes(nobody, P1, DIRECT) == [
        "not_on_ccnic_payroll",
        "recent_experience_too_short",
        "competences_not_all_mastered",
    ]


def test_a_threshold_given_by_the_secretariat_counts_from_its_day() -> None:
    lower = ParametersInForce(
        (ParameterValue(rule="R31", name="minimum_days", value=100, since=TODAY, source="Décision de la CPNE"),)
    )
    half_a_year = applicant(experience(180, until=TODAY - timedelta(days=10)))

    assert pathway_of(P2).unmet_conditions(half_a_year, lower, TODAY) == ()
    assert pathway_of(P2).unmet_conditions(half_a_year, lower, TODAY - timedelta(days=1)) != ()


def test_part_time_and_overlaps_are_scaled_to_full_time() -> None:
    halves = (experience(365, weekly_hours=20), experience(365, weekly_hours=20))

    assert (
        pathway_of(P2).counted_days(applicant(experience(365, weekly_hours=Decimal("17.5"))), NO_PARAMETERS, TODAY)
        == 182
    )
    assert pathway_of(P2).counted_days(applicant(*halves), NO_PARAMETERS, TODAY) == 365
