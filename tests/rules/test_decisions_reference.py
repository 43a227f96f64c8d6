"""D59, D61: networks however they are written, bodies that bring theirs along, and the region of the place."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from app.domain.assessment import Place, Sitting
from app.domain.assigning import choice_warnings, choose_evaluator
from app.domain.candidate import EmploymentStatus
from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.refusal import Refusal
from tests.builders import (
    BODY_SIRET,
    OTHER_SIRET,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_choice,
    a_company,
    a_training_body,
    an_affiliation,
    an_authorisation,
    an_evaluator,
)
from tests.rules.answers import INVALID, accepted, pairs, pointers, reasons
from tests.rules.stages import P1B, assessment_of, hosted, opened, ready_to_assess, ready_to_complete

LYON, PARIS = Place(postal_code="69007", city="Lyon"), Place(postal_code="75011", city="Paris")
HOME = a_company(region="84")
IN_PARIS = Sitting(on=TODAY, region="11", place=PARIS)
EVERYWHERE = tuple(an_authorisation(region=region) for region in ("84", "11"))
SAME_NETWORK = {("evaluator_in_network_of_training_body", "R16")}


@pytest.mark.parametrize("body", ["Greta", "greta", "GRÉTA", " GRETA  ", "gre\u0301ta"])
@pytest.mark.parametrize("evaluator", ["GRETA", "Gréta"])
def test_d59_case_and_accents_make_no_other_network(evaluator: str, body: str) -> None:
    employee = an_evaluator(affiliations=(an_affiliation(networks=(evaluator,)),))
    case = a_case(opened(P1, training_body=a_training_body(networks=(body,))))
    assert reasons(choose_evaluator(case, employee, a_choice())) == SAME_NETWORK


@pytest.mark.parametrize(
    ("declared", "employer", "known", "refused"),
    [
        pytest.param((), ("GRETA",), {BODY_SIRET[:9]}, True, id="the body is known"),
        pytest.param(("AFPI",), ("GRETA",), {BODY_SIRET[:9]}, True, id="it is known, and declared otherwise"),
        pytest.param(("GRETA",), (), {OTHER_SIRET[:9]}, True, id="the evaluator's employer is known"),
        pytest.param((), (), {BODY_SIRET[:9], OTHER_SIRET[:9]}, True, id="both are known"),
        pytest.param((), ("GRETA",), set(), False, id="nothing is known"),
        pytest.param(("AFPI",), (), {OTHER_SIRET[:9]}, False, id="they are of two networks"),
    ],
)
def test_d59_independence_is_judged_on_what_is_declared_and_on_what_is_known(
    declared: tuple[str, ...], employer: tuple[str, ...], known: set[str], refused: bool
) -> None:
    employee = an_evaluator(affiliations=(an_affiliation(siren=OTHER_SIRET[:9], networks=employer),))
    case = a_case(
        opened(P1, training_body=a_training_body(networks=declared)),
        known_networks=dict.fromkeys(known, frozenset({"GRETA"})),
        company=replace(a_company(), siret="73282932000074"),
    )
    answer = choose_evaluator(case, employee, a_choice())
    assert reasons(answer) == SAME_NETWORK if refused else accepted(answer)


def chosen_for(way: str, region: str, company: object = HOME) -> Case:
    """A dossier whose evaluator was chosen for that region, and is authorised in two."""
    dossier: Dossier = replace(ready_to_assess(way), evaluator=a_choice(region=region))
    return a_case(dossier, company=company, evaluator=an_evaluator(authorisations=EVERYWHERE))


@pytest.mark.parametrize("way", [P1, P1B, P2])
@pytest.mark.parametrize(
    ("region", "told", "lacking"),
    [
        pytest.param("84", {}, False, id="in the company's region"),
        pytest.param("11", {}, True, id="elsewhere, and nobody says where"),
        pytest.param("11", {"place": PARIS}, False, id="elsewhere, at its place"),
        pytest.param("11", {"remote": True}, False, id="remotely"),
    ],
)
def test_d61_an_assessment_outside_the_companys_region_names_its_place(
    way: str, region: str, told: dict[str, object], lacking: bool
) -> None:
    dossier = replace(ready_to_complete(way), evaluator=a_choice(region=region), assessment=assessment_of(way, **told))
    answer = complete_assessment(a_case(dossier, company=HOME, evaluator=an_evaluator(authorisations=EVERYWHERE)))
    assert reasons(answer) == {("place_missing", "D61")} if lacking else accepted(answer)


@pytest.mark.parametrize(
    ("apart", "lacking"),
    [(Sitting(on=TODAY, region="11"), True), (IN_PARIS, False), (Sitting(on=TODAY, region="11", remote=True), False)],
)
def test_d61_a_sitting_apart_names_its_own_place(apart: Sitting, lacking: bool) -> None:
    dossier = replace(ready_to_complete(P1), assessment=assessment_of(P1, sittings=(apart,)))
    answer = complete_assessment(a_case(dossier, company=HOME, evaluator=an_evaluator(authorisations=EVERYWHERE)))
    assert reasons(answer) == {("place_missing", "D61")} if lacking else accepted(answer)


@pytest.mark.parametrize(
    "company", [pytest.param(None, id="no company"), pytest.param(a_company(), id="an address that tells no region")]
)
def test_d61_nothing_is_asked_where_the_region_of_the_company_is_not_known(company: object) -> None:
    dossier = replace(ready_to_complete(P1), evaluator=a_choice(region="11"))
    accepted(complete_assessment(a_case(dossier, company=company, evaluator=an_evaluator(authorisations=EVERYWHERE))))


def test_d61_for_a_hosted_worker_the_user_companys_region_counts() -> None:
    candidate = a_candidate(employment=hosted(EmploymentStatus.TEMPORARY_WORKER))
    dossier = replace(ready_to_complete(P1), candidate=candidate)
    elsewhere, here = a_company(region="11"), a_company(region="84")
    accepted(complete_assessment(a_case(dossier, company=elsewhere, host=here)))
    assert reasons(complete_assessment(a_case(dossier, company=here, host=elsewhere))) == {("place_missing", "D61")}


@pytest.mark.parametrize(
    ("authorised", "chosen", "told", "pointer"),
    [
        pytest.param("84", "84", {}, None, id="where it was chosen for"),
        pytest.param("84", "84", {"place": LYON}, None, id="at a place of that region"),
        pytest.param("84", "84", {"place": PARIS}, "/place/postal_code", id="at a place of another"),
        pytest.param("11", "84", {"place": PARIS}, None, id="in the region of the place, not of the choice"),
        pytest.param("84", "11", {"remote": True}, None, id="remotely, in the company's region"),
        pytest.param("11", "11", {"remote": True}, "/remote", id="remotely, and not authorised in the company's"),
        pytest.param("84", "84", {"sittings": (IN_PARIS,)}, "/sittings/0", id="a day apart"),
        pytest.param("11", "84", {"sittings": (IN_PARIS,)}, None, id="that day alone"),
    ],
)
def test_r12_the_region_is_that_of_the_place(
    authorised: str, chosen: str, told: dict[str, object], pointer: str | None
) -> None:
    evaluator = an_evaluator(authorisations=(an_authorisation(region=authorised),))
    case = replace(chosen_for(P1, chosen), evaluator=evaluator)
    answer = record_assessment(case, assessment_of(P1, **told))
    assert accepted(answer) if pointer is None else pointers(answer) == [pointer]
    assert pointer is None or reasons(answer) == {("evaluator_not_authorised", "R12")}


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"place": LYON, "remote": True}, ("place_and_remote", "/remote")),
        ({"place": Place(postal_code="98000", city="Monaco")}, ("no_region", "/place/postal_code")),
        ({"sittings": (Sitting(on=TODAY, region="99"),)}, ("unknown_region", "/sittings/0/region")),
        (
            {"sittings": (Sitting(on=TODAY, region="84", place=PARIS),)},
            ("place_in_another_region", "/sittings/0/place/postal_code"),
        ),
        (
            {"held_on": (TODAY,), "sittings": (Sitting(on=TODAY.replace(day=1), region="84"),)},
            ("not_a_day_of_the_assessment", "/sittings/0/on"),
        ),
        (
            {"sittings": (Sitting(on=TODAY, region="84", place=LYON, remote=True),)},
            ("place_and_remote", "/sittings/0/remote"),
        ),
    ],
)
def test_d61_what_no_place_can_be_is_refused(told: dict[str, object], fault: tuple[str, str]) -> None:
    answer = record_assessment(chosen_for(P1, "84"), assessment_of(P1, **told))
    assert isinstance(answer, Refusal)
    assert answer.kind is INVALID
    assert [(each.code, each.pointer) for each in answer.violations if each.rule is None] == [fault]


@pytest.mark.parametrize(
    ("way", "region", "warned"), [(P1, "84", False), (P1, "11", True), (P2, "11", True), (P3, "11", False)]
)
def test_d61_another_region_than_the_companys_is_pointed_out(way: str, region: str, warned: bool) -> None:
    case = chosen_for(way, region)
    expected = {("region_not_of_the_company", "D61")} if warned else set()
    found = choice_warnings(case, an_evaluator(), a_choice(region=region))

    assert pairs(found) == expected
    assert {each.pointer for each in found} == ({"/region"} if warned else set())
