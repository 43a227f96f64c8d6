"""What is measured of the jobs that a worker does, and how their traces go on from that of their cause."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry import trace
from pgqueuer.adapters.tracing.opentelemetry import OpenTelemetryTracing
from pgqueuer.ports.tracing import TracingProtocol
from prometheus_client import Histogram

from app.telemetry.tracing import current_tracer
from app.usecases.ports.jobs import JobKind

_DURATIONS = Histogram(
    "cqp_job_duration_seconds",
    "Seconds that an attempt at a job took, by outcome: done, failed (tried again, or held), interrupted.",
    ("kind", "outcome"),
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 1800),
)


def job_tracing() -> TracingProtocol | None:
    """What has a job's row keep the trace of its cause (`traceparent`), and its doing go on from there.

    None where nothing is traced.
    """
    tracer = current_tracer()
    return None if tracer is None else OpenTelemetryTracing(tracer)


@contextmanager
def attempt_at(kind: JobKind) -> Iterator[None]:
    """One attempt at a job, measured."""
    begun, outcome = perf_counter(), "interrupted"
    try:
        yield
        outcome = "done"
    except Exception as error:
        outcome = "failed"
        # pgqueuer takes the failure for its own: its span would say that all went well.
        trace.get_current_span().set_attribute("error.type", type(error).__qualname__)
        raise
    finally:
        _DURATIONS.labels(kind.value, outcome).observe(perf_counter() - begun)
