"""What the process is doing, by one name: the same in measures, slow queries, traces and PostgreSQL's own lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOTHING = "none"
"""The name of what answers to no operation: an unknown path, or a process at rest."""

_operation: ContextVar[str] = ContextVar("cqp_operation", default=NOTHING)


def current_operation() -> str:
    """The operation of the contract that is being answered, `job:` and the kind of a job, or ``none``."""
    return _operation.get()


def become_operation(name: str) -> None:
    """Do the rest of this task, and all that it begins, under that name."""
    _operation.set(name)


@contextmanager
def under_operation(name: str) -> Iterator[None]:
    """Do what follows under that name, whoever does it: tasks that are begun meanwhile inherit it."""
    token = _operation.set(name)
    try:
        yield
    finally:
        _operation.reset(token)
