"""How the sandbox's dossiers are led: each act is the use case that its actor would call, on the day it would be."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.assessment import Assessment, Briefing, NamedProfessional, Result
from app.domain.assigning import Declaration
from app.domain.candidate import Candidate, Employment, EmploymentStatus, Establishment, HeldCertification
from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import Dossier, InterviewExpert, InterviewExpertKind, Mastery, SkillsIdentification
from app.domain.dossier import TechnicalExpert as TradeExpert
from app.domain.experience import Experience
from app.sandbox.identities import COMPANY, EMPLOYER_USER, EVALUATOR, EVALUATOR_USER, JURY_USER, SECRETARIAT_USER
from app.usecases.access import Caller, Role
from app.usecases.dossiers import assessing, assigning, preparing, trade_evaluator
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.create_dossier import FundingReference, NewDossier, create_dossier
from app.usecases.dossiers.documents import IncomingDocument, add_document
from app.usecases.dossiers.jury_registration import register_to_jury
from app.usecases.jury.certificates import Issuer
from app.usecases.moment import Moment
from app.usecases.receiving import FileStorage

EMPLOYER = Caller(role=Role.EMPLOYER, user_id=EMPLOYER_USER, company_id=COMPANY, name="Claire Fontaine")
EVALUATOR_CALLER = Caller(role=Role.EVALUATOR, user_id=EVALUATOR_USER, evaluator_id=EVALUATOR, name="Esther Vidal")
SECRETARIAT = Caller(role=Role.SECRETARIAT, user_id=SECRETARIAT_USER, name="Simon Leroy")
CHAIR = Caller(role=Role.JURY, user_id=JURY_USER, name="Jeanne Prévost")

CHEMICAL = Establishment(siret="12345678200010", idcc="0044")
OTHER = Establishment(siret="98765432400019", idcc="0292")
SIREN = CHEMICAL.siret[:9]
BY_CANDIDATE = frozenset({Signatory.CANDIDATE})
BY_ALL = frozenset({Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR, Signatory.CANDIDATE})
BY_EXPERTS = frozenset({Signatory.TECHNICAL_EXPERT, Signatory.INTERVIEW_EXPERT, Signatory.CANDIDATE})
_PROFESSIONAL = "Hervé Colin"
_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCandidate:
    """Somebody who applies. ``number`` tells them from all others: it gives their birth date and their address."""

    names: tuple[str, str]
    number: int
    employer: Establishment = CHEMICAL
    activity: str = "Fabrication"
    since: date = date(2022, 1, 3)
    held: tuple[HeldCertification, ...] = ()

    def declared(self) -> Candidate:
        """As written in outil 6."""
        first_names, birth_name = self.names
        return Candidate(
            birth_name=birth_name,
            first_names=first_names,
            birth_date=date(1980 + self.number % 20, 1 + (self.number - 1) % 12, 1 + (self.number - 1) % 28),
            sex="F" if self.number % 2 else "M",
            birth_place="Lyon",
            email=f"candidate-{self.number}@sandbox.example",
            employment=Employment(status=EmploymentStatus.EMPLOYEE, employer=self.employer),
            experience=(Experience(activity=self.activity, start=self.since, directly_related=True),),
            held_certifications=self.held,
        )


@dataclass(frozen=True, slots=True)
class SampleActs:
    """What everybody may do to a sample, on which of the days before ``now`` they please."""

    engine: AsyncEngine
    storage: FileStorage
    issuer: Issuer
    now: datetime

    def uow(self) -> SqlUnitOfWork:
        """A transaction of its own."""
        return SqlUnitOfWork(self.engine)

    def days_ago(self, days: int) -> Moment:
        """The same hour, so many days before."""
        return Moment(self.now - timedelta(days=days))

    def act(self, caller: Caller, operation_id: str, dossier: Dossier, now: Moment) -> Act:
        """The act as routes would name it."""
        return Act(caller=caller, operation_id=operation_id, dossier_id=dossier.id, now=now, new_id=uuid7)

    async def open(self, caller: Caller, new: NewDossier, when: Moment) -> Dossier:
        """A dossier as it is declared."""
        return (await create_dossier(self.uow(), caller, new=new, now=when, new_id=uuid7)).view.dossier

    async def bring(
        self, caller: Caller, dossier: Dossier, kind: DocumentKind, signed_by: frozenset[Signatory], when: Moment
    ) -> None:
        """A document of one empty page."""
        incoming = IncomingDocument(
            kind=kind, signed_by=signed_by, file_name=f"{kind}.pdf", content=empty_page(), received_on=when.on
        )
        await add_document(self.uow(), self.storage, self.act(caller, "addDocument", dossier, when), incoming)

    async def identify(self, dossier: Dossier, when: Moment) -> None:
        """The interview with the two experts, which finds all competences mastered."""
        found = SkillsIdentification(
            held_on=when.on,
            technical_expert=TradeExpert(name=_PROFESSIONAL, employer_siren=SIREN),
            interview_expert=InterviewExpert(name="Lise Moreau", kind=InterviewExpertKind.EMPLOYEE),
            competences=tuple(Mastery(code=code, mastered=True) for code in await self.competences(dossier)),
        )
        await preparing.record_skills_identification(
            self.uow(), self.act(EMPLOYER, "recordSkillsIdentification", dossier, when), found
        )

    async def choose_evaluator(self, caller: Caller, dossier: Dossier, when: Moment) -> None:
        """The sandbox's evaluator, who will come forty days before today."""
        await assigning.choose_evaluator(
            self.uow(),
            self.act(caller, "chooseEvaluator", dossier, when),
            assigning.Choice(evaluator_id=EVALUATOR, region="84", planned_on=self.days_ago(40).on, fees_agreed=True),
            mail_writer=self.issuer.mail_writer,
        )

    async def complete_registration(self, caller: Caller, dossier: Dossier, when: Moment) -> None:
        """With all that it takes there."""
        await preparing.complete_registration(self.uow(), self.act(caller, "completeRegistration", dossier, when))

    async def accept(self, dossier: Dossier, when: Moment) -> None:
        """The evaluator accepts, independent."""
        await assigning.accept_assignment(
            self.uow(), self.act(EVALUATOR_CALLER, "acceptAssignment", dossier, when), Declaration(independent=True)
        )

    async def invite(self, dossier: Dossier, when: Moment) -> None:
        """The evaluator invites a professional of the trade."""
        invited = trade_evaluator.Invited(
            name=_PROFESSIONAL,
            email=f"herve.colin+{dossier.number.lower()}@sandbox.example",
            employer_siren=SIREN,
            position="Responsable d'atelier",
        )
        await trade_evaluator.invite_trade_evaluator(
            self.uow(),
            self.act(EVALUATOR_CALLER, "inviteTradeEvaluator", dossier, when),
            invited,
            mail_writer=self.issuer.mail_writer,
            at=when.at,
        )

    async def observe(self, dossier: Dossier, when: Moment) -> None:
        """The professional of the trade says what they saw."""
        professional = Caller(role=Role.TRADE_EVALUATOR, dossier_id=dossier.id, name=_PROFESSIONAL)
        await assessing.record_trade_observations(
            self.uow(),
            self.act(professional, "recordTradeObservations", dossier, when),
            "À l'aise à son poste, attentif aux consignes (exemple).",
        )

    async def assess(
        self, dossier: Dossier, when: Moment, *, acquired: int | None = None, named_professional: bool = False
    ) -> None:
        """Results of a sitting of forty days ago, entered on ``when``: the first ``acquired``, None: all.

        ``named_professional``: as in the common-law VAE, where nobody is invited and the letter is shown first.
        """
        record = _assessment(
            await self.competences(dossier), acquired, self.days_ago(40).on, named_professional=named_professional
        )
        await assessing.record_assessment(
            self.uow(), self.act(EVALUATOR_CALLER, "recordAssessment", dossier, when), record
        )

    async def complete_assessment(self, dossier: Dossier, when: Moment) -> None:
        """The evaluator is done."""
        command = self.act(EVALUATOR_CALLER, "completeAssessment", dossier, when)
        await assessing.complete_assessment(self.uow(), command)

    async def assess_to_the_end(self, dossier: Dossier, when: Moment, *, acquired: int | None = None) -> None:
        """Results, the guide that all three signed, the professional's observations, and nothing is left to enter."""
        await self.assess(dossier, when, acquired=acquired)
        await self.bring(EVALUATOR_CALLER, dossier, DocumentKind.OUTIL_4, BY_ALL, when)
        await self.observe(dossier, when)
        await self.complete_assessment(dossier, when)

    async def register_to_jury(self, caller: Caller, dossier: Dossier, session_id: UUID, when: Moment) -> None:
        """On the agenda of that session."""
        await register_to_jury(self.uow(), self.act(caller, "registerToJury", dossier, when), session_id=session_id)

    async def competences(self, dossier: Dossier) -> tuple[str, ...]:
        """The codes of the first framework of its certification."""
        async with self.uow() as uow:
            frameworks = await uow.reference.frameworks_of(dossier.certification_code)
        return tuple(competence.code for competence in frameworks[0].current)


def opening(
    candidate: SampleCandidate,
    *,
    pathway: str,
    certification_code: str,
    variant: str | None = None,
    training_scheme: str | None = None,
    bridge_id: UUID | None = None,
    fundings: tuple[FundingReference, ...] = (),
) -> NewDossier:
    """What is declared of a sample when it is opened."""
    return NewDossier(
        pathway=pathway,
        variant=variant,
        certification_code=certification_code,
        option=None,
        candidate=candidate.declared(),
        training_scheme=training_scheme,
        training_body=None,
        accompanying_body=None,
        tutor=None,
        trainers=(),
        company_id=None,
        requested_cqpi=(),
        previous_dossier_id=None,
        fundings=fundings,
        bridge_id=bridge_id,
    )


def _assessment(codes: tuple[str, ...], acquired: int | None, day: date, *, named_professional: bool) -> Assessment:
    held = codes if acquired is None else codes[:acquired]
    named = NamedProfessional(name=_PROFESSIONAL, employer_siren=SIREN, employer_idcc="0044")
    return Assessment(
        held_on=(day,),
        observed_on=(day,),
        briefing=Briefing(
            candidate_informed=True,
            professional_informed=True,
            guide_delivered=True,
            outil_3_delivered=True,
            branch_documents_used=True,
            admissibility_letter_presented=named_professional or None,
        ),
        concertation_held_on=day,
        results=tuple(
            Result(competence_code=code, acquired=code in held, comment="Observé en situation (exemple).")
            for code in codes
        ),
        candidate_observations="Entretien clair (exemple).",
        evaluator_observations="Candidat bien préparé (exemple).",
        professional=named if named_professional else None,
    )


async def empty_page() -> AsyncIterator[bytes]:
    """A PDF of one page with nothing on it, as an upload brings it."""
    yield _PAGE
