"""What the sandbox holds when a newcomer opens it: one part for each subject, each harmless when run again."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.sandbox import accounts_data, companies_data, evaluators_data, jury_data, reference_data

PARTS: tuple[Callable[[AsyncConnection], Awaitable[None]], ...] = (
    reference_data.load,
    companies_data.load,
    evaluators_data.load,
    accounts_data.load,
    jury_data.load,
)
"""In the order in which they lean on one another."""


async def load(engine: AsyncEngine) -> None:
    """Bring in the sandbox's data, where they are not there yet: all of them, or none."""
    async with engine.begin() as connection:
        for part in PARTS:
            await part(connection)
