"""The service on the sandbox's data, on a day of the tests' own choosing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.settings import Settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@asynccontextmanager
async def reference_client(settings: Settings, engine: AsyncEngine) -> AsyncIterator[AsyncClient]:
    """A client of the service, for which today is the 23rd of November 2026."""
    app = create_app(settings, engine=engine)
    app.state.container = replace(app.state.container, legal_time=_now)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as connected,
    ):
        yield connected


async def _now() -> datetime:
    return NOW
