"""F14: what may be done with a session as it stands, and whose it is."""

from datetime import date

import pytest

from app.api.policy import POLICY
from app.domain.jury import SessionState
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.pathway import Actor
from app.domain.session_actions import session_actions
from app.usecases.access import Role
from tests.rules.stages import a_session


@pytest.mark.parametrize(
    ("state", "secretariat", "jury"),
    [
        pytest.param(
            SessionState.PLANNED,
            {"openJurySession", "updateJurySession", "postponeJurySession", "cancelJurySession"},
            set(),
            id="planned",
        ),
        pytest.param(
            SessionState.OPEN,
            {
                "deliberate",
                "bulkDeliberate",
                "recordAttendance",
                "handOverChair",
                "closeJurySession",
                "undoOpening",
            },
            {"deliberate", "bulkDeliberate", "recordAttendance", "handOverChair"},
            id="open",
        ),
        pytest.param(
            SessionState.AWAITING_COUNTERSIGNATURE,
            {"openJurySession", "recordAttendance", "handOverChair"},
            {"closeJurySession", "recordAttendance", "handOverChair"},
            id="awaiting countersignature",
        ),
        pytest.param(SessionState.CLOSED, {"correctMinutes"}, set(), id="closed"),
        pytest.param(SessionState.CANCELLED, set(), set(), id="cancelled"),
    ],
)
def test_a_session_says_what_its_state_opens_and_to_whom(
    state: SessionState, secretariat: set[str], jury: set[str]
) -> None:
    found = session_actions(a_session(state=state))

    assert {each.operation_id for each in found if each.actor is Actor.SECRETARIAT} == secretariat
    assert {each.operation_id for each in found if each.actor is Actor.JURY} == jury


def test_an_opening_is_not_before_its_day_and_one_taken_up_again_is_at_once() -> None:
    day = date(2026, 12, 8)
    of = {state: session_actions(a_session(state=state, held_on=day)) for state in SessionState}
    openings = {
        state: [each.not_before for each in found if each.operation_id == "openJurySession"]
        for state, found in of.items()
    }

    assert openings[SessionState.PLANNED] == [day]
    assert openings[SessionState.AWAITING_COUNTERSIGNATURE] == [None]
    assert all(each.not_before is None for found in of.values() for each in found if "open" not in each.operation_id)


@pytest.mark.parametrize("state", SessionState)
def test_what_it_opens_has_a_label_and_is_that_roles_by_the_policy(state: SessionState) -> None:
    for action in session_actions(a_session(state=state)):
        assert action.operation_id in OPERATION_LABELS
        assert Role(str(action.actor)) in POLICY.rows[action.operation_id]
