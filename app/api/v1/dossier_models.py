"""The shapes of dossiers on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.fields import Day, KeptIfOmitted
from app.api.identifier_fields import CountryCode, InseeCommune, Phone, PostalCode, Siret
from app.api.language import spoken
from app.api.mail_addresses import MailAddress
from app.api.text_fields import Line, PersonName, Reason
from app.api.v1.addresses import AddressIn, AddressOut
from app.api.v1.candidate_fields import (
    EmploymentIn,
    EmploymentOut,
    ExperienceIn,
    ExperienceOut,
    HeldCertificationIn,
    HeldCertificationOut,
)
from app.api.v1.checklist import ChecklistOut
from app.api.v1.codes import OperationIdOut, StepCodeOut
from app.api.v1.funding_fields import FundingIn
from app.api.v1.labels import (
    option_label,
    outcome_label,
    pathway_label,
    region_label,
    training_scheme_label,
    variant_label,
)
from app.api.v1.network_fields import DeclaredNetwork
from app.api.v1.origins import OriginOut, origin_out
from app.api.v1.violations import WarningOut
from app.domain.candidate import Candidate
from app.domain.catalogue import CERTIFICATIONS
from app.domain.declared_changes import Changes
from app.domain.deliberation import Outcome
from app.domain.documents import DOCUMENT_LABELS, SIGNATORY_LABELS, DocumentKind, Signatory, SignatureWaiver
from app.domain.dossier import (
    CLOSURE_LABELS,
    EMPLOYER_CHANGE_LABELS,
    JURY_REGISTRATION_LABELS,
    STATUS_LABELS,
    Closure,
    ClosureReason,
    Death,
    Dossier,
    EmployerChangeKind,
    FormerEmployer,
    JuryRegistration,
    JuryRegistrationState,
    Status,
    Trainer,
    Tutor,
    left_on,
)
from app.domain.evaluators import TrainingBody
from app.domain.examination import GIVEN_AGAIN_BY, PUT_BACK_LABELS, PutBack, PutBackCode
from app.domain.pathways import PathwayCode, Variant
from app.domain.progress import current_step, status_of
from app.usecases.access import Role
from app.usecases.dossiers.create_dossier import FundingReference, NewDossier
from app.usecases.dossiers.update_dossier import UpdatedDossier
from app.usecases.ports.dossiers import DossierView

Sex = Literal["F", "M"]
_ASKED_BESIDE = (
    "phone",
    "first_name_1",
    "first_name_2",
    "first_name_3",
    "birth_commune_insee",
    "birth_country",
    "birth_postal_code",
)
"""The members of a candidate that are on the wire as they are in the domain."""


class CandidateIn(RequestBody):
    """The candidate, as written in outil 6; `first_names` in their order, in one string.

    `address` is where the registered letter goes (R44). `first_name_1` to `first_name_3`, one by one, and the place of
    birth in codes are what the training passport will ask for.
    """

    birth_name: PersonName
    usage_name: PersonName | None = None
    first_names: PersonName
    birth_date: Day
    sex: Sex
    birth_place: Line
    email: MailAddress | None = None
    address: AddressIn | None = None
    phone: Phone | None = None
    first_name_1: PersonName | None = None
    first_name_2: PersonName | None = None
    first_name_3: PersonName | None = None
    birth_commune_insee: InseeCommune | None = None
    birth_country: CountryCode | None = None
    birth_postal_code: PostalCode | None = None
    employment: EmploymentIn
    experience: Annotated[list[ExperienceIn], Field(max_length=100)] = []
    held_certifications: Annotated[list[HeldCertificationIn], Field(max_length=50)] = []

    def to_domain(self) -> Candidate:
        """The domain's value."""
        return Candidate(
            birth_name=self.birth_name,
            usage_name=self.usage_name,
            first_names=self.first_names,
            birth_date=self.birth_date,
            sex=self.sex,
            birth_place=self.birth_place,
            email=self.email,
            address=self.address.to_domain() if self.address else None,
            phone=self.phone,
            first_name_1=self.first_name_1,
            first_name_2=self.first_name_2,
            first_name_3=self.first_name_3,
            birth_commune_insee=self.birth_commune_insee,
            birth_postal_code=self.birth_postal_code,
            birth_country=self.birth_country,
            employment=self.employment.to_domain(),
            experience=tuple(item.to_domain() for item in self.experience),
            held_certifications=tuple(item.to_domain() for item in self.held_certifications),
        )


class TrainingBodyIn(RequestBody):
    """Who trains or accompanies the candidate; `networks` are codes of national networks, such as `GRETA`."""

    siret: Siret
    name: Line
    networks: Annotated[list[DeclaredNetwork], Field(max_length=20)] = []

    def to_domain(self) -> TrainingBody:
        """The domain's value."""
        return TrainingBody(siret=self.siret, name=self.name, networks=tuple(self.networks))


class TutorIn(RequestBody):
    """Who accompanies the candidate at work."""

    name: PersonName
    position: Line
    email: MailAddress

    def to_domain(self) -> Tutor:
        """The domain's value."""
        return Tutor(name=self.name, position=self.position, email=self.email)


class TrainerIn(RequestBody):
    """Who trains the candidate."""

    name: PersonName
    email: MailAddress | None = None

    def to_domain(self) -> Trainer:
        """The domain's value."""
        return Trainer(name=self.name, email=self.email)


class DossierIn(RequestBody):
    """What is declared when a dossier is opened."""

    pathway: PathwayCode
    variant: Variant | None = None
    certification_code: Annotated[Line, Field(max_length=100, examples=["cqp-operateur-fabrication"])]
    option: Line | None = None
    candidate: CandidateIn
    training_scheme: Line | None = None
    training_body: TrainingBodyIn | None = None
    accompanying_body: TrainingBodyIn | None = None
    tutor: TutorIn | None = None
    trainers: Annotated[list[TrainerIn], Field(max_length=50)] = []
    company_id: Annotated[UUID | None, Field(description="By the secretariat; an employer's is its own.")] = None
    requested_cqpi: Annotated[list[Line], Field(max_length=6)] = []
    previous_dossier_id: UUID | None = None
    fundings: Annotated[list[FundingIn], Field(max_length=20)] = []
    bridge_id: UUID | None = None

    def to_domain(self) -> NewDossier:
        """What the use case takes."""
        return NewDossier(
            pathway=self.pathway,
            variant=self.variant,
            certification_code=self.certification_code,
            option=self.option,
            candidate=self.candidate.to_domain(),
            training_scheme=self.training_scheme,
            training_body=self.training_body.to_domain() if self.training_body else None,
            accompanying_body=self.accompanying_body.to_domain() if self.accompanying_body else None,
            tutor=self.tutor.to_domain() if self.tutor else None,
            trainers=tuple(trainer.to_domain() for trainer in self.trainers),
            company_id=self.company_id,
            requested_cqpi=tuple(self.requested_cqpi),
            previous_dossier_id=self.previous_dossier_id,
            fundings=tuple(FundingReference(funder_code=f.funder_code, reference=f.reference) for f in self.fundings),
            bridge_id=self.bridge_id,
        )


class CandidatePatch(RequestBody):
    """The members of the candidate that change."""

    birth_name: KeptIfOmitted[PersonName] = None
    usage_name: PersonName | None = None
    first_names: KeptIfOmitted[PersonName] = None
    birth_date: KeptIfOmitted[Day] = None
    sex: KeptIfOmitted[Sex] = None
    birth_place: KeptIfOmitted[Line] = None
    email: MailAddress | None = None
    address: AddressIn | None = None
    phone: Phone | None = None
    first_name_1: PersonName | None = None
    first_name_2: PersonName | None = None
    first_name_3: PersonName | None = None
    birth_commune_insee: InseeCommune | None = None
    birth_country: CountryCode | None = None
    birth_postal_code: PostalCode | None = None
    employment: KeptIfOmitted[EmploymentIn] = None
    experience: KeptIfOmitted[Annotated[list[ExperienceIn], Field(max_length=100)]] = None
    held_certifications: KeptIfOmitted[Annotated[list[HeldCertificationIn], Field(max_length=50)]] = None


class DossierPatch(RequestBody):
    """The members that change; those that are not sent stay. `reason`: of the secretariat, which corrects what somebody
    else declares, and what was examined (D50)."""

    pathway: KeptIfOmitted[PathwayCode] = None
    variant: Variant | None = None
    certification_code: KeptIfOmitted[Annotated[Line, Field(max_length=100)]] = None
    option: Line | None = None
    candidate: KeptIfOmitted[CandidatePatch] = None
    training_scheme: Line | None = None
    training_body: TrainingBodyIn | None = None
    accompanying_body: TrainingBodyIn | None = None
    tutor: TutorIn | None = None
    trainers: KeptIfOmitted[Annotated[list[TrainerIn], Field(max_length=50)]] = None
    requested_cqpi: KeptIfOmitted[Annotated[list[Line], Field(max_length=6)]] = None
    reason: Reason | None = None

    def to_domain(self) -> Changes:
        """What the use case takes: the members sent, as domain values."""
        candidate = self.candidate
        return Changes(
            dossier=_sent(self, {"candidate", "reason"}),
            candidate=_sent(candidate, set()) if candidate is not None else {},
            reason=self.reason,
        )


def _sent(model: BaseModel, aside: set[str]) -> dict[str, Any]:
    names = model.model_fields_set - aside
    return {name: _value(getattr(model, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(item) for item in value)
    return value.to_domain() if isinstance(value, BaseModel) and hasattr(value, "to_domain") else value


class CandidateNamesOut(MirrorBody):
    """Whose a dossier is, as a line of a list tells it."""

    birth_name: str
    usage_name: str | None
    first_names: str


class CandidateOut(AnswerBody):
    """The candidate. To a trade evaluator, who sees a summary, only the names are told."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date | None
    sex: Sex | None
    birth_place: str | None
    email: str | None
    address: AddressOut | None
    phone: str | None
    first_name_1: str | None
    first_name_2: str | None
    first_name_3: str | None
    birth_commune_insee: str | None
    birth_country: str | None
    birth_postal_code: str | None
    employment: EmploymentOut | None
    experience: list[ExperienceOut]
    held_certifications: list[HeldCertificationOut]

    @classmethod
    def of(cls, candidate: Candidate, *, names_only: bool) -> Self:
        """The candidate on the wire."""
        names = {
            "birth_name": candidate.birth_name,
            "usage_name": candidate.usage_name,
            "first_names": candidate.first_names,
        }
        if names_only:
            hidden = dict.fromkeys(
                ("birth_date", "sex", "birth_place", "email", "address", "employment", *_ASKED_BESIDE)
            )
            return cls.model_validate({**names, **hidden, "experience": [], "held_certifications": []})
        return cls.model_validate(
            {
                **names,
                "birth_date": candidate.birth_date,
                "sex": candidate.sex,
                "birth_place": candidate.birth_place,
                "email": candidate.email,
                "address": AddressOut.of(candidate.address) if candidate.address else None,
                **{name: getattr(candidate, name) for name in _ASKED_BESIDE},
                "employment": EmploymentOut.of(candidate.employment),
                "experience": [ExperienceOut.of(item) for item in candidate.experience],
                "held_certifications": [HeldCertificationOut.of(item) for item in candidate.held_certifications],
            }
        )


class CertificationRef(AnswerBody):
    """The certification sought."""

    code: str
    title: str

    @classmethod
    def of(cls, code: str) -> Self:
        """The certification of that code."""
        return cls(code=code, title=CERTIFICATIONS[code].title)


class CompanyRef(AnswerBody):
    """The company that the dossier belongs to."""

    id: UUID
    siret: str
    name: str


class EvaluatorRef(AnswerBody):
    """The evaluator chosen; `accepted_on` is null until the assignment is accepted."""

    id: UUID
    name: str
    region: str
    region_label: str | None
    planned_on: date
    accepted_on: date | None


class JuryRegistrationOut(AnswerBody):
    """Where the dossier stands towards a jury."""

    state: JuryRegistrationState
    state_label: str
    session_id: UUID | None
    registered_on: date | None

    @classmethod
    def of(cls, registration: JuryRegistration) -> Self:
        """The registration on the wire."""
        return cls(
            state=registration.state,
            state_label=spoken(JURY_REGISTRATION_LABELS[registration.state]),
            session_id=registration.session_id,
            registered_on=registration.registered_on,
        )


class ClosureOut(AnswerBody):
    """Why the dossier ended before the jury; a trade evaluator is not told the `detail`."""

    reason: ClosureReason
    reason_label: str
    on: date
    detail: str | None

    @classmethod
    def of(cls, closure: Closure, *, summary: bool) -> Self:
        """The closure on the wire."""
        return cls(
            reason=closure.reason,
            reason_label=spoken(CLOSURE_LABELS[closure.reason]),
            on=closure.on,
            detail=None if summary else closure.detail,
        )


class DeathOut(AnswerBody):
    """That the candidate has died: nobody writes to them any more (D69).

    `goes_on`: the dossier goes on to its jury; `source`: how it is known.
    """

    on: date
    source: str
    goes_on: bool
    recorded_on: date

    @classmethod
    def of(cls, death: Death) -> Self:
        """The death on the wire."""
        return cls(on=death.on, source=death.source, goes_on=death.goes_on, recorded_on=death.recorded_on)


class SignatureWaiverOut(AnswerBody):
    """A signature that the secretariat does without on one version of a document, and why (D68)."""

    document_id: UUID
    kind: DocumentKind
    kind_label: str
    signatory: Signatory
    signatory_label: str
    reason: str
    on: date

    @classmethod
    def of(cls, waiver: SignatureWaiver) -> Self:
        """The waiver on the wire."""
        return cls(
            document_id=waiver.document_id,
            kind=waiver.kind,
            kind_label=spoken(DOCUMENT_LABELS[waiver.kind]),
            signatory=waiver.signatory,
            signatory_label=spoken(SIGNATORY_LABELS[waiver.signatory]),
            reason=waiver.reason,
            on=waiver.on,
        )


class FormerEmployerOut(AnswerBody):
    """Whose the dossier was until that day: a change of employer, or a company that another has succeeded (D64).

    `company_id` is null where the dossier was no company's.
    """

    kind: EmployerChangeKind
    kind_label: str
    until: date
    reason: str
    recorded_on: date
    company_id: UUID | None
    employment: EmploymentOut

    @classmethod
    def of(cls, former: FormerEmployer) -> Self:
        """The former employer on the wire."""
        return cls(
            kind=former.kind,
            kind_label=spoken(EMPLOYER_CHANGE_LABELS[former.kind]),
            until=former.until,
            reason=former.reason,
            recorded_on=former.recorded_on,
            company_id=former.company_id,
            employment=EmploymentOut.of(former.employment),
        )


class CertificateRef(MirrorBody):
    """A certificate that came of the dossier."""

    number: str
    certification_code: str


class FundingOut(MirrorBody):
    """A funding of the dossier, and whether its funder has confirmed it."""

    funder_code: str
    reference: str
    confirmed: bool


class TrainingBodyOut(AnswerBody):
    """Who trains or accompanies the candidate."""

    siret: str
    name: str
    networks: list[str]

    @classmethod
    def of(cls, body: TrainingBody) -> Self:
        """The body on the wire."""
        return cls(siret=body.siret, name=body.name, networks=list(body.networks))


class TutorOut(AnswerBody):
    """Who accompanies the candidate at work."""

    name: str
    position: str
    email: str


class TrainerOut(AnswerBody):
    """Who trains the candidate."""

    name: str
    email: str | None


class DossierOut(AnswerBody):
    """A dossier: one candidate, one certification, one pathway.

    `death` and `signature_waivers` are not told to a trade evaluator; `former_employers` is told to the secretariat,
    the evaluator and the jury. `left_on`: the day on which it left your company, which reads it as it was then (D64).
    `warnings` are told by `createDossier` alone, and null elsewhere: the checklist goes on telling them.
    `checklist`: what `getChecklist` tells, by `listDossiers` alone and where it is asked for, and null elsewhere.
    """

    id: UUID
    number: str
    status: Status
    status_label: str
    pathway: PathwayCode
    pathway_label: str
    variant: Variant | None
    variant_label: str | None
    current_step: StepCodeOut
    current_step_label: str
    certification: CertificationRef
    option: str | None
    option_label: str | None
    candidate: CandidateOut
    company: CompanyRef | None
    former_employers: list[FormerEmployerOut]
    left_on: date | None
    evaluator: EvaluatorRef | None
    training_scheme: str | None
    training_scheme_label: str | None
    training_body: TrainingBodyOut | None
    accompanying_body: TrainingBodyOut | None
    tutor: TutorOut | None
    trainers: list[TrainerOut]
    requested_cqpi: list[str]
    fundings: list[FundingOut]
    previous_dossier_id: UUID | None
    bridge_id: UUID | None
    requested_on: date
    registered_on: date | None
    assessment_completed_on: date | None
    jury_registration: JuryRegistrationOut
    outcome: Outcome | None
    outcome_label: str | None
    closure: ClosureOut | None
    death: DeathOut | None
    signature_waivers: list[SignatureWaiverOut]
    certificates: list[CertificateRef]
    created_at: datetime
    updated_at: datetime
    version: int
    origin: Annotated[OriginOut | None, Field(description="Where it was taken over from; null of what began here.")]
    person_id: Annotated[UUID | None, Field(description="Whose it is; told to the secretariat alone.")]
    warnings: list[WarningOut] | None
    checklist: ChecklistOut | None

    @classmethod
    def of(
        cls,
        view: DossierView,
        role: Role,
        warnings: list[WarningOut] | None = None,
        checklist: ChecklistOut | None = None,
    ) -> Self:
        """The dossier as a caller of that role sees it."""
        dossier, summary = view.dossier, role is Role.TRADE_EVALUATOR
        status, step = status_of(dossier), current_step(dossier)
        outcome = dossier.decision.outcome if dossier.decision else None
        return cls(
            id=dossier.id,
            number=dossier.number,
            status=status,
            status_label=spoken(STATUS_LABELS[status]),
            pathway=PathwayCode(dossier.pathway),
            pathway_label=pathway_label(dossier.pathway),
            variant=Variant(dossier.variant) if dossier.variant else None,
            variant_label=variant_label(dossier.pathway, dossier.variant),
            current_step=step.code,
            current_step_label=spoken(step.label),
            certification=CertificationRef.of(dossier.certification_code),
            option=dossier.option,
            option_label=option_label(dossier.option),
            candidate=CandidateOut.of(dossier.candidate, names_only=summary),
            company=_company(view),
            former_employers=_former_employers(dossier, role),
            left_on=left_on(dossier),
            evaluator=_evaluator(view),
            training_scheme=dossier.training_scheme,
            training_scheme_label=training_scheme_label(dossier.training_scheme),
            training_body=TrainingBodyOut.of(dossier.training_body) if dossier.training_body else None,
            accompanying_body=TrainingBodyOut.of(dossier.accompanying_body) if dossier.accompanying_body else None,
            tutor=_tutor(dossier) if not summary else None,
            trainers=[] if summary else [TrainerOut(name=t.name, email=t.email) for t in dossier.trainers],
            requested_cqpi=list(dossier.requested_cqpi),
            fundings=[FundingOut.of(funding) for funding in view.fundings] if _sees_fundings(role) else [],
            previous_dossier_id=dossier.previous_dossier_id if _sees_previous(dossier, role) else None,
            bridge_id=dossier.bridge_id,
            requested_on=dossier.requested_on,
            registered_on=dossier.registered_on,
            assessment_completed_on=dossier.assessment_completed_on,
            jury_registration=JuryRegistrationOut.of(dossier.jury_registration),
            outcome=outcome,
            outcome_label=outcome_label(outcome) if outcome else None,
            closure=ClosureOut.of(dossier.closure, summary=summary) if dossier.closure else None,
            death=DeathOut.of(dossier.death) if dossier.death and not summary else None,
            signature_waivers=[] if summary else [SignatureWaiverOut.of(each) for each in dossier.signature_waivers],
            certificates=[CertificateRef.of(certificate) for certificate in view.certificates],
            created_at=dossier.created_at,
            updated_at=dossier.updated_at,
            version=dossier.version,
            origin=origin_out(view.origin),
            person_id=view.person_id if role is Role.SECRETARIAT else None,
            warnings=warnings,
            checklist=checklist,
        )


class PutBackOut(AnswerBody):
    """What the secretariat has to say again, since facts that it relied on are others (D50).

    `operation_id`: the operation that gives it again; `held_certification_code`: of which certification, where it is
    a verification.
    """

    code: PutBackCode
    label: str
    operation_id: OperationIdOut
    held_certification_code: str | None

    @classmethod
    def of(cls, put_back: PutBack) -> Self:
        """What was put back, on the wire."""
        return cls(
            code=put_back.code,
            label=spoken(PUT_BACK_LABELS[put_back.code]),
            operation_id=GIVEN_AGAIN_BY[put_back.code],
            held_certification_code=put_back.held_code,
        )


class UpdatedDossierOut(DossierOut):
    """The dossier after a change. `put_back`: which decision, confirmation or verification is to be given again."""

    put_back: list[PutBackOut]

    @classmethod
    def after(cls, updated: UpdatedDossier, view: DossierView, role: Role) -> Self:
        """The dossier on the wire, with what the change put back."""
        shown = DossierOut.of(view, role)
        put_back = [PutBackOut.of(each) for each in updated.put_back]
        return cls.model_validate({**dict(shown), "put_back": put_back})


def _former_employers(dossier: Dossier, role: Role) -> list[FormerEmployerOut]:
    """Told to whoever judges independence by them."""
    told = role in {Role.SECRETARIAT, Role.EVALUATOR, Role.JURY}
    return [FormerEmployerOut.of(each) for each in dossier.former_employers] if told else []


def _sees_previous(dossier: Dossier, role: Role) -> bool:
    """What the secretariat or a former employer wrote may be another company's, which an employer is not told (D52)."""
    return role is Role.SECRETARIAT or (dossier.created_by_role == Role.EMPLOYER and not dossier.left_behind)


def _sees_fundings(role: Role) -> bool:
    return role in {Role.EMPLOYER, Role.SECRETARIAT}


def _company(view: DossierView) -> CompanyRef | None:
    dossier = view.dossier
    if dossier.company_id is None or view.company_siret is None or view.company_name is None:
        return None
    return CompanyRef(id=dossier.company_id, siret=view.company_siret, name=view.company_name)


def _evaluator(view: DossierView) -> EvaluatorRef | None:
    choice, acceptance = view.dossier.evaluator, view.dossier.acceptance
    if choice is None or view.evaluator_name is None:
        return None
    return EvaluatorRef(
        id=choice.evaluator_id,
        name=view.evaluator_name,
        region=choice.region,
        region_label=region_label(choice.region),
        planned_on=choice.planned_on,
        accepted_on=acceptance.accepted_on if acceptance else None,
    )


def _tutor(dossier: Dossier) -> TutorOut | None:
    tutor = dossier.tutor
    return TutorOut(name=tutor.name, position=tutor.position, email=tutor.email) if tutor else None
