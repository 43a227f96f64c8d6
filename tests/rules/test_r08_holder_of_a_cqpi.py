"""R8: Once the CQPI has been checked, its holder is assessed only on the competences specific to chemistry."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessment import ExemptionKind
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.certification import CqpiEquivalence
from app.domain.documents import DocumentKind
from app.domain.preparation import verify_held_certification
from app.domain.refusal import Refusal
from app.domain.scope import scope_of
from tests.builders import CERTIFICATION, P1, TODAY, a_case, a_framework, documents
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.stages import day, decided, opened, ready_to_complete

CQPI = "cqpi-agent-logistique"
ROW = CqpiEquivalence(
    cqp=CERTIFICATION, cqpi=CQPI, in_force_from=day(-900), source="Tableau de correspondance", confirmed=True
)


def holder(*, verified: bool | None = True, row: CqpiEquivalence = ROW, **changes: Any) -> Case:
    word = None if verified is None else Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    held = HeldCertification(code=CQPI, certifier="UIMM", number="2019-77", awarded_on=day(-800), verification=word)
    dossier = opened(P1, documents=documents(DocumentKind.CQPI_PROOF))
    dossier = replace(dossier, candidate=replace(dossier.candidate, held_certifications=(replace(held, **changes),)))
    framework = a_framework()
    specific = tuple(replace(c, chemistry_specific=c.code == "C3") for c in framework.competences)
    return a_case(dossier, framework=replace(framework, competences=specific), equivalences=(row,))


def test_once_verified_only_what_is_specific_to_chemistry_is_assessed() -> None:
    scope = scope_of(holder())
    assert scope.assessed == ("C3",)
    assert [(e.competence_code, e.kind, e.source, e.until) for e in scope.exemptions] == [
        ("C1", ExemptionKind.CQPI, "cqpi-agent-logistique n° 2019-77", None),
        ("C2", ExemptionKind.CQPI, "cqpi-agent-logistique n° 2019-77", None),
    ]


@pytest.mark.parametrize("verified", [None, False])
def test_before_it_is_verified_everything_is(verified: bool | None) -> None:
    assert scope_of(holder(verified=verified)).assessed == ("C1", "C2", "C3")


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, confirmed=False),
        replace(ROW, cqp="cqp-operateur-fabrication"),
        replace(ROW, cqpi="cqpi-animateur-equipe"),
    ],
)
def test_so_it_is_without_a_confirmed_row_that_ties_the_two(row: CqpiEquivalence) -> None:
    assert scope_of(holder(row=row)).assessed == ("C1", "C2", "C3")


@pytest.mark.parametrize("verified", [True, False])
def test_the_secretariat_says_what_it_found(verified: bool) -> None:
    checked = accepted(verify_held_certification(holder(verified=None), CQPI, verified=verified, reason="Vu"))
    (held,) = checked.candidate.held_certifications
    assert held.verification == Verification(verified=verified, reason="Vu", on=TODAY)
    assert held.is_verified is verified


def test_of_a_certification_that_is_declared() -> None:
    answer = verify_held_certification(holder(), "cqpi-animateur-equipe", verified=True, reason="Vu")
    assert reasons(answer, INVALID) == {("held_certification_not_declared", None)}
    assert pointers(answer) == ["/code"]
    assert isinstance(answer, Refusal)
    assert "cqpi-animateur-equipe" in answer.violations[0].detail.fr
    nothing = verify_held_certification(a_case(opened(P1)), CQPI, verified=True, reason="Vu")
    assert reasons(nothing, TOO_EARLY) == {("nothing_to_verify", "R68")}


def test_a_verification_may_be_withdrawn_until_the_jury_has_decided() -> None:
    candidate = holder().dossier.candidate
    frozen, over = ready_to_complete(P1, candidate=candidate), decided(P1, candidate=candidate)
    accepted(verify_held_certification(a_case(frozen), CQPI, verified=False, reason="Faux"))
    assert kind_of(verify_held_certification(a_case(over), CQPI, verified=False, reason="Faux")) is TOO_LATE
