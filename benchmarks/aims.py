"""What is aimed at, operation by operation, and whether what was measured meets it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from benchmarks.measuring import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One number of one operation: what it is, which value is aimed at, and whether more or less is better."""

    operation: str
    what: str
    bound: float
    value_of: Callable[[Result], float]
    at_least: bool = True


def _over(side: str) -> Callable[[Result], float]:
    return lambda result: median(result.ratios(side) or [math.nan])


def _milliseconds(result: Result) -> float:
    return result.side("ours")["p50_ms"]


def _cpu(result: Result) -> float:
    return result.side("ours")["cpu_ms"]


def _of_the_floor(operation: str, share: float) -> Aim:
    return Aim(operation=operation, what="part du nu", bound=share, value_of=_over("bare"))


def _faster_than_usual(operation: str) -> Aim:
    return Aim(operation=operation, what="fois l'habituel", bound=1.0, value_of=_over("usual"))


def _within(operation: str, milliseconds: float) -> Aim:
    return Aim(operation=operation, what="ms, un à la fois", bound=milliseconds, value_of=_milliseconds, at_least=False)


AIMS = (
    _faster_than_usual("liveness"),
    _of_the_floor("getDossier", 0.6),
    _faster_than_usual("getDossier"),
    _of_the_floor("getDossier, first reads", 0.45),
    _of_the_floor("getFundedDossier", 0.8),
    _faster_than_usual("getFundedDossier"),
    _faster_than_usual("listDossiers"),
    _faster_than_usual("listFundedDossiers"),
    _within("getChecklist", 3),
    _within("createDossier", 5),
    _within("verifyCertificate", 2),
    Aim(operation="checkEligibility", what="ms de CPU", bound=2, value_of=_cpu, at_least=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An aim, and what was measured."""

    operation: str
    what: str
    bound: float
    at_least: bool
    value: float
    is_met: bool


def judged(results: list[Result], singles: list[Judged]) -> list[Judged]:
    """Every aim on an operation that was measured, and those that were judged elsewhere."""
    by_name = {result.operation.name: result for result in results}
    found = []
    for aim in AIMS:
        if aim.operation in by_name:
            value = aim.value_of(by_name[aim.operation])
            found.append(single(aim.operation, aim.what, aim.bound, value, at_least=aim.at_least))
    return [*found, *singles]


def single(operation: str, what: str, bound: float, value: float, *, at_least: bool = False) -> Judged:
    """One number that is judged by itself."""
    met = value >= bound if at_least else value <= bound
    return Judged(operation=operation, what=what, bound=bound, at_least=at_least, value=value, is_met=met)
