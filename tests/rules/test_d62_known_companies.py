"""D62: what is verified of a known company counts before what is declared; the employer, or their group, opens P1."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.agreement_warnings import agreement_warnings
from app.domain.assessing import complete_assessment, invite_trade_evaluator, record_assessment
from app.domain.assessment import NamedProfessional
from app.domain.assigning import choose_evaluator
from app.domain.candidate import Employment, EmploymentStatus, Establishment
from app.domain.case import Case
from app.domain.creation import DossierOpening, open_dossier
from app.domain.documents import DocumentKind
from app.domain.known_companies import NONE_KNOWN, KnownCompanies
from app.domain.pathways import pathway_of
from app.domain.places import company_region
from app.domain.preparation import confirm_direct_assessment, record_skills_identification
from app.domain.refusal import Refusal
from app.domain.requirements import COMPANY_VERIFIED
from tests.builders import (
    COMPANY_SIRET,
    OTHER_SIRET,
    P1,
    P2,
    P3,
    a_candidate,
    a_case,
    a_choice,
    a_company,
    a_dossier,
    a_skills_identification,
    a_trade_evaluator,
    an_affiliation,
    an_employment,
    an_evaluator,
    documents,
)
from tests.rules.answers import accepted, reasons
from tests.rules.stages import AGENCY_SIRET, HOST_SIRET, HOSTED, assessment_of, hosted, opened, ready_to_assess

EMPLOYEE = EmploymentStatus.EMPLOYEE
SECOND_SITE, THIRD_SITE = "12345678200028", "12345678200036"
BY_A_STRANGER = {("not_opened_by_the_employer", "R28")}
BY_A_STRANGER_TO_BOTH = {("not_opened_by_employer_or_user_company", "D62")}


def known(*companies: Any, **linked: Any) -> KnownCompanies:
    return KnownCompanies(establishments=companies, linked=linked.get("linked", {}))


def one_group(*sirets: str) -> KnownCompanies:
    """Each of these linked with the first."""
    first, *others = (siret[:9] for siret in sirets)
    return known(linked={first: frozenset(others), **{other: frozenset({first}) for other in others}})


def works(status: EmploymentStatus, employer: str | None, host: str | None = None) -> Employment:
    named = [None if siret is None else Establishment(siret=siret, idcc="0044") for siret in (employer, host)]
    return Employment(status=status, employer=named[0], user_company=named[1])


def opening(employment: Employment, companies: KnownCompanies = NONE_KNOWN, way: str = P1, **company: Any) -> object:
    case = a_case(opened(way, candidate=a_candidate(employment=employment)))
    return open_dossier(
        DossierOpening(
            dossier=case.dossier,
            certification=case.certification,
            company=a_company(**company),
            parameters=case.parameters,
            known_companies=companies,
        )
    )


# --- who opens --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("employment", "reason"),
    [
        pytest.param(works(EMPLOYEE, COMPANY_SIRET), None, id="the employer"),
        pytest.param(works(EMPLOYEE, SECOND_SITE), None, id="an establishment of the employer"),
        pytest.param(works(EMPLOYEE, None), None, id="of whom no employer is named"),
        pytest.param(works(EMPLOYEE, OTHER_SIRET), BY_A_STRANGER, id="a stranger"),
        pytest.param(works(EMPLOYEE, OTHER_SIRET, COMPANY_SIRET), BY_A_STRANGER, id="an employee is hosted by nobody"),
        *(
            pytest.param(works(status, employer, host), reason, id=f"{status}: {who}")
            for status in HOSTED
            for who, employer, host, reason in (
                ("the employer", COMPANY_SIRET, None, None),
                ("the user company", AGENCY_SIRET, COMPANY_SIRET, None),
                ("an establishment of the user company", AGENCY_SIRET, SECOND_SITE, None),
                ("the user company, the employer not named", None, COMPANY_SIRET, None),
                ("a stranger to both", AGENCY_SIRET, OTHER_SIRET, BY_A_STRANGER_TO_BOTH),
                ("a stranger to the employer", AGENCY_SIRET, None, BY_A_STRANGER_TO_BOTH),
                ("of whom nobody is named", None, None, BY_A_STRANGER_TO_BOTH),
            )
        ),
    ],
)
def test_p1_is_opened_by_the_employer_or_the_user_company(employment: Employment, reason: Any) -> None:
    answer = opening(employment)
    assert accepted(answer) if reason is None else reasons(answer) == reason


@pytest.mark.parametrize(
    ("employment", "pointer", "names_the_host"),
    [
        pytest.param(works(EMPLOYEE, OTHER_SIRET), "/candidate/employment/employer", False, id="an employee"),
        pytest.param(works(HOSTED[0], AGENCY_SIRET, OTHER_SIRET), "/candidate/employment", True, id="a hosted worker"),
    ],
)
def test_a_stranger_is_told_who_opens_it(employment: Employment, pointer: str, names_the_host: bool) -> None:
    answer = opening(employment)

    assert isinstance(answer, Refusal)
    (reason,) = answer.violations
    assert reason.pointer == pointer
    assert ("entreprise utilisatrice" in reason.detail.fr, "user company" in reason.detail.en) == (
        names_the_host,
        names_the_host,
    )


@pytest.mark.parametrize(
    ("group", "allowed"),
    [
        pytest.param(one_group(COMPANY_SIRET, OTHER_SIRET), True, id="linked with the employer"),
        pytest.param(one_group(COMPANY_SIRET, HOST_SIRET), False, id="linked with somebody else"),
        pytest.param(one_group(HOST_SIRET, COMPANY_SIRET, OTHER_SIRET), False, id="both linked with a third"),
    ],
)
def test_a_company_of_the_group_opens_and_a_group_goes_no_further_than_its_links(
    group: KnownCompanies, allowed: bool
) -> None:
    answer = opening(works(EMPLOYEE, OTHER_SIRET), group)
    assert accepted(answer) if allowed else reasons(answer) == BY_A_STRANGER


@pytest.mark.parametrize("status", HOSTED)
@pytest.mark.parametrize("with_whom", [AGENCY_SIRET, HOST_SIRET])
def test_a_company_linked_with_the_employer_or_the_host_opens_for_a_hosted_worker(
    status: EmploymentStatus, with_whom: str
) -> None:
    assert reasons(opening(hosted(status))) == BY_A_STRANGER_TO_BOTH
    accepted(opening(hosted(status), one_group(with_whom, COMPANY_SIRET)))


def test_the_direct_assessment_is_opened_by_the_same() -> None:
    elsewhere = works(EMPLOYEE, OTHER_SIRET)
    assert reasons(opening(elsewhere, way="direct_assessment")) == {
        *BY_A_STRANGER,
        ("not_on_ccnic_payroll", "R30"),
    }
    accepted(opening(elsewhere, one_group(COMPANY_SIRET, OTHER_SIRET), way="direct_assessment"))


def test_and_confirmed_where_one_of_the_group_opened_it() -> None:
    dossier = opened("direct_assessment", skills_identification=a_skills_identification())
    case = within_the_group(replace(dossier, documents=documents(DocumentKind.OUTIL_1)))
    accepted(confirm_direct_assessment(case, confirmed=True, evidence="Contrats"))
    unlinked = confirm_direct_assessment(replace(case, known_companies=NONE_KNOWN), confirmed=True, evidence="Contrats")
    assert reasons(unlinked) >= BY_A_STRANGER


def test_nobody_else_is_refused_what_the_pathway_refuses_already() -> None:
    assert reasons(opening(works(EmploymentStatus.JOB_SEEKER, OTHER_SIRET))) == {
        ("not_in_the_public_of_the_scheme", "R2")
    }


@pytest.mark.parametrize("variant", [None, "direct_assessment"])
def test_the_pages_of_p1_declare_the_condition(variant: str | None) -> None:
    assert {"R28", "D62"} <= {rule.number for rule in pathway_of(P1, variant).condition_rules}


def test_the_refusal_points_at_what_was_declared_and_says_what_to_do() -> None:
    for employment, pointer in (
        (works(EMPLOYEE, OTHER_SIRET), "/candidate/employment/employer"),
        (works(HOSTED[0], OTHER_SIRET), "/candidate/employment"),
    ):
        (violation,) = opening(employment).violations  # type: ignore[attr-defined]
        assert violation.pointer == pointer
        assert "lien" in violation.detail.fr
        assert "link" in violation.detail.en


# --- what is known ----------------------------------------------------------------------------------------------------


INSIDE, OUTSIDE = a_company(), a_company(siret=SECOND_SITE, idcc="0292", ccnic_verified=False)
UNVERIFIED = a_company(siret=THIRD_SITE, idcc="0044", ccnic_verified=None)


@pytest.mark.parametrize(
    ("companies", "siret", "found"),
    [
        pytest.param((INSIDE, OUTSIDE), COMPANY_SIRET, INSIDE, id="its own"),
        pytest.param((INSIDE, OUTSIDE), SECOND_SITE, OUTSIDE, id="its own, against another's"),
        pytest.param((INSIDE,), SECOND_SITE, INSIDE, id="the legal unit's, of one"),
        pytest.param((UNVERIFIED, INSIDE), "12345678200044", INSIDE, id="the verified one of those that agree"),
        pytest.param((UNVERIFIED, INSIDE), THIRD_SITE, INSIDE, id="a verification before its own registration"),
        pytest.param((UNVERIFIED, OUTSIDE), THIRD_SITE, UNVERIFIED, id="its own registration where they disagree"),
        pytest.param((INSIDE, OUTSIDE), THIRD_SITE, None, id="nothing where they disagree"),
        pytest.param((UNVERIFIED, OUTSIDE), "12345678200044", None, id="nothing where they disagree, one unverified"),
        pytest.param((UNVERIFIED,), SECOND_SITE, UNVERIFIED, id="what the unit registered"),
        pytest.param((INSIDE,), OTHER_SIRET, None, id="nothing of another unit"),
        pytest.param((), COMPANY_SIRET, None, id="nothing"),
    ],
)
def test_the_establishment_first_then_the_unit_where_all_agree(companies: Any, siret: str, found: Any) -> None:
    assert known(*companies).on_record(siret) == found


def test_establishments_outside_agree_whatever_their_other_agreement() -> None:
    plastics, pharma = (
        a_company(siret=s, idcc=i, ccnic_verified=None) for s, i in ((SECOND_SITE, "0292"), (THIRD_SITE, "0176"))
    )
    assert known(plastics, pharma).unit_on_record(COMPANY_SIRET[:9]) == plastics


def test_what_is_known_may_be_joined_and_nothing_is_known_twice() -> None:
    group = one_group(COMPANY_SIRET, OTHER_SIRET)
    joined = known(INSIDE).joined_with(replace(group, establishments=(replace(INSIDE, name="Autre"), OUTSIDE)))
    assert joined == KnownCompanies(establishments=(INSIDE, OUTSIDE), linked=group.linked)
    assert known(INSIDE).including(INSIDE) == known(INSIDE)
    assert known(INSIDE).including(None) == known(INSIDE)
    assert known(INSIDE).including(OUTSIDE) == known(INSIDE, OUTSIDE)


@pytest.mark.parametrize(
    ("company", "idcc", "allowed"),
    [
        (a_company(siret=OTHER_SIRET, ccnic_verified=True), "1486", True),
        (a_company(siret=OTHER_SIRET, ccnic_verified=False), "0044", False),
        (a_company(siret=OTHER_SIRET, idcc="0292", ccnic_verified=None), "0044", False),
        (a_company(), "0044", True),
        (a_company(), "1486", False),
    ],
)
def test_r18_of_the_professionals_employer_what_is_known_counts(company: Any, idcc: str, allowed: bool) -> None:
    case, assessment = a_case(ready_to_assess(P3), known_companies=known(company)), professional(idcc)
    answer = record_assessment(case, assessment)
    assert accepted(answer) if allowed else reasons(answer) == {("professional_not_in_chemistry", "R18")}
    completed = complete_assessment(replace(case, dossier=replace(case.dossier, assessment=assessment)))
    assert (("professional_not_in_chemistry", "R18") in answered(completed)) is not allowed


def professional(idcc: str) -> Any:
    named = NamedProfessional(name="Luc Berger", employer_siren=OTHER_SIRET[:9], employer_idcc=idcc)
    return assessment_of(P3, professional=named)


def answered(answer: Any) -> set[Any]:
    return reasons(answer) if hasattr(answer, "violations") else set()


@pytest.mark.parametrize(
    ("company", "companies", "verified"),
    [
        pytest.param(a_company(), (), True, id="the employer that opens"),
        pytest.param(a_company(ccnic_verified=None), (), False, id="an employer of whom nothing is verified"),
        pytest.param(a_company(siret=OTHER_SIRET), (INSIDE,), True, id="the employer, opened by another"),
        pytest.param(a_company(siret=OTHER_SIRET), (), False, id="a company that opens is not the employer"),
        pytest.param(a_company(siret=THIRD_SITE), (OUTSIDE,), False, id="an establishment verified outside"),
        pytest.param(None, (), False, id="nobody"),
    ],
)
def test_d43_the_employer_is_verified(company: Any, companies: Any, verified: bool) -> None:
    siret = SECOND_SITE if OUTSIDE in companies else COMPANY_SIRET
    dossier = opened(P2, candidate=a_candidate(employment=an_employment(siret=siret)))
    case = a_case(dossier, company=company, known_companies=known(*companies))
    assert bool(COMPANY_VERIFIED.missing(case)) is not verified


def test_d43_where_establishments_disagree_the_company_that_opens_is_asked() -> None:
    dossier = opened(P2, candidate=a_candidate(employment=an_employment(siret=THIRD_SITE)))
    case = a_case(dossier, company=INSIDE, known_companies=known(OUTSIDE))
    assert COMPANY_VERIFIED.missing(case) == ()
    assert COMPANY_VERIFIED.missing(replace(case, company=replace(INSIDE, ccnic_verified=None))) != ()


# --- who is around ----------------------------------------------------------------------------------------------------


def within_the_group(dossier: Any) -> Case:
    """Of another company's employee, opened by a company that is linked with it."""
    candidate = replace(dossier.candidate, employment=works(EMPLOYEE, OTHER_SIRET))
    return a_case(
        replace(dossier, candidate=candidate), known_companies=one_group(OTHER_SIRET, COMPANY_SIRET, HOST_SIRET)
    )


@pytest.mark.parametrize(("siret", "allowed"), [(OTHER_SIRET, True), (COMPANY_SIRET, False), (HOST_SIRET, False)])
def test_professional_and_expert_are_of_the_real_employer(siret: str, allowed: bool) -> None:
    case = within_the_group(ready_to_assess(P1, trade_evaluator=None))
    answer = invite_trade_evaluator(case, a_trade_evaluator(employer_siren=siret[:9]))
    assert accepted(answer) if allowed else reasons(answer) == {("trade_evaluator_not_of_the_company", "R17")}
    identification = a_skills_identification(to_acquire=("C1",))
    expert = replace(identification.technical_expert, employer_siren=siret[:9])
    identified = record_skills_identification(
        within_the_group(a_dossier()), replace(identification, technical_expert=expert)
    )
    assert accepted(identified) if allowed else reasons(identified) == {("technical_expert_not_of_the_company", "R25")}


@pytest.mark.parametrize(
    ("siret", "free"), [(OTHER_SIRET, False), (COMPANY_SIRET, False), (HOST_SIRET, False), (AGENCY_SIRET, True)]
)
def test_r15_the_evaluator_is_independent_of_employer_opener_and_group(siret: str, free: bool) -> None:
    case = within_the_group(a_dossier())
    for tied in (an_evaluator(siren=siret[:9]), an_evaluator(affiliations=(an_affiliation(siren=siret[:9]),))):
        answer = choose_evaluator(case, tied, a_choice())
        assert accepted(answer) if free else reasons(answer) == {("evaluator_not_independent_of_company", "R15")}


def test_r15_and_of_who_opened_it_when_the_link_has_ended_since() -> None:
    case = replace(within_the_group(a_dossier()), known_companies=NONE_KNOWN)
    answer = choose_evaluator(case, an_evaluator(siren=COMPANY_SIRET[:9]), a_choice())
    assert reasons(answer) == {("evaluator_not_independent_of_company", "R15")}


@pytest.mark.parametrize("with_whom", [AGENCY_SIRET, HOST_SIRET])
def test_r15_the_group_of_a_hosted_worker_is_that_of_both(with_whom: str) -> None:
    dossier = a_dossier(candidate=a_candidate(employment=hosted(HOSTED[0])))
    case = a_case(dossier, company=a_company(siret=HOST_SIRET), known_companies=one_group(with_whom, OTHER_SIRET))
    answer = choose_evaluator(case, an_evaluator(siren=OTHER_SIRET[:9]), a_choice())
    assert reasons(answer) == {("evaluator_not_independent_of_company", "R15")}


@pytest.mark.parametrize(
    ("companies", "region"),
    [((), None), ((a_company(siret=OTHER_SIRET, region="93"),), "93")],
    ids=["unknown", "known"],
)
def test_d19_the_region_is_that_of_the_employer_and_not_of_who_opened(companies: Any, region: str | None) -> None:
    case = replace(within_the_group(a_dossier()), company=a_company(region="84"), known_companies=known(*companies))
    assert company_region(case) == region
    own = replace(case, dossier=a_dossier())
    assert company_region(own) == "84"
    assert company_region(replace(own, company=None)) is None


# --- what is pointed out ----------------------------------------------------------------------------------------------


EMPLOYER, HOST, PROFESSIONAL = (
    "/candidate/employment/employer",
    "/candidate/employment/user_company",
    "/trade_evaluator",
)


@pytest.mark.parametrize(
    ("employment", "companies", "places"),
    [
        pytest.param(works(EMPLOYEE, OTHER_SIRET), (), [EMPLOYER], id="an unknown employer"),
        pytest.param(works(EMPLOYEE, COMPANY_SIRET), (), [], id="the employer that opened it, verified"),
        pytest.param(works(EMPLOYEE, SECOND_SITE), (), [], id="known by its legal unit"),
        pytest.param(works(EMPLOYEE, THIRD_SITE), (OUTSIDE,), [EMPLOYER], id="establishments that disagree"),
        pytest.param(works(EMPLOYEE, None), (), [], id="nobody named"),
        pytest.param(an_employment(siret=OTHER_SIRET, idcc=None), (), [], id="nothing declared"),
        pytest.param(
            an_employment(siret=OTHER_SIRET, idcc=None),
            (a_company(siret=OTHER_SIRET, ccnic_verified=None),),
            [EMPLOYER],
            id="registered, not verified",
        ),
        pytest.param(works(HOSTED[0], COMPANY_SIRET, HOST_SIRET), (), [HOST], id="an unknown host"),
        pytest.param(works(HOSTED[0], AGENCY_SIRET, COMPANY_SIRET), (), [EMPLOYER], id="the host that opened it"),
        pytest.param(
            works(HOSTED[0], AGENCY_SIRET, HOST_SIRET), (a_company(siret=HOST_SIRET),), [EMPLOYER], id="a known host"
        ),
    ],
)
def test_what_counts_as_it_was_declared_is_pointed_out(
    employment: Employment, companies: Any, places: list[str]
) -> None:
    case = a_case(a_dossier(candidate=a_candidate(employment=employment)), known_companies=known(*companies))
    warnings = agreement_warnings(case)
    assert [warning.pointer for warning in warnings] == places
    assert {(w.code, w.rule.number) for w in warnings} <= {("agreement_only_declared", "D62")}


@pytest.mark.parametrize(
    ("companies", "places"),
    [((), [PROFESSIONAL]), ((a_company(siret=OTHER_SIRET),), [])],
)
def test_so_is_the_professionals_employer(companies: Any, places: list[str]) -> None:
    dossier = replace(ready_to_assess(P3), assessment=professional("0044"))
    employer = dossier.candidate.employment.employer
    assert employer is not None
    theirs = a_company(siret=employer.siret, idcc="1486", ccnic_verified=False)
    warnings = agreement_warnings(a_case(dossier, known_companies=known(theirs, *companies)))
    assert [warning.pointer for warning in warnings] == places
