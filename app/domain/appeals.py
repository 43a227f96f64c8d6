"""Appeals (recours): against what, by whom, in which terms, and what they came to (D71)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.calendar import add_months
from app.domain.text import Text


class AppealAgainst(StrEnum):
    """What may be contested."""

    ADMISSIBILITY = "admissibility"
    JURY_DECISION = "jury_decision"
    LAPSE = "lapse"


APPEAL_AGAINST_LABELS = {
    AppealAgainst.ADMISSIBILITY: Text("Refus de recevabilité", "Refusal of admissibility"),
    AppealAgainst.JURY_DECISION: Text("Décision du jury", "Decision of the jury"),
    AppealAgainst.LAPSE: Text("Caducité de la candidature", "Lapse of the candidacy"),
}


class Appellant(StrEnum):
    """Whose an appeal is."""

    CANDIDATE = "candidate"
    EMPLOYER = "employer"


APPELLANT_LABELS = {
    Appellant.CANDIDATE: Text("Candidat", "Candidate"),
    Appellant.EMPLOYER: Text("Employeur", "Employer"),
}


class AppealOutcome(StrEnum):
    """What an appeal came to: not examined, examined without success, or with success."""

    INADMISSIBLE = "inadmissible"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


APPEAL_OUTCOME_LABELS = {
    AppealOutcome.INADMISSIBLE: Text("Recours irrecevable", "Appeal inadmissible"),
    AppealOutcome.DISMISSED: Text("Recours rejeté", "Appeal dismissed"),
    AppealOutcome.UPHELD: Text("Recours accueilli", "Appeal upheld"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTerms:
    """What the branch settled of appeals against one kind of decision; by default nothing.

    ``open_to``: whose they may be, anybody's while it is empty. ``months``: within how many calendar months, None
    without a limit. ``examined_by`` says who examines them; ``letter_text`` is the sentence that letters print.
    """

    against: AppealAgainst
    open_to: tuple[Appellant, ...] = ()
    months: int | None = None
    examined_by: str | None = None
    letter_text: str | None = None
    source: str | None = None
    confirmed: bool = False

    def is_open_to(self, appellant: Appellant) -> bool:
        """Whether somebody of that kind may appeal."""
        return not self.open_to or appellant in self.open_to

    def last_day(self, told_on: date) -> date | None:
        """The last day in time of what was told on that day."""
        return None if self.months is None else add_months(told_on, self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswer:
    """What was answered, once, and who examined it, by name; ``heard_on``: when the appellant was heard, if they were.

    ``decided_first``: whether the examiner had taken the contested decision too.
    """

    outcome: AppealOutcome
    grounds: str
    examined_by: str
    heard_on: date | None
    answered_on: date
    decided_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An appeal on record. ``filed_on`` is the day on which it was written or came in, ``acknowledged_on`` the one on
    which it was recorded, and so acknowledged.

    ``decision_id``: of the jury, the decision contested; ``contested_on``: the day of what is contested.
    ``document_ids``: what came with it. ``closes_on``: the last day in time, None where no term was settled.
    """

    id: UUID
    against: AppealAgainst
    contested_on: date
    decision_id: UUID | None = None
    appellant: Appellant
    filed_on: date
    acknowledged_on: date
    grounds: str
    document_ids: tuple[UUID, ...] = ()
    closes_on: date | None = None
    answer: AppealAnswer | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was filed after the last day in time: recorded all the same, and decided by a person."""
        return self.closes_on is not None and self.filed_on > self.closes_on

    @property
    def is_upheld(self) -> bool:
        """Whether it succeeded."""
        return self.answer is not None and self.answer.outcome is AppealOutcome.UPHELD
