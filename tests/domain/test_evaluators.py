"""Where an evaluator may assess, and whom they may not (R12, R15, R16, D16, D17)."""

from datetime import date, timedelta

import pytest

from app.domain.assigning import authorisation_faults
from app.domain.candidate import EmploymentStatus, Establishment
from app.domain.day_words import in_words
from app.domain.evaluator_review import affiliation_list_faults, authorisation_list_faults
from app.domain.evaluators import (
    AffiliationKind,
    RelatedParties,
    TrainingBody,
    independence_faults,
)
from app.domain.related_parties import related_parties_of
from app.domain.rules.evaluators import R12, R15, R16
from app.domain.titles import title_of
from tests.builders import (
    BODY_SIRET,
    CERTIFICATION,
    COMPANY_SIRET,
    OTHER_SIRET,
    P3,
    REGION,
    TODAY,
    a_candidate,
    a_case,
    a_dossier,
    a_training_body,
    an_affiliation,
    an_authorisation,
    an_employment,
    an_evaluator,
)

COMPANY, OTHER, BODY = COMPANY_SIRET[:9], OTHER_SIRET[:9], BODY_SIRET[:9]
GRETA = TrainingBody(siret=BODY_SIRET, name="GRETA de Lyon", networks=("GRETA",))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "authorised"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_an_authorisation_holds_from_its_first_day_to_its_last(day: date, authorised: bool) -> None:
    held = an_authorisation(from_day=date(2026, 1, 1), until_day=date(2026, 6, 30))

    faults = authorisation_faults(an_evaluator(authorisations=(held,)), CERTIFICATION, REGION, (day,))

    assert [fault.rule for fault in faults] == ([] if authorised else [R12])


@pytest.mark.parametrize(("certification", "region"), [("cqp-technico-commercial", REGION), (CERTIFICATION, "93")])
def test_an_authorisation_is_for_one_certification_in_one_region(certification: str, region: str) -> None:
    (fault,) = authorisation_faults(an_evaluator(), certification, region, (TODAY,), "/evaluator_id")

    assert (fault.code, fault.pointer) == ("evaluator_not_authorised", "/evaluator_id")


def test_f19_the_certification_the_region_and_the_day_are_told_as_people_call_them() -> None:
    (known,) = authorisation_faults(an_evaluator(), CERTIFICATION, "93", (TODAY,))
    (unknown,) = authorisation_faults(an_evaluator(), "cqp-perdu", "99", (TODAY,))

    for said, day in ((known.detail.fr, in_words(TODAY).fr), (known.detail.en, in_words(TODAY).en)):
        assert all(told in said for told in (title_of(CERTIFICATION), "Provence-Alpes-Côte d'Azur", day))
        assert CERTIFICATION not in said
    assert "« cqp-perdu » dans la région « 99 »" in unknown.detail.fr


def test_each_day_without_authorisation_is_told() -> None:
    held = an_authorisation(until_day=TODAY)
    days = (TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY)

    faults = authorisation_faults(an_evaluator(authorisations=(held,)), CERTIFICATION, REGION, days)

    assert [in_words(day).en in fault.detail.en for day, fault in zip(days[2:], faults, strict=True)] == [True, True]


@pytest.mark.parametrize("kind", list(AffiliationKind))
@pytest.mark.parametrize(
    ("siren", "code"),
    [
        (COMPANY, "evaluator_not_independent_of_company"),
        (BODY, "evaluator_not_independent_of_training_body"),
        (OTHER, None),
    ],
)
def test_any_tie_to_the_company_or_to_the_training_body_is_one_too_many(
    kind: AffiliationKind, siren: str, code: str | None
) -> None:
    evaluator = an_evaluator(affiliations=(an_affiliation(kind, siren=siren),))
    related_parties = RelatedParties(company_sirens=frozenset({COMPANY}), bodies=(a_training_body(),))

    faults = independence_faults(evaluator, related_parties, TODAY)

    assert [(fault.code, fault.rule) for fault in faults] == ([(code, R15)] if code else [])


def test_the_evaluators_own_siren_is_a_tie() -> None:
    related_parties = RelatedParties(company_sirens=frozenset({COMPANY}))

    assert independence_faults(an_evaluator(siren=COMPANY), related_parties, TODAY)
    assert not independence_faults(an_evaluator(siren=OTHER), related_parties, TODAY)


@pytest.mark.parametrize(("day", "tied"), [(TODAY - DAY, False), (TODAY, True), (TODAY + DAY, False)])
def test_a_tie_counts_on_the_days_on_which_it_holds(day: date, tied: bool) -> None:
    tie = an_affiliation(siren=COMPANY, from_day=TODAY, until_day=TODAY)
    related_parties = RelatedParties(company_sirens=frozenset({COMPANY}))

    assert bool(independence_faults(an_evaluator(affiliations=(tie,)), related_parties, day)) is tied


@pytest.mark.parametrize(
    ("kind", "networks", "refused"),
    [
        (AffiliationKind.EMPLOYEE, ("GRETA",), True),
        (AffiliationKind.EMPLOYEE, ("AFPI", "GRETA"), True),
        (AffiliationKind.EMPLOYEE, ("AFPA",), False),
        (AffiliationKind.TRAINER, ("GRETA",), False),
        (AffiliationKind.CONTRACTOR, ("GRETA",), False),
        (AffiliationKind.OWNER, ("GRETA",), False),
    ],
)
def test_an_employee_of_a_network_never_assesses_whom_it_trained(
    kind: AffiliationKind, networks: tuple[str, ...], refused: bool
) -> None:
    evaluator = an_evaluator(affiliations=(an_affiliation(kind, networks=networks),))

    faults = independence_faults(evaluator, RelatedParties(bodies=(GRETA,)), TODAY)

    assert [fault.rule for fault in faults] == ([R16] if refused else [])


@pytest.mark.parametrize(("siren", "refused"), [(OTHER, True), (COMPANY, False), (None, False)])
def test_d59_the_network_that_the_register_knows_of_the_evaluators_own_business_counts(
    siren: str | None, refused: bool
) -> None:
    known = RelatedParties(bodies=(GRETA,), known_networks={OTHER: frozenset({"GRETA"})})

    faults = independence_faults(an_evaluator(siren=siren), known, TODAY)

    assert [fault.rule for fault in faults] == ([R16] if refused else [])


def test_d59_an_affiliation_names_networks_that_there_are() -> None:
    tied = (an_affiliation(networks=("GRETA",)), an_affiliation(networks=("AFPI", "Gretel")))

    (fault,) = affiliation_list_faults(tied, frozenset({"GRETA", "AFPI"}))

    assert (fault.code, fault.pointer) == ("unknown_network", "/affiliations/1/networks/1")


def test_every_tie_is_told_at_once() -> None:
    tied = an_evaluator(siren=COMPANY, affiliations=(an_affiliation(siren=BODY), an_affiliation(networks=("GRETA",))))
    related_parties = RelatedParties(company_sirens=frozenset({COMPANY}), bodies=(GRETA,))

    assert [fault.rule for fault in independence_faults(tied, related_parties, TODAY)] == [R15, R15, R16]


def test_the_employer_counts_in_pathway_3_too_where_no_company_has_an_account() -> None:
    candidate = a_candidate(employment=an_employment(siret=OTHER_SIRET, idcc="1486"))
    related_parties = related_parties_of(a_case(a_dossier(P3, candidate=candidate, accompanying_body=GRETA)))

    assert related_parties.company_sirens == {OTHER}
    assert related_parties.bodies == (GRETA,)


def test_the_agency_and_the_host_both_count_for_a_temporary_worker() -> None:
    employment = an_employment(
        EmploymentStatus.TEMPORARY_WORKER, siret=OTHER_SIRET, user_company=Establishment(siret=COMPANY_SIRET)
    )

    related_parties = related_parties_of(a_case(a_dossier(candidate=a_candidate(employment=employment))))

    assert related_parties.company_sirens == {OTHER, COMPANY}


@pytest.mark.parametrize(
    ("first_ends", "second_starts", "overlap"),
    [(TODAY, TODAY, True), (TODAY, TODAY + DAY, False), (None, TODAY, True)],
)
def test_of_two_authorisations_for_one_thing_never_both_hold_on_one_day(
    first_ends: date | None, second_starts: date, overlap: bool
) -> None:
    first, second = an_authorisation(until_day=first_ends), an_authorisation(from_day=second_starts)

    for rows in ((first, second), (second, first)):
        told = [(fault.code, fault.pointer) for fault in authorisation_list_faults(rows)]
        assert told == ([("authorisations_overlap", "/authorisations/1")] if overlap else [])


def test_authorisations_for_two_regions_never_overlap() -> None:
    assert authorisation_list_faults((an_authorisation(), an_authorisation(region="93"))) == ()


def test_an_authorisation_is_for_what_exists_and_is_assessed() -> None:
    rows = (
        an_authorisation(certification_code="cqp-inconnu"),
        an_authorisation(certification_code="cqpi-agent-logistique"),
        an_authorisation(region="00"),
        an_authorisation(until_day=date(2011, 4, 26), region="93"),
    )

    assert [(fault.code, fault.pointer) for fault in authorisation_list_faults(rows)] == [
        ("unknown_certification", "/authorisations/0/certification_code"),
        ("unknown_certification", "/authorisations/1/certification_code"),
        ("unknown_region", "/authorisations/2/region"),
        ("ends_before_it_starts", "/authorisations/3/until"),
    ]


def test_a_network_that_stands_between_them_is_named() -> None:
    evaluator = an_evaluator(affiliations=(an_affiliation(networks=("GRETA",)),))
    (fault,) = independence_faults(evaluator, RelatedParties(bodies=(GRETA,)), TODAY)
    assert "GRETA" in fault.detail.fr
    assert "GRETA" in fault.detail.en


def test_a_tie_does_not_end_before_it_starts() -> None:
    one_day = an_affiliation(from_day=TODAY, until_day=TODAY)
    backwards = an_affiliation(from_day=TODAY, until_day=TODAY - DAY)

    assert affiliation_list_faults((one_day,), frozenset()) == ()
    assert [fault.pointer for fault in affiliation_list_faults((one_day, backwards), frozenset())] == [
        "/affiliations/1/until"
    ]
