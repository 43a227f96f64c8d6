"""What a log says of a request's address: neither a token nor what was asked for (codes, references, names)."""

import logging
import re
from typing import Any

from uvicorn.config import LOGGING_CONFIG

_SECRET = re.compile(r"(?<=/v1/jury-calendars/)[^/]+")


def redacted_address(address: str) -> str:
    """The address without its query, and without the secret that it may be."""
    return _SECRET.sub("…", address.partition("?")[0])


class RedactingFilter(logging.Filter):
    """For Uvicorn's access log, whose records hold the caller, the method, the address, the protocol, the status."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, its address made discreet."""
        if isinstance(record.args, tuple):
            caller, method, address, *rest = record.args
            record.args = (caller, method, redacted_address(str(address)), *rest)
        return True


def redacted_logging() -> dict[str, Any]:
    """Uvicorn's own configuration of its logs, the one of requests made discreet."""
    loggers = LOGGING_CONFIG["loggers"]
    access = {**loggers["uvicorn.access"], "filters": ["discreet"]}
    filters = {"discreet": {"()": RedactingFilter}}
    return {**LOGGING_CONFIG, "filters": filters, "loggers": {**loggers, "uvicorn.access": access}}
