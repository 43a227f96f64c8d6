"""On and off the agenda of a jury, and out of the journey (R45, R58–R61, D3, D12, D38)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.actions import refusal_to_open
from app.domain.admissibility import candidacy_ends_on, has_lapsed
from app.domain.assigning import ties_on_days
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.dossier import Adjournment, Closure, ClosureReason, Dossier, JuryRegistration, JuryRegistrationState
from app.domain.jury import JurySession
from app.domain.law import Violation
from app.domain.missing_items import lacking_again, violations_of_missing_items
from app.domain.once_each import not_to_be_registered
from app.domain.refusal import Refusal, RefusalKind, refused
from app.domain.rules.admissibility import R45
from app.domain.rules.decisions import D54
from app.domain.rules.statuses import R71
from app.domain.text import Text


def register_to_jury(case: Case, session: JurySession, already_registered: int) -> Dossier | Refusal:
    """Put the dossier on the agenda of ``session``, where ``already_registered`` dossiers stand before it."""
    refusal = refusal_to_open(case, "registerToJury") or refused(
        (
            *lapsed_candidacy(case),
            *_closed_session(session, case.on),
            *full_session(session, already_registered),
            *violations_of_missing_items(case, "jury"),
            *lacking_again(case),
            *not_to_be_registered(case),
            *_ties(case),
        )
    )
    registration = JuryRegistration(
        state=JuryRegistrationState.REGISTERED, session_id=session.id, registered_on=case.on
    )
    return refusal or replace(case.dossier, jury_registration=registration)


def _ties(case: Case) -> tuple[Violation, ...]:
    """D17: what was declared since the assessment may tie whoever held it to those around the candidate."""
    assessment = case.dossier.assessment
    if assessment is None:
        return ()
    return tuple(
        replace(fault, pointer=None, detail=_with_the_way_out(fault.detail)) for fault in ties_on_days(case, assessment)
    )


def _with_the_way_out(detail: Text) -> Text:
    """D63: without it, a tie declared after the assessment would keep the candidate from every jury."""
    return Text(
        f"{detail.fr} Le secrétariat peut remplacer l'évaluateur, et le nouveau tenir une autre séance.",
        f"{detail.en} The secretariat may replace the evaluator, and the new one hold another sitting.",
    )


def withdraw_from_jury(case: Case, session: JurySession | None = None, *, by_branch: bool = False) -> Dossier | Refusal:
    """Take the dossier off the agenda of ``session`` at the asker's will: the eighteen months count again (D12)."""
    left = replace(
        case.dossier.jury_registration, state=JuryRegistrationState.WITHDRAWN, session_id=None, redeliberation=None
    )
    refusal = refusal_to_open(case, "withdrawFromJury") or of_the_branch_alone(case.dossier, session, by_branch)
    return refusal or replace(case.dossier, jury_registration=left)


def postpone(
    case: Case, session: JurySession | None = None, *, by_branch: bool, adjournment: Adjournment | None = None
) -> Dossier | Refusal:
    """Take the dossier off the agenda of ``session`` until another one; the branch's decision exposes no candidacy
    (D12). ``adjournment``: of a session that sits, what its minutes say of it."""
    left = replace(
        case.dossier.jury_registration,
        state=JuryRegistrationState.POSTPONED,
        session_id=None,
        by_branch=by_branch,
        redeliberation=None,
    )
    adjourned = () if adjournment is None else (adjournment,)
    refusal = refusal_to_open(case, "postponeDossier") or of_the_branch_alone(case.dossier, session, by_branch)
    return refusal or replace(
        case.dossier, jury_registration=left, adjournments=(*case.dossier.adjournments, *adjourned)
    )


def awaits_decision(dossier: Dossier) -> bool:
    """Whether a dossier of an agenda is still to be decided by its session: for the first time, or again (D39)."""
    return not dossier.decisions or dossier.awaits_redeliberation


def of_the_branch_alone(dossier: Dossier, session: JurySession | None, by_branch: bool) -> Refusal | None:
    """Why an employer does not take the dossier off the agenda of ``session``: the jury sits, or is to decide again."""
    if by_branch or not dossier.is_registered_to_jury:
        return None
    if session is not None and session.is_sitting:
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_SITTING,))
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_AGAIN,)) if dossier.awaits_redeliberation else None


def carry_over(
    agenda: Sequence[Dossier], to: JurySession, already_registered: int, on: date
) -> tuple[Dossier, ...] | Refusal:
    """The dossiers of a session that is not held, on the agenda of another: all of them, or none for want of places.

    They are not registered anew: what their registration satisfied stays so (D12).
    """
    refusal = refused((*_closed_session(to, on), *_too_few_places(to, already_registered, len(agenda))))
    return refusal or tuple(
        replace(dossier, jury_registration=replace(dossier.jury_registration, session_id=to.id)) for dossier in agenda
    )


def withdraw(
    case: Case, reason: str, session: JurySession | None = None, *, by_branch: bool = False
) -> Dossier | Refusal:
    """End the dossier at its employer's, or the secretariat's, word; nothing of it is deleted (D38).

    ``session``: the one on whose agenda it stands.
    """
    registration = case.dossier.jury_registration
    left = (
        replace(registration, state=JuryRegistrationState.WITHDRAWN, session_id=None)
        if case.dossier.is_registered_to_jury
        else registration
    )
    session_id = registration.session_id if case.dossier.is_registered_to_jury else None
    closure = Closure(reason=ClosureReason.WITHDRAWN, on=case.on, detail=reason, session_id=session_id)
    refusal = refusal_to_open(case, "withdrawDossier") or of_the_branch_alone(case.dossier, session, by_branch)
    return refusal or replace(case.dossier, closure=closure, jury_registration=left)


def was_withdrawn_so(dossier: Dossier, reason: str) -> bool:
    """Whether it was withdrawn for that reason: told again, it changes nothing."""
    closure = dossier.closure
    return closure is not None and closure.reason is ClosureReason.WITHDRAWN and closure.detail == reason


def lapsed_candidacy(case: Case) -> tuple[Violation, ...]:
    """R45: past its eighteen months the candidacy lapses, unless the secretariat extends it."""
    end = candidacy_ends_on(case)
    if end is None or not has_lapsed(case):
        return ()
    return (
        Violation(
            code="candidacy_lapsed",
            rule=R45,
            detail=Text(
                f"La candidature n'a été maintenue que jusqu'au {in_words(end).fr}.",
                f"The candidacy held until {in_words(end).en} only.",
            ),
        ),
    )


def _closed_session(session: JurySession, on: date) -> tuple[Violation, ...]:
    if session.takes_registrations(on):
        return ()
    return (
        Violation(
            code="session_not_open_for_registration",
            rule=R71,
            pointer="/session_id",
            detail=Text(
                f"Les inscriptions à cette session étaient ouvertes jusqu'au "
                f"{in_words(session.registration_closes_on).fr}, tant qu'elle n'était ni ouverte ni annulée.",
                f"This session took registrations until {in_words(session.registration_closes_on).en}, "
                "as long as it was neither open nor cancelled.",
            ),
        ),
    )


def _too_few_places(session: JurySession, taken: int, needed: int) -> tuple[Violation, ...]:
    free = session.capacity - taken
    if needed <= free:
        return ()
    return (
        Violation(
            code="session_full",
            rule=R71,
            pointer="/session_id",
            detail=Text(
                f"Cette session a {free} places libres, et il en faut {needed}.",
                f"This session has {free} free places, and {needed} are needed.",
            ),
        ),
    )


def full_session(session: JurySession, already_registered: int) -> tuple[Violation, ...]:
    """That the session has as many dossiers as it takes."""
    if already_registered < session.capacity:
        return ()
    return (
        Violation(
            code="session_full",
            rule=R71,
            pointer="/session_id",
            detail=Text(
                f"Cette session examine {session.capacity} dossiers, et les a déjà.",
                f"This session takes {session.capacity} dossiers, and has them already.",
            ),
        ),
    )


_SITTING = Violation(
    code="session_is_open",
    rule=D54,
    detail=Text(
        "Le jury siège : le secrétariat ou la présidence reporte le dossier. Adressez-vous au secrétariat.",
        "The jury is sitting: the secretariat or the chair postpones the dossier. Write to the secretariat.",
    ),
)
_AGAIN = Violation(
    code="redeliberation_requested",
    rule=D54,
    detail=Text(
        "Le jury doit statuer de nouveau sur ce dossier : le secrétariat seul le retire de l'ordre du jour.",
        "The jury is to decide on this dossier again: the secretariat alone takes it off the agenda.",
    ),
)
