"""What a dossier waits for, and from whom: the open acts without which it does not go on, one person's each.

The checklist says what everybody may do; this says whose turn it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.actions import ACTIONS, is_open, may_go_on
from app.domain.admissibility import request_of
from app.domain.case import Case
from app.domain.checklist import StepView, steps_of
from app.domain.documents import DocumentKind
from app.domain.dossier import left_on
from app.domain.pathway import DOCUMENT_QUARANTINED, Actor, MissingItem
from app.domain.pathways import pathway_followed_by
from app.domain.pending_deadlines import DeadlineCode, pending_deadlines
from app.domain.progress import StepState
from app.domain.uploads import may_upload


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedAct:
    """An open act, whose it is first, and the last day for it, where there is one.

    ``closes_with_jury``: it is due when the registrations to the next jury close, at the latest.
    """

    operation_id: str
    actor: Actor
    due_on: date | None = None
    closes_with_jury: bool = False


_TERMS = {
    DeadlineCode.ADMISSIBILITY_DECISION: frozenset({"decideAdmissibility"}),
    DeadlineCode.VAE_DOCUMENTS: frozenset({"addDocument"}),
    DeadlineCode.PLANNED_ASSESSMENT: frozenset({"acceptAssignment", "inviteTradeEvaluator", "recordAssessment"}),
    DeadlineCode.JURY_REGISTRATION_CLOSING: frozenset({"registerToJury"}),
}
"""The acts that each term is about; a candidacy ends for all of them."""


def awaited_acts(case: Case) -> tuple[AwaitedAct, ...]:
    """Everything that somebody is waited for, each act once and one person's; nothing once it is over."""
    if left_on(case.dossier) is not None or not may_go_on(case.dossier):
        return ()
    found = dict.fromkeys((*_supplying(case), *_beside_the_steps(case)))
    return tuple(_with_its_term(case, operation_id, actor) for operation_id, actor in found)


def _supplying(case: Case) -> Iterable[tuple[str, Actor]]:
    """What supplies what is missing, where it may be done now."""
    for view in steps_of(case):
        if _is_waited_in(view, case):
            for item in view.missing:
                yield from ((item.operation_id, actor) for actor in _whose(item, case))


def _is_waited_in(view: StepView, case: Case) -> bool:
    """A step that is locked waits itself; one that nobody began and that may be left out waits for nobody (R23)."""
    return view.state is not StepState.LOCKED and (view.step.mandatory or view.step.started(case.dossier))


def _whose(item: MissingItem, case: Case) -> Iterable[Actor]:
    """Whose it is first, of those who may do it."""
    if item.document_kind is not None:
        return _who_uploads(item.document_kind, case) if item.code != DOCUMENT_QUARANTINED else ()
    return (Actor.SECRETARIAT,) if item.operation_id == "verifyCompany" else _who_performs(item.operation_id, case)


def _who_uploads(kind: DocumentKind, case: Case) -> Iterable[Actor]:
    upload = pathway_followed_by(case.dossier).upload(kind)
    uploaders = upload.uploaders(case.dossier) if upload is not None else ()
    return [each for each in uploaders if may_upload(case, kind, each) is None][:1]


def _who_performs(operation_id: str, case: Case) -> Iterable[Actor]:
    action = ACTIONS[operation_id]
    return action.actors(case.dossier)[:1] if is_open(case, action) else ()


def _beside_the_steps(case: Case) -> Iterable[tuple[str, Actor]]:
    """What no step lacks, and that somebody has to do all the same."""
    dossier, request = case.dossier, request_of(case.dossier)
    unverified = any(held.verification is None for held in dossier.candidate.held_certifications)
    awaited = {
        "acceptAssignment": True,
        "recordDispatch": True,
        "acknowledgeAdmissibility": request.dispatched_on is not None,
        "verifyHeldCertification": unverified,
    }
    for operation_id, is_awaited in awaited.items():
        if is_awaited:
            yield from ((operation_id, actor) for actor in _who_performs(operation_id, case))
    if dossier.awaits_redeliberation:
        yield "correctDecision", Actor.JURY


def _with_its_term(case: Case, operation_id: str, actor: Actor) -> AwaitedAct:
    terms = [
        term
        for term in pending_deadlines(case)
        if term.code is DeadlineCode.CANDIDACY or operation_id in _TERMS.get(term.code, ())
    ]
    return AwaitedAct(
        operation_id=operation_id,
        actor=actor,
        due_on=min((term.due_on for term in terms if term.due_on is not None), default=None),
        closes_with_jury=any(term.due_on is None for term in terms),
    )
