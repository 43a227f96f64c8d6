"""Which pathways are open to somebody, what they prepare, and what they should know (D25, D26, D28, D43, D47)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.bridges import Bridge
from app.domain.candidate import EmploymentStatus, HeldCertification
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence
from app.domain.conditions import Applicant
from app.domain.documents import DocumentKind
from app.domain.eligibility import Eligibility, eligibilities, warnings_about
from app.domain.eligibility_question import Question
from app.domain.eligibility_warnings import agreement_declared
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.options import OptionSought
from app.domain.rules.decisions import D26, D28, D47, D53
from app.domain.rules.scheme import R5
from tests.builders import (
    BRIDGE,
    CERTIFICATION,
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    TODAY,
    a_company,
    a_framework,
    an_employment,
    experience,
)

DIRECT = (P1, DIRECT_VARIANT)
CQPI = "cqpi-agent-logistique"
PARTNER = "PH07"
WITH_OPTIONS = "cqp-responsable-secteur"


def a_question(**changes: Any) -> Question:
    """A CCNIC employee of a verified company, two years in the trade, who masters everything."""
    question = Question(
        certification=CERTIFICATIONS[CERTIFICATION],
        applicant=Applicant(
            employment=an_employment(),
            experience=(experience(730),),
            masters_all_competences=True,
            company=a_company(),
        ),
        on=TODAY,
        parameters=ParametersInForce(),
        framework=a_framework(),
    )
    return replace(question, **changes)


def somebody(**changes: Any) -> Applicant:
    return replace(a_question().applicant, **changes)


def holding(code: str) -> tuple[HeldCertification, ...]:
    return (HeldCertification(code=code, certifier="CPNE", number="1", awarded_on=date(2020, 1, 1)),)


def an_equivalence(**changes: Any) -> CqpiEquivalence:
    row = CqpiEquivalence(
        cqp=CERTIFICATION, cqpi=CQPI, in_force_from=date(2013, 2, 14), source="example", confirmed=True
    )
    return replace(row, **changes)


def a_bridge(**changes: Any) -> Bridge:
    bridge = Bridge(
        id=UUID(int=1),
        kind="total",
        chemical_certification=CERTIFICATION,
        partner_certification=PARTNER,
        in_force_from=date(2017, 1, 1),
        source="example",
        confirmed=True,
    )
    return replace(bridge, **changes)


def answers(question: Question) -> dict[tuple[str, str | None], Eligibility]:
    return {(each.pathway.code, each.pathway.variant): each for each in eligibilities(question)}


def open_ways(question: Question) -> set[tuple[str, str | None]]:
    return {key for key, each in answers(question).items() if each.eligible}


def warned(question: Question, pathway: str, variant: str | None = None) -> list[str]:
    found = answers(question)[pathway, variant]
    return [warning.code for warning in warnings_about(found.pathway, question)]


OLD_YEAR = experience(400, until=date(2015, 1, 1))
OF_THE_EMPLOYER, OF_WHAT_IS_HELD = "/candidate/employment/employer", "/candidate/held_certifications"


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"framework": None}, ("framework_not_confirmed", "D26", "/certification_code")),
        (
            {"applicant": {"experience": (OLD_YEAR,)}},
            ("only_individualised_training_left", "D47", "/candidate/experience"),
        ),
        (
            {"applicant": {"employment": an_employment(idcc=None), "company": None}},
            ("collective_agreement_unknown", "D43", OF_THE_EMPLOYER),
        ),
        ({"applicant": {"company": None}}, ("ccnic_to_be_verified", "D43", OF_THE_EMPLOYER)),
        (
            {"held": holding(CQPI), "equivalences": (an_equivalence(),)},
            ("held_cqpi_to_be_verified", "D25", OF_WHAT_IS_HELD),
        ),
        ({"held": holding("cqp-inconnu")}, ("held_certification_unknown", "R53", f"{OF_WHAT_IS_HELD}/0/code")),
        ({"held": holding(CERTIFICATION)}, ("certification_already_held", "D52", f"{OF_WHAT_IS_HELD}/0/code")),
        (
            {"held": holding(CQPI), "equivalences": (an_equivalence(confirmed=False),)},
            ("equivalence_not_confirmed", "D26", OF_WHAT_IS_HELD),
        ),
    ],
)
def test_a_warning_names_its_decision_and_what_it_is_about(
    changes: dict[str, Any], warning: tuple[str, str, str]
) -> None:
    if isinstance(changes.get("applicant"), dict):
        changes = {**changes, "applicant": somebody(**changes["applicant"])}
    question = a_question(**changes)
    found = warnings_about(answers(question)[P2, None].pathway, question)

    assert [(each.code, each.rule.number, each.pointer) for each in found if each.code == warning[0]] == [warning]


def test_who_is_too_young_on_the_day_of_the_question_is_pointed_out() -> None:
    born = somebody(birth_date=date(2012, 1, 1))

    assert "candidate_too_young" in warned(a_question(applicant=born), P1)
    assert "candidate_too_young" not in warned(a_question(applicant=born, on=date(2040, 1, 1)), P1)


def test_whoever_names_no_option_may_seek_each_of_them() -> None:
    question = a_question(certification=CERTIFICATIONS[WITH_OPTIONS], held=holding(WITH_OPTIONS))
    production, logistics = (
        OptionSought(option=option, held=(None,), framework=question.framework)
        for option in ("production", "logistique")
    )

    assert question.options_sought == (production, logistics)
    assert replace(question, option="logistique").options_sought == (logistics,)


@pytest.mark.parametrize(
    ("applicant", "ways"),
    [
        (somebody(), {(P1, None), DIRECT, (P2, None)}),
        (somebody(masters_all_competences=None), {(P1, None), (P2, None)}),
        (somebody(experience=()), {(P1, None)}),
        (somebody(employment=an_employment(idcc="1486"), company=None), {(P1, None), (P3, None)}),
        (
            somebody(employment=an_employment(EmploymentStatus.TEMPORARY_WORKER), company=None),
            {(P1, None), (P3, None)},
        ),
        (somebody(employment=an_employment(EmploymentStatus.JOB_SEEKER), company=None), {(P3, None)}),
    ],
)
def test_each_is_told_the_pathways_that_are_theirs(applicant: Applicant, ways: set[Any]) -> None:
    assert open_ways(a_question(applicant=applicant)) == ways


def test_every_pathway_is_answered_in_the_guides_order() -> None:
    keys = [(each.pathway.code, each.pathway.variant) for each in eligibilities(a_question())]

    assert keys == [(P1, None), DIRECT, (P2, None), (P3, None), (BRIDGE, None)]


@pytest.mark.parametrize(
    ("key", "documents"),
    [
        ((P1, None), ["outil_6"]),
        (DIRECT, ["outil_1", "outil_6", "cerfa_12818"]),
        ((P2, None), ["outil_1", "cerfa_12818", "outil_6"]),
        ((P3, None), ["outil_6", "cerfa_12818", "outil_7"]),
        ((BRIDGE, None), ["bridge_request", "parchment_copy"]),
    ],
)
def test_a_yes_says_what_to_prepare(key: tuple[str, str | None], documents: list[str]) -> None:
    outsider = somebody(employment=an_employment(idcc="1486"), company=None)
    question = a_question(held=holding(PARTNER), bridges=(a_bridge(),))
    question = replace(question, applicant=outsider) if key == (P3, None) else question

    assert answers(question)[key].eligible
    assert list(answers(question)[key].documents) == documents


def test_each_answer_tells_the_days_that_its_pathway_counts() -> None:
    applicant = somebody(experience=(experience(100), experience(200, until=date(2015, 1, 1))))
    found = answers(a_question(applicant=applicant))

    assert {key: each.experience_days for key, each in found.items()} == {
        (P1, None): 300,
        DIRECT: 100,
        (P2, None): 100,
        (P3, None): 300,
        (BRIDGE, None): 300,
    }


def test_a_no_has_nothing_to_prepare() -> None:
    assert answers(a_question())[P3, None].documents == ()


def test_a_written_work_is_prepared_where_the_certification_asks_for_one() -> None:
    certification = replace(CERTIFICATIONS[CERTIFICATION], written_work_required=True)

    assert DocumentKind.WRITTEN_WORK in answers(a_question(certification=certification))[P2, None].documents


def test_a_pathway_that_does_not_lead_to_the_certification_is_closed() -> None:
    found = answers(a_question(certification=CERTIFICATIONS["cqpi-technicien-qualite"]))[P3, None]

    assert (found.violations[0].code, found.violations[0].rule) == ("pathway_not_open_to_certification", D28)
    assert found.violations[0].pointer == "/certification_code"


def test_no_pathway_leads_to_a_cqpi_that_is_delivered_by_equivalence() -> None:
    question = a_question(certification=CERTIFICATIONS[CQPI])

    assert open_ways(question) == set()
    assert {each.violations[0].rule for each in eligibilities(question)} == {R5}


@pytest.mark.parametrize(
    ("held", "bridges", "codes"),
    [
        ((), (a_bridge(),), ["no_partner_certification_held"]),
        (holding(CQPI), (a_bridge(),), ["no_partner_certification_held"]),
        (holding("PH01"), (a_bridge(),), ["no_bridge_in_force"]),
        (holding(PARTNER), (a_bridge(chemical_certification="cqp-technico-commercial"),), ["no_bridge_in_force"]),
        (holding(PARTNER), (a_bridge(in_force_from=TODAY + timedelta(days=1)),), ["no_bridge_in_force"]),
        (holding(PARTNER), (a_bridge(confirmed=False),), ["bridge_not_confirmed"]),
        (holding(PARTNER), (a_bridge(in_force_from=TODAY),), []),
    ],
)
def test_the_bridge_is_open_to_whom_a_confirmed_one_leads(
    held: tuple[HeldCertification, ...], bridges: tuple[Bridge, ...], codes: list[str]
) -> None:
    found = answers(a_question(held=held, bridges=bridges))[BRIDGE, None]

    assert [violation.code for violation in found.violations] == codes


def test_whose_year_is_older_than_three_years_is_told_that_only_pathway_1_is_left() -> None:
    long_ago = a_question(applicant=somebody(experience=(experience(365, until=date(2015, 1, 1)),)))
    recent = a_question(applicant=somebody(experience=(experience(365),)))
    never = a_question(applicant=somebody(experience=()))

    assert open_ways(long_ago) == {(P1, None)}
    for pathway in (P1, P2, P3):
        assert "only_individualised_training_left" in warned(long_ago, pathway)
        assert "only_individualised_training_left" not in warned(recent, pathway) + warned(never, pathway)
    assert "only_individualised_training_left" not in warned(long_ago, BRIDGE)


def test_what_is_recent_enough_is_measured_by_the_simplified_vaes_own_threshold() -> None:
    shorter = ParametersInForce(
        (ParameterValue(rule="R31", name="minimum_days", value=180, since=TODAY, source="Décision de la CPNE"),)
    )
    applicant = somebody(experience=(experience(200), OLD_YEAR))

    assert "only_individualised_training_left" in warned(a_question(applicant=applicant), P1)
    assert "only_individualised_training_left" not in warned(a_question(applicant=applicant, parameters=shorter), P1)


def test_outside_the_ccnic_an_old_year_leaves_pathway_3() -> None:
    outside = somebody(
        employment=an_employment(idcc="1486"), company=None, experience=(experience(365, until=date(2015, 1, 1)),)
    )

    assert "only_individualised_training_left" not in warned(a_question(applicant=outside), P1)


@pytest.mark.parametrize(
    ("pathway", "variant", "told"),
    [(P1, None, False), (*DIRECT, True), (P2, None, True), (P3, None, True), (BRIDGE, None, False)],
)
def test_the_limits_of_the_form_are_told_where_it_is_filled_in(pathway: str, variant: str | None, told: bool) -> None:
    assert ("cerfa_limits" in warned(a_question(), pathway, variant)) is told


@pytest.mark.parametrize("verified", [True, None])
def test_the_agreement_is_to_be_verified_until_the_secretariat_has(verified: bool | None) -> None:
    question = a_question(applicant=somebody(company=a_company(ccnic_verified=verified)))

    for key in ((P2, None), DIRECT):
        assert ("ccnic_to_be_verified" in warned(question, *key)) is (verified is None)
    assert "ccnic_to_be_verified" not in warned(question, P1)


def test_a_company_that_is_not_on_record_is_to_be_verified_too() -> None:
    assert "ccnic_to_be_verified" in warned(a_question(applicant=somebody(company=None)), P2)


def test_who_says_nothing_of_the_agreement_is_told_that_it_matters() -> None:
    unknown = a_question(applicant=somebody(employment=an_employment(idcc=None), company=None))

    assert [pathway for pathway in (P1, P2, P3) if "collective_agreement_unknown" in warned(unknown, pathway)] == [
        P2,
        P3,
    ]
    seeking = somebody(employment=an_employment(EmploymentStatus.JOB_SEEKER, idcc=None), company=None)
    for known in (a_question(), a_question(applicant=seeking)):
        assert "collective_agreement_unknown" not in warned(known, P2) + warned(known, P3)


EMPLOYED_BY_NOBODY = replace(an_employment(), employer=None)


@pytest.mark.parametrize(
    ("applicant", "is_told"),
    [
        pytest.param({"company": None}, True, id="of an unknown company"),
        pytest.param({"company": a_company(ccnic_verified=None)}, True, id="of a company that nobody verified"),
        pytest.param({"company": a_company()}, False, id="of a company that is verified"),
        pytest.param({"employment": an_employment(idcc=None), "company": None}, False, id="without an agreement"),
        pytest.param({"employment": EMPLOYED_BY_NOBODY, "company": None}, False, id="without an employer"),
        pytest.param(
            {"employment": an_employment(EmploymentStatus.TEMPORARY_WORKER), "company": None}, False, id="hosted"
        ),
    ],
)
def test_an_employees_agreement_that_is_declared_alone_is_pointed_out(applicant: dict[str, Any], is_told: bool) -> None:
    told = tuple(agreement_declared(a_question(applicant=somebody(**applicant))))

    assert [(each.code, each.rule.number, each.pointer) for each in told] == (
        [("agreement_only_declared", "D62", OF_THE_EMPLOYER)] if is_told else []
    )


@pytest.mark.parametrize("framework", [None, a_framework(confirmed=False)])
def test_unconfirmed_reference_data_is_pointed_out(framework: Any) -> None:
    question = a_question(framework=framework)
    found = warnings_about(answers(question)[P1, None].pathway, question)

    assert [(warning.code, warning.rule) for warning in found] == [("framework_not_confirmed", D26)]
    assert warned(a_question(), P1) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((an_equivalence(in_force_from=TODAY),), "held_cqpi_to_be_verified"),
        ((an_equivalence(confirmed=False),), "equivalence_not_confirmed"),
        ((an_equivalence(in_force_from=TODAY + timedelta(days=1)),), None),
        ((an_equivalence(cqp="cqp-technico-commercial"),), None),
    ],
)
def test_a_cqpi_held_exempts_from_nothing_before_its_proof_is_verified(
    rows: tuple[CqpiEquivalence, ...], code: str | None
) -> None:
    question = a_question(held=holding(CQPI), equivalences=rows)

    assert warned(question, P1) == ([code] if code else [])
    assert warned(question, BRIDGE) == []
    assert (DocumentKind.CQPI_PROOF in answers(question)[P1, None].documents) is (code is not None)


def test_a_code_that_names_no_certification_is_pointed_out() -> None:
    question = a_question(held=holding("cqpi-inconnu"))
    found = warnings_about(answers(question)[P1, None].pathway, question)

    assert [(warning.code, warning.pointer) for warning in found] == [
        ("held_certification_unknown", "/candidate/held_certifications/0/code")
    ]


def test_a_warning_closes_nothing() -> None:
    question = a_question(framework=None, applicant=somebody(company=None))

    assert open_ways(question) == open_ways(a_question())
    assert D47 in {warning.rule for warning in warnings_about(answers(question)[P2, None].pathway, question)}


@pytest.mark.parametrize(
    ("told_apart", "option", "held", "refused"),
    [
        pytest.param(False, None, WITH_OPTIONS, True, id="whichever is held, none other is open"),
        pytest.param(False, "logistique", WITH_OPTIONS, True, id="nor the one that is named"),
        pytest.param(False, None, CERTIFICATION, False, id="another certification is held"),
        pytest.param(True, None, WITH_OPTIONS, False, id="one may be open"),
        pytest.param(True, "logistique", WITH_OPTIONS, False, id="the one that is named has something of its own"),
        pytest.param(True, "production", WITH_OPTIONS, True, id="the one that is named has nothing of its own"),
    ],
)
def test_d53_eligibility_foresees_that_no_second_option_is_open(
    told_apart: bool, option: str | None, held: str, refused: bool
) -> None:
    framework = a_framework("C1", "C2", certification_code=WITH_OPTIONS)
    last = replace(framework.competences[1], options=("logistique",) if told_apart else ())
    question = a_question(
        certification=CERTIFICATIONS[WITH_OPTIONS],
        option=option,
        held=holding(held),
        framework=replace(framework, competences=(framework.competences[0], last)),
    )

    found = {
        key: [(each.code, each.pointer) for each in answer.violations if each.rule is D53]
        for key, answer in answers(question).items()
    }

    assert len(found) == 5
    assert all(faults == ([("no_second_option", "/option")] if refused else []) for faults in found.values())
