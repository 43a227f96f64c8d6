"""The production clock."""

from datetime import UTC, datetime


async def system_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
