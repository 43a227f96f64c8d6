"""Where a dossier stands, what each step lacks, who may do what now, and what is due: one answer for all (R68)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from app.domain.actions import ACTIONS, Action, is_open, refusal_to_receive
from app.domain.admissibility import is_replaceable, request_of
from app.domain.appealing import contested_in, pending_appeals
from app.domain.calendar import overdue
from app.domain.case import Case
from app.domain.case_warnings import warnings_for_the_branch, warnings_of
from app.domain.certificate_life import names_somebody_else
from app.domain.certificates import Certificate
from app.domain.deadlines import Deadline, deadlines_of
from app.domain.documents import DocumentKind, DocumentState
from app.domain.dossier import left_on
from app.domain.employers import is_attachable
from app.domain.entry_corrections import is_correctable
from app.domain.funding_declarations import last_day_to_declare
from app.domain.jury import JurySession, SessionState
from app.domain.law import RuleWarning
from app.domain.missing_items import lacks_again
from app.domain.pathway import DOCUMENT_LOST, Actor, MissingItem, Step
from app.domain.progress import StepProgress, StepState, progress
from app.domain.reopening import is_reopenable
from app.domain.rules.admissibility import R44
from app.domain.rules.jury import R59, R63
from app.domain.rules.statuses import R68, R69
from app.domain.signature_waivers import awaiting_signatures
from app.domain.text import Text
from app.domain.uploads import may_upload, uploadable_kinds

_OF_THE_BRANCH = {Actor.SECRETARIAT, Actor.JURY}
_SEEING_APPEALS = {Actor.EMPLOYER, Actor.SECRETARIAT}
_FUNDED_BY = {Actor.EMPLOYER, Actor.SECRETARIAT}
_UPLOADERS = (Actor.EMPLOYER, Actor.EVALUATOR, Actor.SECRETARIAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step as it stands. What is behind lacks only files that were lost since, and what it was passed by where
    that no longer stands: it is open again (D66). A closed dossier lacks nothing.
    """

    step: Step
    state: StepState
    missing: tuple[MissingItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """An action that is open to ``actor``; ``allowed``: to the one who asks, whoever they are.

    ``document_kinds``: what the actor may upload now, for that action alone.
    """

    operation_id: str
    method: str
    href: str
    actor: Actor
    allowed: bool
    document_kinds: tuple[DocumentKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Everything that somebody needs to know to go on with a dossier."""

    steps: tuple[StepView, ...]
    next_actions: tuple[NextAction, ...]
    deadlines: tuple[Deadline, ...]
    warnings: tuple[RuleWarning, ...]


def checklist(
    case: Case,
    *,
    role: str,
    allowed: Callable[[str], bool],
    session: JurySession | None = None,
    certificates: tuple[Certificate, ...] = (),
) -> Checklist:
    """The checklist of a case, for somebody in ``role``.

    ``allowed`` tells of an operation whether they have a right to it on this dossier. ``session`` is the one that the
    dossier is registered to, else the next one that takes registrations. ``certificates``: those that it led to.
    """
    actions = (
        *_next_actions(case, role, allowed, session),
        *_corrections(case, role, allowed),
        *_put_right(case, role, allowed, certificates),
        *_uploads(case, role, allowed),
        *_by_hand(case, role, allowed),
        *_by_the_uploader(case, role, allowed),
        *_fundings(case, role, allowed),
        *_appeals(case, role, allowed),
    )
    return Checklist(
        steps=steps_of(case),
        next_actions=actions if left_on(case.dossier) is None else (),
        deadlines=deadlines_of(case, session),
        warnings=warnings_for_the_branch(case) if role in _OF_THE_BRANCH else warnings_of(case),
    )


def steps_of(case: Case) -> tuple[StepView, ...]:
    """Each step as it stands, in order."""
    return tuple(_view(each, case) for each in progress(case.dossier))


def _view(reached: StepProgress, case: Case) -> StepView:
    again = () if case.dossier.is_over else tuple(_lacking_again(reached.step, case))
    if again:
        return StepView(step=reached.step, state=StepState.OPEN, missing=(*_lost_since(reached.step, case), *again))
    is_behind = reached.state in {StepState.DONE, StepState.SKIPPED} or case.dossier.closure is not None
    missing = _lost_since(reached.step, case) if is_behind else reached.step.missing(case)
    if reached.state is StepState.OPEN and not is_behind:
        missing = (*missing, *_act_to_come(reached.step, case, nothing_else=not missing))
    return StepView(step=reached.step, state=reached.state, missing=missing)


def _lacking_again(step: Step, case: Case) -> Iterable[MissingItem]:
    """What a step that was passed lacks again: a word that was put back (D50), results that an exemption stood for
    (D51), a piece that was taken off (D67)."""
    put_back = step.to_be_given_again(case)
    yield from put_back
    if any(item.document_kind is None for item in put_back):
        yield from _act_to_come(step, case, nothing_else=False)
    if step.code == "assessment":
        yield from lacks_again(case)


def _lost_since(step: Step, case: Case) -> tuple[MissingItem, ...]:
    """The documents of a step that is behind whose files the store has lost, while they may be uploaded again."""
    dossier = case.dossier
    lost = any(document.state is DocumentState.LOST for document in dossier.documents)
    if not lost or dossier.closure is not None or dossier.decision is not None:
        return ()
    return tuple(item for item in step.missing(case) if item.code == DOCUMENT_LOST)


def _act_to_come(step: Step, case: Case, *, nothing_else: bool) -> Iterable[MissingItem]:
    """The act that ends the step, once the step lacks nothing else; a request is submitted before it is decided."""
    if step.code == "admissibility" and not request_of(case.dossier).awaits_decision:
        yield _SUBMISSION
    if nothing_else and step.code == "jury":
        yield _DELIBERATION if case.dossier.is_registered_to_jury else _JURY_REGISTRATION
    elif nothing_else and step.code in _CLOSING:
        yield _CLOSING[step.code]


def _next_actions(
    case: Case, role: str, allowed: Callable[[str], bool], session: JurySession | None
) -> Iterable[NextAction]:
    for action in ACTIONS.values():
        if not is_open(case, action) or not _sits(action, session):
            continue
        actors = _actors(action, case, session)
        permitted = allowed(action.operation_id) and role in {*actors, Actor.SECRETARIAT}
        for href in _hrefs(action, case):
            for actor in actors:
                yield NextAction(
                    operation_id=action.operation_id, method=action.method, href=href, actor=actor, allowed=permitted
                )


def _corrections(case: Case, role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    """What stays open when the rest is over: the secretariat's hand on civil status, and a decision's correction."""
    place = f"/v1/dossiers/{case.dossier.id}"
    for action in ACTIONS.values():
        for actor in action.open_for_good_to if not is_open(case, action) else ():
            yield NextAction(
                operation_id=action.operation_id,
                method=action.method,
                href=place + action.path,
                actor=actor,
                allowed=role == actor and allowed(action.operation_id),
            )
    if case.dossier.decisions:
        for actor in (Actor.JURY, Actor.SECRETARIAT):
            yield NextAction(
                operation_id="correctDecision",
                method="POST",
                href=f"{place}/decision-corrections",
                actor=actor,
                allowed=allowed("correctDecision"),
            )
            if not case.dossier.awaits_redeliberation and case.dossier.awaiting_signature is None:
                yield NextAction(
                    operation_id="requestRedeliberation",
                    method="POST",
                    href=f"{place}/redeliberation",
                    actor=actor,
                    allowed=allowed("requestRedeliberation"),
                )


def _put_right(
    case: Case, role: str, allowed: Callable[[str], bool], certificates: tuple[Certificate, ...]
) -> Iterable[NextAction]:
    """What the secretariat may put right: an entry, a closure, an answer, a name on paper (D65, D66, D70, D39)."""
    place, dossier = f"/v1/dossiers/{case.dossier.id}", case.dossier
    received = refusal_to_receive(case) is None and not is_open(case, ACTIONS["submitAdmissibility"])
    open_to_it = (
        ("submitAdmissibility", f"{place}/admissibility/submission", received),
        ("decideAdmissibility", f"{place}/admissibility/decision", is_replaceable(dossier)),
        ("correctEntry", f"{place}/entry-corrections", is_correctable(dossier)),
        ("reopenDossier", f"{place}/reopening", is_reopenable(dossier)),
        ("attachCompany", f"{place}/company", is_attachable(dossier)),
        ("changeEmployer", f"{place}/employer-changes", not dossier.is_over),
        *(
            ("reissueCertificate", f"/v1/certificates/{each.number}/reissue", True)
            for each in certificates
            if names_somebody_else(case, each)
        ),
    )
    rows = ((operation_id, href) for operation_id, href, is_due in open_to_it if is_due)
    return _of_secretariat(rows, role, allowed)


def _of_secretariat(rows: Iterable[tuple[str, str]], role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    """Acts of the secretariat alone, each by its operation and its address."""
    for operation_id, href in rows:
        yield NextAction(
            operation_id=operation_id,
            method="POST",
            href=href,
            actor=Actor.SECRETARIAT,
            allowed=role == Actor.SECRETARIAT and allowed(operation_id),
        )


def _uploads(case: Case, role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    permitted = allowed("addDocument") and bool(uploadable_kinds(case, role))
    for actor in _UPLOADERS:
        kinds = uploadable_kinds(case, actor)
        if kinds:
            yield NextAction(
                operation_id="addDocument",
                method="POST",
                href=f"/v1/dossiers/{case.dossier.id}/documents",
                actor=actor,
                allowed=permitted,
                document_kinds=kinds,
            )


def _by_hand(case: Case, role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    """What the secretariat may do by hand, with its reasons, whichever step it is (D67, D68, D69)."""
    place = f"/v1/dossiers/{case.dossier.id}"
    shown = [document for document in case.dossier.documents if document.is_shown]
    waits = () if case.dossier.is_over else awaiting_signatures(case)
    rows = (
        *(("removeDocument", f"{place}/documents/{document.id}/removal") for document in shown),
        *(("waiveSignature", f"{place}/documents/{document.id}/signature-waivers") for document in waits),
        *((("recordDeath", f"{place}/death"),) if case.dossier.death is None else ()),
    )
    return _of_secretariat(rows, role, allowed)


def _by_the_uploader(case: Case, role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    """What an uploader may take off: a version that they may still bring another one in the place of (D67)."""
    for document in case.dossier.documents:
        for actor in _UPLOADERS if document.is_shown else ():
            if actor is not Actor.SECRETARIAT and may_upload(case, document.kind, actor) is None:
                yield NextAction(
                    operation_id="removeDocument",
                    method="POST",
                    href=f"/v1/dossiers/{case.dossier.id}/documents/{document.id}/removal",
                    actor=actor,
                    allowed=role == actor and allowed("removeDocument"),
                )


def _fundings(case: Case, role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    """The declaration of a funding, which stays open for a while after the dossier has ended (D72)."""
    last = last_day_to_declare(case)
    if last is not None and overdue(last, case.on):
        return
    for actor in _keepers(case):
        yield NextAction(
            operation_id="declareFunding",
            method="POST",
            href=f"/v1/dossiers/{case.dossier.id}/fundings",
            actor=actor,
            allowed=role in _FUNDED_BY and allowed("declareFunding"),
        )


def _appeals(case: Case, role: str, allowed: Callable[[str], bool]) -> Iterable[NextAction]:
    """Who may contest something, and the answers that are awaited: told to those who see appeals alone (D71)."""
    if role not in _SEEING_APPEALS:
        return
    place = f"/v1/dossiers/{case.dossier.id}/appeals"
    for actor in _keepers(case) if contested_in(case.dossier) else ():
        yield NextAction(
            operation_id="fileAppeal", method="POST", href=place, actor=actor, allowed=allowed("fileAppeal")
        )
    pending = (("answerAppeal", f"{place}/{appeal.id}/answer") for appeal in pending_appeals(case.dossier))
    yield from _of_secretariat(pending, role, allowed)


def _keepers(case: Case) -> tuple[Actor, ...]:
    """The employer, where a company leads the dossier, and the secretariat."""
    return (Actor.EMPLOYER, Actor.SECRETARIAT) if case.dossier.company_id is not None else (Actor.SECRETARIAT,)


def _sits(action: Action, session: JurySession | None) -> bool:
    """Whether the session is open, for the one action that waits for it."""
    return not action.in_session or (session is not None and session.state is SessionState.OPEN)


def _actors(action: Action, case: Case, session: JurySession | None) -> tuple[Actor, ...]:
    """Whose the action is now: off the agenda of a jury that sits, or is to decide again, it is the branch's (D54)."""
    actors = action.actors(case.dossier)
    if not action.off_the_agenda:
        return actors
    sits = case.dossier.is_registered_to_jury and session is not None and session.is_sitting
    away = set() if sits else {Actor.JURY}
    if sits or case.dossier.awaits_redeliberation:
        away.add(Actor.EMPLOYER)
    return tuple(actor for actor in actors if actor not in away)


def _hrefs(action: Action, case: Case) -> Iterable[str]:
    dossier = case.dossier
    if action.in_session:
        yield f"/v1/jury-sessions/{dossier.jury_registration.session_id}{action.path}"
        return
    codes = dict.fromkeys(held.code for held in dossier.candidate.held_certifications)
    for code in codes if "{code}" in action.path else ("",):
        yield f"/v1/dossiers/{dossier.id}" + action.path.replace("{code}", quote(code, safe=""))


_SUBMISSION = MissingItem(
    code="request_not_submitted",
    detail=Text("La demande de recevabilité n'est pas déposée.", "The admissibility request has not been submitted."),
    rule=R44,
    operation_id="submitAdmissibility",
)
_JURY_REGISTRATION = MissingItem(
    code="not_registered_to_jury",
    detail=Text("Le dossier n'est inscrit à aucun jury.", "The dossier is not registered to a jury."),
    rule=R59,
    operation_id="registerToJury",
)
_DELIBERATION = MissingItem(
    code="not_decided",
    detail=Text("Le jury n'a pas encore statué.", "The jury has not decided yet."),
    rule=R63,
    operation_id="deliberate",
)
_CLOSING = {
    "registration": MissingItem(
        code="registration_not_completed",
        detail=Text("L'inscription est complète : il reste à la terminer.", "The registration remains to be closed."),
        rule=R69,
        operation_id="completeRegistration",
    ),
    "assessment": MissingItem(
        code="assessment_not_completed",
        detail=Text("L'évaluation est complète : il reste à la terminer.", "The assessment remains to be closed."),
        rule=R68,
        operation_id="completeAssessment",
    ),
}
