"""The inbox: what you may do now and are waited for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self
from urllib.parse import quote
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.dependencies import CallerDep, LanguageDep, Now, PageQuery, Uow
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.negotiation import NegotiatedLanguage
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import depends_on_day
from app.api.routing import router as router_of
from app.api.v1.codes import OperationIdOut
from app.api.v1.dossier_models import CandidateNamesOut, CertificationRef, CompanyRef
from app.domain.actions import ACTIONS
from app.domain.calendar import overdue
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.pathway import ACTOR_LABELS, Actor
from app.domain.pathways import PathwayCode, pathway_of
from app.domain.task_subjects import SUBJECT_LABELS, SubjectKind
from app.domain.text import Text
from app.usecases.ports.tasks import Task, TaskDossier, TaskFilter, TaskSubject
from app.usecases.tasks.listing import list_tasks

router = router_of("tasks", "/v1/tasks", description="What you may do now and are waited for, what is due first.")


class TaskDossierOut(AnswerBody):
    """The dossier, as far as a line of an inbox tells of it."""

    id: UUID
    number: str
    candidate: CandidateNamesOut
    company: CompanyRef | None
    pathway: PathwayCode
    pathway_label: str
    certification: CertificationRef

    @classmethod
    def of(cls, dossier: TaskDossier, language: NegotiatedLanguage) -> Self:
        """The dossier on the wire."""
        return cls(
            id=dossier.id,
            number=dossier.number,
            candidate=CandidateNamesOut(
                birth_name=dossier.birth_name, usage_name=dossier.usage_name, first_names=dossier.first_names
            ),
            company=_company(dossier),
            pathway=PathwayCode(dossier.pathway),
            pathway_label=pathway_of(dossier.pathway).label.in_language(language),
            certification=CertificationRef.of(dossier.certification_code),
        )


class TaskSubjectOut(AnswerBody):
    """What a task is about that no dossier waits for: `id` is that of the company, the match, the mail…"""

    kind: SubjectKind
    kind_label: str
    id: UUID
    label: str

    @classmethod
    def of(cls, subject: TaskSubject, language: NegotiatedLanguage) -> Self:
        """The subject on the wire."""
        return cls(
            kind=subject.kind,
            kind_label=SUBJECT_LABELS[subject.kind].in_language(language),
            id=subject.id,
            label=subject.label.in_language(language),
        )


class TaskOut(AnswerBody):
    """Something that you may do now and are waited for: of a `dossier`, or of a `subject`; the other is null.

    `due_on`: the last day for it, that day included. `since`: the day from which it could be done.
    """

    operation_id: OperationIdOut
    label: str
    method: str
    href: str
    actor: Actor
    actor_label: str
    due_on: date | None
    overdue: bool
    since: date
    dossier: TaskDossierOut | None
    subject: TaskSubjectOut | None

    @classmethod
    def of(cls, task: Task, on: date, language: NegotiatedLanguage) -> Self:
        """The task on the wire."""
        method, href = _address_of(task)
        return cls(
            operation_id=task.operation_id,
            label=OPERATION_LABELS[task.operation_id].in_language(language),
            method=method,
            href=href,
            actor=task.actor,
            actor_label=ACTOR_LABELS[task.actor].in_language(language),
            due_on=task.due_on,
            overdue=task.due_on is not None and overdue(task.due_on, on),
            since=task.since,
            dossier=TaskDossierOut.of(task.dossier, language) if task.dossier is not None else None,
            subject=TaskSubjectOut.of(task.subject, language) if task.subject is not None else None,
        )


_OF_SUBJECTS: Mapping[str, tuple[str, str]] = {
    "verifyCompany": ("POST", "/v1/companies/{id}/verification"),
    "decidePersonMatch": ("PUT", "/v1/persons/matches/{id}"),
    "resendMail": ("POST", "/v1/mails/{id}/resend"),
    "addDocument": ("POST", "/v1/dossiers/{dossier_id}/documents"),
    "closeJurySession": ("POST", "/v1/jury-sessions/{id}/closure"),
    "openJurySession": ("POST", "/v1/jury-sessions/{id}/opening"),
    "recordSurveyAnswer": ("POST", "/v1/surveys/answers"),
    "recordAuthorisationReport": ("POST", "/v1/authorisation-changes/reports"),
    "openBridgeRequest": ("POST", "/v1/bridge-requests/{id}/opening"),
    "answerAppeal": ("POST", "/v1/dossiers/{dossier_id}/appeals/{id}/answer"),
}


def _address_of(task: Task) -> tuple[str, str]:
    """How and where it is done."""
    if task.subject is not None:
        method, path = _OF_SUBJECTS[task.operation_id]
        return method, path.format(id=task.subject.id, dossier_id=task.subject.dossier_id)
    dossier = task.dossier
    if dossier is None:
        raise ValueError(task.operation_id)
    if task.operation_id == "addDocument":
        return "POST", f"/v1/dossiers/{dossier.id}/documents"
    if task.operation_id == "verifyCompany":
        return "POST", f"/v1/companies/{dossier.company_id}/verification"
    if task.operation_id == "correctDecision":
        return "POST", f"/v1/dossiers/{dossier.id}/decision-corrections"
    action = ACTIONS[task.operation_id]
    place = f"/v1/jury-sessions/{dossier.jury_session_id}" if action.in_session else f"/v1/dossiers/{dossier.id}"
    return action.method, place + action.path.replace("{code}", quote(dossier.unverified_code or "", safe=""))


def _company(dossier: TaskDossier) -> CompanyRef | None:
    if dossier.company_id is None or dossier.company_siret is None or dossier.company_name is None:
        return None
    return CompanyRef(id=dossier.company_id, siret=dossier.company_siret, name=dossier.company_name)


def _one_of_ours(operation_id: str) -> str:
    if operation_id not in OPERATION_LABELS:
        fr = "Il n'y a pas d'acte de ce nom."
        raise invalid_value("unknown_operation", Text(fr, "There is no act of this name."))
    return operation_id


OperationId = Annotated[str, AfterValidator(_one_of_ours)]


@router.get("", operation_id="listTasks", summary="List what you are waited for", responses=problems(401, 403, 422))
@depends_on_day
async def list_all(
    caller: CallerDep,
    uow: Uow,
    now: Now,
    page: PageQuery,
    language: LanguageDep,
    request: Request,
    response: Response,
    due_before: Annotated[Day | None, Query(description="Only what is due before that day.")] = None,
    operation_id: Annotated[OperationId | None, Query(description="Only that act.")] = None,
    company_id: Annotated[UUID | None, Query(description="Only what is about that company or its dossiers.")] = None,
) -> PageOut[TaskOut]:
    """What is due first, then what has waited the longest, in the dossiers that you see and beside them.

    An act is in the inbox of whose it is first: what others may do besides, `getChecklist` says. To the secretariat
    also what no dossier waits for: companies to verify, matches to decide, mails given up, documents lost, holders to
    be called for a survey, authorisations that France compétences is to be told of, bridge requests and appeals to
    answer, sessions to open from their day on; to who presides over a session, the closure to countersign.
    """
    narrowed = TaskFilter(due_before=due_before, operation_id=operation_id, company_id=company_id)
    found = await list_tasks(uow, caller, narrowed=narrowed, page=page, now=now)
    return PageOut[TaskOut].of(found, lambda task: TaskOut.of(task, now.on, language), request, response)
