"""What a jury that sits puts off: with a reason, and the votes of a tie, in its minutes (D31, D54)."""

from uuid import UUID

from app.domain.actions import refusal_to_open
from app.domain.case import Case
from app.domain.deliberating import jury_day_of
from app.domain.dossier import Adjournment
from app.domain.jury import JurySession, Votes
from app.domain.law import Violation
from app.domain.panel import VoteMoment, vote_faults
from app.domain.refusal import Refusal, RefusalKind, invalid, refused
from app.domain.rules.decisions import D31, D54
from app.domain.rules.statuses import R71
from app.domain.text import Text
from app.domain.wording import says_something

_UNDECIDED = frozenset({"tied_vote", "no_majority", "too_few_votes"})
"""Why a vote that was cast as it should be carries nothing."""


def adjournment_of(
    case: Case, session: JurySession | None, *, reason: str | None, votes: Votes | None, moved_to: UUID | None
) -> Adjournment | Refusal | None:
    """What the minutes of ``session`` will say of the dossier that it puts off; None where it does not sit.

    Refused without a reason, or with votes that carry a decision, or that could not be cast so.
    """
    if session is None or not session.is_sitting:
        return _not_sitting() if votes is not None else None
    refusal = (
        refusal_to_open(case, "postponeDossier")
        or invalid(_without_reason(reason))
        or refused(_tie_faults(case, session, votes))
    )
    return refusal or Adjournment(
        session_id=session.id, on=jury_day_of(case, session), reason=reason or "", votes=votes, moved_to=moved_to
    )


def _tie_faults(case: Case, session: JurySession, votes: Votes | None) -> tuple[Violation, ...]:
    if votes is None:
        return ()
    faults = vote_faults(VoteMoment(session=session, day=jury_day_of(case, session)), votes, (), case.parameters)
    if not faults:
        return (_CARRIED,)
    return tuple(fault for fault in faults if fault.code not in _UNDECIDED)


def _without_reason(reason: str | None) -> tuple[Violation, ...]:
    return () if says_something(reason or "") else (_REASON_MISSING,)


def _not_sitting() -> Refusal:
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_NO_VOTE_YET,))


_REASON_MISSING = Violation(
    code="reason_missing",
    rule=D54,
    pointer="/reason",
    detail=Text(
        "Le jury siège : dites pourquoi il reporte le dossier, son procès-verbal le dira.",
        "The jury is sitting: say why it postpones the dossier, its minutes will tell.",
    ),
)
_CARRIED = Violation(
    code="vote_carries",
    rule=D31,
    pointer="/votes",
    detail=Text(
        "Ces voix emportent une décision : enregistrez la délibération, ou reportez le dossier sans voix.",
        "These votes carry a decision: record the deliberation, or postpone the dossier without votes.",
    ),
)
_NO_VOTE_YET = Violation(
    code="session_not_open",
    rule=R71,
    detail=Text(
        "Cette session n'est pas ouverte : personne n'y a encore voté.",
        "This session is not open: nobody has voted in it yet.",
    ),
)
