"""What the partner branch reports of the holder of a certificate is kept, or refused with all that is wrong in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.certificates import Certificate, Holder, Revocation
from app.domain.deliberation import Outcome
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.partner_decisions import PartnerReport, report_faults
from app.domain.rules import RULES
from tests.builders import CERTIFICATION, NOW, TODAY, an_id

R75 = RULES["R75"]
AWARDED_ON = date(2026, 6, 1)
REPORT = PartnerReport(
    certificate_number="0000-1111-2222-3333",
    partner_certification="PH07",
    outcome=Outcome.AWARDED,
    decided_on=TODAY,
)
CERTIFICATE = Certificate(
    number=REPORT.certificate_number,
    verification_code="0123-4567-89",
    dossier_id=an_id(2),
    certification_code=CERTIFICATION,
    option=None,
    holder=Holder(
        birth_name="Durand", usage_name=None, first_names="Camille", birth_date=date(1990, 5, 17), birth_place="Lyon"
    ),
    session_id=an_id(5),
    awarded_on=AWARDED_ON,
    issued_on=AWARDED_ON,
    issued_at=datetime(2026, 6, 1, tzinfo=UTC),
)


def faults(certificate: Certificate | None = CERTIFICATE, *, branch: str | None = "pharma", **changes: Any) -> set[str]:
    report = replace(REPORT, **changes)
    partner = PARTNER_CERTIFICATIONS.get(report.partner_certification)
    found = report_faults(report, certificate, partner, branch=branch, on=TODAY)
    return {f"{fault.code} {fault.pointer}" for fault in found}


def test_r75_a_report_on_a_valid_certificate_is_kept() -> None:
    assert faults() == set()
    assert faults(decided_on=AWARDED_ON) == set()


def test_a_decision_taken_while_the_certificate_was_valid_is_kept_whatever_became_of_it() -> None:
    revoked = replace(CERTIFICATE, revocation=Revocation(on=TODAY, at=NOW, reason="Nom corrigé", replaced_by="Z"))
    assert faults(revoked, decided_on=TODAY - timedelta(days=1)) == set()


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param({"certificate": None}, {"unknown_certificate /certificate_number"}, id="a number of nobody's"),
        pytest.param(
            {"certificate": replace(CERTIFICATE, revocation=Revocation(on=TODAY, at=NOW, reason="Fraude"))},
            {"certificate_revoked /certificate_number"},
            id="a certificate revoked",
        ),
        pytest.param(
            {"certificate": replace(CERTIFICATE, certification_code="cqpi-agent-logistique")},
            {"not_a_cqp /certificate_number"},
            id="a CQPI",
        ),
        pytest.param(
            {"partner_certification": "PH99"},
            {"unknown_partner_certification /partner_certification"},
            id="no certification of theirs",
        ),
        pytest.param({"branch": None}, {"unknown_partner_certification /partner_certification"}, id="no branch's"),
        pytest.param(
            {"decided_on": date(2026, 5, 31)}, {"decided_before_the_award /decided_on"}, id="before the award"
        ),
        pytest.param({"decided_on": date(2026, 11, 24)}, {"day_in_the_future /decided_on"}, id="tomorrow"),
        pytest.param(
            {"certificate": None, "partner_certification": "PH99"},
            {"unknown_certificate /certificate_number", "unknown_partner_certification /partner_certification"},
            id="all at once",
        ),
    ],
)
def test_what_is_wrong_in_a_report_is_told_all_at_once(report: dict[str, Any], expected: set[str]) -> None:
    assert faults(**report) == expected


@pytest.mark.parametrize(
    "certificate",
    [
        replace(CERTIFICATE, revocation=Revocation(on=TODAY, at=NOW, reason="Fraude")),
        replace(CERTIFICATE, certification_code="cqpi-agent-logistique"),
    ],
    ids=["revoked", "a CQPI"],
)
def test_r75_each_branch_delivers_its_own_against_a_cqp_that_is_worth_something(certificate: Certificate) -> None:
    (fault,) = report_faults(REPORT, certificate, PARTNER_CERTIFICATIONS["PH07"], branch="pharma", on=TODAY)
    assert fault.rule is R75
