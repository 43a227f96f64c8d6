"""Every act on a dossier, played well or badly, on a day of the player's choice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from app.domain import admissibility, assessing, assigning, jury_registration, preparation
from app.domain.assessment import Assessment, Result
from app.domain.case import Case
from app.domain.deliberating import Motion, deliberate, redeliberate
from app.domain.deliberation import CompetenceDecision
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Ground, Mastery
from app.domain.scope import standing_scope
from tests.builders import (
    OTHER_SIRET,
    a_choice,
    a_skills_identification,
    a_trade_evaluator,
    a_training_plan,
)
from tests.domain.journey import ACTS as WITHOUT_DAYS
from tests.domain.journey import Answer
from tests.domain.journey_machine.people import EVALUATOR, EVALUATOR_TOO
from tests.rules.jury import UNANIMOUS, sitting
from tests.rules.stages import a_session, assessment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How something is done: well or badly, how many days from today it is dated, and what is found of the candidate.

    ``lacking``: the place of the competence that is found not acquired, None where all are. ``words``: what the jury
    says beside. ``new_id``: the id of what is made by it.
    """

    well: bool = True
    days: int = 0
    lacking: int | None = None
    words: str = "none"
    held_code: str = ""
    new_id: UUID

    def day(self, case: Case) -> date:
        """The day that is written down."""
        return case.on + timedelta(days=self.days)


Act = Callable[[Case, Manner], Answer]


def codes_of(case: Case) -> tuple[str, ...]:
    """The codes of what is asked of the candidate."""
    return tuple(competence.code for competence in case.framework.current)


def _identify(case: Case, how: Manner) -> Answer:
    codes = codes_of(case) if how.well else codes_of(case)[1:]
    to_acquire = () if how.lacking is None else codes[how.lacking : how.lacking + 1]
    identification = replace(
        a_skills_identification(held_on=how.day(case)),
        competences=tuple(Mastery(code=code, mastered=code not in to_acquire) for code in codes),
    )
    employer = case.dossier.candidate.employment.employer
    if employer is not None:
        expert = replace(identification.technical_expert, employer_siren=employer.siren)
        identification = replace(identification, technical_expert=expert)
    return preparation.record_skills_identification(case, identification)


def _plan(case: Case, how: Manner) -> Answer:
    found = case.dossier.skills_identification
    to_acquire = codes_of(case) if found is None else tuple(c for c in codes_of(case) if c in found.to_acquire)
    plan = a_training_plan(competences=to_acquire if how.well else codes_of(case), starts_on=case.on, ends_on=case.on)
    return preparation.record_training_plan(case, plan)


def _decide(case: Case, how: Manner) -> Answer:
    verdict = AdmissibilityVerdict.ADMISSIBLE if how.well else AdmissibilityVerdict.INCOMPLETE
    grounds = () if how.well else (Ground(text="Il manque une page."),)
    decision = AdmissibilityDecision(verdict=verdict, grounds=grounds, decided_on=how.day(case))
    return admissibility.decide(case, decision)


def _choose(case: Case, how: Manner) -> Answer:
    return assigning.choose_evaluator(case, EVALUATOR, a_choice(planned_on=how.day(case), fees_agreed=how.well))


def _replace(case: Case, how: Manner) -> Answer:
    """The one of two evaluators who does not assess yet."""
    chosen = case.dossier.evaluator
    other = EVALUATOR_TOO if chosen is not None and chosen.evaluator_id == EVALUATOR.id else EVALUATOR
    choice = a_choice(evaluator_id=other.id, planned_on=how.day(case), fees_agreed=how.well)
    return assigning.replace_evaluator(case, other, choice, "Malade.")


def _assessment(case: Case, how: Manner) -> Assessment:
    assessed = standing_scope(case).assessed
    results = tuple(
        Result(competence_code=code, acquired=place != how.lacking, comment="Vu au poste de travail")
        for place, code in enumerate(assessed)
    )
    day = how.day(case)
    whole = assessment_of(case.dossier.pathway, held_on=(day,), observed_on=(day,))
    whole = replace(whole, concertation_held_on=day, results=results)
    return whole if how.well else replace(whole, concertation_held_on=None, results=results[1:])


def _invite(case: Case, how: Manner) -> Answer:
    employment = case.dossier.candidate.employment
    at_work = employment.user_company if employment.is_hosted else employment.employer
    siren = at_work.siren if at_work is not None and how.well else OTHER_SIRET[:9]
    return assessing.invite_trade_evaluator(case, a_trade_evaluator(invited_on=case.on, employer_siren=siren))


def _register_to_jury(case: Case, how: Manner) -> Answer:
    closes_on = case.on + timedelta(days=10 if how.well else -1)
    session = a_session(held_on=case.on + timedelta(days=20), registration_closes_on=closes_on)
    return jury_registration.register_to_jury(case, session, 0)


def motion_of(case: Case, how: Manner) -> Motion:
    """What is put to the vote: the evaluators' result, and what the jury says beside, with or without a reason."""
    reason = "Le jury l'a entendu." if how.well else None
    place = (how.lacking or 0) % len(codes_of(case))
    code = codes_of(case)[place]
    words = {
        "none": (),
        "validates one": (CompetenceDecision(code=code, validated=True, reason=reason),),
        "refuses one": (CompetenceDecision(code=code, validated=False, reason=reason),),
        "validates all": tuple(CompetenceDecision(code=each, validated=True, reason=reason) for each in codes_of(case)),
    }
    return Motion(words=words[how.words], votes=UNANIMOUS)


def _deliberate(case: Case, how: Manner) -> Answer:
    return deliberate(case, sitting(held_on=case.on), motion_of(case, how), accounts=(), decision_id=how.new_id)


def decide_again(case: Case, how: Manner) -> Answer:
    """A new deliberation on what was decided (D39)."""
    return redeliberate(
        case,
        sitting(held_on=case.on),
        motion_of(case, how),
        accounts=(),
        decision_id=how.new_id,
        reason="Le jury s'était mépris.",
    )


def _verify(case: Case, how: Manner) -> Answer:
    return preparation.verify_held_certification(case, how.held_code, verified=how.well, reason="Vu")


def _without_a_day(operation_id: str) -> Act:
    return lambda case, how: WITHOUT_DAYS[operation_id](case, how.well)


ACTS: Mapping[str, Act] = {
    **{operation_id: _without_a_day(operation_id) for operation_id in WITHOUT_DAYS},
    "recordSkillsIdentification": _identify,
    "recordTrainingPlan": _plan,
    "submitAdmissibility": lambda case, how: admissibility.submit(case, how.day(case)),
    "decideAdmissibility": _decide,
    "recordDispatch": lambda case, how: admissibility.record_dispatch(case, "1A 234", how.day(case)),
    "acknowledgeAdmissibility": lambda case, how: admissibility.acknowledge(case, how.day(case)),
    "recordPortfolio": lambda case, how: preparation.record_portfolio(case, how.day(case)),
    "verifyHeldCertification": _verify,
    "chooseEvaluator": _choose,
    "replaceEvaluator": _replace,
    "inviteTradeEvaluator": _invite,
    "recordAssessment": lambda case, how: assessing.record_assessment(case, _assessment(case, how)),
    "registerToJury": _register_to_jury,
    "deliberate": _deliberate,
}
"""Every act of the domain's table, save the correction of what is declared, which is no transition."""
