"""That a worker still looks for work: one that hangs looks no more, whatever its process seems to do."""

import time
from dataclasses import dataclass, field
from functools import cache

from prometheus_client import Gauge


@cache
def last_look() -> Gauge:
    """The measure, made when a worker first looks: what never works tells nothing of it."""
    return Gauge(
        "cqp_worker_last_look_timestamp_seconds",
        "When the worker last spoke of its jobs to the database, or tried to: in seconds since 1970.",
        multiprocess_mode="livemax",
    )


@dataclass(slots=True)
class Pulse:
    """When the worker last showed that it goes on; the instant of its making counts."""

    last: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        """It goes on."""
        self.last = time.monotonic()
        last_look().set_to_current_time()

    def silence(self) -> float:
        """For how many seconds it has not."""
        return time.monotonic() - self.last
