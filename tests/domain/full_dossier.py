"""A dossier in which everything was said: what the tests of erasure, and of whatever keeps dossiers, look at."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.appeals import Appeal, AppealAgainst, AppealAnswer, AppealOutcome, Appellant
from app.domain.assessment import (
    Assessment,
    Exemption,
    ExemptionKind,
    NamedProfessional,
    Observer,
    ObserverCapacity,
    Place,
    ResultRecord,
    Sitting,
)
from app.domain.candidate import Candidate, Employment, EmploymentStatus, Establishment, HeldCertification, Verification
from app.domain.company import Address
from app.domain.deliberation import CompetenceDecision, Decision, DecisionKind, Outcome, Retained
from app.domain.documents import DocumentKind, DocumentRemoval, DocumentState, Signatory, SignatureWaiver
from app.domain.dossier import (
    Acceptance,
    Adjournment,
    Admissibility,
    AdmissibilityVerdict,
    AwaitingSignature,
    Closure,
    ClosureReason,
    Death,
    DecisionPutBack,
    DirectAssessmentConfirmation,
    Dossier,
    EmployerChangeKind,
    Extension,
    FormerAssignment,
    FormerEmployer,
    FormerTradeObservations,
    Ground,
    JuryRegistration,
    JuryRegistrationState,
    LackingPiece,
    ReadReceipt,
    RedeliberationRequest,
    Reopening,
    Trainer,
    Tutor,
)
from app.domain.entries import EntryCode, EntryCorrection
from app.domain.jury import CollegeVotes, Votes
from app.domain.seats import Seat, SeatDistinction
from tests import builders as b

MARK = "Zyx"
"""In each word of a person's, and in no code."""
END = date(2020, 1, 31)


def full() -> Dossier:
    """A dossier in which everything was said, each word of a person's with a mark in it."""
    interview, plan = b.a_skills_identification(), b.a_training_plan()
    return b.a_dossier(
        version=7,
        variant="direct_assessment",
        option="an-option",
        candidate=_candidate(),
        training_body=b.a_training_body(networks=("a-network",)),
        accompanying_body=b.a_training_body(networks=("a-network",)),
        tutor=Tutor(name=MARK, position=MARK, email=MARK),
        trainers=(Trainer(name=MARK, email=MARK),),
        requested_cqpi=("cqpi-agent-logistique",),
        previous_dossier_id=b.an_id(21),
        bridge_id=b.an_id(22),
        skills_identification=replace(
            interview,
            technical_expert=replace(interview.technical_expert, name=MARK),
            interview_expert=replace(interview.interview_expert, name=MARK),
        ),
        training_plan=replace(plan, actions=tuple(replace(each, label=MARK, kind=MARK) for each in plan.actions)),
        admissibility=_request(),
        direct_assessment=DirectAssessmentConfirmation(confirmed=True, evidence=MARK, on=END),
        portfolio_completed_on=END,
        evaluator=b.a_choice(),
        acceptance=Acceptance(accepted_on=END, conflicts=(MARK,)),
        trade_evaluator=b.a_trade_evaluator(name=MARK, email=MARK, position=MARK),
        trade_observations=replace(b.trade_observations(), text=MARK, waived=True),
        registered_on=END,
        scope=b.a_scope(exemptions=(_exemption(),)),
        signature_waivers=(
            SignatureWaiver(
                document_id=b.an_id(41),
                kind=DocumentKind.OUTIL_6,
                signatory=Signatory.CANDIDATE,
                reason=MARK,
                on=END,
            ),
        ),
        document_removals=(
            DocumentRemoval(
                document_id=b.an_id(42),
                kind=DocumentKind.DIPLOMA,
                received_on=END,
                sha256="ab" * 32,
                on=END,
                reason=MARK,
                wrong_person=True,
            ),
        ),
        death=Death(on=END, source=MARK, goes_on=True, recorded_on=END),
        seat_distinctions=(SeatDistinction(seats=(Seat.EVALUATOR, Seat.TUTOR), reason=MARK, on=END),),
        assessment=_assessment(),
        results_on_record=(_RECORD,),
        former_assignments=(_former(),),
        former_trade_observations=(
            FormerTradeObservations(
                trade_evaluator=b.a_trade_evaluator(name=MARK, email=MARK, position=MARK),
                observations=replace(b.trade_observations(), text=MARK, waived=True),
                until=END,
            ),
        ),
        void_guides=(b.an_id(41),),
        assessment_completed_on=END,
        jury_registration=JuryRegistration(
            state=JuryRegistrationState.REGISTERED,
            session_id=b.an_id(5),
            registered_on=END,
            by_branch=True,
            redeliberation=RedeliberationRequest(requested_on=END, reason=MARK, appeal_id=b.an_id(8)),
        ),
        decisions=(_decision(),),
        awaiting_signature=AwaitingSignature(decisions=1, version=4),
        adjournments=(
            Adjournment(session_id=b.an_id(5), on=END, reason=MARK, votes=_decision().votes, moved_to=b.an_id(7)),
        ),
        closure=_closure(),
        entry_corrections=(
            EntryCorrection(
                entry=EntryCode.ADMISSIBILITY_TRACKING_NUMBER, former=MARK, value=MARK, reason=MARK, on=END, number=2
            ),
        ),
        former_employers=(
            FormerEmployer(
                kind=EmployerChangeKind.CHANGE,
                until=END,
                reason=MARK,
                recorded_on=END,
                version=3,
                company_id=b.an_id(43),
                employment=_candidate().employment,
                tutor=Tutor(name=MARK, position=MARK, email=MARK),
                trainers=(Trainer(name=MARK, email=MARK),),
                trade_observations=replace(b.trade_observations(), text=MARK, waived=True),
                documents=(b.an_id(42),),
                fundings=((MARK, MARK),),
                appeals=(b.an_id(44),),
            ),
        ),
        appeals=(_appeal(),),
        reopenings=(Reopening(closure=_closure(), reason=MARK, on=END, counts_from=END, appeal_id=b.an_id(41)),),
        reduced_on=END,
        anonymised_on=END,
        documents=(
            b.a_document(DocumentKind.OUTIL_6, file_name=f"{MARK}.pdf", state=DocumentState.LOST, form_version=2),
        ),
    )


def _appeal() -> Appeal:
    return Appeal(
        id=b.an_id(8),
        against=AppealAgainst.JURY_DECISION,
        contested_on=END,
        decision_id=b.an_id(32),
        appellant=Appellant.EMPLOYER,
        filed_on=END,
        acknowledged_on=END,
        grounds=MARK,
        document_ids=(b.an_id(41),),
        closes_on=END,
        answer=AppealAnswer(
            outcome=AppealOutcome.UPHELD,
            grounds=MARK,
            examined_by=MARK,
            heard_on=END,
            answered_on=END,
            decided_first=True,
        ),
    )


_PLACE = Place(postal_code="69007", city=MARK)


_RECORD = ResultRecord(
    competence_code="C1",
    acquired=True,
    comment=MARK,
    evaluator_id=b.an_id(42),
    recorded_on=END,
    confirmed_by=b.an_id(43),
    confirmed_on=END,
)


def _assessment() -> Assessment:
    assessment = b.an_assessment()
    return replace(
        assessment,
        observers=(Observer(name=MARK, capacity=ObserverCapacity.TUTOR),),
        professional=NamedProfessional(name=MARK, employer_siren="123456789", employer_idcc="0044"),
        results=tuple(replace(each, comment=MARK) for each in assessment.results),
        candidate_observations=MARK,
        evaluator_observations=MARK,
        place=_PLACE,
        remote=True,
        sittings=(Sitting(on=END, region="84", place=_PLACE, remote=True),),
    )


def _former() -> FormerAssignment:
    return FormerAssignment(
        choice=b.a_choice(),
        acceptance=Acceptance(accepted_on=END, conflicts=(MARK,)),
        assessment=_assessment(),
        trade_evaluator=b.a_trade_evaluator(name=MARK, email=MARK, position=MARK),
        trade_observations=replace(b.trade_observations(), text=MARK, waived=True),
        until=END,
        reason=MARK,
    )


def _closure() -> Closure:
    return Closure(reason=ClosureReason.WITHDRAWN, on=END, detail=MARK, session_id=b.an_id(5))


def _exemption() -> Exemption:
    return Exemption(
        competence_code="C1",
        kind=ExemptionKind.CQPI,
        source=MARK,
        until=END,
        source_dossier_id=b.an_id(6),
        held_code=MARK,
        held_number=MARK,
    )


def _candidate() -> Candidate:
    employer = Establishment(siret=b.COMPANY_SIRET, idcc="0044")
    return Candidate(
        birth_name=MARK,
        usage_name=MARK,
        first_names=MARK,
        birth_date=date(1990, 5, 17),
        sex="F",
        birth_place=MARK,
        email=MARK,
        address=Address(street=MARK, postal_code=MARK, city=MARK, country=MARK),
        phone=MARK,
        first_name_1=MARK,
        first_name_2=MARK,
        first_name_3=MARK,
        birth_commune_insee=MARK,
        birth_postal_code=MARK,
        birth_country=MARK,
        employment=Employment(status=EmploymentStatus.GEIQ_WORKER, employer=employer, user_company=employer),
        experience=(b.experience(90, activity=MARK, weekly_hours=Decimal(28)),),
        held_certifications=(
            HeldCertification(
                code=MARK,
                certifier=MARK,
                number=MARK,
                awarded_on=END,
                verification=Verification(verified=True, reason=MARK, on=END),
            ),
        ),
    )


def _request() -> Admissibility:
    grounds = (Ground(text=MARK, rule="R31"),)
    request = b.a_request(END, verdict=AdmissibilityVerdict.ADMISSIBLE)
    return replace(
        request,
        decisions=tuple(
            replace(each, grounds=grounds, unmet=grounds, appeal_id=b.an_id(41)) for each in request.decisions
        ),
        dispatched_on=END,
        tracking_number=MARK,
        acknowledged_on=END,
        read_receipt=ReadReceipt(at=b.NOW, token_sha256=MARK, shown_sha256=MARK, shown_as=MARK),
        extensions=(Extension(until=END, reason=MARK, granted_on=END),),
        put_back=(
            DecisionPutBack(
                decision=replace(request.decisions[0], grounds=grounds, unmet=grounds, appeal_id=b.an_id(41)),
                on=END,
                reason=MARK,
                dispatched_on=END,
                tracking_number=MARK,
                acknowledged_on=END,
                read_receipt=ReadReceipt(at=b.NOW, token_sha256=MARK, shown_sha256=MARK, shown_as=MARK),
            ),
        ),
        lacking=(LackingPiece(kind=DocumentKind.OUTIL_6, newer_than=1, signed_by=(Signatory.CANDIDATE,)),),
    )


def _decision() -> Decision:
    college = CollegeVotes(in_favour=3, against=2, abstained=1)
    return b.a_decision(
        Outcome.PARTIALLY_AWARDED,
        kind=DecisionKind.MATERIAL_ERROR,
        competences=(CompetenceDecision(code="C1", validated=True, reason=MARK),),
        retained=(Retained(competence_code="C1", until=END),),
        votes=Votes(employees=college, employers=college),
        recused=(b.an_id(31),),
        taken_at=b.NOW,
        presided_by=b.an_id(33),
        replaces=b.an_id(32),
        reason=MARK,
        corrected_on=END,
        corrected_by=MARK,
    )
