"""Whether the database can serve: it answers, and its schema is the one that this program was written for."""

import asyncio
from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.migrations import ROOT

_SECONDS_TO_ANSWER = 3


@cache
def newest_version() -> str | None:
    """The newest version of the schema, by the migrations that came with this program."""
    return ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head()


async def is_ready(engine: AsyncEngine) -> bool:
    """Whether the database answers in time and is migrated to the newest version."""
    try:
        async with asyncio.timeout(_SECONDS_TO_ANSWER), engine.connect() as connection:
            return bool(await connection.scalar(text("SELECT version_num FROM alembic_version")) == newest_version())
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
