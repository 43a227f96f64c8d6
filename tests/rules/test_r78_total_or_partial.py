"""R78: A bridge is a total and reciprocal equivalence, or a partial one between units and competences."""

from dataclasses import replace

import pytest

from app.domain.assessment import ExemptionKind
from app.domain.bridges import Bridge, Correspondence
from app.domain.certification import Framework
from app.domain.preparation import complete_registration
from app.domain.scope import scope_of
from tests.builders import CERTIFICATION, P1, a_case, a_framework, an_id
from tests.rules.answers import accepted, reasons
from tests.rules.bridge import PHARMA, bridge_request
from tests.rules.stages import day, ready_to_register

TOTAL = Bridge(
    id=an_id(8),
    kind="total",
    chemical_certification=CERTIFICATION,
    partner_certification=PHARMA,
    in_force_from=day(-100),
    source="Accord",
    confirmed=True,
)
PARTIAL = replace(
    TOTAL,
    kind="partial",
    correspondences=(
        Correspondence(chemical_competences=("C2", "C9"), partner_units=("U1",)),
        Correspondence(chemical_competences=("C3",), partner_units=("U2", "U3")),
    ),
)


@pytest.mark.parametrize(("bridge", "brought"), [(TOTAL, {"C1", "C2", "C3"}), (PARTIAL, {"C2", "C3"})])
def test_a_bridge_brings_everything_or_what_corresponds(bridge: Bridge, brought: set[str]) -> None:
    framework: Framework = a_framework()
    assert bridge.brings(framework) == brought
    scope = scope_of(a_case(bridge_request(), bridged_competences=bridge.brings(framework)))
    assert {e.competence_code for e in scope.exemptions} == brought
    assert {e.kind for e in scope.exemptions} == {ExemptionKind.BRIDGE}
    assert {e.source for e in scope.exemptions} == {f"passerelle {an_id(8)}"}


def test_a_bridge_that_brings_nothing_registers_nobody() -> None:
    answer = complete_registration(a_case(bridge_request()))
    assert reasons(answer) == {("bridge_opens_nothing", "R78")}
    accepted(complete_registration(a_case(bridge_request(), bridged_competences=frozenset({"C2"}))))


def test_where_nobody_is_assessed_the_registration_freezes_the_scope_and_nowhere_else() -> None:
    bridged = accepted(complete_registration(a_case(bridge_request(), bridged_competences=frozenset({"C2"}))))
    assert bridged.scope is not None
    assert bridged.scope.assessed == ("C1", "C3")
    assert accepted(complete_registration(a_case(ready_to_register(P1)))).scope is None


def test_a_partial_one_says_what_corresponds_to_what() -> None:
    with pytest.raises(ValueError, match="a partial bridge says what corresponds to what"):
        replace(PARTIAL, correspondences=())
