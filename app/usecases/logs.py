"""What the log says: events by name, with ids and nothing else of anybody, and for whom they happened.

The edge says of what a line is part (a request, a job) once, and each line written meanwhile bears it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

LogMembers = Mapping[str, object]
"""What a line says, by name: words of our own, ids, counts, days; never a name, an address of mail, or a secret."""

MEMBERS = "members"
"""The attribute under which a log record carries what its event says."""


def _nobody() -> LogMembers:
    return {}


_within: ContextVar[Callable[[], LogMembers]] = ContextVar("what_lines_are_part_of", default=_nobody)


@contextmanager
def lines_of(members: Callable[[], LogMembers]) -> Iterator[None]:
    """Have each line written within the block, by whatever it starts too, say ``members()`` as it is then."""
    token = _within.set(members)
    try:
        yield
    finally:
        _within.reset(token)


def members_around() -> LogMembers:
    """What the request or the job says of itself that is being done, if any."""
    return _within.get()()


def log_event(
    logger: logging.Logger, level: int, event: str, *, failure: BaseException | None = None, **members: object
) -> None:
    """Write one line: ``event`` in snake_case, what it says, and the traceback of ``failure``."""
    if logger.isEnabledFor(level):
        logger.log(level, event, exc_info=failure, extra={MEMBERS: members})
