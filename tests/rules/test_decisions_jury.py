"""D4, D5 and D39 broken one by one: what the jury may not decide, and how a decision is corrected."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessment import Exemption, ExemptionKind
from app.domain.deliberating import correct_material_error, redeliberate
from app.domain.deliberation import CompetenceDecision, DecisionKind, Outcome
from app.domain.dossier import Dossier, JuryRegistrationState
from app.domain.jury import SessionState
from tests.builders import P1, a_case, a_scope, an_id
from tests.rules.answers import INVALID, TOO_EARLY, accepted, kind_of, pointers, reasons
from tests.rules.jury import a_motion, deliberated, sitting
from tests.rules.stages import assessment_of, on_agenda, ready_for_jury

NO = CompetenceDecision(code="C2", validated=False, reason="Le geste n'est pas sûr.")


def corrected(dossier: Dossier, *words: CompetenceDecision) -> object:
    return correct_material_error(
        a_case(dossier), words, decision_id=an_id(40), reason="Faute de frappe", by="Simon Leroy", signed=True
    )


def again(dossier: Dossier, **session: Any) -> object:
    return redeliberate(
        a_case(dossier),
        sitting(**{"id": an_id(6), **session}),
        a_motion(words=(NO,)),
        accounts=(),
        decision_id=an_id(41),
        reason="Pièce retrouvée",
    )


def awarded() -> Dossier:
    return accepted(deliberated(a_case(on_agenda(P1))))


def test_d5_what_was_neither_assessed_nor_exempted_is_not_validated() -> None:
    whole = assessment_of(P1)
    partial = on_agenda(P1, assessment=replace(whole, results=whole.results[:2]))
    yes = CompetenceDecision(code="C3", validated=True, reason="Le jury en est sûr.")
    answer = deliberated(a_case(partial), a_motion(words=(yes,)))
    assert reasons(answer) == {("competence_not_assessed", "D5")}
    assert pointers(answer) == ["/competences/0/validated"]


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_d5_a_departure_has_its_reason(reason: str | None) -> None:
    answer = deliberated(a_case(on_agenda(P1)), a_motion(words=(replace(NO, reason=reason),)))
    assert reasons(answer) == {("reason_missing", "D5")}
    assert pointers(answer) == ["/competences/0/reason"]


def test_d4_what_is_held_already_counts_whatever_the_jury_says() -> None:
    held = Exemption(competence_code="C2", kind=ExemptionKind.RETAINED, source="dossier d'avant la reprise")
    whole = assessment_of(P1)
    dossier = on_agenda(
        P1,
        scope=a_scope(assessed=("C1", "C3"), exemptions=(held,)),
        assessment=replace(whole, results=(whole.results[0], whole.results[2])),
    )
    answer = deliberated(a_case(dossier), a_motion(words=(NO,)))
    assert reasons(answer) == {("competence_already_held", "D4")}
    assert pointers(answer) == ["/competences/0/validated"]


def test_d39_a_material_error_leaves_the_outcome_and_cites_what_it_replaces() -> None:
    former = awarded()
    slip = replace(NO, validated=True, reason="Mention corrigée")
    decisions = accepted(corrected(former, slip)).decisions
    assert decisions[:-1] == former.decisions
    correction = decisions[-1]
    assert (correction.id, correction.kind, correction.replaces, correction.reason) == (
        an_id(40),
        DecisionKind.MATERIAL_ERROR,
        former.decisions[0].id,
        "Faute de frappe",
    )
    assert correction.outcome is Outcome.AWARDED
    assert slip in correction.competences


def test_d56_it_never_changes_what_is_validated() -> None:
    answer = corrected(awarded(), NO)
    assert ("validated_would_change", "D56") in reasons(answer)
    assert pointers(answer)[0] == "/competences/0/validated"
    unknown = corrected(awarded(), replace(NO, code="C9"))
    assert reasons(unknown, INVALID) == {("unknown_competence", None)}
    nothing = corrected(ready_for_jury(P1), NO)
    assert reasons(nothing, TOO_EARLY) == {("not_decided", "R71")}


def test_d39_anything_else_is_decided_again_in_an_open_session() -> None:
    former = awarded()
    new = accepted(again(former))
    assert new.decisions[:-1] == former.decisions
    decision = new.decisions[-1]
    assert (decision.id, decision.kind, decision.replaces, decision.reason, decision.session_id) == (
        an_id(41),
        DecisionKind.REDELIBERATION,
        former.decisions[0].id,
        "Pièce retrouvée",
        an_id(6),
    )
    assert decision.outcome is Outcome.PARTIALLY_AWARDED
    assert new.jury_registration.state is JuryRegistrationState.REGISTERED
    assert new.jury_registration.session_id == an_id(6)
    assert reasons(again(former, state=SessionState.PLANNED), TOO_EARLY) == {("session_not_open", "R71")}
    assert kind_of(again(ready_for_jury(P1))) is TOO_EARLY


def test_d39_a_redeliberation_puts_the_dossier_on_the_agenda_of_its_session() -> None:
    former = awarded()
    registration = replace(former.jury_registration, state=JuryRegistrationState.POSTPONED, session_id=None)
    new = accepted(again(replace(former, jury_registration=registration)))
    assert new.jury_registration.state is JuryRegistrationState.REGISTERED
