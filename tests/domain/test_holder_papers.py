"""Which papers a candidate may be sent a link to, and what the first reading of an answer proves (D12, D39)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.admissibility import acknowledge, candidacy_ends_on, read_by_candidate, record_dispatch
from app.domain.appeals import Appellant
from app.domain.calendar import add_months
from app.domain.deliberation import Outcome
from app.domain.dossier import AdmissibilityVerdict, Dossier, ReadReceipt
from app.domain.holder_papers import HolderPaper, candidates_appeals, why_not_sent
from app.domain.refusal import Refusal, RefusalKind
from tests.builders import (
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_decision,
    a_dossier,
    a_request,
    an_admission,
    an_appeal,
    an_id,
)
from tests.rules.answers import pairs

PARTIAL, NOTHING = (a_decision(Outcome.PARTIALLY_AWARDED),), (a_decision(Outcome.NOT_AWARDED),)


@pytest.mark.parametrize(
    ("paper", "changes", "closed", "codes"),
    [
        pytest.param(HolderPaper.CERTIFICATE, {}, True, ["no_valid_certificate"], id="no certificate"),
        pytest.param(HolderPaper.ATTESTATION, {"decisions": PARTIAL}, True, [], id="a partial award"),
        pytest.param(HolderPaper.ATTESTATION, {"decisions": PARTIAL}, False, ["no_attestation"], id="before closing"),
        pytest.param(HolderPaper.ATTESTATION, {"decisions": (a_decision(),)}, True, ["no_attestation"], id="in full"),
        pytest.param(HolderPaper.DECISION, {"decisions": PARTIAL}, True, [], id="the letter of a partial award"),
        pytest.param(HolderPaper.DECISION, {"decisions": NOTHING}, True, [], id="the letter of no award"),
        pytest.param(
            HolderPaper.DECISION, {"decisions": PARTIAL}, False, ["no_decision_letter"], id="no letter before closing"
        ),
        pytest.param(
            HolderPaper.DECISION, {"decisions": (a_decision(),)}, True, ["no_decision_letter"], id="no letter in full"
        ),
        pytest.param(HolderPaper.DECISION, {}, True, ["no_decision_letter"], id="no letter undecided"),
        pytest.param(HolderPaper.APPEAL, {"decisions": PARTIAL}, True, [], id="something to contest"),
        pytest.param(HolderPaper.APPEAL, {"appeals": (an_appeal(),)}, True, [], id="contested by the candidate"),
        pytest.param(
            HolderPaper.APPEAL,
            {"appeals": (an_appeal(appellant=Appellant.EMPLOYER),)},
            True,
            ["nothing_to_contest"],
            id="contested by the employer alone",
        ),
        pytest.param(HolderPaper.APPEAL, {}, True, ["nothing_to_contest"], id="nothing to contest"),
        pytest.param(HolderPaper.ADMISSIBILITY, {"admissibility": an_admission()}, False, [], id="admissible"),
        pytest.param(
            HolderPaper.ADMISSIBILITY,
            {"admissibility": a_request(verdict=AdmissibilityVerdict.INADMISSIBLE)},
            False,
            [],
            id="refused",
        ),
        pytest.param(
            HolderPaper.ADMISSIBILITY,
            {"admissibility": a_request(verdict=AdmissibilityVerdict.INCOMPLETE)},
            False,
            ["request_not_decided"],
            id="incomplete",
        ),
        pytest.param(
            HolderPaper.ADMISSIBILITY,
            {"admissibility": None, "candidate": a_candidate(email=None)},
            False,
            ["request_not_decided", "candidate_without_address"],
            id="nothing, and nobody to write to: both are said",
        ),
    ],
)
def test_a_link_goes_to_what_exists_and_to_who_has_an_address(
    paper: HolderPaper, changes: dict[str, Any], closed: bool, codes: list[str]
) -> None:
    violations = why_not_sent(a_dossier(P3, **changes), paper, (), session_closed=closed)

    assert [violation.code for violation in violations] == codes


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        (HolderPaper.CERTIFICATE, ("no_valid_certificate", "R64")),
        (HolderPaper.ATTESTATION, ("no_attestation", "R66")),
        (HolderPaper.ADMISSIBILITY, ("request_not_decided", "R44")),
        (HolderPaper.DECISION, ("no_decision_letter", "D5")),
        (HolderPaper.APPEAL, ("nothing_to_contest", "D71")),
    ],
)
def test_what_does_not_exist_is_pointed_at_with_its_rule(paper: HolderPaper, reason: tuple[str, str]) -> None:
    (violation,) = why_not_sent(a_dossier(P3), paper, (), session_closed=True)

    assert (pairs((violation,)), violation.pointer) == ({reason}, "/paper")


def test_a_survey_is_answered_while_one_is_open() -> None:
    survey = HolderPaper.SURVEY

    assert why_not_sent(a_dossier(P3), survey, (), session_closed=True, surveyed=True) == ()
    assert len(why_not_sent(a_dossier(P3), survey, (), session_closed=True)) == 1


def test_d71_the_candidates_own_appeals_are_theirs_the_oldest_first() -> None:
    one, others, two = an_appeal(), an_appeal(id=an_id(42), appellant=Appellant.EMPLOYER), an_appeal(id=an_id(43))

    assert candidates_appeals(a_dossier(P3, appeals=(one, others, two))) == (one, two)


LATE_THAT_DAY = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Paris


def a_receipt(at: datetime = LATE_THAT_DAY) -> ReadReceipt:
    return ReadReceipt(at=at, token_sha256="0" * 64, shown_sha256="1" * 64, shown_as="application/json")


def read(at: datetime = LATE_THAT_DAY, **changes: Any) -> Dossier:
    return read_by_candidate(a_dossier(P3, admissibility=an_admission(date(2026, 11, 2), **changes)), a_receipt(at))


def test_d12_the_first_reading_acknowledges_the_attestation_on_its_day_in_paris() -> None:
    dossier = read()

    assert dossier.admissibility is not None
    assert dossier.admissibility.acknowledged_on == date(2026, 11, 24)
    assert candidacy_ends_on(a_case(dossier)) == add_months(date(2026, 11, 24), 18)
    assert read_by_candidate(dossier, a_receipt(LATE_THAT_DAY + timedelta(days=3))) is dossier


def test_d12_the_first_acknowledgement_counts_whether_by_letter_or_by_link() -> None:
    by_letter = read(acknowledged_on=date(2026, 11, 5)).admissibility
    assert by_letter is not None
    assert by_letter.acknowledged_on == date(2026, 11, 5)

    after_the_link = acknowledge(a_case(read(), on=date(2026, 11, 30)), date(2026, 11, 25))
    assert isinstance(after_the_link, Refusal)
    assert after_the_link.kind is RefusalKind.ALREADY_DONE


def test_a_letter_may_leave_after_its_copy_was_read_by_the_link() -> None:
    sent = record_dispatch(a_case(read(), on=date(2026, 11, 30)), "1A 000", date(2026, 11, 26))

    assert isinstance(sent, Dossier)


def test_the_reading_of_a_refusal_is_kept_and_acknowledges_nothing() -> None:
    refused = a_request(TODAY, verdict=AdmissibilityVerdict.INADMISSIBLE)
    dossier = read_by_candidate(a_dossier(P3, admissibility=refused), a_receipt())

    assert dossier.admissibility == replace(refused, read_receipt=a_receipt())
