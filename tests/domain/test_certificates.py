"""Which certificates come of a decision, and how their numbers read (R5, D27)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificates import (
    as_written,
    certificate_number,
    certifications_to_deliver,
    holder_of,
    verification_code,
)
from app.domain.certification import CqpiEquivalence
from app.domain.deliberation import Outcome
from tests.builders import TODAY, a_case, a_decision, a_dossier

CQPI = "cqpi-agent-logistique"
TOMORROW = TODAY + timedelta(days=1)


def equivalence(*, confirmed: bool, cqp: str | None = None, since: date = TODAY) -> CqpiEquivalence:
    return CqpiEquivalence(
        cqp=cqp or a_dossier().certification_code, cqpi=CQPI, in_force_from=since, source="essai", confirmed=confirmed
    )


@pytest.mark.parametrize(
    ("outcome", "rows", "asked", "delivered"),
    [
        pytest.param(Outcome.AWARDED, (equivalence(confirmed=True),), (CQPI,), 2, id="asked for and confirmed"),
        pytest.param(Outcome.AWARDED, (equivalence(confirmed=False),), (CQPI,), 1, id="not confirmed"),
        pytest.param(Outcome.AWARDED, (equivalence(confirmed=True, since=TOMORROW),), (CQPI,), 1, id="after the jury"),
        pytest.param(Outcome.AWARDED, (equivalence(confirmed=True, cqp="cqp-x"),), (CQPI,), 1, id="of another CQP"),
        pytest.param(Outcome.AWARDED, (equivalence(confirmed=True),), (), 1, id="not asked for"),
        pytest.param(Outcome.PARTIALLY_AWARDED, (equivalence(confirmed=True),), (CQPI,), 0, id="partial"),
        pytest.param(Outcome.NOT_AWARDED, (), (), 0, id="not awarded"),
    ],
)
def test_d27_a_cqpi_comes_with_a_full_award_when_asked_for_and_confirmed(
    outcome: Outcome, rows: tuple[CqpiEquivalence, ...], asked: tuple[str, ...], delivered: int
) -> None:
    dossier = a_dossier(requested_cqpi=asked, decisions=(a_decision(outcome),))

    codes = certifications_to_deliver(a_case(dossier, equivalences=rows))

    assert codes == (dossier.certification_code, CQPI)[:delivered]


def test_nothing_is_delivered_before_a_decision() -> None:
    assert certifications_to_deliver(a_case(a_dossier())) == ()


def test_a_certificate_names_the_candidate_as_on_the_day_of_the_jury() -> None:
    dossier = a_dossier()
    candidate = replace(dossier.candidate, usage_name="Durand")

    holder = holder_of(candidate)

    assert (holder.birth_name, holder.usage_name, holder.first_names, holder.birth_date, holder.birth_place) == (
        candidate.birth_name,
        "Durand",
        candidate.first_names,
        candidate.birth_date,
        candidate.birth_place,
    )


def test_numbers_are_read_aloud_in_groups_of_four() -> None:
    assert certificate_number(bytes(range(16))) == "0123-4567-89AB-CDEF"
    assert certificate_number(bytes(range(16, 40))) == "GHJK-MNPQ-RSTV-WXYZ"
    assert verification_code(bytes(range(32, 60))) == "0123-4567-89"


@pytest.mark.parametrize("typed", ["0123-4567-89ab", " 0123 4567 89AB ", "oi23456789ab", "0L23.4567.89AB"])
def test_a_number_typed_by_hand_is_read_as_it_was_meant(typed: str) -> None:
    assert as_written(typed) == "0123-4567-89AB"
