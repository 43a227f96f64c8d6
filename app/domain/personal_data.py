"""How long what is known of a candidate is kept, and what is left of a dossier afterwards.

Nothing is taken from a dossier in course. Once it is over, its files go first, then whom it is about; what the branch
must be able to count and to prove stays: the steps, their days, the jury's words, and the register of certificates,
which is no part of the dossier. Who still holds a competence from it needs it to be found again (R65–R67): their
civil status stays for as long as that lasts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from app.domain.assessment import Assessment, Exemption, Scope
from app.domain.calendar import add_months
from app.domain.candidate import Candidate, Employment
from app.domain.deliberation import Decision
from app.domain.documents import Document, DocumentState
from app.domain.dossier import (
    Acceptance,
    Admissibility,
    AdmissibilityDecision,
    Closure,
    DirectAssessmentConfirmation,
    Dossier,
    Extension,
    Ground,
    SkillsIdentification,
    TradeEvaluator,
    TradeObservations,
    TrainingPlan,
)
from app.domain.law import Violation
from app.domain.text import Text

ANONYMOUS = "Anonymisé"
"""What stands where a person stood, or somebody's words."""
WORDS_ERASED = Violation(
    code="personal_data_erased",
    detail=Text(
        "La durée de conservation de ce dossier est passée : rien de nominatif ne peut plus en être tiré.",
        "This dossier's retention period is over: nothing that names a person can be drawn from it any more.",
    ),
)
_NO_DAY = date(1900, 1, 1)


class Kept(StrEnum):
    """The kinds of data that are kept for a while."""

    DOCUMENTS = "documents"
    DECIDED = "decided"
    CLOSED = "closed"
    MAILS = "mails"
    SESSIONS = "sessions"
    LINKS = "links"
    DELIVERIES = "deliveries"


RETENTION_MONTHS: Mapping[Kept, int] = {
    Kept.DOCUMENTS: 24,
    Kept.DECIDED: 72,
    Kept.CLOSED: 24,
    Kept.MAILS: 12,
    Kept.SESSIONS: 12,
    Kept.LINKS: 12,
    Kept.DELIVERIES: 3,
}
"""The usual periods, in months, each from the end of what it is about (docs/personal-data.md says why)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The periods in force, in months: the usual ones where ``months`` names no other."""

    months: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: Kept) -> int:
        """For how many months data of that kind stays."""
        return self.months.get(kind, RETENTION_MONTHS[kind])

    @property
    def shortest_of_a_dossier(self) -> int:
        """Before so many months nothing is taken from any dossier."""
        return min(self.of(kind) for kind in (Kept.DOCUMENTS, Kept.DECIDED, Kept.CLOSED))


class Erasure(StrEnum):
    """What is done to a dossier once its periods are over; in this order, each more than those before it."""

    DOCUMENTS = "documents"
    REDUCTION = "reduction"
    ANONYMISATION = "anonymisation"


def end_of(dossier: Dossier) -> date | None:
    """The day from which its periods run: of its closure, or of the last decision; None in course."""
    if dossier.closure is not None:
        return dossier.closure.on
    return max((decision.decided_on for decision in dossier.decisions), default=None)


def due_on(dossier: Dossier, retention: Retention, on: date) -> tuple[Erasure, ...]:
    """What is to be done to the dossier on that day, and was not done yet; nothing to one in course."""
    end = end_of(dossier)
    if end is None:
        return ()
    return tuple(each for each in _due(dossier, end, retention, on) if not _is_done(dossier, each))


def _due(dossier: Dossier, end: date, retention: Retention, on: date) -> Iterator[Erasure]:
    identity_until = add_months(end, retention.of(Kept.CLOSED if dossier.closure is not None else Kept.DECIDED))
    if on > min(add_months(end, retention.of(Kept.DOCUMENTS)), identity_until):
        yield Erasure.DOCUMENTS
    if on > identity_until:
        yield Erasure.REDUCTION if _still_held(dossier, on) else Erasure.ANONYMISATION


def is_erased(dossier: Dossier) -> bool:
    """Whether it has lost its words: what was printed from them is printed no more."""
    return dossier.reduced_on is not None or dossier.anonymised_on is not None


def _is_done(dossier: Dossier, erasure: Erasure) -> bool:
    match erasure:
        case Erasure.DOCUMENTS:
            return all(document.state is DocumentState.PURGED for document in dossier.documents)
        case Erasure.REDUCTION:
            return dossier.reduced_on is not None
        case Erasure.ANONYMISATION:
            return dossier.anonymised_on is not None


def _still_held(dossier: Dossier, on: date) -> bool:
    """Whether a competence that the jury left acquired is still so, or is so for good (R66, R67)."""
    retained = dossier.decision.retained if dossier.decision is not None else ()
    return any(kept.until is None or kept.until >= on for kept in retained)


def erased(dossier: Dossier, erasures: tuple[Erasure, ...], on: date) -> Dossier:
    """The dossier after them. Its status, its steps and the jury's words are what they were."""
    after = dossier
    if Erasure.DOCUMENTS in erasures:
        after = replace(after, documents=tuple(_purged(document) for document in after.documents))
    if Erasure.REDUCTION in erasures:
        after = replace(_reduced(after), reduced_on=on)
    if Erasure.ANONYMISATION in erasures:
        after = replace(_reduced(after), candidate=_nobody(after), anonymised_on=on)
    return after


def _purged(document: Document) -> Document:
    return replace(document, state=DocumentState.PURGED, file_name=str(document.kind))


def _nobody(dossier: Dossier) -> Candidate:
    """Somebody of that situation and sex, as statistics count them; each dossier's is another one."""
    return Candidate(
        birth_name=f"{ANONYMOUS} {dossier.number}",
        first_names=ANONYMOUS,
        birth_date=_NO_DAY,
        birth_place=ANONYMOUS,
        sex=dossier.candidate.sex,
        employment=Employment(status=dossier.candidate.employment.status),
    )


def _reduced(dossier: Dossier) -> Dossier:
    """The dossier with nobody's name in it but the candidate's, and no free words."""
    return replace(
        dossier,
        candidate=_civil_status_of(dossier.candidate),
        tutor=None,
        trainers=(),
        skills_identification=_of_interview(dossier.skills_identification),
        training_plan=_of_plan(dossier.training_plan),
        admissibility=_of_request(dossier.admissibility),
        direct_assessment=_of_confirmation(dossier.direct_assessment),
        acceptance=Acceptance(accepted_on=dossier.acceptance.accepted_on) if dossier.acceptance else None,
        trade_evaluator=_of_professional(dossier.trade_evaluator),
        trade_observations=_of_observations(dossier.trade_observations),
        scope=_of_scope(dossier.scope),
        assessment=_of_assessment(dossier.assessment),
        decisions=tuple(_of_decision(decision) for decision in dossier.decisions),
        closure=_of_closure(dossier.closure),
    )


def _civil_status_of(candidate: Candidate) -> Candidate:
    employment = Employment(status=candidate.employment.status)
    return replace(candidate, email=None, employment=employment, experience=(), held_certifications=())


def _of_interview(interview: SkillsIdentification | None) -> SkillsIdentification | None:
    if interview is None:
        return None
    return replace(
        interview,
        technical_expert=replace(interview.technical_expert, name=ANONYMOUS),
        interview_expert=replace(interview.interview_expert, name=ANONYMOUS),
    )


def _of_plan(plan: TrainingPlan | None) -> TrainingPlan | None:
    return replace(plan, actions=tuple(replace(each, label=ANONYMOUS) for each in plan.actions)) if plan else None


def _of_request(request: Admissibility | None) -> Admissibility | None:
    if request is None:
        return None
    return replace(
        request,
        decisions=tuple(_of_answer(decision) for decision in request.decisions),
        tracking_number=None,
        read_receipt=None,
        extensions=tuple(_of_extension(extension) for extension in request.extensions),
    )


def _of_answer(answer: AdmissibilityDecision) -> AdmissibilityDecision:
    return replace(answer, grounds=tuple(map(_of_ground, answer.grounds)), unmet=tuple(map(_of_ground, answer.unmet)))


def _of_ground(ground: Ground) -> Ground:
    return replace(ground, text=ANONYMOUS)


def _of_extension(extension: Extension) -> Extension:
    return replace(extension, reason=ANONYMOUS)


def _of_confirmation(confirmation: DirectAssessmentConfirmation | None) -> DirectAssessmentConfirmation | None:
    return replace(confirmation, evidence=ANONYMOUS) if confirmation else None


def _of_professional(professional: TradeEvaluator | None) -> TradeEvaluator | None:
    return replace(professional, name=ANONYMOUS, email=_NO_ADDRESS, position=ANONYMOUS) if professional else None


_NO_ADDRESS = "anonymise@example.invalid"
"""Nobody's address (RFC 2606), for readers that expect one."""


def _of_observations(observations: TradeObservations | None) -> TradeObservations | None:
    return replace(observations, text=ANONYMOUS) if observations else None


def _of_scope(scope: Scope | None) -> Scope | None:
    return replace(scope, exemptions=tuple(map(_of_exemption, scope.exemptions))) if scope else None


def _of_exemption(exemption: Exemption) -> Exemption:
    return replace(exemption, source=ANONYMOUS)


def _of_assessment(assessment: Assessment | None) -> Assessment | None:
    if assessment is None:
        return None
    professional = assessment.professional
    return replace(
        assessment,
        observers=tuple(replace(observer, name=ANONYMOUS) for observer in assessment.observers),
        professional=replace(professional, name=ANONYMOUS) if professional else None,
        results=tuple(replace(result, comment=ANONYMOUS) for result in assessment.results),
        candidate_observations=ANONYMOUS,
        evaluator_observations=ANONYMOUS,
    )


def _of_decision(decision: Decision) -> Decision:
    words = tuple(replace(word, reason=ANONYMOUS if word.reason else None) for word in decision.competences)
    return replace(decision, competences=words, reason=ANONYMOUS if decision.reason else None)


def _of_closure(closure: Closure | None) -> Closure | None:
    return replace(closure, detail=ANONYMOUS) if closure else None
