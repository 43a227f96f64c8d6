"""What became of holders, counted once and kept for some minutes: the question is open to everybody."""

import asyncio
import time
from collections.abc import Callable, Sequence

from app.domain.insertion_statistics import PublishedPromotion, published
from app.domain.survey_counts import with_totals
from app.usecases.ports import UnitOfWork

_SECONDS_KEPT = 600


class SqlInsertionStatistics:
    """Every promotion as everybody may know it, as old as some minutes at most; counted by one at a time."""

    def __init__(
        self,
        unit_of_work: Callable[[], UnitOfWork],
        threshold: int,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._threshold = threshold
        self._now = now
        self._kept: tuple[float, Sequence[PublishedPromotion]] | None = None
        self._counting = asyncio.Lock()

    async def promotions(self) -> Sequence[PublishedPromotion]:
        """Those at hand, or counted anew."""
        async with self._counting:
            if self._kept is None or self._now() - self._kept[0] >= _SECONDS_KEPT:
                self._kept = self._now(), await self._count()
            return self._kept[1]

    async def _count(self) -> Sequence[PublishedPromotion]:
        uow = self._unit_of_work()
        async with uow:
            found = await uow.surveys.promotions(certification=None, year=None)
        return [published(each, self._threshold) for each in with_totals(found) if each.access is None]
