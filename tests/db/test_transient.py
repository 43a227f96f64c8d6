"""Which faults pass by themselves, and which are ours."""

import errno
from collections.abc import Iterable

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.db.transient import is_lost_connection, transient_fault_of
from app.usecases.ports.faults import FaultKind


class _FromPostgresError(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"said {sqlstate}\nDETAIL: of no use")
        self.sqlstate = sqlstate


def _raised_from(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


PASSING: Iterable[tuple[Exception, FaultKind]] = (
    (asyncpg.AdminShutdownError("x"), FaultKind.CONNECTION_LOST),
    (asyncpg.CannotConnectNowError("x"), FaultKind.UNREACHABLE),
    (asyncpg.TooManyConnectionsError("x"), FaultKind.OUT_OF_CONNECTIONS),
    (asyncpg.DeadlockDetectedError("x"), FaultKind.DEADLOCK),
    (asyncpg.SerializationError("x"), FaultKind.SERIALIZATION),
    (asyncpg.LockNotAvailableError("x"), FaultKind.LOCKED),
    (asyncpg.QueryCanceledError("x"), FaultKind.TOO_LONG),
    (asyncpg.DiskFullError("x"), FaultKind.OUT_OF_ROOM),
    (asyncpg.ReadOnlySQLTransactionError("x"), FaultKind.READ_ONLY),
    (asyncpg.InvalidCachedStatementError("cached plan must not change result type"), FaultKind.PLAN_INVALIDATED),
    (asyncpg.ConnectionDoesNotExistError("x"), FaultKind.CONNECTION_LOST),
    (asyncpg.ProtocolViolationError("query_wait_timeout"), FaultKind.CONNECTION_LOST),
    (asyncpg.InterfaceError("connection is closed"), FaultKind.CONNECTION_LOST),
    (
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        FaultKind.CONNECTION_LOST,
    ),
    (DBAPIError("SELECT 1", None, _FromPostgresError("40P01")), FaultKind.DEADLOCK),
    (DBAPIError("SELECT 1", None, Exception("?"), connection_invalidated=True), FaultKind.CONNECTION_LOST),
    (_raised_from(Exception("ours"), asyncpg.DiskFullError("x")), FaultKind.OUT_OF_ROOM),
    (PoolTimeoutError("QueuePool limit"), FaultKind.OUT_OF_CONNECTIONS),
    (TimeoutError(), FaultKind.TOO_LONG),
    (ConnectionRefusedError(), FaultKind.UNREACHABLE),
    (ConnectionResetError(), FaultKind.CONNECTION_LOST),
    (OSError(errno.ENOSPC, "No space left on device"), FaultKind.OUT_OF_ROOM),
    (OSError(errno.ENETUNREACH, "Network is unreachable"), FaultKind.UNREACHABLE),
)


@pytest.mark.parametrize(("error", "kind"), PASSING, ids=lambda each: each if isinstance(each, str) else None)
def test_a_fault_of_the_machines_around_us_is_told_by_its_kind(error: Exception, kind: FaultKind) -> None:
    fault = transient_fault_of(error)

    assert fault is not None
    assert fault.kind is kind
    assert fault.retry_after > 0
    assert fault.words
    assert "\n" not in fault.words
    assert is_lost_connection(error) is (kind is FaultKind.CONNECTION_LOST)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("ours"),
        asyncpg.UndefinedTableError("x"),
        asyncpg.UniqueViolationError("x"),
        asyncpg.InvalidPasswordError("x"),
        asyncpg.FeatureNotSupportedError("x"),
        asyncpg.InterfaceError("wrong number of arguments"),
        FileNotFoundError(),
        PermissionError(errno.EACCES, "denied"),
        ProgrammingError("SELECT nothing", None, _FromPostgresError("42703")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_nobody_around_us_can_mend_is_ours(error: Exception) -> None:
    assert transient_fault_of(error) is None
