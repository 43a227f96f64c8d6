"""The evaluator of a dossier: chosen, independent, and willing (R12, R15, R16, R21, D17)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.actions import refusal_of_ended_dossier, refusal_to_open
from app.domain.assessment import Assessment
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.different_people import evaluator_seat_faults, not_to_be_told_apart
from app.domain.dossier import Acceptance, Dossier, EvaluatorChoice, InterviewExpertKind
from app.domain.evaluators import (
    Evaluator,
    independence_faults,
)
from app.domain.law import RuleWarning, Violation
from app.domain.order_of_days import planned_in_the_past
from app.domain.pathways import pathway_followed_by
from app.domain.persons import name_key
from app.domain.places import company_region, region_warnings, venues_of
from app.domain.refusal import Refusal, invalid, refused
from app.domain.regions import REGIONS
from app.domain.related_parties import related_parties_of
from app.domain.rules.decisions import D15, D63
from app.domain.rules.evaluators import R12, R15, R21
from app.domain.seats import Seat, SeatDistinction
from app.domain.taking_over import without_the_former
from app.domain.text import Text
from app.domain.titles import title_of


def authorisation_faults(
    evaluator: Evaluator, certification_code: str, region: str, days: Iterable[date], pointer: str | None = None
) -> tuple[Violation, ...]:
    """R12: one violation for each of ``days`` on which the evaluator is not authorised there for that."""
    refused_days = (
        day for day in days if not any(a.covers(certification_code, region, day) for a in evaluator.authorisations)
    )
    return tuple(
        _not_authorised(evaluator, title_of(certification_code), REGIONS.get(region, region), in_words(day), pointer)
        for day in refused_days
    )


def _not_authorised(evaluator: Evaluator, title: str, place: str, day: Text, pointer: str | None) -> Violation:
    return Violation(
        code="evaluator_not_authorised",
        rule=R12,
        pointer=pointer,
        detail=Text(
            fr=f"{evaluator.name} n'a pas d'habilitation pour « {title} » dans la région « {place} » le {day.fr} : "
            "choisissez un évaluateur dans l'annuaire public.",
            en=f"{evaluator.name} is not authorised for “{title}” in the region “{place}” on {day.en}: choose an "
            "evaluator from the public directory.",
        ),
    )


def choose_evaluator(case: Case, evaluator: Evaluator, choice: EvaluatorChoice) -> Dossier | Refusal:
    """Entrust the dossier to an evaluator who may assess it there, on the planned day; open until the first result."""
    refusal = refusal_to_open(case, "chooseEvaluator") or refused(_faults_of_choice(case, evaluator, choice))
    if refusal:
        return refusal
    same = case.dossier.evaluator is not None and case.dossier.evaluator.evaluator_id == choice.evaluator_id
    return replace(case.dossier if same else without_the_former(case, None), evaluator=choice)


def replace_evaluator(case: Case, evaluator: Evaluator, choice: EvaluatorChoice, reason: str) -> Dossier | Refusal:
    """Entrust the dossier to another evaluator, after the first result too (D63); open until the jury registration.

    Sittings and results stay. Who may assess is judged as at the first choice (R12, R15, R16, R21).
    """
    left = without_the_former(case, reason)
    refusal = refusal_to_open(case, "replaceEvaluator") or refused(
        (*_same_evaluator(case, choice), *_faults_of_choice(replace(case, dossier=left), evaluator, choice))
    )
    return refusal or replace(left, evaluator=choice)


def _faults_of_choice(case: Case, evaluator: Evaluator, choice: EvaluatorChoice) -> tuple[Violation, ...]:
    return (
        *_fees_not_agreed(choice),
        *planned_in_the_past(case, choice.planned_on),
        *authorisation_faults(
            evaluator, case.dossier.certification_code, choice.region, (choice.planned_on,), "/evaluator_id"
        ),
        *independence_faults(evaluator, related_parties_of(case), choice.planned_on),
        *evaluator_seat_faults(case, evaluator),
    )


def _same_evaluator(case: Case, choice: EvaluatorChoice) -> tuple[Violation, ...]:
    if case.dossier.evaluator is None or case.dossier.evaluator.evaluator_id != choice.evaluator_id:
        return ()
    return (
        Violation(
            code="same_evaluator",
            rule=D63,
            pointer="/evaluator_id",
            detail=Text(
                "Cet évaluateur assure déjà l'évaluation : choisissez-en un autre.",
                "This evaluator assesses the dossier already: choose another one.",
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What an evaluator declares when accepting: independence, and the ties that might be seen as a conflict."""

    independent: bool
    conflicts: tuple[str, ...] = ()


def accept_assignment(case: Case, declaration: Declaration) -> Dossier | Refusal:
    """Accept, with the declaration of independence that opens the documents (R15, D17)."""
    refusal = refusal_to_open(case, "acceptAssignment") or refused(_not_independent(declaration))
    return refusal or replace(case.dossier, acceptance=Acceptance(accepted_on=case.on, conflicts=declaration.conflicts))


def decline_assignment(case: Case) -> Dossier | Refusal:
    """Give the dossier back: another evaluator has to be chosen."""
    return refusal_to_open(case, "declineAssignment") or without_the_former(case, None)


def distinguish_seats(case: Case, seats: frozenset[Seat], reason: str) -> Dossier | Refusal:
    """Keep that people of one name in those seats are different people, where nothing but the name agrees (D58)."""
    if case.dossier.is_over:
        return refusal_of_ended_dossier(case.dossier)
    distinction = SeatDistinction(seats=tuple(sorted(seats)), reason=reason, on=case.on)
    return invalid(not_to_be_told_apart(case, seats)) or replace(
        case.dossier, seat_distinctions=(*case.dossier.seat_distinctions, distinction)
    )


def choice_warnings(case: Case, evaluator: Evaluator, choice: EvaluatorChoice) -> tuple[RuleWarning, ...]:
    """What is only pointed out: another region than the company's (D61), and what D15 tells of."""
    return (*_conducted_the_identification(case, evaluator), *region_warnings(choice.region, home_region(case)))


def _conducted_the_identification(case: Case, evaluator: Evaluator) -> tuple[RuleWarning, ...]:
    """D15: an evaluator who conducted the skills identification may still assess."""
    identification = case.dossier.skills_identification
    if identification is None or identification.interview_expert.kind is not InterviewExpertKind.EVALUATOR:
        return ()
    if name_key(identification.interview_expert.name) != name_key(evaluator.name):
        return ()
    return (
        RuleWarning(
            code="evaluator_conducted_skills_identification",
            rule=D15,
            detail=Text(
                "Cet évaluateur a conduit le repérage des compétences du candidat.",
                "This evaluator conducted the candidate's skills identification.",
            ),
        ),
    )


def home_region(case: Case) -> str | None:
    """Where a remote sitting counts (D19); None where it is not known.

    In a common-law VAE it is the candidate's region, and the dossier has no address of theirs.
    """
    method = pathway_followed_by(case.dossier).assessment
    return None if method is None or method.near_the_candidate else company_region(case)


def faults_on_days(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    """R12, R15, R16 on each day on which the assessment was held, where it was held, never on that of entry (D47).

    Each day is judged by the evaluator who held it (D63).
    """
    home, code = home_region(case), case.dossier.certification_code
    unauthorised = (
        fault
        for venue in venues_of(case, assessment)
        for evaluator in _evaluators_on(case, venue.on)
        for fault in authorisation_faults(evaluator, code, venue.judged_in(home), (venue.on,), venue.pointer)
    )
    return (*dict.fromkeys(unauthorised), *ties_on_days(case, assessment))


def ties_on_days(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    """R15, R16, D58 of them: the bodies and the people around the candidate may have been declared since (D17)."""
    related_parties = related_parties_of(case)
    ties = (
        fault
        for day in assessment.held_on
        for evaluator in _evaluators_on(case, day)
        for fault in independence_faults(evaluator, related_parties, day)
    )
    seats = evaluator_seat_faults(case, case.evaluator) if case.evaluator is not None else ()
    return (*dict.fromkeys(ties), *seats)


def _evaluators_on(case: Case, day: date) -> tuple[Evaluator, ...]:
    """Who held the sitting of that day: somebody who was replaced since, or the evaluator; nobody, if none is known."""
    former = next((each for each in case.dossier.former_assignments if day in each.sittings), None)
    if former is None:
        return () if case.evaluator is None else (case.evaluator,)
    known = (*case.former_evaluators, *(() if case.evaluator is None else (case.evaluator,)))
    sat = {each.id: each for each in known}.get(former.choice.evaluator_id)
    return () if sat is None else (sat,)


def _fees_not_agreed(choice: EvaluatorChoice) -> tuple[Violation, ...]:
    if choice.fees_agreed:
        return ()
    return (
        Violation(
            code="fees_not_agreed",
            rule=R21,
            pointer="/fees_agreed",
            detail=Text(
                "Les modalités financières se définissent avec l'évaluateur avant toute inscription.",
                "The fees are agreed with the evaluator before any registration.",
            ),
        ),
    )


def _not_independent(declaration: Declaration) -> tuple[Violation, ...]:
    if declaration.independent:
        return ()
    return (
        Violation(
            code="independence_not_declared",
            rule=R15,
            pointer="/independent",
            detail=Text(
                "Seul un évaluateur qui se déclare indépendant peut accepter : sinon, déclinez la mission.",
                "Only an evaluator who declares to be independent may accept: otherwise, decline the assignment.",
            ),
        ),
    )
