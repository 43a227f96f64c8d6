"""Where a dossier stands, and what may be done next."""

from datetime import date
from typing import Literal, Self

from app.api.bodies import AnswerBody
from app.api.dependencies import CallerDep, LanguageDep, Now, Tag, Uow
from app.api.dossier_commands import DossierId
from app.api.language import spoken
from app.api.policy import POLICY
from app.api.problems import problems
from app.api.route_contract import depends_on_day
from app.api.routing import router as router_of
from app.api.v1.codes import DeadlineCodeOut, OperationIdOut, StepCodeOut
from app.api.v1.document_models import UploadableOut
from app.api.v1.violations import WarningOut
from app.domain.awaited_acts import awaited_acts
from app.domain.checklist import NextAction, StepView
from app.domain.deadlines import Deadline
from app.domain.documents import DocumentKind
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.pathway import ACTOR_LABELS, Actor, MissingItem, Pathway
from app.domain.pathways import pathway_followed_by
from app.domain.pending_deadlines import DEADLINE_LABELS
from app.domain.progress import STEP_STATE_LABELS, StepState, current_step, status_of
from app.usecases.access import Grant, Role
from app.usecases.dossiers.read_checklist import CaseChecklist, read_checklist

router = router_of("checklist", "/v1/dossiers/{dossier_id}", description="What is done, what is missing, whose turn.")


class LackOut(AnswerBody):
    """One thing that a step lacks, the operation that supplies it, and the rule that asks for it."""

    code: str
    detail: str
    operation_id: OperationIdOut
    operation_label: str
    document_kind: DocumentKind | None
    rule: str
    quote: str

    @classmethod
    def of(cls, item: MissingItem, on: date, language: str) -> Self:
        """The lack on the wire, its rule's sentence as it reads on ``on``."""
        return cls(
            code=item.code,
            detail=item.detail.in_language(language),
            operation_id=item.operation_id,
            operation_label=spoken(OPERATION_LABELS[item.operation_id]),
            document_kind=item.document_kind,
            rule=item.rule.number,
            quote=item.rule.quote_on(on, item.sentence),
        )


class StepOut(AnswerBody):
    """One step of the pathway as it stands."""

    code: StepCodeOut
    label: str
    state: StepState
    state_label: str
    actor: Actor
    actor_label: str
    mandatory: bool
    missing: list[LackOut]

    @classmethod
    def of(cls, view: StepView, on: date, language: str) -> Self:
        """The step on the wire."""
        return cls(
            code=view.step.code,
            label=spoken(view.step.label),
            state=view.state,
            state_label=spoken(STEP_STATE_LABELS[view.state]),
            actor=view.step.actor,
            actor_label=spoken(ACTOR_LABELS[view.step.actor]),
            mandatory=view.step.mandatory,
            missing=[LackOut.of(item, on, language) for item in view.missing],
        )


class NextActionOut(AnswerBody):
    """An action that is open to `actor`; `allowed`: to you, who would meet neither 403, 404 nor `step_not_open`.

    `main`: the dossier waits for it, and for `actor` to perform it. `documents` says more of `document_kinds`.
    """

    operation_id: OperationIdOut
    label: str
    method: str
    href: str
    actor: Actor
    actor_label: str
    allowed: bool
    main: bool
    document_kinds: list[DocumentKind]
    documents: list[UploadableOut]

    @classmethod
    def of(cls, action: NextAction, pathway: Pathway, *, main: bool) -> Self:
        """The action on the wire, for a dossier that follows ``pathway``."""
        return cls(
            operation_id=action.operation_id,
            label=spoken(OPERATION_LABELS[action.operation_id]),
            method=action.method,
            href=action.href,
            actor=action.actor,
            actor_label=spoken(ACTOR_LABELS[action.actor]),
            allowed=action.allowed,
            main=main,
            document_kinds=list(action.document_kinds),
            documents=[UploadableOut.of(kind, pathway) for kind in action.document_kinds],
        )


class DeadlineOut(AnswerBody):
    """Something due on a day, that day included; `due_on_from_first_receipt` beside an answer's term (D11)."""

    code: DeadlineCodeOut
    label: str
    due_on: date
    overdue: bool
    rule: str
    due_on_from_first_receipt: date | None

    @classmethod
    def of(cls, deadline: Deadline) -> Self:
        """The deadline on the wire."""
        return cls(
            code=deadline.code,
            label=spoken(DEADLINE_LABELS[deadline.code]),
            due_on=deadline.due_on,
            overdue=deadline.overdue,
            rule=deadline.rule.number,
            due_on_from_first_receipt=deadline.counted_from_first_receipt,
        )


class ChecklistOut(AnswerBody):
    """Everything that somebody needs to go on with a dossier, judged on `on`; `warnings` stop nothing."""

    on: date
    status: Status
    status_label: str
    current_step: StepCodeOut
    current_step_label: str
    steps: list[StepOut]
    next_actions: list[NextActionOut]
    deadlines: list[DeadlineOut]
    warnings: list[WarningOut]

    @classmethod
    def of(cls, found: CaseChecklist, language: Literal["fr", "en"]) -> Self:
        """The checklist on the wire."""
        dossier, on = found.case.dossier, found.case.on
        status, step, pathway = status_of(dossier), current_step(dossier), pathway_followed_by(dossier)
        awaited = {(act.operation_id, act.actor) for act in awaited_acts(found.case)}
        return cls(
            on=on,
            status=status,
            status_label=spoken(STATUS_LABELS[status]),
            current_step=step.code,
            current_step_label=spoken(step.label),
            steps=[StepOut.of(view, on, language) for view in found.checklist.steps],
            next_actions=[
                NextActionOut.of(action, pathway, main=(action.operation_id, action.actor) in awaited)
                for action in found.checklist.next_actions
            ],
            deadlines=[DeadlineOut.of(deadline) for deadline in found.checklist.deadlines],
            warnings=[WarningOut.of(warning, on, language) for warning in found.checklist.warnings],
        )


def grant_of(operation_id: str, role: Role) -> Grant | None:
    """The right of a role to an operation, None where it has none."""
    return POLICY.rows[operation_id].get(role)


@router.get(
    "/checklist",
    operation_id="getChecklist",
    summary="Read what is done, what is missing, and whose turn it is",
    responses=problems(401, 403, 404, 422),
)
@depends_on_day
async def get_one(
    dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, tag: Tag, language: LanguageDep
) -> ChecklistOut:
    """Each step and what it lacks, each action that is open and whose it is, each term and whether it is over.

    It depends on the day and on who asks: the ETag is the dossier's, for the `If-Match` of the next act.
    """
    found = await read_checklist(uow, caller, dossier_id=dossier_id, now=now, grant_of=grant_of)
    tag(found.case.dossier.version)
    return ChecklistOut.of(found, language)
