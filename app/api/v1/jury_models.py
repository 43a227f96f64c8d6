"""The shapes of the jury's sessions on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.fields import Day, Instant, KeptIfOmitted
from app.api.identifier_fields import Siren
from app.api.language import spoken
from app.api.text_fields import Line, PersonName, Reason
from app.api.v1.assessment import ExemptionOut
from app.api.v1.codes import OperationIdOut
from app.api.v1.deliberation_models import DecisionOut, RetainedOut, VotesOut
from app.api.v1.dossier_models import CertificationRef, DeathOut, SignatureWaiverOut
from app.api.v1.labels import outcome_label, pathway_label
from app.api.v1.violations import WarningOut
from app.domain.case import Case
from app.domain.certification import Competence
from app.domain.cqpi import WITHHELD_LABELS, Withheld, WithheldCqpi
from app.domain.deliberating import scope_for
from app.domain.deliberation import CompetenceDecision, Outcome
from app.domain.documents import DOCUMENT_LABELS, Document, DocumentKind, Signatory
from app.domain.dossier import STATUS_LABELS, Dossier, Status
from app.domain.jury import (
    COLLEGE_LABELS,
    SESSION_STATE_LABELS,
    Attendance,
    College,
    JurySession,
    Member,
    Presidency,
    SessionState,
)
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.panel import RECUSAL_LABELS, Recusal, RecusalGround
from app.domain.pathway import ACTOR_LABELS, Actor
from app.domain.pathways import PathwayCode
from app.domain.progress import status_of
from app.domain.proposal import Proposal
from app.domain.session_actions import SessionAction, session_actions
from app.domain.text import Text
from app.usecases.jury.agenda import AgendaItem
from app.usecases.jury.minutes import AdjournedLine, DecidedLine, Delivered, Minutes, RecusedMember
from app.usecases.jury.planning import ListedSession, NewSession, Seat

_AT_THEIR_REQUEST = Text("À sa demande", "At their own request")

Capacity = Annotated[int, Field(strict=True, ge=1, le=1000, description="How many dossiers the session takes.")]


Remote = Annotated[StrictBool, Field(description="Whether one may sit from afar; `place` says from where else.")]
JoinUrl = Annotated[
    str,
    Field(
        max_length=2000,
        pattern=r'^https://[^\s<>"]+$',
        description="Where one joins a remote session: told to its members and to the secretariat alone.",
    ),
]


class MemberFields(RequestBody):
    """A member of the jury, by their account; without a `name`, the account's stands."""

    user_id: UUID
    name: PersonName | None = None
    employer_siren: Siren | None = None
    college: College
    chair: StrictBool = False
    organisation: Annotated[
        Line | None, Field(description="The union, or the employers' body, that they sit for (R62).")
    ] = None

    def to_domain(self) -> Seat:
        """What the use case takes."""
        return Seat(
            user_id=self.user_id,
            college=self.college,
            chair=self.chair,
            name=self.name,
            employer_siren=self.employer_siren,
            organisation=self.organisation,
        )


LastDay = Annotated[Day, Field(description="The last of its days; without it, `held_on` alone.")]
Members = Annotated[list[MemberFields], Field(max_length=100)]


class JurySessionIn(RequestBody):
    """A session to plan. Registrations close on that day, included."""

    held_on: Day
    held_until: LastDay | None = None
    registration_closes_on: Day
    place: Line
    capacity: Capacity
    remote: Remote = False
    join_url: JoinUrl | None = None
    members: Members = Field(default=[])

    def to_domain(self) -> NewSession:
        """What the use case takes."""
        return NewSession(
            held_on=self.held_on,
            held_until=self.held_until,
            registration_closes_on=self.registration_closes_on,
            place=self.place,
            capacity=self.capacity,
            remote=self.remote,
            join_url=self.join_url,
            seats=tuple(member.to_domain() for member in self.members),
        )


class JurySessionPatch(RequestBody):
    """The members that change; those that are not sent stay."""

    held_on: KeptIfOmitted[Day] = None
    held_until: LastDay | None = None
    registration_closes_on: KeptIfOmitted[Day] = None
    place: KeptIfOmitted[Line] = None
    capacity: KeptIfOmitted[Capacity] = None
    remote: KeptIfOmitted[Remote] = None
    join_url: JoinUrl | None = None
    members: KeptIfOmitted[Members] = None

    def changes(self) -> dict[str, Any]:
        """What changes, the jury's members aside."""
        return self.model_dump(exclude={"members"}, exclude_unset=True)

    def seats(self) -> tuple[Seat, ...] | None:
        """The jury's members, None where they stay."""
        return None if self.members is None else tuple(member.to_domain() for member in self.members)


class JurySessionPostponement(RequestBody):
    """The later day, and why."""

    held_on: Day
    reason: Reason


class JurySessionCancellation(RequestBody):
    """Why the session is not held, and the session that takes its dossiers over; without one they wait."""

    reason: Reason
    session_id: UUID | None = None


class OpeningIn(RequestBody):
    """Who sits, and who presides: accounts of members."""

    present: Annotated[list[UUID], Field(max_length=100)]
    chair: UUID


class ClosureIn(RequestBody):
    """Those who are there, and who presides; they may be left out, being known by the attendance."""

    present: Annotated[list[UUID], Field(max_length=100)] | None = None
    chair: UUID | None = None


class AttendanceFields(RequestBody):
    """A member is there from an instant, included, to another one, excluded; without it they have not left."""

    user_id: UUID
    since: Annotated[Instant, Field(alias="from")]
    until: Instant | None = None

    def to_domain(self) -> Attendance:
        """The domain's value."""
        return Attendance(user_id=self.user_id, since=self.since, until=self.until)


class AttendanceIn(RequestBody):
    """Everybody who was there, each for one period or several: it takes the place of what was recorded."""

    members: Annotated[list[AttendanceFields], Field(max_length=1000)]

    def to_domain(self) -> tuple[Attendance, ...]:
        """The domain's values."""
        return tuple(member.to_domain() for member in self.members)


class ChairHandover(RequestBody):
    """Another member who presides, from when, and why: in the minutes."""

    user_id: UUID
    at: Instant
    reason: Reason


class AttendanceOut(AnswerBody):
    """A member was there from an instant, included, to another one, excluded; null: they have not left."""

    user_id: UUID
    name: str
    since: Annotated[datetime, Field(serialization_alias="from", validation_alias="from")]
    until: datetime | None

    @classmethod
    def of(cls, session: JurySession, period: Attendance) -> Self:
        """The period on the wire."""
        told = {"user_id": period.user_id, "name": _name_of(session, period.user_id)}
        return cls.model_validate({**told, "from": period.since, "until": period.until})


class PresidencyOut(AnswerBody):
    """Who presided from an instant on; `reason` where the chair was handed over to them."""

    user_id: UUID
    name: str
    since: Annotated[datetime, Field(serialization_alias="from", validation_alias="from")]
    reason: str | None

    @classmethod
    def of(cls, session: JurySession, presidency: Presidency) -> Self:
        """The presidency on the wire."""
        told = {"user_id": presidency.user_id, "name": _name_of(session, presidency.user_id)}
        return cls.model_validate({**told, "from": presidency.since, "reason": presidency.reason})


class SessionAttendance(AnswerBody):
    """Who was there when, and who presided since when, the first first."""

    members: list[AttendanceOut]
    presidencies: list[PresidencyOut]

    @classmethod
    def of(cls, session: JurySession) -> Self:
        """The attendance on the wire."""
        return cls(
            members=[AttendanceOut.of(session, period) for period in session.attendance],
            presidencies=[PresidencyOut.of(session, presidency) for presidency in session.presidencies],
        )


def _name_of(session: JurySession, user_id: UUID) -> str:
    member = session.member(user_id)
    if member is None:
        raise ValueError(f"{user_id} is not a member of {session.id}")
    return member.name


class MemberOut(AnswerBody):
    """A member of the jury."""

    user_id: UUID
    name: str
    employer_siren: str | None
    college: College
    college_label: str
    chair: bool
    organisation: str | None

    @classmethod
    def of(cls, member: Member) -> Self:
        """The member on the wire."""
        return cls(
            user_id=member.user_id,
            name=member.name,
            employer_siren=member.employer_siren,
            college=member.college,
            college_label=spoken(COLLEGE_LABELS[member.college]),
            chair=member.chair,
            organisation=member.organisation,
        )


class SessionActionOut(AnswerBody):
    """An act that the session as it stands opens to `actor`, of a jury's members to the chair.

    `not_before`: the first day for it, null where any day is.
    """

    operation_id: OperationIdOut
    label: str
    method: str
    href: str
    actor: Actor
    actor_label: str
    not_before: date | None

    @classmethod
    def of(cls, session: JurySession, action: SessionAction) -> Self:
        """The act on the wire."""
        return cls(
            operation_id=action.operation_id,
            label=spoken(OPERATION_LABELS[action.operation_id]),
            method=action.method,
            href=f"/v1/jury-sessions/{session.id}{action.path}",
            actor=action.actor,
            actor_label=spoken(ACTOR_LABELS[action.actor]),
            not_before=action.not_before,
        )


class JurySessionOut(AnswerBody):
    """A session of the jury; `present` are those of its opening, `chair` is who presides now.

    `agenda_closed`: its agenda is shown to the jury no more, who have its minutes.
    """

    id: UUID
    held_on: date
    held_until: date
    registration_closes_on: date
    place: str
    remote: bool
    join_url: str | None
    capacity: int
    state: SessionState
    state_label: str
    members: list[MemberOut]
    present: list[UUID]
    chair: UUID | None
    opened_at: datetime | None
    closed_at: datetime | None
    reason: str | None
    agenda_closed: bool
    next_actions: list[SessionActionOut]
    version: int

    @classmethod
    def of(cls, session: JurySession) -> Self:
        """The session on the wire."""
        return cls(**cls.members_of(session))

    @classmethod
    def members_of(cls, session: JurySession) -> dict[str, Any]:
        """What it says of the session."""
        return {
            "id": session.id,
            "held_on": session.held_on,
            "held_until": session.last_day,
            "registration_closes_on": session.registration_closes_on,
            "place": session.place,
            "remote": session.remote,
            "join_url": session.join_url,
            "capacity": session.capacity,
            "state": session.state,
            "state_label": spoken(SESSION_STATE_LABELS[session.state]),
            "members": [MemberOut.of(member) for member in session.members],
            "present": list(session.present),
            "chair": session.chair,
            "opened_at": session.opened_at,
            "closed_at": session.closed_at,
            "reason": session.reason,
            "agenda_closed": session.is_over,
            "next_actions": [SessionActionOut.of(session, action) for action in session_actions(session)],
            "version": session.version,
        }


class ListedSessionOut(JurySessionOut):
    """A session in the list; `registered`: how many dossiers stand on its agenda, of `capacity` that it takes."""

    registered: int

    @classmethod
    def listed(cls, found: ListedSession) -> Self:
        """The session on the wire, with how full it is."""
        return cls(**cls.members_of(found.session), registered=found.registered)


class DossierLine(AnswerBody):
    """A dossier, as the jury names it."""

    dossier_id: UUID
    number: str
    candidate_name: str
    certification: CertificationRef
    pathway: PathwayCode
    pathway_label: str
    status: Status
    status_label: str

    @classmethod
    def members_of(cls, dossier: Dossier) -> dict[str, Any]:
        """The members of the line."""
        status = status_of(dossier)
        return {
            "dossier_id": dossier.id,
            "number": dossier.number,
            "candidate_name": dossier.candidate.full_name,
            "certification": CertificationRef.of(dossier.certification_code),
            "pathway": dossier.pathway,
            "pathway_label": pathway_label(dossier.pathway),
            "status": status,
            "status_label": spoken(STATUS_LABELS[status]),
        }


class AgendaCompetence(AnswerBody):
    """A competence: the evaluators' result and comment (null where it was not assessed), and the jury's default."""

    code: str
    label: str
    acquired: bool | None
    comment: str | None
    validated_by_default: bool

    @classmethod
    def of(cls, competence: Competence, dossier: Dossier, proposed: CompetenceDecision) -> Self:
        """The competence on the wire."""
        results = dossier.assessment.results_by_code if dossier.assessment else {}
        result = results.get(competence.code)
        return cls(
            code=competence.code,
            label=competence.label,
            acquired=result.acquired if result else None,
            comment=result.comment if result else None,
            validated_by_default=proposed.validated,
        )


class ProposalOut(AnswerBody):
    """What the jury decides where it departs from nothing: the outcome, and what stays acquired until when (D4, D7)."""

    outcome: Outcome
    outcome_label: str
    retained: list[RetainedOut]

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """The proposal on the wire."""
        return cls(
            outcome=proposal.outcome,
            outcome_label=outcome_label(proposal.outcome),
            retained=[RetainedOut.of(retained) for retained in proposal.retained],
        )


class AgendaDocument(AnswerBody):
    """The newest version of a document that the jury has before it."""

    id: UUID
    kind: DocumentKind
    kind_label: str
    file_name: str
    signed_by: list[Signatory]
    href: str

    @classmethod
    def of(cls, document: Document, dossier: Dossier) -> Self:
        """The document on the wire."""
        return cls(
            id=document.id,
            kind=document.kind,
            kind_label=spoken(DOCUMENT_LABELS[document.kind]),
            file_name=document.file_name,
            signed_by=sorted(document.signed_by),
            href=f"/v1/dossiers/{dossier.id}/documents/{document.id}/content",
        )


class RecusalOut(AnswerBody):
    """A member who stands back from the dossier, as the system finds."""

    user_id: UUID
    name: str
    ground: RecusalGround
    ground_label: str

    @classmethod
    def of(cls, recusal: Recusal) -> Self:
        """The recusal on the wire."""
        return cls(
            user_id=recusal.member.user_id,
            name=recusal.member.name,
            ground=recusal.ground,
            ground_label=spoken(RECUSAL_LABELS[recusal.ground]),
        )


class RedeliberationOut(MirrorBody):
    """Why a dossier that was decided is to be decided again (D39)."""

    requested_on: date
    reason: str
    appeal_id: UUID | None


class AgendaItemOut(DossierLine):
    """A dossier before the jury, with all that R60 and R61 list, and what it must know that stops nothing.

    `decision` is the one in force; `redeliberation` says why it is to be decided again.
    """

    competences: list[AgendaCompetence]
    proposal: ProposalOut
    requested_cqpi: list[CertificationRef]
    exemptions: list[ExemptionOut]
    candidate_observations: str | None
    evaluator_observations: str | None
    trade_observations: str | None
    trade_observations_waived_because: str | None
    documents: list[AgendaDocument]
    signature_waivers: list[SignatureWaiverOut]
    death: DeathOut | None
    recusals: list[RecusalOut]
    warnings: list[WarningOut]
    decision: DecisionOut | None
    redeliberation: RedeliberationOut | None

    @classmethod
    def of(cls, item: AgendaItem, language: Literal["fr", "en"]) -> Self:
        """The item on the wire."""
        case, dossier = item.case, item.case.dossier
        kept, trade = dossier.assessment, dossier.trade_observations
        return cls(
            **cls.members_of(dossier),
            competences=[
                AgendaCompetence.of(competence, dossier, word)
                for competence, word in zip(case.framework.current, item.proposal.words, strict=True)
            ],
            proposal=ProposalOut.of(item.proposal),
            requested_cqpi=[CertificationRef.of(code) for code in dossier.requested_cqpi],
            exemptions=[ExemptionOut.of(exemption, is_named=True) for exemption in scope_for(case).exemptions],
            candidate_observations=kept.candidate_observations if kept else None,
            evaluator_observations=kept.evaluator_observations if kept else None,
            trade_observations=trade.text if trade and not trade.waived else None,
            trade_observations_waived_because=trade.text if trade and trade.waived else None,
            documents=[AgendaDocument.of(document, dossier) for document in item.documents],
            signature_waivers=[SignatureWaiverOut.of(waiver) for waiver in item.signature_waivers],
            death=DeathOut.of(dossier.death) if dossier.death else None,
            recusals=[RecusalOut.of(recusal) for recusal in item.recusals],
            warnings=[WarningOut.of(warning, case.on, language) for warning in item.warnings],
            decision=DecisionOut.of(dossier.decision, dossier) if dossier.decision else None,
            redeliberation=(
                RedeliberationOut.of(dossier.jury_registration.redeliberation)
                if dossier.awaits_redeliberation
                else None
            ),
        )


class AgendaOut(AnswerBody):
    """What a session has before it, by the dossiers' numbers."""

    session: JurySessionOut
    items: list[AgendaItemOut]

    @classmethod
    def of(cls, session: JurySession, items: tuple[AgendaItem, ...], language: Literal["fr", "en"]) -> Self:
        """The agenda on the wire."""
        return cls(session=JurySessionOut.of(session), items=[AgendaItemOut.of(item, language) for item in items])


class WithheldCqpiOut(AnswerBody):
    """A CQPI that was asked for and is not delivered, and why (D74)."""

    certification: CertificationRef
    because: Withheld
    because_label: str

    @classmethod
    def of(cls, cqpi: WithheldCqpi) -> Self:
        """The CQPI on the wire."""
        return cls(
            certification=CertificationRef.of(cqpi.code),
            because=cqpi.because,
            because_label=spoken(WITHHELD_LABELS[cqpi.because]),
        )


class MinutedCompetence(AnswerBody):
    """The jury's word on a competence; `exemption` is what it was held by where it was not assessed (D23)."""

    code: str
    label: str
    validated: bool
    exemption: ExemptionOut | None

    @classmethod
    def of(cls, word: CompetenceDecision, line: DecidedLine) -> Self:
        """The word on the wire."""
        competence, exemption = line.case.framework.by_code(word.code), line.exemptions.get(word.code)
        return cls(
            code=word.code,
            label=competence.label if competence is not None else word.code,
            validated=word.validated,
            exemption=ExemptionOut.of(exemption, is_named=True) if exemption is not None else None,
        )


class MinutedRecusalOut(AnswerBody):
    """A member who stood back, and why: null where it was their own word."""

    user_id: UUID
    name: str
    ground: RecusalGround | None
    ground_label: str

    @classmethod
    def of(cls, recusal: RecusedMember) -> Self:
        """The recusal on the wire."""
        return cls(
            user_id=recusal.member.user_id,
            name=recusal.member.name,
            ground=recusal.ground,
            ground_label=spoken(RECUSAL_LABELS[recusal.ground] if recusal.ground else _AT_THEIR_REQUEST),
        )


class DeliveredOut(AnswerBody):
    """A certification delivered, under its certificate's number (null before the closing); a CQPI by equivalence."""

    certification: CertificationRef
    number: str | None
    by_equivalence: bool

    @classmethod
    def of(cls, delivered: Delivered) -> Self:
        """The certification on the wire."""
        return cls(
            certification=CertificationRef.of(delivered.certification_code),
            number=delivered.number,
            by_equivalence=delivered.by_equivalence,
        )


class MinutesCompany(AnswerBody):
    """The candidate's company; `name` is null where it has no account."""

    name: str | None
    siret: str

    @classmethod
    def of(cls, case: Case) -> Self | None:
        """The company that opened the dossier, else the employer that the candidate declares."""
        if case.company is not None:
            return cls(name=case.company.name, siret=case.company.siret)
        employer = case.dossier.candidate.employment.employer
        return cls(name=None, siret=employer.siret) if employer is not None else None


class MinutedDossier(DossierLine):
    """A dossier as minutes tell it apart from a namesake's."""

    birth_date: date
    company: MinutesCompany | None

    @classmethod
    def members_of_case(cls, case: Case) -> dict[str, Any]:
        """The members of the line."""
        dossier = case.dossier
        return {
            **cls.members_of(dossier),
            "birth_date": dossier.candidate.birth_date,
            "company": MinutesCompany.of(case),
        }


class MinutesLineOut(MinutedDossier):
    """A decision of the session, what it rests on and what it delivers."""

    decision: DecisionOut
    competences: list[MinutedCompetence]
    recusals: list[MinutedRecusalOut]
    delivered: list[DeliveredOut]
    withheld_cqpi: list[WithheldCqpiOut]

    @classmethod
    def of(cls, line: DecidedLine) -> Self:
        """The line on the wire."""
        return cls(
            **cls.members_of_case(line.case),
            decision=DecisionOut.of(line.decision, line.dossier),
            competences=[MinutedCompetence.of(word, line) for word in line.decision.competences],
            recusals=[MinutedRecusalOut.of(recusal) for recusal in line.recusals],
            delivered=[DeliveredOut.of(delivered) for delivered in line.delivered],
            withheld_cqpi=[WithheldCqpiOut.of(cqpi) for cqpi in line.withheld],
        )


class AdjournmentOut(MinutedDossier):
    """A dossier that the session put off, with the `votes` of a tie; `moved_to`: the day of the session it went to."""

    on: date
    reason: str
    votes: VotesOut | None
    moved_to: date | None

    @classmethod
    def of(cls, line: AdjournedLine) -> Self:
        """The line on the wire."""
        adjournment = line.adjournment
        return cls(
            **cls.members_of_case(line.case),
            on=adjournment.on,
            reason=adjournment.reason,
            votes=VotesOut.of(adjournment.votes) if adjournment.votes is not None else None,
            moved_to=line.moved_to,
        )


class MinutesCorrectionIn(RequestBody):
    """What is to be read instead in the minutes, and why."""

    text: Reason
    reason: Reason


class MinutesCorrectionOut(MirrorBody):
    """A correction of the minutes; in force once it is countersigned."""

    id: UUID
    text: str
    reason: str
    proposed_by: str
    proposed_on: date
    countersigned_by: str | None
    countersigned_on: date | None


class QuorumOut(AnswerBody):
    """How many of a college's members were there, of how many."""

    college: College
    college_label: str
    present: int
    members: int

    @classmethod
    def of(cls, session: JurySession, college: College) -> Self:
        """The college on the wire."""
        return cls(
            college=college,
            college_label=spoken(COLLEGE_LABELS[college]),
            present=sum(1 for member in session.members_present() if member.college is college),
            members=sum(1 for member in session.members if member.college is college),
        )


class MinutesOut(AnswerBody):
    """What a session decided and put off: a draft until `final`, once the chair has countersigned its closure.

    `version` is one of `versions`: the first as it was signed, one more with each correction since.
    """

    session: JurySessionOut
    final: bool
    version: int
    versions: int
    quorum: list[QuorumOut]
    decisions: list[MinutesLineOut]
    adjournments: list[AdjournmentOut]
    undecided: list[str]
    corrections: list[MinutesCorrectionOut]

    @classmethod
    def of(cls, minutes: Minutes) -> Self:
        """The minutes on the wire."""
        return cls(
            session=JurySessionOut.of(minutes.session),
            final=minutes.final,
            version=minutes.version,
            versions=minutes.versions,
            quorum=[QuorumOut.of(minutes.session, college) for college in College],
            decisions=[MinutesLineOut.of(line) for line in minutes.decided],
            adjournments=[AdjournmentOut.of(line) for line in minutes.adjourned],
            corrections=[MinutesCorrectionOut.of(each) for each in minutes.corrections],
            undecided=[dossier.number for dossier in minutes.undecided],
        )
