"""D54: a session sits from one day to another, is opened on the first or later, and its decisions bear their day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.domain.calendar import add_years, end_of_paris_day, paris_day
from app.domain.deliberating import Motion, deliberate, timed
from app.domain.deliberation import CompetenceDecision
from app.domain.dossier import Dossier
from app.domain.jury import JurySession, SessionState, UndoneOpening
from app.domain.jury_sessions import open_jury_session, plan_session, postpone_session, undo_opening
from app.domain.refusal import Refusal, RefusalKind
from app.domain.rules.decisions import D54
from tests.builders import P1, TODAY, a_case, an_id
from tests.rules.answers import accepted, pointers
from tests.rules.jury import EMPLOYEES, EMPLOYERS, a_motion, sitting
from tests.rules.stages import on_agenda

DAY = timedelta(days=1)
TWO_DAYS = {"held_on": TODAY, "held_until": TODAY + DAY}
EVERYBODY = tuple(member.user_id for member in (*EMPLOYEES, *EMPLOYERS))
CHAIR = EMPLOYERS[0].user_id


def reasons(answer: object) -> list[tuple[str, str | None]]:
    """The code and the rule of every reason of a refusal, in order."""
    assert isinstance(answer, Refusal), answer
    return [(violation.code, violation.rule.number if violation.rule else None) for violation in answer.violations]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def planned(**changes: Any) -> JurySession:
    return sitting(**{"state": SessionState.PLANNED, "present": (), "chair": None, **changes})


def opened(at: datetime, **changes: Any) -> JurySession | Refusal:
    return open_jury_session(planned(**changes), EVERYBODY, CHAIR, at)


def session_opened(at: datetime, **changes: Any) -> JurySession:
    answer = opened(at, **changes)
    assert isinstance(answer, JurySession), answer
    return answer


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (1, True), (2, True)])
def test_it_is_opened_on_its_first_day_or_later(days: int, may: bool) -> None:
    answer = opened(noon(TODAY + days * DAY), **TWO_DAYS)
    if may:
        assert isinstance(answer, JurySession)
    else:
        assert isinstance(answer, Refusal)
        assert answer.kind is RefusalKind.STEP_NOT_OPEN
        assert reasons(answer) == [("before_the_session", D54.number)]


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (30, True), (31, False)])
def test_its_last_day_follows_its_first_within_a_month(days: int, may: bool) -> None:
    answer = plan_session(planned(held_until=TODAY + days * DAY), TODAY)
    assert isinstance(answer, JurySession) is may
    if not may:
        assert reasons(answer) == [("impossible_last_day", D54.number)]


def test_put_off_it_keeps_its_number_of_days() -> None:
    later = postpone_session(planned(**TWO_DAYS), TODAY + 7 * DAY, "Grève", TODAY)
    assert isinstance(later, JurySession)
    assert (later.held_on, later.last_day) == (TODAY + 7 * DAY, TODAY + 8 * DAY)


def decided_on(session: JurySession, now: datetime, **said: Any) -> date | list[tuple[str, str | None]]:
    """The day of the decision recorded at that instant, or why it is refused."""
    motion = timed(session, a_motion(**said), now)
    if isinstance(motion, Refusal):
        return reasons(motion)
    case = a_case(on_agenda(P1), on=paris_day(now))
    answer = deliberate(case, session, motion, accounts=(), decision_id=an_id(4))
    decision = accepted(answer).decision
    assert decision is not None
    assert decision.taken_at == motion.at
    return decision.decided_on


@pytest.mark.parametrize(
    ("days", "said", "expected"),
    [
        pytest.param(0, {}, TODAY, id="on the first day"),
        pytest.param(1, {}, TODAY + DAY, id="on the second"),
        pytest.param(5, {}, TODAY + DAY, id="entered later: the last day"),
        pytest.param(1, {"decided_on": TODAY}, TODAY, id="entered the next day, with its day"),
        pytest.param(5, {"decided_on": TODAY}, TODAY, id="entered later, with its day"),
        pytest.param(1, {"at": noon(TODAY)}, TODAY, id="with its hour"),
        pytest.param(0, {"at": noon(TODAY)}, TODAY, id="with the hour of now"),
        pytest.param(5, {"decided_on": TODAY + 2 * DAY}, [("outside_the_session", "D54")], id="no day of the session"),
        pytest.param(5, {"decided_on": TODAY - DAY}, [("outside_the_session", "D54")], id="before it"),
        pytest.param(0, {"decided_on": TODAY + DAY}, [("instant_in_the_future", "D54")], id="tomorrow"),
        pytest.param(0, {"at": noon(TODAY) + timedelta(hours=1)}, [("instant_in_the_future", "D54")], id="in an hour"),
        pytest.param(
            1, {"decided_on": TODAY + DAY, "at": noon(TODAY)}, [("another_day", "D54")], id="an hour of another day"
        ),
    ],
)
def test_a_decision_bears_the_day_on_which_it_was_taken(days: int, said: dict[str, Any], expected: Any) -> None:
    session = session_opened(noon(TODAY), **TWO_DAYS)
    assert decided_on(session, noon(TODAY + days * DAY), **said) == expected


@pytest.mark.parametrize(
    ("days", "said", "at"),
    [
        pytest.param(0, {}, noon(TODAY), id="now"),
        pytest.param(1, {"decided_on": TODAY}, end_of_paris_day(TODAY), id="the end of a day that is over"),
        pytest.param(5, {}, end_of_paris_day(TODAY + DAY), id="the end of the last day"),
        pytest.param(5, {"at": noon(TODAY)}, noon(TODAY), id="as it is said"),
    ],
)
def test_an_hour_that_is_not_said_is_now_or_the_end_of_the_day(days: int, said: dict[str, Any], at: datetime) -> None:
    motion = timed(session_opened(noon(TODAY), **TWO_DAYS), a_motion(**said), noon(TODAY + days * DAY))

    assert isinstance(motion, Motion)
    assert motion.at == at


@pytest.mark.parametrize(
    ("days", "said", "pointer"),
    [
        pytest.param(5, {"decided_on": TODAY + 2 * DAY}, "/decided_on", id="a day that is not the session's"),
        pytest.param(5, {"at": noon(TODAY + 2 * DAY)}, "/at", id="an hour of such a day"),
        pytest.param(0, {"decided_on": TODAY + DAY}, "/decided_on", id="a day to come"),
        pytest.param(0, {"at": noon(TODAY) + timedelta(hours=1)}, "/at", id="an hour to come"),
    ],
)
def test_what_is_said_of_the_moment_is_pointed_at(days: int, said: dict[str, Any], pointer: str) -> None:
    answer = timed(session_opened(noon(TODAY), **TWO_DAYS), a_motion(**said), noon(TODAY + days * DAY))

    assert pointers(answer) == [pointer]


def test_terms_are_counted_from_that_day() -> None:
    session = session_opened(noon(TODAY), **TWO_DAYS)
    words = (CompetenceDecision(code="C1", validated=False, reason="Le jury l'a entendu."),)
    motion = timed(session, a_motion(words=words), noon(TODAY + DAY))
    assert isinstance(motion, Motion)
    answer = deliberate(a_case(on_agenda(P1), on=TODAY + DAY), session, motion, accounts=(), decision_id=an_id(4))
    decision = accepted(answer).decision
    assert decision is not None
    assert {kept.until for kept in decision.retained} == {add_years(TODAY + DAY, 5)}


def test_opened_on_paper_and_entered_later_those_present_were_there_on_its_last_day() -> None:
    late = session_opened(noon(TODAY + 9 * DAY), **TWO_DAYS)
    assert decided_on(late, noon(TODAY + 9 * DAY)) == TODAY + DAY


def test_an_opening_by_mistake_is_taken_back_while_nothing_is_decided() -> None:
    session = session_opened(noon(TODAY))
    undone = undo_opening(session, (), by="Secrétariat", at=noon(TODAY))
    assert undone == replace(planned(), undone_openings=(UndoneOpening(at=noon(TODAY), by="Secrétariat"),))
    assert reasons(undo_opening(session, ("D-1",), by="Secrétariat", at=noon(TODAY))) == [("dossier_decided", "D54")]
    assert isinstance(undo_opening(planned(), (), by="Secrétariat", at=noon(TODAY)), Refusal)


def test_taken_back_it_is_opened_again_another_time() -> None:
    undone = undo_opening(session_opened(noon(TODAY)), (), by="Secrétariat", at=noon(TODAY))
    assert isinstance(undone, JurySession)
    again = open_jury_session(undone, EVERYBODY, CHAIR, noon(TODAY) + timedelta(hours=2))
    assert isinstance(again, JurySession)
    assert again.opened_at == noon(TODAY) + timedelta(hours=2)
    assert isinstance(deliberate(a_case(on_agenda(P1)), again, a_motion(), accounts=(), decision_id=an_id(4)), Dossier)
