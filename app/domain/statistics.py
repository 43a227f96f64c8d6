"""What may be told to everybody of dossiers counted: nothing by which one person could be recognised.

A count below the threshold is hidden, and every other one is rounded to a multiple of it: no hidden count comes out of
a total less its other parts, since each number told is off by up to half the threshold. Nor does it come out of many
questions: periods are those of the calendar, one within the other. Free first and last months would give as many pairs
of questions that differ by one small count as one likes, and the mean of their differences is that count.

A delay is told where it was measured often enough for it to be nobody's: the median as many times as the threshold, the
ninetieth twice as many (of fewer than ten, it would be the longest one, which is one person's).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.text import Text

SMALLEST_COUNT_SHOWN = 5
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
    APPEAL = "appeal"


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
        Delay.ADMISSIBILITY: Text("De la demande à la recevabilité", "From the request to its admissibility"),
        Delay.REGISTRATION: Text("De la demande à l'inscription", "From the request to the registration"),
        Delay.ASSESSMENT: Text("De l'inscription à la fin de l'évaluation", "From the registration to the assessment"),
        Delay.JURY: Text("De l'évaluation au jury", "From the assessment to the jury"),
        Delay.TOTAL: Text("De la demande à la décision du jury", "From the request to the jury's decision"),
        Delay.APPEAL: Text("Du recours à sa réponse", "From the appeal to its answer"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month, a quarter or a year: from its first day until the day before ``end``."""

    first: date
    end: date


_PERIOD = re.compile(r"((?:19|20|21)[0-9]{2})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


def period_of(name: str) -> Period | None:
    """The period as tables name it: ``2026``, ``2026-Q3``, ``2026-07``. None for anything else."""
    found = _PERIOD.fullmatch(name)
    if found is None:
        return None
    year, month, quarter = (int(number or 0) for number in found.groups())
    first = month or (quarter * 3 - 2 if quarter else 1)
    after = first + (1 if month else 3 if quarter else 12)
    end = date(year, after, 1) if after <= 12 else date(year + 1, 1, 1)
    return Period(first=date(year, first, 1), end=end)


def mask_small_count(count: int, threshold: int) -> Count:
    """A count as everybody may know it: zero is no person's, and is told."""
    if 0 < count < threshold:
        return Count(value=None)
    return Count(value=(count + threshold // 2) // threshold * threshold)


def mask_rare_delay(times: int, median: int | None, ninetieth: int | None, *, threshold: int) -> Measured:
    """A delay as everybody may know it, measured so many times."""
    return Measured(
        median_days=median if times >= threshold else None,
        ninetieth_days=ninetieth if times >= max(2 * threshold, 10) else None,
    )
