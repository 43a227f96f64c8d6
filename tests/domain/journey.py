"""Every act on a dossier, played well or badly, so that a machine may play all actors at random."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from app.domain import admissibility, assessing, assigning, jury_registration, preparation
from app.domain.assessment import Assessment
from app.domain.case import Case
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Dossier, Ground, SkillsIdentification
from app.domain.refusal import Refusal
from tests.builders import (
    CODES,
    DIRECT_VARIANT,
    OTHER_SIRET,
    a_choice,
    a_skills_identification,
    a_trade_evaluator,
    a_training_plan,
    an_evaluator,
    an_id,
)
from tests.rules.jury import deliberated, sitting
from tests.rules.stages import a_session, assessment_of

Answer = Dossier | Refusal
Act = Callable[[Case, bool], Answer]
"""An act on a case, played well or badly."""


def _identification(case: Case, well: bool) -> SkillsIdentification:
    missing = () if well or case.dossier.variant == DIRECT_VARIANT else ("C1", "C2")
    held = a_skills_identification(held_on=case.on, to_acquire=missing)
    return held if well else replace(held, competences=held.competences[:2] if case.on.day % 2 else held.competences)


def _plan(case: Case, well: bool) -> Answer:
    identification = case.dossier.skills_identification
    fitting = CODES if identification is None else tuple(sorted(identification.to_acquire))
    plan = a_training_plan(competences=fitting if well else CODES, starts_on=case.on, ends_on=case.on)
    return preparation.record_training_plan(case, plan)


def _decision(case: Case, well: bool) -> Answer:
    verdict = AdmissibilityVerdict.ADMISSIBLE if well else AdmissibilityVerdict.INCOMPLETE
    grounds = () if well else (Ground(text="Il manque une page."),)
    decision = AdmissibilityDecision(verdict=verdict, grounds=grounds, decided_on=case.on)
    return admissibility.decide(case, decision)


def _assessment(case: Case, well: bool) -> Assessment:
    whole = assessment_of(case.dossier.pathway, held_on=(case.on,), observed_on=(case.on,))
    if well:
        return replace(whole, concertation_held_on=case.on)
    return replace(
        whole, concertation_held_on=None, results=whole.results[: case.on.day % 3], candidate_observations=""
    )


def _invitation(case: Case, well: bool) -> Answer:
    invited = a_trade_evaluator(invited_on=case.on)
    return assessing.invite_trade_evaluator(case, invited if well else replace(invited, employer_siren=OTHER_SIRET[:9]))


def _replacement(case: Case, well: bool) -> Answer:
    """The one of two evaluators who does not assess yet."""
    first, second = an_evaluator(), an_evaluator(id=an_id(303), name="Inès Garnier", email="ines@example.org")
    chosen = case.dossier.evaluator
    other = second if chosen is not None and chosen.evaluator_id == first.id else first
    choice = a_choice(evaluator_id=other.id, planned_on=case.on, fees_agreed=well)
    return assigning.replace_evaluator(case, other, choice, "Malade.")


def _registration(case: Case, well: bool) -> Answer:
    closes_on = case.on + timedelta(days=10 if well else -1)
    session = a_session(held_on=case.on + timedelta(days=20), registration_closes_on=closes_on)
    return jury_registration.register_to_jury(case, session, 0)


ACTS: Mapping[str, Act] = {
    "recordSkillsIdentification": lambda case, well: preparation.record_skills_identification(
        case, _identification(case, well)
    ),
    "recordTrainingPlan": _plan,
    "submitAdmissibility": lambda case, well: admissibility.submit(case, case.on + timedelta(days=0 if well else 1)),
    "decideAdmissibility": _decision,
    "recordDispatch": lambda case, _: admissibility.record_dispatch(case, "1A 234", case.on),
    "acknowledgeAdmissibility": lambda case, _: admissibility.acknowledge(case, case.on),
    "extendAdmissibility": lambda case, well: admissibility.extend(
        case, case.on + timedelta(days=700 if well else 1), "Congé"
    ),
    "recordPortfolio": lambda case, well: preparation.record_portfolio(
        case, case.on + timedelta(days=0 if well else 1)
    ),
    "verifyHeldCertification": lambda case, well: preparation.verify_held_certification(
        case, "cqpi-agent-logistique", verified=well, reason="Vu"
    ),
    "chooseEvaluator": lambda case, well: assigning.choose_evaluator(
        case, an_evaluator(), a_choice(planned_on=case.on, fees_agreed=well)
    ),
    "replaceEvaluator": _replacement,
    "acceptAssignment": lambda case, well: assigning.accept_assignment(case, assigning.Declaration(independent=well)),
    "declineAssignment": lambda case, _: assigning.decline_assignment(case),
    "confirmDirectAssessment": lambda case, well: preparation.confirm_direct_assessment(
        case, confirmed=well, evidence="Bulletins de paie"
    ),
    "completeRegistration": lambda case, _: preparation.complete_registration(case),
    "inviteTradeEvaluator": _invitation,
    "revokeTradeEvaluator": lambda case, _: assessing.revoke_trade_evaluator(case),
    "recordAssessment": lambda case, well: assessing.record_assessment(case, _assessment(case, well)),
    "recordTradeObservations": lambda case, _: assessing.record_trade_observations(case, "Bon travail."),
    "waiveTradeObservations": lambda case, _: assessing.waive_trade_observations(case, "Parti."),
    "completeAssessment": lambda case, _: assessing.complete_assessment(case),
    "registerToJury": _registration,
    "withdrawFromJury": lambda case, _: jury_registration.withdraw_from_jury(case, by_branch=True),
    "postponeDossier": lambda case, well: jury_registration.postpone(
        case, by_branch=well or case.dossier.awaits_redeliberation
    ),
    "deliberate": lambda case, _: deliberated(case, session=sitting(held_on=case.on)),
    "withdrawDossier": lambda case, _: jury_registration.withdraw(case, "Le candidat renonce."),
}
"""Every act of the domain's table, save the correction of what is declared, which is no transition."""
