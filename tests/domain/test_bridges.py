"""What a bridge and a partner's certification may say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.bridge_openings import bridge_openings_of
from app.domain.bridges import Bridge, Correspondence, bridges_in_force
from app.domain.certification import Competence, Framework
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


# --- succession by date, and both ways --------------------------------------------------------------------------------

TODAY = date(2026, 11, 23)
OLD = a_bridge(confirmed=True)
NEW = a_bridge(id=UUID(int=2), kind="total", correspondences=(), in_force_from=date(2026, 6, 1), confirmed=True)
ELSEWHERE = a_bridge(id=UUID(int=3), partner_certification="PH04", confirmed=True)


@pytest.mark.parametrize(
    ("bridges", "on", "in_force"),
    [
        pytest.param((OLD, NEW), date(2016, 12, 31), [], id="before any"),
        pytest.param((OLD, NEW), date(2026, 5, 31), [OLD], id="the day before another begins"),
        pytest.param((OLD, NEW), date(2026, 6, 1), [NEW], id="the day on which it begins"),
        pytest.param((NEW, OLD), TODAY, [NEW], id="in whatever order they are read"),
        pytest.param((OLD, a_bridge(id=UUID(int=2), in_force_from=TODAY)), TODAY, [OLD], id="D26 a draft follows none"),
        pytest.param((OLD, ELSEWHERE), TODAY, [OLD, ELSEWHERE], id="between two others, each its own"),
    ],
)
def test_r78_of_the_bridges_between_two_certifications_the_last_to_begin_applies(
    bridges: tuple[Bridge, ...], on: date, in_force: list[Bridge]
) -> None:
    assert list(bridges_in_force(bridges, on).values()) == in_force


def _a_framework(*codes: str) -> Framework:
    return Framework(
        certification_code=A_BRIDGE.chemical_certification,
        version="2017",
        in_force_from=date(2017, 1, 1),
        source="exemple",
        confirmed=False,
        competences=tuple(Competence(code=code, label=code, criteria=("Un critère.",)) for code in codes),
    )


def test_r75_an_opening_says_both_ways_what_corresponds_to_what() -> None:
    frameworks = {A_BRIDGE.chemical_certification: (_a_framework("C1", "C2", "C3"),)}

    (opening,) = bridge_openings_of(PARTNER_CERTIFICATIONS["PH08"], (OLD, ELSEWHERE), frameworks, TODAY)

    assert opening.in_force
    assert opening.opened == {"C1", "C2"}
    assert opening.opened_units == {"U1", "U4", "U5"}
    assert [opening.bridge.units_for(code) for code in ("C1", "C2", "C3")] == [("U1",), ("U1", "U4", "U5"), ()]
    assert [opening.bridge.competences_for(unit) for unit in ("U1", "U5", "U7")] == [("C1", "C2"), ("C2", "C4"), ()]


def test_r78_a_total_one_opens_everything_both_ways_and_those_in_force_come_first() -> None:
    frameworks = {A_BRIDGE.chemical_certification: (_a_framework("C1", "C2", "C3"),)}

    now, former = bridge_openings_of(PARTNER_CERTIFICATIONS["PH08"], (OLD, NEW), frameworks, TODAY)

    assert (now.bridge, now.in_force) == (NEW, True)
    assert now.opened == {"C1", "C2", "C3"}
    assert now.opened_units == {f"U{number}" for number in range(1, 8)}
    assert (former.bridge, former.in_force) == (OLD, False)


def test_an_opening_onto_a_certification_that_has_no_framework_opens_nothing_yet() -> None:
    (opening,) = bridge_openings_of(PARTNER_CERTIFICATIONS["PH08"], (OLD,), {}, TODAY)

    assert (opening.framework, opening.opened) == (None, frozenset())
