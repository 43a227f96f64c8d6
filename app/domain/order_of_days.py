"""The order of days: a recorded day never comes before the day of what must precede it (D48)."""

from datetime import date

from app.domain.assessment import Assessment
from app.domain.calendar import add_years
from app.domain.case import Case, Governed
from app.domain.day_words import in_words
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.law import GUIDE_IN_FORCE_FROM, Rule, Violation
from app.domain.pathway import Actor
from app.domain.pathways import pathway_followed_by
from app.domain.rules.common_law_vae import R38, R39, R42
from app.domain.rules.decisions import D48
from app.domain.rules.evaluators import R21
from app.domain.rules.statuses import R68
from app.domain.text import Text

SCHEME_BEGAN_ON = GUIDE_IN_FORCE_FROM
"""No request, receipt, decision, sitting, portfolio or jury of this branch lies before it."""


def before_the_scheme(day: date, pointer: str) -> tuple[Violation, ...]:
    """That the branch had no scheme yet on that day; nothing where it had."""
    if day >= SCHEME_BEGAN_ON:
        return ()
    return (
        _too_early(
            "before_the_scheme",
            D48,
            pointer,
            "Le dispositif de la branche n'existe que depuis le 27 avril 2011.",
            "The branch's scheme exists since 27 April 2011 only.",
        ),
    )


def identification_after_the_request(case: Case, held_on: date) -> tuple[Violation, ...]:
    """A request that this dossier has submitted already was made by an identification held before it."""
    request = case.dossier.admissibility
    if request is None or not request.received_on or request.received_on[-1] < case.dossier.created_on:
        return ()
    if held_on <= request.received_on[-1]:
        return ()
    return (
        _too_early(
            "identification_after_the_request",
            D48,
            "/held_on",
            f"La demande a été reçue le {in_words(request.received_on[-1]).fr} : le repérage l'a précédée.",
            f"The request was received on {in_words(request.received_on[-1]).en}: the identification came before it.",
        ),
    )


def request_before_the_identification(case: Case, received_on: date) -> tuple[Violation, ...]:
    """The same, told of the receipt."""
    identification = case.dossier.skills_identification
    if identification is None or received_on >= identification.held_on:
        return ()
    return (
        _too_early(
            "before_the_identification",
            D48,
            "/received_on",
            f"Le repérage est du {in_words(identification.held_on).fr} : la demande ne le précède pas.",
            f"The identification is of {in_words(identification.held_on).en}: the request does not come before it.",
        ),
    )


def request_before_the_birth(dossier: Dossier, received_on: date) -> tuple[Violation, ...]:
    """Nobody asks for anything before they are born."""
    birth_date = dossier.candidate.birth_date
    if received_on > birth_date:
        return ()
    return (
        _too_early(
            "before_the_birth",
            D48,
            "/received_on",
            f"Le candidat est né le {in_words(birth_date).fr} : la demande ne précède pas sa naissance.",
            f"The candidate was born on {in_words(birth_date).en}: the request does not come before.",
        ),
    )


def portfolio_before_the_decision(case: Case, completed_on: date) -> tuple[Violation, ...]:
    """R38: the candidate begins to write once the request was found admissible."""
    request = case.dossier.admissibility
    admitted_on = request.first_admitted_on if request is not None else None
    if admitted_on is None or completed_on >= admitted_on:
        return ()
    return (
        _too_early(
            "before_the_decision",
            R38,
            "/completed_on",
            f"La recevabilité a été prononcée le {in_words(admitted_on).fr} : le dossier VAE la suit.",
            f"The request was found admissible on {in_words(admitted_on).en}: the portfolio follows.",
        ),
    )


def planned_in_the_past(case: Case, planned_on: date) -> tuple[Violation, ...]:
    """R21: a day that is agreed is to come, save where the secretariat writes down what was agreed without it."""
    dossier = case.dossier
    known = dossier.evaluator is not None and dossier.evaluator.planned_on == planned_on
    by_others = pathway_followed_by(dossier).acts["chooseEvaluator"][0] is not Actor.SECRETARIAT
    if planned_on >= case.on or known or not by_others:
        return before_the_scheme(planned_on, "/planned_on") if not known else ()
    return (
        _too_early(
            "planned_in_the_past",
            R21,
            "/planned_on",
            f"Le {in_words(planned_on).fr} est passé : l'évaluation se convient avant d'avoir lieu.",
            f"{in_words(planned_on).en} is past: an assessment is agreed before it is held.",
        ),
    )


def sittings_too_early(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    """R68, R39: each day of the assessment follows the registration, or the portfolio where it comes first."""
    dossier = case.dossier
    days = (
        *((f"/held_on/{index}", day) for index, day in enumerate(assessment.held_on)),
        *((f"/observed_on/{index}", day) for index, day in enumerate(assessment.observed_on)),
    )
    registered_on = dossier.registered_on if _registers_before_it_assesses(dossier) else None
    if registered_on is not None:
        return tuple(_before_the_registration(pointer, registered_on) for pointer, day in days if day < registered_on)
    completed_on = dossier.portfolio_completed_on
    if completed_on is None:
        return ()
    return tuple(
        _before_the_portfolio(pointer, completed_on)
        for pointer, day in days
        if day < completed_on and pointer.startswith("/held_on")
    )


def received_too_early(case: Case, kind: DocumentKind, received_on: date) -> tuple[Violation, ...]:
    """R42: outil 7 is the portfolio, outil 8 tells of the sittings; neither is received before them."""
    dossier = case.dossier
    if kind is DocumentKind.OUTIL_7 and dossier.portfolio_completed_on is not None:
        floor, fr, en = dossier.portfolio_completed_on, "le dossier VAE est du", "the portfolio is of"
    elif kind is DocumentKind.OUTIL_8 and dossier.assessment is not None and dossier.assessment.held_on:
        floor, fr, en = max(dossier.assessment.held_on), "le dernier entretien est du", "the last sitting is of"
    else:
        return before_the_scheme(received_on, "/received_on")
    if received_on >= floor:
        return ()
    return (
        _too_early(
            "received_before_what_it_tells",
            R42,
            "/received_on",
            f"Ce document ne peut pas être reçu avant : {fr} {in_words(floor).fr}.",
            f"This document cannot be received earlier: {en} {in_words(floor).en}.",
        ),
    )


def is_an_old_identification(case: Governed) -> bool:
    """Whether the skills identification was held too many years before the request."""
    identification, requested_on = case.dossier.skills_identification, case.dossier.requested_on
    if identification is None:
        return False
    years = case.parameters.number(D48, "identification_years", requested_on)
    return add_years(identification.held_on, years) < requested_on


def _registers_before_it_assesses(dossier: Dossier) -> bool:
    codes = [step.code for step in pathway_followed_by(dossier).steps]
    return "registration" in codes and "assessment" in codes and codes.index("registration") < codes.index("assessment")


def _before_the_registration(pointer: str, registered_on: date) -> Violation:
    return _too_early(
        "before_the_registration",
        R68,
        pointer,
        f"Le candidat est inscrit depuis le {in_words(registered_on).fr} : l'évaluation ne précède pas l'inscription.",
        f"The candidate is registered since {in_words(registered_on).en}: the assessment does not come before.",
    )


def _before_the_portfolio(pointer: str, completed_on: date) -> Violation:
    return _too_early(
        "before_the_portfolio",
        R39,
        pointer,
        f"Le dossier VAE est constitué depuis le {in_words(completed_on).fr} : l'entretien ne le précède pas.",
        f"The portfolio is complete since {in_words(completed_on).en}: the interview does not come before.",
    )


def _too_early(code: str, rule: Rule, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, rule=rule, pointer=pointer, detail=Text(fr, en))
