"""D73: a report is corrected and taken back on record, and names the bridge that it rests on, or is marked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.bridges import Bridge
from app.domain.deliberation import Outcome
from app.domain.partner_decisions import (
    PartnerDecision,
    ReportCancellation,
    ReportCorrection,
    bridge_it_rests_on,
    last_unless_cited,
    previous_decision_faults,
    report_warnings,
)
from tests.builders import NOW, TODAY, an_id
from tests.domain.test_partner_decisions import AWARDED_ON, CERTIFICATE, REPORT
from tests.rules.answers import pairs

DECISION = PartnerDecision(
    id=an_id(1), dossier_id=an_id(2), report=REPORT, reported_by="pharma-sandbox", reported_at=NOW
)
BRIDGE = Bridge(
    id=an_id(7),
    kind="total",
    chemical_certification=CERTIFICATE.certification_code,
    partner_certification=REPORT.partner_certification,
    in_force_from=AWARDED_ON,
    source="essai",
    confirmed=True,
)
YESTERDAY = TODAY - timedelta(days=1)


def test_what_a_report_said_stays_when_it_is_corrected() -> None:
    once = DECISION.corrected(Outcome.NOT_AWARDED, TODAY, reason="Faute de frappe", by="pharma-sandbox", at=NOW)
    twice = once.corrected(Outcome.NOT_AWARDED, YESTERDAY, reason="Le jour aussi", by="secretariat", at=NOW)

    assert (twice.report.outcome, twice.report.decided_on) == (Outcome.NOT_AWARDED, YESTERDAY)
    assert twice.corrections == (
        ReportCorrection(
            outcome=REPORT.outcome, decided_on=TODAY, reason="Faute de frappe", by="pharma-sandbox", at=NOW
        ),
        ReportCorrection(
            outcome=Outcome.NOT_AWARDED, decided_on=TODAY, reason="Le jour aussi", by="secretariat", at=NOW
        ),
    )


def test_a_report_that_is_taken_back_stays_on_record() -> None:
    cancelled = DECISION.cancelled(reason="Autre titulaire", by="pharma-sandbox", at=NOW)

    assert cancelled.report == DECISION.report
    assert cancelled.cancellation == ReportCancellation(reason="Autre titulaire", by="pharma-sandbox", at=NOW)


@pytest.mark.parametrize(
    ("bridge", "rests_on_it"),
    [
        (BRIDGE, True),
        (replace(BRIDGE, confirmed=False), False),
        (replace(BRIDGE, partner_certification="PH10"), False),
        (replace(BRIDGE, chemical_certification="cqp-conducteur-ligne-conditionnement"), False),
        (replace(BRIDGE, in_force_from=TODAY + timedelta(days=1)), False),
    ],
)
def test_a_report_rests_on_the_bridge_in_force_on_the_day_of_the_decision(bridge: Bridge, rests_on_it: bool) -> None:
    assert (bridge_it_rests_on(REPORT, CERTIFICATE, [bridge]) is bridge) is rests_on_it


def test_the_day_of_the_decision_counts_and_not_today() -> None:
    later = replace(BRIDGE, in_force_from=date(TODAY.year, TODAY.month, TODAY.day))

    assert bridge_it_rests_on(replace(REPORT, decided_on=YESTERDAY), CERTIFICATE, [later]) is None


def test_a_report_without_a_bridge_is_kept_and_marked() -> None:
    assert pairs(report_warnings(DECISION)) == {("no_bridge", "D73")}
    assert report_warnings(replace(DECISION, bridge_id=BRIDGE.id)) == ()


def test_a_second_decision_cites_the_last_one_on_the_same_certificate_and_certification() -> None:
    others = replace(DECISION, id=an_id(3)), replace(DECISION, id=an_id(5))
    last = others[-1]
    elsewhere = replace(DECISION, id=an_id(4), report=replace(REPORT, partner_certification="PH10"))
    standing = (DECISION, *others, elsewhere)

    assert last_unless_cited(REPORT, ()) is None
    assert last_unless_cited(REPORT, (elsewhere,)) is None
    assert last_unless_cited(REPORT, standing) is last
    assert last_unless_cited(replace(REPORT, previous_decision_id=DECISION.id), standing) is last
    assert last_unless_cited(replace(REPORT, previous_decision_id=last.id), standing) is None


def test_a_decision_is_cited_only_where_one_stands() -> None:
    citing = replace(REPORT, previous_decision_id=DECISION.id)
    elsewhere = replace(DECISION, report=replace(REPORT, partner_certification="PH10"))

    assert list(previous_decision_faults(citing, (DECISION,))) == []
    assert list(previous_decision_faults(REPORT, ())) == []
    for standing in ((), (elsewhere,)):
        (fault,) = previous_decision_faults(citing, standing)
        assert fault.pointer == "/previous_decision_id"
        assert pairs((fault,)) == {("unknown_previous_decision", "D73")}
