"""D54: what a sitting jury takes off its agenda, what a decision taken again leaves in place, and who is told when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.adjourning import adjournment_of
from app.domain.calendar import add_years
from app.domain.deliberating import redeliberate
from app.domain.deliberation import CompetenceDecision
from app.domain.dossier import Adjournment, Dossier, JuryRegistrationState, RedeliberationRequest, Status
from app.domain.jury import SessionState, Votes
from app.domain.jury_registration import postpone, withdraw, withdraw_from_jury
from app.domain.progress import status_of
from app.domain.redeliberation_requests import request_redeliberation
from app.domain.refusal import RefusalKind
from app.domain.unsigned_decisions import as_told, is_signed, signed, told_status
from tests.builders import P1, TODAY, a_case, an_id
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.jury import UNANIMOUS, a_motion, deliberated, sitting, votes
from tests.rules.stages import a_session, on_agenda

TIE = votes((1, 1, 0), (1, 1, 0))
LATER = TODAY + timedelta(days=7)
NO = CompetenceDecision(code="C2", validated=False, reason="Non vu")


def partly_awarded() -> Dossier:
    """As its session left it, once closed."""
    return signed(accepted(deliberated(a_case(on_agenda(P1)), a_motion(words=(NO,)))))


# --- off an open agenda ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [SessionState.OPEN, SessionState.AWAITING_COUNTERSIGNATURE])
def test_while_the_jury_sits_an_employer_takes_nothing_off_its_agenda(state: SessionState) -> None:
    case, session = a_case(on_agenda(P1)), sitting(state=state)
    for answer in (
        withdraw(case, "Renonce", session),
        withdraw_from_jury(case, session),
        postpone(case, session, by_branch=False),
    ):
        assert reasons(answer, TOO_EARLY) == {("session_is_open", "D54")}
    for answer in (
        withdraw(case, "Renonce", session, by_branch=True),
        withdraw_from_jury(case, session, by_branch=True),
        postpone(case, session, by_branch=True),
    ):
        assert not accepted(answer).is_registered_to_jury


def test_before_the_opening_it_does() -> None:
    case = a_case(on_agenda(P1))
    assert not accepted(postpone(case, a_session(), by_branch=False)).is_registered_to_jury


@pytest.mark.parametrize("reason", [None, "", " \u200b "])
def test_a_sitting_jury_says_why_it_puts_a_dossier_off(reason: str | None) -> None:
    answer = adjournment_of(a_case(on_agenda(P1)), sitting(), reason=reason, votes=None, moved_to=None)
    assert reasons(answer, INVALID) == {("reason_missing", "D54")}


@pytest.mark.parametrize(
    ("cast", "code"),
    [
        pytest.param(UNANIMOUS, "vote_carries", id="carried"),
        pytest.param(votes((1, 1, 0), (1, 0, 0)), "unequal_colleges", id="unequal"),
        pytest.param(votes((2, 1, 0), (1, 2, 0)), "too_many_voters", id="too many"),
    ],
)
def test_the_votes_of_an_adjournment_are_those_of_a_tie(cast: Votes, code: str) -> None:
    answer = adjournment_of(a_case(on_agenda(P1)), sitting(), reason="Voix", votes=cast, moved_to=None)
    assert {found for found, _ in reasons(answer)} == {code}


def test_a_tie_stays_on_record_with_its_reason_and_votes() -> None:
    case, session = a_case(on_agenda(P1)), sitting()
    found = adjournment_of(case, session, reason="Voix partagées", votes=TIE, moved_to=an_id(7))
    expected = Adjournment(session_id=session.id, on=TODAY, reason="Voix partagées", votes=TIE, moved_to=an_id(7))
    assert found == expected
    off = accepted(postpone(case, session, by_branch=True, adjournment=expected))
    assert off.adjournments == (expected,)


def test_nobody_votes_before_the_opening() -> None:
    answer = adjournment_of(a_case(on_agenda(P1)), a_session(), reason="Voix", votes=TIE, moved_to=None)
    assert reasons(answer, TOO_EARLY) == {("session_not_open", "R71")}
    assert adjournment_of(a_case(on_agenda(P1)), a_session(), reason=None, votes=None, moved_to=None) is None


# --- until the closing -----------------------------------------------------------------------------------------------


def test_until_the_closing_the_dossier_is_told_as_it_was() -> None:
    before = on_agenda(P1)
    decided = accepted(deliberated(a_case(before)))
    assert decided.decision is not None
    assert as_told(decided) == replace(decided, decisions=(), awaiting_signature=None)
    assert (told_status(decided), status_of(decided)) == (status_of(before), Status.AWARDED)
    assert not is_signed(decided, decided.decision)
    assert told_status(signed(decided)) == Status.AWARDED
    assert is_signed(signed(decided), decided.decision)


# --- decided again ---------------------------------------------------------------------------------------------------


def test_what_is_validated_again_keeps_its_first_term_and_what_is_new_gets_its_own() -> None:
    case = a_case(partly_awarded(), on=LATER)
    words = (CompetenceDecision(code="C2", validated=True, reason="Vu"), replace(NO, code="C3"))
    again = redeliberate(
        case,
        sitting(id=an_id(6), held_on=LATER),
        a_motion(words=words),
        accounts=(),
        decision_id=an_id(41),
        reason="Pièce retrouvée",
    )
    decision = accepted(again).decision
    assert decision is not None
    terms = {kept.competence_code: kept.until for kept in decision.retained}
    assert terms == {"C1": add_years(TODAY, 5), "C2": add_years(LATER, 5)}


def test_a_decided_dossier_goes_before_a_session_that_is_planned_or_open_and_once() -> None:
    dossier = partly_awarded()
    asked = accepted(request_redeliberation(a_case(dossier), sitting(id=an_id(6)), 0, reason="Pièce retrouvée"))
    assert asked.awaits_redeliberation
    assert asked.jury_registration.session_id == an_id(6)
    assert asked.jury_registration.redeliberation == RedeliberationRequest(
        requested_on=TODAY, reason="Pièce retrouvée", appeal_id=None
    )
    assert status_of(asked) is status_of(dossier)
    again = request_redeliberation(a_case(asked), sitting(id=an_id(7)), 0, reason="Encore")
    assert kind_of(again) is TOO_LATE
    full = request_redeliberation(a_case(dossier), a_session(capacity=1), 1, reason="Pièce")
    assert {code for code, _ in reasons(full)} == {"session_full"}
    for state in (SessionState.CLOSED, SessionState.CANCELLED, SessionState.AWAITING_COUNTERSIGNATURE):
        refused = request_redeliberation(a_case(dossier), sitting(state=state), 0, reason="Pièce")
        assert reasons(refused) == {("session_not_open_for_registration", "D39")}
        assert pointers(refused) == ["/session_id"]


def test_nothing_is_asked_again_of_a_decision_whose_session_is_not_closed() -> None:
    unsigned = accepted(deliberated(a_case(on_agenda(P1)), a_motion(words=(NO,))))
    answer = request_redeliberation(a_case(unsigned), sitting(id=an_id(6)), 0, reason="Pièce")
    assert reasons(answer, TOO_EARLY) == {("decision_not_signed", "D39")}


def test_once_decided_again_it_awaits_no_other_decision() -> None:
    session = sitting(id=an_id(6))
    asked = accepted(request_redeliberation(a_case(partly_awarded()), session, 0, reason="Pièce retrouvée"))

    again = accepted(
        redeliberate(
            a_case(asked), session, a_motion(words=(NO,)), accounts=(), decision_id=an_id(41), reason="Pièce retrouvée"
        )
    )

    assert not again.awaits_redeliberation
    assert (again.jury_registration.session_id, again.jury_registration.redeliberation) == (session.id, None)


def test_it_is_put_off_by_the_branch_alone_and_stays_decided() -> None:
    asked = accepted(request_redeliberation(a_case(partly_awarded()), a_session(), 0, reason="Pièce retrouvée"))
    by_employer = postpone(a_case(asked), a_session(), by_branch=False)
    assert reasons(by_employer, TOO_EARLY) == {("redeliberation_requested", "D54")}
    off = accepted(postpone(a_case(asked), a_session(), by_branch=True))
    assert not off.awaits_redeliberation
    assert status_of(off) == Status.PARTIALLY_AWARDED
    assert kind_of(postpone(a_case(off), None, by_branch=True)) is TOO_LATE
    asked_again = accepted(request_redeliberation(a_case(off), a_session(), 0, reason="Pièce complétée"))
    assert asked_again.jury_registration.state is JuryRegistrationState.REGISTERED
    assert asked_again.awaits_redeliberation
    assert kind_of(withdraw(a_case(asked), "Renonce", by_branch=True)) is RefusalKind.ALREADY_DONE
