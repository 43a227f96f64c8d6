"""Values of the domain for tests: each whole and plausible, with only what a test is about said in the test."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app.domain.appeals import Appeal, AppealAgainst, AppealAnswer, AppealOutcome, Appellant
from app.domain.assessment import Assessment, Briefing, Result, Scope
from app.domain.branch_forms import BranchForm, FormKind
from app.domain.candidate import Candidate, Employment, EmploymentStatus, Establishment
from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Competence, Framework
from app.domain.company_facts import CompanyFacts
from app.domain.deliberation import CompetenceDecision, Decision, DecisionKind, Outcome
from app.domain.documents import Document, DocumentKind, signatures_of
from app.domain.dossier import (
    Acceptance,
    Admissibility,
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Dossier,
    EvaluatorChoice,
    InterviewExpert,
    InterviewExpertKind,
    Mastery,
    SkillsIdentification,
    TechnicalExpert,
    TradeEvaluator,
    TradeObservations,
    TrainingAction,
    TrainingPlan,
)
from app.domain.evaluators import Affiliation, AffiliationKind, Authorisation, Evaluator, TrainingBody
from app.domain.experience import Experience
from app.domain.funding import Funding
from app.domain.identifiers import CCNIC
from app.domain.pathway import Upload
from app.domain.pathways import pathway_of

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
P1, P2, P3, BRIDGE = "individualised_training", "simplified_vae", "common_law_vae", "bridge"
DIRECT_VARIANT = "direct_assessment"


def upload_of(pathway: str, kind: DocumentKind) -> Upload:
    """The pathway's row on a kind of document that it has."""
    upload = pathway_of(pathway).upload(kind)
    assert upload is not None, f"{pathway} has no {kind}"
    return upload


CERTIFICATION = "cqp-agent-logistique"
REGION = "84"
COMPANY_SIRET, OTHER_SIRET, BODY_SIRET = "12345678200010", "98765432400019", "11122233700011"
CODES = ("C1", "C2", "C3")


def an_id(number: int = 1) -> UUID:
    """The same UUIDv7 for the same number."""
    return UUID(int=0x019B76DA_A800_7000_8000_000000000000 + number)


# --- people and companies ---------------------------------------------------------------------------------------------


def an_employment(
    status: EmploymentStatus = EmploymentStatus.EMPLOYEE,
    *,
    siret: str = COMPANY_SIRET,
    idcc: str | None = CCNIC,
    user_company: Establishment | None = None,
) -> Employment:
    """An employee of a company under the chemical agreement, unless said."""
    return Employment(status=status, employer=Establishment(siret=siret, idcc=idcc), user_company=user_company)


def experience(days: int, *, until: date = TODAY, **changes: Any) -> Experience:
    """So many days of work in a row, the last one the day before ``until``."""
    worked = Experience(
        activity="Agent logistique",
        start=until - timedelta(days=days),
        end=until - timedelta(days=1),
        directly_related=True,
    )
    return replace(worked, **changes)


def a_candidate(**changes: Any) -> Candidate:
    """An employee of the chemical industries, two years in the trade."""
    candidate = Candidate(
        birth_name="Durand",
        first_names="Camille",
        birth_date=date(1990, 5, 17),
        sex="F",
        birth_place="Lyon",
        email="camille.durand@example.org",
        employment=an_employment(),
        experience=(experience(730),),
    )
    return replace(candidate, **changes)


def a_company(**changes: Any) -> CompanyFacts:
    """A company that the secretariat verified to be under the chemical agreement."""
    company = CompanyFacts(id=an_id(1), siret=COMPANY_SIRET, name="Chimie du Rhône", idcc=CCNIC, ccnic_verified=True)
    return replace(company, **changes)


def a_funding(funder_code: str = "OPCA", reference: str = "2026-CH-1", **changes: Any) -> Funding:
    """A funding that its funder has not answered; with an id of its own."""
    base = Funding(id=uuid7(), funder_code=funder_code, reference=reference, declared_at=NOW)
    return replace(base, **changes)


def a_training_body(**changes: Any) -> TrainingBody:
    """A training body of no network."""
    return replace(TrainingBody(siret=BODY_SIRET, name="Formation Lyon"), **changes)


def an_authorisation(**changes: Any) -> Authorisation:
    """For the usual certification and region, since long, open-ended."""
    held = Authorisation(certification_code=CERTIFICATION, region=REGION, from_day=date(2011, 4, 27))
    return replace(held, **changes)


def an_affiliation(kind: AffiliationKind = AffiliationKind.EMPLOYEE, **changes: Any) -> Affiliation:
    """To a company that is nobody's, since long."""
    return replace(Affiliation(kind=kind, siren=OTHER_SIRET[:9], from_day=date(2011, 4, 27)), **changes)


def an_evaluator(**changes: Any) -> Evaluator:
    """An independent evaluator, authorised for the usual certification and region."""
    evaluator = Evaluator(
        id=an_id(3), name="Esther Vidal", email="esther.vidal@example.org", authorisations=(an_authorisation(),)
    )
    return replace(evaluator, **changes)


# --- the framework and the dossier ------------------------------------------------------------------------------------


def a_framework(*codes: str, **changes: Any) -> Framework:
    """A confirmed framework of three competences, or of ``codes``."""
    framework = Framework(
        certification_code=CERTIFICATION,
        version="2017",
        in_force_from=date(2017, 1, 1),
        source="example",
        confirmed=True,
        competences=tuple(
            Competence(code=code, label=f"Compétence {code}", criteria=("Un critère",)) for code in codes or CODES
        ),
    )
    return replace(framework, **changes)


def a_document(kind: DocumentKind, **changes: Any) -> Document:
    """The first version, received today, with every signature that its kind may carry."""
    document = Document(
        id=an_id(100),
        kind=kind,
        version_number=1,
        file_name=f"{kind}.pdf",
        media_type="application/pdf",
        size=1024,
        sha256="0" * 64,
        signed_by=signatures_of(kind),
        received_on=TODAY,
        storage_key=f"documents/{kind}",
    )
    return replace(document, **changes)


def a_form(**changes: Any) -> BranchForm:
    """The first version of a blank outil 6."""
    form = BranchForm(
        certification_code=CERTIFICATION,
        kind=FormKind.OUTIL_6,
        number=1,
        in_force_from=date(2017, 11, 1),
        source="La branche",
        confirmed=True,
        file_name="outil 6.pdf",
        media_type="application/pdf",
        size=1024,
        sha256="0" * 64,
        storage_key="forms/1",
    )
    return replace(form, **changes)


def documents(*kinds: DocumentKind) -> tuple[Document, ...]:
    """One signed document of each kind."""
    return tuple(a_document(kind) for kind in kinds)


def a_dossier(pathway: str = P1, **changes: Any) -> Dossier:
    """A dossier just opened, its evaluator not chosen yet."""
    dossier = Dossier(
        id=an_id(2),
        number="2026-000001",
        pathway=pathway,
        certification_code=CERTIFICATION,
        candidate=a_candidate(),
        training_scheme="skills_development_plan",
        company_id=None if pathway in {P3, BRIDGE} else an_id(1),
        created_by_role="secretariat" if pathway in {P3, BRIDGE} else "employer",
        created_on=TODAY,
        requested_on=TODAY,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(dossier, **changes)


def a_case(dossier: Dossier | None = None, **changes: Any) -> Case:
    """The dossier with the facts around it: its company where it has one, its evaluator where one is chosen."""
    dossier = dossier or a_dossier()
    framework = a_framework()
    case = Case(
        dossier=dossier,
        on=TODAY,
        certification=CERTIFICATIONS[dossier.certification_code],
        framework=framework,
        frameworks=(framework,),
        company=a_company() if dossier.company_id is not None else None,
        evaluator=an_evaluator() if dossier.evaluator is not None else None,
    )
    return replace(case, **changes)


# --- what is recorded on the way --------------------------------------------------------------------------------------


def a_skills_identification(*, to_acquire: tuple[str, ...] = (), **changes: Any) -> SkillsIdentification:
    """Everything mastered, save ``to_acquire``."""
    identification = SkillsIdentification(
        held_on=TODAY,
        technical_expert=TechnicalExpert(name="Paul Morel", employer_siren=COMPANY_SIRET[:9]),
        interview_expert=InterviewExpert(name="Nadia Roche", kind=InterviewExpertKind.TRAINING_BODY),
        competences=tuple(Mastery(code=code, mastered=code not in to_acquire) for code in CODES),
    )
    return replace(identification, **changes)


def a_training_plan(**changes: Any) -> TrainingPlan:
    """A plan on one competence."""
    plan = TrainingPlan(
        competences=("C1",),
        actions=(TrainingAction(label="Préparer une expédition", kind="training", hours=14),),
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=90),
    )
    return replace(plan, **changes)


def a_request(*received_on: date, verdict: AdmissibilityVerdict | None = None, **changes: Any) -> Admissibility:
    """A request for admissibility, received today unless said, and answered on the last receipt by ``verdict``."""
    received = received_on or (TODAY,)
    answers = [AdmissibilityVerdict.INCOMPLETE] * (len(received) - 1) + ([verdict] if verdict else [])
    decisions = tuple(
        AdmissibilityDecision(verdict=answer, grounds=(), decided_on=day)
        for answer, day in zip(answers, received, strict=False)
    )
    return replace(Admissibility(received_on=received, decisions=decisions), **changes)


def an_admission(on: date = TODAY, **changes: Any) -> Admissibility:
    """A request found admissible on the day of its receipt."""
    return a_request(on, verdict=AdmissibilityVerdict.ADMISSIBLE, **changes)


def an_appeal(against: AppealAgainst = AppealAgainst.ADMISSIBILITY, **changes: Any) -> Appeal:
    """A candidate's appeal against a decision of today, not answered yet."""
    appeal = Appeal(
        id=an_id(41),
        against=against,
        contested_on=TODAY,
        appellant=Appellant.CANDIDATE,
        filed_on=TODAY,
        acknowledged_on=TODAY,
        grounds="Les bulletins prouvent l'année.",
    )
    return replace(appeal, **changes)


def an_appeal_answer(outcome: AppealOutcome = AppealOutcome.UPHELD, **changes: Any) -> AppealAnswer:
    """The answer of a person who had decided nothing."""
    answer = AppealAnswer(
        outcome=outcome,
        grounds="Les pièces produites suffisent.",
        examined_by="Anne Roche",
        heard_on=None,
        answered_on=TODAY,
    )
    return replace(answer, **changes)


def an_upheld_appeal(against: AppealAgainst = AppealAgainst.ADMISSIBILITY, **changes: Any) -> Appeal:
    """The same appeal, upheld."""
    return an_appeal(against, answer=an_appeal_answer(), **changes)


def a_choice(**changes: Any) -> EvaluatorChoice:
    """The evaluator chosen for the usual region, in a month."""
    choice = EvaluatorChoice(
        evaluator_id=an_id(3),
        region=REGION,
        planned_on=TODAY + timedelta(days=30),
        fees_agreed=True,
        chosen_on=TODAY,
    )
    return replace(choice, **changes)


def an_acceptance() -> Acceptance:
    """The assignment accepted today, without a conflict."""
    return Acceptance(accepted_on=TODAY)


def a_trade_evaluator(**changes: Any) -> TradeEvaluator:
    """An employee of the candidate's company."""
    invited = TradeEvaluator(
        name="Luc Berger",
        email="luc.berger@example.org",
        employer_siren=COMPANY_SIRET[:9],
        position="Chef d'équipe",
        invited_on=TODAY,
    )
    return replace(invited, **changes)


def trade_observations() -> TradeObservations:
    """What the trade evaluator had to say."""
    return TradeObservations(text="Le candidat travaille avec soin.", recorded_on=TODAY)


def a_scope(**changes: Any) -> Scope:
    """Everything is assessed."""
    return replace(Scope(framework_version="2017", assessed=CODES, exemptions=(), frozen_on=TODAY), **changes)


NOTHING_TOLD = Briefing(
    candidate_informed=False,
    professional_informed=False,
    guide_delivered=False,
    outil_3_delivered=False,
    branch_documents_used=False,
)
"""Before an evaluator has told anybody anything."""


def an_assessment(*, acquired: tuple[str, ...] = CODES, **changes: Any) -> Assessment:
    """Complete: every competence with its result and comment, the briefing done, both observations there."""
    assessment = Assessment(
        held_on=(TODAY,),
        observed_on=(TODAY,),
        briefing=Briefing(
            candidate_informed=True,
            professional_informed=True,
            guide_delivered=True,
            outil_3_delivered=True,
            branch_documents_used=True,
            admissibility_letter_presented=True,
        ),
        concertation_held_on=TODAY,
        results=tuple(
            Result(competence_code=code, acquired=code in acquired, comment="Vu au poste de travail") for code in CODES
        ),
        candidate_observations="Rien à ajouter.",
        evaluator_observations="Entretien mené sans difficulté.",
    )
    return replace(assessment, **changes)


def a_decision(outcome: Outcome = Outcome.AWARDED, **changes: Any) -> Decision:
    """A jury's decision of today."""
    decision = Decision(
        id=an_id(4),
        kind=DecisionKind.DELIBERATION,
        session_id=an_id(5),
        decided_on=TODAY,
        competences=tuple(CompetenceDecision(code=code, validated=outcome is Outcome.AWARDED) for code in CODES),
        outcome=outcome,
        retained=(),
        votes=None,
    )
    return replace(decision, **changes)
