"""The schema's versions, applied from inside the program: to the sandbox, to test databases, by `cqp migrate`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

ROOT = Path(__file__).resolve().parents[2]


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, on a connection that is already open."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine, *, to: str = "head") -> None:
    """Bring the database to a version of its schema, the newest unless said; nothing to do is no error."""
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), to))
