"""D56: a material error corrects words, never what is validated."""

from dataclasses import replace

from app.domain.deliberating import correct_material_error
from app.domain.deliberation import CompetenceDecision, DecisionKind
from app.domain.dossier import Dossier
from app.domain.refusal import Refusal
from app.domain.unsigned_decisions import as_told
from app.domain.unsigned_decisions import signed as after_the_closing
from tests.builders import P1, TODAY, a_case, an_id
from tests.rules.answers import accepted, pointers, reasons
from tests.rules.jury import a_motion, deliberated
from tests.rules.stages import on_agenda

NOT_VALIDATED = CompetenceDecision(code="C2", validated=False, reason="Le geste n'est pas sur.")


def partly_awarded() -> Dossier:
    return accepted(deliberated(a_case(on_agenda(P1)), a_motion(words=(NOT_VALIDATED,))))


def put_right(dossier: Dossier, *words: CompetenceDecision, signed: bool = True) -> Dossier | Refusal:
    return correct_material_error(
        a_case(dossier), words, decision_id=an_id(40), reason="Coquille", by="Simon Leroy", signed=signed
    )


def test_words_are_put_right_without_votes_under_their_author_and_their_day() -> None:
    former = partly_awarded().decision
    right = replace(NOT_VALIDATED, reason="Le geste n'est pas sûr.")
    decision = accepted(put_right(partly_awarded(), right)).decision
    assert former is not None
    assert decision is not None
    assert decision.kind is DecisionKind.MATERIAL_ERROR
    assert right in decision.competences
    assert (decision.votes, decision.recused) == (None, ())
    assert (decision.corrected_by, decision.corrected_on) == ("Simon Leroy", TODAY)
    assert (decision.outcome, decision.retained, decision.decided_on) == (
        former.outcome,
        former.retained,
        former.decided_on,
    )


def test_what_is_validated_stays_even_where_the_outcome_would_stay_too() -> None:
    swapped = (
        CompetenceDecision(code="C1", validated=False, reason="Inversion"),
        CompetenceDecision(code="C2", validated=True, reason="Inversion"),
    )
    answer = put_right(partly_awarded(), *swapped)
    assert reasons(answer) == {("validated_would_change", "D56")}
    assert pointers(answer) == ["/competences/0/validated", "/competences/1/validated"]


def test_who_stood_back_from_the_vote_stood_back_from_no_correction() -> None:
    dossier = partly_awarded()
    stood_back = replace(dossier, decisions=(replace(dossier.decisions[0], recused=(an_id(11),)),))

    decision = accepted(put_right(stood_back, NOT_VALIDATED)).decision

    assert decision is not None
    assert decision.recused == ()


def test_a_word_on_what_the_decision_did_not_name_changes_nothing_of_it() -> None:
    """Of a decision that was taken over without it."""
    dossier = partly_awarded()
    former = dossier.decisions[0]
    unnamed = replace(dossier, decisions=(replace(former, competences=former.competences[:2]),))
    word = CompetenceDecision(code="C3", validated=True, reason="Vue")

    decision = accepted(put_right(unnamed, word)).decision

    assert decision is not None
    assert decision.competences[2] == word


def test_after_the_closing_it_is_told_at_once_and_in_an_open_session_it_waits() -> None:
    dossier = after_the_closing(partly_awarded())

    told, waiting = accepted(put_right(dossier, signed=True)), accepted(put_right(dossier, signed=False))

    assert (len(as_told(told).decisions), told.awaiting_signature) == (2, None)
    assert as_told(waiting).decisions == dossier.decisions


def test_before_the_closing_nobody_is_told_of_it() -> None:
    dossier = partly_awarded()
    assert as_told(dossier).decisions == ()
    assert as_told(accepted(put_right(dossier, signed=False))).decisions == ()
