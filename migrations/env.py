"""Run by Alembic: one migrator at a time, each migration its own transaction, none waiting long for a busy table."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, text

from app.db.engine import create_engine
from app.db.tables import metadata

_OUR_TURN = 7_130_001


def _migrate(connection: Connection) -> None:
    connection.execute(text("SET lock_timeout = '60s'"))
    connection.execute(text("SELECT pg_advisory_lock(:turn)"), {"turn": _OUR_TURN})
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:turn)"), {"turn": _OUR_TURN})
        connection.execute(text("RESET lock_timeout"))
        connection.commit()


async def _connect_and_migrate() -> None:
    engine = create_engine(os.environ["DATABASE_URL"])
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    context.configure(url="postgresql://", target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif (connection := context.config.attributes.get("connection")) is not None:
    _migrate(connection)
else:
    asyncio.run(_connect_and_migrate())
