"""R62: The jury is joint: it brings together representatives of employees and of employers."""

import pytest

from app.domain.candidate import Candidate
from app.domain.jury import College
from tests.builders import P1, P3, a_candidate, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.jury import EMPLOYEES, EMPLOYERS, a_motion, deliberated, member, sitting, votes
from tests.rules.stages import HOSTED, WAYS, hosted, on_agenda, outside_ccnic


@pytest.mark.parametrize("way", WAYS)
def test_the_two_colleges_sit_and_vote_in_equal_numbers(way: str) -> None:
    accepted(deliberated(a_case(on_agenda(way))))


@pytest.mark.parametrize("absent", College)
def test_no_decision_without_both(absent: College) -> None:
    session = sitting(tuple(m for m in (*EMPLOYEES, *EMPLOYERS) if m.college is not absent))
    one_side = votes((0, 0, 0), (2, 0, 0)) if absent is College.EMPLOYEES else votes((2, 0, 0), (0, 0, 0))
    answer = deliberated(a_case(on_agenda(P1)), a_motion(votes=one_side), session=session)
    assert "D31" in {rule for _, rule in reasons(answer)}


def test_nor_with_more_voters_on_one_side() -> None:
    session = sitting((*EMPLOYEES, *EMPLOYERS, member(13, College.EMPLOYEES)))
    answer = deliberated(a_case(on_agenda(P1)), a_motion(votes=votes((3, 0, 0), (2, 0, 0))), session=session)
    assert {rule for _, rule in reasons(answer)} == {"D31"}


@pytest.mark.parametrize("candidate", [outside_ccnic(), a_candidate(employment=hosted(HOSTED[0]))])
def test_who_works_for_the_candidates_employer_stands_back_where_the_dossier_has_no_company(
    candidate: Candidate,
) -> None:
    employer = candidate.employment.employer
    assert employer is not None
    colleague = member(22, College.EMPLOYERS, employer_siren=employer.siren)
    session = sitting((*EMPLOYEES, EMPLOYERS[0], colleague))
    case = a_case(on_agenda(P3, candidate=candidate))
    assert reasons(deliberated(case, session=session)) == {("member_must_be_recused", "D31")}
    without = a_motion(votes=votes((1, 0, 0), (1, 0, 0)), recused=(colleague.user_id,))
    accepted(deliberated(case, without, session=session))
