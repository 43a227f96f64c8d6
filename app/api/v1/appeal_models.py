"""An appeal on the wire."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from app.api.bodies import AnswerBody
from app.api.language import spoken
from app.api.v1.violations import WarningOut
from app.domain.appealing import appeal_warnings
from app.domain.appeals import (
    APPEAL_AGAINST_LABELS,
    APPEAL_OUTCOME_LABELS,
    APPELLANT_LABELS,
    Appeal,
    AppealAgainst,
    AppealAnswer,
    AppealOutcome,
    Appellant,
)
from app.domain.appeals_followed import FOLLOWED_LABELS, Followed, FollowedKind, followed_by
from app.domain.documents import Document
from app.domain.dossier import Dossier
from app.domain.unsigned_decisions import as_told


class AppealAnswerOut(AnswerBody):
    """The answer that was given, with its grounds, and who examined the appeal."""

    outcome: AppealOutcome
    outcome_label: str
    grounds: str
    examined_by: str
    heard_on: date | None
    answered_on: date

    @classmethod
    def of(cls, answer: AppealAnswer) -> Self:
        """The answer on the wire."""
        return cls(
            outcome=answer.outcome,
            outcome_label=spoken(APPEAL_OUTCOME_LABELS[answer.outcome]),
            grounds=answer.grounds,
            examined_by=answer.examined_by,
            heard_on=answer.heard_on,
            answered_on=answer.answered_on,
        )


class AppealDocumentOut(AnswerBody):
    """A file that came with the appeal; it is read at `content`."""

    id: UUID
    file_name: str
    content: str

    @classmethod
    def of(cls, dossier: Dossier, document: Document) -> Self:
        """The file on the wire."""
        place = f"/v1/dossiers/{dossier.id}/documents/{document.id}/content"
        return cls(id=document.id, file_name=document.file_name, content=place)


class FollowedOut(AnswerBody):
    """Something that names the upheld appeal: the dossier open again, a new decision, a redeliberation asked for."""

    kind: FollowedKind
    kind_label: str
    on: date

    @classmethod
    def of(cls, followed: Followed) -> Self:
        """What followed, on the wire."""
        return cls(kind=followed.kind, kind_label=spoken(FOLLOWED_LABELS[followed.kind]), on=followed.on)


class AppealOut(AnswerBody):
    """An appeal on record. `contested_on`: the day of what it contests; `decision_id`: of the jury, that decision.

    `closes_on`: the last day in time, null where the branch settled no term; `late`: filed after it. `followed_by`:
    what was done on it since, the first one first.
    """

    id: UUID
    dossier_id: UUID
    dossier_number: str
    against: AppealAgainst
    against_label: str
    decision_id: UUID | None
    contested_on: date
    appellant: Appellant
    appellant_label: str
    filed_on: date
    acknowledged_on: date
    closes_on: date | None
    late: bool
    grounds: str
    documents: list[AppealDocumentOut]
    answer: AppealAnswerOut | None
    followed_by: list[FollowedOut]
    warnings: list[WarningOut]

    @classmethod
    def of(cls, dossier: Dossier, appeal: Appeal, on: date, language: Literal["fr", "en"]) -> Self:
        """The appeal on the wire, in its dossier."""
        shown = [each for each in dossier.documents if each.id in appeal.document_ids and each.is_shown]
        return cls(
            id=appeal.id,
            dossier_id=dossier.id,
            dossier_number=dossier.number,
            against=appeal.against,
            against_label=spoken(APPEAL_AGAINST_LABELS[appeal.against]),
            decision_id=appeal.decision_id,
            contested_on=appeal.contested_on,
            appellant=appeal.appellant,
            appellant_label=spoken(APPELLANT_LABELS[appeal.appellant]),
            filed_on=appeal.filed_on,
            acknowledged_on=appeal.acknowledged_on,
            closes_on=appeal.closes_on,
            late=appeal.is_late,
            grounds=appeal.grounds,
            documents=[AppealDocumentOut.of(dossier, each) for each in shown],
            answer=AppealAnswerOut.of(appeal.answer) if appeal.answer is not None else None,
            followed_by=[FollowedOut.of(each) for each in followed_by(as_told(dossier), appeal)],
            warnings=[WarningOut.of(each, on, language) for each in appeal_warnings(dossier, appeal)],
        )
