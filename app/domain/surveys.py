"""What became of holders: the surveys that the register of certifications asks for (Code du travail, R6113-9).

A wave is opened for each valid certificate: at its issue, six months and two years after the award. It takes one
answer, which its holder corrects until it closes; how an answer counts is France compétences' definition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.calendar import add_months, overdue
from app.domain.certificates import Certificate
from app.domain.durations import duration
from app.domain.law import Violation
from app.domain.refusal import Refusal, RefusalKind, invalid
from app.domain.survey_answers import Standing, SurveyAnswer, standing_of
from app.domain.text import Text

OPEN_MONTHS = 3
"""For how long a wave takes answers."""
NOTED_MONTHS = 3
"""For how long after its end the secretariat may note what was answered in time."""
REMINDER_DAYS = (21, 49)
"""After how many days whoever has not answered is written to once more."""


class SurveyWave(StrEnum):
    """When holders are asked."""

    AT_AWARD = "at_award"
    M6 = "m6"
    M24 = "m24"


WAVE_MONTHS = {SurveyWave.AT_AWARD: 0, SurveyWave.M6: 6, SurveyWave.M24: 24}
"""How many months after the award each begins."""
WAVE_DELAYS = {wave: duration(months, "months") for wave, months in WAVE_MONTHS.items()}
"""The same, in words."""


def _later(wave: SurveyWave) -> Text:
    delay = WAVE_DELAYS[wave]
    return Text(f"{delay.fr.capitalize()} après", f"{delay.en.capitalize()} later")


SURVEY_WAVE_LABELS = {
    SurveyWave.AT_AWARD: Text("À la délivrance", "At the award"),
    SurveyWave.M6: _later(SurveyWave.M6),
    SurveyWave.M24: _later(SurveyWave.M24),
}


class AnswerChannel(StrEnum):
    """How an answer came."""

    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"


ANSWER_CHANNEL_LABELS = {
    AnswerChannel.LINK: Text("Par le lien du titulaire", "By the holder's link"),
    AnswerChannel.PHONE: Text("Au téléphone", "By phone"),
    AnswerChannel.PAPER: Text("Sur papier", "On paper"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnswer:
    """An answer on record: the day on which it was given, how, and who entered it where the holder did not."""

    answer: SurveyAnswer
    answered_on: date
    channel: AnswerChannel
    recorded_by: str | None = None

    @property
    def standing(self) -> Standing:
        """How it counts."""
        return standing_of(self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One wave of one certificate. ``written_to``: whether its holder was asked by mail, rather than to be called.

    ``recorded`` is the answer in force; ``own_words`` the holder's own, once the secretariat has entered another.
    """

    id: UUID
    certificate_number: str
    wave: SurveyWave
    opened_on: date
    closes_on: date
    written_to: bool
    recorded: RecordedAnswer | None = None
    own_words: RecordedAnswer | None = None
    version: int = 1


def begins_on(wave: SurveyWave, certificate: Certificate) -> date:
    """The day from which holders are asked, so many months after the award; never before the certificate is there.

    What takes another's place was there before it was issued: a reissue asks nobody again.
    """
    due = add_months(certificate.awarded_on, WAVE_MONTHS[wave])
    return due if certificate.replaces is not None else max(due, certificate.issued_on)


def ends_on(wave: SurveyWave, certificate: Certificate) -> date:
    """The last day on which an answer can be given."""
    return add_months(begins_on(wave, certificate), OPEN_MONTHS)


def waves_on(certificate: Certificate, on: date) -> Iterator[SurveyWave]:
    """The waves that take answers on that day: none of what was revoked, nor of what is long past (D77)."""
    if certificate.is_valid:
        yield from (wave for wave in SurveyWave if begins_on(wave, certificate) <= on <= ends_on(wave, certificate))


def survey_reminder_due(survey: Survey, on: date) -> int | None:
    """Which reminder is due, from 1: the latest whose day has come; None before, once answered, and once closed."""
    if not survey.written_to or survey.recorded is not None or overdue(survey.closes_on, on):
        return None
    reached = sum((on - survey.opened_on).days >= days for days in REMINDER_DAYS)
    return reached or None


def may_answer(survey: Survey | None, on: date) -> Refusal | None:
    """Whether the holder may answer, or correct their answer: while the wave is open, whoever was asked by mail or
    not."""
    if survey is None or not survey.opened_on <= on <= survey.closes_on:
        return _not_open()
    return None


def may_record(
    certificate: Certificate, wave: SurveyWave, survey: Survey | None, answered_on: date, on: date
) -> Refusal | None:
    """Whether the secretariat may enter an answer: given while the wave was open, which it may note for a while.

    ``survey`` is the wave where it was opened: its days are its own, whatever became of its certificate. An answer of
    long ago may be counted already, under nobody's name: it is noted no more.
    """
    begun = survey.opened_on if survey is not None else begins_on(wave, certificate)
    ended = survey.closes_on if survey is not None else ends_on(wave, certificate)
    if not certificate.is_valid:
        return invalid((_REVOKED,))
    if begun > on:
        return _not_open()
    if overdue(add_months(ended, NOTED_MONTHS), on):
        return invalid((_LONG_AGO,))
    if not begun <= answered_on <= min(on, ended):
        return invalid((_OUTSIDE,))
    return None


def _not_open() -> Refusal:
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_NOT_OPEN,))


_M6, _M24, _OPEN = WAVE_DELAYS[SurveyWave.M6], WAVE_DELAYS[SurveyWave.M24], duration(OPEN_MONTHS, "months")
_NOT_OPEN = Violation(
    code="survey_not_open",
    pointer="/wave",
    detail=Text(
        f"Cette enquête n'est pas ouverte : il s'en ouvre une à la délivrance, {_M6.fr} et {_M24.fr} après, pour "
        f"{_OPEN.fr}.",
        f"This survey is not open: one opens at the award, {_M6.en} and {_M24.en} later, for {_OPEN.en}.",
    ),
)
_OUTSIDE = Violation(
    code="answered_outside_the_survey",
    pointer="/answered_on",
    detail=Text(
        "Ce jour n'est pas de ceux où l'enquête prenait des réponses.",
        "This is none of the days on which the survey took answers.",
    ),
)
_NOTED = duration(NOTED_MONTHS, "months")
_LONG_AGO = Violation(
    code="survey_over_for_long",
    pointer="/wave",
    detail=Text(
        f"Cette enquête est fermée depuis plus de {_NOTED.fr} : une réponse ne s'y note plus.",
        f"This survey has been closed for more than {_NOTED.en}: no answer is noted any more.",
    ),
)
_REVOKED = Violation(
    code="certificate_revoked",
    pointer="/certificate_number",
    detail=Text(
        "Ce parchemin est révoqué : son titulaire ne compte plus dans les enquêtes.",
        "This certificate is revoked: its holder counts in no survey any more.",
    ),
)
