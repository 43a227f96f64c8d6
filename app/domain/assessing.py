"""The assessment itself: recorded in one sitting or several, completed once, correctable until the jury (R46–R58)."""

from collections import Counter
from dataclasses import replace

from app.domain.actions import refusal_to_open
from app.domain.assessment import Assessment, NamedProfessional, Scope
from app.domain.assigning import faults_on_days
from app.domain.case import Case
from app.domain.days import future_day_faults
from app.domain.different_people import professional_seat_faults, trade_evaluator_seat_faults
from app.domain.dossier import Dossier, FormerTradeObservations, TradeEvaluator, TradeObservations
from app.domain.identifiers import CCNIC
from app.domain.law import Violation
from app.domain.missing_items import violations_of_missing_items
from app.domain.order_of_days import sittings_too_early
from app.domain.pathways import pathway_followed_by
from app.domain.persons import name_key
from app.domain.places import impossible_places
from app.domain.refusal import Refusal, judged_whole, refused
from app.domain.related_parties import company_sirens
from app.domain.results_on_record import with_what_was_sent
from app.domain.rules.assessment import R53, R55
from app.domain.rules.common_law_vae import R39
from app.domain.rules.decisions import D42
from app.domain.rules.evaluators import R17, R18, R19
from app.domain.scope import scope_of, standing_scope
from app.domain.taking_over import changes_the_guide, with_guide_asked_again
from app.domain.text import Text


def record_assessment(case: Case, assessment: Assessment) -> Dossier | Refusal:
    """Keep what the evaluator records; the first record freezes the scope (D23).

    Once the assessment is complete, a correction must leave it complete.
    """
    scope = case.dossier.scope or scope_of(case)
    recorded = with_what_was_sent(replace(case.dossier, scope=scope), assessment, case.on)
    kept = recorded.assessment or assessment
    refusal = refusal_to_open(case, "recordAssessment") or judged_whole(
        (
            *_days_to_come(case, assessment),
            *impossible_places(assessment),
            *_impossible_results(case, assessment),
        ),
        (
            *faults_on_days(case, kept),
            *sittings_too_early(case, assessment),
            *_already_held(standing_scope(case), assessment),
            *_interview_without_letter(case, assessment),
            *_professional_of_chemistry(case, assessment),
            *professional_seat_faults(case, assessment),
            *_observer_who_assesses(case, assessment),
            *_no_longer_complete(case, recorded),
        ),
    )
    if refusal:
        return refusal
    return with_guide_asked_again(recorded) if changes_the_guide(case.dossier, assessment) else recorded


def complete_assessment(case: Case) -> Dossier | Refusal:
    """Close the assessment, or refuse with everything that it lacks (R70, D2).

    Whoever assessed is judged again: a tie may have been declared since (R12, R15), or a company verified (R18).
    """
    assessment = case.dossier.assessment
    since = (
        (*faults_on_days(case, assessment), *_professional_of_chemistry(case, assessment))
        if assessment is not None
        else ()
    )
    refusal = refusal_to_open(case, "completeAssessment") or refused(
        (*violations_of_missing_items(case, "assessment"), *since)
    )
    return refusal or replace(case.dossier, assessment_completed_on=case.on)


def invite_trade_evaluator(case: Case, invited: TradeEvaluator) -> Dossier | Refusal:
    """Invite the trade professional: of the company, and somebody else than the others on the dossier (R17, D42).

    Observations that were given are then to be given again (D57).
    """
    refusal = refusal_to_open(case, "inviteTradeEvaluator") or refused(
        (*_not_of_the_company(case, invited), *trade_evaluator_seat_faults(case, invited))
    )
    return refusal or replace(
        case.dossier,
        trade_evaluator=invited,
        trade_observations=None,
        former_trade_observations=(*case.dossier.former_trade_observations, *_taken_up_again(case)),
    )


def _taken_up_again(case: Case) -> tuple[FormerTradeObservations, ...]:
    """D57: the observations that a new invitation asks for again, which stay on record."""
    given, by = case.dossier.trade_observations, case.dossier.trade_evaluator
    if given is None or by is None:
        return ()
    return (FormerTradeObservations(trade_evaluator=by, observations=given, until=case.on),)


def revoke_trade_evaluator(case: Case) -> Dossier | Refusal:
    """Take the invitation back: its link opens nothing any more."""
    return refusal_to_open(case, "revokeTradeEvaluator") or replace(case.dossier, trade_evaluator=None)


def record_trade_observations(case: Case, observations: str) -> Dossier | Refusal:
    """Keep the trade evaluator's observations: they observe, and enter no result (R55)."""
    kept = TradeObservations(text=observations, recorded_on=case.on)
    return refusal_to_open(case, "recordTradeObservations") or replace(case.dossier, trade_observations=kept)


def waive_trade_observations(case: Case, reason: str) -> Dossier | Refusal:
    """Go without the trade evaluator's observations, for a reason (D2)."""
    waived = TradeObservations(text=reason, recorded_on=case.on, waived=True)
    return refusal_to_open(case, "waiveTradeObservations") or replace(case.dossier, trade_observations=waived)


def _no_longer_complete(case: Case, recorded: Dossier) -> tuple[Violation, ...]:
    """What a completed assessment would lack that it does not lack already (D66)."""
    if recorded.assessment_completed_on is None:
        return ()
    already = violations_of_missing_items(case, "assessment")
    lacking = violations_of_missing_items(replace(case, dossier=recorded), "assessment")
    return tuple(violation for violation in lacking if violation not in already)


def _days_to_come(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    named = [
        *((f"/held_on/{index}", day) for index, day in enumerate(assessment.held_on)),
        *((f"/observed_on/{index}", day) for index, day in enumerate(assessment.observed_on)),
    ]
    if assessment.concertation_held_on is not None:
        named.append(("/concertation_held_on", assessment.concertation_held_on))
    return tuple(fault for pointer, day in named for fault in future_day_faults(day, case.on, pointer))


def _impossible_results(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    known = {competence.code for competence in case.framework.current}
    seen = Counter(result.competence_code for result in assessment.results)
    faults = []
    for index, result in enumerate(assessment.results):
        pointer = f"/results/{index}/competence_code"
        if result.competence_code not in known:
            faults.append(
                Violation(
                    code="unknown_competence",
                    pointer=pointer,
                    detail=Text(
                        f"Le référentiel n'a pas de compétence {result.competence_code}.",
                        f"The framework has no competence {result.competence_code}.",
                    ),
                )
            )
        elif seen[result.competence_code] > 1:
            faults.append(
                Violation(
                    code="competence_twice",
                    pointer=pointer,
                    detail=Text(
                        f"La compétence {result.competence_code} a plusieurs résultats.",
                        f"Competence {result.competence_code} has several results.",
                    ),
                )
            )
    return tuple(faults)


def _already_held(scope: Scope, assessment: Assessment) -> tuple[Violation, ...]:
    sources = {exemption.competence_code: exemption.source for exemption in scope.exemptions}
    return tuple(
        Violation(
            code="competence_already_held",
            rule=R53,
            pointer=f"/results/{index}/competence_code",
            detail=Text(
                f"La compétence {result.competence_code} est déjà acquise ({sources[result.competence_code]}) : "
                "elle n'est pas réévaluée.",
                f"Competence {result.competence_code} is already held ({sources[result.competence_code]}): "
                "it is not assessed again.",
            ),
        )
        for index, result in enumerate(assessment.results)
        if result.competence_code in sources
    )


def _interview_without_letter(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    method = pathway_followed_by(case.dossier).assessment
    presented = assessment.briefing.admissibility_letter_presented is True
    if method is None or not method.letter_presented_first or presented:
        return ()
    return (
        Violation(
            code="admissibility_letter_not_presented",
            rule=R39,
            pointer="/briefing/admissibility_letter_presented",
            detail=Text(
                "Avant toute chose, le candidat remet à l'évaluateur le courrier attestant de la recevabilité.",
                "Before anything else the candidate gives the evaluator the letter of admissibility.",
            ),
        ),
    )


def _professional_of_chemistry(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    professional, method = assessment.professional, pathway_followed_by(case.dossier).assessment
    if method is None or not method.professional_named:
        return () if professional is None else (_named_elsewhere(),)
    if professional is None:
        return (_not_of_chemistry("professional_missing", "/trade_evaluator"),)
    if _is_of_chemistry(case, professional):
        return ()
    return (_not_of_chemistry("professional_not_in_chemistry", "/trade_evaluator/employer_idcc"),)


def _is_of_chemistry(case: Case, professional: NamedProfessional) -> bool:
    """What is known of the employer, where all its known establishments agree, else the IDCC declared (D62)."""
    known = case.known_companies.unit_on_record(professional.employer_siren)
    return professional.employer_idcc == CCNIC if known is None else known.is_under_ccnic


def _not_of_chemistry(code: str, pointer: str) -> Violation:
    return Violation(
        code=code,
        rule=R18,
        pointer=pointer,
        detail=Text(
            "Le professionnel du métier est nommé, et salarié d'une entreprise des Industries Chimiques : ce que la "
            "plateforme sait de cette entreprise compte avant l'IDCC déclaré.",
            "The trade professional is named, and employed by a chemical company: what the platform knows of that "
            "company counts before the IDCC declared.",
        ),
    )


def _named_elsewhere() -> Violation:
    return Violation(
        code="professional_is_invited",
        rule=R55,
        pointer="/trade_evaluator",
        detail=Text(
            "Dans ce parcours, l'évaluateur métier est invité, non nommé ici.",
            "In this pathway the trade evaluator is invited, not named here.",
        ),
    )


def _observer_who_assesses(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    """R19: who attends as an observer is neither of the two who assess."""
    assessing = {
        name_key(person.name)
        for person in (case.dossier.trade_evaluator, assessment.professional, case.evaluator)
        if person
    }
    return tuple(
        Violation(
            code="observer_assesses",
            rule=R19,
            pointer=f"/observers/{index}",
            detail=Text(
                f"{observer.name} assiste en observateur et ne peut pas participer à l'évaluation.",
                f"{observer.name} attends as an observer and may not take part in the assessment.",
            ),
        )
        for index, observer in enumerate(assessment.observers)
        if name_key(observer.name) in assessing
    )


def _not_of_the_company(case: Case, invited: TradeEvaluator) -> tuple[Violation, ...]:
    """R17, D22, D42: an employee of the candidate's employer; for a hosted worker, of the user company."""
    employment = case.dossier.candidate.employment
    host = employment.user_company
    expected = frozenset({host.siren}) if employment.is_hosted and host is not None else company_sirens(case)
    if not expected or invited.employer_siren in expected:
        return ()
    return (
        Violation(
            code="trade_evaluator_not_of_the_company",
            rule=D42 if employment.is_hosted else R17,
            pointer="/employer_siren",
            detail=Text(
                "L'évaluateur métier est un salarié de l'entreprise où travaille le candidat.",
                "The trade evaluator is an employee of the company where the candidate works.",
            ),
        ),
    )
