"""R65: The holder of a chemical CQP keeps the shared competences without a new assessment."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.assessment import ExemptionKind, Scope
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.certification import Framework
from app.domain.deliberation import Outcome
from app.domain.scope import scope_of
from tests.builders import CERTIFICATION, P1, TODAY, a_candidate, a_case, a_decision, a_framework, a_scope, an_id
from tests.rules.stages import WAYS, decided, opened

OTHER = "cqp-animateur-equipe-logistique"


def keyed(keys: dict[str, str | None], **changes: Any) -> Framework:
    framework = a_framework(*keys, **changes)
    return replace(
        framework,
        competences=tuple(replace(c, shared_key=keys[c.code]) for c in framework.competences),
    )


def holder(outcome: Outcome = Outcome.AWARDED, *, way: str = P1, keys: dict[str, str | None] | None = None) -> Case:
    here = keyed({"C1": "hygiene", "C2": "stocks", "C3": None})
    there = keyed(keys or {"A1": "hygiene", "A2": None}, certification_code=OTHER, version="2015")
    earlier = decided(
        P1,
        number="2019-000007",
        certification_code=OTHER,
        scope=Scope(framework_version="2015", assessed=("A1", "A2"), exemptions=(), frozen_on=a_scope().frozen_on),
        decisions=(a_decision(outcome),),
    )
    return a_case(opened(way), framework=here, frameworks=(here,), other_frameworks=(there,), earlier=(earlier,))


@pytest.mark.parametrize("way", WAYS)
def test_the_holder_of_another_cqp_keeps_what_the_two_have_in_common(way: str) -> None:
    scope = scope_of(holder(way=way))
    assert scope.assessed == ("C2", "C3")
    assert [(e.competence_code, e.kind, e.source, e.until) for e in scope.exemptions] == [
        ("C1", ExemptionKind.SHARED, f"{OTHER}, dossier 2019-000007", None)
    ]


@pytest.mark.parametrize("outcome", [Outcome.PARTIALLY_AWARDED, Outcome.NOT_AWARDED])
def test_who_holds_it_in_part_does_not(outcome: Outcome) -> None:
    assert scope_of(holder(outcome)).exemptions == ()


def test_nothing_is_in_common_without_a_common_key() -> None:
    assert scope_of(holder(keys={"A1": "vente", "C3": None})).exemptions == ()


def test_an_undecided_dossier_of_the_other_cqp_brings_nothing() -> None:
    case = holder()
    undecided = replace(case.earlier[0], decisions=())
    assert scope_of(replace(case, earlier=(undecided,))).exemptions == ()


def test_nor_does_one_whose_framework_nobody_knows() -> None:
    assert scope_of(replace(holder(), other_frameworks=())).exemptions == ()


def held_on_paper(code: str = OTHER, *, verified: bool | None = True, awarded_on: date = date(2018, 6, 1)) -> Case:
    """No dossier here tells of it: the certificate is older than the platform."""
    word = None if verified is None else Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    held = HeldCertification(code=code, certifier="CPNE", number="2018-44", awarded_on=awarded_on, verification=word)
    dossier = opened(P1, candidate=a_candidate(held_certifications=(held,)))
    return replace(holder(), dossier=dossier, earlier=())


def test_so_does_the_holder_of_one_that_no_dossier_tells_of_once_it_is_verified() -> None:
    (exemption,) = scope_of(held_on_paper()).exemptions
    assert (exemption.competence_code, exemption.kind, exemption.until) == ("C1", ExemptionKind.SHARED, None)
    assert exemption.source == f"{OTHER} n° 2018-44"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(held_on_paper(verified=None), id="declared and not verified yet"),
        pytest.param(held_on_paper(verified=False), id="found to be false"),
        pytest.param(held_on_paper(CERTIFICATION), id="the certification asked for itself"),
        pytest.param(held_on_paper("cqp-technico-commercial"), id="one with nothing in common that is known"),
        pytest.param(held_on_paper(awarded_on=date(2016, 12, 31)), id="awarded before any framework that is known"),
    ],
)
def test_and_nobody_does_by_a_certificate_that_proves_nothing(case: Case) -> None:
    assert scope_of(case).exemptions == ()


def test_an_award_whose_certificate_was_revoked_is_shared_no_more() -> None:
    case = holder()
    assert scope_of(replace(case, revoked=frozenset({case.earlier[0].id}))).exemptions == ()
    assert scope_of(replace(case, revoked=frozenset({an_id(99)}))).exempted == {"C1"}
