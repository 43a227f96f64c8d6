"""Who is there and who presides, by the hour: members come late, leave early, and hand the chair over (D55)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.calendar import paris_day
from app.domain.deliberation import Decision
from app.domain.jury import Attendance, JurySession, Presidency
from app.domain.jury_sessions import not_in_session
from app.domain.law import Violation
from app.domain.panel import voters_faults
from app.domain.refusal import Refusal, invalid, refused
from app.domain.rules.decisions import D55
from app.domain.text import Text
from app.domain.wording import says_something


@dataclass(frozen=True, slots=True)
class DecidedDossier:
    """A decision of the session that was voted, and the number of its dossier."""

    number: str
    decision: Decision


def record_attendance(
    session: JurySession, attendance: tuple[Attendance, ...], decided: Iterable[DecidedDossier], at: datetime
) -> JurySession | Refusal:
    """Who was there when, in the place of what was recorded; ``at``: now.

    No decision already taken may lose its voters by it: they were there, or it is decided again.
    """
    after = replace(session, attendance=tuple(sorted(attendance, key=lambda each: (each.since, str(each.user_id)))))
    return (
        not_in_session(session)
        or invalid(_impossible_periods(session, attendance, at))
        or refused(_without_their_voters(after, decided))
        or after
    )


def hand_over_chair(
    session: JurySession, user_id: UUID, since: datetime, reason: str, at: datetime
) -> JurySession | Refusal:
    """Have another member preside from that instant on, for the deliberations, or for the closure alone."""
    return (
        not_in_session(session)
        or invalid((*_impossible_chair(session, user_id), *_impossible_hour(session, since, at), *_unsaid(reason)))
        or replace(
            session,
            chair=user_id,
            presidencies=(*session.presidencies, Presidency(user_id=user_id, since=since, reason=reason)),
        )
    )


def _impossible_periods(
    session: JurySession, attendance: tuple[Attendance, ...], at: datetime
) -> tuple[Violation, ...]:
    faults: list[Violation] = []
    for index, period in enumerate(attendance):
        place = f"/members/{index}"
        if session.member(period.user_id) is None:
            faults.append(replace(_STRANGER, pointer=f"{place}/user_id"))
        if not session.sits_on(paris_day(period.since)):
            faults.append(replace(_OUTSIDE, pointer=f"{place}/from"))
        elif period.since > at:
            faults.append(replace(_FUTURE, pointer=f"{place}/from"))
        if period.until is not None and period.until > at:
            faults.append(replace(_FUTURE, pointer=f"{place}/until"))
        if period.until is not None and period.until <= period.since:
            faults.append(replace(_BACKWARDS, pointer=f"{place}/until"))
        if any(_overlap(period, other) for other in attendance[:index]):
            faults.append(replace(_OVERLAPPING, pointer=f"{place}/from"))
    return tuple(faults)


def _overlap(one: Attendance, other: Attendance) -> bool:
    if one.user_id != other.user_id:
        return False
    first, second = sorted((one, other), key=lambda each: each.since)
    return first.until is None or second.since < first.until


def _without_their_voters(session: JurySession, decided: Iterable[DecidedDossier]) -> tuple[Violation, ...]:
    faults = []
    for each in decided:
        decision = each.decision
        if decision.votes is None or decision.taken_at is None:
            continue
        there = session.members_present(decision.taken_at)
        if voters_faults(there, decision.votes, decision.recused):
            detail = Text(
                f"Le dossier {each.number} a été décidé par des voix que ces présences ne donnent plus : corrigez "
                "l'heure, ou délibérez de nouveau.",
                f"Dossier {each.number} was decided by votes that this attendance no longer gives: correct the hour, "
                "or deliberate again.",
            )
            faults.append(Violation(code="votes_of_absent_members", rule=D55, pointer="/members", detail=detail))
    return tuple(faults)


def _impossible_chair(session: JurySession, user_id: UUID) -> tuple[Violation, ...]:
    if session.member(user_id) is None:
        return (replace(_STRANGER, pointer="/user_id"),)
    return (replace(_PRESIDES_ALREADY, pointer="/user_id"),) if session.chair == user_id else ()


def _impossible_hour(session: JurySession, since: datetime, at: datetime) -> tuple[Violation, ...]:
    if since > at:
        return (replace(_FUTURE, pointer="/at"),)
    former = session.presidencies[-1].since if session.presidencies else None
    return (replace(_BEFORE_THE_FORMER, pointer="/at"),) if former is not None and since < former else ()


def _unsaid(reason: str) -> tuple[Violation, ...]:
    return () if says_something(reason) else (replace(_WITHOUT_REASON, pointer="/reason"),)


_STRANGER = Violation(
    code="unknown_member",
    rule=D55,
    detail=Text("Cette personne n'est pas membre de ce jury.", "This person is not a member of this jury."),
)
_OUTSIDE = Violation(
    code="outside_the_session",
    rule=D55,
    detail=Text("Ce n'est pas un des jours de la session.", "This is none of the days of the session."),
)
_FUTURE = Violation(
    code="instant_in_the_future",
    rule=D55,
    detail=Text("Cette heure n'est pas encore venue.", "This hour has not come yet."),
)
_BACKWARDS = Violation(
    code="ends_before_it_starts",
    rule=D55,
    detail=Text("Le départ suit l'arrivée.", "The departure follows the arrival."),
)
_OVERLAPPING = Violation(
    code="overlapping_periods",
    rule=D55,
    detail=Text(
        "Cette personne est déjà dite présente à cette heure : terminez l'une de ses présences avant l'autre.",
        "This person is said to be there at that hour already: end one period before the next begins.",
    ),
)
_PRESIDES_ALREADY = Violation(
    code="presides_already", rule=D55, detail=Text("Cette personne préside déjà.", "This person presides already.")
)
_BEFORE_THE_FORMER = Violation(
    code="before_the_former_chair",
    rule=D55,
    detail=Text(
        "La présidence précédente a commencé plus tard : donnez-en une qui la suit.",
        "The former chair began later: give a later one.",
    ),
)
_WITHOUT_REASON = Violation(
    code="reason_missing",
    rule=D55,
    detail=Text(
        "Dites pourquoi la présidence change : le procès-verbal le dira.",
        "Say why the chair changes: the minutes will.",
    ),
)
