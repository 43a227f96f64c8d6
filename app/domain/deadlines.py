"""What is due in a dossier on a day, and what is late (R21, R41, R44, R45, R66, R71)."""

from dataclasses import dataclass
from datetime import date

from app.domain.calendar import overdue
from app.domain.case import Case
from app.domain.dossier import Status
from app.domain.jury import JurySession
from app.domain.law import Rule
from app.domain.pending_deadlines import DEADLINE_RULES, DeadlineCode, PendingDeadline, pending_deadlines
from app.domain.progress import status_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something due on a day, that day included, and whether that day is past.

    ``counted_from_first_receipt``: beside an answer's term, the one that runs from the first receipt (D11).
    """

    code: DeadlineCode
    due_on: date
    overdue: bool
    rule: Rule
    counted_from_first_receipt: date | None = None


def deadlines_of(case: Case, session: JurySession | None = None) -> tuple[Deadline, ...]:
    """What is due, the earliest first; nothing where the dossier is closed.

    ``session``: the one that the dossier is registered to, else the next one that takes registrations.
    """
    found = [
        _judged(deadline, deadline.due_on, case.on)
        for deadline in pending_deadlines(case)
        if deadline.due_on is not None
    ]
    if session is not None and status_of(case.dossier) is Status.AWAITING_JURY:
        found.append(_closing(case, session))
    return tuple(sorted(found, key=lambda deadline: (deadline.due_on, deadline.code)))


def _judged(deadline: PendingDeadline, due_on: date, on: date) -> Deadline:
    return Deadline(
        code=deadline.code,
        due_on=due_on,
        overdue=overdue(due_on, on),
        rule=DEADLINE_RULES[deadline.code],
        counted_from_first_receipt=deadline.counted_from_first_receipt,
    )


def _closing(case: Case, session: JurySession) -> Deadline:
    """The end of the registrations: late for whom is not registered, a mere date for whom is."""
    code, closes_on = DeadlineCode.JURY_REGISTRATION_CLOSING, session.registration_closes_on
    late = overdue(closes_on, case.on) and not case.dossier.is_registered_to_jury
    return Deadline(code=code, due_on=closes_on, overdue=late, rule=DEADLINE_RULES[code])
