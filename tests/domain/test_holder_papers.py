"""Which papers a candidate may be sent a link to, and what the first reading of an answer proves (D12, D39)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.admissibility import acknowledge, candidacy_ends_on, read_by_candidate, record_dispatch
from app.domain.calendar import add_months
from app.domain.deliberation import Outcome
from app.domain.dossier import AdmissibilityVerdict, Dossier, ReadReceipt
from app.domain.holder_papers import HolderPaper, why_not_sent
from app.domain.refusal import Refusal, RefusalKind
from tests.builders import P3, TODAY, a_candidate, a_case, a_decision, a_dossier, a_request, an_admission

PARTIAL = (a_decision(Outcome.PARTIALLY_AWARDED),)


@pytest.mark.parametrize(
    ("paper", "changes", "closed", "codes"),
    [
        pytest.param(HolderPaper.CERTIFICATE, {}, True, ["no_valid_certificate"], id="no certificate"),
        pytest.param(HolderPaper.ATTESTATION, {"decisions": PARTIAL}, True, [], id="a partial award"),
        pytest.param(HolderPaper.ATTESTATION, {"decisions": PARTIAL}, False, ["no_attestation"], id="before closing"),
        pytest.param(HolderPaper.ATTESTATION, {"decisions": (a_decision(),)}, True, ["no_attestation"], id="in full"),
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
