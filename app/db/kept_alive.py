"""What SQLAlchemy's pool does not do by itself: try a connection that was silent, bound a borrowed transaction."""

import time
from typing import Any

import asyncpg
from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.exc import InvalidatePoolError

from app.db.waits import SECONDS_TO_TRY, SECONDS_UNTRIED, Waits

_LEFT_AT = "cqp_left_at"


def try_after_silence(pool: Pool) -> None:
    """Have no closed connection given out, and none that was idle for ``SECONDS_UNTRIED`` before it answered.

    What is found dead takes with it all that is as old: a server that restarts closes them together.
    """
    event.listen(pool, "checkin", _note_when_left)
    event.listen(pool, "checkout", _try)


def _note_when_left(_: Any, record: Any) -> None:
    record.info[_LEFT_AT] = time.monotonic()


def _try(adapted: Any, record: Any, _: Any) -> None:
    if adapted.driver_connection.is_closed():
        raise InvalidatePoolError
    left_at = record.info.get(_LEFT_AT)
    if left_at is None or time.monotonic() - left_at < SECONDS_UNTRIED:
        return
    try:
        adapted.run_async(lambda driver: driver.execute("SELECT 1", timeout=SECONDS_TO_TRY))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as dead:
        raise InvalidatePoolError from dead


def bound_each_transaction(engine: Engine, waits: Waits) -> None:
    """Have each transaction begin by saying how long it waits: behind PgBouncer no setting outlives one."""

    def say(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(waits.for_this_transaction)

    event.listen(engine, "begin", say)
