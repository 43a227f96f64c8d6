"""What a dossier still awaits in time, whose turn it is, and by which rule: changed by acts, never by the day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.admissibility import (
    candidacy_ends_on,
    complete_since,
    decision_due_on,
    is_exposed,
    months_to_answer,
    request_of,
)
from app.domain.calendar import add_months, add_weeks
from app.domain.case import Governed
from app.domain.dossier import Status
from app.domain.pathways import pathway_followed_by
from app.domain.progress import status_of
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.common_law_vae import R41
from app.domain.rules.decisions import D30
from app.domain.rules.evaluators import R21
from app.domain.rules.jury import R66
from app.domain.rules.statuses import R71
from app.domain.text import Text


class DeadlineCode(StrEnum):
    """Each kind of term."""

    ADMISSIBILITY_DECISION = "admissibility_decision"
    CANDIDACY = "candidacy"
    VAE_DOCUMENTS = "vae_documents"
    JURY_REGISTRATION_CLOSING = "jury_registration_closing"
    RETENTION = "retention"
    PLANNED_ASSESSMENT = "planned_assessment"


class Party(StrEnum):
    """Who has to act before a term is over."""

    CANDIDATE = "candidate"
    EMPLOYER = "employer"
    EVALUATOR = "evaluator"
    SECRETARIAT = "secretariat"


PARTY_LABELS = {
    Party.CANDIDATE: Text("Candidat", "Candidate"),
    Party.EMPLOYER: Text("Employeur", "Employer"),
    Party.EVALUATOR: Text("Évaluateur habilité", "Authorised evaluator"),
    Party.SECRETARIAT: Text("Secrétariat des CQP", "Secretariat of the CQPs"),
}

DEADLINE_LABELS: dict[str, Text] = {
    DeadlineCode.ADMISSIBILITY_DECISION: Text(
        "Réponse à la demande de recevabilité", "Answer to the admissibility request"
    ),
    DeadlineCode.CANDIDACY: Text(
        "Inscription à un jury, sans quoi la candidature tombe", "Registration to a jury, else the candidacy lapses"
    ),
    DeadlineCode.VAE_DOCUMENTS: Text("Envoi des documents de l'évaluation", "Documents of the assessment"),
    DeadlineCode.JURY_REGISTRATION_CLOSING: Text(
        "Clôture des inscriptions au jury", "End of the registrations to the jury"
    ),
    DeadlineCode.RETENTION: Text(
        "Fin du bénéfice des compétences acquises", "End of the retention of acquired competences"
    ),
    DeadlineCode.PLANNED_ASSESSMENT: Text("Évaluation prévue", "Planned assessment"),
}

DEADLINE_RULES = {
    DeadlineCode.ADMISSIBILITY_DECISION: R44,
    DeadlineCode.CANDIDACY: R45,
    DeadlineCode.VAE_DOCUMENTS: R41,
    DeadlineCode.JURY_REGISTRATION_CLOSING: R71,
    DeadlineCode.RETENTION: R66,
    DeadlineCode.PLANNED_ASSESSMENT: R21,
}

ENDS_IN_SILENCE = frozenset({DeadlineCode.RETENTION})
"""Past such a term nothing is left to be done: it is over rather than late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingDeadline:
    """Something due, whatever the day is: it changes with its dossier alone.

    ``due_on`` is None where it is the day on which the registrations to the next jury close. ``since``: the day from
    which it runs. ``counted_from_first_receipt``: beside an answer's term, the one from the first receipt (D11).
    """

    code: DeadlineCode
    since: date
    due_on: date | None
    actor: Party
    counted_from_first_receipt: date | None = field(default=None, compare=False)


def pending_deadlines(case: Governed) -> tuple[PendingDeadline, ...]:
    """Everything that somebody still has to do in time; nothing where the dossier is closed."""
    if case.dossier.closure is not None:
        return ()
    return (*_retentions(case),) if case.dossier.decisions else (*_ahead(case),)


def _ahead(case: Governed) -> Iterable[PendingDeadline]:
    yield from _admissibility(case)
    dossier, documents_due = case.dossier, documents_due_on(case)
    if documents_due is not None and dossier.assessment is not None:
        yield PendingDeadline(
            code=DeadlineCode.VAE_DOCUMENTS,
            since=max(dossier.assessment.held_on),
            due_on=documents_due,
            actor=Party.EVALUATOR,
        )
    choice = dossier.evaluator
    if choice is not None and not dossier.has_results:
        yield PendingDeadline(
            code=DeadlineCode.PLANNED_ASSESSMENT,
            since=choice.chosen_on,
            due_on=choice.planned_on,
            actor=Party.EVALUATOR,
        )
    if status_of(dossier) is Status.AWAITING_JURY and not dossier.is_registered_to_jury:
        yield PendingDeadline(
            code=DeadlineCode.JURY_REGISTRATION_CLOSING,
            since=dossier.assessment_completed_on or dossier.created_on,
            due_on=None,
            actor=_registrar(case),
        )


def _admissibility(case: Governed) -> Iterable[PendingDeadline]:
    request = request_of(case.dossier)
    answer_due, candidacy_end = decision_due_on(case), candidacy_ends_on(case)
    if answer_due is not None:
        first = request.received_on[0]
        yield PendingDeadline(
            code=DeadlineCode.ADMISSIBILITY_DECISION,
            since=complete_since(case.dossier) or first,
            due_on=answer_due,
            actor=Party.SECRETARIAT,
            counted_from_first_receipt=add_months(first, months_to_answer(case.parameters, first)),
        )
    if candidacy_end is not None and request.decision is not None and is_exposed(case.dossier):
        granted_on = (
            request.decision.decided_on,
            *(extension.granted_on for extension in request.extensions),
            *(each.on for each in case.dossier.reopenings if each.counts_from is not None),
        )
        yield PendingDeadline(
            code=DeadlineCode.CANDIDACY, since=max(granted_on), due_on=candidacy_end, actor=_registrar(case)
        )


def documents_due_on(case: Governed) -> date | None:
    """R41, D30: two weeks from the last day of the assessment to the receipt of its guide, while it is awaited.

    The other pathways have such a term where the setting says so.
    """
    assessment, method = case.dossier.assessment, pathway_followed_by(case.dossier).assessment
    if assessment is None or not assessment.held_on or method is None:
        return None
    last = max(assessment.held_on)
    if not method.guide_always_due and not case.parameters.switched_on(D30, "other_pathways", last):
        return None
    guide = case.dossier.latest(method.guide)
    if guide is not None and guide.received_on >= last:
        return None
    return add_weeks(last, case.parameters.number(R41, "weeks", last))


def _retentions(case: Governed) -> Iterable[PendingDeadline]:
    """R66: each term until which a partial award keeps something acquired."""
    decision = case.dossier.decision
    if decision is None:
        return
    for until in sorted({kept.until for kept in decision.retained if kept.until is not None}):
        yield PendingDeadline(
            code=DeadlineCode.RETENTION, since=decision.decided_on, due_on=until, actor=Party.CANDIDATE
        )


def _registrar(case: Governed) -> Party:
    """R59: who registers to a jury; the secretariat also for a candidate who has no company here."""
    if case.dossier.company_id is None:
        return Party.SECRETARIAT
    return Party(pathway_followed_by(case.dossier).leader)
