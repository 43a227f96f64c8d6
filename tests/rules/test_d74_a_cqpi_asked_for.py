"""D74: a CQPI asked for is delivered, or whom it concerns knows why; the one that is held is not delivered again."""

from datetime import timedelta

import pytest

from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.certification import CqpiEquivalence
from app.domain.cqpi import Withheld, WithheldCqpi, cqpi_warnings, obstacle_to, withheld_cqpi
from app.domain.deliberation import Outcome
from tests.builders import CERTIFICATION, P1, TODAY, a_candidate, a_case, a_decision
from tests.rules.answers import pairs
from tests.rules.stages import opened

CQPI, OTHER = "cqpi-agent-logistique", "cqpi-animateur-equipe"
TOMORROW = TODAY + timedelta(days=1)


def a_row(*, confirmed: bool = True, cqp: str = CERTIFICATION, since: int = 0) -> CqpiEquivalence:
    day = TODAY + timedelta(days=since)
    return CqpiEquivalence(cqp=cqp, cqpi=CQPI, in_force_from=day, source="exemple", confirmed=confirmed)


def on_paper(verified: bool | None) -> HeldCertification:
    word = None if verified is None else Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    return HeldCertification(code=CQPI, certifier="UIMM", number="12", awarded_on=TODAY, verification=word)


def asked(*held: HeldCertification, rows: tuple[CqpiEquivalence, ...] = (a_row(),), elsewhere: str = "") -> Case:
    dossier = opened(P1, requested_cqpi=(CQPI,), candidate=a_candidate(held_certifications=held))
    return a_case(dossier, equivalences=rows, cqpi_held=frozenset({elsewhere}))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(asked(), None, id="confirmed, and nobody has it yet"),
        pytest.param(asked(rows=()), Withheld.NOT_CONFIRMED, id="no row any more"),
        pytest.param(asked(rows=(a_row(confirmed=False),)), Withheld.NOT_CONFIRMED, id="a row that nobody confirmed"),
        pytest.param(asked(rows=(a_row(since=1),)), Withheld.NOT_CONFIRMED, id="in force from tomorrow on"),
        pytest.param(asked(rows=(a_row(cqp="cqp-x"),)), Withheld.NOT_CONFIRMED, id="confirmed for another CQP"),
        pytest.param(asked(elsewhere=CQPI), Withheld.ALREADY_HELD, id="delivered with another CQP"),
        pytest.param(asked(elsewhere=OTHER), None, id="another CQPI is held"),
        pytest.param(asked(on_paper(True)), Withheld.ALREADY_HELD, id="held on paper, verified"),
        pytest.param(asked(on_paper(False)), None, id="declared, and found false"),
        pytest.param(asked(on_paper(None)), None, id="declared, and not looked at"),
    ],
)
def test_what_stands_against_its_delivery_is_foreseen_before_the_jury(case: Case, expected: Withheld | None) -> None:
    assert obstacle_to(CQPI, case) is expected
    warnings = cqpi_warnings(case)
    assert pairs(warnings) == (set() if expected is None else {(expected, "D74")})
    assert [each.pointer for each in warnings] == ([] if expected is None else ["/requested_cqpi/0"])


def decided(outcome: Outcome, **changes: object) -> Case:
    dossier = opened(P1, requested_cqpi=(CQPI, OTHER), decisions=(a_decision(outcome),))
    return a_case(dossier, **{"equivalences": (a_row(),), "on": TOMORROW, **changes})


def test_after_the_jury_the_day_of_the_decision_counts_and_nothing_is_foreseen_any_more() -> None:
    late = decided(Outcome.AWARDED, equivalences=(a_row(since=1),))
    assert obstacle_to(CQPI, late) is Withheld.NOT_CONFIRMED
    assert cqpi_warnings(late) == ()


def test_what_is_not_delivered_is_told_with_its_reason() -> None:
    not_confirmed = WithheldCqpi(code=OTHER, because=Withheld.NOT_CONFIRMED)
    assert withheld_cqpi(decided(Outcome.AWARDED), ()) == (not_confirmed,)
    assert "animateur(trice) d'équipe" in not_confirmed.sentence.fr
    assert "n'est pas délivré" in not_confirmed.sentence.fr
    assert "is not delivered" in not_confirmed.sentence.en


@pytest.mark.parametrize("outcome", [Outcome.PARTIALLY_AWARDED, Outcome.NOT_AWARDED])
def test_none_comes_without_the_whole_cqp(outcome: Outcome) -> None:
    assert {(each.code, each.because) for each in withheld_cqpi(decided(outcome), ())} == {
        (CQPI, Withheld.NOT_AWARDED),
        (OTHER, Withheld.NOT_AWARDED),
    }


def test_what_was_delivered_is_not_withheld_and_what_was_not_at_the_closing_was_not() -> None:
    case = decided(Outcome.AWARDED)
    assert [each.code for each in withheld_cqpi(case, {OTHER})] == []
    assert [each.code for each in withheld_cqpi(case, {OTHER}, is_closed=True)] == [CQPI]
    assert [each.code for each in withheld_cqpi(case, {CQPI, OTHER}, is_closed=True)] == []
    assert [each.code for each in withheld_cqpi(decided(Outcome.NOT_AWARDED), {OTHER})] == [CQPI]


def test_nothing_is_withheld_before_a_decision() -> None:
    assert withheld_cqpi(asked(rows=()), ()) == ()
