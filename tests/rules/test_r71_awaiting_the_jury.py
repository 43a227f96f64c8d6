"""R71: A dossier awaits the jury until the jury has examined it."""

import pytest

from app.domain.dossier import JuryRegistration, JuryRegistrationState
from app.domain.jury import SessionState
from app.domain.jury_registration import postpone, register_to_jury, withdraw, withdraw_from_jury
from app.domain.progress import status_of
from tests.builders import P1, a_case
from tests.rules.answers import TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.jury import deliberated
from tests.rules.stages import WAYS, a_session, day, decided, on_agenda, ready_for_jury

WAITING = "awaiting_jury"


@pytest.mark.parametrize("way", WAYS)
def test_it_waits_registered_or_not_until_the_jury_has_examined_it(way: str) -> None:
    assert status_of(ready_for_jury(way)) == WAITING
    assert status_of(on_agenda(way)) == WAITING
    assert status_of(accepted(withdraw_from_jury(a_case(on_agenda(way))))) == WAITING
    assert status_of(accepted(postpone(a_case(on_agenda(way)), by_branch=True))) == WAITING
    assert status_of(accepted(deliberated(a_case(on_agenda(way))))) == "awarded"


@pytest.mark.parametrize(("closes", "possible"), [(-1, False), (0, True), (1, True)])
def test_a_session_takes_registrations_until_its_closing_day(closes: int, possible: bool) -> None:
    answer = register_to_jury(a_case(ready_for_jury(P1)), a_session(registration_closes_on=day(closes)), 0)
    if possible:
        assert accepted(answer).is_registered_to_jury
        return
    assert reasons(answer) == {("session_not_open_for_registration", "R71")}
    assert pointers(answer) == ["/session_id"]


@pytest.mark.parametrize("state", SessionState)
def test_as_long_as_it_is_planned(state: SessionState) -> None:
    answer = register_to_jury(a_case(ready_for_jury(P1)), a_session(state=state), 0)
    planned = state is SessionState.PLANNED
    assert accepted(answer) is not None if planned else kind_of(answer) == "rules_refused"


@pytest.mark.parametrize(("already", "possible"), [(0, True), (1, True), (2, False), (3, False)])
def test_and_has_room(already: int, possible: bool) -> None:
    answer = register_to_jury(a_case(ready_for_jury(P1)), a_session(capacity=2), already)
    assert accepted(answer).is_registered_to_jury if possible else reasons(answer) == {("session_full", "R71")}


def test_after_a_withdrawal_or_a_postponement_it_is_registered_again() -> None:
    for state in (JuryRegistrationState.WITHDRAWN, JuryRegistrationState.POSTPONED):
        again = ready_for_jury(P1, jury_registration=JuryRegistration(state=state, by_branch=True))
        registration = accepted(register_to_jury(a_case(again), a_session(), 0)).jury_registration
        assert registration.state is JuryRegistrationState.REGISTERED
        assert not registration.by_branch


@pytest.mark.parametrize("way", WAYS)
def test_what_the_jury_has_decided_is_over(way: str) -> None:
    case = a_case(decided(way))
    for answer in (
        register_to_jury(case, a_session(), 0),
        withdraw_from_jury(case),
        postpone(case, by_branch=False),
        withdraw(case, "Trop tard"),
        deliberated(case),
    ):
        assert kind_of(answer) is TOO_LATE
