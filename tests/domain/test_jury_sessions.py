"""The life of a session: planned, opened with both colleges, closed by two hands, or put off (R62, D31)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.day_words import in_words
from app.domain.jury import Attendance, College, JurySession, Member, Presidency, SessionState, voters
from app.domain.jury_sessions import (
    cancel_session,
    countersign_closure,
    differing_presence,
    open_jury_session,
    plan_session,
    postpone_session,
    propose_closure,
    revise_session,
    undo_opening,
)
from app.domain.refusal import Refusal, RefusalKind
from tests.builders import TODAY, an_id

CHAIR, UNION, STRANGER = an_id(51), an_id(52), an_id(99)
DAY = timedelta(days=1)
NOON = datetime.combine(TODAY + 30 * DAY, time(11), UTC)
CHAIRING = Member(user_id=CHAIR, name="Jeanne", college=College.EMPLOYERS, chair=True)
SITTING = Member(user_id=UNION, name="Marc", college=College.EMPLOYEES)


def a_session(state: SessionState = SessionState.PLANNED, **changes: Any) -> JurySession:
    session = JurySession(
        id=an_id(5),
        held_on=TODAY + 30 * DAY,
        registration_closes_on=TODAY + 20 * DAY,
        place="Paris",
        capacity=2,
        state=state,
        members=(CHAIRING, SITTING),
    )
    return replace(session, **changes)


def told(answer: JurySession | Refusal | None) -> str | list[str]:
    """The codes of a refusal, its kind where it has none, or the state reached."""
    if isinstance(answer, Refusal):
        assert answer.detail or answer.violations
        assert all(violation.detail.fr and violation.detail.en for violation in answer.violations)
        return [violation.code for violation in answer.violations] or answer.kind.value
    return answer.state.value if answer is not None else []


def places(answer: JurySession | Refusal | None) -> list[str | None]:
    """Where each reason of a refusal has its place."""
    assert isinstance(answer, Refusal)
    return [violation.pointer for violation in answer.violations]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "planned", id="as it should be"),
        pytest.param({"held_on": TODAY, "registration_closes_on": TODAY}, "planned", id="held today"),
        pytest.param(
            {"held_on": TODAY - DAY, "registration_closes_on": TODAY - DAY}, ["day_in_the_past"], id="held yesterday"
        ),
        pytest.param(
            {"registration_closes_on": TODAY + 31 * DAY}, ["closes_after_it_is_held"], id="registrations close too late"
        ),
        pytest.param({"members": (CHAIRING, CHAIRING)}, ["member_twice", "member_twice", "several_chairs"], id="twice"),
        pytest.param({"members": (CHAIRING, replace(SITTING, chair=True))}, ["several_chairs"], id="two chairs"),
    ],
)
def test_a_session_is_planned_as_it_can_be_held(changes: dict[str, Any], expected: str | list[str]) -> None:
    assert told(plan_session(a_session(**changes), TODAY)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"remote": True, "join_url": "https://visio.example/jury"}, "planned", id="by a link"),
        pytest.param({"remote": True}, "planned", id="by a link that is not known yet"),
        pytest.param({"join_url": "https://visio.example/jury"}, ["not_remote"], id="a link to nowhere"),
    ],
)
def test_a_session_is_joined_from_afar_where_it_is_declared_so(
    changes: dict[str, Any], expected: str | list[str]
) -> None:
    assert told(plan_session(a_session(**changes), TODAY)) == expected
    assert told(revise_session(a_session(), a_session(**changes), 0, TODAY)) == expected


def test_a_session_is_not_moved_to_a_day_that_is_past() -> None:
    yesterday: dict[str, Any] = {"held_on": TODAY - DAY, "registration_closes_on": TODAY - DAY}

    assert told(revise_session(a_session(), a_session(**yesterday), 0, TODAY)) == ["day_in_the_past"]
    assert told(revise_session(a_session(**yesterday), a_session(**yesterday, capacity=9), 0, TODAY)) == "planned"


@pytest.mark.parametrize(
    ("present", "chair", "expected"),
    [
        pytest.param((CHAIR, UNION), CHAIR, "open", id="one of each college"),
        pytest.param((CHAIR, UNION), UNION, "open", id="another member presides"),
        pytest.param((CHAIR,), CHAIR, ["college_absent"], id="D31 no employee"),
        pytest.param((UNION,), UNION, ["college_absent"], id="D31 no employer"),
        pytest.param((), CHAIR, ["chair_not_present"], id="nobody"),
        pytest.param((CHAIR, UNION, STRANGER), CHAIR, ["unknown_member"], id="a stranger"),
        pytest.param((CHAIR, UNION), STRANGER, ["chair_not_present"], id="a stranger in the chair"),
    ],
)
def test_d31_a_session_opens_with_a_member_of_each_college(
    present: tuple[UUID, ...], chair: UUID, expected: str | list[str]
) -> None:
    assert told(open_jury_session(a_session(), present, chair, NOON)) == expected


def test_a_session_keeps_who_sat_who_presided_who_proposed_its_closure_and_why_it_was_not_held() -> None:
    planned = a_session()

    opened = open_jury_session(planned, (CHAIR, UNION, CHAIR), UNION, NOON)
    assert opened == replace(
        planned,
        state=SessionState.OPEN,
        present=(CHAIR, UNION),
        attendance=(Attendance(user_id=CHAIR, since=NOON), Attendance(user_id=UNION, since=NOON)),
        chair=UNION,
        presidencies=(Presidency(user_id=UNION, since=NOON),),
        opened_at=NOON,
    )
    proposed = propose_closure(opened, an_id(60), ())
    assert proposed == replace(opened, state=SessionState.AWAITING_COUNTERSIGNATURE, closure_proposed_by=an_id(60))
    assert countersign_closure(proposed, ()) == replace(proposed, state=SessionState.CLOSED)
    assert cancel_session(planned, "grève") == replace(planned, state=SessionState.CANCELLED, reason="grève")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        pytest.param({"held_on": TODAY - DAY, "registration_closes_on": TODAY - DAY}, ["/held_on"], id="the past"),
        pytest.param({"registration_closes_on": TODAY + 31 * DAY}, ["/registration_closes_on"], id="closes too late"),
        pytest.param({"join_url": "https://visio.example/jury"}, ["/join_url"], id="a link to nowhere"),
        pytest.param(
            {"members": (SITTING, CHAIRING, SITTING)},
            ["/members/0/user_id", "/members/2/user_id"],
            id="twice",
        ),
        pytest.param({"members": (CHAIRING, replace(SITTING, chair=True))}, ["/members"], id="two chairs"),
        pytest.param({"capacity": 1}, ["/capacity"], id="too small"),
        pytest.param({"held_until": TODAY + 29 * DAY}, ["/held_until"], id="over before it begins"),
    ],
)
def test_what_a_session_cannot_be_is_told_where_it_stands(changes: dict[str, Any], pointers: list[str]) -> None:
    assert places(revise_session(a_session(), a_session(**changes), 2, TODAY)) == pointers


def test_those_who_did_not_sit_are_told_where_they_are_named() -> None:
    session = a_session(SessionState.OPEN, present=(CHAIR, UNION), chair=CHAIR)

    assert places(open_jury_session(a_session(), (CHAIR, STRANGER, UNION), STRANGER, NOON)) == ["/present/1"]
    assert places(open_jury_session(a_session(), (CHAIR, UNION), STRANGER, NOON)) == ["/chair"]
    assert places(differing_presence(session, (CHAIR,), UNION)) == ["/present", "/chair"]
    assert places(postpone_session(a_session(), TODAY, "grève", TODAY)) == ["/held_on"]


def test_r71_what_comes_too_early_waits_for_its_step_and_r63_for_every_decision() -> None:
    early = (
        propose_closure(a_session(), an_id(60), ()),
        countersign_closure(a_session(), ()),
        countersign_closure(a_session(SessionState.OPEN), ()),
    )
    waiting = propose_closure(a_session(SessionState.OPEN), an_id(60), ("CQP-2026-000042",))

    for answer in early:
        assert isinstance(answer, Refusal)
        assert answer.kind is RefusalKind.STEP_NOT_OPEN
        assert [str(violation.rule and violation.rule.number) for violation in answer.violations] == ["R71"]
    assert isinstance(waiting, Refusal)
    assert [violation.rule.number for violation in waiting.violations if violation.rule] == ["R63"]
    assert "CQP-2026-000042" in waiting.violations[0].detail.fr


def test_who_presides_is_whom_the_opening_named_and_before_it_the_member_designated() -> None:
    planned = a_session()
    opened = replace(planned, state=SessionState.OPEN, chair=UNION)

    assert [planned.presides(each) for each in (CHAIR, UNION, STRANGER, None)] == [True, False, False, False]
    assert [opened.presides(each) for each in (CHAIR, UNION, STRANGER, None)] == [False, True, False, False]


def test_the_voters_of_a_college_are_its_members_who_do_not_stand_back() -> None:
    another = Member(user_id=STRANGER, name="Nour", college=College.EMPLOYEES)
    members = (CHAIRING, SITTING, another)

    assert [voters(members, (), college) for college in (College.EMPLOYEES, College.EMPLOYERS)] == [2, 1]
    assert [voters(members, (UNION,), college) for college in (College.EMPLOYEES, College.EMPLOYERS)] == [1, 1]


@pytest.mark.parametrize("state", [state for state in SessionState if state is not SessionState.PLANNED])
def test_what_is_no_longer_planned_is_neither_changed_nor_put_off(state: SessionState) -> None:
    session = a_session(state)

    answers = (
        revise_session(session, session, 0, TODAY),
        postpone_session(session, TODAY + 60 * DAY, "grève", TODAY),
        cancel_session(session, "grève"),
    )

    assert {told(answer) for answer in answers} == {"already_done"}


@pytest.mark.parametrize(
    ("state", "undecided", "expected"),
    [
        pytest.param(SessionState.OPEN, (), "awaiting_countersignature", id="all decided"),
        pytest.param(SessionState.OPEN, ("CQP-2026-000042",), ["dossier_undecided"], id="R63 one waits"),
        pytest.param(SessionState.PLANNED, (), ["session_not_open"], id="not open yet"),
        pytest.param(SessionState.AWAITING_COUNTERSIGNATURE, (), "already_done", id="proposed already"),
        pytest.param(SessionState.CLOSED, (), "already_done", id="closed already"),
        pytest.param(SessionState.CANCELLED, (), "already_done", id="cancelled"),
    ],
)
def test_the_secretariat_proposes_the_closure(
    state: SessionState, undecided: tuple[str, ...], expected: str | list[str]
) -> None:
    assert told(propose_closure(a_session(state), an_id(60), undecided)) == expected


@pytest.mark.parametrize(
    ("state", "undecided", "expected"),
    [
        pytest.param(SessionState.AWAITING_COUNTERSIGNATURE, (), "closed", id="proposed"),
        pytest.param(SessionState.AWAITING_COUNTERSIGNATURE, ("42",), ["dossier_undecided"], id="R63 one waits"),
        pytest.param(SessionState.OPEN, (), ["closure_not_proposed"], id="not proposed"),
        pytest.param(SessionState.PLANNED, (), ["session_not_open"], id="not open yet"),
        pytest.param(SessionState.CLOSED, (), "already_done", id="closed already"),
    ],
)
def test_the_chair_countersigns_what_the_secretariat_proposed(
    state: SessionState, undecided: tuple[str, ...], expected: str | list[str]
) -> None:
    assert told(countersign_closure(a_session(state), undecided)) == expected


@pytest.mark.parametrize("state", [SessionState.OPEN, SessionState.CLOSED, SessionState.CANCELLED])
def test_a_session_is_opened_once(state: SessionState) -> None:
    assert told(open_jury_session(a_session(state), (CHAIR, UNION), CHAIR, NOON)) == "already_done"


def test_d39_a_session_whose_closure_is_not_countersigned_goes_on_with_those_who_sat() -> None:
    proposed = a_session(
        SessionState.AWAITING_COUNTERSIGNATURE, present=(CHAIR, UNION), chair=CHAIR, closure_proposed_by=an_id(60)
    )

    reopened = open_jury_session(proposed, (UNION, CHAIR), CHAIR, NOON)

    assert reopened == replace(proposed, state=SessionState.OPEN, closure_proposed_by=None)
    assert told(open_jury_session(proposed, (CHAIR, UNION), UNION, NOON)) == ["differs_from_attendance"]
    assert told(open_jury_session(proposed, (CHAIR,), CHAIR, NOON)) == ["differs_from_attendance"]


def test_a_closure_names_those_of_the_opening_or_nobody() -> None:
    session = a_session(SessionState.OPEN, present=(CHAIR, UNION), chair=CHAIR)

    assert differing_presence(session, None, None) is None
    assert differing_presence(session, (UNION, CHAIR), CHAIR) is None
    assert told(differing_presence(session, (CHAIR,), UNION)) == ["differs_from_attendance", "differs_from_attendance"]


def test_an_opening_is_not_undone_once_its_closure_is_proposed_nor_made_before_its_day() -> None:
    proposed = undo_opening(a_session(SessionState.AWAITING_COUNTERSIGNATURE), (), by="Secrétariat", at=NOON)
    early = open_jury_session(a_session(), (CHAIR, UNION), CHAIR, NOON - DAY)

    assert isinstance(proposed, Refusal)
    assert (proposed.kind, proposed.violations) == (RefusalKind.ALREADY_DONE, ())
    assert proposed.detail is not None
    assert isinstance(early, Refusal)
    assert in_words(TODAY + 30 * DAY).fr in early.violations[0].detail.fr


def test_a_postponed_session_is_held_later() -> None:
    later = postpone_session(a_session(), TODAY + 31 * DAY, "grève", TODAY)
    same_day = postpone_session(a_session(), TODAY + 30 * DAY, "grève", TODAY)

    assert isinstance(later, JurySession)
    assert (later.held_on, later.state, later.reason) == (TODAY + 31 * DAY, SessionState.PLANNED, "grève")
    assert isinstance(same_day, Refusal)
    assert (told(same_day), same_day.kind) == (["not_later"], RefusalKind.INVALID)


def test_a_session_that_was_not_held_is_put_off_to_a_day_to_come() -> None:
    missed = a_session(held_on=TODAY - 2 * DAY, registration_closes_on=TODAY - 9 * DAY)

    assert told(postpone_session(missed, TODAY - DAY, "grève", TODAY)) == ["day_in_the_past"]
    assert told(postpone_session(missed, TODAY, "grève", TODAY)) == "planned"


def test_a_session_keeps_room_for_those_registered() -> None:
    assert told(revise_session(a_session(), a_session(capacity=3), 3, TODAY)) == "planned"
    assert told(revise_session(a_session(), a_session(capacity=2), 3, TODAY)) == ["capacity_below_registered"]
