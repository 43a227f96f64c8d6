"""Every act on a dossier: in which step it falls, what it waits for, and what ends it. Whose it is, pathways say.

One table for two readers: the transitions ask it before they act, the checklist to say what is open.
So what the checklist says of an action is what the action will answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.case import Case
from app.domain.dossier import AdmissibilityVerdict, ClosureReason, Dossier, Status
from app.domain.examination import is_confirmed_direct_assessment, request_is_submitted
from app.domain.law import Rule, Violation
from app.domain.missing_items import as_violation
from app.domain.pathway import Actor, Pathway, performers, step_not_in_pathway
from app.domain.pathways import pathway_followed_by
from app.domain.progress import StepState, progress, status_of
from app.domain.refusal import Refusal, RefusalKind, already_done
from app.domain.rules.decisions import D17, D38, D57
from app.domain.rules.statuses import R68
from app.domain.text import Text


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


@dataclass(frozen=True, slots=True)
class Ended:
    """What ends the time in which something may be done: ``when`` it is too late, and the sentence that says so."""

    when: Callable[[Dossier], bool]
    detail: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One operation on a dossier, in the pathways that have it.

    ``step``: the step whose predecessors must be complete, None where the order does not matter; a pathway may say
    otherwise (``act_steps``). ``open_for_good_to``: who may still perform it, in part, when it has ended.
    ``in_session``: whether it happens in a session of the jury, and waits for it to be open.
    ``waits_for_what_was_put_back``: whether it rests on what steps before it were passed by, and waits for that to be
    given again where it no longer stands (D66).
    ``off_the_agenda``: whether it takes the dossier off an agenda, which is the branch's alone while the jury sits
    (D54). ``before_redeliberation``: whether it is open on a decided dossier too, while it is to be decided again.
    ``of_what_came``: whether it answers what was received, whatever the steps before still lack (D70).
    ``after_refusal``: whether it is performed on a dossier closed by the refusal of its request too, whose letter is
    still to be sent. ``stood_in_for``: whether the secretariat performs it in the place of an employer whose alone it
    is, and says why (D64).
    """

    operation_id: str
    method: str
    path: str
    step: str | None = None
    after: tuple[Before, ...] = ()
    ended: tuple[Ended, ...] = ()
    open_for_good_to: tuple[Actor, ...] = ()
    in_session: bool = False
    waits_for_what_was_put_back: bool = False
    off_the_agenda: bool = False
    before_redeliberation: bool = False
    of_what_came: bool = False
    after_refusal: bool = False
    stood_in_for: bool = False

    def actors(self, dossier: Dossier) -> tuple[Actor, ...]:
        """Whose it is on that dossier; nobody's where its pathway does not have it."""
        actors = pathway_followed_by(dossier).acts.get(self.operation_id, ())
        return performers(actors, dossier) if self.stood_in_for or Actor.SECRETARIAT in actors else actors

    def step_in(self, pathway: Pathway) -> str | None:
        """The code of the step that it belongs to there."""
        return pathway.act_steps.get(self.operation_id, self.step)


def _is_refused(dossier: Dossier) -> bool:
    decision = dossier.admissibility.decision if dossier.admissibility is not None else None
    refused = decision is not None and decision.verdict is AdmissibilityVerdict.INADMISSIBLE
    return refused and dossier.closure is not None and dossier.closure.reason is ClosureReason.INADMISSIBLE


def _is_registered(dossier: Dossier) -> bool:
    return dossier.registered_on is not None


_REGISTERED = Ended(
    _is_registered,
    Text("L'inscription du candidat est déjà terminée.", "The candidate's registration is already complete."),
)
# A confirmation that was put back is given again after the registration too (D50).
_CONFIRMED_AND_REGISTERED = Ended(
    lambda dossier: _is_registered(dossier) and is_confirmed_direct_assessment(dossier), _REGISTERED.detail
)
_NO_LONGER_IN_REGISTRATION = Ended(
    lambda dossier: status_of(dossier) is not Status.REGISTRATION_IN_PROGRESS,
    Text("L'inscription est terminée.", "The registration is complete."),
)
_SUBMITTED = Ended(
    request_is_submitted, Text("La demande a déjà été déposée.", "The request has already been submitted.")
)
# A new attempt may take over an admissibility (D33): its own identification is then still to come.
_FILED = Ended(
    lambda dossier: request_is_submitted(dossier) and dossier.skills_identification is not None,
    Text("Le repérage est déjà dans la demande déposée.", "The identification is in the request already submitted."),
)
_HAS_RESULTS = Ended(
    lambda dossier: dossier.has_results,
    Text("Un premier résultat d'évaluation est déjà saisi.", "A first assessment result is already recorded."),
)
_ASSESSED_BY_SOMEBODY = Ended(
    lambda dossier: dossier.has_results,
    Text(
        "Un premier résultat d'évaluation est déjà saisi : le secrétariat peut remplacer l'évaluateur.",
        "A first assessment result is already recorded: the secretariat may replace the evaluator.",
    ),
)
ON_A_JURY = Ended(
    lambda dossier: dossier.is_registered_to_jury,
    Text("Le dossier est déjà inscrit à un jury.", "The dossier is already registered to a jury."),
)
COMPLETED = Ended(
    lambda dossier: dossier.assessment_completed_on is not None,
    Text("L'évaluation est déjà terminée.", "The assessment is already complete."),
)
_GIVEN = Ended(
    lambda dossier: dossier.trade_observations is not None and not dossier.trade_observations.waived,
    Text(
        "Les observations de l'évaluateur métier sont déjà saisies : son invitation valait pour ce seul acte, et une "
        "nouvelle les reprend.",
        "The trade evaluator's observations are already recorded: their invitation was for this one act, and another "
        "one takes them up again.",
    ),
)
_OBSERVED = Ended(
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
FIRST_RESULT = Before(
    code="no_result_yet",
    holds=lambda dossier: dossier.has_results or dossier.has_nothing_to_assess,
    detail=Text(
        "Aucun résultat n'est encore saisi : les observations de l'évaluateur métier suivent le premier.",
        "No result is recorded yet: the trade evaluator's observations follow the first one.",
    ),
    rule=D57,
)
REQUEST_SUBMITTED = Before(
    code="request_not_submitted",
    holds=lambda dossier: dossier.admissibility is not None and dossier.admissibility.awaits_decision,
    detail=Text("Aucune demande n'attend de décision.", "No request is waiting for a decision."),
)
ANSWERED = Before(
    code="request_not_admissible",
    holds=lambda dossier: (
        _is_refused(dossier) or (dossier.admissibility is not None and dossier.admissibility.is_admissible)
    ),
    detail=Text("La demande n'a pas encore de réponse à envoyer.", "The request has no answer to send yet."),
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
HOLDS_UNVERIFIED = Before(
    code="nothing_to_verify",
    holds=lambda dossier: bool(dossier.candidate.held_certifications),
    detail=Text("Le candidat ne déclare aucune certification.", "The candidate declares no certification."),
)

ACTIONS = {
    action.operation_id: action
    for action in (
        Action(
            operation_id="updateDossier",
            method="PATCH",
            path="",
            open_for_good_to=(Actor.SECRETARIAT,),
            ended=(_NO_LONGER_IN_REGISTRATION,),
        ),
        Action(
            operation_id="recordSkillsIdentification",
            method="PUT",
            path="/skills-identification",
            step="skills_identification",
            ended=(_REGISTERED, _FILED),
            stood_in_for=True,
        ),
        Action(
            operation_id="recordTrainingPlan",
            method="PUT",
            path="/training-plan",
            step="development",
            ended=(_REGISTERED,),
            stood_in_for=True,
        ),
        Action(
            operation_id="submitAdmissibility",
            method="POST",
            path="/admissibility/submission",
            step="admissibility",
            ended=(_SUBMITTED,),
        ),
        Action(
            operation_id="decideAdmissibility",
            method="POST",
            path="/admissibility/decision",
            step="admissibility",
            of_what_came=True,
            after=(REQUEST_SUBMITTED,),
            ended=(
                Ended(
                    lambda dossier: dossier.admissibility is not None and dossier.admissibility.is_admissible,
                    Text("La demande est déjà déclarée recevable.", "The request was already found admissible."),
                ),
            ),
        ),
        Action(
            operation_id="recordDispatch",
            method="POST",
            path="/admissibility/dispatch",
            after=(ANSWERED,),
            after_refusal=True,
            ended=(
                Ended(
                    lambda dossier: (
                        dossier.admissibility is not None and dossier.admissibility.dispatched_on is not None
                    ),
                    Text("L'envoi de la lettre est déjà enregistré.", "The dispatch is already recorded."),
                ),
            ),
        ),
        Action(
            operation_id="acknowledgeAdmissibility",
            method="POST",
            path="/admissibility/acknowledgement",
            after=(ANSWERED,),
            after_refusal=True,
            ended=(
                Ended(
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
            after=(FOUND_ADMISSIBLE,),
            ended=(ON_A_JURY,),
        ),
        Action(
            operation_id="recordPortfolio",
            method="PUT",
            path="/portfolio",
            step="vae_portfolio",
            ended=(_HAS_RESULTS, COMPLETED),
            waits_for_what_was_put_back=True,
        ),
        Action(
            operation_id="verifyHeldCertification",
            method="POST",
            path="/held-certifications/{code}/verification",
            after=(HOLDS_UNVERIFIED,),
        ),
        Action(
            operation_id="chooseEvaluator",
            method="PUT",
            path="/evaluator",
            ended=(_ASSESSED_BY_SOMEBODY, COMPLETED),
        ),
        Action(
            operation_id="replaceEvaluator",
            method="POST",
            path="/evaluator/replacement",
            after=(EVALUATOR_CHOSEN,),
            ended=(ON_A_JURY,),
        ),
        Action(
            operation_id="acceptAssignment",
            method="POST",
            path="/evaluator/acceptance",
            after=(EVALUATOR_CHOSEN,),
            ended=(
                Ended(
                    lambda dossier: dossier.acceptance is not None,
                    Text("La mission est déjà acceptée.", "The assignment is already accepted."),
                ),
            ),
        ),
        Action(
            operation_id="declineAssignment",
            method="DELETE",
            path="/evaluator/acceptance",
            after=(EVALUATOR_CHOSEN,),
            ended=(_ASSESSED_BY_SOMEBODY, COMPLETED),
        ),
        Action(
            operation_id="confirmDirectAssessment",
            method="POST",
            path="/direct-assessment/confirmation",
            ended=(_CONFIRMED_AND_REGISTERED,),
        ),
        Action(
            operation_id="completeRegistration",
            method="POST",
            path="/registration",
            step="registration",
            ended=(_REGISTERED,),
            stood_in_for=True,
            waits_for_what_was_put_back=True,
        ),
        Action(
            operation_id="inviteTradeEvaluator",
            method="POST",
            path="/trade-evaluator",
            step="assessment",
            after=(ASSIGNMENT_ACCEPTED,),
            ended=(ON_A_JURY,),
        ),
        Action(
            operation_id="revokeTradeEvaluator",
            method="DELETE",
            path="/trade-evaluator",
            step="assessment",
            after=(ASSIGNMENT_ACCEPTED, TRADE_EVALUATOR_INVITED),
            ended=(_OBSERVED, COMPLETED, ON_A_JURY),
        ),
        Action(
            operation_id="recordAssessment",
            method="PUT",
            path="/assessment",
            step="assessment",
            after=(ASSIGNMENT_ACCEPTED,),
            ended=(ON_A_JURY,),
            waits_for_what_was_put_back=True,
        ),
        Action(
            operation_id="recordTradeObservations",
            method="PUT",
            path="/assessment/trade-observations",
            step="assessment",
            after=(TRADE_EVALUATOR_INVITED, FIRST_RESULT),
            ended=(_GIVEN, ON_A_JURY),
        ),
        Action(
            operation_id="waiveTradeObservations",
            method="POST",
            path="/assessment/trade-observations/waiver",
            step="assessment",
            after=(TRADE_EVALUATOR_INVITED,),
            ended=(_OBSERVED, ON_A_JURY),
        ),
        Action(
            operation_id="completeAssessment",
            method="POST",
            path="/assessment/completion",
            step="assessment",
            ended=(COMPLETED,),
            waits_for_what_was_put_back=True,
        ),
        Action(
            operation_id="registerToJury",
            method="POST",
            path="/jury-registration",
            step="jury",
            ended=(ON_A_JURY,),
            waits_for_what_was_put_back=True,
        ),
        Action(
            operation_id="withdrawFromJury",
            method="DELETE",
            path="/jury-registration",
            step="jury",
            after=(REGISTERED_TO_JURY,),
            off_the_agenda=True,
            before_redeliberation=True,
        ),
        Action(
            operation_id="postponeDossier",
            method="POST",
            path="/jury-registration/postponement",
            step="jury",
            after=(REGISTERED_TO_JURY,),
            off_the_agenda=True,
            before_redeliberation=True,
        ),
        Action(
            operation_id="withdrawDossier",
            method="POST",
            path="/withdrawal",
            off_the_agenda=True,
        ),
        Action(
            operation_id="deliberate",
            method="POST",
            path="/deliberations",
            in_session=True,
            step="jury",
            after=(REGISTERED_TO_JURY,),
        ),
    )
}


def refusal_to_open(case: Case, operation_id: str) -> Refusal | None:
    """Why the action is not open now: the dossier is over, it is too late, or something comes first. None if open.

    An action that the pathway does not have is never open in it.
    """
    dossier, action, pathway = case.dossier, ACTIONS[operation_id], pathway_followed_by(case.dossier)
    goes_on = (action.before_redeliberation and dossier.awaits_redeliberation) or (
        action.after_refusal and _is_refused(dossier)
    )
    if dossier.is_over and not goes_on:
        return refusal_of_ended_dossier(dossier)
    if operation_id not in pathway.acts:
        absent = pathway.absent_acts.get(operation_id, _ACT_NOT_IN_PATHWAY)
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(absent,))
    for ended in action.ended:
        if ended.when(dossier):
            return already_done(ended.detail)
    waiting = (
        *(() if action.of_what_came else unfinished_steps(case, action.step_in(pathway))),
        *_to_be_given_again(case, action, pathway),
        *_not_yet(action, dossier),
    )
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=waiting) if waiting else None


def may_go_on(dossier: Dossier) -> bool:
    """Whether anything may still be done to it in its pathway: a refused request's letter is still sent."""
    return not dossier.is_over or dossier.awaits_redeliberation or _is_refused(dossier)


def refusal_to_receive(case: Case) -> Refusal | None:
    """Why the secretariat may not record a request as received now: the same, but that it lacks what it lacks (D70)."""
    refusal = refusal_to_open(case, "submitAdmissibility")
    if refusal is None or refusal.kind is not RefusalKind.STEP_NOT_OPEN:
        return refusal
    return None if "submitAdmissibility" in pathway_followed_by(case.dossier).acts else refusal


def is_open(case: Case, action: Action) -> bool:
    """Whether the action could be performed now, rules aside."""
    return refusal_to_open(case, action.operation_id) is None


def is_still_to_come(case: Case, operation_id: str) -> bool:
    """Whether it is not too late for the action, which may have to wait for something."""
    refusal = refusal_to_open(case, operation_id)
    return refusal is None or (
        refusal.kind is RefusalKind.STEP_NOT_OPEN and operation_id in pathway_followed_by(case.dossier).acts
    )


def refusal_of_ended_dossier(dossier: Dossier) -> Refusal:
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
        return (step_not_in_pathway(step_code),)
    if target.state is not StepState.LOCKED:
        return ()
    before = states[: states.index(target)]
    return tuple(
        _unfinished(p.step.code, p.step.label)
        for p in before
        if not p.step.done(case.dossier) and (p.step.mandatory or p.step.started(case.dossier))
    )


def _to_be_given_again(case: Case, action: Action, pathway: Pathway) -> tuple[Violation, ...]:
    """D66: what the steps before the action's were passed by, and that was put back since."""
    if not action.waits_for_what_was_put_back:
        return ()
    codes = [step.code for step in pathway.steps]
    step = action.step_in(pathway)
    before = pathway.steps[: codes.index(step)] if step in codes else ()
    return tuple(as_violation(item) for each in before for item in each.to_be_given_again(case))


def _not_yet(action: Action, dossier: Dossier) -> tuple[Violation, ...]:
    return tuple(before.violation for before in action.after if not before.holds(dossier))


def _unfinished(code: str, label: Text) -> Violation:
    return Violation(
        code=f"{code}_not_complete",
        rule=R68,
        detail=Text(f"L'étape « {label.fr} » n'est pas terminée.", f"The step “{label.en}” is not complete."),
    )


_ACT_NOT_IN_PATHWAY = Violation(
    code="act_not_in_pathway",
    rule=R68,
    detail=Text("Le parcours de ce dossier n'a pas cet acte.", "This dossier's pathway has no such act."),
)
