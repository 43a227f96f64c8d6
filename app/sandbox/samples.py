"""The dossiers of the sandbox, there to look at: each led to where it stands by the very acts of its actors.

There is one in every pathway at every step, funded ones in each status, and something to do today for every role.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.tables import dossiers
from app.domain.deliberating import Motion
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, TrainingAction, TrainingPlan
from app.domain.jury import College, CollegeVotes, JurySession, Votes
from app.domain.survey_answers import JobContract, Situation, SurveyAnswer
from app.domain.surveys import AnswerChannel, SurveyWave
from app.sandbox.bridge_samples import bring_requests, lead_bridges
from app.sandbox.desk_samples import lay_on_the_desk
from app.sandbox.direct_samples import lead_direct_assessments
from app.sandbox.identities import JURY_EMPLOYEES_USER, JURY_SESSION, JURY_USER
from app.sandbox.sample_acts import (
    BY_CANDIDATE,
    CHAIR,
    EMPLOYER,
    SECRETARIAT,
    SampleActs,
    SampleCandidate,
    opening,
)
from app.sandbox.vae_samples import lead_vae
from app.usecases.access import Caller, Role
from app.usecases.dossiers import preparing
from app.usecases.dossiers.create_dossier import FundingReference
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

_FUNDER = Caller(
    role=Role.CLIENT,
    client_id="opca-sandbox",
    name="OPCA (bac à sable)",
    funder_code="OPCA",
    scopes=frozenset({"funding:write"}),
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
    _Sample(("Margaux", "Fleury"), "identification"),
    _Sample(("Yanis", "Chevallier"), "agenda_of_today"),
    _Sample(("Odile", "Pasquier"), "agenda_of_today", acquired=4),
)


async def load_samples(engine: AsyncEngine, storage: FileStorage, issuer: Issuer, now: datetime) -> None:
    """Bring the dossiers in, where the sandbox has none yet."""
    async with engine.connect() as connection:
        if await connection.scalar(select(func.count()).select_from(dossiers)):
            return
    acts = SampleActs(engine, storage, issuer, now)
    today = await _session(acts, acts.days_ago(0).on)
    await _Training(acts, today.id).fill()
    await asyncio.gather(lead_direct_assessments(acts), *lead_vae(acts, today.id), lead_bridges(acts))
    await bring_requests(acts)
    await lay_on_the_desk(acts)


async def _session(acts: SampleActs, held_on: date) -> JurySession:
    """A session of that day, planned two months ago."""
    new = _session_on(held_on)
    return await create_jury_session(acts.uow(), new=new, now=acts.days_ago(60), new_id=uuid7)


@dataclass(frozen=True, slots=True)
class _Training:
    """The dossiers of the first pathway; ``today``: the session that is held today."""

    acts: SampleActs
    today: UUID

    async def fill(self) -> None:
        held = self.acts.days_ago(10)
        session = await _session(self.acts, held.on)
        led = [(sample, await self.lead(sample, number, session.id)) for number, sample in enumerate(_SAMPLES, 1)]
        await open_jury_session(
            self.acts.uow(),
            session_id=session.id,
            present=(JURY_USER, JURY_EMPLOYEES_USER),
            chair=JURY_USER,
            precondition=NO_PRECONDITION,
            now=held,
        )
        for sample, dossier in led:
            if sample.until == "decision":
                command = self.acts.act(CHAIR, "deliberate", dossier, held)
                motion = Motion(words=(), votes=_UNANIMOUS)
                await deliberate(self.acts.uow(), command, session_id=session.id, motion=motion)
        for caller in (SECRETARIAT, CHAIR):
            await close_jury_session(
                self.acts.uow(),
                caller,
                session_id=session.id,
                presence=Presence(),
                precondition=NO_PRECONDITION,
                now=held,
                new_id=uuid7,
                issuer=self.acts.issuer,
            )
        await self.survey([dossier for sample, dossier in led if sample.until == "decision"], held)

    async def survey(self, decided: Sequence[Dossier], held: Moment) -> None:
        """Ask the holders where they stand at the award; the first one has answered by phone."""
        asking = LinkContext(mail_writer=self.acts.issuer.mail_writer, now=held, new_id=uuid7)
        await open_surveys(self.acts.uow(), asking)
        async with self.acts.uow() as uow:
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
        await record_survey_answer(self.acts.uow(), SECRETARIAT, entered, now=self.acts.days_ago(2), new_id=uuid7)

    async def lead(self, sample: _Sample, number: int, past: UUID) -> Dossier:
        """Through the stages, as far as it goes; ``past``: the session that decided."""
        acts = self.acts
        dossier = await acts.open(
            EMPLOYER,
            opening(
                SampleCandidate(names=sample.names, number=number),
                pathway="individualised_training",
                certification_code="cqp-operateur-fabrication",
                training_scheme="skills_development_plan",
                fundings=(FundingReference(funder_code="OPCA", reference=_reference(number)),),
            ),
            acts.days_ago(80),
        )
        if sample.confirmed:
            act = acts.act(_FUNDER, "confirmFunding", dossier, acts.days_ago(79))
            await confirm_funding(acts.uow(), act, reference=_reference(number))
        if sample.until == "identification":
            await acts.identify(dossier, acts.days_ago(5))
        for stage, perform in (
            ("plan", self.plan),
            ("registration", self.register),
            ("acceptance", self.accept),
            ("completion", self.assess),
        ):
            if _reaches(sample, stage):
                await perform(dossier, sample)
        if _reaches(sample, "jury_registration"):
            session = {"decision": past, "agenda_of_today": self.today}.get(sample.until, JURY_SESSION)
            await acts.register_to_jury(EMPLOYER, dossier, session, acts.days_ago(30))
        if sample.until == "withdrawal":
            act = acts.act(EMPLOYER, "withdrawDossier", dossier, acts.days_ago(70))
            await withdraw_dossier(acts.uow(), act, "Départ de l'entreprise (exemple du bac à sable)")
        return dossier

    async def plan(self, dossier: Dossier, _: _Sample) -> None:
        when = self.acts.days_ago(78)
        plan = TrainingPlan(
            competences=("C1", "C2"),
            actions=(TrainingAction(label="Conduite d'un équipement", kind="tutorat", hours=70),),
            starts_on=when.on,
            ends_on=when.on + timedelta(days=30),
        )
        command = self.acts.act(EMPLOYER, "recordTrainingPlan", dossier, when)
        await preparing.record_training_plan(self.acts.uow(), command, plan)

    async def register(self, dossier: Dossier, _: _Sample) -> None:
        when = self.acts.days_ago(76)
        await self.acts.bring(EMPLOYER, dossier, DocumentKind.OUTIL_6, BY_CANDIDATE, when)
        await self.acts.choose_evaluator(EMPLOYER, dossier, when)
        await self.acts.complete_registration(EMPLOYER, dossier, when)

    async def accept(self, dossier: Dossier, _: _Sample) -> None:
        await self.acts.accept(dossier, self.acts.days_ago(74))
        await self.acts.invite(dossier, self.acts.days_ago(74))

    async def assess(self, dossier: Dossier, sample: _Sample) -> None:
        await self.acts.assess_to_the_end(dossier, self.acts.days_ago(39), acquired=sample.acquired)


_STAGES = ("plan", "registration", "acceptance", "completion", "jury_registration", "agenda_of_today", "decision")

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
