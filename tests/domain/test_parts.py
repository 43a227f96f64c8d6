"""The version of each part of a dossier: it is the part's alone."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from app.domain.dossier import TradeObservations
from app.domain.parts import DossierPart, PartVersion, fingerprint
from tests.builders import (
    P1,
    TODAY,
    a_choice,
    a_dossier,
    a_skills_identification,
    a_training_plan,
    an_acceptance,
    an_assessment,
    an_id,
    trade_observations,
)

PUT: dict[DossierPart, dict[str, Any]] = {
    DossierPart.SKILLS_IDENTIFICATION: {"skills_identification": a_skills_identification()},
    DossierPart.TRAINING_PLAN: {"training_plan": a_training_plan()},
    DossierPart.PORTFOLIO: {"portfolio_completed_on": TODAY},
    DossierPart.EVALUATOR: {"evaluator": a_choice()},
    DossierPart.ASSESSMENT: {"assessment": an_assessment()},
    DossierPart.TRADE_OBSERVATIONS: {"trade_observations": trade_observations()},
}
BARE = replace(
    a_dossier(P1),
    skills_identification=None,
    training_plan=None,
    evaluator=None,
    acceptance=None,
    assessment=None,
    scope=None,
    trade_observations=None,
    registered_on=None,
)


@pytest.mark.parametrize("part", DossierPart)
def test_a_part_that_is_not_there_has_version_0(part: DossierPart) -> None:
    assert not part.is_in(BARE)
    assert part.version_in(BARE) == PartVersion(part=part, number=0)


@pytest.mark.parametrize("part", DossierPart)
def test_what_is_put_changes_the_version_of_its_part_and_of_no_other(part: DossierPart) -> None:
    after = replace(BARE, **PUT[part])

    assert part.is_in(after)
    assert part.version_in(after).number > 0
    assert [each for each in DossierPart if each.version_in(after) != each.version_in(BARE)] == [part]


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        (DossierPart.EVALUATOR, {"acceptance": an_acceptance()}),
        (DossierPart.ASSESSMENT, {"assessment_completed_on": TODAY}),
        (DossierPart.ASSESSMENT, {"assessment": replace(an_assessment(), evaluator_observations="Vu autrement.")}),
        (DossierPart.TRADE_OBSERVATIONS, {"trade_observations": TradeObservations(text="Autre.", recorded_on=TODAY)}),
    ],
)
def test_a_part_that_changes_has_another_version(part: DossierPart, changes: dict[str, Any]) -> None:
    before = replace(BARE, **{name: value for each in PUT.values() for name, value in each.items()})

    assert part.version_in(replace(before, **changes)) != part.version_in(before)


class _Kind(StrEnum):
    ONE = "one"


@dataclass(frozen=True)
class _Value:
    held: object


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (None, 242_525_987_768_614),
        (_Value(held=("a", 1, True, date(2026, 11, 23))), 171_435_504_065_374),
        (_Value(held=frozenset({"b", "a", "c"})), 31_646_692_574_816),
        (_Value(held={"b": an_id(1), "a": Decimal("1.50"), "c": _Kind.ONE}), 75_734_889_753_049),
    ],
)
def test_a_fingerprint_is_the_same_in_every_process(value: object, number: int) -> None:
    assert fingerprint(value) == number


@pytest.mark.parametrize(
    ("one", "other"), [((), (None,)), (("a", "b"), ("b", "a")), (frozenset({"a"}), frozenset({"b"})), (1, "1")]
)
def test_what_differs_has_another_fingerprint(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)
