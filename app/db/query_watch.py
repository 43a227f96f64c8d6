"""How long statements take: all are measured, the slow ones logged with their operation, and traced where one traces.

A statement is told without its values, which it never holds: they travel apart.
"""

import logging
from time import perf_counter, time_ns
from typing import Any

from opentelemetry.trace import SpanKind
from prometheus_client import Counter, Histogram
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.telemetry.operations import current_operation
from app.telemetry.tracing import current_tracer
from app.usecases.logs import log_event

_DURATIONS = Histogram(
    "cqp_database_query_duration_seconds",
    "Seconds from a statement to the end of its rows.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_SLOW = Counter("cqp_database_slow_queries_total", "Statements that were logged as slow.", ("operation",))
_LONGEST_TOLD = 2000
_BEGUN = "cqp_begun"

logger = logging.getLogger("cqp.database")


class QueryWatch:
    """Notes every statement of the engines that it looks at. ``slow_after`` is in seconds; None logs none."""

    def __init__(self, slow_after: float | None = None) -> None:
        self._slow_after = slow_after

    def look_at(self, engine: AsyncEngine) -> None:
        """Note the statements of this engine too."""
        event.listen(engine.sync_engine, "before_cursor_execute", _begin)
        event.listen(engine.sync_engine, "after_cursor_execute", self._end)

    def _end(self, connection: Any, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool) -> None:
        self.note(statement, perf_counter() - connection.info.pop(_BEGUN, perf_counter()))

    def note(self, statement: str, seconds: float) -> None:
        """Count a statement that has just ended."""
        _DURATIONS.observe(seconds)
        if current_tracer() is not None:
            _trace(statement, seconds)
        if self._slow_after is not None and seconds >= self._slow_after:
            operation, told, milliseconds = current_operation(), _told(statement), round(seconds * 1000)
            _SLOW.labels(operation).inc()
            log_event(
                logger, logging.WARNING, "slow_query", operation=operation, duration_ms=milliseconds, statement=told
            )


UNWATCHED = QueryWatch()


def _begin(connection: Any, *_: Any) -> None:
    connection.info[_BEGUN] = perf_counter()


def _trace(statement: str, seconds: float) -> None:
    tracer, now, told = current_tracer(), time_ns(), _told(statement)
    if tracer is not None:
        attributes = {"db.system.name": "postgresql", "db.query.text": told}
        begun = now - round(seconds * 1e9)
        tracer.start_span(told.partition(" ")[0], kind=SpanKind.CLIENT, attributes=attributes, start_time=begun).end(
            now
        )


def _told(statement: str) -> str:
    """On one line, and no longer than anybody reads."""
    return " ".join(statement[:_LONGEST_TOLD].split())
