"""The shapes of what the jury says and decides on the wire."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.fields import Day, Instant
from app.api.language import spoken
from app.api.text_fields import Reason
from app.api.v1.certification_models import CompetenceCode
from app.api.v1.labels import outcome_label
from app.domain.deliberating import Motion
from app.domain.deliberation import DECISION_KIND_LABELS, CompetenceDecision, Decision, DecisionKind, Outcome
from app.domain.dossier import Dossier
from app.domain.jury import CollegeVotes, Votes
from app.domain.unsigned_decisions import is_signed

Count = Annotated[int, Field(strict=True, ge=0, le=1000)]


class WordFields(RequestBody):
    """The jury's word on one competence; `reason` where it departs from the evaluators' result (D5)."""

    code: CompetenceCode
    validated: StrictBool
    reason: Reason | None = None

    def to_domain(self) -> CompetenceDecision:
        """The domain's value."""
        return CompetenceDecision(code=self.code, validated=self.validated, reason=self.reason)


Words = Annotated[list[WordFields], Field(max_length=100)]


class CollegeVotesFields(RequestBody):
    """The votes of one college."""

    in_favour: Annotated[Count, Field(alias="for")]
    against: Count
    abstained: Count = 0

    def to_domain(self) -> CollegeVotes:
        """The domain's value."""
        return CollegeVotes(in_favour=self.in_favour, against=self.against, abstained=self.abstained)


class VotesFields(RequestBody):
    """The votes of both colleges, as many on each side (D31)."""

    employees: CollegeVotesFields
    employers: CollegeVotesFields

    def to_domain(self) -> Votes:
        """The domain's value."""
        return Votes(employees=self.employees.to_domain(), employers=self.employers.to_domain())


Recused = Annotated[list[UUID], Field(max_length=100, description="The members who stood back, by their accounts.")]


class VoteFields(RequestBody):
    """A vote: how many on each side, who stood back, when, and who presided where the chair stood back."""

    votes: VotesFields
    recused: Recused = Field(default=[])
    decided_on: Annotated[
        Day | None,
        Field(description="The day of the decision, one of the session's; else today, or its last day once past."),
    ] = None
    at: Annotated[
        Instant | None,
        Field(description="When it was voted: its voters are those who were there then. Else now."),
    ] = None
    presided_by: Annotated[
        UUID | None, Field(description="Who presides in the place of a chair who stands back from the dossier (D55).")
    ] = None

    def motion(self, words: Iterable[WordFields] = ()) -> Motion:
        """What was put to the vote, with the jury's own ``words``."""
        return Motion(
            words=tuple(word.to_domain() for word in words),
            votes=self.votes.to_domain(),
            recused=tuple(dict.fromkeys(self.recused)),
            decided_on=self.decided_on,
            at=self.at,
            presided_by=self.presided_by,
        )


class DeliberationIn(VoteFields):
    """A decision as it was voted. A competence that is not named gets the evaluators' result."""

    dossier_id: UUID
    competences: Words = Field(default=[])

    def to_domain(self) -> Motion:
        """The domain's value."""
        return self.motion(self.competences)


class BulkDeliberationIn(VoteFields):
    """One vote for dossiers of the agenda that call for no discussion: each gets the evaluators' result."""

    dossier_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]

    def to_domain(self) -> Motion:
        """The domain's value."""
        return self.motion()


class MaterialErrorIn(RequestBody):
    """Words put right: what is not named stays, and `validated` is what it was (D56)."""

    kind: Literal["material_error"]
    reason: Reason
    competences: Words = Field(default=[])


class RedeliberationIn(VoteFields):
    """A new deliberation, in an open session."""

    kind: Literal["redeliberation"]
    reason: Reason
    session_id: UUID
    competences: Words = Field(default=[])

    def to_domain(self) -> Motion:
        """The domain's value."""
        return self.motion(self.competences)


class RedeliberationRequestIn(RequestBody):
    """The session before which the decided dossier goes, why, and on which appeal where it follows one."""

    session_id: UUID
    reason: Reason
    appeal_id: UUID | None = None


CorrectionIn = Annotated[MaterialErrorIn | RedeliberationIn, Field(discriminator="kind")]


class WordOut(MirrorBody):
    """The jury's word on one competence."""

    code: str
    validated: bool
    reason: str | None


class RetainedOut(MirrorBody):
    """A competence that stays acquired, until that day included; null: for good, as long as it is unchanged."""

    competence_code: str
    until: date | None


class CollegeVotesOut(AnswerBody):
    """The votes of one college."""

    in_favour: Annotated[int, Field(serialization_alias="for", validation_alias="for")]
    against: int
    abstained: int

    @classmethod
    def of(cls, votes: CollegeVotes) -> Self:
        """The votes on the wire."""
        return cls.model_validate({"for": votes.in_favour, "against": votes.against, "abstained": votes.abstained})


class VotesOut(AnswerBody):
    """The votes of both colleges."""

    employees: CollegeVotesOut
    employers: CollegeVotesOut

    @classmethod
    def of(cls, votes: Votes) -> Self:
        """The votes on the wire."""
        return cls(employees=CollegeVotesOut.of(votes.employees), employers=CollegeVotesOut.of(votes.employers))


class DecisionOut(AnswerBody):
    """A decision of the jury; `replaces` is the one that it corrects, which stays on record (D39).

    `signed`: whether its session is closed; until then the secretariat and the session's members alone see it (D54).
    A material error has no votes, and says who put it right and when (D56).
    """

    id: UUID
    kind: DecisionKind
    kind_label: str
    session_id: UUID
    decided_on: date
    competences: list[WordOut]
    outcome: Outcome
    outcome_label: str
    retained: list[RetainedOut]
    votes: VotesOut | None
    recused: list[UUID]
    taken_at: datetime | None
    presided_by: UUID | None
    replaces: UUID | None
    reason: str | None
    corrected_on: date | None
    corrected_by: str | None
    signed: bool

    @classmethod
    def of(cls, decision: Decision, dossier: Dossier) -> Self:
        """The decision on ``dossier``, on the wire."""
        return cls(
            id=decision.id,
            kind=decision.kind,
            kind_label=spoken(DECISION_KIND_LABELS[decision.kind]),
            session_id=decision.session_id,
            decided_on=decision.decided_on,
            competences=[WordOut.of(word) for word in decision.competences],
            outcome=decision.outcome,
            outcome_label=outcome_label(decision.outcome),
            retained=[RetainedOut.of(retained) for retained in decision.retained],
            votes=VotesOut.of(decision.votes) if decision.votes else None,
            recused=list(decision.recused),
            taken_at=decision.taken_at,
            presided_by=decision.presided_by,
            replaces=decision.replaces,
            reason=decision.reason,
            corrected_on=decision.corrected_on,
            corrected_by=decision.corrected_by,
            signed=is_signed(dossier, decision),
        )


class DecidedOut(DecisionOut):
    """The decision in force on a dossier, just recorded."""

    dossier_id: UUID
    version: int

    @classmethod
    def of_dossier(cls, dossier: Dossier) -> Self:
        """The last decision of ``dossier``."""
        if dossier.decision is None:
            raise ValueError(f"{dossier.number}: nothing was decided")
        told = DecisionOut.of(dossier.decision, dossier).model_dump(by_alias=True)
        return cls.model_validate({**told, "dossier_id": dossier.id, "version": dossier.version})


class BulkDecidedOut(AnswerBody):
    """The decisions just recorded, in the order in which their dossiers were named."""

    items: list[DecidedOut]
