"""R23: The skills identification is recommended, though not mandatory, in pathway 1."""

import pytest

from app.domain.pathways import pathway_of
from app.domain.preparation import complete_registration
from app.domain.progress import StepState, progress
from tests.builders import DIRECT_VARIANT, P1, P2, a_case
from tests.rules.answers import accepted
from tests.rules.stages import ready_to_register, registered


@pytest.mark.parametrize(
    ("pathway", "variant", "mandatory"), [(P1, None, False), (P1, DIRECT_VARIANT, True), (P2, None, True)]
)
def test_the_identification_is_optional_in_pathway_1_alone(pathway: str, variant: str | None, mandatory: bool) -> None:
    step = pathway_of(pathway, variant).step("skills_identification")
    assert step is not None
    assert step.mandatory is mandatory


def test_somebody_registers_without_it_and_it_is_passed_over() -> None:
    accepted(complete_registration(a_case(ready_to_register(P1))))
    for dossier in (ready_to_register(P1), registered(P1)):
        states = {each.step.code: each.state for each in progress(dossier)}
        assert states["skills_identification"] is StepState.SKIPPED
