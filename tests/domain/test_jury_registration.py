"""What a cancelled session leaves to another: all of its dossiers, or none for want of places (D12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.dossier import Adjournment, Dossier, JuryRegistration, JuryRegistrationState, RedeliberationRequest
from app.domain.jury import JurySession, SessionState
from app.domain.jury_registration import awaits_decision, carry_over, postpone, withdraw, withdraw_from_jury
from app.domain.refusal import Refusal
from tests import builders as a
from tests.domain.test_jury_sessions import a_session
from tests.rules.answers import accepted, pointers, reasons
from tests.rules.stages import decided, on_agenda, ready_for_jury

NEXT = replace(a_session(), id=a.an_id(6), capacity=3)
LAST_WEEK = a.TODAY - timedelta(days=7)
AGENDA = tuple(
    a.a_dossier(
        id=a.an_id(number),
        jury_registration=JuryRegistration(
            state=JuryRegistrationState.REGISTERED, session_id=a.an_id(5), registered_on=LAST_WEEK
        ),
    )
    for number in (101, 102)
)


def to_be_decided_again() -> Dossier:
    """Decided, and on an agenda again."""
    asked = RedeliberationRequest(requested_on=a.TODAY, reason="Erreur matérielle.")
    before = decided(a.P1)
    return replace(
        before,
        jury_registration=JuryRegistration(
            state=JuryRegistrationState.REGISTERED,
            session_id=a.an_id(6),
            registered_on=a.TODAY,
            redeliberation=asked,
        ),
    )


def test_they_stay_registered_since_the_day_on_which_they_were() -> None:
    carried = carry_over(AGENDA, NEXT, 1, a.TODAY)

    assert isinstance(carried, tuple)
    assert {dossier.jury_registration for dossier in carried} == {
        JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=NEXT.id, registered_on=LAST_WEEK)
    }


@pytest.mark.parametrize(
    ("session", "taken", "expected"),
    [
        pytest.param(NEXT, 2, ["session_full"], id="one place, two dossiers"),
        pytest.param(
            replace(NEXT, state=SessionState.CANCELLED), 0, ["session_not_open_for_registration"], id="cancelled too"
        ),
        pytest.param(
            replace(NEXT, registration_closes_on=LAST_WEEK),
            9,
            ["session_not_open_for_registration", "session_full"],
            id="closed, and full",
        ),
    ],
)
def test_a_session_that_cannot_take_them_all_takes_none(session: JurySession, taken: int, expected: list[str]) -> None:
    answer = carry_over(AGENDA, session, taken, a.TODAY)

    assert isinstance(answer, Refusal)
    assert [violation.code for violation in answer.violations] == expected
    assert pointers(answer) == ["/session_id"] * len(expected)
    assert {rule for _, rule in reasons(answer)} == {"R71"}


def test_a_dossier_of_an_agenda_is_to_be_decided_once_and_again_where_that_is_asked_for() -> None:
    assert awaits_decision(on_agenda(a.P1))
    assert not awaits_decision(decided(a.P1))
    assert awaits_decision(to_be_decided_again())


@pytest.mark.parametrize("leave", [withdraw_from_jury, postpone])
def test_off_an_agenda_nothing_is_to_be_decided_again(leave: Callable[..., Dossier | Refusal]) -> None:
    left = accepted(leave(a.a_case(to_be_decided_again()), by_branch=True))
    assert left.jury_registration.redeliberation is None
    assert left.jury_registration.session_id is None


def test_a_postponement_out_of_a_sitting_is_told_in_the_dossier_and_another_is_not() -> None:
    case = a.a_case(on_agenda(a.P1))
    adjournment = Adjournment(session_id=a.an_id(5), on=a.TODAY, reason="Partage des voix.")
    assert accepted(postpone(case, by_branch=True)).adjournments == ()
    assert accepted(postpone(case, by_branch=True, adjournment=adjournment)).adjournments == (adjournment,)


def test_a_withdrawn_dossier_remembers_the_agenda_that_it_left_and_none_where_it_stood_on_none() -> None:
    on_one, off = on_agenda(a.P1), ready_for_jury(a.P1)
    left = accepted(withdraw(a.a_case(on_one), "Parti."))
    assert left.closure is not None
    assert left.closure.session_id == on_one.jury_registration.session_id is not None
    postponed = replace(
        off,
        jury_registration=JuryRegistration(state=JuryRegistrationState.POSTPONED, session_id=a.an_id(5)),
    )
    for dossier in (off, postponed):
        closure = accepted(withdraw(a.a_case(dossier), "Parti.")).closure
        assert closure is not None
        assert closure.session_id is None
