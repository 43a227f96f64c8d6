"""Certificates and surveys, as the tests of several floors need them."""

from datetime import UTC, date, datetime
from typing import Any

from app.domain.certificates import Certificate, Revocation
from app.domain.survey_answers import JobContract, Situation, SurveyAnswer
from app.domain.surveys import Survey, SurveyWave
from tests.builders import CERTIFICATION, an_id
from tests.passport_awards import HOLDER, NUMBER

AWARDED = date(2026, 3, 10)
REVOCATION = Revocation(on=date(2026, 4, 1), at=datetime(2026, 4, 1, 9, tzinfo=UTC), reason="Pièce fausse")

TEN_COUNTED_AND_THREE_NEUTRALISED: tuple[SurveyAnswer, ...] = (
    *(SurveyAnswer(situation=Situation.EMPLOYED, in_target_job=True) for _ in range(6)),
    SurveyAnswer(situation=Situation.INTERNATIONAL, in_target_job=True),
    SurveyAnswer(situation=Situation.EMPLOYED, in_target_job=False),
    SurveyAnswer(situation=Situation.SELF_EMPLOYED),
    SurveyAnswer(situation=Situation.SEEKING),
    SurveyAnswer(situation=Situation.STUDYING),
    SurveyAnswer(situation=Situation.EMPLOYED, in_target_job=True, contract=JobContract.WORK_STUDY),
    SurveyAnswer(situation=Situation.UNABLE),
)
"""Of ten who count, nine work and seven in the target job: 90 % and 70 % by hand."""


def a_held_certificate(**changes: Any) -> Certificate:
    """Awarded on ``AWARDED`` and issued on the day."""
    facts: dict[str, Any] = {
        "number": NUMBER,
        "verification_code": "C0DE-FG7H-2K",
        "dossier_id": an_id(2),
        "certification_code": CERTIFICATION,
        "option": None,
        "holder": HOLDER,
        "session_id": an_id(3),
        "awarded_on": AWARDED,
        "issued_on": AWARDED,
        "issued_at": datetime(2026, 3, 10, 17, tzinfo=UTC),
    }
    return Certificate(**{**facts, **changes})


def a_survey(**changes: Any) -> Survey:
    """Opened six months after the award, not answered yet."""
    facts: dict[str, Any] = {
        "id": an_id(9),
        "certificate_number": NUMBER,
        "wave": SurveyWave.M6,
        "opened_on": date(2026, 9, 10),
        "closes_on": date(2026, 12, 10),
        "written_to": True,
    }
    return Survey(**{**facts, **changes})
