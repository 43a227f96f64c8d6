"""R11: The intervention of an evaluator authorised by the CPNE is mandatory."""

from dataclasses import replace

import pytest

from app.domain.assigning import choose_evaluator
from app.domain.preparation import complete_registration
from tests.builders import P1, P2, P3, a_case, a_choice, an_evaluator
from tests.rules.answers import accepted, reasons
from tests.rules.stages import P1B, WAYS, ready_to_complete, ready_to_register, registered


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_no_registration_without_an_authorised_evaluator(way: str) -> None:
    answer = complete_registration(a_case(ready_to_register(way, evaluator=None)))
    assert reasons(answer) == {("evaluator_not_chosen", "R21")}


def test_in_the_common_law_vae_no_assessment_ends_without_one() -> None:
    from app.domain.assessing import complete_assessment

    answer = complete_assessment(a_case(ready_to_complete(P3, evaluator=None, acceptance=None)))
    assert {"evaluator_not_chosen", "assignment_not_accepted"} == {code for code, _ in reasons(answer)}


@pytest.mark.parametrize("way", WAYS)
def test_somebody_whom_the_cpne_authorised_for_nothing_is_never_chosen(way: str) -> None:
    nobody = replace(an_evaluator(), authorisations=())
    case = a_case(registered(way, evaluator=None))
    assert reasons(choose_evaluator(case, nobody, a_choice())) == {("evaluator_not_authorised", "R12")}
    accepted(choose_evaluator(case, an_evaluator(), a_choice()))
