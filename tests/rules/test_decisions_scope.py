"""D23 to D30: what is assessed, what is reference data, and whose the two weeks are."""

from dataclasses import replace

import pytest

from app.domain.assessing import record_assessment
from app.domain.assessment import ExemptionKind
from app.domain.candidate import HeldCertification, Verification
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence
from app.domain.deliberation import Outcome, Retained
from app.domain.documents import DocumentKind
from app.domain.missing_items import items_missing_from_step
from app.domain.pending_deadlines import documents_due_on
from app.domain.preparation import verify_held_certification
from app.domain.rules import RULES
from app.domain.scope import scope_of
from tests.builders import CERTIFICATION, P1, P2, P3, TODAY, a_candidate, a_case, a_decision, a_scope, documents
from tests.rules.answers import accepted
from tests.rules.stages import WAYS, assessment_of, day, decided, opened, ready_to_assess, ready_to_complete


@pytest.mark.parametrize("way", WAYS)
def test_d23_the_scope_is_frozen_by_the_first_record(way: str) -> None:
    case = a_case(ready_to_assess(way), on=day(5))
    frozen = accepted(record_assessment(case, assessment_of(way))).scope
    assert frozen == a_scope(frozen_on=day(5))
    again = accepted(
        record_assessment(a_case(ready_to_complete(way), bridged_competences=frozenset({"C1"})), assessment_of(way))
    )
    assert again.scope == a_scope()


def test_d23_each_exemption_names_its_source() -> None:
    kept = a_decision(Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C2", until=None),))
    case = a_case(
        opened(P1), earlier=(decided(P1, number="A", decisions=(kept,)),), bridged_competences=frozenset({"C3"})
    )
    scope = scope_of(case)
    assert scope.assessed == ("C1",)
    assert scope.exempted == {"C2", "C3"}
    assert [(e.kind, e.source) for e in scope.exemptions] == [
        (ExemptionKind.RETAINED, "dossier A, jury du 23\xa0novembre\xa02026"),
        (ExemptionKind.BRIDGE, "passerelle"),
    ]


def test_d24_a_partial_award_counts_within_its_certification_only() -> None:
    kept = a_decision(Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C2", until=None),))
    elsewhere = decided(P1, certification_code="cqp-technico-commercial", decisions=(kept,))
    assert scope_of(a_case(opened(P1), earlier=(elsewhere,))).exemptions == ()
    here = replace(elsewhere, certification_code=opened(P1).certification_code)
    assert [e.competence_code for e in scope_of(a_case(opened(P1), earlier=(here,))).exemptions] == ["C2"]


def test_d10_of_two_grounds_that_last_as_long_the_earlier_dossier_is_named() -> None:
    kept = a_decision(Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C2", until=day(9)),))
    first, second = (decided(P1, number=number, decisions=(kept,)) for number in ("A", "B"))
    (exemption,) = scope_of(a_case(opened(P1), earlier=(first, second))).exemptions
    assert exemption.source.startswith("dossier A,")


@pytest.mark.parametrize("confirmed", [True, False])
def test_d26_an_example_that_nobody_confirmed_exempts_from_nothing(confirmed: bool) -> None:
    row = CqpiEquivalence(
        cqp=CERTIFICATION, cqpi="cqpi-agent-logistique", in_force_from=TODAY, source="Exemple", confirmed=confirmed
    )
    seen = Verification(verified=True, reason="Parchemin vu", on=TODAY)
    held = HeldCertification(
        code="cqpi-agent-logistique", certifier="UIMM", number="1", awarded_on=day(-9), verification=seen
    )
    dossier = opened(P1, candidate=a_candidate(held_certifications=(held,)))
    assert bool(scope_of(a_case(dossier, equivalences=(row,))).exemptions) is confirmed


def test_d27_a_cqpi_by_equivalence_is_the_jurys_to_deliver() -> None:
    assert "deliberate" in RULES["D27"].operations


def test_d28_the_two_cqpi_of_their_own_are_prepared_by_pathways_1_and_2() -> None:
    alone = [each for each in CERTIFICATIONS.values() if each.kind == "cqpi" and not each.by_equivalence]
    assert {each.pathways for each in alone} == {(P1, P2)}


@pytest.mark.parametrize(("observation", "writing"), [(True, True), (True, False), (False, True), (False, False)])
def test_d29_the_modalities_are_the_certifications(observation: bool, writing: bool) -> None:
    certification = replace(
        CERTIFICATIONS[CERTIFICATION], observation_required=observation, written_work_required=writing
    )
    nothing = ready_to_complete(P1, assessment=assessment_of(P1, observed_on=()))
    lacks = {item.code for item in items_missing_from_step(a_case(nothing, certification=certification), "assessment")}
    asked = {"observation_missing": observation, "written_work_missing": writing}
    assert lacks == {code for code, is_asked in asked.items() if is_asked}


@pytest.mark.parametrize(("way", "due"), [(P1, False), (P2, False), (P3, True)])
def test_d30_the_two_weeks_are_the_common_law_vaes(way: str, due: bool) -> None:
    awaiting = replace(ready_to_complete(way), documents=())
    assert (documents_due_on(a_case(awaiting)) is not None) is due


def test_d25_each_certification_that_is_held_is_verified_on_its_own() -> None:
    both = tuple(
        HeldCertification(code=code, certifier="UIMM", number=code, awarded_on=day(-9))
        for code in ("cqpi-agent-logistique", "cqpi-animateur-equipe")
    )
    proved = documents(DocumentKind.CQPI_PROOF)
    case = a_case(opened(P1, candidate=a_candidate(held_certifications=both), documents=proved))
    checked = accepted(verify_held_certification(case, "cqpi-animateur-equipe", verified=True, reason="Vu"))
    assert [held.is_verified for held in checked.candidate.held_certifications] == [False, True]
