"""Dossiers counted by one statement, and kept for some minutes: the question is open to everybody.

One statement runs at a time in a process, however many ask: a crowd of different questions waits in a line and takes
one connection.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from asyncpg import DataError

from app.db.dated import WELL_DATED, WITHOUT_DAYS
from app.db.readings import Rows
from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.unreadable import note
from app.db.told_decisions import TOLD_DECISION
from app.domain.appeals import AppealOutcome
from app.domain.deliberation import Outcome
from app.domain.statistics import Delay, Dimension, mask_rare_delay, mask_small_count
from app.usecases.logs import log_event
from app.usecases.ports.statistics import Counted, Share, Table

SECONDS_KEPT = 600
"""After which a table is counted anew, by who asks for it next."""
SECONDS_SHOWN = 3600
"""How old a table may be that is read while it is counted anew: a great register takes seconds."""
_MOST_KEPT = 500
_KEYS: Mapping[Dimension, str] = {
    Dimension.CERTIFICATION: "certification",
    Dimension.PATHWAY: "pathway",
    Dimension.REGION: "region",
    Dimension.MONTH: "left(asked, 7)",
    Dimension.QUARTER: "left(asked, 4) || '-Q' || (substr(asked, 6, 2)::int + 2) / 3",
    Dimension.YEAR: "left(asked, 4)",
}
"""Periods are cut out of the day as it is written, and keys sorted by their bytes: half the time of ``to_char``."""
_BETWEEN: Mapping[Delay, str] = {
    Delay.ADMISSIBILITY: "admitted - requested",
    Delay.REGISTRATION: "registered - requested",
    Delay.ASSESSMENT: "assessed - registered",
    Delay.JURY: "decided - assessed",
    Delay.TOTAL: "decided - requested",
    Delay.APPEAL: "appeal_answered_on - appealed_on",
}
_DELAYS = ",\n".join(
    f"""count({days}) AS {delay}_times,
        percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {days}) AS {delay}_days"""
    for delay, days in _BETWEEN.items()
)
_OUTCOMES = ",\n".join(f"count(*) FILTER (WHERE outcome = '{outcome}') AS {outcome}" for outcome in Outcome)
_APPEALS = ",\n".join(
    f"""count(*) FILTER (WHERE jsonb_path_exists(appeals, '$[*].answer.outcome ? (@ == "{outcome}")'))
        AS appeals_{outcome}"""
    for outcome in AppealOutcome
)
_COUNT = f"""
    SELECT {{key}} AS key, GROUPING({{key}}) AS is_total, count(*) AS dossiers, {_OUTCOMES}, {_DELAYS},
        count(*) FILTER (WHERE appeals -> 0 IS NOT NULL) AS appealed, {_APPEALS}
    FROM (
        SELECT
            d.certification_code AS certification, d.pathway, x.evaluator ->> 'region' AS region,
            x.requested_on AS asked, x.requested_on::date AS requested, x.registered_on AS registered,
            x.assessment_completed_on AS assessed,
            (x.admissibility -> 'decisions' -> -1 ->> 'decided_on')::date AS admitted,
            (told.decision ->> 'decided_on')::date AS decided, told.decision ->> 'outcome' AS outcome,
            x.appeals, (x.appeals -> 0 ->> 'filed_on')::date AS appealed_on,
            (x.appeals -> 0 -> 'answer' ->> 'answered_on')::date AS appeal_answered_on
        FROM {{dossiers}} d
        CROSS JOIN LATERAL jsonb_to_record(d.facts) AS x (
            requested_on text, registered_on date, assessment_completed_on date, evaluator jsonb, admissibility jsonb,
            decisions jsonb, awaiting_signature jsonb, appeals jsonb
        )
        CROSS JOIN LATERAL (SELECT {TOLD_DECISION} AS decision) told
        WHERE d.facts_version <= {DOSSIERS.newest}
            AND ($1::text IS NULL OR d.certification_code = $1) AND ($2::text IS NULL OR d.pathway = $2)
    ) of_all
    WHERE ($3::text IS NULL OR region = $3)
        AND ($4::date IS NULL OR requested >= $4 AND requested < $5::date)
    GROUP BY GROUPING SETS (({{key}}), ())
    ORDER BY is_total, key
"""  # noqa: S608 - our own words
"""Certification, pathway, region, the period's first day and the one after it."""

_log = logging.getLogger("cqp.statistics")


class SqlStatistics:
    """The counts, each kept for ``SECONDS_KEPT``, and shown for ``SECONDS_SHOWN`` at most."""

    def __init__(
        self,
        rows: Rows,
        threshold: int,
        *,
        age: Callable[[], float | None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``age``: how many seconds old at most what ``rows`` answers is; None where it is not."""
        self._rows = rows
        self._age = age
        self._threshold = threshold
        self._now = now
        self._kept: dict[Counted, tuple[float, Table]] = {}
        self._counting = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def count(self, counted: Counted) -> Table:
        """The table. One past its time is answered at once, and counted anew for who asks next."""
        found = self._at_hand(counted)
        if found is not None:
            return found
        old = self._at_hand(counted, for_seconds=SECONDS_SHOWN)
        if old is None:
            return await self._counted_in_turn(counted)
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renewed(counted))
        return old

    async def _renewed(self, counted: Counted) -> None:
        try:
            await self._counted_in_turn(counted)
        except Exception as error:
            log_event(_log, logging.WARNING, "statistics_not_renewed", failure=error)

    async def _counted_in_turn(self, counted: Counted) -> Table:
        async with self._counting:
            found = self._at_hand(counted)  # somebody asked the same while we waited
            if found is None:
                found = await self._count(counted)
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept.pop(counted, None)
                self._kept[counted] = self._now(), found
        return found

    def _at_hand(self, counted: Counted, *, for_seconds: float = SECONDS_KEPT) -> Table | None:
        at, table = self._kept.get(counted, (0.0, None))
        return table if table is not None and self._now() - at < for_seconds else None

    async def _count(self, counted: Counted) -> Table:
        period, counted_at = counted.period, datetime.now(UTC) - timedelta(seconds=self._age() or 0)
        days = (None, None) if period is None else (period.first, period.end)
        narrowed = (counted.certification, counted.pathway, counted.region, *days)
        rows = await self._counts(f'({_KEYS[counted.by]}) COLLATE "C"', narrowed)
        *shares, total = (self._share(row) for row in rows)
        return Table(shares=shares, total=total, threshold=self._threshold, counted_at=counted_at)

    async def _counts(self, key: str, narrowed: Sequence[object]) -> Sequence[Mapping[str, Any]]:
        """What the statement counts; where a day of some dossier is none, without the dossiers that have such a day."""
        try:
            return await self._rows(_COUNT.format(key=key, dossiers="dossiers"), *narrowed)
        except DataError:
            for row in await self._rows(WITHOUT_DAYS):
                note(DOSSIERS.name, row["id"], "a day that statistics count is none")
            return await self._rows(_COUNT.format(key=key, dossiers=WELL_DATED), *narrowed)

    def _share(self, row: Mapping[str, Any]) -> Share:
        return Share(
            key=row["key"],
            dossiers=mask_small_count(row["dossiers"], self._threshold),
            outcomes={outcome: mask_small_count(row[outcome], self._threshold) for outcome in Outcome},
            delays={
                delay: mask_rare_delay(
                    row[f"{delay}_times"], *_quantiles(row[f"{delay}_days"]), threshold=self._threshold
                )
                for delay in Delay
            },
            appealed=mask_small_count(row["appealed"], self._threshold),
            appeals_by_outcome={
                outcome: mask_small_count(row[f"appeals_{outcome}"], self._threshold) for outcome in AppealOutcome
            },
        )


def _quantiles(days: Sequence[int] | None) -> tuple[int | None, int | None]:
    """The median and the ninetieth percentile; none of either where nothing was measured."""
    if days is None:
        return None, None
    median, ninetieth = days
    return median, ninetieth
