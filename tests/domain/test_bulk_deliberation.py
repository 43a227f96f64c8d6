"""One vote for several dossiers: all of them decided by the evaluators' result, or none and every reason told (D5)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from app.domain.bulk_deliberation import deliberate_together, misplaced
from app.domain.case import Case
from app.domain.deliberation import CompetenceDecision, Outcome
from app.domain.dossier import Dossier, JuryRegistration
from app.domain.jury import Attendance, SessionState
from app.domain.panel import MemberAccount
from app.domain.refusal import Refusal, RefusalKind
from tests import builders as a
from tests.domain.test_deliberating import (
    EMPLOYER,
    EMPLOYER_TOO,
    UNION,
    UNION_TOO,
    a_motion,
    a_session,
    on_agenda,
    votes,
)

ACQUIRED = on_agenda(id=a.an_id(101), number="CQP-2026-000101", assessment=a.an_assessment())
IN_PART = on_agenda(id=a.an_id(102), number="CQP-2026-000102")
BOTH = (a.a_case(ACQUIRED), a.a_case(IN_PART))


def together(*cases: Case, **motion: Any) -> tuple[Dossier, ...] | Refusal:
    put = [(case, a.an_id(900 + index)) for index, case in enumerate(cases)]
    return deliberate_together(put, a_session(), a_motion(**motion), ())


def told(answer: tuple[Dossier, ...] | Refusal) -> list[tuple[str, str | None]]:
    assert isinstance(answer, Refusal)
    return [(violation.code, violation.pointer) for violation in answer.violations]


def test_each_gets_the_evaluators_result_under_the_one_vote() -> None:
    decided = together(*BOTH)

    assert isinstance(decided, tuple)
    assert [dossier.number for dossier in decided] == [ACQUIRED.number, IN_PART.number]
    decisions = [dossier.decision for dossier in decided]
    assert [(d.id, d.outcome, d.votes) for d in decisions if d] == [
        (a.an_id(900), Outcome.AWARDED, votes()),
        (a.an_id(901), Outcome.PARTIALLY_AWARDED, votes()),
    ]


def test_the_jury_departs_from_the_evaluators_result_for_no_dossier() -> None:
    departing = replace(a_motion(), words=(CompetenceDecision(code="C3", validated=True, reason="Vu"),))

    (decided,) = deliberate_together([(BOTH[1], a.an_id(900))], a_session(), departing, ())  # type: ignore[misc]

    assert decided.decision is not None
    assert decided.decision.outcome is Outcome.PARTIALLY_AWARDED


def test_every_dossier_that_cannot_be_decided_is_told_and_none_is_decided() -> None:
    done = a.a_case(replace(ACQUIRED, decisions=(a.a_decision(),)))
    off = a.a_case(on_agenda(number="CQP-2026-000103", jury_registration=JuryRegistration()))

    answer = together(done, BOTH[1], off)

    assert told(answer) == [("already_decided", "/dossier_ids/0"), ("not_registered_to_jury", "/dossier_ids/2")]
    assert isinstance(answer, Refusal)
    assert answer.violations[0].detail.fr.startswith("CQP-2026-000101 : ")


def test_r63_a_dossier_of_which_nothing_would_be_validated_is_decided_by_itself() -> None:
    none = a.a_case(replace(IN_PART, assessment=a.an_assessment(acquired=())))

    answer = together(BOTH[0], none)

    assert told(answer) == [("calls_for_discussion", "/dossier_ids/1")]
    assert isinstance(answer, Refusal)
    (fault,) = answer.violations
    assert (fault.rule and fault.rule.number, fault.detail.fr.startswith("CQP-2026-000102 : ")) == ("R63", True)


def test_d55_the_vote_is_counted_on_those_who_were_there_at_its_hour() -> None:
    """A member of each college has left since."""
    nine = datetime.combine(a.TODAY, time(8), UTC)
    until = {EMPLOYER_TOO: nine + timedelta(hours=1), UNION_TOO: nine + timedelta(hours=1)}
    attendance = tuple(
        Attendance(user_id=each, since=nine, until=until.get(each))
        for each in (EMPLOYER, EMPLOYER_TOO, UNION, UNION_TOO)
    )
    session = a_session(attendance=attendance)

    def voted(at: datetime) -> tuple[Dossier, ...] | Refusal:
        return deliberate_together([(BOTH[0], a.an_id(900))], session, a_motion(at=at), ())

    assert isinstance(voted(nine), tuple)
    assert told(voted(nine + timedelta(hours=2))) == [
        ("too_many_voters", "/votes/employees"),
        ("too_many_voters", "/votes/employers"),
    ]


def test_d31_a_dossier_from_which_another_member_stands_back_is_decided_by_itself() -> None:
    entrusted = a.a_case(replace(IN_PART, evaluator=a.a_choice(evaluator_id=a.an_id(77))))
    union = MemberAccount(user_id=UNION, email="marc@example.org", evaluator_id=a.an_id(77))
    put = [(BOTH[0], a.an_id(900)), (entrusted, a.an_id(901))]

    assert told(deliberate_together(put, a_session(), a_motion(), (union,))) == [
        ("member_must_be_recused", "/dossier_ids/1")
    ]
    without = a_motion(votes=votes((1, 0, 0), (1, 0, 0)), recused=(UNION,))
    assert isinstance(deliberate_together(put, a_session(), without, (union,)), tuple)


@pytest.mark.parametrize(
    ("motion", "expected"),
    [
        pytest.param({"votes": votes((1, 1, 0), (1, 1, 0))}, [("tied_vote", "/votes")], id="a tie"),
        pytest.param({"votes": votes((1, 0, 0), (2, 0, 0))}, [("unequal_colleges", "/votes")], id="unequal colleges"),
        pytest.param({"recused": (a.an_id(99),)}, [("unknown_member", "/recused/0")], id="a stranger stands back"),
        pytest.param(
            {"recused": (EMPLOYER,)},
            [("too_many_voters", "/votes/employees"), ("too_many_voters", "/votes/employers")],
            id="more votes than voters",
        ),
    ],
)
def test_d31_what_stands_against_the_vote_is_told_once_whatever_the_dossiers(
    motion: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert told(together(*BOTH, **motion)) == expected


def test_a_vote_on_nothing_decides_nothing_and_is_counted_as_any_other() -> None:
    assert together() == ()
    assert isinstance(together(votes=votes(employees=(1, 0, 0))), Refusal)


def test_no_session_decides_before_it_is_open() -> None:
    answer = deliberate_together([(BOTH[0], a.an_id(9))], a_session(state=SessionState.PLANNED), a_motion(), ())

    assert isinstance(answer, Refusal)
    assert answer.kind is RefusalKind.STEP_NOT_OPEN


def test_a_dossier_is_named_once_and_is_on_the_agenda() -> None:
    one, two, stranger = a.an_id(1), a.an_id(2), a.an_id(3)

    faults = misplaced([one, stranger, two, one], {one, two})

    assert [(fault.code, fault.pointer) for fault in faults] == [
        ("dossier_twice", "/dossier_ids/0"),
        ("not_on_this_agenda", "/dossier_ids/1"),
        ("dossier_twice", "/dossier_ids/3"),
    ]
