"""A candidate's death: a fact beside the status, and what becomes of the dossier (D69)."""

from dataclasses import replace
from datetime import date

from app.domain.case import Case
from app.domain.dossier import Closure, ClosureReason, Death, Dossier, JuryRegistrationState
from app.domain.law import Violation
from app.domain.refusal import Refusal, already_done, invalid
from app.domain.rules.decisions import D69
from app.domain.text import Text


def record_death(case: Case, *, on: date, source: str, goes_on: bool) -> Dossier | Refusal:
    """Keep the fact. A dossier in course goes on to its jury, or is closed; one that is over stays as it is.

    Recorded again, it can only close a dossier that was to go on.
    """
    dossier = case.dossier
    closes = not goes_on and not dossier.is_over
    if dossier.death is not None and not closes:
        return already_done(
            Text("Le décès est déjà enregistré dans ce dossier.", "The death is already recorded in this dossier.")
        )
    impossible = invalid(death_day_faults(dossier, on, case.on))
    if impossible:
        return impossible
    death = Death(on=on, source=source, goes_on=goes_on and not dossier.is_over, recorded_on=case.on)
    recorded = replace(dossier, death=death)
    return _closed(recorded, death, case.on) if closes else recorded


def undo_death(dossier: Dossier) -> Dossier:
    """The dossier of somebody who is alive: what the death alone had closed is open again, off every agenda."""
    by_death = dossier.closure is not None and dossier.closure.reason is ClosureReason.DECEASED
    return replace(dossier, death=None, closure=None if by_death else dossier.closure)


def death_day_faults(dossier: Dossier, on: date, today: date) -> tuple[Violation, ...]:
    """Why nobody can have died that day: it has not come yet, or the candidate was not born."""
    if on > today:
        return (_day_fault("day_in_the_future", "Ce jour n'est pas encore venu.", "This day has not come yet."),)
    return death_before_the_birth(dossier, on)


def death_before_the_birth(dossier: Dossier, on: date) -> tuple[Violation, ...]:
    """Why nobody can have died that day: the candidate was not born."""
    if on >= dossier.candidate.birth_date:
        return ()
    return (
        _day_fault(
            "death_before_birth",
            "Ce jour précède la naissance du candidat : vérifiez l'année.",
            "This day is before the candidate's birth: check the year.",
        ),
    )


def _closed(dossier: Dossier, death: Death, on: date) -> Dossier:
    registration = dossier.jury_registration
    if dossier.is_registered_to_jury:
        registration = replace(registration, state=JuryRegistrationState.WITHDRAWN, session_id=None)
    closure = Closure(reason=ClosureReason.DECEASED, on=on, detail=death.source)
    return replace(dossier, closure=closure, jury_registration=registration)


def _day_fault(code: str, fr: str, en: str) -> Violation:
    return Violation(code=code, rule=D69, pointer="/on", detail=Text(fr, en))
