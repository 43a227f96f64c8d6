"""D51: an exemption is looked at again whenever it is used, and falls with its source until the jury has decided."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessing import record_assessment
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.checklist import checklist
from app.domain.deliberating import redeliberate
from app.domain.deliberation import CompetenceDecision, Outcome, Retained
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.jury_registration import register_to_jury
from app.domain.missing_items import lacks_again
from app.domain.preparation import complete_registration, verify_held_certification
from app.domain.proposal import proposal_for
from app.domain.refusal import Refusal
from app.domain.scope import fallen_exemptions, scope_at_redeliberation, standing_scope
from tests.builders import (
    BRIDGE,
    CERTIFICATION,
    CODES,
    P1,
    TODAY,
    a_candidate,
    a_case,
    a_decision,
    a_document,
    a_scope,
    an_id,
    documents,
)
from tests.rules.answers import accepted, reasons
from tests.rules.jury import a_motion, deliberated, sitting
from tests.rules.stages import a_session, assessment_of, on_agenda, opened, ready_for_jury, ready_to_complete

NO = CompetenceDecision(code=CODES[1], validated=False, reason="Écartée par le jury.")
OTHER = "cqp-operateur-fabrication"
EARLIER, CQPI, NUMBER = an_id(77), "cqpi-agent-logistique", "2019-77"
C2 = CODES[1]
VERIFIED = Verification(verified=True, reason="Parchemin vu", on=TODAY)


def held(*, verified: bool = True) -> HeldCertification:
    word = replace(VERIFIED, verified=verified)
    return HeldCertification(code=CQPI, certifier="CPNE", number=NUMBER, awarded_on=TODAY, verification=word)


def an_exemption(kind: ExemptionKind, **changes: Any) -> Exemption:
    source = (
        {"held_code": CQPI, "held_number": NUMBER} if kind is ExemptionKind.CQPI else {"source_dossier_id": EARLIER}
    )
    return Exemption(**{"competence_code": C2, "kind": kind, "source": "d'avant", **source, **changes})


def exempted(dossier: Dossier, exemption: Exemption) -> Dossier:
    """The dossier, of whose competences C2 is not assessed."""
    assert dossier.assessment is not None
    results = tuple(each for each in dossier.assessment.results if each.competence_code != C2)
    scope = a_scope(assessed=tuple(code for code in CODES if code != C2), exemptions=(exemption,))
    return replace(dossier, scope=scope, assessment=replace(dossier.assessment, results=results))


def source(*, keeps: tuple[str, ...] = CODES, outcome: Outcome = Outcome.AWARDED, of: str = CERTIFICATION) -> Dossier:
    kept = tuple(Retained(competence_code=code, until=None) for code in keeps)
    return replace(
        opened(P1), id=EARLIER, certification_code=of, decisions=(a_decision(outcome=outcome, retained=kept),)
    )


STANDING: dict[str, tuple[ExemptionKind, dict[str, Any]]] = {
    "retained": (ExemptionKind.RETAINED, {"earlier": (source(outcome=Outcome.PARTIALLY_AWARDED),)}),
    "shared": (ExemptionKind.SHARED, {"earlier": (source(of=OTHER),)}),
}
FALLEN: dict[str, tuple[ExemptionKind, dict[str, Any]]] = {
    "retained, decided again otherwise": (
        ExemptionKind.RETAINED,
        {"earlier": (source(keeps=("C1",), outcome=Outcome.PARTIALLY_AWARDED),)},
    ),
    "retained, the certificate revoked": (
        ExemptionKind.RETAINED,
        {"earlier": (source(),), "revoked": frozenset({EARLIER})},
    ),
    "retained, of somebody else after all": (ExemptionKind.RETAINED, {}),
    "shared, the certificate revoked": (
        ExemptionKind.SHARED,
        {"earlier": (source(),), "revoked": frozenset({EARLIER})},
    ),
    "shared, no longer awarded in full": (
        ExemptionKind.SHARED,
        {"earlier": (source(outcome=Outcome.PARTIALLY_AWARDED),)},
    ),
}
fallen = pytest.mark.parametrize(("kind", "facts"), FALLEN.values(), ids=FALLEN)


def used(kind: ExemptionKind, facts: dict[str, Any], stage: Any = ready_for_jury) -> Case:
    return a_case(exempted(stage(P1), an_exemption(kind)), **facts)


@pytest.mark.parametrize(("kind", "facts"), STANDING.values(), ids=STANDING)
def test_what_still_has_its_source_exempts(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    case = used(kind, facts)

    assert fallen_exemptions(case) == ()
    accepted(register_to_jury(case, a_session(), 0))
    held_back = deliberated(used(kind, facts, on_agenda), a_motion(words=(NO,)))
    assert reasons(held_back) == {("competence_already_held", "D4")}


@fallen
def test_what_has_lost_it_is_assessed_after_all(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    case = used(kind, facts)

    assert [each.competence_code for each in fallen_exemptions(case)] == [C2]
    assert standing_scope(case).assessed == CODES
    assert ("result_missing", "R56") in reasons(register_to_jury(case, a_session(), 0))
    assessed = accepted(record_assessment(case, replace(assessment_of(P1), concertation_held_on=TODAY)))
    others = [replace(each, id=an_id(500)) for each in assessed.documents]
    guide = a_document(DocumentKind.OUTIL_4, id=an_id(77), version_number=9)
    accepted(register_to_jury(replace(case, dossier=replace(assessed, documents=(*others, guide))), a_session(), 0))


@fallen
def test_the_checklist_opens_its_step_again(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    told = checklist(used(kind, facts), role="secretariat", allowed=lambda _: True)
    (step,) = [view for view in told.steps if view.step.code == "assessment"]

    assert [item.code for item in step.missing] == ["result_missing"]


def test_only_a_completed_assessment_lacks_again_what_an_exemption_stood_for() -> None:
    kind, facts = FALLEN["retained, of somebody else after all"]
    completed, under_way = used(kind, facts), used(kind, facts, ready_to_complete)
    standing = used(*STANDING["retained"])
    silent = replace(assessment_of(P1).results[1], comment=" ")
    record = assessment_of(P1)
    commented = replace(record, results=(record.results[0], silent, record.results[2]))
    without_a_word = replace(completed, dossier=replace(completed.dossier, assessment=commented))
    gap = replace(standing, dossier=replace(standing.dossier, assessment=replace(record, results=())))

    assert [each.code for each in lacks_again(completed)] == ["result_missing"]
    assert [each.code for each in lacks_again(without_a_word)] == ["comment_missing"]
    assert lacks_again(under_way) == lacks_again(gap) == ()


@fallen
def test_a_jury_does_not_award_what_has_no_basis_left(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    case = used(kind, facts, on_agenda)

    proposal = proposal_for(case, sitting())
    assert proposal.outcome is Outcome.PARTIALLY_AWARDED
    decided = accepted(deliberated(case, a_motion())).decision
    assert decided is not None
    assert (proposal.words, proposal.retained) == (decided.competences, decided.retained)
    assert [word.code for word in decided.competences if not word.validated] == [C2]
    insisting = deliberated(case, a_motion(words=(replace(NO, validated=True),)))
    assert reasons(insisting) == {("competence_not_assessed", "D5")}


@fallen
def test_once_the_jury_has_decided_it_falls_no_more(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    over = replace(exempted(on_agenda(P1), an_exemption(kind)), decisions=(a_decision(),))

    assert fallen_exemptions(a_case(over, **facts)) == ()


def decided_on_an_exemption(kind: ExemptionKind) -> Dossier:
    return replace(exempted(on_agenda(P1), an_exemption(kind)), decisions=(a_decision(),))


@fallen
def test_a_jury_that_decides_again_finds_what_has_fallen_since(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    case = a_case(decided_on_an_exemption(kind), **facts)

    again = accepted(decided_again(case))

    assert again.decision is not None
    assert again.decision.outcome is Outcome.PARTIALLY_AWARDED
    assert [word.code for word in again.decision.competences if not word.validated] == [C2]
    assert C2 not in {kept.competence_code for kept in again.decision.retained}
    assert again.scope is not None
    assert (again.scope.assessed, again.scope.exemptions) == (CODES, ())
    assert reasons(decided_again(case, replace(NO, validated=True))) == {("competence_not_assessed", "D5")}
    accepted(decided_again(case, NO))


@pytest.mark.parametrize(("kind", "facts"), STANDING.values(), ids=STANDING)
def test_a_jury_that_decides_again_keeps_what_still_has_its_source(kind: ExemptionKind, facts: dict[str, Any]) -> None:
    case = a_case(decided_on_an_exemption(kind), **facts)

    assert accepted(decided_again(case)).scope == case.dossier.scope
    assert reasons(decided_again(case, NO)) == {("competence_already_held", "D4")}


def decided_again(case: Case, *words: CompetenceDecision) -> Dossier | Refusal:
    return redeliberate(
        case, sitting(), a_motion(words=words), accounts=(), decision_id=an_id(44), reason="La source est tombée."
    )


def test_nothing_frozen_is_nothing_to_look_at_when_it_is_decided_again() -> None:
    assert scope_at_redeliberation(a_case(opened(P1))) is None


def test_a_verification_that_is_withdrawn_takes_its_exemptions_along_until_the_jury() -> None:
    candidate = a_candidate(held_certifications=(held(),))
    case = a_case(replace(exempted(on_agenda(P1), an_exemption(ExemptionKind.CQPI)), candidate=candidate))
    assert fallen_exemptions(case) == ()

    withdrawn = accepted(verify_held_certification(case, CQPI, verified=False, reason="Faux parchemin"))

    assert [each.competence_code for each in fallen_exemptions(replace(case, dossier=withdrawn))] == [C2]


def test_the_jury_may_set_a_verified_cqpi_aside_with_a_reason() -> None:
    candidate = a_candidate(held_certifications=(held(),))
    case = a_case(replace(exempted(on_agenda(P1), an_exemption(ExemptionKind.CQPI)), candidate=candidate))

    assert reasons(deliberated(case, a_motion(words=(replace(NO, code=C2, reason=None),)))) == {
        ("reason_missing", "D5")
    }
    accepted(deliberated(case, a_motion(words=(replace(NO, code=C2, reason="Titre trop ancien."),))))


def test_a_bridge_that_is_no_longer_confirmed_takes_nothing_from_who_is_registered() -> None:
    partner = replace(held(), code="PH04")
    request = opened(BRIDGE, candidate=a_candidate(held_certifications=(partner,)), bridge_id=an_id(9))
    filed = replace(request, documents=documents(DocumentKind.BRIDGE_REQUEST, DocumentKind.PARCHMENT_COPY))
    registered = accepted(complete_registration(a_case(filed, bridged_competences=frozenset(CODES))))

    later = a_case(registered, bridged_competences=frozenset())
    assert standing_scope(later).exempted == frozenset(CODES)
    withdrawn = accepted(verify_held_certification(later, "PH04", verified=False, reason="Révoqué par la branche."))
    assert standing_scope(replace(later, dossier=withdrawn)).exempted == frozenset()


def test_an_exemption_without_a_known_source_is_left_as_it_was() -> None:
    taken_over = an_exemption(ExemptionKind.RETAINED, source_dossier_id=None)

    assert fallen_exemptions(a_case(exempted(ready_to_complete(P1), taken_over))) == ()
