"""D56: a material error corrects words, never what is validated."""

from dataclasses import replace

from app.domain.deliberating import correct_material_error
from app.domain.deliberation import CompetenceDecision, DecisionKind
from app.domain.dossier import Dossier
from app.domain.refusal import Refusal
from app.domain.unsigned_decisions import as_told
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


def test_before_the_closing_nobody_is_told_of_it() -> None:
    dossier = partly_awarded()
    assert as_told(dossier).decisions == ()
    assert as_told(accepted(put_right(dossier, signed=False))).decisions == ()
