"""What the sandbox holds when a newcomer opens it."""

from sqlalchemy.ext.asyncio import AsyncEngine


async def load(engine: AsyncEngine) -> None:
    """Bring in the sandbox's data, where they are not there yet."""
