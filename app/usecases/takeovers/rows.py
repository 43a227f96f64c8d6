"""What the rows of a takeover say, kind by kind, once they read well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.domain.assessment import Assessment
from app.domain.candidate import Candidate, Verification
from app.domain.certificates import Holder
from app.domain.company import Address, Contact
from app.domain.deliberation import Outcome
from app.domain.dossier import (
    Acceptance,
    Admissibility,
    DirectAssessmentConfirmation,
    SkillsIdentification,
    TradeEvaluator,
    TradeObservations,
    Trainer,
    TrainingPlan,
    Tutor,
)
from app.domain.evaluators import Affiliation, Authorisation, TrainingBody
from app.domain.jury import College
from app.domain.law import Violation
from app.domain.passport_identity import PassportIdentity
from app.domain.takeovers import TakeoverKind
from app.usecases.dossiers.create_dossier import FundingReference
from app.usecases.ports.accounts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """A company, approved; ``ccnic``: what the secretariat found, None where it did not look (D43)."""

    siret: str
    name: str
    idcc: str
    address: Address
    contact: Contact
    ccnic: bool | None
    verified_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorTakeover:
    """An evaluator, with all that they are authorised for and tied to."""

    name: str
    email: str
    siren: str | None
    published_contact: str | None
    authorisations: tuple[Authorisation, ...]
    affiliations: tuple[Affiliation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """An account, with one role."""

    email: str
    name: str
    role: str
    company_siret: str | None
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member of a session, by their address."""

    email: str
    name: str | None
    college: College
    chair: bool
    employer_siren: str | None
    organisation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session of the jury to come."""

    held_on: date
    held_until: date | None
    registration_closes_on: date
    place: str
    capacity: int
    remote: bool
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """An award of the former register: a certificate has a number, a partial result the competences of ``until``.

    ``identity``: what is told of the holder beyond what papers print.
    """

    number: str | None
    certification_code: str
    option: str | None
    title: str | None = None
    outcome: Outcome
    holder: Holder
    identity: PassportIdentity
    siret: str | None
    awarded_on: date
    issued_on: date | None = None
    revoked_on: date | None = None
    revocation_reason: str | None = None
    replaced_by: str | None = None
    passport_sent_on: date | None = None
    passport_id: str | None = None
    pathway: str | None = None
    variant: str | None = None
    framework_version: str | None = None
    competences: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenEvaluator:
    """The evaluator of a running dossier, by their address."""

    email: str
    region: str
    planned_on: date
    fees_agreed: bool
    chosen_on: date
    acceptance: Acceptance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryPlace:
    """That a dossier was registered to a jury, to the session of that ``source_id``.

    ``session`` is None of one that is put off until another session: at whose wish, the branch's or not, decides
    whether its candidacy is exposed again (D12).
    """

    registered_on: date
    session: str | None
    put_off_by_branch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDossierRow:
    """A running dossier, as far as it has come. ``verifications``: by the number of a certification held."""

    number: str | None
    requested_on: date
    company_siret: str | None
    pathway: str
    variant: str | None
    bridge_id: UUID | None
    certification_code: str
    option: str | None
    candidate: Candidate
    training_scheme: str | None
    training_body: TrainingBody | None
    accompanying_body: TrainingBody | None
    tutor: Tutor | None
    trainers: tuple[Trainer, ...]
    requested_cqpi: tuple[str, ...]
    fundings: tuple[FundingReference, ...]
    verifications: Mapping[str, Verification] = field(default_factory=dict)
    skills_identification: SkillsIdentification | None
    training_plan: TrainingPlan | None
    admissibility: Admissibility | None
    direct_assessment: DirectAssessmentConfirmation | None
    portfolio_completed_on: date | None
    evaluator: ChosenEvaluator | None
    registered_on: date | None
    assessment: Assessment | None
    trade_evaluator: TradeEvaluator | None
    trade_observations: TradeObservations | None
    assessment_completed_on: date | None
    jury: JuryPlace | None


RowValue = CompanyRow | EvaluatorTakeover | UserRow | SessionRow | AwardRow | RunningDossierRow


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """A row of a file: its ``line``, the id that it is known by, and what it says, or all that is wrong with it.

    ``source_id`` is empty where the row tells none. ``digest`` is of all that it says beside the id.
    """

    kind: TakeoverKind
    line: int
    source_id: str
    digest: bytes = b""
    value: RowValue | None = None
    faults: tuple[Violation, ...] = ()
