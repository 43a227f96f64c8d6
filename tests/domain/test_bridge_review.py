"""A bridge joins what exists, and goes both ways between two branches."""

from dataclasses import replace

import pytest

from app.domain.bridge_review import bridge_faults, leads
from app.domain.bridges import Branch, Bridge, Correspondence
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.sandbox.reference import reference_examples

EXAMPLES = reference_examples()
TOTAL, PACKAGING, _ = EXAMPLES.bridges
FRAMEWORKS = {framework.certification_code: framework for framework in EXAMPLES.frameworks}


def faults_of(bridge: Bridge) -> set[str | None]:
    frameworks = [FRAMEWORKS[bridge.chemical_certification]] if bridge.chemical_certification in FRAMEWORKS else []
    partner = PARTNER_CERTIFICATIONS.get(bridge.partner_certification)
    return {fault.pointer for fault in bridge_faults(bridge, frameworks, partner)}


def joining(*competences: str, units: tuple[str, ...] = ("U1",)) -> tuple[Correspondence, ...]:
    return (Correspondence(chemical_competences=competences, partner_units=units),)


@pytest.mark.parametrize(
    ("bridge", "pointers"),
    [
        pytest.param(TOTAL, set(), id="a total bridge"),
        pytest.param(PACKAGING, set(), id="a partial bridge"),
        pytest.param(
            replace(TOTAL, chemical_certification="cqp-inconnu"), {"/chemical_certification"}, id="no such CQP"
        ),
        pytest.param(
            replace(TOTAL, chemical_certification="cqpi-technicien-qualite"),
            {"/chemical_certification"},
            id="a CQPI, to which no bridge leads",
        ),
        pytest.param(
            replace(TOTAL, partner_certification="PH99"), {"/partner_certification"}, id="no such partner certification"
        ),
        pytest.param(
            replace(PACKAGING, correspondences=joining("C1", "C99")),
            {"/correspondences/0/chemical_competences/1"},
            id="no such competence",
        ),
        pytest.param(
            replace(PACKAGING, correspondences=joining("C1", units=("U1", "U99"))),
            {"/correspondences/0/partner_units/1"},
            id="no such unit where units are published",
        ),
        pytest.param(
            replace(TOTAL, kind="partial", correspondences=joining("C1", units=("U99",))),
            set(),
            id="a unit of a certification whose units nobody published",
        ),
        pytest.param(
            replace(
                PACKAGING,
                chemical_certification="cqp-inconnu",
                partner_certification="PH99",
                correspondences=joining("C1"),
            ),
            {"/chemical_certification", "/partner_certification", "/correspondences/0/chemical_competences/0"},
            id="everything is told at once",
        ),
    ],
)
def test_a_bridge_names_only_what_exists(bridge: Bridge, pointers: set[str]) -> None:
    assert faults_of(bridge) == pointers


def test_what_is_not_known_is_told_by_one_code_wherever_it_stands() -> None:
    nothing = replace(
        PACKAGING, chemical_certification="cqp-inconnu", correspondences=joining("C1", units=("U1", "U99"))
    )
    faults = bridge_faults(nothing, (), PARTNER_CERTIFICATIONS[PACKAGING.partner_certification])
    assert [fault.code for fault in faults] == ["unknown_code"] * 3


@pytest.mark.parametrize(
    ("from_branch", "to_branch", "expected"),
    [
        pytest.param(None, None, True, id="whatever the branches"),
        pytest.param("pharma", "chemistry", True, id="from the partner"),
        pytest.param("chemistry", "pharma", True, id="towards the partner"),
        pytest.param("pharma", None, True, id="from the partner to any"),
        pytest.param("chemistry", "chemistry", False, id="from a branch to itself"),
    ],
)
def test_r75_a_bridge_goes_both_ways_between_two_branches(
    from_branch: Branch | None, to_branch: Branch | None, expected: bool
) -> None:
    assert leads(PARTNER_CERTIFICATIONS["PH04"], from_branch, to_branch) is expected
