"""D77: what a former jury decided counts here as any decision does (R65, R66, D52)."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.assessment import ExemptionKind
from app.domain.deliberation import Outcome, Retained
from app.domain.former_register import FormerAward, as_decided
from app.domain.once_each import second_certificate
from app.domain.scope import scope_of
from tests import builders as b
from tests.domain.test_former_register import AWARD

FIRST = b.a_framework().competences[0].code
HELD = replace(AWARD, certification_code=b.CERTIFICATION)
KEPT = replace(
    HELD,
    number=None,
    outcome=Outcome.PARTIALLY_AWARDED,
    retained=(Retained(competence_code=FIRST, until=date(2026, 12, 31)),),
)


def exempted_by(award: FormerAward, on: date) -> list[tuple[str, ExemptionKind]]:
    case = replace(b.a_case(b.a_dossier()), on=on, earlier=(as_decided(award, (b.a_framework(),)),))
    return [(each.competence_code, each.kind) for each in scope_of(case).exemptions]


@pytest.mark.parametrize(
    ("on", "exempted"),
    [
        pytest.param(date(2026, 12, 31), [(FIRST, ExemptionKind.RETAINED)], id="the last day"),
        pytest.param(date(2027, 1, 1), [], id="the day after"),
    ],
)
def test_d77_what_a_former_jury_left_acquired_is_exempted_until_its_last_day(
    on: date, exempted: list[tuple[str, ExemptionKind]]
) -> None:
    assert exempted_by(KEPT, on) == exempted


def test_d77_who_holds_it_by_the_former_register_is_awarded_no_second_one() -> None:
    held = as_decided(HELD, (b.a_framework(),))
    case = replace(b.a_case(b.a_dossier()), earlier=(held,))
    revoked = replace(case, revoked=frozenset({held.id}))

    assert [each.code for each in second_certificate(case)] == ["certification_already_held"]
    assert AWARD.number is not None
    assert AWARD.number in second_certificate(case)[0].detail.fr
    assert second_certificate(revoked) == ()
