"""What tests read of the log: each line as production writes it, read back."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.adapters.logs import JsonLines, OnceEach

_OURS = ("cqp", "app", "pgqueuer", "uvicorn")


class Written:
    """What was written so far."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        """All of it, as it stands in the log."""
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line, which must be one JSON object."""
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, *events: str) -> list[dict[str, Any]]:
        """The lines that tell of these events."""
        return [line for line in self.lines if line["event"] in events]


@contextmanager
def log_written(level: int = logging.INFO) -> Iterator[Written]:
    """The log of the block, as ``cqp serve`` and ``cqp worker`` write it."""
    written = Written()
    handler = logging.StreamHandler(written.stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(OnceEach())
    loggers = [logging.getLogger(name) for name in _OURS]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(level)
    try:
        yield written
    finally:
        for logger, former in before:
            logger.removeHandler(handler)
            logger.setLevel(former)
