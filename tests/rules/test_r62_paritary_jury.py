"""R62: The jury is joint: it brings together representatives of employees and of employers."""

import pytest

from app.domain.jury import College
from tests.builders import P1, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.jury import EMPLOYEES, EMPLOYERS, a_motion, deliberated, member, sitting, votes
from tests.rules.stages import WAYS, on_agenda


@pytest.mark.parametrize("way", WAYS)
def test_the_two_colleges_sit_and_vote_in_equal_numbers(way: str) -> None:
    accepted(deliberated(a_case(on_agenda(way))))


@pytest.mark.parametrize("absent", College)
def test_no_decision_without_both(absent: College) -> None:
    session = sitting(tuple(m for m in (*EMPLOYEES, *EMPLOYERS) if m.college is not absent))
    one_side = votes((0, 0, 0), (2, 0, 0)) if absent is College.EMPLOYEES else votes((2, 0, 0), (0, 0, 0))
    answer = deliberated(a_case(on_agenda(P1)), a_motion(votes=one_side), session=session)
    assert {rule for _, rule in reasons(answer)} == {"D31"}


def test_nor_with_more_voters_on_one_side() -> None:
    session = sitting((*EMPLOYEES, *EMPLOYERS, member(13, College.EMPLOYEES)))
    answer = deliberated(a_case(on_agenda(P1)), a_motion(votes=votes((3, 0, 0), (2, 0, 0))), session=session)
    assert {rule for _, rule in reasons(answer)} == {"D31"}
