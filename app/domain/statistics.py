"""What may be told to everybody of dossiers counted: nothing by which one person could be recognised.

A count below the threshold is hidden, and every other one is rounded to a multiple of it. So no hidden count comes out
of a total less its other parts, nor of two questions that overlap, whatever is asked: each number told is off by up to
half the threshold. A delay is told where it was measured at least as many times as the threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.text import Text

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


DIMENSION_LABELS: Mapping[Dimension, Text] = MappingProxyType(
    {
        Dimension.CERTIFICATION: Text("Certification", "Certification"),
        Dimension.PATHWAY: Text("Parcours", "Pathway"),
        Dimension.REGION: Text("Région de l'évaluation", "Region of the assessment"),
        Dimension.MONTH: Text("Mois de la demande", "Month of the request"),
        Dimension.QUARTER: Text("Trimestre de la demande", "Quarter of the request"),
        Dimension.YEAR: Text("Année de la demande", "Year of the request"),
    }
)
DELAY_LABELS: Mapping[Delay, Text] = MappingProxyType(
    {
        Delay.ADMISSIBILITY: Text("de la demande à la recevabilité", "From the request to its admissibility"),
        Delay.REGISTRATION: Text("de la demande à l'inscription", "From the request to the registration"),
        Delay.ASSESSMENT: Text("de l'inscription à la fin de l'évaluation", "From the registration to the assessment"),
        Delay.JURY: Text("de l'évaluation au jury", "From the assessment to the jury"),
        Delay.TOTAL: Text("de la demande à la décision du jury", "From the request to the jury's decision"),
    }
)


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


def told_delay(times: int, median: int | None, ninetieth: int | None, *, threshold: int) -> Measured:
    """A delay as everybody may know it, measured so many times."""
    return Measured(median_days=median, ninetieth_days=ninetieth) if times >= threshold else Measured()
