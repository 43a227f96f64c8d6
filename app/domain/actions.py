"""Every act on a dossier: in which step it falls, what it waits for, what ends it, and whose it is.

One table for two readers: the transitions ask it before they act, the checklist to say what is open.
So what the checklist says of an action is what the action will answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.case import Case
from app.domain.dossier import Dossier, Status
from app.domain.law import Rule, Violation
from app.domain.pathway import Actor
from app.domain.progress import StepState, progress, status_of
from app.domain.refusal import Refusal, RefusalKind, already_done
from app.domain.rules.decisions import D17, D38
from app.domain.rules.individualised_training import R30
from app.domain.rules.statuses import R68
from app.domain.text import Text

P1, P2, P3, BRIDGE = "individualised_training", "simplified_vae", "common_law_vae", "bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Something that must have happened before an action, besides the steps before it."""

    code: str
    holds: Callable[[Dossier], bool]
    detail: Text
    rule: Rule = R68

    @property
    def violation(self) -> Violation:
        """That it has not happened yet, as a reason to refuse."""
        return Violation(code=self.code, detail=self.detail, rule=self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One operation on a dossier. ``actors``: who performs it, by pathway; a pathway that is absent has no such act.

    ``step``: the step whose predecessors must be complete, None where the order does not matter.
    ``concerns``: the dossiers of those pathways that have it. ``ended``: when it is too late, with the sentence that
    says so.
    """

    operation_id: str
    method: str
    path: str
    actors: Mapping[str, tuple[Actor, ...]]
    step: str | None = None
    after: tuple[Before, ...] = ()
    concerns: Callable[[Dossier], bool] = lambda _: True
    ended: tuple[tuple[Callable[[Dossier], bool], Text], ...] = ()


def _same(actor: Actor, *pathways: str) -> dict[str, tuple[Actor, ...]]:
    return dict.fromkeys(pathways, (actor,))


def _is_registered(dossier: Dossier) -> bool:
    return dossier.registered_on is not None


def _is_submitted(dossier: Dossier) -> bool:
    request = dossier.admissibility
    return request is not None and (request.awaits_decision or request.is_admissible)


_REGISTERED = (
    _is_registered,
    Text("L'inscription du candidat est déjà terminée.", "The candidate's registration is already complete."),
)
_NO_LONGER_IN_REGISTRATION = (
    lambda dossier: status_of(dossier) is not Status.REGISTRATION_IN_PROGRESS,
    Text("L'inscription est terminée.", "The registration is complete."),
)
_SUBMITTED = (_is_submitted, Text("La demande a déjà été déposée.", "The request has already been submitted."))
# A new attempt may take over an admissibility (D33): its own identification is then still to come.
_FILED = (
    lambda dossier: _is_submitted(dossier) and dossier.skills_identification is not None,
    Text("Le repérage est déjà dans la demande déposée.", "The identification is in the request already submitted."),
)
_HAS_RESULTS = (
    lambda dossier: dossier.has_results,
    Text("Un premier résultat d'évaluation est déjà saisi.", "A first assessment result is already recorded."),
)
ON_A_JURY = (
    lambda dossier: dossier.is_registered_to_jury,
    Text("Le dossier est déjà inscrit à un jury.", "The dossier is already registered to a jury."),
)
COMPLETED = (
    lambda dossier: dossier.assessment_completed_on is not None,
    Text("L'évaluation est déjà terminée.", "The assessment is already complete."),
)
_GIVEN = (
    lambda dossier: dossier.trade_observations is not None and not dossier.trade_observations.waived,
    Text(
        "Les observations de l'évaluateur métier sont déjà saisies : son invitation valait pour ce seul acte.",
        "The trade evaluator's observations are already recorded: their invitation was for this one act.",
    ),
)
_OBSERVED = (
    lambda dossier: dossier.trade_observations is not None,
    Text(
        "Les observations de l'évaluateur métier sont déjà saisies, ou dispensées.",
        "The trade evaluator's observations are already recorded, or waived.",
    ),
)

EVALUATOR_CHOSEN = Before(
    code="evaluator_not_chosen",
    holds=lambda dossier: dossier.evaluator is not None,
    detail=Text("Aucun évaluateur n'est encore choisi.", "No evaluator has been chosen yet."),
)
ASSIGNMENT_ACCEPTED = Before(
    code="assignment_not_accepted",
    holds=lambda dossier: dossier.acceptance is not None,
    detail=Text(
        "L'évaluateur doit d'abord accepter la mission et déclarer son indépendance.",
        "The evaluator must first accept the assignment and declare their independence.",
    ),
    rule=D17,
)
TRADE_EVALUATOR_INVITED = Before(
    code="trade_evaluator_not_invited",
    holds=lambda dossier: dossier.trade_evaluator is not None,
    detail=Text("L'évaluateur métier n'est pas invité.", "The trade evaluator has not been invited."),
)
REQUEST_SUBMITTED = Before(
    code="request_not_submitted",
    holds=lambda dossier: dossier.admissibility is not None and dossier.admissibility.awaits_decision,
    detail=Text("Aucune demande n'attend de décision.", "No request is waiting for a decision."),
)
FOUND_ADMISSIBLE = Before(
    code="request_not_admissible",
    holds=lambda dossier: dossier.admissibility is not None and dossier.admissibility.is_admissible,
    detail=Text("La demande n'a pas été déclarée recevable.", "The request has not been found admissible."),
)
REGISTERED_TO_JURY = Before(
    code="not_registered_to_jury",
    holds=lambda dossier: dossier.is_registered_to_jury,
    detail=Text("Le dossier n'est inscrit à aucun jury.", "The dossier is not registered to a jury."),
)
IS_DIRECT_ASSESSMENT = Before(
    code="not_a_direct_assessment",
    holds=lambda dossier: dossier.is_direct_assessment,
    detail=Text("Ce dossier n'est pas une évaluation directe.", "This dossier is not a direct assessment."),
    rule=R30,
)
HOLDS_UNVERIFIED = Before(
    code="nothing_to_verify",
    holds=lambda dossier: bool(dossier.candidate.held_certifications),
    detail=Text("Le candidat ne déclare aucune certification.", "The candidate declares no certification."),
)

_EMPLOYER_OR_SECRETARIAT = {
    P1: (Actor.EMPLOYER,),
    P2: (Actor.EMPLOYER, Actor.SECRETARIAT),
    P3: (Actor.SECRETARIAT,),
    BRIDGE: (Actor.SECRETARIAT,),
}

_EMPLOYER_OR_ELSE_SECRETARIAT = {
    P1: (Actor.EMPLOYER, Actor.SECRETARIAT),
    P2: (Actor.EMPLOYER, Actor.SECRETARIAT),
    P3: (Actor.SECRETARIAT,),
    BRIDGE: (Actor.SECRETARIAT,),
}
_WHO_ASSESSES = {
    P1: (Actor.EVALUATOR,),
    P2: (Actor.EVALUATOR,),
    P3: (Actor.EVALUATOR, Actor.SECRETARIAT),
}

ACTIONS = {
    action.operation_id: action
    for action in (
        Action(
            operation_id="updateDossier",
            method="PATCH",
            path="",
            actors=_EMPLOYER_OR_SECRETARIAT,
            ended=(_NO_LONGER_IN_REGISTRATION,),
        ),
        Action(
            operation_id="recordSkillsIdentification",
            method="PUT",
            path="/skills-identification",
            actors={P1: (Actor.EMPLOYER,), P2: (Actor.EMPLOYER, Actor.SECRETARIAT)},
            step="skills_identification",
            ended=(_REGISTERED, _FILED),
        ),
        Action(
            operation_id="recordTrainingPlan",
            method="PUT",
            path="/training-plan",
            actors=_same(Actor.EMPLOYER, P1),
            step="development",
            ended=(_REGISTERED,),
        ),
        Action(
            operation_id="submitAdmissibility",
            method="POST",
            path="/admissibility/submission",
            actors={P2: (Actor.EMPLOYER, Actor.SECRETARIAT), P3: (Actor.SECRETARIAT,)},
            step="admissibility",
            ended=(_SUBMITTED,),
        ),
        Action(
            operation_id="decideAdmissibility",
            method="POST",
            path="/admissibility/decision",
            actors=_same(Actor.SECRETARIAT, P2, P3),
            step="admissibility",
            after=(REQUEST_SUBMITTED,),
            ended=(
                (
                    lambda dossier: dossier.admissibility is not None and dossier.admissibility.is_admissible,
                    Text("La demande est déjà déclarée recevable.", "The request was already found admissible."),
                ),
            ),
        ),
        Action(
            operation_id="recordDispatch",
            method="POST",
            path="/admissibility/dispatch",
            actors=_same(Actor.SECRETARIAT, P2, P3),
            after=(FOUND_ADMISSIBLE,),
            ended=(
                (
                    lambda dossier: (
                        dossier.admissibility is not None and dossier.admissibility.dispatched_on is not None
                    ),
                    Text("L'envoi de l'attestation est déjà enregistré.", "The dispatch is already recorded."),
                ),
            ),
        ),
        Action(
            operation_id="acknowledgeAdmissibility",
            method="POST",
            path="/admissibility/acknowledgement",
            actors=_same(Actor.SECRETARIAT, P2, P3),
            after=(FOUND_ADMISSIBLE,),
            ended=(
                (
                    lambda dossier: (
                        dossier.admissibility is not None and dossier.admissibility.acknowledged_on is not None
                    ),
                    Text("L'accusé de réception est déjà enregistré.", "The acknowledgement is already recorded."),
                ),
            ),
        ),
        Action(
            operation_id="extendAdmissibility",
            method="POST",
            path="/admissibility/extension",
            actors=_same(Actor.SECRETARIAT, P2, P3),
            after=(FOUND_ADMISSIBLE,),
            ended=(ON_A_JURY,),
        ),
        Action(
            operation_id="recordPortfolio",
            method="PUT",
            path="/portfolio",
            actors=_same(Actor.SECRETARIAT, P3),
            step="vae_portfolio",
            ended=(_HAS_RESULTS, COMPLETED),
        ),
        Action(
            operation_id="verifyHeldCertification",
            method="POST",
            path="/held-certifications/{code}/verification",
            actors=_same(Actor.SECRETARIAT, P1, P2, P3, BRIDGE),
            after=(HOLDS_UNVERIFIED,),
            ended=(
                (
                    lambda dossier: dossier.scope is not None,
                    Text("Le périmètre de l'évaluation est déjà figé.", "The scope is already frozen."),
                ),
                (
                    lambda dossier: dossier.pathway == BRIDGE and _is_registered(dossier),
                    Text("La demande de passerelle est déjà inscrite.", "The bridge request is already registered."),
                ),
            ),
        ),
        Action(
            operation_id="chooseEvaluator",
            method="PUT",
            path="/evaluator",
            actors={
                P1: (Actor.EMPLOYER, Actor.SECRETARIAT),
                P2: (Actor.EMPLOYER, Actor.SECRETARIAT),
                P3: (Actor.SECRETARIAT,),
            },
            ended=(_HAS_RESULTS, COMPLETED),
        ),
        Action(
            operation_id="acceptAssignment",
            method="POST",
            path="/evaluator/acceptance",
            actors={P1: (Actor.EVALUATOR,), P2: (Actor.EVALUATOR,), P3: (Actor.SECRETARIAT, Actor.EVALUATOR)},
            after=(EVALUATOR_CHOSEN,),
            ended=(
                (
                    lambda dossier: dossier.acceptance is not None,
                    Text("La mission est déjà acceptée.", "The assignment is already accepted."),
                ),
            ),
        ),
        Action(
            operation_id="declineAssignment",
            method="DELETE",
            path="/evaluator/acceptance",
            actors={P1: (Actor.EVALUATOR,), P2: (Actor.EVALUATOR,), P3: (Actor.SECRETARIAT, Actor.EVALUATOR)},
            after=(EVALUATOR_CHOSEN,),
            ended=(_HAS_RESULTS, COMPLETED),
        ),
        Action(
            operation_id="confirmDirectAssessment",
            method="POST",
            path="/direct-assessment/confirmation",
            actors=_same(Actor.SECRETARIAT, P1),
            after=(IS_DIRECT_ASSESSMENT,),
            concerns=lambda dossier: dossier.is_direct_assessment,
            ended=(_REGISTERED,),
        ),
        Action(
            operation_id="completeRegistration",
            method="POST",
            path="/registration",
            actors={
                P1: (Actor.EMPLOYER,),
                P2: (Actor.EMPLOYER,),
                P3: (Actor.SECRETARIAT,),
                BRIDGE: (Actor.SECRETARIAT,),
            },
            step="registration",
            ended=(_REGISTERED,),
        ),
        Action(
            operation_id="inviteTradeEvaluator",
            method="POST",
            path="/trade-evaluator",
            actors=_same(Actor.EVALUATOR, P1, P2),
            step="assessment",
            after=(ASSIGNMENT_ACCEPTED,),
            ended=(_OBSERVED, ON_A_JURY),
        ),
        Action(
            operation_id="revokeTradeEvaluator",
            method="DELETE",
            path="/trade-evaluator",
            actors=_same(Actor.EVALUATOR, P1, P2),
            step="assessment",
            after=(ASSIGNMENT_ACCEPTED, TRADE_EVALUATOR_INVITED),
            ended=(_OBSERVED, COMPLETED, ON_A_JURY),
        ),
        Action(
            operation_id="recordAssessment",
            method="PUT",
            path="/assessment",
            actors=_WHO_ASSESSES,
            step="assessment",
            after=(ASSIGNMENT_ACCEPTED,),
            ended=(ON_A_JURY,),
        ),
        Action(
            operation_id="recordTradeObservations",
            method="PUT",
            path="/assessment/trade-observations",
            actors=_same(Actor.TRADE_EVALUATOR, P1, P2),
            step="assessment",
            after=(TRADE_EVALUATOR_INVITED,),
            ended=(_GIVEN, ON_A_JURY),
        ),
        Action(
            operation_id="waiveTradeObservations",
            method="POST",
            path="/assessment/trade-observations/waiver",
            actors=_same(Actor.SECRETARIAT, P1, P2),
            step="assessment",
            after=(TRADE_EVALUATOR_INVITED,),
            ended=(_OBSERVED, ON_A_JURY),
        ),
        Action(
            operation_id="completeAssessment",
            method="POST",
            path="/assessment/completion",
            actors=_WHO_ASSESSES,
            step="assessment",
            ended=(COMPLETED,),
        ),
        Action(
            operation_id="registerToJury",
            method="POST",
            path="/jury-registration",
            actors=_EMPLOYER_OR_ELSE_SECRETARIAT,
            step="jury",
            ended=(ON_A_JURY,),
        ),
        Action(
            operation_id="withdrawFromJury",
            method="DELETE",
            path="/jury-registration",
            actors=_EMPLOYER_OR_ELSE_SECRETARIAT,
            step="jury",
            after=(REGISTERED_TO_JURY,),
        ),
        Action(
            operation_id="postponeDossier",
            method="POST",
            path="/jury-registration/postponement",
            actors=_EMPLOYER_OR_ELSE_SECRETARIAT,
            step="jury",
            after=(REGISTERED_TO_JURY,),
        ),
        Action(
            operation_id="withdrawDossier",
            method="POST",
            path="/withdrawal",
            actors=_EMPLOYER_OR_ELSE_SECRETARIAT,
        ),
        Action(
            operation_id="deliberate",
            method="POST",
            path="/deliberations",
            actors=_same(Actor.JURY, P1, P2, P3, BRIDGE),
            step="jury",
            after=(REGISTERED_TO_JURY,),
        ),
    )
}


def opening(case: Case, operation_id: str) -> Refusal | None:
    """Why the action is not open now: the dossier is over, it is too late, or something comes first. None if open.

    An action that the pathway does not have is never open in it.
    """
    dossier, action = case.dossier, ACTIONS[operation_id]
    if dossier.is_over:
        return over(dossier)
    if dossier.pathway not in action.actors:
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_no_such_act(),))
    for is_too_late, sentence in action.ended:
        if is_too_late(dossier):
            return already_done(sentence)
    waiting = unfinished_steps(case, _step_of(action, case)) + _not_yet(action, dossier)
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=waiting) if waiting else None


def is_open(case: Case, action: Action) -> bool:
    """Whether the action exists for the dossier and could be performed now, rules aside."""
    exists = case.dossier.pathway in action.actors and action.concerns(case.dossier)
    return exists and opening(case, action.operation_id) is None


def _step_of(action: Action, case: Case) -> str | None:
    """R38: in the common-law VAE the evaluator is contacted once the portfolio is written."""
    if case.dossier.pathway == P3 and action.operation_id in {"chooseEvaluator", "acceptAssignment"}:
        return "assessment"
    return action.step


def over(dossier: Dossier) -> Refusal:
    """The refusal of any act on a dossier that is closed or decided."""
    if dossier.closure is not None:
        return already_done(
            Text(
                f"Ce dossier est clos ({D38.number}) : plus rien n'y est modifié.",
                f"This dossier is closed ({D38.number}): nothing in it changes any more.",
            )
        )
    return already_done(Text("Le jury a déjà statué sur ce dossier.", "The jury has already decided on this dossier."))


def unfinished_steps(case: Case, step_code: str | None) -> tuple[Violation, ...]:
    """The steps that keep the step of that code locked; nothing where it is not locked, or where none is named."""
    if step_code is None:
        return ()
    states = progress(case.dossier)
    target = next((p for p in states if p.step.code == step_code), None)
    if target is None:
        return (_no_such_step(step_code),)
    if target.state is not StepState.LOCKED:
        return ()
    before = states[: states.index(target)]
    return tuple(
        _unfinished(p.step.code, p.step.label)
        for p in before
        if not p.step.done(case.dossier) and (p.step.mandatory or p.step.started(case.dossier))
    )


def _not_yet(action: Action, dossier: Dossier) -> tuple[Violation, ...]:
    return tuple(before.violation for before in action.after if not before.holds(dossier))


def _unfinished(code: str, label: Text) -> Violation:
    return Violation(
        code=f"{code}_not_complete",
        rule=R68,
        detail=Text(f"L'étape « {label.fr} » n'est pas terminée.", f"The step “{label.en}” is not complete."),
    )


def _no_such_act() -> Violation:
    return Violation(
        code="act_not_in_pathway",
        rule=R68,
        detail=Text("Le parcours de ce dossier n'a pas cet acte.", "This dossier's pathway has no such act."),
    )


def _no_such_step(code: str) -> Violation:
    return Violation(
        code=f"{code}_not_in_pathway",
        rule=R68,
        detail=Text(
            f"Le parcours de ce dossier n'a pas d'étape « {code} ».", f"This dossier's pathway has no step “{code}”."
        ),
    )
