"""A row of each kind that is taken over, as it is written in a file: members under the API's own names (D77)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, ValidationInfo, field_validator, model_validator

from app.api.bodies import RequestBody
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.identifier_fields import CountryCode, Idcc, InseeCommune, PostalCode, Siren, Siret
from app.api.mail_addresses import MailAddress
from app.api.text_fields import IN_A_LINE, Line, PersonName, Reason
from app.api.v1.account_models import HeldRole, OrganisationName, PersonalName
from app.api.v1.addresses import AddressIn
from app.api.v1.admissibility import GroundFields
from app.api.v1.assessment import AssessmentIn
from app.api.v1.certification_models import CompetenceCode
from app.api.v1.cpf_records import FirstName
from app.api.v1.dossier_models import CandidateIn, Sex, TrainerIn, TrainingBodyIn, TutorIn
from app.api.v1.evaluator_models import AffiliationIn, AuthorisationIn, EvaluatorIn
from app.api.v1.funding_fields import FundingIn
from app.api.v1.preparation import SkillsIdentificationIn, TrainingPlanIn
from app.domain import company as companies
from app.domain.candidate import Verification
from app.domain.certificates import Holder
from app.domain.deliberation import Outcome
from app.domain.dossier import (
    Acceptance,
    Admissibility,
    AdmissibilityDecision,
    AdmissibilityVerdict,
    DirectAssessmentConfirmation,
    Extension,
    Ground,
    TradeEvaluator,
    TradeObservations,
)
from app.domain.jury import College
from app.domain.passport_identity import MOST_FIRST_NAMES, PassportIdentity
from app.domain.pathways import PathwayCode, Variant
from app.domain.takeovers import TakeoverKind
from app.domain.text import Text
from app.usecases.dossiers.create_dossier import FundingReference
from app.usecases.takeovers.rows import (
    AwardRow,
    ChosenEvaluator,
    CompanyRow,
    EvaluatorTakeover,
    JuryPlace,
    MemberRow,
    RowValue,
    RunningDossierRow,
    SessionRow,
    UserRow,
)

SourceId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    IN_A_LINE,
    Field(description="How the former system knows the record: read again under it, nothing is written twice."),
]
PrintedNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    IN_A_LINE,
    Field(description="The number exactly as printed."),
]
CertificationCode = Annotated[Line, Field(max_length=100, examples=["cqp-operateur-fabrication"])]


class TakenOverRow(RequestBody):
    """What every row has: the id by which it is known again."""

    source_id: SourceId

    def to_value(self) -> RowValue:
        """What the use case takes."""
        raise NotImplementedError


class ContactFields(RequestBody):
    """Who is written to at the company."""

    name: PersonalName
    email: Annotated[MailAddress, Field(max_length=254)]


class CompanyTakeoverIn(TakenOverRow):
    """A company as `registerCompany` takes it, and whether the CCNIC was found to apply, since when (D43)."""

    siret: Siret
    name: OrganisationName
    idcc: Idcc
    address: AddressIn
    contact: ContactFields
    ccnic: StrictBool | None = None
    verified_on: Day | None = None

    @field_validator("verified_on")
    @classmethod
    def of_what_was_found(cls, day: date | None, info: ValidationInfo) -> date | None:
        """A day on which something was verified says what was found."""
        if day is not None and info.data.get("ccnic") is None:
            raise invalid_value(
                "nothing_verified",
                Text(
                    "Dites ce qui fut vérifié ce jour-là : donnez « ccnic ».",
                    "Say what was verified on this day: give “ccnic”.",
                ),
            )
        return day

    def to_value(self) -> RowValue:
        """What the use case takes."""
        return CompanyRow(
            siret=self.siret,
            name=self.name,
            idcc=self.idcc,
            address=self.address.to_domain(),
            contact=companies.Contact(name=self.contact.name, email=self.contact.email),
            ccnic=self.ccnic,
            verified_on=self.verified_on,
        )


class EvaluatorTakeoverIn(TakenOverRow, EvaluatorIn):
    """An evaluator as `createEvaluator` takes them, with all that they are authorised for and tied to."""

    authorisations: Annotated[list[AuthorisationIn], Field(max_length=1000)] = []
    affiliations: Annotated[list[AffiliationIn], Field(max_length=100)] = []

    def to_value(self) -> RowValue:
        """What the use case takes."""
        return EvaluatorTakeover(
            name=self.name,
            email=self.email.lower(),
            siren=self.siren,
            published_contact=self.published_contact,
            authorisations=tuple(each.to_domain() for each in self.authorisations),
            affiliations=tuple(each.to_domain() for each in self.affiliations),
        )


class UserTakeoverIn(TakenOverRow):
    """An account, of which nobody is told: its owner comes in by `requestPasswordReset`.

    An employer's names its company by `company_siret`; an evaluator's is the one of the list with its address.
    """

    email: Annotated[MailAddress, Field(max_length=254)]
    name: PersonalName
    role: HeldRole
    company_siret: Siret | None = None
    language: Literal["fr", "en"] = "fr"

    def to_value(self) -> RowValue:
        """What the use case takes."""
        return UserRow(
            email=self.email.lower(),
            name=self.name,
            role=self.role,
            company_siret=self.company_siret,
            language=self.language,
        )


class MemberTakeoverFields(RequestBody):
    """A member of the jury, by the address of their account."""

    email: Annotated[MailAddress, Field(max_length=254)]
    name: PersonName | None = None
    college: College
    chair: StrictBool = False
    employer_siren: Siren | None = None
    organisation: Line | None = None


class JurySessionTakeoverIn(TakenOverRow):
    """A session to come, as `createJurySession` takes it, its members by their addresses."""

    held_on: Day
    held_until: Day | None = None
    registration_closes_on: Day
    place: Line
    capacity: Annotated[int, Field(ge=1, le=1000)]
    remote: StrictBool = False
    members: Annotated[list[MemberTakeoverFields], Field(max_length=100)] = []

    def to_value(self) -> RowValue:
        """What the use case takes."""
        return SessionRow(
            held_on=self.held_on,
            held_until=self.held_until,
            registration_closes_on=self.registration_closes_on,
            place=self.place,
            capacity=self.capacity,
            remote=self.remote,
            members=tuple(
                MemberRow(
                    email=each.email.lower(),
                    name=each.name,
                    college=each.college,
                    chair=each.chair,
                    employer_siren=each.employer_siren,
                    organisation=each.organisation,
                )
                for each in self.members
            ),
        )


class HolderFields(RequestBody):
    """Whom the register names, as it was printed.

    `first_names_apart`, one by one, and the place of birth in codes are what the training passport asks for.
    """

    birth_name: PersonName
    usage_name: PersonName | None = None
    first_names: PersonName
    birth_date: Day
    birth_place: Line
    sex: Sex | None = None
    first_names_apart: Annotated[list[FirstName], Field(max_length=MOST_FIRST_NAMES)] = []
    birth_commune_insee: InseeCommune | None = None
    birth_postal_code: PostalCode | None = None
    birth_country: CountryCode | None = None

    def to_identity(self) -> PassportIdentity:
        """What is told beyond that."""
        return PassportIdentity(
            first_names=tuple(self.first_names_apart),
            birth_commune_insee=self.birth_commune_insee,
            birth_postal_code=self.birth_postal_code,
            birth_country=self.birth_country,
            sex=self.sex,
        )

    def to_domain(self) -> Holder:
        """The domain's value."""
        return Holder(
            birth_name=self.birth_name,
            usage_name=self.usage_name,
            first_names=self.first_names,
            birth_date=self.birth_date,
            birth_place=self.birth_place,
        )


class CertificateTakeoverIn(TakenOverRow):
    """A certificate of the former register: number, days and title as printed.

    `title`: where it is not today's; `passport_sent_on`: since when the training passport has it; `passport_id`: under
    which `idTechnique`, so that it can be withdrawn from here.
    """

    number: PrintedNumber
    certification_code: CertificationCode
    option: Line | None = None
    title: Line | None = None
    holder: HolderFields
    awarded_on: Day
    issued_on: Day
    outcome: Literal["awarded", "partially_awarded"] = "awarded"
    company_siret: Siret | None = None
    revoked_on: Day | None = None
    revocation_reason: Line | None = None
    replaced_by: PrintedNumber | None = None
    passport_sent_on: Day | None = None
    passport_id: Annotated[Line | None, Field(max_length=255)] = None

    @field_validator("passport_id")
    @classmethod
    def of_what_was_sent(cls, told: str | None, info: ValidationInfo) -> str | None:
        """The passport knows by a name what was sent to it."""
        if told is not None and info.data.get("passport_sent_on") is None:
            raise invalid_value(
                "not_sent_to_the_passport",
                Text(
                    "Ceci se dit de ce qui fut transmis au passeport : donnez « passport_sent_on ».",
                    "This is said of what was sent to the passport: give “passport_sent_on”.",
                ),
            )
        return told

    @field_validator("revocation_reason", "replaced_by")
    @classmethod
    def of_a_revoked_one(cls, told: str | None, info: ValidationInfo) -> str | None:
        """A reason, or a paper that takes its place, is said of one that is revoked."""
        if told is not None and info.data.get("revoked_on") is None:
            raise invalid_value(
                "not_revoked",
                Text(
                    "Ceci se dit d'un parchemin révoqué : donnez « revoked_on ».",
                    "This is said of a revoked certificate: give “revoked_on”.",
                ),
            )
        return told

    def to_value(self) -> RowValue:
        """What the use case takes."""
        return AwardRow(
            number=self.number,
            certification_code=self.certification_code,
            option=self.option,
            title=self.title,
            outcome=Outcome(self.outcome),
            holder=self.holder.to_domain(),
            identity=self.holder.to_identity(),
            siret=self.company_siret,
            awarded_on=self.awarded_on,
            issued_on=self.issued_on,
            revoked_on=self.revoked_on,
            revocation_reason=self.revocation_reason,
            replaced_by=self.replaced_by,
            passport_sent_on=self.passport_sent_on,
            passport_id=self.passport_id,
        )


class PartialResultTakeoverIn(TakenOverRow):
    """What a jury left acquired: until when follows from the pathway (R66, R67), or is said by `until`."""

    holder: HolderFields
    certification_code: CertificationCode
    option: Line | None = None
    competences: Annotated[list[CompetenceCode], Field(min_length=1, max_length=100)]
    jury_on: Day
    pathway: PathwayCode
    variant: Variant | None = None
    framework_version: Annotated[Line | None, Field(max_length=64)] = None
    until: Day | None = None
    company_siret: Siret | None = None

    def to_value(self) -> RowValue:
        """What the use case takes."""
        return AwardRow(
            number=None,
            certification_code=self.certification_code,
            option=self.option,
            outcome=Outcome.PARTIALLY_AWARDED,
            holder=self.holder.to_domain(),
            identity=self.holder.to_identity(),
            siret=self.company_siret,
            awarded_on=self.jury_on,
            pathway=self.pathway,
            variant=self.variant,
            framework_version=self.framework_version,
            competences=tuple(self.competences),
            until=self.until,
        )


class AdmissibilityDecisionTakeoverFields(RequestBody):
    """An answer to the request, as it was given."""

    decision: AdmissibilityVerdict
    grounds: Annotated[list[GroundFields], Field(max_length=50)] = []
    decided_on: Day


class ExtensionTakeoverFields(RequestBody):
    """More time that was given to the candidacy, until that day included (D12)."""

    until: Day
    reason: Reason
    granted_on: Day


class AdmissibilityTakeoverFields(RequestBody):
    """The request for admissibility: each day of receipt, each answer, the letter, and each extension."""

    received_on: Annotated[list[Day], Field(min_length=1, max_length=20)]
    decisions: Annotated[list[AdmissibilityDecisionTakeoverFields], Field(max_length=20)] = []
    tracking_number: Line | None = None
    dispatched_on: Day | None = None
    acknowledged_on: Day | None = None
    extensions: Annotated[list[ExtensionTakeoverFields], Field(max_length=20)] = []

    def to_domain(self) -> Admissibility:
        """The domain's value."""
        return Admissibility(
            received_on=tuple(self.received_on),
            decisions=tuple(
                AdmissibilityDecision(
                    verdict=each.decision,
                    grounds=tuple(Ground(text=ground.text, rule=ground.rule) for ground in each.grounds),
                    decided_on=each.decided_on,
                )
                for each in self.decisions
            ),
            tracking_number=self.tracking_number,
            dispatched_on=self.dispatched_on,
            acknowledged_on=self.acknowledged_on,
            extensions=tuple(
                Extension(until=each.until, reason=each.reason, granted_on=each.granted_on) for each in self.extensions
            ),
        )


class DirectAssessmentTakeoverFields(RequestBody):
    """The secretariat's word that the conditions of R30 are proved."""

    confirmed: StrictBool
    evidence: Line
    on: Day


class EvaluatorTakeoverFields(RequestBody):
    """The evaluator chosen, by the address of the list; `accepted_on` once they took the assignment."""

    email: MailAddress
    region: Annotated[str, Field(min_length=2, max_length=3, examples=["84"])]
    planned_on: Day
    fees_agreed: StrictBool = True
    chosen_on: Day | None = None
    accepted_on: Day | None = None


class TradeEvaluatorTakeoverFields(RequestBody):
    """The trade professional, and what they observed where they have done so."""

    name: PersonName
    email: MailAddress
    employer_siren: Siren
    position: Line
    invited_on: Day
    observations: Line | None = None
    observed_on: Day | None = None

    @field_validator("observed_on")
    @classmethod
    def of_what_was_observed(cls, day: date | None, info: ValidationInfo) -> date | None:
        """A day on which something was observed has its words."""
        if day is not None and info.data.get("observations") is None:
            raise invalid_value(
                "nothing_observed",
                Text(
                    "Dites ce qui fut observé ce jour-là : donnez « observations ».",
                    "Say what was observed on this day: give “observations”.",
                ),
            )
        return day


class TradeWaiverTakeoverFields(RequestBody):
    """The secretariat's reason for going without the trade evaluator's observations (D2)."""

    reason: Reason
    on: Day


class JuryTakeoverFields(RequestBody):
    """The registration to a session that is taken over, or was before, by its own `source_id`; or, of a dossier that
    was put off until another session, who wanted it: `branch` keeps the candidacy safe (D12)."""

    registered_on: Day
    session_source_id: SourceId | None = None
    put_off_by: Literal["branch", "employer"] | None = None

    @model_validator(mode="after")
    def on_one_agenda_or_none(self) -> Self:
        """A dossier stands on an agenda, or was put off."""
        if (self.session_source_id is None) is (self.put_off_by is None):
            raise invalid_value(
                "session_or_put_off",
                Text(
                    "Donnez la session (« session_source_id »), ou qui a reporté le dossier (« put_off_by »).",
                    "Give the session (“session_source_id”), or who put the dossier off (“put_off_by”).",
                ),
            )
        return self

    def to_place(self) -> JuryPlace:
        """What the use case takes."""
        return JuryPlace(
            registered_on=self.registered_on,
            session=self.session_source_id,
            put_off_by_branch=self.put_off_by == "branch",
        )


class HeldVerificationFields(RequestBody):
    """That a certification held was verified: which, by its number, when and why."""

    number: Line
    on: Day
    reason: Line


class DossierTakeoverIn(TakenOverRow):
    """A running dossier as `createDossier` takes it, with the sub-resources that it has reached.

    `number` where it keeps its own; `company_siret` names the company that leads it.
    """

    number: PrintedNumber | None = None
    requested_on: Day
    company_siret: Siret | None = None
    pathway: PathwayCode
    variant: Variant | None = None
    bridge_id: UUID | None = None
    certification_code: CertificationCode
    option: Line | None = None
    candidate: CandidateIn
    training_scheme: Line | None = None
    training_body: TrainingBodyIn | None = None
    accompanying_body: TrainingBodyIn | None = None
    tutor: TutorIn | None = None
    trainers: Annotated[list[TrainerIn], Field(max_length=50)] = []
    requested_cqpi: Annotated[list[Line], Field(max_length=6)] = []
    fundings: Annotated[list[FundingIn], Field(max_length=20)] = []
    held_verifications: Annotated[list[HeldVerificationFields], Field(max_length=50)] = []
    skills_identification: SkillsIdentificationIn | None = None
    training_plan: TrainingPlanIn | None = None
    admissibility: AdmissibilityTakeoverFields | None = None
    direct_assessment: DirectAssessmentTakeoverFields | None = None
    portfolio_completed_on: Day | None = None
    evaluator: EvaluatorTakeoverFields | None = None
    registered_on: Day | None = None
    assessment: AssessmentIn | None = None
    trade_evaluator: TradeEvaluatorTakeoverFields | None = None
    trade_observations_waiver: TradeWaiverTakeoverFields | None = None
    assessment_completed_on: Day | None = None
    jury_registration: JuryTakeoverFields | None = None

    @field_validator("trade_observations_waiver")
    @classmethod
    def of_what_was_not_observed(
        cls, waiver: TradeWaiverTakeoverFields | None, info: ValidationInfo
    ) -> TradeWaiverTakeoverFields | None:
        """What was observed is not gone without."""
        trade = info.data.get("trade_evaluator")
        if waiver is not None and trade is not None and trade.observations is not None:
            raise invalid_value(
                "observed_and_waived",
                Text(
                    "Des observations sont dites : personne n'en a dispensé le dossier.",
                    "Observations are told: nobody has waived them.",
                ),
            )
        return waiver

    @field_validator("skills_identification", "training_plan")
    @classmethod
    def without_a_reason(
        cls, told: SkillsIdentificationIn | TrainingPlanIn | None
    ) -> SkillsIdentificationIn | TrainingPlanIn | None:
        """Nobody acts in the employer's place: what was recorded then is taken over as it was."""
        if told is not None and told.reason is not None:
            raise invalid_value(
                "reason_not_taken_over",
                Text(
                    "« reason » se dit d'un acte fait ici à la place de l'employeur : retirez-le.",
                    "“reason” is said of an act done here in the employer's place: take it out.",
                ),
            )
        return told

    def to_value(self) -> RowValue:
        """What the use case takes."""
        confirmed, trade, jury = self.direct_assessment, self.trade_evaluator, self.jury_registration
        return RunningDossierRow(
            number=self.number,
            requested_on=self.requested_on,
            company_siret=self.company_siret,
            pathway=self.pathway,
            variant=self.variant,
            bridge_id=self.bridge_id,
            certification_code=self.certification_code,
            option=self.option,
            candidate=self.candidate.to_domain(),
            training_scheme=self.training_scheme,
            training_body=self.training_body.to_domain() if self.training_body else None,
            accompanying_body=self.accompanying_body.to_domain() if self.accompanying_body else None,
            tutor=self.tutor.to_domain() if self.tutor else None,
            trainers=tuple(each.to_domain() for each in self.trainers),
            requested_cqpi=tuple(self.requested_cqpi),
            fundings=tuple(
                FundingReference(funder_code=each.funder_code, reference=each.reference) for each in self.fundings
            ),
            verifications={
                each.number: Verification(verified=True, reason=each.reason, on=each.on)
                for each in self.held_verifications
            },
            skills_identification=self.skills_identification.to_domain() if self.skills_identification else None,
            training_plan=self.training_plan.to_domain() if self.training_plan else None,
            admissibility=self.admissibility.to_domain() if self.admissibility else None,
            direct_assessment=DirectAssessmentConfirmation(
                confirmed=confirmed.confirmed, evidence=confirmed.evidence, on=confirmed.on
            )
            if confirmed
            else None,
            portfolio_completed_on=self.portfolio_completed_on,
            evaluator=self._evaluator(),
            registered_on=self.registered_on,
            assessment=self.assessment.to_domain() if self.assessment else None,
            trade_evaluator=TradeEvaluator(
                name=trade.name,
                email=trade.email,
                employer_siren=trade.employer_siren,
                position=trade.position,
                invited_on=trade.invited_on,
            )
            if trade
            else None,
            trade_observations=self._trade_observations(),
            assessment_completed_on=self.assessment_completed_on,
            jury=jury.to_place() if jury else None,
        )

    def _trade_observations(self) -> TradeObservations | None:
        trade, waiver = self.trade_evaluator, self.trade_observations_waiver
        if waiver is not None:
            return TradeObservations(text=waiver.reason, recorded_on=waiver.on, waived=True)
        if trade is None or trade.observations is None:
            return None
        return TradeObservations(text=trade.observations, recorded_on=trade.observed_on or trade.invited_on)

    def _evaluator(self) -> ChosenEvaluator | None:
        chosen = self.evaluator
        if chosen is None:
            return None
        return ChosenEvaluator(
            email=chosen.email.lower(),
            region=chosen.region,
            planned_on=chosen.planned_on,
            fees_agreed=chosen.fees_agreed,
            chosen_on=chosen.chosen_on or self.requested_on,
            acceptance=Acceptance(accepted_on=chosen.accepted_on) if chosen.accepted_on else None,
        )


class TotalIn(RequestBody):
    """How many the certifier counts of a kind: in all, or of one state, or of one year."""

    kind: TakeoverKind
    state: Line | None = None
    year: Annotated[int | None, Field(ge=1900, le=2199)] = None
    count: Annotated[int, Field(ge=0, le=10_000_000)]


ROW_MODELS: Mapping[TakeoverKind, type[TakenOverRow]] = {
    TakeoverKind.COMPANIES: CompanyTakeoverIn,
    TakeoverKind.EVALUATORS: EvaluatorTakeoverIn,
    TakeoverKind.USERS: UserTakeoverIn,
    TakeoverKind.JURY_SESSIONS: JurySessionTakeoverIn,
    TakeoverKind.CERTIFICATES: CertificateTakeoverIn,
    TakeoverKind.PARTIAL_RESULTS: PartialResultTakeoverIn,
    TakeoverKind.DOSSIERS: DossierTakeoverIn,
}
