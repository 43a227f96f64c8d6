"""The life of a session: planned, opened with both colleges, closed by two hands, or put off (R62, D31)."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.calendar import paris_day, start_of_paris_day
from app.domain.day_words import in_words
from app.domain.jury import (
    Attendance,
    College,
    JurySession,
    Presidency,
    SessionState,
    UndoneOpening,
    voters,
)
from app.domain.law import Violation
from app.domain.panel import college_absent
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.rules.decisions import D54
from app.domain.rules.jury import R63
from app.domain.rules.statuses import R71
from app.domain.text import Text

_OPENED = Text("Cette session est déjà ouverte.", "This session is already open.")
_PROPOSED = Text(
    "La clôture est déjà proposée : elle attend le contreseing de la présidence.",
    "The closure is already proposed: it awaits the chair's countersignature.",
)
LONGEST_SESSION = timedelta(days=31)
"""A last day further away is a slip of the pen."""
_CLOSED = Text("Cette session est close.", "This session is closed.")
_CANCELLED = Text("Cette session est annulée.", "This session is cancelled.")


def plan_session(session: JurySession, on: date, strangers: tuple[Violation, ...] = ()) -> JurySession | Refusal:
    """A new session, or what is impossible about it; ``strangers``: who among those named may not sit."""
    return invalid((*_past(session.held_on, on), *_faults(session, strangers))) or session


def revise_session(
    session: JurySession, revised: JurySession, registered: int, on: date, strangers: tuple[Violation, ...] = ()
) -> JurySession | Refusal:
    """Change a session that is still planned; ``registered`` dossiers stand on its agenda already."""
    moved = _past(revised.held_on, on) if revised.held_on != session.held_on else ()
    faults = (*moved, *_faults(revised, strangers), *_too_small(revised, registered))
    return _not_planned(session) or invalid(faults) or revised


def postpone_session(session: JurySession, held_on: date, reason: str, on: date) -> JurySession | Refusal:
    """Hold it on a later day, for as many days; what is registered to it stays so."""
    refusal = _not_planned(session) or invalid((*_not_later(session, held_on), *_past(held_on, on)))
    until = None if session.held_until is None else held_on + (session.held_until - session.held_on)
    return refusal or replace(session, held_on=held_on, held_until=until, reason=reason)


def cancel_session(session: JurySession, reason: str) -> JurySession | Refusal:
    """Not hold it at all."""
    return _not_planned(session) or replace(session, state=SessionState.CANCELLED, reason=reason)


def open_jury_session(
    session: JurySession, present: tuple[UUID, ...], chair: UUID, at: datetime
) -> JurySession | Refusal:
    """Begin, on its first day or later, with at least one member of each college, and one of them in the chair (D31).

    Opened again by those who are there, a session whose closure the chair does not countersign goes on deliberating.
    """
    if session.state is SessionState.AWAITING_COUNTERSIGNATURE:
        return differing_presence(session, present, chair) or _going_on(session)
    sitting = tuple(member for member in session.members if member.user_id in present)
    absent = tuple(college_absent(college) for college in College if voters(sitting, (), college) == 0)
    refusal = (
        _not_planned(session)
        or _before_its_day(session, paris_day(at))
        or invalid(_strangers(session, present, chair))
        or refused(absent)
    )
    return refusal or _begun(session, tuple(dict.fromkeys(present)), chair, at)


def _begun(session: JurySession, present: tuple[UUID, ...], chair: UUID, at: datetime) -> JurySession:
    """Opened on paper and entered after its days, those present were there all the last day, until hours are given."""
    since = at if session.sits_on(paris_day(at)) else start_of_paris_day(session.last_day)
    return replace(
        session,
        state=SessionState.OPEN,
        present=present,
        attendance=tuple(Attendance(user_id=user_id, since=since) for user_id in present),
        chair=chair,
        presidencies=(Presidency(user_id=chair, since=since),),
        opened_at=at,
    )


def undo_opening(session: JurySession, decided: tuple[str, ...], *, by: str, at: datetime) -> JurySession | Refusal:
    """Take an opening by mistake back (D54); ``decided``: the numbers of the dossiers on which it has decided already.

    What was done stays on record; the session is planned again, as it was.
    """
    if session.state is SessionState.AWAITING_COUNTERSIGNATURE:
        return already_done(_PROPOSED)
    return (
        not_in_session(session)
        or refused(_decided(decided))
        or replace(
            session,
            state=SessionState.PLANNED,
            present=(),
            attendance=(),
            chair=None,
            presidencies=(),
            opened_at=None,
            undone_openings=(*session.undone_openings, UndoneOpening(at=at, by=by)),
        )
    )


def _before_its_day(session: JurySession, on: date) -> Refusal | None:
    if on >= session.held_on:
        return None
    day = in_words(session.held_on)
    detail = Text(
        f"Cette session siège à partir du {day.fr} : ouvrez-la ce jour-là, ou avancez-la d'abord.",
        f"This session sits from {day.en} on: open it on that day, or move it first.",
    )
    violation = Violation(code="before_the_session", rule=D54, detail=detail)
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(violation,))


def _decided(numbers: tuple[str, ...]) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            code="dossier_decided",
            rule=D54,
            detail=Text(
                f"Le jury a statué sur le dossier {number} : l'ouverture ne se reprend plus.",
                f"The jury has decided on dossier {number}: the opening is not taken back any more.",
            ),
        )
        for number in numbers
    )


def _going_on(session: JurySession) -> JurySession:
    return replace(session, state=SessionState.OPEN, closure_proposed_by=None)


def propose_closure(session: JurySession, by: UUID, undecided: tuple[str, ...]) -> JurySession | Refusal:
    """The secretariat's half of a closure; ``undecided``: the numbers of the dossiers that still wait."""
    if session.state is SessionState.AWAITING_COUNTERSIGNATURE:
        return already_done(_PROPOSED)
    refusal = not_in_session(session) or refused(_waiting(undecided))
    return refusal or replace(session, state=SessionState.AWAITING_COUNTERSIGNATURE, closure_proposed_by=by)


def countersign_closure(session: JurySession, undecided: tuple[str, ...]) -> JurySession | Refusal:
    """The chair's half, which closes it."""
    if session.state is SessionState.OPEN:
        return _too_early(
            "closure_not_proposed",
            Text("Le secrétariat propose d'abord la clôture.", "The secretariat proposes the closure first."),
        )
    if session.state is not SessionState.AWAITING_COUNTERSIGNATURE:
        return not_in_session(session) or session
    return refused(_waiting(undecided)) or replace(session, state=SessionState.CLOSED)


def differing_presence(session: JurySession, present: tuple[UUID, ...] | None, chair: UUID | None) -> Refusal | None:
    """A closure that names who is there, or the opening that takes it back, names those who have come and not left."""
    faults = []
    if present is not None and frozenset(present) != frozenset(each.user_id for each in session.members_present()):
        detail = Text(
            "Ce ne sont pas les membres présents : notez d'abord arrivées et départs.",
            "These are not the members present: record arrivals and departures first.",
        )
        faults.append(Violation(code="differs_from_attendance", pointer="/present", detail=detail))
    if chair is not None and chair != session.chair:
        detail = Text(
            "Ce n'est pas qui préside : passez d'abord la présidence.",
            "This is not who presides: hand the chair over first.",
        )
        faults.append(Violation(code="differs_from_attendance", pointer="/chair", detail=detail))
    return invalid(tuple(faults))


def _not_planned(session: JurySession) -> Refusal | None:
    match session.state:
        case SessionState.PLANNED:
            return None
        case SessionState.OPEN | SessionState.AWAITING_COUNTERSIGNATURE:
            return already_done(_OPENED)
        case SessionState.CLOSED:
            return already_done(_CLOSED)
        case SessionState.CANCELLED:
            return already_done(_CANCELLED)


def not_in_session(session: JurySession) -> Refusal | None:
    """Why a session that is not open, or is closed, has nobody in attendance to change."""
    match session.state:
        case SessionState.PLANNED:
            return _too_early("session_not_open", Text("Cette session n'est pas ouverte.", "This session is not open."))
        case SessionState.CLOSED:
            return already_done(_CLOSED)
        case SessionState.CANCELLED:
            return already_done(_CANCELLED)
        case SessionState.OPEN | SessionState.AWAITING_COUNTERSIGNATURE:
            return None


def _too_early(code: str, detail: Text) -> Refusal:
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(Violation(code=code, rule=R71, detail=detail),))


def _past(held_on: date, on: date) -> tuple[Violation, ...]:
    if held_on >= on:
        return ()
    detail = Text(f"Le {in_words(held_on).fr} est passé.", f"{in_words(held_on).en} is past.")
    return (Violation(code="day_in_the_past", pointer="/held_on", detail=detail),)


def _faults(session: JurySession, strangers: tuple[Violation, ...]) -> tuple[Violation, ...]:
    return (
        *_impossible_last_day(session),
        *_closes_too_late(session),
        *_joined_from_nowhere(session),
        *(strangers or (*_members_twice(session), *_several_chairs(session))),
    )


def _impossible_last_day(session: JurySession) -> tuple[Violation, ...]:
    if session.held_on <= session.last_day < session.held_on + LONGEST_SESSION:
        return ()
    first, most = in_words(session.held_on), LONGEST_SESSION.days
    detail = Text(
        f"Une session siège du {first.fr} à un jour qui le suit, {most} jours au plus.",
        f"A session sits from {first.en} to a day after it, {most} days at the most.",
    )
    return (Violation(code="impossible_last_day", rule=D54, pointer="/held_until", detail=detail),)


def _closes_too_late(session: JurySession) -> tuple[Violation, ...]:
    if session.registration_closes_on <= session.held_on:
        return ()
    detail = Text(
        "Les inscriptions se closent au plus tard le jour de la session.",
        "Registrations close on the day of the session at the latest.",
    )
    return (Violation(code="closes_after_it_is_held", pointer="/registration_closes_on", detail=detail),)


def _joined_from_nowhere(session: JurySession) -> tuple[Violation, ...]:
    if session.remote or session.join_url is None:
        return ()
    detail = Text(
        "Un lien de connexion n'a de sens que pour une session à distance : dites-la telle, ou effacez le lien.",
        "A link to join by belongs to a remote session: declare it remote, or clear the link.",
    )
    return (Violation(code="not_remote", pointer="/join_url", detail=detail),)


def _members_twice(session: JurySession) -> tuple[Violation, ...]:
    times = Counter(member.user_id for member in session.members)
    detail = Text("Cette personne est nommée plusieurs fois.", "This person is named several times.")
    return tuple(
        Violation(code="member_twice", pointer=f"/members/{index}/user_id", detail=detail)
        for index, member in enumerate(session.members)
        if times[member.user_id] > 1
    )


def _several_chairs(session: JurySession) -> tuple[Violation, ...]:
    if sum(member.chair for member in session.members) <= 1:
        return ()
    detail = Text("Une seule personne préside.", "One person alone presides.")
    return (Violation(code="several_chairs", pointer="/members", detail=detail),)


def _too_small(session: JurySession, registered: int) -> tuple[Violation, ...]:
    if registered <= session.capacity:
        return ()
    detail = Text(
        f"{registered} dossiers sont déjà inscrits à cette session.",
        f"{registered} dossiers are registered to this session already.",
    )
    return (Violation(code="capacity_below_registered", pointer="/capacity", detail=detail),)


def _not_later(session: JurySession, held_on: date) -> tuple[Violation, ...]:
    if held_on > session.held_on:
        return ()
    detail = Text(
        f"Un report est postérieur au {in_words(session.held_on).fr}.",
        f"A postponement is later than {in_words(session.held_on).en}.",
    )
    return (Violation(code="not_later", pointer="/held_on", detail=detail),)


def _strangers(session: JurySession, present: tuple[UUID, ...], chair: UUID) -> tuple[Violation, ...]:
    stranger = Text("Cette personne n'est pas membre de ce jury.", "This person is not a member of this jury.")
    faults = [
        Violation(code="unknown_member", pointer=f"/present/{index}", detail=stranger)
        for index, user_id in enumerate(present)
        if session.member(user_id) is None
    ]
    if chair not in present:
        detail = Text("La présidence est au nombre des présents.", "The chair is among those present.")
        faults.append(Violation(code="chair_not_present", pointer="/chair", detail=detail))
    return tuple(faults)


def _waiting(undecided: tuple[str, ...]) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            code="dossier_undecided",
            rule=R63,
            detail=Text(
                f"Le dossier {number} attend une décision : délibérez, ou reportez-le.",
                f"Dossier {number} waits for a decision: deliberate, or postpone it.",
            ),
        )
        for number in undecided
    )
