"""What stays of a dossier once it is reduced: what is named here, and nothing else.

A member that nobody names takes its default, as if it had never been said: a new one is gone unless somebody decides
that it may stay for decades.
"""

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any, TypeVar, cast

from app.domain.appeals import Appeal, AppealAnswer
from app.domain.assessment import (
    Assessment,
    Briefing,
    Exemption,
    NamedProfessional,
    Observer,
    Result,
    ResultRecord,
    Scope,
    Sitting,
)
from app.domain.candidate import Candidate, Employment
from app.domain.deliberation import CompetenceDecision, Decision, Retained
from app.domain.documents import Document, DocumentRemoval, SignatureWaiver
from app.domain.dossier import (
    Acceptance,
    Adjournment,
    Admissibility,
    AdmissibilityDecision,
    AwaitingSignature,
    Closure,
    Death,
    DecisionPutBack,
    DirectAssessmentConfirmation,
    Dossier,
    EvaluatorChoice,
    Extension,
    FormerAssignment,
    FormerEmployer,
    FormerTradeObservations,
    Ground,
    InterviewExpert,
    JuryRegistration,
    LackingPiece,
    Mastery,
    RedeliberationRequest,
    Reopening,
    SkillsIdentification,
    TechnicalExpert,
    TradeEvaluator,
    TradeObservations,
    TrainingAction,
    TrainingPlan,
)
from app.domain.entries import EntryCorrection
from app.domain.evaluators import TrainingBody
from app.domain.jury import CollegeVotes, Votes

ANONYMOUS = "Anonymisé"
"""What stands where a person stood, or somebody's words."""
_NO_ADDRESS = "anonymise@example.invalid"
"""Nobody's address (RFC 2606), for readers that expect one."""


@dataclass(frozen=True, slots=True)
class Stays:
    """What stays of one kind of value, each a list of members with blanks between them.

    ``members`` stay as they are, what they hold being reduced in its turn. Of ``words`` and ``addresses`` it stays
    that something was there, not what it was.
    """

    members: str
    words: str = ""
    addresses: str = ""


STAYS: Mapping[type, Stays] = {
    Dossier: Stays(
        "id number version pathway variant certification_code option candidate training_scheme training_body"
        " accompanying_body company_id requested_cqpi previous_dossier_id bridge_id created_by_role created_on"
        " requested_on created_at updated_at skills_identification training_plan admissibility direct_assessment"
        " portfolio_completed_on evaluator acceptance trade_evaluator trade_observations registered_on scope assessment"
        " assessment_completed_on jury_registration decisions awaiting_signature adjournments closure reduced_on"
        " anonymised_on documents results_on_record former_assignments former_trade_observations void_guides"
        " signature_waivers document_removals death entry_corrections reopenings former_employers appeals"
    ),
    Candidate: Stays("birth_name usage_name first_names birth_date sex birth_place employment"),
    Employment: Stays("status"),
    TrainingBody: Stays("siret name networks"),
    SkillsIdentification: Stays("held_on technical_expert interview_expert competences"),
    TechnicalExpert: Stays("employer_siren", words="name"),
    InterviewExpert: Stays("kind", words="name"),
    Mastery: Stays("code mastered"),
    TrainingPlan: Stays("competences actions starts_on ends_on"),
    TrainingAction: Stays("hours", words="label kind"),
    Admissibility: Stays("received_on decisions dispatched_on acknowledged_on extensions put_back lacking"),
    LackingPiece: Stays("kind newer_than signed_by"),
    DecisionPutBack: Stays("decision on dispatched_on acknowledged_on", words="reason"),
    AdmissibilityDecision: Stays("verdict grounds decided_on unmet appeal_id"),
    Ground: Stays("rule", words="text"),
    Extension: Stays("until granted_on", words="reason"),
    DirectAssessmentConfirmation: Stays("confirmed on", words="evidence"),
    EvaluatorChoice: Stays("evaluator_id region planned_on fees_agreed chosen_on"),
    Acceptance: Stays("accepted_on"),
    TradeEvaluator: Stays("employer_siren invited_on", words="name position", addresses="email"),
    TradeObservations: Stays("recorded_on waived", words="text"),
    ResultRecord: Stays("competence_code acquired evaluator_id recorded_on confirmed_by confirmed_on", words="comment"),
    FormerAssignment: Stays("choice acceptance assessment trade_evaluator trade_observations until", words="reason"),
    FormerTradeObservations: Stays("trade_evaluator observations until"),
    Scope: Stays("framework_version assessed exemptions frozen_on"),
    Exemption: Stays("competence_code kind until source_dossier_id", words="source"),
    Assessment: Stays(
        "held_on observed_on briefing concertation_held_on observers professional results remote sittings",
        words="candidate_observations evaluator_observations",
    ),
    Sitting: Stays("on region remote"),
    Briefing: Stays(
        "candidate_informed professional_informed guide_delivered outil_3_delivered branch_documents_used"
        " admissibility_letter_presented"
    ),
    Observer: Stays("capacity", words="name"),
    NamedProfessional: Stays("employer_siren employer_idcc", words="name"),
    Result: Stays("competence_code acquired", words="comment"),
    JuryRegistration: Stays("state session_id registered_on by_branch redeliberation"),
    RedeliberationRequest: Stays("requested_on appeal_id", words="reason"),
    Decision: Stays(
        "id kind session_id decided_on competences outcome retained votes recused taken_at presided_by replaces"
        " corrected_on",
        words="reason corrected_by",
    ),
    AwaitingSignature: Stays("decisions version"),
    Adjournment: Stays("session_id on votes moved_to", words="reason"),
    CompetenceDecision: Stays("code validated", words="reason"),
    Retained: Stays("competence_code until"),
    Votes: Stays("employees employers"),
    CollegeVotes: Stays("in_favour against abstained"),
    Closure: Stays("reason on session_id", words="detail"),
    Death: Stays("on goes_on recorded_on", words="source"),
    SignatureWaiver: Stays("document_id kind signatory on", words="reason"),
    DocumentRemoval: Stays("document_id kind received_on sha256 on wrong_person", words="reason"),
    EntryCorrection: Stays("entry on number", words="former value reason"),
    FormerEmployer: Stays("kind until recorded_on version company_id employment documents appeals", words="reason"),
    Reopening: Stays("closure on counts_from appeal_id", words="reason"),
    Appeal: Stays(
        "id against contested_on decision_id appellant filed_on acknowledged_on document_ids closes_on answer",
        words="grounds",
    ),
    AppealAnswer: Stays("outcome heard_on answered_on decided_first", words="grounds examined_by"),
    Document: Stays(
        "id kind version_number media_type size sha256 signed_by received_on storage_key state form_version",
        words="file_name",
    ),
}
"""Each kind of value that a reduced dossier may hold; one that is not here cannot stay, and fails aloud."""


_Value = TypeVar("_Value")


def what_stays(value: _Value) -> _Value:
    """The same value without what is not named in ``STAYS``. Raises KeyError for a kind of value that is not there."""
    reduced: Any = value
    kind: Any = type(value)
    if is_dataclass(value):
        reduced = kind(**_members(value))
    elif isinstance(value, tuple | frozenset):
        reduced = kind(map(what_stays, value))
    return cast("_Value", reduced)


def _members(value: Any) -> dict[str, object]:
    stays = _stays_of(type(value))
    words = {name: getattr(value, name) for name in stays.words.split()}
    return {
        **{name: what_stays(getattr(value, name)) for name in stays.members.split()},
        **{name: ANONYMOUS if said else said for name, said in words.items()},
        **dict.fromkeys(stays.addresses.split(), _NO_ADDRESS),
    }


def _stays_of(kind: type) -> Stays:
    """What is said of that kind of value, or of the one that it is derived from."""
    named = (each for each in kind.__mro__ if each in STAYS)
    return STAYS[next(named, kind)]
