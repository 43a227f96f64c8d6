"""Funded dossiers in each status, there to look at: each led to where it stands by the very acts of its actors."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.tables import dossiers
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.assessment import Assessment, Briefing, Result
from app.domain.assigning import Declaration
from app.domain.candidate import Candidate, Employment, EmploymentStatus, Establishment
from app.domain.deliberating import Motion
from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import Dossier, TrainingAction, TrainingPlan
from app.domain.experience import Experience
from app.domain.jury import College, CollegeVotes, Votes
from app.domain.survey_answers import JobContract, Situation, SurveyAnswer
from app.domain.surveys import AnswerChannel, SurveyWave
from app.sandbox.identities import (
    COMPANY,
    EMPLOYER_USER,
    EVALUATOR,
    EVALUATOR_USER,
    JURY_EMPLOYEES_USER,
    JURY_SESSION,
    JURY_USER,
    SECRETARIAT_USER,
)
from app.usecases.access import Caller, Role
from app.usecases.dossiers import assessing, assigning, preparing, trade_evaluator
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.create_dossier import FundingReference, NewDossier, create_dossier
from app.usecases.dossiers.documents import IncomingDocument, add_document
from app.usecases.dossiers.jury_registration import register_to_jury
from app.usecases.dossiers.withdraw_dossier import withdraw_dossier
from app.usecases.fundings.confirming import confirm_funding
from app.usecases.holders.sending import LinkContext
from app.usecases.jury.certificates import Issuer
from app.usecases.jury.deliberate import deliberate
from app.usecases.jury.open_and_close import Presence, close_jury_session, open_jury_session
from app.usecases.jury.planning import NewSession, Seat, create_jury_session
from app.usecases.moment import Moment
from app.usecases.preconditions import NO_PRECONDITION
from app.usecases.receiving import FileStorage
from app.usecases.surveys.answering import EnteredAnswer, record_survey_answer
from app.usecases.surveys.opening import open_surveys

_EMPLOYER = Caller(role=Role.EMPLOYER, user_id=EMPLOYER_USER, company_id=COMPANY, name="Claire Fontaine")
_EVALUATOR = Caller(role=Role.EVALUATOR, user_id=EVALUATOR_USER, evaluator_id=EVALUATOR, name="Esther Vidal")
_SECRETARIAT = Caller(role=Role.SECRETARIAT, user_id=SECRETARIAT_USER, name="Simon Leroy")
_CHAIR = Caller(role=Role.JURY, user_id=JURY_USER, name="Jeanne Prévost")

_FUNDER = Caller(
    role=Role.CLIENT,
    client_id="opca-sandbox",
    name="OPCA (bac à sable)",
    funder_code="OPCA",
    scopes=frozenset({"funding:write"}),
)

_CERTIFICATION = "cqp-operateur-fabrication"
_SIRET = "12345678200010"
_SIGNED_BY_ALL = frozenset({Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR, Signatory.CANDIDATE})
_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class _Sample:
    """A dossier to lead as far as ``until``; of its competences the first ``acquired`` are, None: all.

    ``confirmed``: whether the funder has confirmed that it pays for it.
    """

    names: tuple[str, str]
    until: str
    acquired: int | None = None
    confirmed: bool = True


_SAMPLES = (
    _Sample(("Amandine", "Bonnet"), "creation"),
    _Sample(("Karim", "Haddad"), "plan", confirmed=False),
    _Sample(("Sophie", "Lambert"), "registration"),
    _Sample(("Julien", "Moreau"), "acceptance", confirmed=False),
    _Sample(("Fatou", "Diallo"), "completion"),
    _Sample(("Thomas", "Girard"), "jury_registration", confirmed=False),
    _Sample(("Élodie", "Perrin"), "decision"),
    _Sample(("Mehdi", "Benali"), "decision", confirmed=False),
    _Sample(("Chloé", "Renaud"), "decision", acquired=3),
    _Sample(("Antoine", "Leclerc"), "decision", acquired=0),
    _Sample(("Nadia", "Roussel"), "withdrawal"),
)


async def load_samples(engine: AsyncEngine, storage: FileStorage, issuer: Issuer, now: datetime) -> None:
    """Bring the dossiers in, where the sandbox has none yet."""
    async with engine.connect() as connection:
        if await connection.scalar(select(func.count()).select_from(dossiers)):
            return
    await _Sandbox(engine, storage, issuer, now).fill()


@dataclass(frozen=True, slots=True)
class _Sandbox:
    engine: AsyncEngine
    storage: FileStorage
    issuer: Issuer
    now: datetime

    def uow(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine)

    def days_ago(self, days: int) -> Moment:
        return Moment(self.now - timedelta(days=days))

    async def fill(self) -> None:
        held = self.days_ago(10)
        session = await create_jury_session(self.uow(), new=_session_on(held.on), now=self.days_ago(60), new_id=uuid7)
        led = [(sample, await self.lead(sample, number, session.id)) for number, sample in enumerate(_SAMPLES, 1)]
        await open_jury_session(
            self.uow(),
            session_id=session.id,
            present=(JURY_USER, JURY_EMPLOYEES_USER),
            chair=JURY_USER,
            precondition=NO_PRECONDITION,
            now=held,
        )
        for sample, dossier in led:
            if sample.until == "decision":
                motion = Motion(words=(), votes=_UNANIMOUS)
                await deliberate(
                    self.uow(), self.act(_CHAIR, "deliberate", dossier, held), session_id=session.id, motion=motion
                )
        for caller in (_SECRETARIAT, _CHAIR):
            await close_jury_session(
                self.uow(),
                caller,
                session_id=session.id,
                presence=Presence(),
                precondition=NO_PRECONDITION,
                now=held,
                new_id=uuid7,
                issuer=self.issuer,
            )
        await self.survey([dossier for sample, dossier in led if sample.until == "decision"], held)

    async def survey(self, decided: Sequence[Dossier], held: Moment) -> None:
        """Ask the holders where they stand at the award; the first one has answered by phone."""
        asking = LinkContext(mail_writer=self.issuer.mail_writer, now=held, new_id=uuid7)
        await open_surveys(self.uow(), asking)
        async with self.uow() as uow:
            certificate, *_ = await uow.certificates.of_dossier(decided[0].id)
        said = SurveyAnswer(
            situation=Situation.EMPLOYED,
            in_target_job=True,
            job_title="Opératrice de fabrication (exemple)",
            contract=JobContract.PERMANENT,
            same_employer=True,
            region="84",
        )
        entered = EnteredAnswer(
            certificate_number=certificate.number, wave=SurveyWave.AT_AWARD, channel=AnswerChannel.PHONE, answer=said
        )
        await record_survey_answer(self.uow(), _SECRETARIAT, entered, now=self.days_ago(2), new_id=uuid7)

    def act(self, caller: Caller, operation_id: str, dossier: Dossier, now: Moment) -> Act:
        return Act(caller=caller, operation_id=operation_id, dossier_id=dossier.id, now=now, new_id=uuid7)

    async def lead(self, sample: _Sample, number: int, session_id: UUID) -> Dossier:
        """Through the stages, as far as it goes."""
        created = await create_dossier(
            self.uow(), _EMPLOYER, new=_declared(sample, number), now=self.days_ago(80), new_id=uuid7
        )
        dossier = created.dossier
        if sample.confirmed:
            act = self.act(_FUNDER, "confirmFunding", dossier, self.days_ago(79))
            await confirm_funding(self.uow(), act, reference=_reference(number))
        for stage, perform in (
            ("plan", self.plan),
            ("registration", self.register),
            ("acceptance", self.accept),
            ("completion", self.assess),
        ):
            if _reaches(sample, stage):
                await perform(dossier, sample)
        if _reaches(sample, "jury_registration"):
            await self.register_to_jury(dossier, session_id if sample.until == "decision" else JURY_SESSION)
        if sample.until == "withdrawal":
            act = self.act(_EMPLOYER, "withdrawDossier", dossier, self.days_ago(70))
            await withdraw_dossier(self.uow(), act, "Départ de l'entreprise (exemple du bac à sable)")
        return dossier

    async def plan(self, dossier: Dossier, _: _Sample) -> None:
        when = self.days_ago(78)
        plan = TrainingPlan(
            competences=("C1", "C2"),
            actions=(TrainingAction(label="Conduite d'un équipement", kind="tutorat", hours=70),),
            starts_on=when.on,
            ends_on=when.on + timedelta(days=30),
        )
        await preparing.record_training_plan(self.uow(), self.act(_EMPLOYER, "recordTrainingPlan", dossier, when), plan)

    async def register(self, dossier: Dossier, _: _Sample) -> None:
        when = self.days_ago(76)
        await self.bring(_EMPLOYER, dossier, DocumentKind.OUTIL_6, frozenset({Signatory.CANDIDATE}), when)
        await assigning.choose_evaluator(
            self.uow(),
            self.act(_EMPLOYER, "chooseEvaluator", dossier, when),
            assigning.Choice(evaluator_id=EVALUATOR, region="84", planned_on=self.days_ago(40).on, fees_agreed=True),
            mail_writer=self.issuer.mail_writer,
        )
        await preparing.complete_registration(self.uow(), self.act(_EMPLOYER, "completeRegistration", dossier, when))

    async def accept(self, dossier: Dossier, _: _Sample) -> None:
        when = self.days_ago(74)
        await assigning.accept_assignment(
            self.uow(), self.act(_EVALUATOR, "acceptAssignment", dossier, when), Declaration(independent=True)
        )
        invited = trade_evaluator.Invited(
            name="Hervé Colin",
            email=f"herve.colin+{dossier.number.lower()}@sandbox.example",
            employer_siren=_SIRET[:9],
            position="Responsable d'atelier",
        )
        await trade_evaluator.invite_trade_evaluator(
            self.uow(),
            self.act(_EVALUATOR, "inviteTradeEvaluator", dossier, when),
            invited,
            mail_writer=self.issuer.mail_writer,
            at=when.at,
        )

    async def assess(self, dossier: Dossier, sample: _Sample) -> None:
        when = self.days_ago(39)
        await assessing.record_assessment(
            self.uow(),
            self.act(_EVALUATOR, "recordAssessment", dossier, when),
            _assessment(await self.competences(), sample, self.days_ago(40).on),
        )
        await self.bring(_EVALUATOR, dossier, DocumentKind.OUTIL_4, _SIGNED_BY_ALL, when)
        professional = Caller(role=Role.TRADE_EVALUATOR, dossier_id=dossier.id, name="Hervé Colin")
        await assessing.record_trade_observations(
            self.uow(),
            self.act(professional, "recordTradeObservations", dossier, when),
            "À l'aise à son poste, attentif aux consignes (exemple).",
        )
        await assessing.complete_assessment(self.uow(), self.act(_EVALUATOR, "completeAssessment", dossier, when))

    async def register_to_jury(self, dossier: Dossier, session_id: UUID) -> None:
        act = self.act(_EMPLOYER, "registerToJury", dossier, self.days_ago(30))
        await register_to_jury(self.uow(), act, session_id=session_id)

    async def bring(
        self, caller: Caller, dossier: Dossier, kind: DocumentKind, signed_by: frozenset[Signatory], when: Moment
    ) -> None:
        incoming = IncomingDocument(
            kind=kind, signed_by=signed_by, file_name=f"{kind}.pdf", content=_pieces(), received_on=when.on
        )
        await add_document(self.uow(), self.storage, self.act(caller, "addDocument", dossier, when), incoming)

    async def competences(self) -> tuple[str, ...]:
        async with self.uow() as uow:
            frameworks = await uow.reference.frameworks_of(_CERTIFICATION)
        return tuple(competence.code for competence in frameworks[0].current)


_STAGES = ("plan", "registration", "acceptance", "completion", "jury_registration", "decision")

_UNANIMOUS = Votes(
    employees=CollegeVotes(in_favour=1, against=0, abstained=0),
    employers=CollegeVotes(in_favour=1, against=0, abstained=0),
)


def _reference(number: int) -> str:
    return f"2026-CH-{number:05d}"


def _reaches(sample: _Sample, stage: str) -> bool:
    return sample.until in _STAGES and _STAGES.index(stage) <= _STAGES.index(sample.until)


def _session_on(day: date) -> NewSession:
    return NewSession(
        held_on=day,
        registration_closes_on=day - timedelta(days=7),
        place="Paris, salle des Alambics (exemple du bac à sable)",
        capacity=40,
        remote=False,
        join_url=None,
        seats=(
            Seat(user_id=JURY_USER, college=College.EMPLOYERS, chair=True, name=None, employer_siren=None),
            Seat(user_id=JURY_EMPLOYEES_USER, college=College.EMPLOYEES, chair=False, name=None, employer_siren=None),
        ),
    )


def _declared(sample: _Sample, number: int) -> NewDossier:
    first_names, birth_name = sample.names
    return NewDossier(
        pathway="individualised_training",
        variant=None,
        certification_code=_CERTIFICATION,
        option=None,
        candidate=Candidate(
            birth_name=birth_name,
            first_names=first_names,
            birth_date=date(1980 + number, number, number),
            sex="F" if number % 2 else "M",
            birth_place="Lyon",
            email=f"candidate-{number}@sandbox.example",
            employment=Employment(status=EmploymentStatus.EMPLOYEE, employer=Establishment(siret=_SIRET, idcc="0044")),
            experience=(Experience(activity="Fabrication", start=date(2022, 1, 3), directly_related=True),),
        ),
        training_scheme="skills_development_plan",
        training_body=None,
        accompanying_body=None,
        tutor=None,
        trainers=(),
        company_id=None,
        requested_cqpi=(),
        previous_dossier_id=None,
        fundings=(FundingReference(funder_code="OPCA", reference=_reference(number)),),
        bridge_id=None,
    )


def _assessment(codes: tuple[str, ...], sample: _Sample, day: date) -> Assessment:
    acquired = codes if sample.acquired is None else codes[: sample.acquired]
    return Assessment(
        held_on=(day,),
        observed_on=(day,),
        briefing=Briefing(
            candidate_informed=True,
            professional_informed=True,
            guide_delivered=True,
            outil_3_delivered=True,
            branch_documents_used=True,
        ),
        concertation_held_on=day,
        results=tuple(
            Result(competence_code=code, acquired=code in acquired, comment="Observé en situation (exemple).")
            for code in codes
        ),
        candidate_observations="Entretien clair (exemple).",
        evaluator_observations="Candidat bien préparé (exemple).",
    )


async def _pieces() -> AsyncIterator[bytes]:
    yield _PAGE
