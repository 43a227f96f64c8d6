"""What is due in a dossier, by which rule, and what is late (R41, R44, R45, R66)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.actions import P3
from app.domain.admissibility import candidacy_ends_on, decision_due_on, is_exposed, request_of
from app.domain.calendar import add_months, overdue
from app.domain.case import Case
from app.domain.documents import DocumentKind
from app.domain.dossier import Status
from app.domain.jury import JurySession
from app.domain.law import Rule
from app.domain.progress import status_of
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.common_law_vae import R41
from app.domain.rules.decisions import D30
from app.domain.rules.evaluators import R21
from app.domain.rules.jury import R66
from app.domain.rules.statuses import R71
from app.domain.text import Text

DEADLINE_LABELS = {
    "admissibility_decision": Text("Réponse à la demande de recevabilité", "Answer to the admissibility request"),
    "candidacy": Text("Inscription à un jury, sans quoi la candidature tombe", "Registration to a jury"),
    "vae_documents": Text("Envoi des documents de l'évaluation", "Documents of the assessment"),
    "jury_registration_closing": Text("Clôture des inscriptions au jury", "End of the registrations to the jury"),
    "retention": Text("Fin du bénéfice des compétences acquises", "End of the retention of acquired competences"),
    "planned_assessment": Text("Évaluation prévue", "Planned assessment"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something due on a day, that day included.

    ``counted_from_first_receipt``: beside an answer's term, the one that runs from the first receipt (D11).
    """

    code: str
    due_on: date
    overdue: bool
    rule: Rule
    counted_from_first_receipt: date | None = None


def deadlines_of(case: Case, session: JurySession | None = None) -> tuple[Deadline, ...]:
    """What is due, the earliest first; nothing where the dossier is closed.

    ``session``: the one that the dossier is registered to, else the next one that takes registrations.
    """
    if case.dossier.closure is not None:
        return ()
    found = (*_retentions(case),) if case.dossier.decisions else (*_ahead(case), *_jury(case, session))
    return tuple(sorted(found, key=lambda deadline: (deadline.due_on, deadline.code)))


def _ahead(case: Case) -> Iterable[Deadline]:
    request = request_of(case.dossier)
    answer_due = decision_due_on(case)
    if answer_due is not None:
        first = request.received_on[0]
        yield Deadline(
            code="admissibility_decision",
            due_on=answer_due,
            overdue=overdue(answer_due, case.on),
            rule=R44,
            counted_from_first_receipt=add_months(first, case.parameters.number(R44, "months", first)),
        )
    candidacy_end = candidacy_ends_on(case)
    if candidacy_end is not None and is_exposed(case.dossier):
        yield _deadline("candidacy", candidacy_end, R45, case)
    documents_due = documents_due_on(case)
    if documents_due is not None:
        yield _deadline("vae_documents", documents_due, R41, case)
    choice = case.dossier.evaluator
    if choice is not None and not case.dossier.has_results:
        yield _deadline("planned_assessment", choice.planned_on, R21, case)


def documents_due_on(case: Case) -> date | None:
    """R41, D30: two weeks from the last day of the assessment to the receipt of its guide, while it is awaited.

    The other pathways have such a term where the setting says so.
    """
    assessment = case.dossier.assessment
    if assessment is None or not assessment.held_on:
        return None
    last = max(assessment.held_on)
    if case.dossier.pathway != P3 and not case.parameters.switched_on(D30, "other_pathways", last):
        return None
    guide = case.dossier.latest(DocumentKind.OUTIL_8 if case.dossier.pathway == P3 else DocumentKind.OUTIL_4)
    if guide is not None and guide.received_on >= last:
        return None
    return last + timedelta(weeks=case.parameters.number(R41, "weeks", last))


def _jury(case: Case, session: JurySession | None) -> Iterable[Deadline]:
    """The end of the registrations: late for whom is not registered, a mere date for whom is."""
    if session is None or status_of(case.dossier) is not Status.AWAITING_JURY:
        return
    closes_on = session.registration_closes_on
    late = overdue(closes_on, case.on) and not case.dossier.is_registered_to_jury
    yield Deadline(code="jury_registration_closing", due_on=closes_on, overdue=late, rule=R71)


def _retentions(case: Case) -> Iterable[Deadline]:
    """R66: each term until which a partial award keeps something acquired."""
    decision = case.dossier.decision
    terms = {kept.until for kept in decision.retained if kept.until is not None} if decision else set()
    for term in terms:
        yield _deadline("retention", term, R66, case)


def _deadline(code: str, due_on: date, rule: Rule, case: Case) -> Deadline:
    return Deadline(code=code, due_on=due_on, overdue=overdue(due_on, case.on), rule=rule)
