"""What may be told to everybody of dossiers counted: nothing by which one person could be recognised.

A count below the threshold is hidden, and every other one is rounded to a multiple of it. So no hidden count comes out
of a total less its other parts, nor of two questions that overlap, whatever is asked: each number told is off by up to
half the threshold. A delay is told where it was measured at least as many times as the threshold.
"""

from dataclasses import dataclass
from enum import StrEnum

LEAST_TOLD = 5
"""The threshold unless it is set higher."""


class Dimension(StrEnum):
    """What dossiers are counted by; periods are those of the request."""

    CERTIFICATION = "certification"
    PATHWAY = "pathway"
    REGION = "region"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Delay(StrEnum):
    """From one step to another, in days."""

    ADMISSIBILITY = "admissibility"
    REGISTRATION = "registration"
    ASSESSMENT = "assessment"
    JURY = "jury"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of dossiers as it is told; ``value`` is None where it is hidden."""

    value: int | None

    @property
    def hidden(self) -> bool:
        """Whether it is too small to be told."""
        return self.value is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How long a step takes, in days; None where too few went through it."""

    median_days: int | None = None
    ninetieth_days: int | None = None


def told(count: int, threshold: int) -> Count:
    """A count as everybody may know it: zero is no person's, and is told."""
    if 0 < count < threshold:
        return Count(value=None)
    return Count(value=(count + threshold // 2) // threshold * threshold)


def told_delay(times: int, median: int | None, ninetieth: int | None, threshold: int) -> Measured:
    """A delay as everybody may know it, measured so many times."""
    return Measured(median_days=median, ninetieth_days=ninetieth) if times >= threshold else Measured()
