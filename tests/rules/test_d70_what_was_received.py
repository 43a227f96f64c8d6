"""D70: the secretariat records a request as it received it; the two months run from the complete file (D11)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.actions import refusal_to_receive
from app.domain.admissibility import (
    accepted_by_silence,
    complete_since,
    decide,
    decision_due_on,
    lacking_pieces,
    submit,
)
from app.domain.calendar import add_months
from app.domain.documents import DocumentKind, DocumentState, Signatory
from app.domain.dossier import (
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Dossier,
    Ground,
    LackingPiece,
)
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pending_deadlines import pending_deadlines
from tests.builders import P1, P2, P3, TODAY, a_case, a_document, a_request, a_skills_identification, documents
from tests.rules.answers import TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import admissible, day, opened, ready_to_submit, without

YES = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
INCOMPLETE = replace(YES, verdict=AdmissibilityVerdict.INCOMPLETE, grounds=(Ground(text="Le CERFA manque."),))
CERFA, OUTIL_6 = DocumentKind.CERFA_12818, DocumentKind.OUTIL_6


def received(dossier: Dossier, on: date = TODAY, **facts: Any) -> Dossier:
    return accepted(submit(a_case(dossier, **facts), on, as_it_came=True))


def with_piece(dossier: Dossier, kind: DocumentKind, **changes: Any) -> Dossier:
    number = len(dossier.versions(kind)) + 1
    return replace(dossier, documents=(*dossier.documents, a_document(kind, version_number=number, **changes)))


def without_cerfa() -> Dossier:
    return without(ready_to_submit(P3), CERFA)


def test_s19_what_lacks_a_piece_is_received_and_what_it_lacks_is_kept() -> None:
    after = received(without_cerfa(), day(-5))

    assert after.admissibility is not None
    assert after.admissibility.lacking == (LackingPiece(kind=CERFA, newer_than=0),)
    assert (after.requested_on, after.admissibility.received_on) == (day(-5), (day(-5),))
    assert [item.code for item in lacking_pieces(a_case(after))] == ["cerfa_12818_missing"]


def test_s19_so_is_what_lacks_a_signature() -> None:
    unsigned = replace(without(ready_to_submit(P3), OUTIL_6), documents=documents(CERFA))
    after = received(with_piece(unsigned, OUTIL_6, signed_by=frozenset()))

    assert after.admissibility is not None
    assert after.admissibility.lacking == (LackingPiece(kind=OUTIL_6, newer_than=1, signed_by=(Signatory.CANDIDATE,)),)


def test_what_the_employer_submits_stays_whole_or_refused() -> None:
    assert reasons(submit(a_case(without(ready_to_submit(P2), CERFA)), TODAY)) == {("cerfa_12818_missing", "R33")}


def test_a_request_is_received_before_the_identification_that_it_lacks() -> None:
    """P2: the step before is not complete; for the employer it is closed."""
    dossier = opened(P2)
    case = a_case(dossier)
    assert reasons(submit(case, TODAY), TOO_EARLY) == {("skills_identification_not_complete", "R68")}

    after = received(dossier)

    assert after.admissibility is not None
    assert {piece.kind for piece in after.admissibility.lacking} == {CERFA, OUTIL_6, DocumentKind.OUTIL_1}
    assert accepted(decide(a_case(after), INCOMPLETE)).closure is None
    whole = replace(
        after,
        skills_identification=a_skills_identification(),
        documents=documents(CERFA, OUTIL_6, DocumentKind.OUTIL_1),
    )
    assert accepted(decide(a_case(whole), YES)).admissibility


def test_what_was_received_may_not_be_admitted_while_something_lacks() -> None:
    after = received(without_cerfa())
    unidentified = received(opened(P2))

    assert reasons(decide(a_case(after), YES)) == {("cerfa_12818_missing", "R36")}
    assert ("skills_identification_not_complete", "R68") in reasons(decide(a_case(unidentified), YES))
    assert accepted(decide(a_case(after), INCOMPLETE)).admissibility
    assert accepted(decide(a_case(with_piece(after, CERFA)), YES)).admissibility


def test_what_it_lacks_is_proposed_as_a_ground_and_kept_with_the_answer() -> None:
    answered = accepted(decide(a_case(received(without_cerfa())), INCOMPLETE))

    assert answered.admissibility is not None
    assert [ground.rule for ground in answered.admissibility.decisions[-1].unmet] == ["R36"]
    assert lacking_pieces(a_case(answered)) == ()


# --- the two months ---------------------------------------------------------------------------------------------------


def test_d11_no_term_runs_while_a_piece_is_awaited() -> None:
    after = received(without_cerfa(), day(-5))

    assert (complete_since(after), decision_due_on(a_case(after))) == (None, None)
    assert decision_due_on(a_case(after), from_first=True) == add_months(day(-5), 2)
    assert pending_deadlines(a_case(after)) == ()


def test_d11_it_runs_from_the_day_on_which_the_last_piece_came() -> None:
    after = received(opened(P3), day(-9))
    one = with_piece(after, CERFA, received_on=day(-4))
    both = with_piece(one, OUTIL_6, received_on=day(-2))
    again = with_piece(both, CERFA, received_on=day(-1))

    assert [complete_since(each) for each in (one, both, again)] == [None, day(-2), day(-2)]
    (pending,) = pending_deadlines(a_case(both))
    assert (pending.since, pending.due_on) == (day(-2), add_months(day(-2), 2))
    assert pending.counted_from_first_receipt == add_months(day(-9), 2)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"signed_by": frozenset()}, id="not signed"),
        pytest.param({"state": DocumentState.QUARANTINED}, id="not scanned"),
        pytest.param({"state": DocumentState.LOST}, id="lost"),
    ],
)
def test_d11_a_piece_has_come_once_it_is_signed_and_readable(changes: Any) -> None:
    lacking = received(replace(opened(P3), documents=documents(CERFA)), day(-9))

    assert complete_since(with_piece(lacking, OUTIL_6, **changes)) is None
    assert complete_since(with_piece(lacking, OUTIL_6)) == TODAY


def test_d11_a_version_that_was_there_before_is_not_what_came() -> None:
    dossier = with_piece(replace(opened(P3), documents=documents(CERFA)), OUTIL_6, signed_by=frozenset())
    lacking = received(dossier, day(-9))

    assert complete_since(lacking) is None
    assert complete_since(with_piece(lacking, OUTIL_6)) == TODAY


def test_d11_nor_is_one_whose_file_was_lost_then_and_is_there_again() -> None:
    dossier = ready_to_submit(P3, admissibility=a_request(day(-9)))
    assert dossier.admissibility is not None
    lacking = replace(dossier.admissibility, lacking=(LackingPiece(kind=CERFA, newer_than=1),))
    dossier = replace(dossier, admissibility=lacking)

    assert complete_since(dossier) is None
    assert complete_since(with_piece(dossier, CERFA)) == TODAY


def test_d11_a_new_submission_forgets_what_the_last_one_lacked() -> None:
    answered = accepted(decide(a_case(received(without_cerfa(), day(-5))), replace(INCOMPLETE, decided_on=day(-4))))

    whole = received(with_piece(answered, CERFA), day(-1))

    assert whole.admissibility is not None
    assert whole.admissibility.lacking == ()
    assert decision_due_on(a_case(whole)) == add_months(day(-1), 2)


def test_d11_silence_accepts_no_file_that_is_not_complete() -> None:
    accepts = ParameterValue(rule="D11", name="silence_rule", value="accept", since=date(2020, 1, 1), source="CPNE")
    dossier = received(without_cerfa(), add_months(TODAY, -4))

    assert accepted_by_silence(a_case(dossier, parameters=ParametersInForce((accepts,)))) is None


# --- when -------------------------------------------------------------------------------------------------------------


def test_a_request_is_not_received_twice_nor_in_a_pathway_without_one() -> None:
    after = received(without_cerfa())

    assert kind_of(submit(a_case(after), TODAY, as_it_came=True)) is TOO_LATE
    assert kind_of(submit(a_case(admissible(P3)), TODAY, as_it_came=True)) is TOO_LATE
    assert reasons(submit(a_case(opened(P1)), TODAY, as_it_came=True), TOO_EARLY) == {("act_not_in_pathway", "R68")}
    assert refusal_to_receive(a_case(opened(P3))) is None
