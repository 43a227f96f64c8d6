"""Run by Alembic: one migrator at a time, each migration its own transaction, none waiting long for a busy table."""

import asyncio
import os
import time
from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import Connection, text
from sqlalchemy.util import await_only

from app.db.engine import create_engine
from app.db.schema_line import record_ancestry
from app.db.tables import metadata
from app.db.waits import MIGRATING

_OUR_TURN = 7_130_001
_SECONDS_FOR_OUR_TURN = 60
_OWN_WAITS = {"lock_timeout": "5s", "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}


def _migrate(connection: Connection) -> None:
    _take_our_turn(connection)
    for name, value in _OWN_WAITS.items():
        connection.execute(text(f"SET {name} = '{value}'"))
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
            on_version_apply=_record,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:turn)"), {"turn": _OUR_TURN})
        for name in _OWN_WAITS:
            connection.execute(text(f"RESET {name}"))
        connection.commit()


def _record(
    ctx: MigrationContext,
    step: MigrationInfo,  # noqa: ARG001
    heads: Collection[Any],
    run_args: Mapping[str, Any],  # noqa: ARG001
) -> None:
    """In the transaction of each migration: whoever looks never finds the one without the other."""
    if ctx.connection is not None:
        record_ancestry(ctx.connection, context.script, next(iter(heads), None))


def _take_our_turn(connection: Connection) -> None:
    """Ask again and again rather than wait: an index made CONCURRENTLY waits for every statement, ours too."""
    until = time.monotonic() + _SECONDS_FOR_OUR_TURN
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:turn)"), {"turn": _OUR_TURN}):
        connection.rollback()
        if time.monotonic() > until:
            raise TimeoutError("another migration has been under way for a minute")
        await_only(asyncio.sleep(0.2))
    connection.commit()


async def _connect_and_migrate() -> None:
    engine = create_engine(os.environ["DATABASE_URL"], waits=MIGRATING)
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
