"""When holders are asked what became of them, and until when they answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.refusal import Refusal, RefusalKind
from app.domain.survey_answers import Situation, Standing, SurveyAnswer
from app.domain.surveys import (
    AnswerChannel,
    RecordedAnswer,
    Survey,
    SurveyWave,
    begins_on,
    ends_on,
    may_answer,
    may_record,
    survey_reminder_due,
    waves_on,
)
from tests.surveyed import AWARDED, REVOCATION, a_held_certificate, a_survey

ANSWERED = RecordedAnswer(
    answer=SurveyAnswer(situation=Situation.EMPLOYED), answered_on=date(2026, 9, 11), channel=AnswerChannel.LINK
)
OPENED, CLOSES = date(2026, 9, 10), date(2026, 12, 10)


@pytest.mark.parametrize(
    ("answer", "standing"),
    [
        (ANSWERED.answer, Standing.IN_ANOTHER_JOB),
        (SurveyAnswer(situation=Situation.SEEKING), Standing.WITHOUT_JOB),
    ],
)
def test_what_is_recorded_counts_as_it_was_answered(answer: SurveyAnswer, standing: Standing) -> None:
    assert replace(ANSWERED, answer=answer).standing is standing


@pytest.mark.parametrize(
    ("wave", "first", "last"),
    [
        pytest.param(SurveyWave.AT_AWARD, AWARDED, date(2026, 6, 10), id="at the award"),
        pytest.param(SurveyWave.M6, OPENED, CLOSES, id="six months later"),
        pytest.param(SurveyWave.M24, date(2028, 3, 10), date(2028, 6, 10), id="two years later"),
    ],
)
def test_a_wave_is_open_from_its_month_for_three_months_both_days_included(
    wave: SurveyWave, first: date, last: date
) -> None:
    certificate = a_held_certificate()
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]

    assert (begins_on(wave, certificate), ends_on(wave, certificate)) == (first, last)
    assert [wave in waves_on(certificate, day) for day in days] == [False, True, True, False]


def test_nobody_is_asked_before_the_certificate_is_issued() -> None:
    late = a_held_certificate(issued_on=date(2026, 10, 1))

    assert begins_on(SurveyWave.AT_AWARD, late) == begins_on(SurveyWave.M6, late) == date(2026, 10, 1)


def test_a_revoked_certificate_opens_no_wave() -> None:
    assert list(waves_on(a_held_certificate(revocation=REVOCATION), AWARDED)) == []
    assert list(waves_on(a_held_certificate(), AWARDED)) == [SurveyWave.AT_AWARD]


@pytest.mark.parametrize(
    ("days", "due"),
    [(0, None), (20, None), (21, 1), (48, 1), (49, 2), (91, 2), (92, None)],
)
def test_who_has_not_answered_is_reminded_after_21_and_49_days_until_the_wave_closes(
    days: int, due: int | None
) -> None:
    assert survey_reminder_due(a_survey(), OPENED + timedelta(days=days)) == due


def test_nobody_is_reminded_who_answered_or_was_never_written_to() -> None:
    on = OPENED + timedelta(days=60)

    assert survey_reminder_due(a_survey(recorded=ANSWERED), on) is None
    assert survey_reminder_due(a_survey(written_to=False), on) is None


@pytest.mark.parametrize(
    ("on", "open_"),
    [
        (OPENED - timedelta(days=1), False),
        (OPENED, True),
        (CLOSES, True),
        (CLOSES + timedelta(days=1), False),
    ],
)
def test_a_holder_answers_and_corrects_while_the_wave_is_open(on: date, open_: bool) -> None:
    for survey in (a_survey(), a_survey(recorded=ANSWERED)):
        refusal = may_answer(survey, on)

        assert (refusal is None) is open_
        assert refusal is None or [each.code for each in refusal.violations] == ["survey_not_open"]


def test_a_wave_that_was_not_opened_takes_no_answer() -> None:
    refusal = may_answer(None, OPENED)

    assert refusal is not None
    assert refusal.kind is RefusalKind.STEP_NOT_OPEN


@pytest.mark.parametrize(
    ("answered_on", "on", "code"),
    [
        pytest.param(OPENED, OPENED, None, id="on the first day"),
        pytest.param(CLOSES, CLOSES + timedelta(days=30), None, id="noted after the end, given on the last day"),
        pytest.param(OPENED - timedelta(days=1), OPENED, "answered_outside_the_survey", id="before it began"),
        pytest.param(
            OPENED + timedelta(days=2), OPENED + timedelta(days=1), "answered_outside_the_survey", id="tomorrow"
        ),
        pytest.param(
            CLOSES + timedelta(days=1), CLOSES + timedelta(days=1), "answered_outside_the_survey", id="after the end"
        ),
        pytest.param(OPENED - timedelta(days=1), OPENED - timedelta(days=1), "survey_not_open", id="not begun yet"),
    ],
)
def test_the_secretariat_notes_what_was_said_while_the_wave_was_open(
    answered_on: date, on: date, code: str | None
) -> None:
    assert _code(may_record(a_held_certificate(), SurveyWave.M6, None, answered_on, on)) == code


@pytest.mark.parametrize(("on", "code"), [(date(2027, 3, 10), None), (date(2027, 3, 11), "survey_over_for_long")])
@pytest.mark.parametrize("survey", [None, a_survey()], ids=["nobody was asked", "its holder was asked"])
def test_an_answer_is_noted_for_three_months_after_the_end(survey: Survey | None, on: date, code: str | None) -> None:
    refusal = may_record(a_held_certificate(), SurveyWave.M6, survey, CLOSES, on)

    assert _code(refusal) == code
    assert refusal is None or (refusal.kind, refusal.violations[0].pointer) == (RefusalKind.INVALID, "/wave")


def test_a_reissue_moves_no_wave_that_was_opened_and_opens_none_again() -> None:
    reissued = a_held_certificate(issued_on=date(2026, 11, 20), replaces="F0RM-ER00-0000-0001")
    on = date(2026, 11, 21)

    assert [begins_on(wave, reissued) for wave in SurveyWave] == [AWARDED, OPENED, date(2028, 3, 10)]
    assert list(waves_on(reissued, on)) == [SurveyWave.M6]
    for survey in (None, a_survey()):
        assert may_record(reissued, SurveyWave.M6, survey, OPENED, on) is None


def test_a_wave_keeps_its_own_days_whatever_the_certificate_says() -> None:
    late = a_held_certificate(issued_on=date(2026, 11, 20))

    assert _code(may_record(late, SurveyWave.M6, a_survey(), OPENED, date(2026, 11, 21))) is None
    assert _code(may_record(late, SurveyWave.M6, a_survey(), date(2026, 12, 11), date(2026, 12, 12))) == (
        "answered_outside_the_survey"
    )


def test_nothing_is_noted_of_a_revoked_certificate() -> None:
    revoked = a_held_certificate(revocation=REVOCATION)
    refusal = may_record(revoked, SurveyWave.M6, None, OPENED, OPENED)

    assert _code(refusal) == "certificate_revoked"
    assert refusal is not None
    assert (refusal.kind, refusal.violations[0].pointer) == (RefusalKind.INVALID, "/certificate_number")


def _code(refusal: Refusal | None) -> str | None:
    return None if refusal is None else refusal.violations[0].code
