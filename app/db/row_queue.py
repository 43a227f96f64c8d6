"""A locked row is waited for by few: whoever waits holds a connection, and all processes together have so many."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, case, exists, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.transient import transient_fault_of
from app.usecases.errors import Contended
from app.usecases.ports.faults import FaultKind

_WAITERS = 3
_IN_VAIN = (FaultKind.LOCKED, FaultKind.TOO_LONG)
_STATEMENT = func.current_setting("statement_timeout")
_OF_ROWS = 0x524F57  # advisory keys of ours, apart from those of idempotency and of the feed


async def lock_one(connection: AsyncConnection, key: UUID, query: Select[Any]) -> RowMapping | None:
    """The row of the query, locked without its key until the transaction ends; None where there is none.

    One that is locked is waited for, as long as ``lock_timeout`` says, by three transactions at a time.
    Raises Contended where it was waited for in vain, or by as many already.
    """
    free = query.with_for_update(key_share=True, skip_locked=True)
    found = await _one(connection, free)
    if found is not None or not await connection.scalar(select(exists(query))):
        return found
    usual, ticket = (await connection.execute(select(_STATEMENT, _a_ticket(key)))).one()
    if not ticket:
        raise Contended
    await connection.execute(select(_for_now(func.current_setting("lock_timeout"))))
    try:
        found = await _one(connection, query.with_for_update(key_share=True))
    except DBAPIError as error:
        fault = transient_fault_of(error)
        raise (Contended() if fault and fault.kind in _IN_VAIN else error) from error
    await connection.execute(select(_for_now(usual)))
    return found


async def _one(connection: AsyncConnection, query: Select[Any]) -> RowMapping | None:
    found: RowMapping | None = (await connection.execute(query)).mappings().one_or_none()
    return found


def _a_ticket(key: UUID) -> Any:
    """One of the few, if any is left: held, as the row will be, until the transaction ends."""
    taken = [func.pg_try_advisory_xact_lock(func.hashtextextended(f"{key} {n}", _OF_ROWS)) for n in range(_WAITERS)]
    return case(*((ticket, True) for ticket in taken), else_=False)


def _for_now(timeout: Any) -> Any:
    """Bounds each statement of this transaction: ``lock_timeout`` is counted anew for each one that waits before us."""
    return func.set_config("statement_timeout", timeout, True)
