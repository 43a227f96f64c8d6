"""The faults of a database, and of the way to it, that pass by themselves; what is not here is ours to mend."""

import errno
import re
import socket
from collections.abc import Iterator, Mapping

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.usecases.ports.faults import FaultKind, TransientFault

_SECONDS: Mapping[FaultKind, int] = {
    FaultKind.UNREACHABLE: 5,
    FaultKind.CONNECTION_LOST: 5,
    FaultKind.OUT_OF_CONNECTIONS: 5,
    FaultKind.READ_ONLY: 5,
    FaultKind.DEADLOCK: 1,
    FaultKind.SERIALIZATION: 1,
    FaultKind.PLAN_INVALIDATED: 1,
    FaultKind.LOCKED: 5,
    FaultKind.TOO_LONG: 30,
    FaultKind.OUT_OF_ROOM: 60,
}
"""After how many seconds to ask again: a failover takes some, a full disk somebody's hands."""
_STATES: Mapping[str, FaultKind] = {
    "25006": FaultKind.READ_ONLY,  # a primary that has just become a standby
    "25P03": FaultKind.TOO_LONG,  # idle in a transaction
    "25P04": FaultKind.TOO_LONG,
    "40001": FaultKind.SERIALIZATION,
    "40P01": FaultKind.DEADLOCK,
    "53100": FaultKind.OUT_OF_ROOM,
    "53200": FaultKind.OUT_OF_ROOM,
    "53300": FaultKind.OUT_OF_CONNECTIONS,
    "53400": FaultKind.OUT_OF_CONNECTIONS,
    "55P03": FaultKind.LOCKED,
    "57014": FaultKind.TOO_LONG,
    "57P01": FaultKind.CONNECTION_LOST,
    "57P02": FaultKind.CONNECTION_LOST,
    "57P03": FaultKind.UNREACHABLE,
    "57P05": FaultKind.CONNECTION_LOST,
    "58030": FaultKind.OUT_OF_ROOM,
}
_CONNECTION_CLASS = "08"
"""What PgBouncer says of itself is of this class too: a full queue, a server that refuses."""
_ERRNOS: Mapping[int, FaultKind] = {
    errno.ENOSPC: FaultKind.OUT_OF_ROOM,
    errno.EDQUOT: FaultKind.OUT_OF_ROOM,
    errno.EMFILE: FaultKind.OUT_OF_CONNECTIONS,
    errno.ENFILE: FaultKind.OUT_OF_CONNECTIONS,
    errno.EHOSTUNREACH: FaultKind.UNREACHABLE,
    errno.ENETUNREACH: FaultKind.UNREACHABLE,
    errno.EHOSTDOWN: FaultKind.UNREACHABLE,
    errno.ECONNREFUSED: FaultKind.UNREACHABLE,
}

_TYPES: Mapping[FaultKind, tuple[type[BaseException], ...]] = {
    FaultKind.OUT_OF_CONNECTIONS: (PoolTimeoutError,),
    FaultKind.TOO_LONG: (TimeoutError,),
    FaultKind.UNREACHABLE: (ConnectionRefusedError, socket.gaierror, asyncpg.TargetServerAttributeNotMatched),
    FaultKind.CONNECTION_LOST: (ConnectionError,),
}
"""Each after those that are a case of it."""
_CLOSED = re.compile(r"\bclos(ed|ing)\b")
_TOLD_BETWEEN = re.compile(r"^cannot switch to state \d+; another operation \(\d+\) is in progress")
"""What the driver says where the server hung up between two statements, and the first one meets its farewell."""


def transient_fault_of(error: BaseException) -> TransientFault | None:
    """The fault that this error, or one that it comes from, is; None where it is our own."""
    for cause in _causes(error):
        kind = _kind_of(cause)
        if kind is not None:
            return TransientFault(kind=kind, words=_words(cause), retry_after=_SECONDS[kind])
    return None


def is_lost_connection(error: BaseException) -> bool:
    """Whether the connection was lost, so that another one may do."""
    fault = transient_fault_of(error)
    return fault is not None and fault.kind is FaultKind.CONNECTION_LOST


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was raised for: SQLAlchemy puts the driver's own two steps behind."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        left += [each.__cause__, getattr(each, "orig", None)]


def _kind_of(error: BaseException) -> FaultKind | None:
    if isinstance(error, asyncpg.InvalidCachedStatementError | asyncpg.OutdatedSchemaCacheError):
        return FaultKind.PLAN_INVALIDATED
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return FaultKind.CONNECTION_LOST if state.startswith(_CONNECTION_CLASS) else _STATES.get(state)
    return _kind_without_state(error)


def _kind_without_state(error: BaseException) -> FaultKind | None:
    for kind, types in _TYPES.items():
        if isinstance(error, types):
            return kind
    if isinstance(error, asyncpg.InternalClientError):
        return FaultKind.CONNECTION_LOST if _TOLD_BETWEEN.search(str(error)) else None
    if isinstance(error, asyncpg.InterfaceError):
        return FaultKind.CONNECTION_LOST if _CLOSED.search(str(error)) else None
    if isinstance(error, DBAPIError):
        return FaultKind.CONNECTION_LOST if error.connection_invalidated else None
    return _ERRNOS.get(error.errno or 0) if isinstance(error, OSError) else None


def _words(error: BaseException) -> str:
    said = str(getattr(error, "orig", None) or error).partition("\n")[0]
    return said or type(error).__name__
