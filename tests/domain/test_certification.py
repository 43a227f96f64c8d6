"""Certifications and the versions of what they ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.certification import (
    Certification,
    Coefficient,
    CoefficientKind,
    Competence,
    Framework,
    framework_in_force,
    registration_type,
)

A_COMPETENCE = Competence(code="C1", label="Conduire un équipement", criteria=("Le mode opératoire est suivi.",))
A_FRAMEWORK = Framework(
    certification_code="cqp-operateur-fabrication",
    version="2017",
    in_force_from=date(2017, 1, 1),
    source="exemple",
    confirmed=False,
    competences=(A_COMPETENCE,),
)


def a_competence(code: str = "C1", **changes: Any) -> Competence:
    return replace(A_COMPETENCE, code=code, **changes)


def a_framework(**changes: Any) -> Framework:
    return replace(A_FRAMEWORK, **changes)


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: a_framework(competences=()), id="a framework without competences"),
        pytest.param(
            lambda: a_framework(competences=(a_competence(lineage="removed"),)), id="a framework that asks nothing more"
        ),
        pytest.param(
            lambda: a_framework(competences=(a_competence("C1"), a_competence("C1"))), id="two competences of one code"
        ),
        pytest.param(lambda: a_competence(criteria=()), id="a competence without criteria"),
        pytest.param(lambda: a_competence(criteria=("",)), id="a criterion without words"),
        pytest.param(lambda: a_competence(""), id="a competence without a code"),
        pytest.param(lambda: a_competence(label=""), id="a competence without a label"),
        pytest.param(lambda: Coefficient(kind="value"), id="a coefficient that announces a value and has none"),
        pytest.param(lambda: Coefficient(kind="to_be_defined", value=160), id="a coefficient both unknown and known"),
    ],
)
def test_what_makes_no_sense_cannot_be_built(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"(competence|framework|criterion|coefficient)"):
        build()


def test_a_removed_competence_is_listed_but_no_longer_asked() -> None:
    kept, removed = a_competence("C1", lineage="unchanged"), a_competence("C2", lineage="removed", criteria=())
    framework = a_framework(competences=(kept, removed))

    assert framework.current == (kept,)
    assert framework.by_code("C2") == removed


def test_a_code_that_the_framework_does_not_know_is_nothing() -> None:
    assert a_framework().by_code("C9") is None


@pytest.mark.parametrize(
    ("on", "version"),
    [
        pytest.param(date(2016, 12, 31), None, id="the day before the first"),
        pytest.param(date(2017, 1, 1), "2017", id="the first day of the first"),
        pytest.param(date(2023, 12, 31), "2017", id="the day before the second"),
        pytest.param(date(2024, 1, 1), "2024", id="the first day of the second"),
        pytest.param(date(2030, 6, 1), "2024", id="long after"),
    ],
)
def test_the_framework_in_force_is_the_last_one_begun(on: date, version: str | None) -> None:
    versions = (
        a_framework(version="2024", in_force_from=date(2024, 1, 1)),
        a_framework(version="2017", in_force_from=date(2017, 1, 1)),
    )

    found = framework_in_force(versions, on)

    assert (found.version if found else None) == version


def test_of_two_frameworks_that_begin_together_the_confirmed_one_applies() -> None:
    versions = (a_framework(version="a", confirmed=True), a_framework(version="b", confirmed=False))

    assert framework_in_force(versions, date(2020, 1, 1)) == versions[0]


@pytest.mark.parametrize(
    ("by_equivalence", "pathways"),
    [
        pytest.param(True, ("individualised_training",), id="by equivalence, yet with a pathway"),
        pytest.param(False, (), id="neither a pathway nor an equivalence"),
    ],
)
def test_a_certification_is_reached_by_pathways_or_by_equivalence(
    by_equivalence: bool, pathways: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="by equivalence"):
        Certification(
            code="cqp-x",
            kind="cqp",
            title="X",
            family="qhse",
            coefficient=Coefficient(kind="not_applicable"),
            source="exemple",
            pathways=pathways,
            by_equivalence=by_equivalence,
        )


@pytest.mark.parametrize("kind", ["to_be_defined", "not_applicable"])
def test_a_coefficient_may_have_no_value(kind: CoefficientKind) -> None:
    assert Coefficient(kind=kind).value is None


@pytest.mark.parametrize(("code", "register"), [("RNCP34567", "RNCP"), ("RS5678", "RS"), ("rs5678", "RS")])
def test_a_code_says_its_register(code: str, register: str) -> None:
    assert registration_type(code) == register
