"""Whether the database can serve: it answers, and its schema is this program's own, or one that came of it."""

import asyncio
from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.migrations import configuration

_SECONDS_TO_ANSWER = 3
_STANDS_ON = text(
    "SELECT EXISTS (SELECT FROM alembic_version WHERE version_num = :ours) "
    "OR EXISTS (SELECT FROM schema_revisions WHERE revision = :ours)"
)


@cache
def newest_version() -> str | None:
    """The newest version of the schema, by the migrations that came with this program."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


async def is_ready(engine: AsyncEngine) -> bool:
    """Whether the database answers in time, and was brought to our version of its schema, or past it.

    Past it: each release only adds to what the one before uses, so that both serve while one follows the other.
    """
    try:
        async with asyncio.timeout(_SECONDS_TO_ANSWER), engine.connect() as connection:
            return bool(await connection.scalar(_STANDS_ON, {"ours": newest_version()}))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
