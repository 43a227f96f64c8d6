"""The composition root: the only module that knows all the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.settings import Settings


def create_app(settings: Settings, *, engine: AsyncEngine | None = None) -> FastAPI:
    """The service. It closes the engine that it makes, never one that it is given."""
    database = engine or create_engine(settings.database_url.get_secret_value())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if engine is None:
            await database.dispose()

    app = FastAPI(title="CQP Chimie", lifespan=lifespan)

    @app.get("/livez", operation_id="liveness")
    async def liveness() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", operation_id="readiness")
    async def readiness() -> dict[str, str]:
        async with database.connect() as connection:
            await connection.execute(text("SELECT 1"))
        return {"status": "ok"}

    return app
