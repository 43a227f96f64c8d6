"""What cannot be in a dossier, whatever the rules: unknown codes, days out of order, links that do not fit."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.candidate import HeldCertification
from app.domain.creation import DossierOpening, applicant_of, impossible_values, open_dossier, unmet_by
from app.domain.dossier import Dossier
from app.domain.law import ParametersInForce, Violation
from app.domain.text import Text
from tests.builders import (
    BRIDGE,
    DIRECT_VARIANT,
    P1,
    P2,
    TODAY,
    a_candidate,
    a_case,
    a_company,
    a_skills_identification,
    an_employment,
    an_id,
    experience,
)
from tests.rules.answers import INVALID, accepted, pairs, pointers, reasons
from tests.rules.stages import AGENCY_SIRET, HOSTED, P1B, day, hosted, opened


def faults(dossier: Dossier) -> list[tuple[str, str | None]]:
    violations = impossible_values(dossier, a_case(dossier).certification)
    return [(violation.code, violation.pointer) for violation in violations]


def held(awarded_on: int) -> HeldCertification:
    return HeldCertification(code="PH08", certifier="pharma", number="1", awarded_on=day(awarded_on))


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, False), (1, False)])
def test_a_birth_date_is_past(offset: int, possible: bool) -> None:
    dossier = opened(P1, candidate=a_candidate(birth_date=day(offset), experience=()))
    assert faults(dossier) == ([] if possible else [("day_in_the_future", "/candidate/birth_date")])


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, False)])
def test_l33_nobody_is_born_after_the_request(offset: int, possible: bool) -> None:
    candidate = a_candidate(birth_date=day(offset - 5), experience=())
    dossier = opened(P2, candidate=candidate, requested_on=day(-5))
    assert faults(dossier) == ([] if possible else [("before_the_birth", "/candidate/birth_date")])


@pytest.mark.parametrize(("offset", "possible"), [(-1, False), (0, True)])
def test_l33_nobody_works_or_is_awarded_anything_before_they_are_born(offset: int, possible: bool) -> None:
    born = day(-9000)
    periods = (experience(10), replace(experience(1), start=day(-9000 + offset)))
    declared = a_candidate(birth_date=born, experience=periods, held_certifications=(held(-9), held(-9000 + offset)))
    expected = [
        ("before_the_birth", "/candidate/experience/1/start"),
        ("before_the_birth", "/candidate/held_certifications/1/awarded_on"),
    ]
    dossier = opened(P1, candidate=declared)
    assert faults(dossier) == ([] if possible else expected)
    rules = pairs(impossible_values(dossier, a_case(dossier).certification))
    assert rules == (set() if possible else {("before_the_birth", "D48")})


@pytest.mark.parametrize(("end", "possible"), [(-1, False), (0, True), (1, True), (None, True)])
def test_a_period_of_work_ends_no_earlier_than_it_starts(end: int | None, possible: bool) -> None:
    last = None if end is None else day(end)
    periods = (experience(10), replace(experience(1), start=TODAY, end=last))
    dossier = opened(P1, candidate=a_candidate(experience=periods))
    assert faults(dossier) == ([] if possible else [("ends_before_it_starts", "/candidate/experience/1/end")])


@pytest.mark.parametrize(("offset", "possible"), [(-1, True), (0, True), (1, False)])
def test_a_certification_held_was_awarded_by_now(offset: int, possible: bool) -> None:
    dossier = opened(P1, candidate=a_candidate(held_certifications=(held(-9), held(offset))))
    place = "/candidate/held_certifications/1/awarded_on"
    assert faults(dossier) == ([] if possible else [("day_in_the_future", place)])


@pytest.mark.parametrize(
    ("pathway", "changes", "expected"),
    [
        (P2, {"variant": DIRECT_VARIANT}, [("variant_not_in_pathway", "/variant")]),
        (P1, {"variant": DIRECT_VARIANT}, []),
        (P1, {"bridge_id": an_id(8)}, [("bridge_mismatch", "/bridge_id")]),
        (BRIDGE, {"bridge_id": None}, [("bridge_mismatch", "/bridge_id")]),
        (BRIDGE, {"bridge_id": an_id(8)}, []),
        (P1, {"requested_cqpi": ("nothing",)}, [("not_a_cqpi_by_equivalence", "/requested_cqpi/0")]),
        (P1, {"training_scheme": "opca"}, [("unknown_training_scheme", "/training_scheme")]),
        (P1, {"option": "production"}, [("unknown_option", "/option")]),
    ],
)
def test_what_is_linked_fits(pathway: str, changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(opened(pathway, **changes)) == expected


def test_an_unknown_certification_is_told_beside_everything_else_that_is_impossible() -> None:
    dossier = opened(P1, candidate=a_candidate(birth_date=day(1)))
    answer = open_dossier(
        DossierOpening(dossier=dossier, certification=None, company=a_company(), parameters=ParametersInForce())
    )
    assert reasons(answer, INVALID) == {("unknown_certification", None), ("day_in_the_future", None)}
    assert pointers(answer) == ["/certification_code", "/candidate/birth_date"]


def opening_answer(dossier: Dossier, **facts: Any) -> object:
    case = a_case(dossier)
    return open_dossier(
        replace(
            DossierOpening(
                dossier=dossier,
                certification=case.certification,
                company=case.company,
                parameters=case.parameters,
            ),
            **facts,
        )
    )


@pytest.mark.parametrize(("found", "opens"), [(True, True), (False, False), (None, True)])
def test_of_the_employer_what_the_secretariat_found_counts(found: bool | None, opens: bool) -> None:
    answer = opening_answer(opened(P1B), company=a_company(ccnic_verified=found))
    assert accepted(answer) if opens else reasons(answer) == {("not_on_ccnic_payroll", "R30")}


@pytest.mark.parametrize("status", HOSTED)
def test_the_company_that_opens_the_dossier_of_a_hosted_worker_is_not_their_employer(status: Any) -> None:
    dossier = opened(P1)
    lent = replace(dossier, candidate=replace(dossier.candidate, employment=hosted(status)))
    assert applicant_of(lent, a_company()).company is None
    assert applicant_of(lent, a_company(siret=AGENCY_SIRET)).company is None
    assert applicant_of(dossier, a_company()).company == a_company()


@pytest.mark.parametrize(("to_acquire", "mastered"), [((), True), (("C1",), False)])
def test_mastery_is_what_the_identification_found(to_acquire: tuple[str, ...], mastered: bool) -> None:
    identified = opened(P1B, skills_identification=a_skills_identification(to_acquire=to_acquire))
    assert applicant_of(identified, a_company()).masters_all_competences is mastered
    unmet = pairs(unmet_by(identified, a_company(), ParametersInForce()))
    assert unmet == (set() if mastered else {("competences_not_all_mastered", "R30")})
    assert applicant_of(opened(P1B), a_company()).masters_all_competences is None
    assert unmet_by(opened(P1B), a_company(), ParametersInForce()) == ()


def test_a_pathway_that_is_closed_and_a_scheme_that_is_are_told_with_the_conditions() -> None:
    dossier = opened(
        P1B,
        certification_code="cqpi-agent-logistique",
        training_scheme="pro_a",
        candidate=a_candidate(employment=an_employment(idcc="1486"), experience=()),
        created_on=TODAY + timedelta(days=1),
    )
    answer = opening_answer(dossier, company=None)
    assert {code for code, _ in reasons(answer)} == {
        "delivered_by_equivalence_only",
        "training_scheme_not_open",
        "not_on_ccnic_payroll",
        "recent_experience_too_short",
    }


WITHOUT_OPTION = "cqp-responsable-secteur"
NO_FUNDER = Violation(code="unknown_funder", pointer="/fundings/0/funder_code", detail=Text("Inconnu.", "Unknown."))
OFF_PAYROLL = an_employment(idcc="1486")


def test_what_is_not_there_hides_nothing_of_what_the_rules_refuse() -> None:
    dossier = opened(P1B, certification_code=WITHOUT_OPTION, training_scheme="pro_a", candidate=a_candidate())
    answer = opening_answer(dossier, wrong_links=(NO_FUNDER,))
    assert reasons(answer, INVALID) == {
        ("option_required", "R7"),
        ("unknown_funder", None),
        ("training_scheme_not_open", "D35"),
    }


@pytest.mark.parametrize(
    ("changes", "facts", "expected"),
    [
        ({"birth_date": day(9)}, {}, {"day_in_the_future", "not_on_ccnic_payroll"}),
        ({"birth_date": date.max}, {}, {"day_in_the_future", "not_on_ccnic_payroll"}),
        (
            {"experience": (replace(experience(1), start=TODAY, end=day(-9)),)},
            {},
            {"ends_before_it_starts", "not_on_ccnic_payroll"},
        ),
        (
            {"experience": ()},
            {"wrong_links": (replace(NO_FUNDER, code="unknown_company", pointer="/company_id"),)},
            {"unknown_company", "recent_experience_too_short"},
        ),
    ],
)
def test_no_condition_is_judged_by_what_cannot_be_and_every_other_is(
    changes: dict[str, Any], facts: dict[str, Any], expected: set[str]
) -> None:
    dossier = opened(P1B, candidate=a_candidate(**{"employment": OFF_PAYROLL, **changes}))
    answer = opening_answer(dossier, company=None, **facts)
    assert {code for code, _ in reasons(answer, INVALID)} == expected


def test_of_a_pathway_that_there_is_not_no_condition_is_judged() -> None:
    dossier = opened(P2, variant=DIRECT_VARIANT, training_scheme="pro_a", candidate=a_candidate(experience=()))
    answer = opening_answer(dossier)
    assert pointers(answer) == ["/variant", "/training_scheme"]
    assert unmet_by(dossier, None, ParametersInForce(), impossible=impossible_values(dossier, None)) == ()


def test_no_correspondence_is_looked_for_with_a_certification_that_there_is_not() -> None:
    dossier = opened(P1, requested_cqpi=("cqpi-agent-logistique",), training_scheme="pro_a")
    assert pointers(opening_answer(dossier, certification=None)) == ["/certification_code", "/training_scheme"]
