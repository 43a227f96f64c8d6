"""So many steps of the machine: chunk after chunk, each with a seed of its own, so that any can be run again."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.domain.journey_machine.machine import JourneyMachine
from tests.domain.journey_machine.world import Tally

_WORLDS = 20
_HAPPENINGS = 40
"""How many worlds one seed makes, and how many things happen in each; one happening is one step or several."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was run: an illegal state ends it, so that who reads this has seen none."""

    tally: Tally
    seeds: int


def run_machine(
    steps: int, *, first_seed: int = 1, shrinking: bool = True, tell: Callable[[Tally, int], None] = lambda *_: None
) -> Run:
    """Run ``steps`` steps or a few more; raises what an invariant asserts. ``shrinking``: look for the shortest way."""
    tally, number = Tally(), first_seed
    while tally.steps < steps:
        _run_worlds(number, tally, shrinking=shrinking)
        tell(tally, number)
        number += 1
    return Run(tally, number - first_seed)


def _run_worlds(number: int, tally: Tally, *, shrinking: bool) -> None:
    machine = seed(number)(type("Seeded", (JourneyMachine,), {"tally": tally}))
    phases = (Phase.generate, Phase.shrink) if shrinking else (Phase.generate,)
    run_state_machine_as_test(
        machine,
        settings=settings(
            database=None,
            deadline=None,
            max_examples=_WORLDS,
            stateful_step_count=_HAPPENINGS,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
