"""The dossier: one candidate, one certification, one pathway, and everything recorded on the way."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.appeals import Appeal
from app.domain.assessment import Assessment, ResultRecord, Scope
from app.domain.candidate import Candidate, Employment
from app.domain.deliberation import Decision, DecisionKind
from app.domain.documents import Document, DocumentKind, DocumentRemoval, Signatory, SignatureWaiver
from app.domain.entries import EntryCorrection
from app.domain.evaluators import TrainingBody
from app.domain.jury import Votes
from app.domain.seats import SeatDistinction
from app.domain.text import Text


class Status(StrEnum):
    """The public status (R69–R74): computed from the steps, never set."""

    REGISTRATION_IN_PROGRESS = "registration_in_progress"
    AWAITING_ASSESSMENT = "awaiting_assessment"
    AWAITING_JURY = "awaiting_jury"
    AWARDED = "awarded"
    PARTIALLY_AWARDED = "partially_awarded"
    NOT_AWARDED = "not_awarded"
    CLOSED = "closed"


STATUS_LABELS = {
    Status.REGISTRATION_IN_PROGRESS: Text("En cours d'inscription", "Registration in progress"),
    Status.AWAITING_ASSESSMENT: Text("En attente d'évaluation", "Awaiting assessment"),
    Status.AWAITING_JURY: Text("En attente de jury", "Awaiting the jury"),
    Status.AWARDED: Text("Validé", "Awarded"),
    Status.PARTIALLY_AWARDED: Text("Partiel", "Partially awarded"),
    Status.NOT_AWARDED: Text("Non validé", "Not awarded"),
    Status.CLOSED: Text("Clos", "Closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tutor:
    """Who accompanies the candidate at work (R27)."""

    name: str
    position: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trainer:
    """Who trains the candidate."""

    name: str
    email: str | None = None


class InterviewExpertKind(StrEnum):
    """Where the expert in interviewing comes from (R25)."""

    EMPLOYEE = "employee"
    TRAINING_BODY = "training_body"
    EVALUATOR = "evaluator"


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalExpert:
    """The expert of the trade: an employee of the company (R25)."""

    name: str
    employer_siren: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewExpert:
    """The expert in conducting interviews (R25)."""

    name: str
    kind: InterviewExpertKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastery:
    """Whether the skills identification found one competence mastered."""

    code: str
    mastered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsIdentification:
    """The interview of the candidate with the two experts (R25)."""

    held_on: date
    technical_expert: TechnicalExpert
    interview_expert: InterviewExpert
    competences: tuple[Mastery, ...]

    @property
    def to_acquire(self) -> frozenset[str]:
        """The competences that were not found mastered."""
        return frozenset(mastery.code for mastery in self.competences if not mastery.mastered)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingAction:
    """One action of the development plan; ``hours`` of its length."""

    label: str
    kind: str
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlan:
    """How the missing competences are to be acquired (R26); its dates inform (D45)."""

    competences: tuple[str, ...]
    actions: tuple[TrainingAction, ...]
    starts_on: date
    ends_on: date


class AdmissibilityVerdict(StrEnum):
    """What the secretariat may answer to a request for admissibility."""

    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    INCOMPLETE = "incomplete"


ADMISSIBILITY_LABELS = {
    AdmissibilityVerdict.ADMISSIBLE: Text("Recevable", "Admissible"),
    AdmissibilityVerdict.INADMISSIBLE: Text("Non recevable", "Inadmissible"),
    AdmissibilityVerdict.INCOMPLETE: Text("Incomplet", "Incomplete"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One reason of a decision; ``rule`` is the number of the rule where there is one."""

    text: str
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityDecision:
    """A decision on admissibility. ``unmet``: the conditions not met when it was taken, cited or not (D40).

    ``appeal_id``: the appeal that it follows, where there is one (D71).
    """

    verdict: AdmissibilityVerdict
    grounds: tuple[Ground, ...]
    decided_on: date
    unmet: tuple[Ground, ...] = ()
    appeal_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """More time for the candidacy, until the last day included (D12)."""

    until: date
    reason: str
    granted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReceipt:
    """The proof that the candidate opened the answer by their link: when, by which token, and what they were shown.

    ``token_sha256`` and ``shown_sha256`` are digests, in hexadecimal, of the token and of the bytes answered;
    ``shown_as`` is the media type of those bytes.
    """

    at: datetime
    token_sha256: str
    shown_sha256: str
    shown_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPutBack:
    """A decision that counts no more: facts that it rested on have changed (D50), or it was given by mistake (D66).

    ``on`` and ``reason`` are of that change; what had become of the letter that carried it stays with it.
    """

    decision: AdmissibilityDecision
    on: date
    reason: str
    dispatched_on: date | None = None
    tracking_number: str | None = None
    acknowledged_on: date | None = None
    read_receipt: ReadReceipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingPiece:
    """A document that a request lacked when it was received (D70).

    It has come with the first version after number ``newer_than`` that bears the signatures of ``signed_by``.
    """

    kind: DocumentKind
    newer_than: int
    signed_by: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Admissibility:
    """The request for admissibility (recevabilité) and what became of it.

    ``received_on``: the day of each submission's receipt; ``lacking``: what the last one lacked (D70). The last
    decision is the one that counts; ``put_back`` are those that count no more. ``read_receipt``: the first reading of
    the answer by the candidate's own link, which counts as the acknowledgement (D12).
    """

    received_on: tuple[date, ...] = ()
    decisions: tuple[AdmissibilityDecision, ...] = ()
    dispatched_on: date | None = None
    tracking_number: str | None = None
    acknowledged_on: date | None = None
    read_receipt: ReadReceipt | None = None
    extensions: tuple[Extension, ...] = ()
    put_back: tuple[DecisionPutBack, ...] = ()
    lacking: tuple[LackingPiece, ...] = ()

    @property
    def decision(self) -> AdmissibilityDecision | None:
        """The decision on the last submission, None while it waits for one."""
        return self.decisions[-1] if self.decisions and len(self.decisions) == len(self.received_on) else None

    @property
    def awaits_decision(self) -> bool:
        """Whether a submission waits for its decision."""
        return len(self.received_on) > len(self.decisions)

    @property
    def is_admissible(self) -> bool:
        """Whether the request was found admissible."""
        return self.decision is not None and self.decision.verdict is AdmissibilityVerdict.ADMISSIBLE

    @property
    def is_submitted(self) -> bool:
        """Whether the request is before the secretariat, or was found admissible by it."""
        return self.awaits_decision or self.is_admissible

    @property
    def complete_since(self) -> date | None:
        """The day since which there is all to decide on: the last receipt, or the change that put a decision back."""
        days = (*self.received_on[-1:], *(former.on for former in self.put_back))
        return max(days, default=None)

    @property
    def first_admitted_on(self) -> date | None:
        """The day of the first admission, put back since or not."""
        former = (each.decision for each in self.put_back)
        admissions = [each.decided_on for each in former if each.verdict is AdmissibilityVerdict.ADMISSIBLE]
        if self.decision is not None and self.is_admissible:
            admissions.append(self.decision.decided_on)
        return min(admissions, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorChoice:
    """The evaluator chosen, where and when they are to assess, and that the fees are agreed (R21, D19)."""

    evaluator_id: UUID
    region: str
    planned_on: date
    fees_agreed: bool
    chosen_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The evaluator's declaration of independence, by which the assignment is accepted (D17)."""

    accepted_on: date
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeEvaluator:
    """The trade professional invited to give observations (R17, R55)."""

    name: str
    email: str
    employer_siren: str
    position: str
    invited_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeObservations:
    """The trade evaluator's observations, or the secretariat's reason for going without them (D2)."""

    text: str
    recorded_on: date
    waived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerTradeObservations:
    """Observations that were taken up again: whose they were, and since when they count no more (D57)."""

    trade_evaluator: TradeEvaluator
    observations: TradeObservations
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerAssignment:
    """An assignment that ended on ``until``, with what it had led to; ``reason`` where one had to be given (D63)."""

    choice: EvaluatorChoice
    acceptance: Acceptance | None
    assessment: Assessment | None
    trade_evaluator: TradeEvaluator | None
    trade_observations: TradeObservations | None
    until: date
    reason: str | None

    @property
    def sittings(self) -> frozenset[date]:
        """The days that stay in the assessment; none of an assignment that ended before a first result."""
        kept = self.assessment
        return frozenset(kept.held_on) if kept is not None and kept.results else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectAssessmentConfirmation:
    """The secretariat's word that the conditions of R30 are proved (D43)."""

    confirmed: bool
    evidence: str
    on: date


class JuryRegistrationState(StrEnum):
    """Where the dossier stands towards a jury (D3)."""

    NONE = "none"
    REGISTERED = "registered"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"


JURY_REGISTRATION_LABELS = {
    JuryRegistrationState.NONE: Text("Non inscrit", "Not registered"),
    JuryRegistrationState.REGISTERED: Text("Inscrit à un jury", "Registered to a jury"),
    JuryRegistrationState.POSTPONED: Text("Reporté à une autre session", "Postponed to another session"),
    JuryRegistrationState.WITHDRAWN: Text("Retiré du jury", "Withdrawn from the jury"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeliberationRequest:
    """Why a decided dossier is put before a jury again, and on which appeal where it follows one (D39, D71)."""

    requested_on: date
    reason: str
    appeal_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjournment:
    """That a jury that sat did not decide: ``session_id`` put the dossier off on the day ``on`` (D31, D54).

    ``votes``: those of a tie, where it came to a vote. ``moved_to``: the session that it went to at once.
    """

    session_id: UUID
    on: date
    reason: str
    votes: Votes | None = None
    moved_to: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingSignature:
    """That the last decisions come from a session that is not closed: nobody outside it is told of them yet (D54).

    ``decisions``: how many of the dossier's were told before; ``version``: the dossier's last one before them.
    """

    decisions: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryRegistration:
    """The registration to a session of the jury. ``registered_on`` is what satisfies the eighteen months (D12).

    ``by_branch``: it was the branch that took the dossier off an agenda, which does not expose the candidacy again.
    ``redeliberation``: why it is to be decided again, where it was decided before.
    """

    state: JuryRegistrationState = JuryRegistrationState.NONE
    session_id: UUID | None = None
    registered_on: date | None = None
    by_branch: bool = False
    redeliberation: RedeliberationRequest | None = None


class ClosureReason(StrEnum):
    """Why a dossier ended before the jury (D38)."""

    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    INADMISSIBLE = "inadmissible"
    DECEASED = "deceased"


CLOSURE_LABELS = {
    ClosureReason.WITHDRAWN: Text("Retiré", "Withdrawn"),
    ClosureReason.LAPSED: Text("Candidature caduque", "Candidacy lapsed"),
    ClosureReason.INADMISSIBLE: Text("Demande non recevable", "Request not admissible"),
    ClosureReason.DECEASED: Text("Candidat décédé", "Candidate deceased"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """The end of a dossier that no jury decided; nothing of it is deleted (D38).

    ``session_id``: the session from whose agenda it took the dossier, where it stood on one.
    """

    reason: ClosureReason
    on: date
    detail: str
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """A dossier that was closed by mistake, open again ``on`` that day (D65, D66); ``closure`` is what was undone.

    ``counts_from``: the day from which the candidacy's months are counted again, where they were over meanwhile.
    ``appeal_id``: the appeal that it follows, where there is one (D71).
    """

    closure: Closure
    reason: str
    on: date
    counts_from: date | None = None
    appeal_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """That the candidate died ``on`` that day, as ``source`` says; ``goes_on``: the dossier goes to its jury (D69)."""

    on: date
    source: str
    goes_on: bool
    recorded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDeath:
    """A death on record in another dossier of the same person: that dossier's number, and the day of the death."""

    number: str
    on: date


class EmployerChangeKind(StrEnum):
    """Why a dossier is another company's: the candidate changed employer, or the company was succeeded (D64)."""

    CHANGE = "change"
    SUCCESSION = "succession"


EMPLOYER_CHANGE_LABELS = {
    EmployerChangeKind.CHANGE: Text("Changement d'employeur", "Change of employer"),
    EmployerChangeKind.SUCCESSION: Text("Entreprise reprise par une autre", "Company succeeded by another"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerEmployer:
    """Whose the dossier was until the day ``until``, and what was declared of it then (D64).

    ``tutor``, ``trainers``, ``trade_observations``, ``documents`` and ``appeals`` (ids of those that came meanwhile),
    ``fundings`` (code and reference) are those of then, where the next company is not to read them as its own.
    ``version``: the last one of then.
    """

    kind: EmployerChangeKind
    until: date
    reason: str
    recorded_on: date
    version: int
    company_id: UUID | None
    employment: Employment
    tutor: Tutor | None = None
    trainers: tuple[Trainer, ...] = ()
    trade_observations: TradeObservations | None = None
    documents: tuple[UUID, ...] = ()
    fundings: tuple[tuple[str, str], ...] = ()
    appeals: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The aggregate. Saved whole, under one version; its status is not here, since it follows from the rest.

    ``results_on_record``: every value that a result took, oldest first. ``void_guides``: the ids of the evaluators'
    guides that were handed in and are asked for again (D57, D63).
    ``former_employers``: whose it was before, oldest first (D64).
    ``reduced_on``, ``anonymised_on``: since when it names the candidate alone, or nobody any more (personal_data.py).
    """

    id: UUID
    number: str
    version: int = 1
    pathway: str
    variant: str | None = None
    certification_code: str
    option: str | None = None
    candidate: Candidate
    training_scheme: str | None = None
    training_body: TrainingBody | None = None
    accompanying_body: TrainingBody | None = None
    tutor: Tutor | None = None
    trainers: tuple[Trainer, ...] = ()
    company_id: UUID | None = None
    former_employers: tuple[FormerEmployer, ...] = ()
    requested_cqpi: tuple[str, ...] = ()
    previous_dossier_id: UUID | None = None
    bridge_id: UUID | None = None
    created_by_role: str
    created_on: date
    requested_on: date
    created_at: datetime
    updated_at: datetime
    skills_identification: SkillsIdentification | None = None
    training_plan: TrainingPlan | None = None
    admissibility: Admissibility | None = None
    direct_assessment: DirectAssessmentConfirmation | None = None
    portfolio_completed_on: date | None = None
    evaluator: EvaluatorChoice | None = None
    acceptance: Acceptance | None = None
    trade_evaluator: TradeEvaluator | None = None
    trade_observations: TradeObservations | None = None
    registered_on: date | None = None
    scope: Scope | None = None
    assessment: Assessment | None = None
    assessment_completed_on: date | None = None
    jury_registration: JuryRegistration = JuryRegistration()
    decisions: tuple[Decision, ...] = ()
    awaiting_signature: AwaitingSignature | None = None
    adjournments: tuple[Adjournment, ...] = ()
    seat_distinctions: tuple[SeatDistinction, ...] = ()
    results_on_record: tuple[ResultRecord, ...] = ()
    former_assignments: tuple[FormerAssignment, ...] = ()
    former_trade_observations: tuple[FormerTradeObservations, ...] = ()
    void_guides: tuple[UUID, ...] = ()
    signature_waivers: tuple[SignatureWaiver, ...] = ()
    document_removals: tuple[DocumentRemoval, ...] = ()
    death: Death | None = None
    closure: Closure | None = None
    entry_corrections: tuple[EntryCorrection, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    reduced_on: date | None = None
    anonymised_on: date | None = None
    documents: tuple[Document, ...] = ()

    @property
    def employment_on_request(self) -> Employment:
        """What was declared of the candidate's work on the day of the request, by which conditions are judged (D32)."""
        return self.former_employers[0].employment if self.former_employers else self.candidate.employment

    @property
    def company_id_on_request(self) -> UUID | None:
        """The company that it was on that day."""
        return self.former_employers[0].company_id if self.former_employers else self.company_id

    @property
    def left_behind(self) -> tuple[FormerEmployer, ...]:
        """What other employers left, of which the company in charge reads no more than a jury (D64)."""
        return tuple(
            each
            for each in self.former_employers
            if each.kind is EmployerChangeKind.CHANGE and each.company_id != self.company_id
        )

    @property
    def decision(self) -> Decision | None:
        """The decision in force: the last one, which replaces those before it."""
        return self.decisions[-1] if self.decisions else None

    @property
    def deliberation(self) -> Decision | None:
        """The last decision that was put to the vote: what puts its words right changes nothing else of it (D56)."""
        voted = (each for each in reversed(self.decisions) if each.kind is not DecisionKind.MATERIAL_ERROR)
        return next(voted, None)

    @property
    def awaits_redeliberation(self) -> bool:
        """Whether it is decided, and on the agenda of a session that has not decided on it again yet (D39)."""
        registration = self.jury_registration
        return (
            self.decision is not None
            and self.is_registered_to_jury
            and registration.redeliberation is not None
            and self.closure is None
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing more may happen to it, corrections of the decision aside."""
        return self.closure is not None or bool(self.decisions)

    @property
    def has_results(self) -> bool:
        """Whether the evaluator has recorded a first result."""
        return self.assessment is not None and bool(self.assessment.results)

    @property
    def has_nothing_to_assess(self) -> bool:
        """Whether everything that the certification asks for was held already when the assessment began (D23)."""
        return self.scope is not None and not self.scope.assessed

    @property
    def is_registered_to_jury(self) -> bool:
        """Whether it stands on the agenda of a session."""
        return self.jury_registration.state is JuryRegistrationState.REGISTERED

    def was_brought(self, kind: DocumentKind) -> bool:
        """Whether a document of that kind was handed in once, be it taken off since (D67): the step stays passed."""
        return any(document.is_handed_in or not document.is_shown for document in self.versions(kind))

    def latest(self, kind: DocumentKind) -> Document | None:
        """The newest version that was handed in of the document of that kind, or None; its file may be lost since."""
        handed_in = (document for document in self.versions(kind) if document.is_handed_in)
        return max(handed_in, key=lambda document: document.version_number, default=None)

    def goes_without(self, document: Document, signatory: Signatory) -> bool:
        """Whether that signature was waived on that very version: a new one asks for it again (D68)."""
        return any(
            waiver.document_id == document.id and waiver.signatory is signatory for waiver in self.signature_waivers
        )

    def versions(self, kind: DocumentKind) -> tuple[Document, ...]:
        """Every version of the document of that kind, whatever became of it."""
        return tuple(document for document in self.documents if document.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartedDossier(Dossier):
    """A dossier as its former company reads it: as it was when it left, on the day ``left_on`` (D64)."""

    left_on: date


def left_on(dossier: Dossier) -> date | None:
    """The day on which it left the company that reads it; None to everybody else."""
    return dossier.left_on if isinstance(dossier, DepartedDossier) else None
