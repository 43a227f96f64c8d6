"""D55: who is there is known hour by hour, and each decision is judged on those who are there then."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.attendance import DecidedDossier, hand_over_chair, record_attendance
from app.domain.deliberating import Motion, deliberate, timed
from app.domain.dossier import Dossier
from app.domain.jury import Attendance, JurySession, Presidency, SessionState
from app.domain.jury_sessions import countersign_closure, open_jury_session, propose_closure
from app.domain.panel import VoteMoment
from app.domain.refusal import Refusal, RefusalKind
from tests.builders import P1, TODAY, a_case, an_id
from tests.rules.answers import accepted
from tests.rules.jury import EMPLOYEES, EMPLOYERS, a_motion, sitting, votes
from tests.rules.stages import on_agenda

NINE = datetime.combine(TODAY, time(8), UTC)
TEN, ELEVEN, NOON = (NINE + timedelta(hours=hours) for hours in (1, 2, 3))
DAY, MOMENT = timedelta(days=1), timedelta(minutes=1)
ONE_A_SIDE = votes((1, 0, 0), (1, 0, 0))
UNION, UNION_TOO = (member.user_id for member in EMPLOYEES)
CHAIR, EMPLOYER = (member.user_id for member in EMPLOYERS)


def reasons(answer: object) -> list[tuple[str, str | None]]:
    """The code and the rule of every reason of a refusal, in order."""
    assert isinstance(answer, Refusal), answer
    return [(violation.code, violation.rule.number if violation.rule else None) for violation in answer.violations]


def codes_by_pointer(answer: object) -> dict[str | None, str]:
    """The code of each reason of a refusal, by the place that it is about."""
    assert isinstance(answer, Refusal), answer
    return {violation.pointer: violation.code for violation in answer.violations}


def opened(*present: UUID, chair: UUID = CHAIR) -> JurySession:
    """Opened at nine with those present."""
    planned = sitting(state=SessionState.PLANNED, present=(), chair=None)
    session = open_jury_session(planned, present, chair, NINE)
    assert isinstance(session, JurySession), session
    return session


def there(user_id: UUID, since: datetime = NINE, until: datetime | None = None) -> Attendance:
    return Attendance(user_id=user_id, since=since, until=until)


def attended(session: JurySession, *periods: Attendance, now: datetime = NOON) -> JurySession:
    answer = record_attendance(session, periods, (), now)
    assert isinstance(answer, JurySession), answer
    return answer


def voted(session: JurySession, at: datetime, **motion: Any) -> Dossier | Refusal:
    """What a vote at that hour makes of a dossier, told at noon."""
    asked = timed(session, a_motion(**{"votes": ONE_A_SIDE, "at": at, **motion}), NOON)
    assert isinstance(asked, Motion), asked
    return deliberate(a_case(on_agenda(P1), on=TODAY), session, asked, accounts=(), decision_id=an_id(4))


FULL_DAY = (there(CHAIR), there(UNION), there(EMPLOYER, since=ELEVEN), there(UNION_TOO, NINE, TEN))


@pytest.mark.parametrize(
    ("at", "cast", "expected"),
    [
        pytest.param(NINE, ONE_A_SIDE, [], id="the latecomer is not awaited"),
        pytest.param(
            NINE, votes((2, 0, 0), (2, 0, 0)), ["too_many_voters", "too_many_voters"], id="nor does he vote before"
        ),
        pytest.param(ELEVEN, ONE_A_SIDE, [], id="once there, he may"),
        pytest.param(
            ELEVEN, votes((2, 0, 0), (2, 0, 0)), ["too_many_voters", "too_many_voters"], id="who has left does not"
        ),
    ],
)
def test_a_vote_is_of_those_who_were_there_at_its_hour(at: datetime, cast: Any, expected: list[str]) -> None:
    answer = voted(attended(opened(CHAIR, UNION, UNION_TOO), *FULL_DAY), at, votes=cast)
    assert [code for code, _ in (reasons(answer) if isinstance(answer, Refusal) else [])] == expected


def test_with_one_college_gone_nothing_more_is_decided_and_what_was_stands() -> None:
    session = attended(opened(CHAIR, UNION), there(CHAIR), there(UNION, NINE, ELEVEN))
    accepted(voted(session, TEN))
    assert ("college_absent", "D31") in reasons(voted(session, ELEVEN))


@pytest.mark.parametrize(
    ("cast", "expected"),
    [
        pytest.param(votes((1, 0, 0), (0, 0, 1)), [], id="one for and one abstained of two"),
        pytest.param(votes((1, 0, 1), (0, 0, 2)), ["too_few_votes"], id="one for and three abstained of four"),
        pytest.param(votes((1, 0, 1), (1, 0, 1)), [], id="half of those who may, all for"),
        pytest.param(votes((1, 1, 0), (1, 0, 1)), [], id="two of three expressed"),
        pytest.param(votes((1, 1, 0), (1, 1, 0)), ["tied_vote"], id="a tie"),
    ],
)
def test_a_majority_is_of_the_votes_expressed_which_are_half_of_those_that_may_be_cast(
    cast: Any, expected: list[str]
) -> None:
    everybody = (UNION, UNION_TOO, CHAIR, EMPLOYER) if cast.employees.cast + cast.employers.cast > 2 else (UNION, CHAIR)
    answer = voted(opened(*everybody), TEN, votes=cast)
    assert [code for code, _ in (reasons(answer) if isinstance(answer, Refusal) else [])] == expected


def test_a_chair_who_stands_back_does_not_preside_and_another_member_does() -> None:
    session = opened(UNION, CHAIR, EMPLOYER)
    assert reasons(voted(session, TEN, recused=(CHAIR,))) == [("chair_recused", "D55")]
    assert reasons(voted(session, TEN, recused=(CHAIR,), presided_by=CHAIR)) == [("chair_recused", "D55")]
    assert reasons(voted(session, TEN, recused=(CHAIR,), presided_by=UNION_TOO)) == [("chair_recused", "D55")]
    decision = accepted(voted(session, TEN, recused=(CHAIR,), presided_by=UNION)).decision
    assert decision is not None
    assert decision.presided_by == UNION
    assert reasons(voted(session, TEN, presided_by=UNION)) == [("chair_not_recused", "D55")]


def test_a_chair_who_has_left_presides_no_more_until_it_is_handed_over() -> None:
    session = attended(opened(UNION, CHAIR, EMPLOYER), there(UNION), there(CHAIR, NINE, TEN), there(EMPLOYER))
    assert reasons(voted(session, ELEVEN)) == [("chair_absent", "D55")]
    handed = hand_over_chair(session, EMPLOYER, TEN, "Malaise de la présidente", NOON)
    assert isinstance(handed, JurySession)
    assert (handed.chair, handed.chair_at(NINE), handed.chair_at(TEN)) == (EMPLOYER, CHAIR, EMPLOYER)
    assert [VoteMoment(session=handed, day=TODAY, at=at).chair for at in (NINE, TEN, None)] == [
        CHAIR,
        EMPLOYER,
        EMPLOYER,
    ]
    assert handed.presidencies[-1] == Presidency(user_id=EMPLOYER, since=TEN, reason="Malaise de la présidente")
    accepted(voted(handed, ELEVEN))


def test_who_presided_is_told_of_the_hour_and_before_the_first_one_it_is_the_first() -> None:
    handed = replace(
        opened(UNION, CHAIR),
        presidencies=(Presidency(user_id=CHAIR, since=NINE), Presidency(user_id=UNION, since=TEN)),
        chair=UNION,
    )
    hours = (NINE - MOMENT, NINE, TEN - MOMENT, TEN, NOON, None)
    assert [handed.chair_at(hour) for hour in hours] == [CHAIR, CHAIR, CHAIR, UNION, UNION, UNION]
    assert replace(handed, presidencies=()).chair_at(NINE) == UNION


def test_who_was_there_at_some_time_was_seen_even_once_they_have_left() -> None:
    session = attended(opened(CHAIR, UNION, UNION_TOO), *FULL_DAY)
    without_hours = replace(session, attendance=(), present=(UNION, EMPLOYER))

    seen = [[each.user_id for each in one.members_seen()] for one in (session, without_hours)]
    assert seen == [[UNION, UNION_TOO, CHAIR, EMPLOYER], [UNION, EMPLOYER]]
    few = replace(session, attendance=(there(CHAIR, NINE, TEN),))
    assert [each.user_id for each in few.members_seen()] == [CHAIR]


@pytest.mark.parametrize(
    ("user_id", "since", "reason", "expected"),
    [
        pytest.param(an_id(99), TEN, "Malaise", {"/user_id": "unknown_member"}, id="a stranger"),
        pytest.param(CHAIR, TEN, "Malaise", {"/user_id": "presides_already"}, id="who presides"),
        pytest.param(EMPLOYER, NOON + MOMENT, "Malaise", {"/at": "instant_in_the_future"}, id="later"),
        pytest.param(EMPLOYER, NINE - MOMENT, "Malaise", {"/at": "before_the_former_chair"}, id="before"),
        pytest.param(EMPLOYER, TEN, " \u200b ", {"/reason": "reason_missing"}, id="without a reason"),
    ],
)
def test_the_chair_goes_to_a_member_from_an_hour_with_a_reason(
    user_id: UUID, since: datetime, reason: str, expected: dict[str, str]
) -> None:
    answer = hand_over_chair(opened(UNION, CHAIR), user_id, since, reason, NOON)
    assert codes_by_pointer(answer) == expected


@pytest.mark.parametrize("since", [NINE, NOON])
def test_it_is_handed_over_from_the_former_ones_first_moment_to_now(since: datetime) -> None:
    assert isinstance(hand_over_chair(opened(UNION, CHAIR), EMPLOYER, since, "Malaise", NOON), JurySession)


def test_a_session_that_nobody_has_presided_takes_any_hour() -> None:
    session = replace(opened(UNION, CHAIR), presidencies=())
    assert isinstance(hand_over_chair(session, EMPLOYER, NINE, "Malaise", NOON), JurySession)


def test_whoever_presides_last_countersigns_and_a_lost_chair_keeps_no_session_open() -> None:
    proposed = propose_closure(opened(UNION, CHAIR), an_id(60), ())
    assert isinstance(proposed, JurySession)
    handed = hand_over_chair(proposed, UNION, TEN, "La présidente est hospitalisée", NOON)
    assert isinstance(handed, JurySession)
    assert (handed.presides(CHAIR), handed.presides(UNION)) == (False, True)
    closed = countersign_closure(handed, ())
    assert isinstance(closed, JurySession)
    assert closed.state is SessionState.CLOSED
    assert isinstance(hand_over_chair(closed, CHAIR, TEN, "Retour", NOON), Refusal)


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        pytest.param((there(an_id(99)),), {"0/user_id": "unknown_member"}, id="a stranger"),
        pytest.param((there(UNION, NINE - DAY),), {"0/from": "outside_the_session"}, id="the day before"),
        pytest.param((there(UNION, NOON + MOMENT),), {"0/from": "instant_in_the_future"}, id="to come"),
        pytest.param((there(UNION, NINE, NOON + MOMENT),), {"0/until": "instant_in_the_future"}, id="leaves later"),
        pytest.param((there(UNION, TEN, TEN),), {"0/until": "ends_before_it_starts"}, id="for no time"),
        pytest.param((there(UNION, NINE, ELEVEN), there(UNION, TEN)), {"1/from": "overlapping_periods"}, id="at once"),
        pytest.param((there(UNION), there(UNION, TEN)), {"1/from": "overlapping_periods"}, id="who had not left"),
        pytest.param((there(UNION, NINE, TEN), there(UNION, TEN)), {}, id="left and come back"),
        pytest.param((there(UNION, NINE, TEN), there(CHAIR, NINE, TEN)), {}, id="two people"),
        pytest.param((there(UNION, NOON), there(CHAIR, NINE, NOON)), {}, id="until now"),
    ],
)
def test_periods_are_of_members_on_days_of_the_session_until_now(
    periods: tuple[Attendance, ...], expected: dict[str, str]
) -> None:
    answer = record_attendance(opened(UNION, CHAIR), periods, (), NOON)
    told = codes_by_pointer(answer) if isinstance(answer, Refusal) else {}
    assert told == {f"/members/{place}": code for place, code in expected.items()}


def test_periods_are_kept_in_the_order_of_their_hours() -> None:
    together = (there(UNION_TOO), there(UNION))
    by_id = sorted(together, key=lambda each: str(each.user_id))
    for given in (together, together[::-1]):
        assert attended(opened(UNION, CHAIR), there(CHAIR, TEN), *given).attendance == (*by_id, there(CHAIR, TEN))


def test_no_decision_loses_its_voters_by_a_correction_of_the_hours() -> None:
    session = opened(UNION, CHAIR)
    decision = accepted(voted(session, TEN)).decision
    assert decision is not None
    decided = (DecidedDossier("2026-CH-00001", decision),)
    left_before = record_attendance(session, (there(UNION, NINE, TEN), there(CHAIR)), decided, NOON)
    assert reasons(left_before) == [("votes_of_absent_members", "D55")]
    assert codes_by_pointer(left_before) == {"/members": "votes_of_absent_members"}
    undated = (replace(decided[0], decision=replace(decision, taken_at=None)), *decided)
    unvoted = (replace(decided[0], decision=replace(decision, votes=None)), *decided)
    for some in (undated, unvoted):
        assert reasons(record_attendance(session, (there(UNION, NINE, TEN), there(CHAIR)), some, NOON)) == [
            ("votes_of_absent_members", "D55")
        ]
    left_after = record_attendance(session, (there(UNION, NINE, ELEVEN), there(CHAIR)), decided, NOON)
    assert isinstance(left_after, JurySession)


def test_hours_are_kept_while_it_sits() -> None:
    early = record_attendance(sitting(state=SessionState.PLANNED), (), (), NOON)
    assert isinstance(early, Refusal)
    assert early.kind is RefusalKind.STEP_NOT_OPEN
    late = record_attendance(sitting(state=SessionState.CLOSED), (), (), NOON)
    assert isinstance(late, Refusal)
    assert late.kind is RefusalKind.ALREADY_DONE
