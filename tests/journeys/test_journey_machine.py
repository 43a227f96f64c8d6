"""Several dossiers in one world, led at random: nothing illegal comes about, and a fault in the law is seen.

`CQP_MACHINE_STEPS` says how many steps: 2,000 before a merge, 10,000 by `make nightly`, 200,000 by `make machine`.
"""

import os
from collections.abc import Callable
from unittest.mock import patch

import pytest

from app.domain.person_matches import EstablishedBy
from tests.domain.journey_machine.running import run_machine

STEPS = int(os.environ.get("CQP_MACHINE_STEPS", "2000"))
_BRIEF = STEPS < 10_000

FAULTS: dict[str, tuple[str, Callable[..., object]]] = {
    "D49: civil status alone": (
        "app.domain.recognition._evidence_between",
        lambda _one, _other: EstablishedBy.SAME_COMPANY,
    ),
    "D51: no exemption falls": ("app.domain.scope._stands", lambda _exemption, _case: True),
    "D52: no dossier stands in the way": ("app.domain.once_each.in_the_way", lambda _dossier, _others, _revoked: ()),
}


def test_nothing_illegal_comes_about(capsys: pytest.CaptureFixture[str]) -> None:
    run = run_machine(STEPS, shrinking=_BRIEF)

    with capsys.disabled():
        told = f"{run.tally.steps} steps, {run.tally.accepted_share:.1%} accepted, {run.seeds} seeds, 0 illegal states"
        print(f"\nJourney machine: {told}")
    assert run.tally.steps >= STEPS
    assert run.tally.accepted_share > 0.5


@pytest.mark.parametrize("fault", FAULTS)
def test_the_machine_sees_a_fault_in_the_law(fault: str) -> None:
    with patch(*FAULTS[fault]), pytest.raises(AssertionError):
        run_machine(4_000, shrinking=False)
