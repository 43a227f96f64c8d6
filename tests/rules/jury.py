"""A session of the jury that sits, and decisions put to its vote."""

from dataclasses import replace
from typing import Any

from app.domain.case import Case
from app.domain.deliberating import Motion, deliberate
from app.domain.dossier import Dossier
from app.domain.jury import College, CollegeVotes, JurySession, Member, SessionState, Votes
from app.domain.refusal import Refusal
from tests.builders import TODAY, an_id
from tests.rules.stages import a_session


def member(number: int, college: College, **changes: Any) -> Member:
    """A member of that college who works for nobody that matters."""
    return replace(Member(user_id=an_id(number), name=f"Membre {number}", college=college), **changes)


EMPLOYEES = (member(11, College.EMPLOYEES), member(12, College.EMPLOYEES))
EMPLOYERS = (member(21, College.EMPLOYERS, chair=True), member(22, College.EMPLOYERS))


def sitting(members: tuple[Member, ...] = (*EMPLOYEES, *EMPLOYERS), **changes: Any) -> JurySession:
    """An open session, all its members present."""
    session = a_session(
        held_on=TODAY,
        registration_closes_on=TODAY,
        state=SessionState.OPEN,
        members=members,
        present=tuple(each.user_id for each in members),
        chair=EMPLOYERS[0].user_id,
    )
    return replace(session, **changes)


def votes(employees: tuple[int, int, int], employers: tuple[int, int, int]) -> Votes:
    """For, against and abstained, college by college."""

    def cast(college: tuple[int, int, int]) -> CollegeVotes:
        return CollegeVotes(in_favour=college[0], against=college[1], abstained=college[2])

    return Votes(employees=cast(employees), employers=cast(employers))


UNANIMOUS = votes((2, 0, 0), (2, 0, 0))


def a_motion(**changes: Any) -> Motion:
    """The evaluators' result, adopted by all."""
    return replace(Motion(words=(), votes=UNANIMOUS), **changes)


def deliberated(case: Case, motion: Motion | None = None, *, session: JurySession | None = None) -> Dossier | Refusal:
    """What the jury's decision makes of the dossier."""
    return deliberate(case, session or sitting(), motion or a_motion(), accounts=(), decision_id=an_id(4))
