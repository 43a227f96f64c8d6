"""What a line of the log costs the processor: `python -m benchmarks.logs`. Uvicorn's own line stands beside ours."""

import io
import logging
from collections.abc import Callable
from time import process_time
from uuid import UUID

from uvicorn.logging import AccessFormatter

from app.adapters.logs import JsonLines, TextLines
from app.usecases.logs import lines_of, log_event

_LINES = 50_000
_ROUNDS = 5
_CALLER = {
    "request_id": "0192f0c1-7a2b-7c3d-8e4f-000000000001",
    "operation_id": "getDossier",
    "subject_id": str(UUID(int=7)),
    "role": "employer",
    "address": "192.0.2.7",
}
_PATH = "/v1/dossiers/0192f0c1-7a2b-7c3d-8e4f-000000000001"


def main() -> None:
    """Print the least of five rounds, each of fifty thousand lines."""
    shapes: tuple[tuple[str, logging.Formatter, Callable[[logging.Logger], None]], ...] = (
        ("Uvicorn's own access line", AccessFormatter('%(client_addr)s - "%(request_line)s" %(status_code)s'), _theirs),
        ("our line, as JSON", JsonLines(), _ours),
        ("our line, as text", TextLines(), _ours),
    )
    for name, formatter, write in shapes:
        with lines_of(lambda: _CALLER):
            print(f"{name}: {min(_microseconds(formatter, write) for _ in range(_ROUNDS)):.1f} µs")


def _microseconds(formatter: logging.Formatter, write: Callable[[logging.Logger], None]) -> float:
    logger = logging.getLogger("measured")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter)
    logger.handlers = [handler]
    begun = process_time()
    for _ in range(_LINES):
        write(logger)
    return (process_time() - begun) / _LINES * 1e6


def _theirs(logger: logging.Logger) -> None:
    logger.info('%s - "%s %s HTTP/%s" %d', "192.0.2.7:5", "GET", _PATH, "1.1", 200)


def _ours(logger: logging.Logger) -> None:
    log_event(logger, logging.INFO, "request", status=200, code=None, duration_ms=3.1, method="GET", path=_PATH)


if __name__ == "__main__":
    main()
