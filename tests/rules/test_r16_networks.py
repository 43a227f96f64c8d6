"""R16: An evaluator employed by a national network does not assess a candidate trained by a body of that network."""

from typing import Any

import pytest

from app.domain.assigning import choose_evaluator
from app.domain.evaluators import AffiliationKind
from app.domain.missing_items import items_missing_from_step
from app.domain.preparation import complete_registration
from tests.builders import P1, P2, P3, a_case, a_choice, a_training_body, an_affiliation, an_evaluator
from tests.rules.answers import accepted, pointers, reasons
from tests.rules.stages import P1B, day, opened, ready_to_register, registered

REFUSED = {("evaluator_in_network_of_training_body", "R16")}


@pytest.mark.parametrize("network", ["GRETA", "AFPI", "AFPA", "CESI"])
def test_an_employee_of_a_network_does_not_assess_whom_another_body_of_it_trained(network: str) -> None:
    employee = an_evaluator(affiliations=(an_affiliation(networks=(network,)),))
    case = a_case(opened(P1, training_body=a_training_body(networks=(network,))))
    assert reasons(choose_evaluator(case, employee, a_choice())) == REFUSED


@pytest.mark.parametrize("kind", [kind for kind in AffiliationKind if kind is not AffiliationKind.EMPLOYEE])
def test_who_is_not_employed_by_the_network_may(kind: AffiliationKind) -> None:
    tied = an_evaluator(affiliations=(an_affiliation(kind, networks=("AFPI",)),))
    case = a_case(opened(P1, training_body=a_training_body(networks=("AFPI",))))
    accepted(choose_evaluator(case, tied, a_choice()))


@pytest.mark.parametrize(
    ("evaluators", "bodys", "refusals"),
    [
        (("AFPI",), ("GRETA",), 0),
        (("AFPI", "GRETA"), ("GRETA",), 1),
        (("AFPI",), ("GRETA", "AFPI"), 1),
        (("AFPI", "GRETA"), ("GRETA", "AFPI"), 2),
        ((), ("GRETA",), 0),
        (("GRETA",), (), 0),
    ],
)
def test_a_body_may_belong_to_several_networks(
    evaluators: tuple[str, ...], bodys: tuple[str, ...], refusals: int
) -> None:
    employee = an_evaluator(affiliations=(an_affiliation(networks=evaluators),))
    answer: Any = choose_evaluator(
        a_case(opened(P1, training_body=a_training_body(networks=bodys))), employee, a_choice()
    )
    assert accepted(answer) if not refusals else len(pointers(answer)) == refusals


@pytest.mark.parametrize(("until", "refused"), [(29, False), (30, True)])
def test_the_employment_counts_on_the_planned_day(until: int, refused: bool) -> None:
    employee = an_evaluator(affiliations=(an_affiliation(networks=("AFPA",), until_day=day(until)),))
    case = a_case(opened(P1, training_body=a_training_body(networks=("AFPA",))))
    answer = choose_evaluator(case, employee, a_choice(planned_on=day(30)))
    assert reasons(answer) == REFUSED if refused else accepted(answer)


def test_the_body_that_accompanies_a_vae_counts_as_one_that_trains() -> None:
    employee = an_evaluator(affiliations=(an_affiliation(networks=("AFPA",)),))
    case = a_case(registered(P3, accompanying_body=a_training_body(networks=("AFPA",))))
    assert reasons(choose_evaluator(case, employee, a_choice())) == REFUSED


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_a_body_that_is_declared_after_the_choice_stops_the_registration(way: str) -> None:
    employee = an_evaluator(affiliations=(an_affiliation(networks=("AFPI",)),))
    declared = ready_to_register(way, training_body=a_training_body(networks=("AFPI",)))
    assert reasons(complete_registration(a_case(declared, evaluator=employee))) == REFUSED
    (item,) = items_missing_from_step(a_case(declared, evaluator=employee), "registration")
    assert item.operation_id == "chooseEvaluator"
    accepted(complete_registration(a_case(declared)))


def test_on_the_day_that_is_planned() -> None:
    until_today = an_affiliation(networks=("AFPI",), until_day=day(0))
    declared = ready_to_register(P1, training_body=a_training_body(networks=("AFPI",)))
    accepted(complete_registration(a_case(declared, evaluator=an_evaluator(affiliations=(until_today,)))))
