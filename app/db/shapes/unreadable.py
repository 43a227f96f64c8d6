"""The records that could not be read: told in the log each time, and remembered for whoever measures the service."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from app.usecases.errors import FactsUnreadable

Row = TypeVar("Row")
Read = TypeVar("Read")

_log = logging.getLogger("cqp.facts")
_MOST_REMEMBERED = 10_000
_seen: dict[tuple[str, str], None] = {}
"""What this process met, by aggregate and key: to be looked at again before it is told."""

_is_asked_for = ContextVar("is_asked_for", default=False)


@contextmanager
def unnoted() -> Iterator[None]:
    """For the length of the block, whoever looks for such records tells of them in another way."""
    token = _is_asked_for.set(True)
    try:
        yield
    finally:
        _is_asked_for.reset(token)


def note(aggregate: str, key: object, why: str) -> None:
    """One line at error level, whose words hold nothing of the record but its key."""
    if _is_asked_for.get():
        return
    _log.error("facts of %s %s set apart: %s", aggregate, key, why)
    if len(_seen) < _MOST_REMEMBERED:
        _seen[aggregate, str(key)] = None


def noted(aggregate: str) -> tuple[str, ...]:
    """The keys of that aggregate's records that were noted, and not seen mended since."""
    return tuple(key for of, key in _seen if of == aggregate)


def forget(aggregate: str, keys: Iterable[str]) -> None:
    """They can be read again, or are no more."""
    for key in keys:
        _seen.pop((aggregate, key), None)


def readable(rows: Iterable[Row], read: Callable[[Row], Read]) -> Iterator[Read]:
    """What can be read of the rows, in their order; a row that cannot was noted by ``read``, and is left out."""
    for row in rows:
        try:
            yield read(row)
        except FactsUnreadable:
            continue
