"""What somebody types and has not sent: kept as it is, judged by nobody, for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LARGEST = 64 * 1024
"""Bytes of one draft."""
MOST = 200
"""Drafts of one person."""
KEPT_FOR = timedelta(days=90)
"""Since it was last saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unfinished form under the ``key`` that its owner's program gave it; ``content`` is JSON, as it was put."""

    key: str
    content: str
    version: int
    saved_at: datetime

    def is_kept(self, at: datetime) -> bool:
        """Whether its time is not over."""
        return at < self.saved_at + KEPT_FOR
