"""R28: The employer creates the company's account and the dossier, uploads the documents and chooses the authorised
evaluator."""

import pytest

from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from app.domain.preparation import complete_registration
from tests.builders import P1, TODAY, a_case
from tests.rules.answers import TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import P1B, ready_to_register, registered


def test_in_pathway_1_the_employer_registers_and_nobody_else() -> None:
    assert pathway_of(P1).acts["completeRegistration"] == (Actor.EMPLOYER,)
    assert Actor.EMPLOYER in pathway_of(P1).acts["chooseEvaluator"]


@pytest.mark.parametrize("way", [P1, P1B])
def test_the_registration_is_of_a_candidate_of_the_company(way: str) -> None:
    assert ("establishment_missing", "R69") in reasons(
        complete_registration(a_case(ready_to_register(way, company_id=None)))
    )
    assert accepted(complete_registration(a_case(ready_to_register(way)))).registered_on == TODAY


@pytest.mark.parametrize("way", [P1, P1B])
def test_it_happens_once(way: str) -> None:
    assert kind_of(complete_registration(a_case(registered(way)))) is TOO_LATE


def test_everything_that_is_missing_is_said_at_once() -> None:
    bare = ready_to_register(P1, documents=(), evaluator=None, training_scheme=None, company_id=None)
    assert {code for code, _ in reasons(complete_registration(a_case(bare)))} == {
        "outil_6_missing",
        "evaluator_not_chosen",
        "training_scheme_missing",
        "establishment_missing",
    }
