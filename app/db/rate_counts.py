"""How many permits each has taken in the current window, for all processes together."""

import time

from app.db.readings import Readings
from app.usecases.ports.rates import Batch

_TAKE = """
INSERT INTO rate_counts AS kept (key, window_start, used)
VALUES ($1::text, to_timestamp(floor(extract(epoch FROM now()) / $3::int) * $3::int), $2::bigint)
ON CONFLICT (key) DO UPDATE SET
    window_start = greatest(kept.window_start, excluded.window_start),
    used = excluded.used + CASE WHEN kept.window_start >= excluded.window_start THEN kept.used ELSE 0 END
RETURNING used, extract(epoch FROM window_start + make_interval(secs => $3::int) - now())::float8 AS seconds"""
_FORGET = "DELETE FROM rate_counts WHERE window_start < now() - interval '1 hour'"
_SECONDS_BETWEEN_CLEANINGS = 600


class RateCounts:
    """The counts, one row for each key; each batch is one statement, and waits for no other key."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._cleaned_at = time.monotonic()

    async def take(self, key: str, *, wanted: int, limit: int, window: int) -> Batch:
        """Take up to ``wanted`` permits; what is asked for beyond the limit is counted, and not given."""
        await self._forget_the_past()
        (row,) = await self._readings.rows(_TAKE, key, wanted, window)
        left = limit - (row["used"] - wanted)
        permits = max(0, min(wanted, left))
        return Batch(permits=permits, untaken=max(0, left - permits), seconds=row["seconds"])

    async def _forget_the_past(self) -> None:
        now = time.monotonic()
        if now - self._cleaned_at > _SECONDS_BETWEEN_CLEANINGS:
            self._cleaned_at = now
            await self._readings.rows(_FORGET)
