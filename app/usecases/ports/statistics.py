"""Port to the dossiers counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.appeals import AppealOutcome
from app.domain.deliberation import Outcome
from app.domain.insertion_statistics import PublishedPromotion
from app.domain.statistics import Count, Delay, Dimension, Measured, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Which dossiers, requested in which period, and by what; None leaves all in."""

    by: Dimension
    certification: str | None = None
    pathway: str | None = None
    region: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The dossiers of one key, such as a region; None is where the dossier has none yet, or the total.

    ``appealed``: how many of them were contested, once or more (D71).
    """

    key: str | None
    dossiers: Count
    outcomes: Mapping[Outcome, Count]
    delays: Mapping[Delay, Measured]
    appealed: Count
    appeals_by_outcome: Mapping[AppealOutcome, Count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The shares in the order of their keys, the total, the threshold that hides, and when they were counted."""

    shares: Sequence[Share]
    total: Share
    threshold: int
    counted_at: datetime


class InsertionStatistics(Protocol):
    """What became of holders, as everybody may know it."""

    async def promotions(self) -> Sequence[PublishedPromotion]:
        """Every promotion, by certification and year; some minutes old."""
        ...


class Statistics(Protocol):
    """The dossiers counted, as everybody may know it."""

    async def count(self, counted: Counted) -> Table:
        """The table, which may be some minutes old."""
        ...
