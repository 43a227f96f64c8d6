"""What a cancelled session leaves to another: all of its dossiers, or none for want of places (D12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.dossier import JuryRegistration, JuryRegistrationState
from app.domain.jury import JurySession, SessionState
from app.domain.jury_registration import carry_over
from app.domain.refusal import Refusal
from tests import builders as a
from tests.domain.test_jury_sessions import a_session
from tests.rules.answers import pointers, reasons

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
