"""How the log is written: one JSON object a line for machines, a short sentence for people (ADR 0022).

A line of ours bears its event and its members; one that a library wrote, the event ``message``, its logger and its
words. Neither tells of anybody more than ids: of what others wrote, and of exceptions, the first line alone is kept
(PostgreSQL and Pydantic repeat values in those that follow), without addresses of mail.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TypeAlias

from pythonjsonlogger.orjson import OrjsonFormatter

from app.usecases.logs import MEMBERS, LogMembers, members_around

LogFormat = Literal["json", "text"]
_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_MAIL_ADDRESS = re.compile(r"[^\s<>\"'(]+@[^\s<>\"'),;]+")
_TRACEBACK = "Traceback (most recent call last):"
_PLACE = re.compile(r'  File "|    |[\w.]*[a-z][\w.]*(: |$)')
"""A line of a traceback that says where, or begins to say what; not one that goes on to repeat values."""
_DEEPEST = 5
"""How many causes of a failure are told."""
_TOLD_BY_US = ("Exception while processing entrypoint", "Retry requested")
"""What pgqueuer says of a job that failed, of which a line of ours says more."""


class JsonLines(OrjsonFormatter):
    """A record as one JSON object: ``time`` (UTC), ``level``, ``event``, and what both it and its surroundings say."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Fill in ``log_data``; what the event says wins over what is said around it."""
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
        log_data["level"] = record.levelname.lower()
        members = getattr(record, MEMBERS, None)
        if members is None:
            log_data |= {"event": "message", **members_around(), "logger": record.name}
            log_data["message"] = discreet(record.message)
            if record.message.startswith(_TRACEBACK):  # as Uvicorn tells of a start that failed
                log_data["traceback"] = "\n".join(_places_in(record.message))
        else:
            log_data |= {"event": record.msg, **members_around(), **members}
        if "exc_info" in message_dict:
            log_data["traceback"] = message_dict["exc_info"]

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        """Where it was raised, and the first line of what it says."""
        return "\n".join(_told(ei[1], _DEEPEST)) if ei[1] is not None else ""


class TextLines(logging.Formatter):
    """The same for people who try the service on their own machine: the hour, and what happened."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line."""
        members = getattr(record, MEMBERS, None)
        if members is not None:
            told = {name: value for name, value in {**members_around(), **members}.items() if value is not None}
            record.message = _request(told) if record.msg == "request" else _sentence(str(record.msg), told)
        return super().formatMessage(record)


def _sentence(event: str, told: LogMembers) -> str:
    return " ".join((event, *(f"{name}={value}" for name, value in told.items())))


def _request(told: LogMembers) -> str:
    asked = told.get("path") or told.get("operation_id") or "?"
    refused = f" {told['code']}" if "code" in told else ""
    return f"{told['method']} {asked} {told.get('status')}{refused} ({told['duration_ms']} ms, {told['request_id']})"


class OnceEach(logging.Filter):
    """Leaves out what pgqueuer says of a job, where a line of ours says it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written."""
        return not str(record.msg).startswith(_TOLD_BY_US)


def logging_configuration(form: LogFormat, *, stream: str = "stdout", level: str = "INFO") -> dict[str, Any]:
    """What ``logging.config.dictConfig`` and Uvicorn take: every logger to one stream, a line each.

    Uvicorn's own lines on requests are left out: ``app/api/access_log.py`` writes them.
    """
    formatter = {"json": JsonLines, "text": TextLines}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": f"ext://sys.{stream}"}
        },
        "filters": {"once": {"()": OnceEach}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "app": {"level": level},
            "app.db.pools": {"level": "WARNING"},  # SQLAlchemy's pools speak under the name of our classes of them
            "cqp": {"level": level},
            "pgqueuer": {"level": "WARNING", "filters": ["once"]},
            "uvicorn": {"level": level},
            "uvicorn.access": {"level": "CRITICAL"},
        },
    }


def discreet(words: str) -> str:
    """The first line of words that others wrote, without addresses of mail."""
    return _MAIL_ADDRESS.sub("…@…", words.partition("\n")[0])


def _places_in(words: str) -> Iterator[str]:
    """What of a traceback that others have written down holds no values."""
    return (_MAIL_ADDRESS.sub("…@…", line) for line in words.splitlines() if _PLACE.match(line))


def _told(failure: BaseException, deep: int) -> Iterator[str]:
    """The failure after what led to it, as Python tells it; of a group, each of its failures."""
    before = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    if before is not None and deep > 1:
        yield from _told(before, deep - 1)
        yield "which led to:"
    yield from (line.rstrip("\n") for line in traceback.format_tb(failure.__traceback__))
    yield f"{type(failure).__module__}.{type(failure).__qualname__}: {discreet(str(failure))}"
    if isinstance(failure, BaseExceptionGroup) and deep > 1:
        for each in failure.exceptions:
            yield "of which:"
            yield from _told(each, deep - 1)
