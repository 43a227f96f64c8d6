"""D48: experience counts from fourteen, under sixteen somebody looks, and nothing comes before a birth."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.admissibility import decide, proposed_grounds, submit
from app.domain.candidate import EmploymentStatus
from app.domain.case_warnings import warnings_of
from app.domain.conditions import Applicant
from app.domain.creation import open_dossier, unmet_by
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.order_of_days import is_an_old_identification
from app.domain.pathways import pathway_of
from app.domain.preparation import record_skills_identification, record_training_plan
from tests.builders import (
    BRIDGE,
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_company,
    a_request,
    a_skills_identification,
    a_training_plan,
    an_employment,
    an_id,
    experience,
)
from tests.rules.answers import INVALID, accepted, pairs, pointers, reasons
from tests.rules.stages import P1B, day, opened, outside_ccnic, ready_to_submit

FIFTEEN, SIXTEEN = date(2010, 11, 24), date(2010, 11, 23)
"""Birth dates of who is sixteen tomorrow, and today."""
TOO_YOUNG = ("candidate_too_young", "D48")


def counted(birth_date: date | None, *, since: date, pathway: str = P3, variant: str | None = None) -> int:
    worked = replace(experience(1), start=since, end=day(-1))
    somebody = Applicant(employment=an_employment(), birth_date=birth_date, experience=(worked,))
    return pathway_of(pathway, variant).counted_days(somebody, ParametersInForce(), TODAY)


@pytest.mark.parametrize(
    ("birth_date", "days"),
    [
        pytest.param(day(-10), 0, id="not yet fourteen"),
        pytest.param(date(2012, 11, 22), 1, id="fourteen since yesterday"),
        pytest.param(date(2012, 11, 21), 2, id="fourteen for two days"),
        pytest.param(date(2012, 11, 23), 0, id="fourteen today, which is not before the request"),
        pytest.param(date(1990, 5, 17), 400, id="long grown"),
        pytest.param(None, 400, id="of unknown age"),
    ],
)
def test_d48_experience_before_the_fourteenth_birthday_counts_for_nothing(birth_date: date | None, days: int) -> None:
    assert counted(birth_date, since=day(-400)) == days


def test_d48_who_is_born_on_a_leap_day_is_fourteen_on_the_last_of_february() -> None:
    before = date(2018, 3, 1)
    worked = replace(experience(1), start=date(2018, 1, 1), end=date(2018, 2, 28))
    somebody = Applicant(employment=an_employment(), birth_date=date(2004, 2, 29), experience=(worked,))
    assert pathway_of(P3).counted_days(somebody, ParametersInForce(), before) == 1


@pytest.mark.parametrize(("birth_date", "days"), [(date(2012, 11, 13), 10), (date(2000, 1, 1), 1096)])
def test_d48_of_window_and_birthday_the_later_counts(birth_date: date, days: int) -> None:
    assert counted(birth_date, since=date(2005, 1, 1), pathway=P2) == days
    assert counted(birth_date, since=date(2005, 1, 1), pathway=P1, variant=DIRECT_VARIANT) == days


def test_d48_a_dossier_counts_from_the_candidates_own_birthday() -> None:
    year = experience(365)
    young = outside_ccnic(birth_date=date(2012, 11, 13), experience=(year,))
    assert ("experience_too_short", "R35") in pairs(unmet_by(opened(P3, candidate=young), None, ParametersInForce()))


@pytest.mark.parametrize("way", [P1, P1B, P2, P3, BRIDGE])
@pytest.mark.parametrize(("birth_date", "is_young"), [(FIFTEEN, True), (SIXTEEN, False)])
def test_d48_under_sixteen_is_a_warning_in_p1_and_a_proposed_ground_in_p2_and_p3(
    way: str, birth_date: date, is_young: bool
) -> None:
    candidate = a_candidate(birth_date=birth_date, experience=())
    case = a_case(opened(way, candidate=candidate, **({"bridge_id": an_id(8)} if way == BRIDGE else {})))
    warned, proposed = TOO_YOUNG in pairs(warnings_of(case)), TOO_YOUNG in pairs(proposed_grounds(case))

    assert warned is (is_young and way in {P1, P1B})
    assert proposed is (is_young and way in {P2, P3})


def test_d48_the_age_is_that_of_the_day_of_the_request() -> None:
    young = a_candidate(birth_date=SIXTEEN, experience=())
    assert pairs(warnings_of(a_case(opened(P1, candidate=young)))) == set()
    assert pairs(warnings_of(a_case(opened(P1, candidate=young, requested_on=day(-1))))) == {TOO_YOUNG}


def test_d48_a_child_of_five_is_opened_with_a_warning_that_tells_the_age() -> None:
    from app.domain.creation import DossierOpening

    child = opened(P1, candidate=a_candidate(birth_date=date(2021, 5, 1), experience=()))
    case = a_case(child)
    opening = DossierOpening(
        dossier=child, certification=case.certification, company=a_company(), parameters=ParametersInForce()
    )
    (warning,) = warnings_of(case)

    accepted(open_dossier(opening))
    assert "16 ans" in warning.detail.fr
    assert "under 16" in warning.detail.en
    assert warning.pointer == "/candidate/birth_date"


def test_d48_a_request_of_who_is_too_young_is_recorded_and_not_found_admissible() -> None:
    young = a_candidate(birth_date=FIFTEEN)
    case = a_case(ready_to_submit(P2, candidate=replace(young, experience=()), admissibility=a_request()))
    decision = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
    answer = decide(case, decision)

    assert TOO_YOUNG in reasons(answer)
    assert "/candidate/birth_date" in pointers(answer)


@pytest.mark.parametrize(("offset", "possible"), [(0, False), (1, True)])
def test_d48_no_request_is_received_before_the_candidate_is_born(offset: int, possible: bool) -> None:
    born = date(2020, 5, 4)
    candidate = outside_ccnic(birth_date=born, experience=())
    answer = submit(a_case(ready_to_submit(P3, candidate=candidate)), born + timedelta(days=offset))
    if possible:
        accepted(answer)
    else:
        assert reasons(answer, INVALID) == {("before_the_birth", "D48")}
        assert pointers(answer) == ["/received_on"]


@pytest.mark.parametrize(
    ("held_on", "requested_on", "is_old"),
    [
        pytest.param(date(2023, 11, 23), TODAY, False, id="three years to the day"),
        pytest.param(date(2023, 11, 22), TODAY, True, id="three years and a day"),
        pytest.param(date(2023, 11, 22), day(-1), False, id="by the day of the request"),
    ],
)
def test_d48_a_skills_identification_of_more_than_three_years_is_pointed_out(
    held_on: date, requested_on: date, is_old: bool
) -> None:
    identified = a_skills_identification(held_on=held_on)
    case = a_case(opened(P2, skills_identification=identified, requested_on=requested_on))

    assert is_an_old_identification(case) is is_old
    assert (("skills_identification_old", "D48") in pairs(warnings_of(case))) is is_old


def test_d48_the_warning_tells_the_day_and_how_long() -> None:
    identified = a_skills_identification(held_on=date(2020, 3, 1))
    (warning,) = warnings_of(a_case(opened(P1, skills_identification=identified)))
    assert "1er\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2020, plus de trois ans" in warning.detail.fr
    assert "1\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2020, more than three years" in warning.detail.en


@pytest.mark.parametrize(
    ("name", "value", "identified", "expected"),
    [
        ("age_of_request", 15, {}, set()),
        ("identification_years", 4, {"held_on": date(2022, 11, 23)}, {TOO_YOUNG}),
        ("identification_years", 4, {"held_on": date(2022, 11, 22)}, {TOO_YOUNG, ("skills_identification_old", "D48")}),
    ],
)
def test_d46_the_secretariat_sets_the_ages(
    name: str, value: int, identified: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    setting = ParameterValue(rule="D48", name=name, value=value, since=date(2026, 1, 1), source="essai")
    candidate = a_candidate(birth_date=FIFTEEN, experience=())
    done = {"skills_identification": a_skills_identification(**identified)} if identified else {}
    case = a_case(opened(P1, candidate=candidate, **done), parameters=ParametersInForce((setting,)))
    assert pairs(warnings_of(case)) == expected


def test_d46_the_age_from_which_experience_counts_is_set_too() -> None:
    setting = ParameterValue(rule="D48", name="counts_from_age", value=18, since=date(2026, 1, 1), source="essai")
    worked = replace(experience(1), start=day(-400), end=day(-1))
    somebody = Applicant(employment=an_employment(), birth_date=date(2008, 11, 22), experience=(worked,))
    assert pathway_of(P3).counted_days(somebody, ParametersInForce((setting,)), TODAY) == 1


@pytest.mark.parametrize(("starts_on", "warned"), [(date(2011, 4, 26), True), (date(2011, 4, 27), False)])
def test_d48_a_plan_before_the_scheme_informs_and_is_pointed_out(starts_on: date, warned: bool) -> None:
    plan = a_training_plan(starts_on=starts_on)
    case = a_case(accepted(record_training_plan(a_case(opened(P1)), plan)))
    assert pairs(warnings_of(case)) == ({("training_plan_before_the_scheme", "D48")} if warned else set())


def test_l33_a_plan_names_a_competence_once() -> None:
    answer = record_training_plan(a_case(opened(P1)), a_training_plan(competences=("C1", "C2", "C1", "C1")))
    assert reasons(answer, INVALID) == {("competence_twice", None)}
    assert pointers(answer) == ["/competences/2", "/competences/3"]


def test_l33_an_identification_judges_a_competence_once() -> None:
    whole = a_skills_identification()
    twice = replace(whole, competences=(*whole.competences, replace(whole.competences[0], mastered=False)))
    answer = record_skills_identification(a_case(opened(P1)), twice)
    assert reasons(answer, INVALID) == {("competence_twice", None)}
    assert pointers(answer) == ["/competences/3/code"]


def test_no_age_closes_a_pathway_to_who_does_not_tell_it() -> None:
    nobody = Applicant(employment=an_employment(EmploymentStatus.TEMPORARY_WORKER))
    assert pathway_of(P1).unmet_and_pointed_out(nobody, ParametersInForce(), TODAY) == ()
