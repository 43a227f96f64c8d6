"""What a bridge and a partner's certification may say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.bridges import Bridge, Correspondence
from app.domain.certification import Competence, Framework
from app.domain.networks import NETWORKS
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS

A_BRIDGE = Bridge(
    id=UUID(int=1),
    kind="partial",
    chemical_certification="cqp-pilote-ligne-conditionnement",
    partner_certification="PH08",
    in_force_from=date(2017, 1, 1),
    source="exemple",
    confirmed=False,
    correspondences=(
        Correspondence(chemical_competences=("C1", "C2"), partner_units=("U1",)),
        Correspondence(chemical_competences=("C2", "C4"), partner_units=("U4", "U5")),
    ),
)


def a_bridge(**changes: Any) -> Bridge:
    return replace(A_BRIDGE, **changes)


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: a_bridge(correspondences=()), id="a partial bridge where nothing corresponds"),
        pytest.param(lambda: Correspondence(chemical_competences=(), partner_units=("U1",)), id="no chemical side"),
        pytest.param(lambda: Correspondence(chemical_competences=("C1",), partner_units=()), id="no partner's side"),
    ],
)
def test_r78_a_bridge_has_two_sides(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"two sides|what corresponds"):
        build()


def test_r78_a_total_bridge_needs_no_correspondence() -> None:
    assert a_bridge(kind="total", correspondences=()).chemical_competences == frozenset()


def test_a_bridge_knows_every_competence_that_it_names() -> None:
    assert a_bridge().chemical_competences == {"C1", "C2", "C4"}


@pytest.mark.parametrize(
    ("kind", "brought"),
    [
        pytest.param("total", {"C1", "C2", "C3"}, id="total: everything that the framework asks"),
        pytest.param("partial", {"C1", "C2"}, id="partial: what it names, as far as the framework asks it"),
    ],
)
def test_r78_a_bridge_brings_competences_of_a_framework(kind: str, brought: set[str]) -> None:
    asked = tuple(Competence(code=code, label=code, criteria=("Un critère.",)) for code in ("C1", "C2", "C3"))
    removed = Competence(code="C4", label="C4", criteria=(), lineage="removed")
    framework = Framework(
        certification_code="cqp-pilote-ligne-conditionnement",
        version="2017",
        in_force_from=date(2017, 1, 1),
        source="exemple",
        confirmed=False,
        competences=(*asked, removed),
    )

    assert a_bridge(kind=kind).brings(framework) == brought


def test_the_twelve_pharmaceutical_cqp_are_known_with_their_source() -> None:
    assert list(PARTNER_CERTIFICATIONS) == [f"PH{number:02}" for number in range(1, 13)]
    for certification in PARTNER_CERTIFICATIONS.values():
        assert certification.source
        assert bool(certification.units) is (certification.units_source is not None)
        assert len({unit.code for unit in certification.units}) == len(certification.units)


def test_r16_the_networks_that_the_guide_names_are_known() -> None:
    assert set(NETWORKS) == {"GRETA", "AFPI", "AFPA"}
