"""The header Retry-After of an answer: for how long somebody else's service asks not to be asked."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_asked_for(header: str, at: datetime) -> int | None:
    """In seconds from ``at``, of a number or a date; None for anything else."""
    if re.fullmatch(r"[0-9]{1,9}", header):
        return int(header)
    try:
        until = parsedate_to_datetime(header).astimezone(UTC)
    except (ValueError, OverflowError):  # the last day of all, in a zone where the next one has come
        return None
    return max(0, round((until - at).total_seconds()))
